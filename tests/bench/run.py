"""Start-up time, idle memory and request rates, beside a bare Flask app behind the same adapter.

`make bench`, about a minute. Every figure is the median of several rounds. Nothing here fails on a slow day.
"""

from __future__ import annotations

import http.client
import json
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
ROUNDS, SECONDS, WARM_UP_S, CONNECTIONS = 7, 1.5, 1.0, 8
HEADERS = {
    "Host": "127.0.0.1",
    "Authorization": "Bearer any",
    "x-api-key": "bench",
    "x-gw-ims-org-id": "BENCH@AdobeOrg",
    "x-sandbox-name": "prod",
    "Content-Type": "application/json",
}
CONNECTIONS_PATH = "/data/foundation/flowservice/connections"
CONNECTION = {
    "name": "bench",
    "auth": {"specName": "Basic Authentication", "params": {"host": "shop.example", "accessToken": "secret"}},
    "connectionSpec": {"id": "4f63aa36-bd48-4e33-bb83-49fbcd11c708", "version": "1.0"},
}


@contextmanager
def server(*command: str) -> Iterator[tuple[int, float, int]]:
    """A server process: its port, the seconds until it answered, its process id."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *command, str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while True:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
                connection.request("GET", "/_emulator/ready")
                connection.getresponse().read()
                break
            except ConnectionRefusedError:
                time.sleep(0.002)
        yield port, time.perf_counter() - started, process.pid
    finally:
        process.terminate()
        process.wait(10)


def emulator() -> tuple[str, ...]:
    """The command line of the emulator, the port left to be appended."""
    return ("-m", "aep_emulator.cli", "serve", "--port")


def bare() -> tuple[str, ...]:
    """The command line of the bare app."""
    return (str(HERE / "bare.py"),)


def resident_mb(pid: int) -> float:
    """Resident memory in MiB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no VmRSS")


def request_bytes(method: str, path: str, body: dict[str, object] | None = None) -> bytes:
    """A whole HTTP request."""
    content = b"" if body is None else json.dumps(body).encode()
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in HEADERS.items())]
    lines.append(f"Content-Length: {len(content)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


def rates(port: int, bare_port: int, request: bytes, bare_request: bytes) -> tuple[float, float]:
    """Requests per second of the emulator and of the bare app: medians of rounds that take turns, after a warm-up.

    Taking turns, because what else the machine does should slow both down alike.
    """
    _load(port, request, WARM_UP_S)
    _load(bare_port, bare_request, WARM_UP_S)
    rounds = [(_load(port, request, SECONDS), _load(bare_port, bare_request, SECONDS)) for _ in range(ROUNDS)]
    own, bare_rates = zip(*rounds, strict=True)
    return statistics.median(own), statistics.median(bare_rates)


def _load(port: int, request: bytes, seconds: float) -> float:
    command = [sys.executable, str(HERE / "load.py"), str(port), str(CONNECTIONS), str(seconds)]
    return float(subprocess.run(command, input=request, stdout=subprocess.PIPE, timeout=60, check=True).stdout)


def create_one(port: int) -> str:
    """A connection to read; its path."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("POST", CONNECTIONS_PATH, json.dumps(CONNECTION), HEADERS)
    return f"{CONNECTIONS_PATH}/{json.loads(connection.getresponse().read())['id']}"


def main() -> None:
    """Measure and print."""
    starts, memory = [], []
    for _ in range(ROUNDS):
        with server(*emulator()) as (_, seconds, pid):
            starts.append(seconds)
            memory.append(resident_mb(pid))
    with server(*bare()) as (bare_port, bare_start, bare_pid), server(*emulator()) as (port, _, _):
        bare_memory = resident_mb(bare_pid)
        get, bare_get = rates(port, bare_port, request_bytes("GET", create_one(port)), request_bytes("GET", "/item"))
        post, bare_post = rates(
            port,
            bare_port,
            request_bytes("POST", CONNECTIONS_PATH, CONNECTION),
            request_bytes("POST", "/item", CONNECTION),
        )
    print(f"{'':24}{'emulator':>12}{'bare Flask':>12}{'ratio':>8}   goal")
    print(f"{'ready after (s)':24}{statistics.median(starts):12.2f}{bare_start:12.2f}{'':8}   at most 0.4")
    print(f"{'idle memory (MiB)':24}{statistics.median(memory):12.0f}{bare_memory:12.0f}{'':8}   at most 60")
    print(f"{'GET by id (1/s)':24}{get:12.0f}{bare_get:12.0f}{get / bare_get:8.0%}   at least 70%")
    print(f"{'validated POST (1/s)':24}{post:12.0f}{bare_post:12.0f}{post / bare_post:8.0%}   at least 50%")


if __name__ == "__main__":
    main()
