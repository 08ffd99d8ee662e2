"""Records on their way into a dataset: converted, checked, and if refused explained.

Knows schemas and values, no service: batch ingestion and dataflows can both use it.
"""

from aep_emulator.records.refused_rows import RefusedRows
from aep_emulator.records.row_check import RowCheck
from aep_emulator.records.row_errors import RowError
from aep_emulator.records.row_types import Origin, RowTypes
from aep_emulator.records.scalars import DATE_TIMES
from aep_emulator.records.tally import ErrorTally

__all__ = ["DATE_TIMES", "ErrorTally", "Origin", "RefusedRows", "RowCheck", "RowError", "RowTypes"]
