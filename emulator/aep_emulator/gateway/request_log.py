"""One line per request on standard error: text for people, JSON for machines. Never a header or a body.

Tokens and secrets travel in headers, bodies and, for IMS, in the query string; so only the path is written.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from typing import TextIO

import orjson

LogLine = Callable[[str, str, int, float, str], None]
"""Called with method, path, status, duration in milliseconds and the request id."""


def make_request_log(log_format: str, stream: TextIO | None = None) -> LogLine:
    """The writer for `text` or `json`. `stream` None is standard error."""
    out = stream or sys.stderr

    def text(method: str, path: str, status: int, milliseconds: float, request_id: str) -> None:
        _write(out, f"{method:<6} {_printable(path)} {status} {milliseconds:.1f} ms {request_id}\n")

    def as_json(method: str, path: str, status: int, milliseconds: float, request_id: str) -> None:
        entry = {
            "method": method,
            "path": path,
            "status": status,
            "milliseconds": round(milliseconds, 2),
            "requestId": request_id,
        }
        _write(out, orjson.dumps(entry).decode() + "\n")

    return as_json if log_format == "json" else text


def _write(out: TextIO, line: str) -> None:
    # Whoever read the log may have gone (`aep-emulator serve 2>&1 | head`); requests are answered all the same.
    with contextlib.suppress(OSError):
        out.write(line)


def _printable(path: str) -> str:
    # A path may hold any character; control characters would let a request forge log lines.
    return path if path.isprintable() else path.encode("unicode_escape").decode()
