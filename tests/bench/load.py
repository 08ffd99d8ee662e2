"""A load generator: keep-alive connections that send one fixed request again and again.

Run as a process of its own, so that it does not share the server's interpreter:
`python load.py PORT CONNECTIONS SECONDS < request-bytes`; prints requests per second.
"""

from __future__ import annotations

import asyncio
import sys
import time
from typing import cast


class _Connection(asyncio.Protocol):
    """Sends the next request as soon as the last answer is complete."""

    def __init__(self, request: bytes, ends: float, done: asyncio.Future[int]) -> None:
        self._request = request
        self._ends = ends
        self._done = done
        self._buffer = b""
        self._count = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports have the interface without the base class.
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self._request)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._done.done():
            self._done.set_exception(exc or ConnectionError("the server closed the connection"))

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end == -1:
            return
        head = self._buffer[:end].lower()
        if not head.startswith(b"http/1.1 2"):
            self._done.set_exception(RuntimeError(self._buffer.decode(errors="replace")[:500]))
            self._transport.close()
            return
        at = head.find(b"content-length:")
        length = int(head[at + 15 :].split(b"\r\n", 1)[0])
        if len(self._buffer) < end + 4 + length:
            return
        self._buffer = self._buffer[end + 4 + length :]
        self._count += 1
        if time.perf_counter() < self._ends:
            self._transport.write(self._request)
        else:
            self._done.set_result(self._count)
            self._transport.close()


async def _run(port: int, connections: int, seconds: float, request: bytes) -> float:
    loop = asyncio.get_running_loop()
    started = time.perf_counter()
    counts = []
    for _ in range(connections):
        done: asyncio.Future[int] = loop.create_future()
        await loop.create_connection(
            lambda done=done: _Connection(request, started + seconds, done),  # type: ignore[misc]
            "127.0.0.1",
            port,
        )
        counts.append(done)
    total = sum(await asyncio.gather(*counts))
    return total / (time.perf_counter() - started)


if __name__ == "__main__":
    import contextlib

    with contextlib.suppress(ImportError):
        import uvloop

        asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    result = asyncio.run(_run(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), sys.stdin.buffer.read()))
    print(f"{result:.1f}")
