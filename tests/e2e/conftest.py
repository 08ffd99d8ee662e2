"""The real server as a process of its own, and raw HTTP to it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import requests

# How long anything is waited for; never reached unless something is broken.
_DEADLINE_S = 30.0
_FOUNDATION = "/data/foundation"


class Server:
    """A running emulator: its address, its process, and HTTP to it as bytes or through requests."""

    def __init__(self, process: subprocess.Popen[str], log: Path, headers: dict[str, str]) -> None:
        self.process = process
        self.headers = headers
        self._log = log
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("Listening on http://"), (line, self.log)
        self.url = line.removeprefix("Listening on ").strip()
        self.port = int(self.url.rpartition(":")[2])

    @property
    def log(self) -> str:
        """Everything it wrote to standard error."""
        return self._log.read_text()

    def call(self, method: str, path: str, **options: Any) -> requests.Response:
        """One call with the required headers; `path` is below /data/foundation."""
        return requests.request(
            method, self.url + _FOUNDATION + path, timeout=_DEADLINE_S, **{"headers": self.headers, **options}
        )

    def healthy(self) -> bool:
        """Whether a new connection is answered."""
        return requests.get(f"{self.url}/_emulator/health", timeout=_DEADLINE_S).status_code == 200

    def connect(self) -> socket.socket:
        """A connection to write bytes to."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=_DEADLINE_S)

    def head(self, method: str, path: str, **headers: str) -> bytes:
        """A request up to the blank line, with the required headers."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", "Content-Type: application/json"]
        lines += [f"{name}: {value}" for name, value in {**self.headers, **headers}.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def sockets(self) -> int:
        """How many sockets the process has open."""
        return sum(target.startswith("socket:") for target in self._open_files())

    def files_on_disk(self) -> int:
        """How many temporary files it has open; they have no name, so that the system removes them in any case."""
        return sum(target.endswith("(deleted)") for target in self._open_files())

    def _open_files(self) -> list[str]:
        folder = Path(f"/proc/{self.process.pid}/fd")
        found = []
        for entry in folder.iterdir():
            # It may be closed between the look at the folder and the look at the entry.
            with suppress(FileNotFoundError):
                found.append(str(entry.readlink()))
        return found

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal; the exit status."""
        self.process.send_signal(number)
        return self.process.wait(timeout=_DEADLINE_S)


Start = Callable[..., Server]


@pytest.fixture(scope="module")
def start_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Starts servers on free ports; all are stopped in the end. Options are those of `serve`."""
    processes: list[subprocess.Popen[str]] = []

    def start(*options: str, env: dict[str, str] | None = None, cwd: Path | None = None) -> Server:
        log = tmp_path_factory.mktemp("server") / "log"
        with log.open("w") as stderr:
            process = subprocess.Popen(
                [sys.executable, "-m", "aep_emulator.cli", "serve", "--port", "0", "--rows", "30", *options],
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
                env={**os.environ, **(env or {})},
                cwd=cwd,
            )
        processes.append(process)
        headers = {
            "Authorization": "Bearer any",
            "x-api-key": "test",
            "x-gw-ims-org-id": "E2E@AdobeOrg",
            "x-sandbox-name": "prod",
        }
        return Server(process, log, headers)

    yield start
    for process in processes:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


@pytest.fixture(scope="module")
def server(start_server: Start) -> Server:
    """One server for all tests of a module, with small limits for bodies."""
    return start_server("--max-body-bytes", "4000000", "--max-json-bytes", "2000000")


@pytest.fixture
def eventually() -> Callable[[Callable[[], Any], str], Any]:
    """Looks again and again until what it sees is true, and returns it; fails with `what` when that takes too long."""

    def wait(look: Callable[[], Any], what: str) -> Any:
        deadline = time.monotonic() + _DEADLINE_S
        while True:
            seen = look()
            if seen:
                return seen
            if time.monotonic() > deadline:
                pytest.fail(f"still not: {what}")
            time.sleep(0.02)

    return wait


@pytest.fixture
def read_answers() -> Callable[[socket.socket, int], list[tuple[int, bytes]]]:
    """Reads so many whole answers from a connection: status and body of each."""

    def read(connection: socket.socket, count: int = 1) -> list[tuple[int, bytes]]:
        with connection.makefile("rb") as stream:
            return [_one_answer(stream) for _ in range(count)]

    return read


def _one_answer(stream: Any) -> tuple[int, bytes]:
    status = int(stream.readline().split()[1])
    length = 0
    while (line := stream.readline().strip()) != b"":
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    return status, stream.read(length)


@pytest.fixture
def shop() -> dict[str, Any]:
    """The body of a base connection to the demo shop."""
    return {
        "name": "shop",
        "auth": {"specName": "Basic Authentication", "params": {"host": "shop.example", "accessToken": "t"}},
        "connectionSpec": {"id": "4f63aa36-bd48-4e33-bb83-49fbcd11c708", "version": "1.0"},
    }


@pytest.fixture
def begun_flow() -> Callable[[Server], tuple[Any, str]]:
    """Walks the tutorial up to the dataflow, whose run is then on its way: the client, and the dataflow's id."""
    from aep_client import AEPClient, Credentials
    from aep_emulator.demo.steps import STEPS, Walk

    clients: list[AEPClient] = []

    def begin(server: Server) -> tuple[AEPClient, str]:
        credentials = Credentials(client_id="e2e", client_secret="e2e", org_id="E2E@AdobeOrg")
        client = AEPClient(base_url=server.url, credentials=credentials)
        clients.append(client)
        walk = Walk(client, "")
        for step in STEPS:
            # Looking into the table would make its rows now, and the run is to be long.
            if not step.act.__name__.startswith("explore"):
                step.act(walk)
        return client, walk.ids["flow"]

    return begin
