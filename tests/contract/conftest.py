"""The contract tests speak HTTP to any target: a server they start, a URL, or a sandbox of Adobe's.

    pytest tests/contract [--target URL | adobe | prism] [--record DIR | --compare DIR] [--openapi DIR]

docs/contract-suite.md tells how a team uses it.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from aep_client import AEPError
from tests.contract.support import target as targets
from tests.contract.support import transcript as transcripts
from tests.contract.support.api import Api
from tests.contract.support.compare import compare
from tests.contract.support.conformance import Conformance
from tests.contract.support.hearing import hearing
from tests.contract.support.openapi import Published, published
from tests.contract.support.prism import prisms
from tests.contract.support.reporter import Reporter, tell
from tests.contract.support.rules import EMULATOR_ONLY, NOT_COMPARED, lacks_tag, where_only
from tests.contract.support.target import Target
from tests.contract.support.transcript import Transcript

_HERE = Path(__file__).parent
_PASSED = pytest.StashKey[bool]()
_CONFORMANCE = pytest.StashKey[Conformance]()
# Where Adobe's OpenAPI files are looked for unless told: beside the checkout.
_OPENAPI = _HERE.parents[2] / "shared" / "reference" / "openapi"
_HEADERS = {"Authorization": "Bearer anything", "x-api-key": "test-client", "x-sandbox-name": "prod"}
# For a run without workers; those are told one they share.
_RUN_ID = uuid.uuid4().hex


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of the suite."""
    group = parser.getgroup("contract suite")
    group.addoption(
        "--target", default="", help="URL of a running server, `adobe`: the sandbox AEP_* names, or `prism`"
    )
    group.addoption("--record", metavar="DIR", help="write what each test asks and is answered, scrubbed")
    group.addoption("--compare", metavar="DIR", help="report what is answered differently from what was recorded there")
    group.addoption("--openapi", metavar="DIR", help="Adobe's OpenAPI files, which each answer is held against")


def pytest_configure(config: pytest.Config) -> None:
    """The markers of the suite, and who reports its findings."""
    config.addinivalue_line("markers", f"{EMULATOR_ONLY}(reason): cannot run against another target than an emulator")
    config.addinivalue_line("markers", f"{NOT_COMPARED}(reason): is answered differently from one time to the next")
    folder = config.getoption("--compare", default=None)
    if folder and not Path(folder).is_dir():
        raise pytest.UsageError(f"--compare {folder}: there is no such folder")
    files = config.getoption("--openapi", default=None)
    if files and not Path(files).is_dir():
        raise pytest.UsageError(f"--openapi {files}: there is no such folder")
    if folder and config.getoption("--record", default=None):
        raise pytest.UsageError("--record and --compare exclude each other")
    _check_target(config)
    files = _openapi(config) if _is_complete(config) else None
    published_operations = [str(operation) for operation in files.operations] if files else []
    reporter = Reporter(compares=bool(folder), operations=published_operations)
    config.pluginmanager.register(reporter, "contract-reporter")


def _check_target(config: pytest.Config) -> None:
    """One sentence for a target that cannot be used, instead of an error in each test."""
    name = config.getoption("--target", default="")
    if name in ("", targets.PRISM) or hasattr(config, "workerinput"):
        return
    try:
        targets.find(name, _HEADERS, os.environ)
    except requests.ConnectionError:
        raise pytest.UsageError(f"--target {name}: no server answers there") from None
    except (AEPError, ValueError) as error:
        raise pytest.UsageError(f"--target {name}: {error}") from None


def _is_complete(config: pytest.Config) -> bool:
    """Whether all tests run, at an emulator: nothing is left out that an erratum may be there for."""
    narrowed = any(config.getoption(name, default=None) for name in ("keyword", "markexpr", "lf", "deselect", "target"))
    whole = {Path(argument).resolve() for argument in config.args} & {_HERE, _HERE.parent, _HERE.parents[1]}
    return bool(whole) and not narrowed


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Iterator[None]:
    """A module with a test that does not say where its rule comes from is an error."""
    report: pytest.CollectReport = yield
    tests = [item for item in report.result or () if isinstance(item, pytest.Item)]
    untagged = sorted({item.name.partition("[")[0] for item in tests if lacks_tag(item)})
    if report.passed and untagged:
        report.outcome = "failed"
        report.longrepr = f"neither documented(page) nor assumed(reason): {', '.join(untagged)}"
    return report


@pytest.fixture(scope="session")
def target(request: pytest.FixtureRequest) -> Iterator[Target]:
    """Where the tests run."""
    name = request.config.getoption("--target", default="")
    if name == targets.PRISM:
        with prisms(_openapi_folder(request.config)) as url:
            yield targets.mock(url, _HEADERS)
    elif name:
        yield targets.find(name, _HEADERS, os.environ)
    else:
        yield targets.emulator(request.getfixturevalue("server_url"), _HEADERS)


@pytest.fixture
def base_url(target: Target) -> str:
    """The target's address."""
    return target.base_url


@pytest.fixture(autouse=True)
def _where_it_can_run(request: pytest.FixtureRequest) -> None:
    reason = where_only(request.node, request.path.relative_to(_HERE).as_posix())
    if reason is not None and not request.getfixturevalue("target").emulator:
        pytest.skip(f"needs an emulator: {reason}")


@pytest.fixture(autouse=True)
def transcript(request: pytest.FixtureRequest, _where_it_can_run: None) -> Iterator[Transcript | None]:
    """What the test asks and is answered, written or compared after it; None when neither is wanted."""
    record, compared = (request.config.getoption(name, default=None) for name in ("--record", "--compare"))
    if not (record or compared) or request.node.get_closest_marker(NOT_COMPARED):
        yield None
        return
    base_url = request.getfixturevalue("target").base_url
    kept = Transcript(base_url)
    with hearing(base_url, kept.hear):
        yield kept
    if record:
        # A test that fails or is skipped on its way has not said all that is to be kept.
        if request.node.stash.get(_PASSED, False):
            transcripts.save(Path(record), request.node.nodeid, kept.exchanges())
        return
    recorded = transcripts.load(Path(compared), request.node.nodeid)
    if recorded is None:
        tell(request.node, "unrecorded", [])
    else:
        tell(request.node, "drift", [list(drift) for drift in compare(recorded, kept.exchanges())])


def _openapi_folder(config: pytest.Config) -> Path:
    return Path(config.getoption("--openapi", default=None) or _OPENAPI)


def _openapi(config: pytest.Config) -> Published | None:
    """Adobe's OpenAPI files, where they are."""
    folder = _openapi_folder(config)
    return published(folder) if folder.is_dir() else None


@pytest.fixture
def openapi(request: pytest.FixtureRequest) -> Published:
    """Adobe's OpenAPI files; a test that reads them is skipped where there are none."""
    files = _openapi(request.config)
    if files is None:
        pytest.skip("Adobe's OpenAPI files are not here")
    return files


@pytest.fixture(autouse=True)
def conformance(request: pytest.FixtureRequest, _where_it_can_run: None) -> Iterator[None]:
    """What the target answers is held against Adobe's OpenAPI files, where they are."""
    files = _openapi(request.config)
    if files is None:
        yield
        return
    heard = request.node.stash[_CONFORMANCE] = Conformance(files)
    with hearing(request.getfixturevalue("target").base_url, heard.hear):
        yield
    tell(request.node, "answered", sorted(heard.answered))
    tell(request.node, "unimplemented", sorted(heard.unimplemented))
    tell(request.node, "errata", sorted(list(entry) for entry in heard.explained))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """A test fails when it was answered something that Adobe's OpenAPI files contradict."""
    yield
    heard = item.stash.get(_CONFORMANCE, None)
    if heard is not None and heard.contradictions:
        lines = "\n".join(sorted({str(found) for found in heard.contradictions}))
        pytest.fail(f"Neither as published nor in tests/contract/support/errata.py:\n{lines}", pytrace=False)


@pytest.fixture
def api(request: pytest.FixtureRequest, target: Target, transcript: Transcript | None) -> Iterator[Api]:
    """A session; see Api. What it makes is removed, or reported."""
    worker = getattr(request.config, "workerinput", {})
    api = Api(target, worker.get("testrunuid", _RUN_ID))
    if transcript is not None:
        transcript.know(api.session.headers)
        if api.names is not None:
            transcript.known[f"{api.names.prefix} "] = ""
    yield api
    if transcript is not None:
        transcript.end()
    left = api.clean_up()
    if left:
        tell(request.node, "left", left)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Let the fixtures know whether the test passed."""
    report: pytest.TestReport = yield
    if report.when == "call":
        item.stash[_PASSED] = report.passed
    return report
