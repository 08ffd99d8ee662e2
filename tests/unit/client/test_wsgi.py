"""The adapter that calls a WSGI application, with any session."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
import requests

from aep_client.wsgi import WSGIAdapter


def call(app: Any, method: str = "GET", path: str = "/", **options: Any) -> requests.Response:
    session = requests.Session()
    session.mount("http://", WSGIAdapter(app))
    session.mount("https://", WSGIAdapter(app))
    url = path if path.startswith("http") else f"http://localhost{path}"
    return session.request(method, url, timeout=1, **options)


class Recorder:
    """An application that remembers its environment and the body it read."""

    def __init__(self) -> None:
        self.environ: dict[str, Any] = {}
        self.body = b""

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.environ = environ
        self.body = environ["wsgi.input"].read()
        start_response("201 Created", [("Content-Type", "application/json"), ("X-Two", "a"), ("X-Two", "b")])
        return [b'{"a"', b": 1}"]


def test_status_headers_and_body_come_back() -> None:
    answer = call(Recorder())
    assert (answer.status_code, answer.reason, answer.json()) == (201, "Created", {"a": 1})
    assert answer.headers["X-Two"] == "a, b"


def test_the_environment_is_that_of_pep_3333() -> None:
    app = Recorder()
    call(app, "POST", "/a%2Fb/%C3%A9?x=1&y=%20", json={"n": 1}, headers={"x-sandbox-name": "dev"})
    environ = app.environ
    assert environ["REQUEST_METHOD"] == "POST"
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/a/b/é"
    assert environ["QUERY_STRING"] == "x=1&y=%20"
    assert environ["CONTENT_TYPE"] == "application/json"
    assert environ["CONTENT_LENGTH"] == str(len(app.body))
    assert environ["HTTP_X_SANDBOX_NAME"] == "dev"
    assert (environ["HTTP_HOST"], environ["SERVER_NAME"], environ["SERVER_PORT"]) == ("localhost", "localhost", "80")
    assert app.body == b'{"n": 1}'


@pytest.mark.parametrize(
    ("url", "scheme", "port"), [("https://localhost/", "https", "443"), ("http://localhost:81/", "http", "81")]
)
def test_scheme_and_port_are_those_of_the_address(url: str, scheme: str, port: str) -> None:
    app = Recorder()
    call(app, path=url)
    assert (app.environ["wsgi.url_scheme"], app.environ["SERVER_PORT"]) == (scheme, port)


def pieces() -> Iterator[bytes]:
    yield b"one "
    yield b"two"


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: b"raw", b"raw"),
        (lambda: "text", b"text"),
        (lambda: io.BytesIO(b"file"), b"file"),
        (pieces, b"one two"),
        (lambda: None, b""),
    ],
)
def test_every_kind_of_body_arrives(make: Any, expected: bytes) -> None:
    app = Recorder()
    call(app, "PUT", data=make())
    assert app.body == expected
    assert "HTTP_TRANSFER_ENCODING" not in app.environ
    assert app.environ["CONTENT_LENGTH"] == str(len(expected))


def test_an_answer_can_be_streamed() -> None:
    with call(Recorder(), stream=True) as answer:
        assert b"".join(answer.iter_content(3)) == b'{"a": 1}'


def test_write_and_a_late_start_of_the_answer_work_too() -> None:
    def app(environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
        start_response("200 OK", [])(b"written, ")
        start_response("500 Oh", [("X-Late", "yes")], None)
        yield b"then returned"

    answer = call(app)
    assert (answer.status_code, answer.headers["X-Late"], answer.content) == (500, "yes", b"written, then returned")


class Closing:
    """An answer that must be closed, and may break."""

    closed = False

    def __init__(self, *, breaks: bool) -> None:
        self._breaks = breaks

    def __iter__(self) -> Iterator[bytes]:
        yield b"a"
        if self._breaks:
            raise RuntimeError("broken")

    def close(self) -> None:
        self.closed = True


@pytest.mark.parametrize("breaks", [False, True])
def test_the_answer_is_closed_and_what_the_application_raises_is_seen(breaks: bool) -> None:
    result = Closing(breaks=breaks)

    def app(environ: dict[str, Any], start_response: Any) -> Any:
        start_response("200 OK", [])
        return result

    if breaks:
        with pytest.raises(RuntimeError, match="broken"):
            call(app)
    else:
        assert call(app).content == b"a"
    assert result.closed


def test_an_answer_without_a_body_has_none() -> None:
    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("204 No Content", [])
        return []

    assert call(app, "DELETE").content == b""
