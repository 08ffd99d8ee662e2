"""The emulator as a process: bind, listen, say so, stop cleanly."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys
from collections.abc import Iterator
from dataclasses import replace

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from aep_emulator.server.adapter import WsgiAdapter
from aep_emulator.server.own_data import check_data
from aep_emulator.settings import Settings

_GRACE_S = 0.5
"""How long requests that are being answered may go on after the signal to stop."""

_KEEP_ALIVE_S = 75
"""How long an idle connection stays: longer than people's scripts pause, so that none sends into a closing one."""


class ServerError(Exception):
    """The server cannot start; the message is one line for the person who started it."""


def serve(settings: Settings) -> None:
    """Listen until SIGINT or SIGTERM; then the process ends with status 0.

    Prints `Listening on URL` on standard output when requests are answered. Raises ServerError when the address
    cannot be taken or the settings cannot be used.
    """
    listener = _bind(settings.host, settings.port)
    try:
        port = int(listener.getsockname()[1])
        adapter = _make_adapter(replace(settings, port=port))
        _run(adapter, listener, f"http://{f'[{settings.host}]' if ':' in settings.host else settings.host}:{port}")
    finally:
        listener.close()


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(1024)
    except (OSError, UnicodeError, TypeError) as error:
        # The latter two: a host name that cannot be put into the form DNS takes.
        listener.close()
        raise ServerError(f"cannot listen on {host}:{port}: {getattr(error, 'strerror', None) or error}") from None
    return listener


def _make_adapter(settings: Settings) -> WsgiAdapter:
    from aep_emulator.app import create_app

    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    # Its warnings are about malformed requests and refused upgrades; the sender is told, which is enough.
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
    try:
        if settings.data is not None:
            check_data(settings.data)
        app = create_app(settings, log_requests=True)
    except (OSError, ValueError) as error:
        raise ServerError(" ".join(str(error).split())) from None
    return WsgiAdapter(app, settings.max_body_bytes)


def _run(adapter: WsgiAdapter, listener: socket.socket, url: str) -> None:
    config = uvicorn.Config(
        adapter,
        http=_Protocol,
        loop="auto",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE_S,
    )
    _Server(config, url).run(sockets=[listener])


class _Protocol(HttpToolsProtocol):
    """HTTP/1.1 as httptools reads it, which is strictly; the refusal names the usual reason."""

    def send_400_response(self, msg: str) -> None:
        super().send_400_response(f"{msg} Characters other than ASCII in a URL must be percent-encoded.")


class _Server(uvicorn.Server):
    """uvicorn that says when it listens, and leaves soon after the first signal, whatever is open."""

    def __init__(self, config: uvicorn.Config, url: str) -> None:
        super().__init__(config)
        self._url = url

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        sys.stdout.write(f"Listening on {self._url}\n")
        sys.stdout.flush()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stop)
        yield

    def _stop(self) -> None:
        # A second signal does not wait for requests that are still being answered.
        self.force_exit = self.should_exit
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more requests, give those under way a moment, end the process."""
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        loop = asyncio.get_running_loop()
        ends = loop.time() + _GRACE_S
        while self.server_state.connections and not self.force_exit and loop.time() < ends:
            await asyncio.sleep(0.02)
        sys.stdout.flush()
        sys.stderr.flush()
        # Without waiting for threads in the middle of a run or a download: their work is in memory, and a task
        # that is cancelled now would only put a traceback into the log.
        os._exit(0)
