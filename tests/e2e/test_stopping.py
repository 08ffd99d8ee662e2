"""Stopping the server: Ctrl-C and SIGTERM end it with status 0 and without a word, whatever is open."""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest

MANY_ROWS = "20000"


def nothing(server: Any, stack: ExitStack, shop: dict[str, Any]) -> None:
    """No connection at all."""


def idle_connection(server: Any, stack: ExitStack, shop: dict[str, Any]) -> None:
    """A keep-alive connection that was answered and waits."""
    connection = stack.enter_context(server.connect())
    connection.sendall(server.head("GET", "/_emulator/health"))
    assert connection.recv(1000).startswith(b"HTTP/1.1 200")


def half_head(server: Any, stack: ExitStack, shop: dict[str, Any]) -> None:
    """A request whose headers have not all come."""
    stack.enter_context(server.connect()).sendall(b"POST /data HTTP/1.1\r\nHost: 127.0.0.1\r\n")
    assert server.healthy()


def half_body(server: Any, stack: ExitStack, shop: dict[str, Any]) -> None:
    """A request whose body has not all come."""
    head = server.head("POST", "/data/foundation/flowservice/connections", **{"Content-Length": "500"})
    stack.enter_context(server.connect()).sendall(head + b'{"name": ')
    assert server.healthy()


def slow_request(server: Any, stack: ExitStack, shop: dict[str, Any]) -> None:
    """A request that is being answered: rows are made for it."""
    base = server.call("POST", "/flowservice/connections", json=shop).json()["id"]
    path = f"/data/foundation/flowservice/connections/{base}/explore?objectType=table&object=Orders"
    stack.enter_context(server.connect()).sendall(server.head("GET", path))
    assert server.healthy()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("situation", [nothing, idle_connection, half_head, half_body, slow_request])
def test_it_ends_without_complaint(
    start_server: Any, shop: dict[str, Any], situation: Callable[..., None], number: int
) -> None:
    server = start_server("--rows", MANY_ROWS)
    with ExitStack() as stack:
        situation(server, stack, shop)
        assert server.stop(number) == 0
    assert "Traceback" not in server.log
    assert "ERROR" not in server.log


def test_it_ends_in_the_middle_of_a_run(start_server: Any, begun_flow: Any, eventually: Any) -> None:
    server = start_server("--rows", MANY_ROWS)
    client, flow_id = begun_flow(server)
    eventually(lambda: list(client.flow_service.runs.list(property=f"flowId=={flow_id}")), "a run has begun")
    assert server.stop() == 0
    assert "Traceback" not in server.log
