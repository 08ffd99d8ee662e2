"""The contract suite as a team runs it: recorded here, compared there, and against a sandbox that is shared."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from aep_emulator.app import create_app
from aep_emulator.settings import Settings
from tests.contract.support import prism
from tests.contract.support.serving import WSGIApp, served

SUITE = Path(__file__).parents[1] / "contract"
ROOT = SUITE.parents[1]
OPENAPI = ROOT.parent / "shared" / "reference" / "openapi"
DELETED = "test_catalog.py::test_a_deleted_object_is_gone"
TO_LIVE = "test_catalog.py::test_rows_are_given_a_time_to_live"
UPDATED = "test_catalog.py::test_an_object_is_updated"
SOME = [DELETED, TO_LIVE, UPDATED]


@pytest.fixture(scope="module")
def emulator() -> WSGIApp:
    return create_app(Settings(rows=5))


@pytest.fixture(scope="module")
def url(emulator: WSGIApp) -> Iterator[str]:
    with served(emulator) as address:
        yield address


def run_suite(*options: str, tests: list[str] = SOME, **environ: str) -> subprocess.CompletedProcess[str]:
    """Some tests of the suite in a process of their own."""
    chosen = [str(SUITE / test) for test in tests]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", *chosen, *options]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60, env={**os.environ, **environ}
    )


@pytest.fixture(scope="module")
def recorded(url: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the emulator answers."""
    folder = tmp_path_factory.mktemp("recorded")
    done = run_suite("--target", url, "--record", str(folder))
    assert done.returncode == 0, done.stdout
    return folder


class Wrong:
    """The emulator, built wrongly: a look-up in Catalog that has 200 for 404, lacks a member and mistakes a type."""

    def __init__(self, application: WSGIApp) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        looked_up = environ["REQUEST_METHOD"] == "GET" and "/catalog/dataSets/" in environ["PATH_INFO"]
        if not looked_up:
            return self._application(environ, start_response)
        started: list[Any] = []
        answer = json.loads(b"".join(self._application(environ, lambda *given: started.extend(given))))
        for dataset in answer.values():
            if isinstance(dataset, dict):
                del dataset["imsOrg"]
                dataset["created"] = str(dataset["created"])
        body = json.dumps(answer).encode()
        headers = [(name, value) for name, value in started[1] if name.lower() != "content-length"]
        start_response("200 OK", [*headers, ("Content-Length", str(len(body)))])
        return [body]


def drift_of(output: str) -> list[str]:
    """The lines of the report."""
    section = re.search(r"=+ contract drift =+\n(.*?)\n=+ ", output + "\n=== ", re.DOTALL)
    assert section, output
    return section[1].splitlines()


def test_a_recording_has_no_secrets_and_nothing_of_its_run(recorded: Path, url: str) -> None:
    files = list(recorded.rglob("*.json"))
    assert len(files) == 4, "one for each test, and a test with two parameters has two"
    text = "".join(file.read_text() for file in files)
    assert "<id 1>" in text
    assert "<milliseconds>" in text
    assert not re.search(r"Bearer|anything|test-client|@AdobeOrg|[0-9a-f]{24}", text)
    assert url not in text


def test_the_same_emulator_has_not_drifted(recorded: Path, url: str) -> None:
    done = run_suite("--target", url, "--compare", str(recorded))
    assert drift_of(done.stdout)[0] == "0 of 4 compared tests are answered differently"
    assert done.returncode == 0


def test_what_was_built_wrongly_is_named_and_nothing_else(recorded: Path, emulator: WSGIApp) -> None:
    with served(Wrong(emulator)) as address:
        done = run_suite("--target", address, "--compare", str(recorded), tests=[DELETED, TO_LIVE])
    look_up = "GET /data/foundation/catalog/dataSets/<id 4>"
    assert drift_of(done.stdout) == [
        "2 of 2 compared tests are answered differently",
        "",
        f"tests/contract/{DELETED}",
        f"  4. {look_up}",
        "     status: recorded 404, now 200",
        "  4. all",
        "     requests: recorded 5, now 4",
        "",
        f"tests/contract/{TO_LIVE}",
        f"  5. {look_up}",
        "     body.<id>.created: recorded number, now string",
        "     body.<id>.imsOrg: recorded string, now missing",
    ]
    assert done.returncode != 0


def test_a_shared_sandbox_is_left_as_it_was_found(url: str) -> None:
    org = "0123456789ABCDEF01234567@AdobeOrg"
    account = {"AEP_CLIENT_ID": "client", "AEP_CLIENT_SECRET": "secret", "AEP_ORG_ID": org, "AEP_BASE_URL": url}
    done = run_suite("--target", "adobe", tests=[*SOME, "test_ims.py"], AEP_SANDBOX="dev", **account)
    assert re.search(r"4 passed, \d+ skipped", done.stdout), done.stdout
    assert "needs an emulator: gets tokens for made-up credentials" in done.stdout
    assert "left behind" not in done.stdout
    headers = {"Authorization": "Bearer x", "x-api-key": "x", "x-gw-ims-org-id": org, "x-sandbox-name": "dev"}
    accept = {"Accept": "application/vnd.adobe.xed-id+json"}
    foundation = f"{url}/data/foundation"
    assert requests.get(f"{foundation}/catalog/dataSets", headers=headers, timeout=30).json() == {}
    schemas = requests.get(f"{foundation}/schemaregistry/tenant/schemas", headers=headers | accept, timeout=30)
    assert schemas.json()["results"] == []


@pytest.mark.skipif(shutil.which("node") is None, reason="Prism needs Node")
@pytest.mark.skipif(not prism.PROGRAM.exists(), reason="`make prism` installs Prism")
@pytest.mark.skipif(not OPENAPI.is_dir(), reason="Adobe's OpenAPI files are not here")
def test_a_mock_made_of_the_openapi_files_is_told_from_what_has_state(url: str, tmp_path: Path) -> None:
    refusals = ["test_catalog.py::test_what_is_wrong_is_refused", "test_gateway.py::test_every_answer_has_a_request_id"]
    kept = run_suite("--target", url, "--record", str(tmp_path), tests=refusals)
    assert kept.returncode == 0, kept.stdout
    done = run_suite("--target", "prism", "--compare", str(tmp_path), "--openapi", str(OPENAPI), tests=refusals)
    drift = "\n".join(drift_of(done.stdout))
    for request in ("PUT /data/foundation/catalog/dataSets/none", "GET /data/foundation/flowservice/flows/nothing"):
        assert f"  1. {request}\n     status: recorded 404, now 200\n" in drift
    assert done.returncode != 0
