"""What an upload costs the server in memory, which must not be what the file is large."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

MEGABYTE = 1024 * 1024
SIZE = 64 * MEGABYTE
ALLOWED = 16 * MEGABYTE
ROW = b'{"_id":"' + b"x" * 1012 + b'"}\n'

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")


class Server:
    """A server of its own, because another test's uploads would be measured too."""

    def __init__(self, process: subprocess.Popen[str], url: str, headers: dict[str, str]) -> None:
        self._pid = process.pid
        self._url = f"{url}/data/foundation"
        self._session = requests.Session()
        self._session.headers.update(headers)

    def peak(self) -> int:
        """The most memory that the process has had, in bytes."""
        status = Path(f"/proc/{self._pid}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        assert found is not None
        return int(found[1]) * 1024

    def call(self, method: str, path: str, status: int = 200, **options: Any) -> requests.Response:
        response = self._session.request(method, self._url + path, timeout=120, **options)
        assert response.status_code == status, response.text
        return response

    def put(self, path: str, size: int) -> None:
        """Send a file of rows, made while it is sent."""
        self.call("PUT", path, data=Rows(size), headers={"Content-Type": "application/octet-stream"})

    def status(self, batch_id: str) -> str:
        """What has become of the batch."""
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            status = str(self.call("GET", f"/catalog/batches/{batch_id}").json()[batch_id]["status"])
            if status not in ("loading", "loaded", "staging"):
                return status
            time.sleep(0.05)
        raise AssertionError("the batch did not end within two minutes")


class Rows:
    """So many bytes of rows as something that requests can read."""

    def __init__(self, size: int) -> None:
        self._left = size
        self.len = size

    def __len__(self) -> int:
        return self._left

    def read(self, _: int = -1) -> bytes:
        piece = ROW * 16
        if self._left < len(piece):
            piece = piece[: self._left]
        self._left -= len(piece)
        return piece


@pytest.fixture(params=["memory", "directory"])
def server(request: pytest.FixtureRequest, tmp_path: Path, headers: dict[str, str]) -> Iterator[Server]:
    command = [sys.executable, "-m", "aep_emulator.cli", "serve", "--port", "0"]
    if request.param == "directory":
        command += ["--lake", str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("Listening on "), line
    yield Server(process, line.removeprefix("Listening on ").strip(), headers)
    process.terminate()
    process.wait(timeout=10)


def test_a_large_upload_does_not_fill_the_memory(server: Server) -> None:
    profile = "https://ns.adobe.com/xdm/context/profile"
    schema = {"type": "object", "title": "People", "allOf": [{"$ref": profile}]}
    schema_id = server.call("POST", "/schemaregistry/tenant/schemas", 201, json=schema).json()["$id"]
    body = {"name": "People", "schemaRef": {"id": schema_id}}
    dataset_id = server.call("POST", "/catalog/dataSets", 201, json=body).json()[0].rpartition("/")[2]

    def batch(size: int) -> tuple[int, int]:
        """The peak after the upload of so many bytes, and the peak after their ingestion."""
        body = {"datasetId": dataset_id, "inputFormat": {"format": "json"}}
        batch_id = server.call("POST", "/import/batches", 201, json=body).json()["id"]
        server.put(f"/import/batches/{batch_id}/datasets/{dataset_id}/files/f.json", size)
        uploaded = server.peak()
        server.call("POST", f"/import/batches/{batch_id}?action=COMPLETE")
        assert server.status(batch_id) == "success"
        return uploaded, server.peak()

    # The first batch loads what ingestion needs, and shows what a batch of full buffers takes.
    _, before = batch(12 * len(ROW) * 1024)
    uploaded, ingested = batch(SIZE // len(ROW) * len(ROW))
    assert uploaded - before < ALLOWED
    assert ingested - before < SIZE * 3 // 4
