"""How many bad rows a run puts up with, and how much it tells about them.

Documented: `optionSpec` of the flow specs (`partialIngestionPercent`, `errorDiagnosticsEnabled`) and
help/ingestion/quality/{partial,error-diagnostics}.md: above the threshold the batch fails as a whole; without
diagnostics one INGEST-1211-400 stands for all errors.
Assumed: a flow without a threshold keeps its bad rows out and succeeds.
Differs: a flow that does not mention diagnostics explains its bad rows, as the run in
help/sources/tutorials/api/monitor.md does; the flow specs give `errorDiagnosticsEnabled` the default false.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aep_emulator.dataflow.context import RunFailure
from aep_emulator.dataflow.report import PROMOTION_ERROR, Tally
from aep_emulator.types import Document


@dataclass(frozen=True, slots=True)
class Tolerance:
    """`percent` of the rows may be bad, None for all of them; `explains` lists the reasons."""

    percent: float | None
    explains: bool

    @classmethod
    def of(cls, flow: Document) -> Tolerance:
        """The tolerance of a flow's `options`, whose values may be strings."""
        options: Any = flow.get("options") or {}
        percent = options.get("partialIngestionPercent")
        explains = str(options.get("errorDiagnosticsEnabled", True)).lower() != "false"
        return cls(None if percent is None else float(percent), explains)

    def tags(self) -> Document:
        """The tags that tell of it on the batch. Documented: the batches shown in error-diagnostics.md."""
        percent = {} if self.percent is None else {"acp_partialIngestionPercent": self.percent}
        return {"acp_enableErrorDiagnostics": self.explains, **percent}

    def check(self, tally: Tally) -> None:
        """Raise RunFailure when too many rows were refused."""
        if self.percent is None or not tally.input_records:
            return
        share = 100 * tally.failed_records / tally.input_records
        if share > self.percent:
            raise RunFailure(
                PROMOTION_ERROR["code"],
                f"{PROMOTION_ERROR['message']} {tally.failed_records} of {tally.input_records} records "
                f"({share:.1f} %) were refused, more than the {self.percent:g} % that partialIngestionPercent allows.",
            )
