"""Where the suite runs: an emulator, or a development sandbox of a real organisation."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests

from aep_client import AEPClient

ADOBE = "adobe"
PRISM = "prism"
SANDBOX = "AEP_SANDBOX"
# What a request to any API of the platform must carry.
_NEEDED = ("Authorization", "x-api-key", "x-gw-ims-org-id", "x-sandbox-name")
_TIMEOUT_S = 30


@dataclass(frozen=True)
class Target:
    """A base URL and the headers every call to it needs.

    An emulator sets up any organisation it has not seen, so that each test has one of its own and nothing needs to be
    removed; a mock takes any and keeps nothing. Elsewhere all tests share one sandbox, and what they make is removed.
    """

    base_url: str
    headers: Mapping[str, str]
    emulator: bool
    shared: bool

    def new_headers(self) -> dict[str, str]:
        """The headers for one test."""
        headers = dict(self.headers)
        if not self.shared:
            headers["x-gw-ims-org-id"] = f"{uuid.uuid4().hex[:24].upper()}@AdobeOrg"
        return headers


def emulator(base_url: str, headers: Mapping[str, str]) -> Target:
    """An emulator that runs."""
    return Target(base_url.rstrip("/"), headers, emulator=True, shared=False)


def mock(base_url: str, headers: Mapping[str, str]) -> Target:
    """A mock that answers from examples."""
    return Target(base_url.rstrip("/"), headers, emulator=False, shared=False)


def find(name: str, headers: Mapping[str, str], environ: Mapping[str, str]) -> Target:
    """The target called `adobe`, or the one at that URL; `headers` are those for an emulator.

    A URL at which no emulator answers takes its credentials from the same variables as `adobe`. Raises ValueError for
    a missing variable and AEPError when the credentials are refused.
    """
    if name != ADOBE:
        if _is_emulator(name.rstrip("/")):
            return emulator(name, headers)
        environ = {**environ, "AEP_BASE_URL": name}
    return _real(environ)


def _is_emulator(base_url: str) -> bool:
    return requests.get(f"{base_url}/_emulator/health", timeout=_TIMEOUT_S).status_code == 200


def _real(environ: Mapping[str, str]) -> Target:
    """The sandbox that the AEP_* variables name; its headers are those the client sends."""
    if environ.get(SANDBOX, "").strip() in ("", "prod"):
        raise ValueError(f"{SANDBOX} must name a development sandbox: the suite makes and deletes things there")
    sent: list[Mapping[str, str]] = []

    def remember(response: requests.Response, **_: Any) -> None:
        sent.append(response.request.headers)

    with requests.Session() as session:
        session.hooks["response"].append(remember)
        with AEPClient.from_env(environ, session=session) as client:
            client.schema_registry.stats()
            return Target(client.base_url, {name: sent[-1][name] for name in _NEEDED}, emulator=False, shared=True)
