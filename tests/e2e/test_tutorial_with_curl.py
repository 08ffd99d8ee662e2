"""Adobe's eCommerce tutorial with the curl it is written for: its lines, its bodies, its headers."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [
    pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed"),
    pytest.mark.documented("help/sources/tutorials/api/collect/ecommerce.md"),
]

AUTHORIZATION = ["-H", "Authorization: Bearer {ACCESS_TOKEN}"]
CALLER = ["-H", "x-api-key: {API_KEY}", "-H", "x-gw-ims-org-id: {IMS_ORG}", "-H", "x-sandbox-name: prod"]
JSON = ["-H", "Content-Type: application/json"]

Curl = Callable[..., Any]


@pytest.fixture
def curl(server: Any) -> Curl:
    """Runs curl on a path below /data/foundation; the parsed answer. Fails for a status of 400 and above."""

    def run(method: str, path: str, *options: str) -> Any:
        command = ["curl", "--silent", "--show-error", "--fail-with-body", "-X", method]
        command += [f"{server.url}/data/foundation{path}", *options]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr + done.stdout
        return json.loads(done.stdout)

    return run


def test_the_tutorial_as_it_is_printed(curl: Curl, eventually: Any) -> None:
    complete = [*AUTHORIZATION, *CALLER, *JSON]
    base_id = curl(
        "POST",
        "/flowservice/connections",
        *complete,
        "-d",
        """{
        "name": "Shopify base connection",
        "description": "Base connection for Shopify",
        "auth": {
            "specName": "Basic Authentication",
            "params": {
                "host": "acme.myshopify.example",
                "accessToken": "{ACCESS_TOKEN}"
            }
        },
        "connectionSpec": {
            "id": "4f63aa36-bd48-4e33-bb83-49fbcd11c708",
            "version": "1.0"
        }
    }""",
    )["id"]
    # As printed, but for the comma after the last column, which makes it no JSON.
    source_id = curl(
        "POST",
        "/flowservice/sourceConnections",
        *complete,
        "-d",
        """{
        "name": "Shopify Source Connection demo",
        "baseConnectionId": "BASE_ID",
        "description": "Shopify Source Connection",
        "data": {
            "format": "tabular"
        },
        "params": {
            "tableName": "Shopify.Orders",
            "columns": [
                {
                    "name": "Email",
                    "type": "string"
                },
                {
                    "name": "Phone",
                    "type": "string"
                }
            ]
        },
        "connectionSpec": {
            "id": "4f63aa36-bd48-4e33-bb83-49fbcd11c708",
            "version": "1.0"
        }
    }""".replace("BASE_ID", base_id),
    )["id"]
    schema_id = curl(
        "POST",
        "/schemaregistry/tenant/schemas",
        *complete,
        "-d",
        """{
        "type": "object",
        "title": "Test Shopify schema",
        "description": "",
        "allOf": [
            {
                "$ref": "https://ns.adobe.com/xdm/context/profile"
            },
            {
                "$ref": "https://ns.adobe.com/xdm/context/profile-person-details"
            },
            {
                "$ref": "https://ns.adobe.com/xdm/context/profile-personal-details"
            }
        ],
        "meta:containerId": "tenant",
        "meta:resourceType": "schemas",
        "meta:xdmType": "object",
        "meta:class": "https://ns.adobe.com/xdm/context/profile"
    }""",
    )["$id"]
    # The singular, as the tutorial has it in its curl line.
    (reference,) = curl(
        "POST",
        "/catalog/dataSet",
        *complete,
        "-d",
        """{
        "name": "Test Shopify Target Dataset",
        "schemaRef": {
            "id": "SCHEMA_ID",
            "contentType": "application/vnd.adobe.xed-full-notext+json; version=1"
        }
    }""".replace("SCHEMA_ID", schema_id),
    )
    dataset_id = reference.removeprefix("@/dataSets/")
    target_id = curl(
        "POST",
        "/flowservice/targetConnections",
        *complete,
        "-d",
        """{
    "name": "Test Shopify Dataset Target Connection",
    "description": "Test Shopify Dataset Target Connection",
    "data": {
        "format": "parquet_xdm",
        "schema": {
            "id": "SCHEMA_ID",
            "version": "application/vnd.adobe.xed-full-notext+json; version=1"
        }
    },
    "params": {
        "dataSetId": "DATASET_ID"
    },
    "connectionSpec": {
        "id": "c604ff05-7f1a-43c0-8e18-33bf874cb11c",
        "version": "1.0"
    }
}""".replace("SCHEMA_ID", schema_id).replace("DATASET_ID", dataset_id),
    )["id"]
    mapping_id = curl(
        "POST",
        "/conversion/mappingSets",
        *complete,
        "-d",
        """{
        "version": 0,
        "xdmSchema": "SCHEMA_ID",
        "xdmVersion": "1.0",
        "id": null,
        "mappings": [
            {
                "destinationXdmPath": "personalEmail.address",
                "sourceAttribute": "Email",
                "identity": false,
                "version": 0
            },
            {
                "destinationXdmPath": "mobilePhone.number",
                "sourceAttribute": "Shipping_Address_Phone",
                "identity": false,
                "version": 0
            }
        ]
    }""".replace("SCHEMA_ID", schema_id),
    )["id"]
    # Raw quotation marks, and no Authorization: so it is printed.
    (spec,) = curl("GET", '/flowservice/flowSpecs?property=name=="CRMToAEP"', *CALLER)["items"]
    flow_id = curl(
        "POST",
        "/flowservice/flows",
        *CALLER,
        *JSON,
        "-d",
        """{
        "name": "Test Shopify dataflow",
        "description": "Shopify With mapping ingestion",
        "flowSpec": {
            "id": "SPEC_ID",
            "version": "1.0"
        },
        "sourceConnectionIds": [
            "SOURCE_ID"
        ],
        "targetConnectionIds": [
            "TARGET_ID"
        ],
        "transformations": [
            {
                "name": "Mapping",
                "params": {
                    "mappingId": "MAPPING_ID",
                    "mappingVersion": "0"
                }
            }
        ],
        "scheduleParams": {
            "startTime": "1604961070",
            "frequency": "once"
        }
    }""".replace("SPEC_ID", spec["id"])
        .replace("SOURCE_ID", source_id)
        .replace("TARGET_ID", target_id)
        .replace("MAPPING_ID", mapping_id),
    )["id"]

    def finished() -> Any:
        runs = curl("GET", f"/flowservice/runs?property=flowId=={flow_id}", *AUTHORIZATION, *CALLER)["items"]
        ended = [run for run in runs if run["metrics"]["statusSummary"]["status"] in ("success", "failed")]
        return ended[0] if ended else None

    run = eventually(finished, "the run has ended")
    assert run["metrics"]["statusSummary"]["status"] == "success", run
    assert run["metrics"]["recordSummary"]["outputRecordCount"] == 30
    rows = curl("GET", f"/export/datasets/{dataset_id}/preview", *AUTHORIZATION, *CALLER)["data"]
    assert all("@" in row["personalEmail"]["address"] for row in rows)
