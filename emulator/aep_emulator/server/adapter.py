"""From ASGI to a WSGI app.

The body is received completely before the app is called, so that a slow or half-sent one occupies nobody and never
reaches a handler. Short requests are answered on the event loop itself: everything is in memory, and handing a
request to a thread would cost more than the request. Views marked `long_running`, and large bodies, go to a thread.
"""

from __future__ import annotations

import asyncio
import io
import logging
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any

from flask import Flask
from werkzeug.exceptions import HTTPException

from aep_emulator.server.environ import Scope, make_environ

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

_log = logging.getLogger(__name__)

SPOOL_BYTES = 1024 * 1024
"""Bodies above this size wait on disk."""

# What takes a body of this size apart takes longer than handing the request to a thread.
_THREAD_BYTES = 64 * 1024
_THREADS = 8
_FAILED = (500, [(b"content-type", b"application/json")], b'{"title":"Internal Server Error","status":500}')


class _DisconnectedError(Exception):
    """The client went away before its body was complete."""


class WsgiAdapter:
    """An ASGI application that calls a Flask app.

    `max_body_bytes` is the largest body that is kept; of a larger one nothing is, and the app is called with
    `aep.body_too_large` in its environment, so that the refusal has the right service's shape.
    """

    def __init__(self, app: Flask, max_body_bytes: int) -> None:
        self._wsgi = app.wsgi_app
        self._max_body_bytes = max_body_bytes
        self._long_endpoints = frozenset(
            name for name, view in app.view_functions.items() if getattr(view, "long_running", False)
        )
        self._long_words = _telling_words(app, self._long_endpoints)
        self._urls = app.url_map.bind("")
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="long-request")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection event stream."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        if scope["type"] != "http":
            return
        try:
            body, size, too_large = await self._body(scope, receive)
        except _DisconnectedError:
            return
        with body:
            environ = make_environ(scope, body, size)
            if too_large:
                environ["aep.body_too_large"] = True
            if size > _THREAD_BYTES or self._is_long(scope):
                await self._answer_in_thread(environ, receive, send)
            else:
                await _send_whole(send, *self._call(environ))

    def close(self) -> None:
        """Take no more long requests; those under way are not waited for."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _body(self, scope: Scope, receive: Receive) -> tuple[IO[bytes], int, bool]:
        """The whole body, rewound, its size, and whether it was too large (and is not here)."""
        if _announced_bytes(scope) > self._max_body_bytes:
            # Refused before it is asked for: a client that expects 100-continue need not send it at all.
            return io.BytesIO(), 0, True
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _DisconnectedError
        content: bytes = message.get("body", b"")
        if not message.get("more_body", False):
            return io.BytesIO(content), len(content), False
        spool: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES)  # noqa: SIM115
        size = 0
        while True:
            size += len(content)
            if size <= self._max_body_bytes:
                spool.write(content)
            if not message.get("more_body", False):
                break
            message = await receive()
            if message["type"] == "http.disconnect":
                spool.close()
                raise _DisconnectedError
            content = message.get("body", b"")
        if size > self._max_body_bytes:
            spool.close()
            return io.BytesIO(), 0, True
        spool.seek(0)
        return spool, size, False

    def _is_long(self, scope: Scope) -> bool:
        words = self._long_words.get(scope["method"])
        if words is None or words.isdisjoint(scope["path"].split("/")):
            return False
        try:
            endpoint, _ = self._urls.match(scope["path"], scope["method"])
        except HTTPException:
            return False
        return endpoint in self._long_endpoints

    def _call(self, environ: dict[str, Any]) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        """Call the app and take its whole answer: status, headers, body."""
        started = _Started()
        try:
            result = self._wsgi(environ, started)
            try:
                content = b"".join(result)
            finally:
                _close(result)
        except Exception:
            _log.exception("an exception left the application")
            return _FAILED
        return started.status, started.headers, content

    async def _answer_in_thread(self, environ: dict[str, Any], receive: Receive, send: Send) -> None:
        """Call the app in a thread and pass its answer on piece by piece, as long as there is someone to take it."""
        loop = asyncio.get_running_loop()
        started = _Started()

        def begin() -> tuple[Iterable[bytes], Iterator[bytes], bytes | None]:
            result = self._wsgi(environ, started)
            try:
                pieces = iter(result)
                return result, pieces, next(pieces, None)
            except BaseException:
                _close(result)
                raise

        try:
            result, pieces, piece = await loop.run_in_executor(self._pool, begin)
        except Exception:
            _log.exception("an exception left the application")
            await _send_whole(send, *_FAILED)
            return
        # After the body, the next thing there is to receive is that the client has gone.
        gone = asyncio.ensure_future(receive())
        try:
            await send({"type": "http.response.start", "status": started.status, "headers": started.headers})
            while piece is not None and not gone.done():
                await send({"type": "http.response.body", "body": piece, "more_body": True})
                piece = await loop.run_in_executor(self._pool, next, pieces, None)
            if not gone.done():
                await send({"type": "http.response.body", "body": b""})
        finally:
            gone.cancel()
            _close(result)


class _Started:
    """WSGI's start_response: remembers status and headers."""

    def __init__(self) -> None:
        self.status = 500
        self.headers: list[tuple[bytes, bytes]] = []

    def __call__(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], None]:  # noqa: ARG002
        self.status = int(status[:3])
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        return _no_write


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
        else:
            await send({"type": "lifespan.shutdown.complete"})
            return


async def _send_whole(send: Send, status: int, headers: list[tuple[bytes, bytes]], content: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})


def _announced_bytes(scope: Scope) -> int:
    """The body's size as its header announces it; 0 when there is none or the server lets nonsense pass."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else 0
    return 0


def _telling_words(app: Flask, endpoints: frozenset[str]) -> dict[str, frozenset[str]]:
    """By method: for each rule of these endpoints the part of its path that the fewest other rules have.

    A path with none of these words cannot lead there, and is not matched a second time. The empty word, which every
    path has, stands for a rule without fixed parts.
    """
    rules = list(app.url_map.iter_rules())
    fixed = [{part for part in rule.rule.split("/") if part and "<" not in part} for rule in rules]
    frequency = Counter(part for parts in fixed for part in parts)
    words: dict[str, set[str]] = {}
    for rule, parts in zip(rules, fixed, strict=True):
        if rule.endpoint in endpoints:
            for method in rule.methods or ():
                words.setdefault(method, set()).add(min(parts, key=lambda part: (frequency[part], part), default=""))
    return {method: frozenset(found) for method, found in words.items()}


def _no_write(_data: bytes) -> None:
    raise RuntimeError("the write callable of WSGI is not supported")


def _close(result: Any) -> None:
    close = getattr(result, "close", None)
    if close is not None:
        close()
