"""Whatever is sent to sandbox tooling, it answers JSON and never fails itself."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aep_emulator.app import create_app
from aep_emulator.settings import Settings

BASE = "/data/foundation/exim"
ORG = "FUZZ@AdobeOrg"
HEADERS = {"Authorization": "Bearer any", "x-api-key": "key", "x-gw-ims-org-id": ORG}
# Settings are fixed so that runs repeat, and slow machines do not matter.
FUZZ = settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=10)
values = st.none() | st.booleans() | st.integers() | text | st.lists(text, max_size=2) | st.dictionaries(text, text)
ids = st.sampled_from(["{package}", "{published}", "{schema}", "{snapshot}", "REGISTRY_SCHEMA"]) | text
types = st.sampled_from(["REGISTRY_SCHEMA", "FLOW", "JOURNEY", "MAPPING_SET"]) | text
organisations = st.sampled_from([ORG, "B@AdobeOrg"]) | text
places = st.fixed_dictionaries(
    {}, optional={"name": st.sampled_from(["prod", "dev"]) | text, "imsOrgId": organisations}
)
references = st.fixed_dictionaries({}, optional={"id": ids, "type": types})
bodies = values | st.lists(references, max_size=2) | st.fixed_dictionaries(
    {},
    optional={
        "id": ids | values,
        "name": text | values,
        "description": text | values,
        "packageType": st.sampled_from(["PARTIAL", "FULL"]) | values,
        "action": st.sampled_from(["ADD", "DELETE", "UPDATE"]) | values,
        "packageVisibility": st.just("PUBLIC") | values,
        "expiry": st.sampled_from(["2023-05-20T20:05:10Z", "9999-99-99T00:00:00Z"]) | values,
        "artifacts": st.lists(references, max_size=3) | values,
        "sourceSandbox": places | values,
        "destinationSandbox": places | values,
        "alternatives": st.dictionaries(ids, references, max_size=2) | values,
        "targetIMSOrgIds": st.lists(organisations, max_size=3) | values,
        "sourceIMSDetails": st.fixed_dictionaries({"id": organisations, "name": text}) | values,
        "linkingID": text | values,
        "status": st.sampled_from(["APPROVED", "REJECTED"]) | values,
        "reason": text | values,
        "targetIMSOrgDetails": st.fixed_dictionaries({"id": organisations, "name": text, "region": text}) | values,
        "packageId": ids | values,
        "targets": st.lists(st.fixed_dictionaries({"imsOrgId": organisations}), max_size=2) | values,
        "imsOrgId": organisations | values,
        "type": types | st.just("SIMPLIFIED") | values,
        "filename": st.sampled_from(["{file}", "{snapshot}", "{report}"]) | text | values,
    },
)  # fmt: skip
paths = st.sampled_from(
    [
        "/packages",
        "/packages/import",
        "/packages/update",
        "/packages/jobs",
        "/packages/{id}",
        "/packages/{id}/export",
        "/packages/{id}/import",
        "/packages/{id}/children",
        "/packages/payload/{id}",
        "/packages/preflight/{id}/export",
        "/handshake/bulkCreate",
        "/handshake/action",
        "/handshake/list",
        "/transfer",
        "/transfer/list",
        "/transfer/pullRequest",
        "/transfer/{id}",
        "/tools/job/{id}",
        "/tools/artifacts",
        "/tools/artifacts/{id}",
        "/tools/artifacts/dependencies",
        "/tools/abs/file",
        "/tools/abs/files/{id}",
        "/jobs/IMPORT/{id}",
        "/jobs/EXPORT/{id}/",
    ]
)
queries = st.dictionaries(
    st.sampled_from(
        ["limit", "start", "orderby", "orderBy", "property", "status", "requestType", "targetSandbox", "expiryPeriod"]
    ),
    st.sampled_from(
        ["dev", "1", "MODIFIED_DATE:ASC", "-createdDate", "status==DRAFT", "createdDate>=2023-05-11T18:29:59Z", "name"]
    )
    | text,
    max_size=3,
)


@pytest.fixture(scope="module")
def emulator() -> Any:
    """A client, and the ids of a schema, of a draft with it and of a published package with it that is imported."""
    client = create_app(Settings(seed=1, rows=1)).test_client()
    registry = "/data/foundation/schemaregistry/tenant/schemas"
    body = {"title": "S", "type": "object", "allOf": [{"$ref": "https://ns.adobe.com/xdm/context/profile"}]}
    schema = client.post(registry, json=body, headers={**HEADERS, "Accept": "application/vnd.adobe.xed+json"})
    known = {"schema": schema.json["$id"]}
    artifacts = [{"id": known["schema"], "type": "REGISTRY_SCHEMA"}]
    for name in ("package", "published"):
        body = {"name": name, "packageType": "PARTIAL", "artifacts": artifacts}
        known[name] = client.post(f"{BASE}/packages", json=body, headers=HEADERS).json["id"]
    export = client.get(f"{BASE}/packages/{known['published']}/export", headers=HEADERS).json
    body = {"id": known["published"], "destinationSandbox": {"name": "dev", "imsOrgId": ORG}}
    client.put(f"{BASE}/packages/import", json=body, headers=HEADERS)
    known["snapshot"] = export["correlationId"]
    known["file"] = f"{known['snapshot']}/manifest"
    files = client.get(f"{BASE}/tools/abs/files/{known['snapshot']}", headers=HEADERS).json["object"]
    (known["report"],) = (name for name in files if "importReport" in name)
    return client, known


@FUZZ
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE"]),
    path=paths,
    wanted=ids,
    query=queries,
    body=bodies,
    org=st.sampled_from([ORG, "B@AdobeOrg"]),
)
def test_sandbox_tooling(
    emulator: Any, method: str, path: str, wanted: str, query: dict[str, str], body: Any, org: str
) -> None:
    client, known = emulator
    if method == "DELETE" and wanted == "{published}":
        wanted = "{package}"
    url = BASE + path.replace("{id}", quote(_known(wanted, known), safe=""))
    headers = {**HEADERS, "x-gw-ims-org-id": org}
    answer = client.open(url, method=method, query_string=query, json=_known(body, known), headers=headers)
    # The contents of a snapshot's other files than reports are not implemented.
    assert answer.status_code < 500 or (answer.status_code, path) == (501, "/tools/abs/file"), answer.text
    assert answer.mimetype == "application/json"
    assert client.get(f"{BASE}/packages/{known['published']}", headers=HEADERS).json["status"] == "PUBLISHED"


def _known(value: Any, known: dict[str, str]) -> Any:
    """The value with the ids of what is there."""
    if isinstance(value, dict):
        return {_known(name, known): _known(item, known) for name, item in value.items()}
    if isinstance(value, list):
        return [_known(item, known) for item in value]
    return known.get(value[1:-1], value) if isinstance(value, str) else value
