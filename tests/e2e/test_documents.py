"""What the README and the pages in docs/ show, carried out."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
import requests
from click.testing import CliRunner

from aep_emulator.cli import main

ROOT = Path(__file__).parents[2]
SHOWN = "http://127.0.0.1:8080"
HEADERS = {"Authorization": "Bearer any", "x-api-key": "my-key", "x-gw-ims-org-id": "MYORG@AdobeOrg"}
COMMAND = re.compile(r"^curl (?:.|\\\n|\n(?!curl|#|\n))*", re.M)

needs_bash = pytest.mark.skipif(
    shutil.which("bash") is None or shutil.which("curl") is None, reason="bash and curl are not there"
)


def blocks(page: str, language: str) -> list[str]:
    """The blocks of one language in a page."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text.replace("\n   ", "\n"), re.S)


def preamble() -> str:
    """The lines of the README that set the headers."""
    return next(block for block in blocks("README.md", "sh") if block.startswith("AEP="))


@pytest.fixture
def shell(server: Any) -> Callable[[str], Any]:
    """Runs a command line against the server; what it prints, as JSON."""

    def run(line: str) -> Any:
        script = f"{preamble()}\n{line}".replace(SHOWN, server.url).replace("http://localhost:8080", server.url)
        script = script.replace("localhost:8080", server.url.removeprefix("http://"))
        done = subprocess.run(["bash", "-c", script], capture_output=True, timeout=30, check=True)
        return orjson.loads(done.stdout)

    return run


@needs_bash
def test_the_tour_with_curl(shell: Callable[[str], Any]) -> None:
    lines = [line for block in blocks("README.md", "sh") for line in COMMAND.findall(block)]
    create, *look = lines
    connection = shell(create)
    assert connection.keys() == {"id", "etag"}
    answers = [shell(line.replace("/ID/", f"/{connection['id']}/")) for line in look]
    assert any(table["name"] == "Shopify.Orders" for table in answers[0])
    assert answers[1]["data"]


@needs_bash
@pytest.mark.parametrize("page", ["README.md", "docs/offline-development.md"])
def test_the_emulators_own_endpoints_as_shown_in_tables(shell: Callable[[str], Any], page: str) -> None:
    shown = re.findall(r"(?:`|with `)(curl -X POST localhost[^`]*)`", (ROOT / page).read_text(encoding="utf-8"))
    assert len(shown) == 2
    for line in shown:
        assert "type" not in shell(line.replace("curl", "curl -s"))


@needs_bash
def test_trying_an_expression(shell: Callable[[str], Any]) -> None:
    block = next(block for block in blocks("docs/training.md", "sh") if "mappingSets/preview" in block)
    command = COMMAND.findall(block)[0]
    shown = block.partition("# ")[2].strip()
    assert shell(command) == orjson.loads(shown)


@pytest.mark.parametrize(
    ("page", "number"),
    [("README.md", 1), ("docs/offline-development.md", 0)],
    ids=["README", "offline-development"],
)
def test_the_python_lines(server: Any, page: str, number: int) -> None:
    source = blocks(page, "python")[number].replace(SHOWN, server.url)
    exec(compile(source, page, "exec"), {"dataset_id": made_dataset(server.url)})  # noqa: S102


def test_the_lines_with_aepp(server: Any, tmp_path: Path) -> None:
    source = blocks("README.md", "python")[0].replace(SHOWN, server.url)
    # In a process of its own, because aepp's configuration is global; in a folder of its own, because it writes there.
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, timeout=60, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "'tenantId': 'emulator'" in done.stdout


def test_the_line_for_postman(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (line,) = [block for block in blocks("README.md", "sh") if "postman" in block]
    command, *arguments = shlex.split(line)
    monkeypatch.chdir(tmp_path)
    request = {"method": "GET", "url": "https://platform.adobe.io/data/foundation/flowservice/flows"}
    collection = {"info": {"name": "Flow Service API"}, "item": [{"name": "flows", "request": request}]}
    Path(arguments[-1]).write_bytes(orjson.dumps(collection))
    done = CliRunner().invoke(main, arguments)
    assert (command, done.exit_code) == ("aep-emulator", 0), done.output
    assert f"1 requests lead to {SHOWN}" in done.output


@pytest.mark.parametrize("page", ["docs/offline-development.md", "docs/training.md"])
def test_the_lines_that_start_a_server_are_understood(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [line for block in blocks(page, "sh") for line in block.splitlines() if line.startswith("aep-emulator")]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my-data").mkdir()
    for line in lines:
        _, command, *arguments = shlex.split(line)
        assert main.commands[command].make_context(command, arguments).params["seed"] == 1
    assert lines


@pytest.mark.parametrize("page", ["README.md", "docs/training.md"])
def test_the_data_with_errors_is_where_the_pages_say(server: Any, page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    foundation, headers = f"{server.url}/data/foundation/flowservice", {**HEADERS, "x-sandbox-name": "prod"}
    for spec, kind, name in (
        ("azure-blob", "file", "/errors/malformed_lines.csv"),
        ("postgre-sql", "table", "public.customers_with_errors"),
    ):
        assert f"`{name}`" in text
        found = requests.get(f"{foundation}/connectionSpecs?property=name=={spec}", headers=headers, timeout=10)
        (shown,) = found.json()["items"]
        auth = {"specName": shown["authSpec"][0]["name"], "params": {"connectionString": "any"}}
        body = {"name": "x", "auth": auth, "connectionSpec": {"id": shown["id"], "version": "1.0"}}
        made = requests.post(f"{foundation}/connections", headers=headers, json=body, timeout=10).json()
        where = f"{foundation}/connections/{made['id']}/explore?objectType={kind}&object={name}&fileType=delimited"
        assert requests.get(where, headers=headers, timeout=10).json()["schema"]["columns"]


def made_dataset(url: str) -> str:
    """The id of a dataset in the organisation that the pages use."""
    foundation = f"{url}/data/foundation"
    profile = "https://ns.adobe.com/xdm/context/profile"
    title = f"Shown {os.urandom(8).hex()}"
    schema = requests.post(
        f"{foundation}/schemaregistry/tenant/schemas",
        headers={**HEADERS, "x-sandbox-name": "prod", "Accept": "application/vnd.adobe.xed+json"},
        json={"type": "object", "title": title, "allOf": [{"$ref": profile}]},
        timeout=10,
    ).json()
    reference = {"id": schema["$id"], "contentType": "application/vnd.adobe.xed+json;version=1"}
    created = requests.post(
        f"{foundation}/catalog/dataSets",
        headers={**HEADERS, "x-sandbox-name": "prod"},
        json={"name": title, "schemaRef": reference},
        timeout=10,
    )
    assert created.status_code == 201, created.text
    return str(created.json()[0]).rpartition("/")[2]
