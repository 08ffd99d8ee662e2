"""How many rows were refused, and what the batch says about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from aep_emulator.records.row_errors import RowError, first_of_each_code


@dataclass
class ErrorTally:
    """Counts refused rows while they are read. `counts` has the rows for each (code, message)."""

    refused: int = 0
    counts: dict[tuple[str, str], int] = field(default_factory=dict)

    def count(self, errors: Iterable[RowError]) -> None:
        """One more row, refused for these reasons."""
        self.refused += 1
        for error in first_of_each_code(errors):
            key = (error.code, error.kind)
            self.counts[key] = self.counts.get(key, 0) + 1

    def entries(self, written: int, *, explain: bool) -> list[dict[str, Any]]:
        """The `errors` of a batch: none when every row was good, a single INGEST-1211-400 unless it is to explain.

        Documented: "Check status" in help/ingestion/quality/error-diagnostics.md. `written` is the number of rows that
        were good.
        """
        if not self.refused:
            return []
        if not explain:
            return [
                {
                    "code": "INGEST-1211-400",
                    "description": "Encountered errors while parsing, converting or otherwise validating the data. "
                    "Please resend the data with error diagnostics enabled to collect additional information on "
                    "failure types",
                }
            ]
        summary = {
            "code": "INGEST-1212-400",
            "description": f"Encountered {self.refused} errors in the data. Successfully ingested {written} rows. "
            "Please review the associated diagnostic files for more details.",
        }
        kinds = [
            {"code": code, "description": kind, "recordCount": count} for (code, kind), count in self.counts.items()
        ]
        return [summary, *kinds]
