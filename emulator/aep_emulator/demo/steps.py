"""The tutorial's steps, each one call of the client and what it means.

Documented: help/sources/tutorials/api/{create/ecommerce/shopify,explore/ecommerce,collect/ecommerce,monitor}.md.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aep_client import AEPClient

SHOPIFY = "4f63aa36-bd48-4e33-bb83-49fbcd11c708"
DATA_LAKE = "c604ff05-7f1a-43c0-8e18-33bf874cb11c"
PROFILE = "https://ns.adobe.com/xdm/context/profile"
TABLE = "Shopify.Orders"
COLUMNS = ("Email", "Customer_First_Name", "Customer_Last_Name", "Shipping_Address_Phone", "Shipping_Address_City")


@dataclass
class Walk:
    """What the steps pass on to each other.

    `suffix` keeps names apart on a server that is used again; `step` is the step that is under way.
    """

    client: AEPClient
    suffix: str
    ids: dict[str, str] = field(default_factory=dict)
    table: dict[str, Any] = field(default_factory=dict)
    step: str = ""


@dataclass(frozen=True)
class Step:
    """One step: the call as the tutorial prints it, what it means, and how to do it. `act` returns what to show."""

    call: str
    meaning: str
    act: Callable[[Walk], str]


def base_connection(walk: Walk) -> str:
    """Keep the shop's address and token."""
    created = walk.client.flow_service.connections.create(
        {
            "name": f"Shopify source{walk.suffix}",
            "auth": {
                "specName": "Basic Authentication",
                "params": {"host": "acme.myshopify.example", "accessToken": "demo-token"},
            },
            "connectionSpec": {"id": SHOPIFY, "version": "1.0"},
        }
    )
    walk.ids["base"] = created["id"]
    return created["id"]


def test_connection(walk: Walk) -> str:
    """Ask whether the source answers."""
    return f"result: {str(walk.client.flow_service.connections.test(walk.ids['base'])).lower()}"


def explore_root(walk: Walk) -> str:
    """List the shop's tables."""
    found = walk.client.flow_service.connections.explore(walk.ids["base"], "root")
    names = [entry["name"] for entry in found]
    return f"{len(names)} tables, {TABLE} is {'one of them' if TABLE in names else 'not among them'}"


def explore_table(walk: Walk) -> str:
    """Look into one table."""
    walk.table = walk.client.flow_service.connections.explore(walk.ids["base"], "table", TABLE, preview="true")
    return f"{len(walk.table['schema']['columns'])} columns, {len(walk.table['data'])} rows shown"


def source_connection(walk: Walk) -> str:
    """Choose the table and its columns."""
    created = walk.client.flow_service.source_connections.create(
        {
            "name": f"Shopify orders{walk.suffix}",
            "baseConnectionId": walk.ids["base"],
            "data": {"format": "tabular"},
            "params": {"tableName": TABLE, "columns": [{"name": name, "type": "string"} for name in COLUMNS]},
            "connectionSpec": {"id": SHOPIFY, "version": "1.0"},
        }
    )
    walk.ids["source"] = created["id"]
    return created["id"]


def target_schema(walk: Walk) -> str:
    """Describe what a record will look like."""
    created = walk.client.schema_registry.schemas.create(
        {
            "type": "object",
            "title": f"Shopify customers{walk.suffix}",
            "allOf": [
                {"$ref": PROFILE},
                {"$ref": f"{PROFILE}-person-details"},
                {"$ref": f"{PROFILE}-personal-details"},
            ],
            "meta:class": PROFILE,
        }
    )
    walk.ids["schema"] = created["$id"]
    return str(created["$id"])


def dataset(walk: Walk) -> str:
    """Make the place where records land."""
    walk.ids["dataset"] = walk.client.catalog.datasets.create(
        {
            "name": f"Shopify customers{walk.suffix}",
            "schemaRef": {
                "id": walk.ids["schema"],
                "contentType": "application/vnd.adobe.xed-full+json; version=1",
            },
        }
    )
    return walk.ids["dataset"]


def target_connection(walk: Walk) -> str:
    """Point at the dataset."""
    created = walk.client.flow_service.target_connections.create(
        {
            "name": f"Shopify dataset{walk.suffix}",
            "data": {
                "format": "parquet_xdm",
                "schema": {"id": walk.ids["schema"], "version": "application/vnd.adobe.xed-full+json; version=1"},
            },
            "params": {"dataSetId": walk.ids["dataset"]},
            "connectionSpec": {"id": DATA_LAKE, "version": "1.0"},
        }
    )
    walk.ids["target"] = created["id"]
    return created["id"]


def mapping_set(walk: Walk) -> str:
    """Say which column becomes which field."""
    mappings = [
        ("ATTRIBUTE", "Email", "personalEmail.address"),
        ("ATTRIBUTE", "Shipping_Address_Phone", "mobilePhone.number"),
        ("ATTRIBUTE", "Shipping_Address_City", "homeAddress.city"),
        ("ATTRIBUTE", "Customer_Last_Name", "person.name.lastName"),
        ("EXPRESSION", 'concat(Customer_First_Name, " ", upper(Customer_Last_Name))', "person.name.fullName"),
    ]
    created = walk.client.data_prep.mapping_sets.create(
        {
            "outputSchema": {
                "schemaRef": {
                    "id": walk.ids["schema"],
                    "contentType": "application/vnd.adobe.xed-full+json; version=1",
                }
            },
            "mappings": [
                {"sourceType": kind, "source": source, "destination": destination}
                for kind, source, destination in mappings
            ],
        }
    )
    walk.ids["mapping"] = created["id"]
    return str(created["id"])


def flow_spec(walk: Walk) -> str:
    """Find the kind of dataflow that fits."""
    (spec,) = walk.client.flow_service.flow_specs.list(property='name=="CRMToAEP"')
    walk.ids["flowSpec"] = spec["id"]
    return str(spec["id"])


def dataflow(walk: Walk) -> str:
    """Put it all together and start."""
    created = walk.client.flow_service.flows.create(
        {
            "name": f"Shopify dataflow{walk.suffix}",
            "flowSpec": {"id": walk.ids["flowSpec"], "version": "1.0"},
            "sourceConnectionIds": [walk.ids["source"]],
            "targetConnectionIds": [walk.ids["target"]],
            "transformations": [
                {"name": "Mapping", "params": {"mappingId": walk.ids["mapping"], "mappingVersion": "0"}}
            ],
            "scheduleParams": {"startTime": str(int(time.time())), "frequency": "once"},
        }
    )
    walk.ids["flow"] = created["id"]
    return created["id"]


STEPS = (
    Step("POST /flowservice/connections", "a base connection: how to reach the shop", base_connection),
    Step("GET /flowservice/connections/{id}/test", "the shop answers", test_connection),
    Step("GET /flowservice/connections/{id}/explore?objectType=root", "the tables it has", explore_root),
    Step("GET /flowservice/connections/{id}/explore?objectType=table", f"what is in {TABLE}", explore_table),
    Step("POST /flowservice/sourceConnections", f"a source connection: five columns of {TABLE}", source_connection),
    Step("POST /schemaregistry/tenant/schemas", "a target XDM schema: an Individual Profile", target_schema),
    Step("POST /catalog/dataSets", "a dataset, the place where records of that schema land", dataset),
    Step("POST /flowservice/targetConnections", "a target connection: the data lake, that dataset", target_connection),
    Step("POST /conversion/mappingSets", "a mapping set: which column becomes which field", mapping_set),
    Step('GET /flowservice/flowSpecs?property=name=="CRMToAEP"', "the flow spec for such sources", flow_spec),
    Step("POST /flowservice/flows", "the dataflow: run once, now", dataflow),
)
