"""Adobe's "collect" tutorials, one walk each, with the requests of their pages: base connection to readable records."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.contract.source_tutorials.partner_tutorials import PARTNER_TUTORIALS
from tests.contract.source_tutorials.tutorials import DATA_LAKE, PROFILE, TUTORIALS, Tutorial


@pytest.mark.documented("help/sources/tutorials/api/collect and create")
@pytest.mark.parametrize("tutorial", [*TUTORIALS, *PARTNER_TUTORIALS], ids=lambda tutorial: tutorial.page)
def test_the_tutorial_ends_with_readable_records(api: Any, tutorial: Tutorial) -> None:
    spec = {"id": tutorial.connection_spec, "version": "1.0"}
    base = created(
        api.post("/flowservice/connections", {"name": "Base", "auth": tutorial.auth, "connectionSpec": spec})
    )
    explored = api.get(f"/flowservice/connections/{base}/explore?{tutorial.explore}")
    assert explored.status_code == 200, explored.text
    assert explored.json()

    source = created(
        api.post(
            "/flowservice/sourceConnections",
            {
                "name": "Source connection",
                "baseConnectionId": base,
                "description": "Source connection",
                "data": tutorial.data,
                "params": tutorial.params,
                "connectionSpec": spec,
            },
        )
    )
    schema = target_schema(api, twice=tutorial.twice)
    dataset = target_dataset(api, schema["$id"])
    target = target_connection(api, tutorial, schema["$id"], dataset)
    mapping = mapping_set(api, tutorial, schema)
    flow = created(api.post("/flowservice/flows", flow_body(api, tutorial, source, target, mapping)))

    run = finished_run(api, flow)
    assert run["metrics"]["statusSummary"] == {
        "status": "success",
        "errors": [],
        "activityRefs": ["promotionActivity"],
    }, run
    counts = run["metrics"]["recordSummary"]
    assert counts["inputRecordCount"] == counts["outputRecordCount"] > 0
    (batch_id,) = run["activities"][-1]["targetInfo"][0]["reference"]["ids"]
    assert api.get(f"/catalog/batches/{batch_id}").json()[batch_id]["status"] == "success"

    rows = api.get(f"/export/datasets/{dataset}/preview").json()["data"]
    assert len(rows) == min(counts["outputRecordCount"], 100)
    missing = [path for path in tutorial.expected if any(value_at(row, path) is None for row in rows)]
    assert not missing, rows[0]


def created(response: Any) -> str:
    """The id in the answer to a POST."""
    assert response.status_code == 201, response.text
    return str(response.json()["id"])


def finished_run(api: Any, flow_id: str) -> dict[str, Any]:
    """The flow's first run, once it has ended."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for run in api.get(f"/flowservice/runs?property=flowId=={flow_id}").json()["items"]:
            if run["metrics"]["statusSummary"]["status"] in ("success", "failed"):
                found: dict[str, Any] = run
                return found
        time.sleep(0.02)
    raise AssertionError("the run did not end within a minute")


def target_schema(api: Any, *, twice: bool) -> dict[str, Any]:
    groups = ["profile-person-details", "profile-personal-details", *(["profile-personal-details"] if twice else [])]
    response = api.post(
        "/schemaregistry/tenant/schemas",
        {
            "type": "object",
            "title": "Target XDM schema",
            "description": "Target XDM schema",
            "allOf": [{"$ref": PROFILE}, *({"$ref": f"https://ns.adobe.com/xdm/context/{name}"} for name in groups)],
            "meta:containerId": "tenant",
            "meta:resourceType": "schemas",
            "meta:xdmType": "object",
            "meta:class": PROFILE,
        },
    )
    assert response.status_code == 201, response.text
    found: dict[str, Any] = response.json()
    return found


def target_dataset(api: Any, schema_id: str) -> str:
    response = api.post(
        "/catalog/dataSets?requestDataSource=true",
        {
            "name": "Target dataset",
            "schemaRef": {"id": schema_id, "contentType": "application/vnd.adobe.xed-full-notext+json; version=1"},
        },
    )
    assert response.status_code == 201, response.text
    return str(response.json()[0].rpartition("/")[2])


def target_connection(api: Any, tutorial: Tutorial, schema_id: str, dataset: str) -> str:
    # payments.md and customer-success.md send a source's connection spec; their own text says the Data Lake's.
    return created(
        api.post(
            "/flowservice/targetConnections",
            {
                "name": "Target connection",
                "description": "Target connection",
                "data": {**tutorial.target_data, "schema": {"id": schema_id, "version": tutorial.schema_version}},
                "params": {"dataSetId": dataset},
                "connectionSpec": {"id": DATA_LAKE, "version": "1.0"},
            },
        )
    )


def mapping_set(api: Any, tutorial: Tutorial, schema: dict[str, Any]) -> str:
    response = api.post(
        "/conversion/mappingSets",
        {
            "version": 0,
            "xdmSchema": schema["meta:altId"] if tutorial.by_alt_id else schema["$id"],
            "xdmVersion": "1.0",
            "id": None,
            "mappings": [
                {
                    "destinationXdmPath": destination,
                    "sourceAttribute": source,
                    "identity": False,
                    "identityGroup": None,
                    "namespaceCode": None,
                    "version": 0,
                }
                for destination, source in tutorial.mappings
            ],
        },
    )
    assert response.status_code == 200, response.text
    return str(response.json()["id"])


def flow_body(api: Any, tutorial: Tutorial, source: str, target: str, mapping: str) -> dict[str, Any]:
    name, spec_id = tutorial.flow_spec
    if name:
        (found,) = api.get(f'/flowservice/flowSpecs?property=name=="{name}"').json()["items"]
        assert found["id"] == spec_id
    params = {"mappingId": mapping}
    if tutorial.mapping_version is not None:
        params["mappingVersion"] = tutorial.mapping_version
    copy = {"name": "Copy", "params": {"deltaColumn": tutorial.delta_column}}
    return {
        "name": "Dataflow",
        "description": "Dataflow",
        "flowSpec": {"id": spec_id, "version": "1.0"},
        "sourceConnectionIds": [source],
        "targetConnectionIds": [target],
        "transformations": [*([copy] if tutorial.delta_column else []), {"name": "Mapping", "params": params}],
        "scheduleParams": tutorial.schedule,
    }


def value_at(row: dict[str, Any], path: str) -> Any:
    """The value at a path of names, None where there is none."""
    value: Any = row
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value
