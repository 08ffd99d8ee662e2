"""Keeping secrets out of what people read: exceptions, logs, representations.

A value is hidden for its name, for its place (everything below a connection's `auth.params`, whatever the connector
calls it), or because it is a known secret that an answer repeats.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

HIDDEN = "***"

_SECRET_NAME = re.compile(
    "secret|token|password|passphrase|credential|privatekey|accesskey|apikey|saskey|sasuri|connectionstring|authorization"
)
# A shorter text is too likely to stand in an answer by chance.
_SHORTEST_SECRET = 4


def redacted(value: Any, found: set[str] | None = None) -> Any:
    """A copy of a JSON value without its secrets. What was hidden is added to `found`."""
    if isinstance(value, Mapping):
        secret_patch = "op" in value and _is_secret_path(str(value.get("path")))
        return {
            name: _hidden(item, found)
            if _is_secret_name(str(name)) or (secret_patch and name == "value")
            else _redacted_member(str(name), item, found)
            for name, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [redacted(item, found) for item in value]
    return value


def scrubbed(value: Any, secrets: Collection[str]) -> Any:
    """A copy of a JSON value in whose texts the given secrets are hidden."""
    if isinstance(value, Mapping):
        return {name: scrubbed(item, secrets) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [scrubbed(item, secrets) for item in value]
    if isinstance(value, str):
        # The longest first: one secret may be the beginning of another.
        for secret in sorted(secrets, key=len, reverse=True):
            if len(secret) >= _SHORTEST_SECRET:
                value = value.replace(secret, HIDDEN)
    return value


def _redacted_member(name: str, item: Any, found: set[str] | None) -> Any:
    if name == "auth" and isinstance(item, Mapping) and "params" in item:
        return {**redacted(item, found), "params": _hidden(item["params"], found)}
    return redacted(item, found)


def _hidden(value: Any, found: set[str] | None) -> Any:
    """The structure without the values."""
    if isinstance(value, Mapping):
        return {name: _hidden(item, found) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_hidden(item, found) for item in value]
    if value is None:
        return None
    if found is not None and isinstance(value, str):
        found.add(value)
    return HIDDEN


def _is_secret_name(name: str) -> bool:
    return _SECRET_NAME.search(re.sub(r"[^a-z]", "", name.lower())) is not None


def _is_secret_path(path: str) -> bool:
    return any(part == "auth" or _is_secret_name(part) for part in path.split("/"))
