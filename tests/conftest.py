"""Fixtures every test may use: the app in process, and the real server as a process."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

HEADERS = {
    "Authorization": "Bearer anything",
    "x-api-key": "test-client",
    "x-gw-ims-org-id": "TEST@AdobeOrg",
    "x-sandbox-name": "prod",
}


@pytest.fixture
def headers() -> dict[str, str]:
    """The headers every call under /data needs."""
    return dict(HEADERS)


@pytest.fixture
def app() -> Any:
    """A fresh emulator in process, with few rows and repeatable ids."""
    from aep_emulator.app import create_app
    from aep_emulator.settings import Settings

    return create_app(Settings(seed=1, rows=20))


@pytest.fixture
def http(app: Any) -> Any:
    """A Flask test client that sends the required headers with every call."""
    client = app.test_client()
    client.environ_base.update({f"HTTP_{name.upper().replace('-', '_')}": value for name, value in HEADERS.items()})
    return client


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """The base URL of the real server in a process of its own; one per test worker."""
    command = [sys.executable, "-m", "aep_emulator.cli", "serve", "--port", "0", "--rows", "30", "--seed", "7"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line.startswith("Listening on "):
        process.kill()
        raise RuntimeError(f"the server did not start: {line!r}")
    yield line.removeprefix("Listening on ").strip()
    process.terminate()
    process.wait(timeout=10)
