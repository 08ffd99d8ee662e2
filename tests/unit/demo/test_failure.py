"""What the demo says when a step fails."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
import requests
from requests.adapters import BaseAdapter
from rich.console import Console

from aep_client import AEPError
from aep_emulator.demo.failure import explain
from aep_emulator.demo.last_call import LastCall
from aep_emulator.demo.walk import walk


class Canned(BaseAdapter):
    """Answers every request with the same."""

    def __init__(self, content: bytes, content_type: str) -> None:
        super().__init__()
        self._content = content
        self._content_type = content_type

    def send(self, request: requests.PreparedRequest, **_options: Any) -> requests.Response:  # type: ignore[override]
        response = requests.Response()
        response.status_code = 200
        response._content = self._content
        response.headers["Content-Type"] = self._content_type
        response.request = request
        response.url = str(request.url)
        return response

    def close(self) -> None:
        """Nothing to close."""


def last_call(content: bytes = b"{}", content_type: str = "application/json", **sent: Any) -> LastCall:
    session = requests.Session()
    session.mount("http://", Canned(content, content_type))
    call = LastCall(session)
    session.post("http://127.0.0.1/x", **sent)
    return call


def test_secrets_are_hidden_in_what_was_sent_and_in_what_came_back() -> None:
    sent = {"auth": {"params": {"accessToken": "hush-1"}}, "name": "shown"}
    text = "\n".join(last_call(json.dumps({"access_token": "hush-2", "id": "7"}).encode(), json=sent).lines())
    assert "hush" not in text
    assert "shown" in text
    assert '"id": "7"' in text


def test_a_form_is_not_shown() -> None:
    assert "hush" not in "\n".join(last_call(data={"client_secret": "hush"}).lines())


def test_content_that_is_not_json_is_only_counted() -> None:
    assert "(3 bytes of text/html)" in last_call(b"abc", "text/html").lines()


def test_before_the_first_call_there_is_nothing_to_show() -> None:
    assert LastCall(requests.Session()).lines() == []


@pytest.mark.parametrize("text", ["[red]", "[/nothing] [link=x]", "[XDM-1010]", ":smile:"])
def test_what_a_server_says_is_never_taken_for_markup(text: str) -> None:
    out = io.StringIO()
    console = Console(file=out, soft_wrap=True, emoji=False)
    explain(AEPError(text), text, last_call(json.dumps(text).encode()), [text], console)
    assert out.getvalue().count(text) == 4


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://no-such-host.invalid"])
def test_a_server_that_does_not_answer_is_one_clear_line(url: str) -> None:
    out = io.StringIO()
    assert walk(url, console=Console(file=out, soft_wrap=True)) == 1
    lines = [line for line in out.getvalue().splitlines() if "Error" in line]
    assert len(lines) == 1
    assert url in lines[0]
    assert "HTTPConnectionPool" not in out.getvalue()
    assert "Traceback" not in out.getvalue()


@pytest.mark.parametrize("url", ["http://", "http://user:hush@127.0.0.1", "http://127.0.0.1/?x=1"])
def test_an_address_that_cannot_be_one_is_refused(url: str) -> None:
    out = io.StringIO()
    assert walk(url, console=Console(file=out, soft_wrap=True)) == 1
    assert out.getvalue().startswith("Error: ")
    assert "hush" not in out.getvalue()


def test_credentials_that_are_incomplete_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AEP_CLIENT_ID", "someone")
    monkeypatch.delenv("AEP_ORG_ID", raising=False)
    out = io.StringIO()
    assert walk("http://127.0.0.1:1", console=Console(file=out, soft_wrap=True)) == 1
    assert "AEP_ORG_ID" in out.getvalue()
