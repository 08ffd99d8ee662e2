"""The operations of sandbox management."""

from __future__ import annotations

from tests.unit.client.operations.operation import BODY, SANDBOXES, Operation, op

OPERATIONS: list[Operation] = [
    *(
        op(call, f"GET {SANDBOXES}/{path}?limit=50&offset=0", answer={"sandboxes": [BODY]}, returned=[BODY])
        for call, path in (
            (lambda aep: list(aep.sandboxes.list()), "sandboxes"),
            (lambda aep: list(aep.sandboxes.active()), ""),
        )
    ),
    op(
        lambda aep: aep.sandboxes.types(),
        f"GET {SANDBOXES}/sandboxTypes",
        answer={"sandboxTypes": ["development"]},
        returned=["development"],
    ),
    op(lambda aep: aep.sandboxes.get("s"), f"GET {SANDBOXES}/sandboxes/s"),
    op(
        lambda aep: aep.sandboxes.create("s", "S"),
        f"POST {SANDBOXES}/sandboxes",
        {"name": "s", "title": "S", "type": "development"},
    ),
    op(lambda aep: aep.sandboxes.rename("s", "S"), f"PATCH {SANDBOXES}/sandboxes/s", {"title": "S"}),
    op(lambda aep: aep.sandboxes.reset("s"), f"PUT {SANDBOXES}/sandboxes/s", {"action": "reset"}),
    op(
        lambda aep: aep.sandboxes.reset("s", validation_only=True),
        f"PUT {SANDBOXES}/sandboxes/s?validationOnly=true",
        {"action": "reset"},
    ),
    op(
        lambda aep: aep.sandboxes.delete("s", ignore_warnings=True),
        f"DELETE {SANDBOXES}/sandboxes/s?ignoreWarnings=true",
    ),
]
