"""From ASGI to a WSGI app.

The body is received completely before the app is called, so that a slow or half-sent one occupies nobody and never
reaches a handler. Short requests are answered on the event loop itself: everything is in memory, and handing a
request to a thread would cost more than the request. Views marked `long_running`, and large bodies, go to a thread.
"""

from __future__ import annotations

import asyncio
import io
import logging
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any

from flask import Flask
from werkzeug.exceptions import HTTPException

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

_log = logging.getLogger(__name__)

SPOOL_BYTES = 1024 * 1024
"""Bodies above this size wait on disk and are handled in a thread."""

_THREADS = 8
_FAILED = (500, [(b"content-type", b"application/json")], [b'{"title":"Internal Server Error","status":500}'])


class _DisconnectedError(Exception):
    """The client went away before its body was complete."""


class WsgiAdapter:
    """An ASGI application that calls a Flask app.

    `max_body_bytes` is the largest body that is kept; of a larger one nothing is, and the app is called with
    `aep.body_too_large` in its environment, so that the refusal has the right service's shape.
    """

    def __init__(self, app: Flask, max_body_bytes: int) -> None:
        self._app = app
        self._wsgi = app.wsgi_app
        self._max_body_bytes = max_body_bytes
        self._long_endpoints = frozenset(
            name for name, view in app.view_functions.items() if getattr(view, "long_running", False)
        )
        # Only paths that can lead to a long view are matched a second time here.
        self._long_words = frozenset(
            part
            for rule in app.url_map.iter_rules()
            if rule.endpoint in self._long_endpoints
            for part in rule.rule.split("/")
            if part and not part.startswith("<") and rule.rule.count(part) == 1
        ) - {"data", "foundation"}
        self._urls = app.url_map.bind("")
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="long-request")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection event stream."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        if scope["type"] != "http":
            return
        try:
            body, size, too_large = await self._body(receive)
        except _DisconnectedError:
            return
        environ = _environ(scope, body, size)
        if too_large:
            environ["aep.body_too_large"] = True
        if size > SPOOL_BYTES or self._is_long(scope):
            await self._in_thread(environ, send)
        else:
            status, headers, chunks = self._call(environ)
            content = chunks[0] if len(chunks) == 1 else b"".join(chunks)
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": content})

    def close(self) -> None:
        """Take no more long requests; those under way are not waited for."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    @staticmethod
    async def _lifespan(receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            else:
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _body(self, receive: Receive) -> tuple[IO[bytes], int, bool]:
        """The whole body, rewound, its size, and whether it was too large (and is not here)."""
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
        if self._long_words.isdisjoint(scope["path"].split("/")):
            return False
        try:
            endpoint, _ = self._urls.match(scope["path"], scope["method"])
        except HTTPException:
            return False
        return endpoint in self._long_endpoints

    def _call(self, environ: dict[str, Any]) -> tuple[int, list[tuple[bytes, bytes]], list[bytes]]:
        """Call the app and take its whole answer."""
        started = _Started()
        try:
            result = self._wsgi(environ, started)
            try:
                chunks = list(result)
            finally:
                _close(result)
        except Exception:
            _log.exception("an exception left the application")
            return _FAILED
        return started.status, started.headers, chunks

    async def _in_thread(self, environ: dict[str, Any], send: Send) -> None:
        """Call the app in a thread and pass its answer on piece by piece."""
        loop = asyncio.get_running_loop()
        started = _Started()

        def call() -> Iterable[bytes]:
            return self._wsgi(environ, started)

        try:
            result = await loop.run_in_executor(self._pool, call)
        except Exception:
            _log.exception("an exception left the application")
            status, headers, chunks = _FAILED
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": chunks[0]})
            return
        try:
            chunks_left = iter(result)
            first = await loop.run_in_executor(self._pool, next, chunks_left, None)
            await send({"type": "http.response.start", "status": started.status, "headers": started.headers})
            chunk = first
            while chunk is not None:
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
                chunk = await loop.run_in_executor(self._pool, next, chunks_left, None)
            await send({"type": "http.response.body", "body": b""})
        finally:
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


def _no_write(_data: bytes) -> None:
    raise RuntimeError("the write callable of WSGI is not supported")


def _close(result: Any) -> None:
    close = getattr(result, "close", None)
    if close is not None:
        close()


def _environ(scope: Scope, body: IO[bytes], size: int) -> dict[str, Any]:
    server = scope.get("server") or ("127.0.0.1", 80)
    client = scope.get("client") or ("", 0)
    raw_path: bytes = scope.get("raw_path") or scope["path"].encode()
    query = scope["query_string"].decode("latin-1")
    target = raw_path.decode("latin-1")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": query,
        "REQUEST_URI": f"{target}?{query}" if query else target,
        "RAW_URI": f"{target}?{query}" if query else target,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "REMOTE_ADDR": client[0],
        "CONTENT_LENGTH": str(size),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
    }
    for raw_name, raw_value in scope["headers"]:
        name = raw_name.decode("latin-1").upper().replace("-", "_")
        value = raw_value.decode("latin-1")
        if name == "CONTENT_TYPE":
            environ[name] = value
        elif name != "CONTENT_LENGTH":
            key = f"HTTP_{name}"
            environ[key] = f"{environ[key]},{value}" if key in environ else value
    return environ
