"""Starting the server: what it says when it is ready, and one clear line when it cannot be."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests


def failed_start(*options: str, env: dict[str, str] | None = None) -> tuple[int, str]:
    """The exit status and standard error of a start that must fail; nothing is promised on standard output."""
    done = subprocess.run(
        [sys.executable, "-m", "aep_emulator.cli", "serve", *options],
        capture_output=True,
        text=True,
        timeout=30,
        env={**os.environ, **(env or {})},
        check=False,
    )
    assert done.stdout == ""
    return done.returncode, done.stderr


def one_line(text: str) -> bool:
    """Whether this is one line for a person, not a traceback."""
    return text.startswith("Error: ") and text.count("\n") == 1


def test_the_url_it_prints_is_answered(server: Any) -> None:
    assert requests.get(f"{server.url}/_emulator/ready", timeout=10).json()["status"] == "ready"
    assert server.call("GET", "/flowservice/flows").json()["items"] == []


def test_a_taken_port_is_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status, problem = failed_start("--port", str(port))
    assert status != 0
    assert one_line(problem)
    assert f"127.0.0.1:{port}" in problem


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["--no-such-option"], "--no-such-option"),
        (["--port", "eighty"], "--port"),
        (["--data", "no/such/folder"], "no/such/folder"),
        (["--host", "no-such-host.invalid"], "no-such-host.invalid"),
        (["--host", "a..b"], "a..b"),
        (["--tenant", "not/one"], "--tenant"),
    ],
)
def test_a_wrong_option_is_one_line_that_names_it(options: list[str], named: str) -> None:
    status, problem = failed_start("--port", "0", *options)
    assert status != 0
    assert one_line(problem)
    assert named in problem


def test_a_wrong_environment_variable_is_one_line() -> None:
    status, problem = failed_start(env={"AEP_EMULATOR_ROWS": "many"})
    assert status != 0
    assert one_line(problem)
    assert "many" in problem


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("Broken.json", b'[{"a": 1}, oops'),
        ("Broken.parquet", b"PAR1 but not really"),
        ("Broken.csv", b""),
    ],
)
def test_a_broken_table_is_one_line_that_names_the_file(tmp_path: Path, name: str, content: bytes) -> None:
    tables = tmp_path / "tables"
    tables.mkdir()
    (tables / name).write_bytes(content)
    status, problem = failed_start("--port", "0", "--data", str(tmp_path))
    assert status != 0
    assert one_line(problem)
    assert name in problem


def test_a_folder_without_data_is_one_line(tmp_path: Path) -> None:
    status, problem = failed_start("--port", "0", "--data", str(tmp_path))
    assert status != 0
    assert one_line(problem)
    assert str(tmp_path) in problem


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_folder_is_one_line(tmp_path: Path) -> None:
    tmp_path.chmod(0)
    status, problem = failed_start("--port", "0", "--data", str(tmp_path))
    tmp_path.chmod(0o700)
    assert status != 0
    assert one_line(problem)
    assert "not readable" in problem


def test_options_may_come_from_the_environment_and_a_flag_wins(start_server: Any) -> None:
    server = start_server("--tenant", "flag", env={"AEP_EMULATOR_TENANT": "variable", "AEP_EMULATOR_AUTH": "strict"})
    token = requests.post(
        f"{server.url}/ims/token/v3",
        data={"grant_type": "client_credentials", "client_id": "a", "client_secret": "b", "scope": "openid"},
        timeout=10,
    ).json()["access_token"]
    assert server.call("GET", "/schemaregistry/stats").status_code == 401
    server.headers["Authorization"] = f"Bearer {token}"
    assert server.call("GET", "/schemaregistry/stats").json()["tenantId"] == "flag"


def test_a_relative_data_folder_is_relative_to_where_the_server_was_started(
    start_server: Any, shop: dict[str, Any], tmp_path: Path
) -> None:
    tables = tmp_path / "own" / "tables"
    tables.mkdir(parents=True)
    (tables / "Trees.csv").write_text("species,height\nbeech,30\nelm,25\n")
    server = start_server("--data", "own", cwd=tmp_path)
    base = server.call("POST", "/flowservice/connections", json=shop).json()["id"]
    table = server.call("GET", f"/flowservice/connections/{base}/explore?objectType=table&object=Trees").json()
    assert [column["name"] for column in table["schema"]["columns"]] == ["species", "height"]
    assert len(table["data"]) == 2
