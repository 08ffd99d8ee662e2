"""Every operation: the request it sends, that it never waits without a limit, and that none is missing."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import pytest
from werkzeug.exceptions import HTTPException

from aep_client import AEPClient
from aep_emulator.admin.coverage import coverage
from aep_emulator.app import create_app
from tests.unit.client.operations import (
    batch_ingestion,
    catalog,
    data_access,
    data_prep,
    flow_service,
    observability,
    sandbox_tooling,
    sandboxes,
    schema_registry,
    streaming,
)
from tests.unit.client.operations.operation import Operation

OPERATIONS = [
    operation
    for service in (
        flow_service,
        schema_registry,
        catalog,
        data_prep,
        batch_ingestion,
        data_access,
        observability,
        sandboxes,
        sandbox_tooling,
        streaming,
    )
    for operation in service.OPERATIONS
]


@pytest.mark.parametrize(
    "operation",
    OPERATIONS,
    ids=[
        f"{number}-{operation.method}-{operation.path.removeprefix('/data/foundation')}"
        for number, operation in enumerate(OPERATIONS)
    ],
)
def test_an_operation_sends_its_request_and_returns_what_matters(
    make_client: Callable[..., AEPClient], server: Any, operation: Operation
) -> None:
    length = {"Content_Length": str(len(operation.answer))} if isinstance(operation.answer, bytes) else {}
    server.answers(operation.answer, 204 if operation.answer is None else 200, **length)
    assert operation.call(make_client(timeout=12.5)) == operation.returned
    (sent,) = server.calls
    assert (sent.method, sent.path, sent.query) == (operation.method, operation.path, parse_qs(operation.query))
    assert body_of(sent, operation) == operation.body
    assert (sent.headers.get("Content-Type") or "").partition(";")[0] == (operation.content_type or "")
    assert sent.timeout == 12.5
    assert [call.timeout for call in server.token_calls] == [12.5]


def test_every_documented_operation_that_the_emulator_has_is_a_method_of_the_client() -> None:
    sent = [(operation.method, operation.path.rstrip("/")) for operation in OPERATIONS]
    missing = [
        str(documented)
        for service in coverage(create_app())
        for documented in service.implemented
        if not any(
            documented.method == method and re.fullmatch(_pattern(documented.path), path) for method, path in sent
        )
    ]
    assert missing == []


def test_the_client_sends_nothing_that_the_emulator_does_not_have() -> None:
    routes = create_app().url_map.bind("localhost")
    unknown = []
    for operation in OPERATIONS:
        try:
            routes.match(operation.path, operation.method)
        except HTTPException:
            unknown.append(f"{operation.method} {operation.path}")
    assert unknown == []


def body_of(sent: Any, operation: Operation) -> Any:
    """What was sent, in the form in which the table has it; `...` for what another test looks at."""
    if isinstance(operation.body, bytes):
        return sent.body
    if operation.body is ... and sent.body:
        return ...
    return sent.json if sent.body else None


def _pattern(template: str) -> str:
    """A documented path as a regular expression; a file's path may have slashes."""
    escaped = re.escape(template.rstrip("/")).replace(r"\{filePath\}", ".+")
    return re.sub(r"\\\{.*?\\\}", "[^/]+", escaped)
