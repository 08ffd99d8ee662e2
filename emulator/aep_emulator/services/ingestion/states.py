"""The states of an uploaded batch, and which signal leads from where to where.

    loading ──COMPLETE──▶ loaded ──▶ staging ──▶ success ──REVERT──▶ inactive
       │                    │           │  └───▶ failed
       └────ABORT, FAIL─────┴───────────┴──────▶ aborted, failed

Documented: "Batch States" in help/ingestion/batch-ingestion/troubleshooting.md, which also says that COMPLETE may be
repeated; "Cancel a batch" and "Delete a batch" in api-overview.md. The two pages differ on ABORT of a batch that is
being processed; here it may be cancelled until it has ended.
Assumed: each signal may be repeated; FAIL is for batches that have not ended; an inactive batch stays inactive.
"""

from __future__ import annotations

from dataclasses import dataclass

LOADING = "loading"
LOADED = "loaded"
STAGING = "staging"
SUCCESS = "success"
FAILED = "failed"
ABORTED = "aborted"
INACTIVE = "inactive"

VISIBLE = frozenset({SUCCESS, "active"})
"""In these states the records of a batch can be seen."""

_UNDER_WAY = frozenset({LOADED, STAGING, "staged", "processing", "queued", "retrying", "stalled"})


@dataclass(frozen=True, slots=True)
class Signal:
    """`sources` are the states in which the signal changes something, to `target`; in `repeats` it does nothing."""

    target: str
    sources: frozenset[str]
    repeats: frozenset[str]


SIGNALS = {
    "COMPLETE": Signal(LOADED, frozenset({LOADING}), _UNDER_WAY | VISIBLE | {FAILED, "failure"}),
    "ABORT": Signal(ABORTED, _UNDER_WAY | {LOADING}, frozenset({ABORTED})),
    "FAIL": Signal(FAILED, _UNDER_WAY | {LOADING}, frozenset({FAILED, "failure"})),
    "REVERT": Signal(INACTIVE, VISIBLE, frozenset({INACTIVE, "deleted"})),
}
