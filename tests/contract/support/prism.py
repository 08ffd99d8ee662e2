"""Prism as a target: what a mock made of Adobe's OpenAPI files alone answers to the suite."""

from __future__ import annotations

import socket
import subprocess
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
from werkzeug.wrappers import Request, Response

from tests.contract.support.openapi import BASES
from tests.contract.support.serving import served

# `make prism` installs it there.
PROGRAM = Path(__file__).parents[3] / ".prism" / "node_modules" / ".bin" / "prism"
_START_S = 60
_TIMEOUT_S = 30
_NOT_FORWARDED = ("content-length", "content-encoding", "transfer-encoding", "connection", "keep-alive", "date")


class Prisms:
    """A WSGI application: each file has a Prism of its own, started when it is first asked for.

    Some requests end the process. They are answered 502, and the next starts another.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._running: dict[str, tuple[subprocess.Popen[bytes], str]] = {}

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        asked = Request(environ)
        base, file = next((base, file) for base, file in _BY_BASE if asked.path.startswith(base))
        url = self._url(file) + environ.get("RAW_URI", asked.full_path).removeprefix(base)
        headers = {name: value for name, value in asked.headers.items() if name.lower() != "host"}
        try:
            answer = requests.request(asked.method, url, data=asked.get_data(), headers=headers, timeout=_TIMEOUT_S)
        except requests.ConnectionError:
            return Response("Prism has ended", 502)(environ, start_response)
        kept = [(name, value) for name, value in answer.headers.items() if name.lower() not in _NOT_FORWARDED]
        return Response(answer.content, answer.status_code, kept)(environ, start_response)

    def stop(self) -> None:
        """End all of them."""
        for process, _ in self._running.values():
            process.terminate()
        for process, _ in self._running.values():
            process.wait(timeout=_TIMEOUT_S)

    def _url(self, file: str) -> str:
        with self._lock:
            if file not in self._running or self._running[file][0].poll() is not None:
                self._running[file] = self._start(self._folder / file)
            return self._running[file][1]

    def _start(self, file: Path) -> tuple[subprocess.Popen[bytes], str]:
        port = _free_port()
        command = [str(PROGRAM), "mock", "--host", "127.0.0.1", "--port", str(port), str(file)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + _START_S
        while time.monotonic() < deadline and process.poll() is None:
            with socket.socket() as attempt:
                if attempt.connect_ex(("127.0.0.1", port)) == 0:
                    return process, f"http://127.0.0.1:{port}"
            time.sleep(0.05)
        process.kill()
        raise RuntimeError(f"Prism did not start with {file}")


# The longest first, so that /data/foundation/catalog is not taken for the sandboxes' /data/foundation.
_BY_BASE = sorted(((base, file) for file, base in BASES.items()), key=lambda found: -len(found[0]))


@contextmanager
def prisms(folder: Path) -> Iterator[str]:
    """The base URL of Prism for all files in a folder. Raises FileNotFoundError when it is not installed."""
    if not PROGRAM.exists():
        raise FileNotFoundError("Prism is not here; `make prism` installs it, with npm")
    application = Prisms(folder)
    try:
        with served(application) as url:
            yield url
    finally:
        application.stop()


def _free_port() -> int:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port: int = chosen.getsockname()[1]
        return port
