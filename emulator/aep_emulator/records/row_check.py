"""Whether a row fits the schema of its dataset."""

from __future__ import annotations

from aep_emulator.records.row_errors import RowError
from aep_emulator.types import Document
from aep_emulator.validation import CompiledSchema


class RowCheck:
    """Checks rows against one composed XDM schema."""

    def __init__(self, schema: Document) -> None:
        self._schema = CompiledSchema(schema)

    def errors(self, row: Document) -> list[RowError]:
        """Every reason to refuse the row; empty when it fits."""
        return [RowError.broken_rule(failure) for failure in self._schema.iter_failures(row)]
