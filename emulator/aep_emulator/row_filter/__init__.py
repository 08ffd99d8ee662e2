"""Row filters at the source, written in PQL: which rows of a table a dataflow or a preview takes."""

from aep_emulator.row_filter.reading import RowFilter, RowFilterError, decode, parse

__all__ = ["RowFilter", "RowFilterError", "decode", "parse"]
