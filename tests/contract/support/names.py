"""Names nobody else has, in a sandbox that is shared."""

from __future__ import annotations

import re
import uuid
from typing import Any

import requests

_NAMED_BY = ("name", "title")
_REQUESTS = ("POST", "PUT")


class Names:
    """Puts a prefix before the names of what a test makes, and takes it out of the answers.

    The test sees the names it gave, the sandbox has different ones for each test and run, and what a broken run leaves
    behind is found by `contract`. The prefix also goes where Catalog turns a name into one of a table.
    """

    def __init__(self, run_id: str) -> None:
        self.prefix = f"contract{run_id[:6]}{uuid.uuid4().hex[:6]}"
        self._in_text = re.compile(f"{self.prefix}[ _]?".encode(), re.IGNORECASE)

    def marked(self, method: str, body: Any) -> Any:
        """The body with the prefix before its name or title."""
        if method not in _REQUESTS or not isinstance(body, dict):
            return body
        named = {name: f"{self.prefix} {body[name]}" for name in _NAMED_BY if isinstance(body.get(name), str)}
        return {**body, **named}

    def unmark(self, response: requests.Response, **_: Any) -> None:
        """Take the prefix out of the answer: a response hook of requests."""
        if self.prefix.encode() in response.content.lower():
            response._content = self._in_text.sub(b"", response.content)
