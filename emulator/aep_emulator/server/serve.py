"""The emulator as a process: bind, listen, say so, stop cleanly."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys
from dataclasses import replace
from typing import Any

from aep_emulator.server.adapter import WsgiAdapter
from aep_emulator.settings import Settings


class ServerError(Exception):
    """The server cannot start; the message is one line for the person who started it."""


def serve(settings: Settings) -> None:
    """Listen until SIGINT or SIGTERM.

    Prints `Listening on URL` on standard output when requests are answered. Raises ServerError when the address
    cannot be taken or the settings cannot be used.
    """
    listener = _bind(settings.host, settings.port)
    try:
        port = int(listener.getsockname()[1])
        adapter = _make_adapter(replace(settings, port=port))
        _run(adapter, listener, settings.host, port)
    finally:
        listener.close()
    sys.stdout.flush()
    sys.stderr.flush()
    # Leave without waiting for threads that are in the middle of a run or a download: their work is in memory.
    os._exit(0)


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(1024)
    except OSError as error:
        listener.close()
        raise ServerError(f"cannot listen on {host}:{port}: {error.strerror or error}") from None
    return listener


def _make_adapter(settings: Settings) -> WsgiAdapter:
    from aep_emulator.app import create_app

    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        app = create_app(settings, log_requests=True)
    except ValueError as error:
        raise ServerError(str(error)) from None
    return WsgiAdapter(app, settings.max_body_bytes)


def _run(adapter: WsgiAdapter, listener: socket.socket, host: str, port: int) -> None:
    import uvicorn

    config = uvicorn.Config(
        adapter,
        http="httptools",
        loop="auto",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    server = _Server(config, f"http://{f'[{host}]' if ':' in host else host}:{port}")
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listener])
    adapter.close()


def _make_server_class() -> Any:
    import uvicorn

    class Server(uvicorn.Server):
        """uvicorn that says when it listens, and stops at the first signal without complaint."""

        def __init__(self, config: uvicorn.Config, url: str) -> None:
            super().__init__(config)
            self._url = url

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            sys.stdout.write(f"Listening on {self._url}\n")
            sys.stdout.flush()

        @contextlib.contextmanager
        def capture_signals(self) -> Any:
            loop = asyncio.get_running_loop()
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, self._stop)
            yield

        def _stop(self) -> None:
            # A second signal does not wait for requests that are still being answered.
            self.force_exit = self.should_exit
            self.should_exit = True

    return Server


def _Server(config: Any, url: str) -> Any:  # noqa: N802
    return _make_server_class()(config, url)
