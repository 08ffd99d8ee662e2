"""A server of the demo's own, in a process that ends with the demo."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_PREFIX = "Listening on "
_STOP_S = 5


class ServerStartError(Exception):
    """The server did not come up; the message says what it said."""


@contextmanager
def own_server() -> Iterator[str]:
    """The base URL of an emulator on a free port, stopped in the end whatever happens. Raises ServerStartError."""
    command = [sys.executable, "-m", "aep_emulator.cli", "serve", "--port", "0", "--log-format", "json"]
    process = subprocess.Popen(  # noqa: S603  (our own module, no shell)
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None  # noqa: S101  (PIPE was asked for)
        line = process.stdout.readline().strip()
        if not line.startswith(_PREFIX):
            process.terminate()
            _, problems = process.communicate(timeout=_STOP_S)
            raise ServerStartError(problems.strip() or line or "the server ended without a word")
        # Nobody reads the request log from here on, and a full pipe would stop the server.
        _drain(process)
        yield line.removeprefix(_PREFIX)
    finally:
        process.terminate()
        try:
            process.wait(timeout=_STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _drain(process: subprocess.Popen[str]) -> None:
    import threading

    def read() -> None:
        assert process.stderr is not None  # noqa: S101  (PIPE was asked for)
        for _ in process.stderr:
            pass

    threading.Thread(target=read, daemon=True).start()
