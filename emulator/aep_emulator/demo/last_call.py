"""The last call the client made, for showing when a step fails."""

from __future__ import annotations

import json
from typing import Any

import requests

from aep_client.redaction import redacted


class LastCall:
    """Remembers the newest answer that a session of `requests` got."""

    def __init__(self, session: requests.Session) -> None:
        self._response: requests.Response | None = None
        session.hooks["response"].append(self._remember)

    def _remember(self, response: requests.Response, **_options: Any) -> None:
        self._response = response

    def lines(self) -> list[str]:
        """What was sent and what came back, secrets hidden; no lines before the first answer."""
        response = self._response
        if response is None:
            return []
        request_id = response.headers.get("x-request-id", "none")
        return exchange_lines(
            f"{response.request.method} {response.request.url}",
            _sent(response.request.body),
            f"{response.status_code}, request id {request_id}",
            _answer(response),
        )


def exchange_lines(request: str, sent: Any, status: str, answer: Any) -> list[str]:
    """A call as text: the request line, its body, the answer's status, its body."""
    return [
        f"sent:      {request}",
        *([] if sent is None else _pretty(sent)),
        f"came back: {status}",
        *_pretty(answer),
    ]


def _pretty(value: Any) -> list[str]:
    text = value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False, default=str)
    return text.splitlines()


def _sent(body: str | bytes | None) -> Any:
    if body is None:
        return None
    try:
        return redacted(json.loads(body))
    except ValueError:
        # The form that asks for a token; nothing in it may be shown.
        return "(a form)"


def _answer(response: requests.Response) -> Any:
    if response.headers.get("Content-Type", "").partition(";")[0].endswith("json"):
        try:
            return redacted(response.json())
        except ValueError:
            pass
    return f"({len(response.content)} bytes of {response.headers.get('Content-Type', 'unknown type')})"
