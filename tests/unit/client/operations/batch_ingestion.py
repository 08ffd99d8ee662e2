"""The operations of Batch Ingestion."""

from __future__ import annotations

from tests.unit.client.operations.operation import BYTES, FILE, IMPORT, Operation, op

OPERATIONS: list[Operation] = [
    op(
        lambda aep: aep.batch_ingestion.create("d"),
        f"POST {IMPORT}",
        {"datasetId": "d", "inputFormat": {"format": "json"}},
    ),
    op(
        lambda aep: aep.batch_ingestion.create("d", format="csv", enableErrorDiagnostics=True),
        f"POST {IMPORT}",
        {"datasetId": "d", "inputFormat": {"format": "csv"}, "enableErrorDiagnostics": True},
    ),
    op(
        lambda aep: aep.batch_ingestion.put("b", "d", "a/b c.json", b"{}"),
        f"PUT {FILE}/a/b%20c.json",
        b"{}",
        answer=None,
        content_type=BYTES,
    ),
    op(
        lambda aep: aep.batch_ingestion.put_part("b", "d", "f", b"xyz", start=5, total=8),
        f"PATCH {FILE}/f",
        b"xyz",
        answer=None,
        content_type=BYTES,
    ),
    op(lambda aep: aep.batch_ingestion.initialize("b", "d", "f"), f"POST {FILE}/f?action=INITIALIZE", answer=None),
    op(lambda aep: aep.batch_ingestion.finish("b", "d", "f"), f"POST {FILE}/f?action=COMPLETE", answer=None),
    op(lambda aep: aep.batch_ingestion.arrived("b", "d", "f"), f"HEAD {FILE}/f", answer=None),
    op(
        lambda aep: aep.batch_ingestion.preview("b", "d", format="csv", nrow=3),
        f"GET {IMPORT}/b/datasets/d/preview?format=csv&nrow=3",
    ),
    *(
        op(
            lambda aep, name=name: getattr(aep.batch_ingestion, name)("b"),
            f"POST {IMPORT}/b?action={name.upper()}",
            answer=None,
        )
        for name in ("complete", "abort", "fail", "revert")
    ),
]
