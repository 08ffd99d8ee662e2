"""What one test asks and what it is answered, kept as JSON."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import requests

from tests.contract.support.scrub import Scrubber

# An exchange: {"request": {method, path, headers, body}, "response": {status, headers, body}}, scrubbed.
Exchange = dict[str, Any]

_ANSWER_HEADERS = ("Content-Type", "Location", "ETag", "E-Tag")
_NOT_THE_TESTS = ("user-agent", "accept-encoding", "connection", "content-length", "host")
_SESSION_HEADERS = {
    "authorization": "token",
    "x-api-key": "token",
    "x-gw-ims-org-id": "org",
    "x-sandbox-name": "sandbox",
}
# A sandbox called `dev` is no secret, and the word stands in many texts that have nothing to do with it.
_SHORTEST_KNOWN = 5
_LONGEST_NAME = 80


class Transcript:
    """Keeps what a test sends to the target and is answered."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._kept: list[requests.Response] = []
        self._ended = False
        self.known: dict[str, str] = {base_url: "target"}

    def hear(self, response: requests.Response) -> None:
        """Keep an answer of the target."""
        if not self._ended:
            self._kept.append(response)

    def end(self) -> None:
        """Keep nothing more: what follows is no longer the test's."""
        self._ended = True

    def know(self, headers: requests.structures.CaseInsensitiveDict[str] | dict[str, str]) -> None:
        """Hide the values of these session headers wherever they are repeated."""
        for name, kind in _SESSION_HEADERS.items():
            value = {header.lower(): text for header, text in headers.items()}.get(name, "").removeprefix("Bearer ")
            if len(value) >= _SHORTEST_KNOWN:
                self.known[value] = kind

    def exchanges(self) -> list[Exchange]:
        """All of them, scrubbed. Of a GET that is repeated until its answer is the awaited one, the last is kept."""
        scrubber = Scrubber(self.known)
        for response in self._kept:
            scrubber.learn(unquote(_text(response.request.body)) + unquote(_text(response.content)))
        found: list[Exchange] = []
        for response in self._kept:
            exchange = {"request": self._request(scrubber, response.request), "response": _answer(scrubber, response)}
            if found and exchange["request"]["method"] == "GET" and exchange["request"] == found[-1]["request"]:
                found.pop()
            found.append(exchange)
        return found

    def _request(self, scrubber: Scrubber, request: requests.PreparedRequest) -> dict[str, Any]:
        headers = {}
        for name, value in request.headers.items():
            text = value.decode("latin-1") if isinstance(value, bytes) else value
            if name.lower() in _SESSION_HEADERS:
                headers[name] = f"<{_SESSION_HEADERS[name.lower()]}>"
            elif name.lower() not in _NOT_THE_TESTS:
                headers[name] = scrubber.json(_without_boundary(text), name)
        path = unquote((request.url or "").removeprefix(self._base_url))
        return {
            "method": request.method,
            "path": scrubber.text(path),
            "headers": headers,
            "body": _body(scrubber, request.body, headers.get("Content-Type", "")),
        }


def file_of(folder: Path, test_id: str) -> Path:
    """Where the transcript of a test is kept: a folder per module, a file per test."""
    module, _, test = test_id.partition("::")
    readable = re.sub(r"[^\w.-]+", "-", test)[:_LONGEST_NAME].strip("-")
    number = hashlib.sha256(test_id.encode()).hexdigest()[:8]
    return folder / Path(module).with_suffix("") / f"{readable}-{number}.json"


def save(folder: Path, test_id: str, exchanges: list[Exchange]) -> None:
    """Write the transcript of a test."""
    path = file_of(folder, test_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"test": test_id, "exchanges": exchanges}
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    # Half a surrogate pair, which tests send on purpose, becomes an escape of JSON.
    path.write_text(text, encoding="utf-8", errors="backslashreplace")


def load(folder: Path, test_id: str) -> list[Exchange] | None:
    """The kept transcript of a test, None when there is none."""
    path = file_of(folder, test_id)
    if not path.exists():
        return None
    exchanges: list[Exchange] = json.loads(path.read_text(encoding="utf-8"))["exchanges"]
    return exchanges


def _answer(scrubber: Scrubber, response: requests.Response) -> dict[str, Any]:
    headers = {name: response.headers[name] for name in _ANSWER_HEADERS if name in response.headers}
    return {
        "status": response.status_code,
        "headers": scrubber.headers(headers),
        "body": _body(scrubber, response.content, headers.get("Content-Type", "")),
    }


def _body(scrubber: Scrubber, content: Any, content_type: str) -> Any:
    """JSON as it is; other text as `{"text"}`; what is no text as `{"bytes": true}`; nothing as None."""
    if not content:
        return None
    text = _text(content)
    try:
        return scrubber.json(json.loads(text))
    except RecursionError:
        # Sent to see whether it is refused.
        return {"nested": True}
    except ValueError:
        pass
    if not text or "\0" in text:
        return {"bytes": True}
    if "form" in content_type:
        # Credentials on their way to a token, or a file with a boundary that is never the same.
        return {"form": True}
    return _lines(scrubber, text)


def _lines(scrubber: Scrubber, text: str) -> Any:
    """A JSON value on each line, or a text."""
    try:
        return {"lines": [scrubber.json(json.loads(line)) for line in text.splitlines() if line.strip()]}
    except (ValueError, RecursionError):
        return {"text": scrubber.text(text)}


def _without_boundary(content_type: str) -> str:
    return content_type.partition("; boundary=")[0]


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    try:
        return bytes(content or b"").decode()
    except (UnicodeDecodeError, TypeError, ValueError):
        return ""
