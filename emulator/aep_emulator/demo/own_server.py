"""A server of the demo's own, in a process that ends with the demo, however that ends."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

_PREFIX = "Listening on "
_STOP_S = 5
_KEPT_LINES = 60


class ServerStartError(Exception):
    """The server did not come up; the message says what it said."""


@dataclass(frozen=True)
class OwnServer:
    """Its base URL, and the newest lines of its log that are not about a request: warnings and tracebacks."""

    url: str
    log: Sequence[str]


@contextmanager
def own_server() -> Iterator[OwnServer]:
    """An emulator on a free port, stopped in the end whatever happens. Raises ServerStartError."""
    # A session of its own: Ctrl-C goes to the demo, which stops the server when it no longer needs it.
    process = subprocess.Popen(
        [sys.executable, "-m", "aep_emulator.demo.attached_server"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None and process.stderr is not None  # noqa: S101, PT018  (PIPE was asked for)
        log: deque[str] = deque(maxlen=_KEPT_LINES)
        # The request log has to be read in any case: a full pipe would stop the server.
        reader = threading.Thread(target=_read, args=(process.stderr, log), daemon=True)
        reader.start()
        line = process.stdout.readline().strip()
        if not line.startswith(_PREFIX):
            process.terminate()
            reader.join(_STOP_S)
            raise ServerStartError("\n".join(log) or line or "it ended without a word")
        yield OwnServer(line.removeprefix(_PREFIX), log)
    finally:
        process.terminate()
        try:
            process.wait(timeout=_STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _read(stream: IO[str], log: deque[str]) -> None:
    log.extend(line.rstrip() for line in stream if not line.startswith("{"))
