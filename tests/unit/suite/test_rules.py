"""Every contract test says where its rule comes from; those that need an emulator say why."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.contract import conftest
from tests.contract.support import rules
from tests.contract.support.compare import Drift
from tests.contract.support.report import Report
from tests.contract.support.reporter import Reporter, tell

SUITE = Path(rules.__file__).parents[1]


def item(name: str = "test_a", *marks: pytest.MarkDecorator) -> Any:
    """As much of a test as the rules look at."""
    named = {decorator.name: decorator.mark for decorator in marks}
    return SimpleNamespace(
        name=name,
        user_properties=[],
        get_closest_marker=named.get,
        iter_markers=lambda name: [named[name]] if name in named else [],
    )


@pytest.mark.parametrize(
    ("marks", "lacks"),
    [
        ((pytest.mark.documented("help/a.md"),), False),
        ((pytest.mark.assumed("no page says it"),), False),
        ((), True),
        ((pytest.mark.documented(),), True),
        ((pytest.mark.documented(" "),), True),
        ((pytest.mark.parametrize("a", [1]),), True),
    ],
)
def test_a_tag_names_a_page_or_a_reason(marks: tuple[pytest.MarkDecorator, ...], lacks: bool) -> None:
    assert rules.lacks_tag(item("test_a", *marks)) is lacks


@pytest.mark.parametrize(
    ("path", "marks", "reason"),
    [
        ("test_ims.py", (), rules.ONLY_ON_EMULATORS["test_ims.py"]),
        ("streaming/test_inlets.py", (), rules.ONLY_ON_EMULATORS["streaming/"]),
        ("test_catalog.py", (), None),
        ("test_ims.py", (pytest.mark.usefixtures("x"),), rules.ONLY_ON_EMULATORS["test_ims.py"]),
    ],
)
def test_modules_that_need_an_emulator_are_listed(
    path: str, marks: tuple[pytest.MarkDecorator, ...], reason: str | None
) -> None:
    assert rules.where_only(item("test_a", *marks), path) == reason


@pytest.mark.parametrize("place", rules.ONLY_ON_EMULATORS)
def test_what_is_listed_is_there(place: str) -> None:
    module, _, test = place.partition("::")
    assert (SUITE / module).exists()
    assert f"def {test}" in (SUITE / module).read_text() if test else True


def test_a_marker_of_its_own_comes_first() -> None:
    mark = SimpleNamespace(args=("because",))
    marked = SimpleNamespace(name="test_a", get_closest_marker={rules.EMULATOR_ONLY: mark}.get)
    assert rules.where_only(marked, "test_ims.py") == "because"  # type: ignore[arg-type]


def test_an_untagged_test_is_an_error_when_its_module_is_collected(monkeypatch: pytest.MonkeyPatch) -> None:
    tests = [item("test_tagged", pytest.mark.documented("help/a.md")), item("test_untagged[1]"), item("test_untagged")]
    monkeypatch.setattr(pytest, "Item", SimpleNamespace)
    report = SimpleNamespace(outcome="passed", passed=True, longrepr=None, result=tests)
    check = conftest.pytest_make_collect_report()
    next(check)
    with pytest.raises(StopIteration):
        check.send(report)  # type: ignore[attr-defined]
    assert report.outcome == "failed"
    assert report.longrepr == "neither documented(page) nor assumed(reason): test_untagged"


def ended(reporter: Reporter, **findings: list[Any]) -> int:
    """The exit status of a session of one test that passed and had these findings."""
    test = item()
    for kind, value in findings.items():
        tell(test, kind, value)
    done: Any = SimpleNamespace(when="teardown", user_properties=test.user_properties, nodeid="test_a")
    reporter.pytest_runtest_logreport(done)
    session: Any = SimpleNamespace(exitstatus=pytest.ExitCode.OK, config=SimpleNamespace())
    reporter.pytest_sessionfinish(session)
    return int(session.exitstatus)


DRIFT = ["4", "GET /a", "status", "404", "200"]


@pytest.mark.parametrize(
    ("findings", "status"),
    [
        ({"drift": []}, pytest.ExitCode.OK),
        ({"drift": [DRIFT]}, pytest.ExitCode.TESTS_FAILED),
        ({"unrecorded": []}, pytest.ExitCode.TESTS_FAILED),
        ({"drift": [], "left": ["DELETE /a: 409"]}, pytest.ExitCode.OK),
    ],
)
def test_a_comparison_fails_on_drift_and_when_nothing_was_compared(findings: dict[str, list[Any]], status: int) -> None:
    assert ended(Reporter(compares=True), **findings) == status
    assert ended(Reporter(compares=False), **findings) == pytest.ExitCode.OK


def test_the_report_is_by_test_and_request() -> None:
    report = Report()
    report.add("test_a", "drift", [[1, "GET /a", "status", "404", "200"], [1, "GET /a", "body.b", "string", "missing"]])
    report.add("test_b", "drift", [list(Drift(2, "GET /c", "body", "list", "object"))])
    report.add("test_c", "drift", [])
    report.add("test_d", "unrecorded", [])
    assert "\n".join(report.lines()) == (
        "2 of 3 compared tests are answered differently\n"
        "\n"
        "test_a\n"
        "  1. GET /a\n"
        "     status: recorded 404, now 200\n"
        "     body.b: recorded string, now missing\n"
        "\n"
        "test_b\n"
        "  2. GET /c\n"
        "     body: recorded list, now object\n"
        "\n"
        "1 tests have no recording"
    )
