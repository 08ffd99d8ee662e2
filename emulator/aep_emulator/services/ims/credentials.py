"""The credentials that strict mode accepts, read from a JSON file.

The file is a list of `{"client_id", "client_secret", "org_id", "scopes"}`; `scopes` is a list of names, or one text
with commas or blanks between them, and may be left out: then any scope is granted.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from aep_emulator.services.ims.errors import ImsError
from aep_emulator.types import Json

_TEXTS = ("client_id", "client_secret", "org_id")


@dataclass(frozen=True, slots=True)
class Credential:
    """One integration. `scopes` None grants whatever is asked for."""

    client_id: str
    client_secret: str = field(repr=False)
    org_id: str
    scopes: frozenset[str] | None = None


class CredentialList:
    """All integrations there are."""

    def __init__(self, credentials: Mapping[str, Credential]) -> None:
        """By client id."""
        self._credentials = credentials
        self._orgs = frozenset(credential.org_id for credential in credentials.values())

    def check(self, client_id: str, client_secret: str, scope: str) -> Credential:
        """The integration with this id and secret, if it may have the scopes.

        Raises ImsError 400: invalid_client, invalid_scope. Assumed: the texts of IMS errors; the codes are OAuth's.
        """
        found = self._credentials.get(client_id)
        if found is None:
            raise ImsError("invalid_client", "invalid client_id parameter")
        # As bytes: compare_digest takes no text but ASCII.
        if not hmac.compare_digest(found.client_secret.encode(), client_secret.encode("utf-8", "surrogatepass")):
            raise ImsError("invalid_client", "invalid client_secret parameter")
        refused = scopes_in(scope) - found.scopes if found.scopes is not None else frozenset()
        if refused:
            raise ImsError("invalid_scope", f"invalid scope: {', '.join(sorted(refused))}")
        return found

    def has_org(self, org_id: str) -> bool:
        """Whether any integration belongs to the organisation."""
        return org_id in self._orgs


def scopes_in(text: str) -> frozenset[str]:
    """The names in a `scope` parameter."""
    return frozenset(name for name in re.split(r"[,\s]+", text) if name)


def read_credentials(path: Path) -> CredentialList:
    """The credentials in a file. Raises ValueError, `credentials: …`, naming the entry and the rule it breaks."""
    try:
        content = orjson.loads(path.read_bytes())
    except OSError as error:
        raise ValueError(f"credentials: '{path}' cannot be read: {error.strerror}.") from None
    except orjson.JSONDecodeError as error:
        raise ValueError(f"credentials: '{path}' is not valid JSON: line {error.lineno}, {error.msg}.") from None
    if not isinstance(content, list) or not content:
        raise ValueError(f"credentials: '{path}' must hold a list of at least one entry.")
    found: dict[str, Credential] = {}
    for place, entry in enumerate(content):
        credential = _credential(f"credentials: '{path}' [{place}]", entry)
        if credential.client_id in found:
            raise ValueError(f"credentials: '{path}' [{place}].client_id: '{credential.client_id}' occurs twice.")
        found[credential.client_id] = credential
    return CredentialList(found)


def _credential(where: str, entry: Json) -> Credential:
    if not isinstance(entry, dict):
        raise ValueError(f"{where} must be an object.")
    for name in _TEXTS:
        if not isinstance(entry.get(name), str) or not entry[name]:
            raise ValueError(f"{where}.{name}: must be a text that is not empty.")
    if unknown := sorted(set(entry) - {*_TEXTS, "scopes"}):
        raise ValueError(f"{where}.{unknown[0]}: unknown; an entry has {', '.join(_TEXTS)} and scopes.")
    scopes = entry.get("scopes")
    if isinstance(scopes, str):
        scopes = list(scopes_in(scopes))
    if scopes is not None and not (isinstance(scopes, list) and all(isinstance(name, str) for name in scopes)):
        raise ValueError(f"{where}.scopes: must be a list of texts.")
    return Credential(
        entry["client_id"],
        entry["client_secret"],
        entry["org_id"],
        None if scopes is None else frozenset(name.strip() for name in scopes),
    )
