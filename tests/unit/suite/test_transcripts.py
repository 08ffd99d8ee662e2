"""What is kept of a test, and where."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest
import requests

from aep_client.wsgi import WSGIAdapter
from tests.contract.support.hearing import hearing
from tests.contract.support.transcript import Transcript, file_of, load, save

BASE = "http://platform.example"


@pytest.fixture
def answers() -> list[tuple[str, bytes]]:
    """What is answered next, `(content type, body)`; the last one again and again."""
    return [("application/json", b"{}")]


@pytest.fixture
def session(answers: list[tuple[str, bytes]]) -> requests.Session:
    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        content_type, body = answers.pop(0) if len(answers) > 1 else answers[0]
        start_response("200 OK", [("Content-Type", content_type), ("X-Noise", "1")])
        return [body]

    session = requests.Session()
    session.mount("http://", WSGIAdapter(application))
    return session


def test_requests_and_answers_are_kept_scrubbed(session: requests.Session, answers: list[tuple[str, bytes]]) -> None:
    answers[:] = [("application/json", b'{"id": "5f3a0bcd5f3a0bcd5f3a0bcd"}')]
    transcript = Transcript(BASE)
    with hearing(BASE, transcript.hear):
        session.post(f"{BASE}/things?x=%22a%22", json={"name": "a"}, headers={"Authorization": "Bearer abc"})
    (exchange,) = transcript.exchanges()
    assert exchange["request"] == {
        "method": "POST",
        "path": '/things?x="a"',
        "headers": {"Accept": "*/*", "Authorization": "<token>", "Content-Type": "application/json"},
        "body": {"name": "a"},
    }
    assert exchange["response"] == {
        "status": 200,
        "headers": {"Content-Type": "application/json"},
        "body": {"id": "<id 1>"},
    }


def test_of_a_get_that_is_repeated_the_last_answer_is_kept(
    session: requests.Session, answers: list[tuple[str, bytes]]
) -> None:
    answers[:] = [("application/json", body) for body in (b"[1]", b"[2]", b"[3]", b"[4]")]
    transcript = Transcript(BASE)
    with hearing(BASE, transcript.hear):
        for method in ("GET", "GET", "DELETE", "DELETE"):
            session.request(method, f"{BASE}/a")
    kept = [(exchange["request"]["method"], exchange["response"]["body"]) for exchange in transcript.exchanges()]
    assert kept == [("GET", [2]), ("DELETE", [3]), ("DELETE", [4])]


def test_other_addresses_other_threads_and_what_comes_after_are_not_kept(session: requests.Session) -> None:
    transcript = Transcript(BASE)
    with hearing(BASE, transcript.hear):
        session.get("http://elsewhere.example/a")
        thread = threading.Thread(target=session.get, args=(f"{BASE}/b",))
        thread.start()
        thread.join()
        session.get(f"{BASE}/c")
        transcript.end()
        session.get(f"{BASE}/d")
    assert [exchange["request"]["path"] for exchange in transcript.exchanges()] == ["/c"]


@pytest.mark.parametrize(
    ("content_type", "body", "kept"),
    [
        ("application/json", b"", None),
        ("application/json", b'{"a":1}\n{"a":2}\n', {"lines": [{"a": 1}, {"a": 2}]}),
        ("text/plain", b"one\ntwo", {"text": "one\ntwo"}),
        ("application/octet-stream", b"PAR1\0\xff", {"bytes": True}),
        ("application/json", b"[" * 100_000, {"nested": True}),
        ("application/x-www-form-urlencoded", b"client_secret=abc", {"form": True}),
    ],
    ids=["nothing", "lines", "text", "bytes", "nested", "form"],
)
def test_bodies_of_each_kind(
    session: requests.Session, answers: list[tuple[str, bytes]], content_type: str, body: bytes, kept: Any
) -> None:
    answers[:] = [(content_type, body)]
    transcript = Transcript(BASE)
    with hearing(BASE, transcript.hear):
        session.get(f"{BASE}/a")
    assert transcript.exchanges()[0]["response"]["body"] == kept


def test_what_is_saved_is_loaded_again(tmp_path: Path) -> None:
    exchanges = [{"request": {"body": "é \ud800"}, "response": {}}]
    save(tmp_path, "tests/contract/test_a.py::test_b[x/y]", exchanges)
    assert load(tmp_path, "tests/contract/test_a.py::test_b[x/y]") == exchanges
    assert load(tmp_path, "tests/contract/test_a.py::test_b[x]") is None
    (file,) = tmp_path.rglob("*.json")
    assert json.loads(file.read_text())["test"] == "tests/contract/test_a.py::test_b[x/y]"


def test_each_test_has_a_file_of_its_own() -> None:
    ids = [f"tests/contract/test_a.py::test_b[{parameter}]" for parameter in ("a/b", "a-b", "../b", "a" * 500)]
    files = [file_of(Path("x"), test_id) for test_id in ids]
    assert len(set(files)) == len(ids)
    assert {file.parent for file in files} == {Path("x/tests/contract/test_a")}
    assert max(len(file.name) for file in files) < 120
