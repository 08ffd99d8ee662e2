"""The operations of Data Access."""

from __future__ import annotations

from tests.unit.client.operations.operation import BODY, DATA, EXPORT, PAGE, Operation, op

OPERATIONS: list[Operation] = [
    op(
        lambda aep: list(aep.data_access.batch_files("i")),
        f"GET {EXPORT}/batches/i/files?{PAGE}",
        answer=DATA,
        returned=[BODY],
    ),
    op(
        lambda aep: list(aep.data_access.file_parts("i-1")),
        f"GET {EXPORT}/files/i-1?{PAGE}",
        answer=DATA,
        returned=[BODY],
    ),
    op(
        lambda aep: aep.data_access.size("i-1", "a/b"),
        f"HEAD {EXPORT}/files/i-1?path=a%2Fb",
        answer=b"PAR1",
        returned=4,
    ),
    op(lambda aep: aep.data_access.download("i-1", "a/b"), f"GET {EXPORT}/files/i-1?path=a%2Fb", answer=b"PAR1"),
    op(lambda aep: aep.data_access.preview("i"), f"GET {EXPORT}/datasets/i/preview", answer=DATA, returned=[BODY]),
    op(
        lambda aep: list(aep.data_access.failed_files("i")),
        f"GET {EXPORT}/batches/i/failed?{PAGE}",
        answer=DATA,
        returned=[BODY],
    ),
    op(
        lambda aep: list(aep.data_access.stream_failed("i", "f")),
        f"GET {EXPORT}/batches/i/failed?path=f",
        answer=b"{}",
        returned=[b"{}"],
    ),
    op(
        lambda aep: list(aep.data_access.meta_files("i", "row_errors")),
        f"GET {EXPORT}/batches/i/meta?path=row_errors&{PAGE}",
        answer=DATA,
        returned=[BODY],
    ),
    op(
        lambda aep: list(aep.data_access.stream_meta("i", "row_errors/f")),
        f"GET {EXPORT}/batches/i/meta?path=row_errors%2Ff",
        answer=b"{}",
        returned=[b"{}"],
    ),
]
