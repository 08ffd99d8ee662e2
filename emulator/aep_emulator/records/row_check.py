"""Whether a row of a batch fits the schema of its dataset.

Documented: "Supported checks" in help/ingestion/quality/overview.md: batches are checked for types, enums, ranges and
required fields; patterns and formats are checked in streams only.
"""

from __future__ import annotations

from aep_emulator.records.row_errors import RowError
from aep_emulator.types import Document
from aep_emulator.validation import CompiledSchema

_UNCHECKED = "pattern"


class RowCheck:
    """Checks rows against one composed XDM schema."""

    def __init__(self, schema: Document) -> None:
        self._schema = CompiledSchema(schema)

    def errors(self, row: Document) -> list[RowError]:
        """Every reason to refuse the row; empty when it fits."""
        failures = self._schema.iter_failures(row)
        return [RowError.broken_rule(failure) for failure in failures if failure.keyword != _UNCHECKED]
