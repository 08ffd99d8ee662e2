"""The plugin that brings the findings of all tests together, whichever process they ran in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from tests.contract.support.report import Report

# A finding travels from a worker among the properties of its test.
_FINDING = "contract "


def tell(item: Any, kind: str, value: list[Any]) -> None:
    """Report a finding of a test, with JSON that says which. The kinds are those that Report adds."""
    item.user_properties.append((_FINDING + kind, value))


class Reporter:
    """Prints the report in the end.

    A comparison fails when something differs, or when nothing was compared. A run of the whole suite, for which
    `operations` names all that are published, fails when an erratum explains nothing or an operation was never asked.
    """

    def __init__(self, *, compares: bool, operations: Sequence[str] = ()) -> None:
        self._compares = compares
        self._operations = operations
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
        if session.exitstatus != pytest.ExitCode.OK or _is_worker(session.config):
            return
        differs = self._compares and (self._report.drifts or not self._report.compared)
        if differs or self._gaps():
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def _gaps(self) -> list[str]:
        return list(self._report.gaps(self._operations)) if self._operations else []

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Print what was found."""
        if self._compares:
            terminalreporter.section("contract drift")
            for line in self._report.lines():
                terminalreporter.write_line(line)
        if self._report.answered:
            terminalreporter.section("Adobe's OpenAPI files")
            answered, unimplemented = len(self._report.answered), len(self._report.unimplemented)
            terminalreporter.write_line(f"held against them: {answered} operations; not implemented: {unimplemented}")
            for line in self._gaps():
                terminalreporter.write_line(line)
        if self._report.left:
            terminalreporter.section("left behind in the sandbox")
            for line in self._report.leftovers():
                terminalreporter.write_line(line)


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")
