"""The contract tests speak HTTP to any base URL: AEP_CONTRACT_URL, or a server they start."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import requests


class Api:
    """A requests session with the headers every call needs, in an organisation of its own."""

    def __init__(self, base_url: str, headers: dict[str, str]) -> None:
        self.base_url = base_url
        self.session = requests.Session()
        self.session.headers.update(headers)

    def call(self, method: str, path: str, **options: Any) -> requests.Response:
        """One call; `path` is below /data/foundation."""
        return self.session.request(method, f"{self.base_url}/data/foundation{path}", timeout=30, **options)

    def get(self, path: str, **options: Any) -> requests.Response:
        return self.call("GET", path, **options)

    def post(self, path: str, body: Any, **options: Any) -> requests.Response:
        return self.call("POST", path, json=body, **options)


@pytest.fixture
def base_url(request: pytest.FixtureRequest) -> str:
    """The target."""
    given = os.environ.get("AEP_CONTRACT_URL")
    return given.rstrip("/") if given else request.getfixturevalue("server_url")


@pytest.fixture
def api(base_url: str, headers: dict[str, str]) -> Iterator[Api]:
    """A session in an organisation nobody else uses, so that tests never see each other."""
    headers["x-gw-ims-org-id"] = f"{uuid.uuid4().hex[:24].upper()}@AdobeOrg"
    api = Api(base_url, headers)
    yield api
    api.session.close()
