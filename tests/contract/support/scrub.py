"""Recordings without secrets and without what differs from one run to the next.

A placeholder is `<kind>` or `<kind number>`. Numbers say which values were equal: the first id of a test is `<id 1>`
wherever it stands. Times have none, because whether two are equal is a matter of speed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

_KINDS = "id|etag|org|time|milliseconds|secret|email|page|tenant|target|token|sandbox"
PLACEHOLDER = re.compile(rf"<({_KINDS})(?: (\d+))?>")
MILLISECONDS = "<milliseconds>"
SECRET = "<secret>"

_SECRET_NAME = re.compile(
    "secret|token|password|passphrase|credential|privatekey|accesskey|apikey|saskey|sasuri|connectionstring|cookie"
    "|authorization"
)
_PAGE_NAME = "continuationToken"
_ETAG_NAMES = ("etag", "e-tag", "if-match", "if-none-match")
_TENANT = re.compile(
    r"ns\.adobe\.com/(?!xdm/|experience/|aep/|adobecloud/)([A-Za-z0-9_-]+)/(?:schemas|classes|mixins|datatypes)/"
)
# Members whose text is replaced whatever it is.
_WHOLE = {"tenantId": "tenant", _PAGE_NAME: "page"}
_FIRST_MS, _LAST_MS = 1_000_000_000_000, 9_999_999_999_999
_NUMBERED = {
    "org": r"\b[0-9A-F]{24}@AdobeOrg\b",
    "id": r"(?<![0-9A-Za-z])(?:"
    r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"  # a UUID
    r"|[0-9A-Fa-f]{20,64}"  # datasets, mapping sets, schemas, descriptors
    r"|[0-7][0-9A-HJKMNP-TV-Z]{25}"  # a ULID: batches
    r"|\d{14,}"  # made from a clock, to be unique
    r")(?![0-9A-Za-z])",
}
_UNNUMBERED = {
    "time": r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?"
    r"|(?<![0-9A-Za-z])\d{13}(?![0-9A-Za-z])",
    "page": rf"(?<={_PAGE_NAME}=)[^&#\s\"]+",
    # Bounded on the left, so that a long word is looked at once.
    "email": r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+",
}
_PATTERN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in (_NUMBERED | _UNNUMBERED).items()))


class Scrubber:
    """Scrubs what belongs to one test. `known` are texts of the target and what stands for them, as `{text: kind}`."""

    def __init__(self, known: Mapping[str, str]) -> None:
        # The longest first: one may be the beginning of another.
        longest_first = sorted(filter(None, known), key=len, reverse=True)
        self._known = [(text, f"<{known[text]}>" if known[text] else "") for text in longest_first]
        self._numbers: dict[tuple[str, str], str] = {}
        self._count: Counter[str] = Counter()
        self._tenants: tuple[str, ...] = ()

    def learn(self, text: str) -> None:
        """Look for the tenant's name in a text that is about to be scrubbed."""
        self._tenants = tuple(sorted({*self._tenants, *_TENANT.findall(text)}, key=len, reverse=True))

    def json(self, value: Any, name: str = "") -> Any:
        """A scrubbed copy of a JSON value that is the member `name`."""
        if _is_secret(name) and not isinstance(value, bool):
            return _hidden(value)
        if isinstance(value, dict):
            return {self.text(key): self._member(key, item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.json(item) for item in value]
        if isinstance(value, str):
            return self._etag(value) if name.lower() in _ETAG_NAMES else self.text(value)
        if isinstance(value, int) and not isinstance(value, bool) and _FIRST_MS <= value <= _LAST_MS:
            return MILLISECONDS
        return value

    def headers(self, headers: Mapping[str, str]) -> dict[str, str]:
        """Scrubbed headers."""
        return {name: self.json(value, name) for name, value in headers.items()}

    def text(self, text: str) -> str:
        """A scrubbed text."""
        for known, placeholder in self._known:
            text = text.replace(known, placeholder)
        for tenant in self._tenants:
            text = re.sub(rf"(?<=ns\.adobe\.com/){re.escape(tenant)}(?=/)|\b_{re.escape(tenant)}\b", _tenant, text)
        return _PATTERN.sub(self._placeholder, text)

    def _member(self, name: str, item: Any) -> Any:
        # Whatever a connector calls its credentials.
        if name == "auth" and isinstance(item, dict) and "params" in item:
            return {**self.json(item), "params": _hidden(item["params"])}
        if name in _WHOLE and isinstance(item, str):
            return f"<{_WHOLE[name]}>"
        return self.json(item, name)

    def _placeholder(self, match: re.Match[str]) -> str:
        kind = str(match.lastgroup)
        return self._numbered(kind, match[0]) if kind in _NUMBERED else f"<{kind}>"

    def _etag(self, value: str) -> str:
        # A version that people write is not changed by chance.
        return value if re.fullmatch(r'"?[\d.]{1,8}"?|\*', value) else self._numbered("etag", value.strip('"'))

    def _numbered(self, kind: str, value: str) -> str:
        if (kind, value) not in self._numbers:
            self._count[kind] += 1
            self._numbers[kind, value] = f"<{kind} {self._count[kind]}>"
        return self._numbers[kind, value]


def _tenant(match: re.Match[str]) -> str:
    return "_<tenant>" if match[0].startswith("_") else "<tenant>"


def _is_secret(name: str) -> bool:
    plain = re.sub("[^a-z]", "", name.lower())
    return _SECRET_NAME.search(plain) is not None


def _hidden(value: Any) -> Any:
    """The structure without the values."""
    hide: Callable[[Any], Any] = _hidden
    if isinstance(value, dict):
        return {name: hide(item) for name, item in value.items()}
    if isinstance(value, list):
        return [hide(item) for item in value]
    return SECRET if isinstance(value, str) else value
