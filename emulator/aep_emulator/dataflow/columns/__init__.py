"""Mapping and checking rows a column at a time, for the mapping sets and schemas where that is possible.

What a row-by-row run would do with a row is the measure: rows that need an explanation, a warning or anything else
that columns cannot give are left for it.
"""

from aep_emulator.dataflow.columns.plan import ColumnPlan

__all__ = ["ColumnPlan"]
