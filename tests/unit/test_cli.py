"""The command line: every setting is a flag and a variable, and every mistake is one line."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import aep_emulator.server
from aep_emulator import __version__
from aep_emulator.cli import main
from aep_emulator.server import ServerError
from aep_emulator.settings import Settings

VALUES: dict[str, tuple[str, Any]] = {
    "host": ("0.0.0.0", "0.0.0.0"),  # noqa: S104  (nothing listens here)
    "port": ("0", 0),
    "seed": ("-3", -3),
    "tenant": ("acme_2", "acme_2"),
    "rows": ("0", 0),
    "data": (".", Path(".")),
    "lake": ("lake", Path("lake")),
    "xdm": (".", Path(".")),
    "log_format": ("json", "json"),
    "auth": ("strict", "strict"),
    "credentials": ("pyproject.toml", Path("pyproject.toml")),
    "sandbox_wait": ("0", 0),
    "max_body_bytes": ("1", 1),
    "max_json_bytes": ("1", 1),
    "max_file_bytes": ("1", 1),
    "max_part_bytes": ("1", 1),
    "max_batch_files": ("1", 1),
    "max_batch_bytes": ("1", 1),
    "max_row_fields": ("1", 1),
    "max_batches_per_minute": ("1", 1),
    "max_url_characters": ("1", 1),
    "allowed_hosts": ("one.test", ("one.test",)),
}
NAMES = [setting.name for setting in fields(Settings)]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[Settings]:
    """What `serve` was called with, in place of a server."""
    calls: list[Settings] = []
    monkeypatch.setattr(aep_emulator.server, "serve", calls.append)
    return calls


def run(*arguments: str, **options: Any) -> Result:
    return CliRunner().invoke(main, arguments, **options)


def flag(name: str) -> str:
    return "--" + name.replace("_", "-")


def test_without_options_the_defaults_are_served(served: list[Settings]) -> None:
    assert run("serve").exit_code == 0
    assert served == [Settings()]


@pytest.mark.parametrize("name", NAMES)
def test_each_setting_is_a_flag(served: list[Settings], name: str) -> None:
    text, value = VALUES[name]
    assert run("serve", flag(name), text).exit_code == 0
    assert served == [Settings(**{name: value})]


@pytest.mark.parametrize("name", NAMES)
def test_each_setting_is_an_environment_variable(served: list[Settings], name: str) -> None:
    text, value = VALUES[name]
    assert run("serve", env={f"AEP_EMULATOR_{name.upper()}": text}).exit_code == 0
    assert served == [Settings(**{name: value})]


def test_a_flag_wins_over_its_variable(served: list[Settings]) -> None:
    run("serve", "--port", "1", env={"AEP_EMULATOR_PORT": "2"})
    assert served[0].port == 1


def test_an_empty_variable_counts_as_absent(served: list[Settings]) -> None:
    assert run("serve", env={"AEP_EMULATOR_PORT": "", "AEP_EMULATOR_SEED": ""}).exit_code == 0
    assert served == [Settings()]


def test_several_hosts_may_be_allowed(served: list[Settings]) -> None:
    run("serve", "--allowed-hosts", "a.test", "--allowed-hosts", "b.test")
    run("serve", env={"AEP_EMULATOR_ALLOWED_HOSTS": "a.test b.test"})
    assert [settings.allowed_hosts for settings in served] == [("a.test", "b.test")] * 2


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--nonsense"], "--nonsense"),
        (["extra"], "extra"),
        (["--port"], "--port"),
        (["--port", "x"], "--port"),
        (["--port", "1.5"], "--port"),
        (["--port", "-1"], "--port"),
        (["--port", "65536"], "--port"),
        (["--seed", "x"], "--seed"),
        (["--rows", "-1"], "--rows"),
        (["--rows", "10000001"], "--rows"),
        (["--max-json-bytes", "0"], "--max-json-bytes"),
        (["--log-format", "xml"], "--log-format"),
        (["--auth", "none"], "--auth"),
        (["--data", "no-such-folder"], "no-such-folder"),
        (["--data", __file__], "--data"),
        (["--host", ""], "--host"),
    ],
)
def test_a_wrong_option_is_one_line_that_names_it(served: list[Settings], arguments: list[str], named: str) -> None:
    result = run("serve", *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1
    assert named in result.stderr
    assert served == []


@pytest.mark.parametrize("tenant", ["acme", "Acme2", "2b", "adobe_mcdp_connectors_stg", "a" * 63])
def test_a_tenant_is_letters_digits_and_underscores(served: list[Settings], tenant: str) -> None:
    assert run("serve", "--tenant", tenant).exit_code == 0
    assert served[0].tenant == tenant


@pytest.mark.parametrize(
    "tenant",
    ["", "_acme", "a b", "a-b", "a.b", "a/b", "ä", "a\n", "a%2Fb", "{T}", "a" * 64, "xdm", "XDM", "experience"],
)
def test_what_could_not_stand_in_an_id_is_no_tenant(served: list[Settings], tenant: str) -> None:
    result = run("serve", f"--tenant={tenant}")
    assert result.exit_code == 2
    assert "--tenant" in result.stderr
    assert served == []
    with pytest.raises(ValueError, match="tenant"):
        Settings(tenant=tenant)


def test_a_server_that_cannot_start_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_settings: Settings) -> None:
        raise ServerError("cannot listen on 127.0.0.1:80: Permission denied")

    monkeypatch.setattr(aep_emulator.server, "serve", fail)
    result = run("serve")
    assert result.exit_code == 1
    assert result.stderr == "Error: cannot listen on 127.0.0.1:80: Permission denied\n"


def test_ctrl_c_before_the_server_listens_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_settings: Settings) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(aep_emulator.server, "serve", interrupt)
    result = run("serve")
    assert result.exit_code == 130
    assert result.stderr.strip() == "Stopped."


@pytest.mark.parametrize("arguments", [["bogus"], ["--bogus"], ["demo", "--bogus"], ["demo", "--base-url", "nowhere"]])
def test_other_mistakes_are_one_line_too(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1


def test_without_a_command_there_is_help() -> None:
    result = run()
    assert result.exit_code == 2
    for command in ("serve", "demo", "coverage"):
        assert command in result.output


def test_help_names_every_option_in_the_order_of_the_settings_and_fits_80_columns() -> None:
    text = run("serve", "--help").output
    places = [text.index(f"\n  {flag(name)} ") for name in NAMES]
    assert places == sorted(places)
    assert "AEP_EMULATOR_PORT" in text
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize("command", [[], ["demo"], ["coverage"]])
def test_help_fits_80_columns_and_says_everything(command: list[str]) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert "..." not in result.output.replace("[ARGS]...", "")
    assert max(map(len, result.output.splitlines())) <= 80


def test_the_version() -> None:
    assert __version__ in run("--version").output


def test_the_readme_lists_every_option() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text()
    missing = [flag(name) for name in NAMES if flag(name) not in readme]
    assert missing == []


def test_coverage_is_a_markdown_table() -> None:
    lines = run("coverage").output.splitlines()
    assert lines[0].startswith("| service |")
    assert any(line.startswith("| **all** |") for line in lines)
