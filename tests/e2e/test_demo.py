"""`aep-emulator demo`: the tutorial from start to end, and what is left when it does not get there."""

from __future__ import annotations

import io
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from rich.console import Console

from aep_emulator.demo.steps import STEPS
from aep_emulator.demo.walk import walk

DEMO = [sys.executable, "-m", "aep_emulator.cli", "demo"]
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SERVER = re.compile(r"Server: (http://\S+)")


def answered(url: str) -> bool:
    try:
        return requests.get(f"{url}/_emulator/health", timeout=10).ok
    except requests.ConnectionError:
        return False


def environment(**changes: str) -> dict[str, str]:
    """Without whatever would colour the output or point the client elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AEP_", "FORCE_COLOR"))}
    return {**kept, **changes}


@pytest.fixture
def begun_demo() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A demo that has started its server: the process and the server's address."""
    process = subprocess.Popen(
        DEMO, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(PYTHONUNBUFFERED="1")
    )
    assert process.stdout is not None
    line = next(line for line in process.stdout if line.startswith("Server: "))
    yield process, line.split()[1]
    process.kill()
    process.communicate()


def test_it_walks_the_whole_tutorial_and_stops_its_server() -> None:
    done = subprocess.run(DEMO, capture_output=True, text=True, timeout=120, env=environment(), check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    for number, step in enumerate(STEPS, 1):
        assert f"{number:>2}  {step.call}" in lines
    assert any(line.startswith("    → success, run ") for line in lines)
    (header,) = [number for number, line in enumerate(lines) if line.split()[:1] == ["lastName"]]
    last_name, full_name = re.split(r"  +", lines[header + 1].strip())[:2]
    assert full_name.endswith(f" {last_name.upper()}")
    assert lines[-2].startswith("Done.")
    # For a pipe: no colours, no padding, no line that was broken.
    assert "\x1b" not in done.stdout
    assert all(line == line.rstrip() for line in lines)
    assert len(UUID.findall(done.stdout)) >= 6
    url = SERVER.search(done.stdout)
    assert url is not None
    assert not answered(url[1])


def test_in_a_terminal_of_80_columns_nothing_is_wider_but_an_id(server: Any) -> None:
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=80, soft_wrap=True, highlight=False, emoji=False)
    assert walk(server.url, console=console) == 0
    # Without the control codes and the progress display, which draws over itself.
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", out.getvalue())
    wide = [line for line in text.splitlines() if len(line) > 80 and "waiting for the run" not in line]
    assert all(line.startswith("    → https://ns.adobe.com/") for line in wide)
    assert "waiting for the run" in text
    assert "success" in text


def test_it_may_walk_twice_on_a_server_that_runs_already(server: Any) -> None:
    command = [*DEMO, "--base-url", server.url]
    for _ in range(2):
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment(), check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    assert server.healthy()


def test_nobody_at_the_address_is_one_clear_message() -> None:
    command = [*DEMO, "--base-url", "http://127.0.0.1:1"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment(), check=False)
    assert done.returncode == 1
    assert "No answer from http://127.0.0.1:1: Connection refused" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_a_step_that_fails_shows_both_sides_without_secrets(server: Any) -> None:
    credentials = {"AEP_CLIENT_ID": "me", "AEP_CLIENT_SECRET": "hush-hush", "AEP_ORG_ID": "ME@AdobeOrg"}
    done = subprocess.run(
        [*DEMO, "--base-url", server.url],
        capture_output=True,
        text=True,
        timeout=60,
        env=environment(AEP_SANDBOX="nowhere", **credentials),
        check=False,
    )
    assert done.returncode == 1
    assert "This step failed: 1 POST /flowservice/connections" in done.stdout
    assert f"sent:      POST {server.url}/data/foundation/flowservice/connections" in done.stdout
    assert '"name": "Shopify source' in done.stdout
    assert "came back: 404, request id " in done.stdout
    assert "'nowhere'" in done.stdout
    assert "demo-token" not in done.stdout
    assert "hush-hush" not in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_ctrl_c_stops_the_demo_and_its_server(begun_demo: tuple[subprocess.Popen[str], str], eventually: Any) -> None:
    process, url = begun_demo
    process.send_signal(signal.SIGINT)
    output, problems = process.communicate(timeout=30)
    # It may just have finished.
    assert process.returncode in (130, 0)
    assert "Traceback" not in output + problems
    assert not answered(url)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_demo_that_is_killed_leaves_no_server(
    begun_demo: tuple[subprocess.Popen[str], str], eventually: Any, number: int
) -> None:
    process, url = begun_demo
    process.send_signal(number)
    process.wait(timeout=30)
    eventually(lambda: not answered(url), "the server has ended")
