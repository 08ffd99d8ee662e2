"""The plugin that brings the findings of all tests together, whichever process they ran in."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.support.report import Report

# A finding travels from a worker among the properties of its test.
_FINDING = "contract "


def tell(item: Any, kind: str, value: list[Any]) -> None:
    """Report a finding of a test: `drift`, `unrecorded` or `left`, with JSON that says which."""
    item.user_properties.append((_FINDING + kind, value))


class Reporter:
    """Prints the report in the end. A comparison fails when something differs, or when nothing was compared."""

    def __init__(self, *, compares: bool) -> None:
        self._compares = compares
        self._report = Report()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take what a test has found; the last report of a test has it all."""
        if report.when != "teardown":
            return
        for name, value in report.user_properties:
            if name.startswith(_FINDING) and isinstance(value, list):
                self._report.add(report.nodeid, name.removeprefix(_FINDING), value)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Set the exit status; a worker has no say in it."""
        failed = self._report.drifts or not self._report.compared
        if self._compares and failed and session.exitstatus == pytest.ExitCode.OK and not _is_worker(session.config):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Print what was found."""
        if self._compares:
            terminalreporter.section("contract drift")
            for line in self._report.lines():
                terminalreporter.write_line(line)
        if self._report.left:
            terminalreporter.section("left behind in the sandbox")
            for line in self._report.leftovers():
                terminalreporter.write_line(line)


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")
