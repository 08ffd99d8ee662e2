"""The adapter between ASGI and WSGI: what it passes on, when, in which thread, and what it closes."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from flask import Flask, Response, request

from aep_emulator.gateway.request import long_running
from aep_emulator.server.adapter import SPOOL_BYTES, WsgiAdapter

LIMIT = 3 * SPOOL_BYTES


class Stream:
    """A body that is produced piece by piece and says when it was closed."""

    def __init__(self, pieces: Sequence[bytes | Exception]) -> None:
        self.pieces = iter(pieces)
        self.made = 0
        self.closed = 0

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        piece = next(self.pieces)
        if isinstance(piece, Exception):
            raise piece
        self.made += 1
        return piece

    def close(self) -> None:
        self.closed += 1


class Client:
    """One request to an adapter, and what came back. `leaves_after` is the number of answer parts it waits for."""

    def __init__(
        self,
        method: str = "GET",
        path: str = "/short",
        body: Sequence[bytes] = (b"",),
        *,
        headers: Sequence[tuple[bytes, bytes]] = (),
        complete: bool = True,
        leaves_after: int | None = None,
    ) -> None:
        self.scope = {
            "type": "http",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": list(headers),
        }
        self._messages = [
            {"type": "http.request", "body": piece, "more_body": not complete or number < len(body) - 1}
            for number, piece in enumerate(body)
        ]
        self._leaves_after = None if complete and leaves_after is None else leaves_after or 0
        self._gone = asyncio.Event()
        self.received = 0
        self.sent: list[dict[str, Any]] = []

    async def receive(self) -> dict[str, Any]:
        self.received += 1
        if self._messages:
            return self._messages.pop(0)
        if self._leaves_after != 0:
            await self._gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        self.sent.append(message)
        if len(self.sent) == self._leaves_after:
            self._gone.set()
            # Let whoever waits for the client's leaving hear of it.
            await asyncio.sleep(0)

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def content(self) -> bytes:
        return b"".join(message["body"] for message in self.sent[1:])

    @property
    def complete(self) -> bool:
        return bool(self.sent) and not self.sent[-1].get("more_body", False)


class Bench:
    """An app with a view of each sort, behind the adapter; what its views saw."""

    def __init__(self) -> None:
        self.app = Flask(__name__, static_folder=None)
        self.threads: list[str] = []
        self.bodies: list[bytes] = []
        self.inputs: list[Any] = []
        self.too_large: list[bool] = []
        self.stream = Stream([b"one", b"two", b"three"])
        self.app.add_url_rule("/short", "short", self.view, methods=["GET", "POST"])
        self.app.add_url_rule("/things/<name>", "thing", self.view)
        self.app.add_url_rule("/things/<name>/content", "content", long_running(self.long_view()))
        self.app.add_url_rule("/broken", "broken", lambda: 1 / 0)
        self.app.config["PROPAGATE_EXCEPTIONS"] = True

    def view(self, **_values: str) -> Response:
        self.threads.append(threading.current_thread().name)
        self.inputs.append(request.environ["wsgi.input"])
        self.too_large.append("aep.body_too_large" in request.environ)
        self.bodies.append(request.get_data())
        return Response(b"short", headers={"x-path": request.path})

    def long_view(self) -> Any:
        def view(name: str) -> Response:
            self.threads.append(threading.current_thread().name)
            return Response(self.stream, status=206)

        return view

    def ask(self, *arguments: Any, **options: Any) -> Client:
        adapter = WsgiAdapter(self.app, LIMIT)

        async def run() -> Client:
            client = Client(*arguments, **options)
            await asyncio.wait_for(adapter(client.scope, client.receive, client.send), 30)
            return client

        try:
            return asyncio.run(run())
        finally:
            adapter.close()


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_a_short_answer_is_one_piece(bench: Bench) -> None:
    client = bench.ask("GET", "/short")
    assert (client.status, client.content, client.complete) == (200, b"short", True)
    assert (b"content-length", b"5") in client.sent[0]["headers"]
    assert len(client.sent) == 2


def test_a_body_in_pieces_reaches_the_view_whole(bench: Bench) -> None:
    bench.ask("POST", "/short", [b"a", b"", b"bc", b"d"])
    assert bench.bodies == [b"abcd"]


@pytest.mark.parametrize("pieces", [[b""], [b"whole"], [b"ha", b"lf"], [b"x" * SPOOL_BYTES, b"y"]])
def test_a_body_that_is_never_completed_reaches_no_view(bench: Bench, pieces: list[bytes]) -> None:
    client = bench.ask("POST", "/short", pieces, complete=False)
    assert bench.bodies == []
    assert client.sent == []


def test_short_requests_are_answered_on_the_event_loop_and_long_ones_in_a_thread(bench: Bench) -> None:
    bench.ask("GET", "/short")
    bench.ask("GET", "/things/one")
    bench.ask("GET", "/things/one/content")
    short, other, long = bench.threads
    assert short == other == threading.current_thread().name
    assert long.startswith("long-request")


def test_a_large_body_lies_on_disk_and_is_handled_in_a_thread(bench: Bench) -> None:
    bench.ask("POST", "/short", [b"x" * SPOOL_BYTES, b"yz"])
    assert bench.bodies == [b"x" * SPOOL_BYTES + b"yz"]
    assert bench.threads[0].startswith("long-request")
    assert bench.inputs[0]._rolled


@pytest.mark.parametrize("body", [[b"small"], [b"in ", b"pieces"], [b"x" * SPOOL_BYTES, b"on disk"]])
def test_the_body_is_closed_after_the_answer(bench: Bench, body: list[bytes]) -> None:
    bench.ask("POST", "/short", body)
    assert bench.inputs[0].closed


def test_a_body_over_the_limit_is_not_kept_but_read_to_its_end(bench: Bench) -> None:
    client = bench.ask("POST", "/short", [b"x" * LIMIT, b"y", b"z"])
    assert client.complete
    assert (bench.bodies, bench.too_large) == ([b""], [True])
    assert client.received == 3


def test_a_body_at_the_limit_is_kept(bench: Bench) -> None:
    bench.ask("POST", "/short", [b"x" * (LIMIT - 1), b"y"])
    assert bench.too_large == [False]
    assert len(bench.bodies[0]) == LIMIT


def test_a_body_that_is_announced_too_large_is_not_asked_for(bench: Bench) -> None:
    client = bench.ask("POST", "/short", [b"x"], headers=[(b"content-length", str(LIMIT + 1).encode())])
    assert bench.too_large == [True]
    assert client.received == 0


def test_a_stream_is_passed_on_piece_by_piece_and_closed_once(bench: Bench) -> None:
    client = bench.ask("GET", "/things/one/content")
    assert client.status == 206
    assert [message["body"] for message in client.sent[1:]] == [b"one", b"two", b"three", b""]
    assert client.complete
    assert bench.stream.closed == 1


@pytest.mark.parametrize("parts", [1, 2, 3])
def test_a_stream_whose_client_has_gone_is_closed_and_not_read_on(bench: Bench, parts: int) -> None:
    bench.stream = Stream([b"x"] * 1000)
    client = bench.ask("GET", "/things/one/content", leaves_after=parts)
    assert bench.stream.closed == 1
    assert bench.stream.made < 10
    assert len(client.sent) <= parts + 1


def test_a_stream_that_fails_at_once_is_a_500_without_a_traceback(bench: Bench) -> None:
    bench.stream = Stream([RuntimeError("inside")])
    client = bench.ask("GET", "/things/one/content")
    assert (client.status, client.complete) == (500, True)
    assert b"inside" not in client.content
    assert bench.stream.closed == 1


def test_a_stream_that_fails_later_is_closed_and_never_looks_complete(bench: Bench) -> None:
    bench.stream = Stream([b"one", RuntimeError("inside")])
    with pytest.raises(RuntimeError, match="inside"):
        bench.ask("GET", "/things/one/content")
    assert bench.stream.closed == 1


def test_an_exception_of_the_app_is_a_500_without_a_traceback(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    client = bench.ask("GET", "/broken")
    assert client.status == 500
    assert b"division" not in client.content
    assert "ZeroDivisionError" in caplog.text


def test_a_long_view_is_recognised_whatever_it_shares_with_others(bench: Bench) -> None:
    # "content" is part of a short view's address too; only the address as a whole decides.
    bench.app.add_url_rule("/content/<name>", "other", bench.view)
    bench.ask("GET", "/content/things")
    bench.ask("GET", "/things/content/content")
    bench.ask("GET", "/things/content")
    assert [name.startswith("long-request") for name in bench.threads] == [False, True, False]


def test_a_long_view_without_a_fixed_part_is_recognised(bench: Bench) -> None:
    bench.app.add_url_rule("/<path:name>", "any", long_running(bench.long_view()))
    bench.ask("GET", "/what/ever")
    assert bench.threads[0].startswith("long-request")


def test_lifespan_and_unknown_protocols(bench: Bench) -> None:
    adapter = WsgiAdapter(bench.app, LIMIT)
    messages = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    answers: list[Any] = []

    async def receive() -> dict[str, Any]:
        return messages.pop(0)

    async def send(message: Any) -> None:
        answers.append(message["type"])

    asyncio.run(adapter({"type": "lifespan"}, receive, send))
    asyncio.run(adapter({"type": "websocket"}, receive, send))
    adapter.close()
    assert answers == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
