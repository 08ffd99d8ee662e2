"""The operations of Streaming Ingestion."""

from __future__ import annotations

from tests.unit.client.operations.operation import BODY, Operation, op

OPERATIONS: list[Operation] = [
    op(lambda aep: aep.streaming.send("i", BODY), "POST /collection/i", BODY),
    op(
        lambda aep: aep.streaming.send("i", BODY, sync_validation=True),
        "POST /collection/i?syncValidation=true",
        BODY,
    ),
    op(lambda aep: aep.streaming.send_batch("i", [BODY]), "POST /collection/batch/i", {"messages": [BODY]}),
]
