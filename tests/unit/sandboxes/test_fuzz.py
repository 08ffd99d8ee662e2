"""Whatever is sent to sandbox management and IMS, they answer JSON and never fail themselves."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aep_emulator.app import create_app
from aep_emulator.settings import Settings

BASE = "/data/foundation/sandbox-management"
HEADERS = {"Authorization": "Bearer any", "x-api-key": "key", "x-gw-ims-org-id": "FUZZ@AdobeOrg"}
# Settings are fixed so that runs repeat, and slow machines do not matter.
FUZZ = settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=10)
values = st.none() | st.booleans() | st.integers() | text | st.lists(text, max_size=2) | st.dictionaries(text, text)
names = st.sampled_from(["prod", "dev", "acme", "a-1", "a" * 256, "[CDA]"]) | text
bodies = values | st.fixed_dictionaries(
    {},
    optional={
        "name": names | values,
        "title": names | values,
        "type": st.sampled_from(["development", "production"]) | values,
        "action": st.just("reset") | values,
    },
)


@pytest.fixture(scope="module")
def client() -> Any:
    """One for all examples; sandboxes are ready at once, so that more can happen to them."""
    return create_app(Settings(seed=1, rows=1, sandbox_wait=0)).test_client()


@FUZZ
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE"]),
    name=names,
    query=st.dictionaries(
        st.sampled_from(["limit", "offset", "validationOnly", "ignoreWarnings"]), st.just("true") | text, max_size=2
    ),
    body=bodies,
)
def test_sandbox_management(client: Any, method: str, name: str, query: dict[str, str], body: Any) -> None:
    for path in ("/sandboxes", f"/sandboxes/{quote(name, safe='')}"):
        answer = client.open(BASE + path, method=method, query_string=query, json=body, headers=HEADERS)
        assert answer.status_code < 500, answer.text
        assert answer.mimetype == "application/json"
    listed = client.get(f"{BASE}/sandboxes", headers=HEADERS).json["sandboxes"]
    assert listed[0]["state"] == "active"
    assert {sandbox["state"] for sandbox in listed} <= {"active", "deleted"}


@FUZZ
@given(
    path=st.sampled_from(["/ims/token/v2", "/ims/token/v3", "/ims/exchange/jwt", "/ims/revoke"]),
    form=st.dictionaries(
        st.sampled_from(["grant_type", "client_id", "client_secret", "scope", "code", "jwt_token", "token"]),
        st.sampled_from(["client_credentials", "a.b.c", "..", "é"]) | text,
    ),
    authorization=st.sampled_from(["", "Basic", "Basic !", "Basic YTpi", "Basic /////w==", "Bearer x"]),
)
def test_ims(client: Any, path: str, form: dict[str, str], authorization: str) -> None:
    answer = client.post(path, data=form, headers={"Authorization": authorization})
    assert answer.status_code in (200, 400)
