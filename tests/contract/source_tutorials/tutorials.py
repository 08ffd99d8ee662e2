"""Adobe's "collect" tutorials: what differs from page to page."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import Any

DATA_LAKE = "c604ff05-7f1a-43c0-8e18-33bf874cb11c"
CRM_TO_AEP = ("CRMToAEP", "14518937-270c-4525-bdec-c2ba7cce3860")
CLOUD_STORAGE_TO_AEP = ("CloudStorageToAEP", "9753525b-82c7-4dce-8a9b-5ccfce2b9876")
# mailchimp-members.md gives the id and asks for no name.
REST_STORAGE_TO_AEP = ("", "6499120c-0b15-42dc-936e-847ea3c24d72")

EVERY_HALF_HOUR = {"startTime": "1567411548", "frequency": "minute", "interval": "30"}
PROFILE = "https://ns.adobe.com/xdm/context/profile"


@dataclass(frozen=True)
class Tutorial:
    """What differs from page to page; the rest of the requests is the same on all of them."""

    page: str
    connection_spec: str
    auth: dict[str, Any]
    explore: str
    """The query of the call that looks at what will be collected."""
    params: dict[str, Any]
    mappings: tuple[tuple[str, str], ...]
    """Destination and source of each, in order."""
    expected: tuple[str, ...]
    """Paths that every record has in the end."""
    data: dict[str, Any] = field(default_factory=lambda: {"format": "tabular"})
    target_data: dict[str, Any] = field(default_factory=dict)
    schema_version: str = "application/vnd.adobe.xed-full+json;version=1"
    flow_spec: tuple[str, str] = CRM_TO_AEP
    delta_column: dict[str, str] | None = None
    mapping_version: Any = None
    schedule: dict[str, Any] = field(default_factory=lambda: dict(EVERY_HALF_HOUR))
    twice: bool = False
    """The page names the field group of personal details twice."""
    by_alt_id: bool = False
    """The page names the schema of the mapping by its meta:altId."""


def column(name: str, kind: str = "string", **xdm: Any) -> dict[str, Any]:
    """A column as the pages write it."""
    return {"name": name, "type": kind, "xdm": {"type": kind, **xdm}}


def moment(name: str) -> dict[str, Any]:
    """A column of dates as the pages write it."""
    return {
        "name": name,
        "type": "string",
        "meta:xdmType": "date-time",
        "xdm": {"type": "string", "format": "date-time"},
    }


def delta(name: str) -> dict[str, str]:
    """The delta column with the format that every page sends, and that its own text calls unsupported."""
    return {"name": name, "dateFormat": "YYYY-MM-DD", "timezone": "UTC"}


def simple(*params: str, name: str = "Basic Authentication") -> dict[str, Any]:
    """Credentials; any value does."""
    return {"specName": name, "params": {param: f"my {param}" for param in params}}


TUTORIALS = (
    Tutorial(
        page="collect/crm.md",
        # The page's request has one `c` too many; this is the id in its appendix.
        connection_spec="cfc0fee1-7dc0-40ef-b73e-d8b134c436f5",
        auth=simple("username", "password", "securityToken"),
        explore="objectType=table&object=Accounts",
        params={
            "tableName": "Accounts",
            "columns": [
                {"name": name, "type": "string", "xdm": {"type": "String"}}
                for name in ("first_name", "last_name", "email")
            ],
        },
        mappings=(
            ("person.name.firstName", "first_name"),
            ("person.name.lastName", "last_name"),
            ("personalEmail.address", "email"),
        ),
        expected=("person.name.firstName", "person.name.lastName", "personalEmail.address"),
        # The page sends the id of CloudStorageToAEP, after having looked up CRMToAEP.
        delta_column=delta("updatedAt"),
    ),
    Tutorial(
        page="collect/database-nosql.md",
        connection_spec="3c9b37f8-13a6-43d8-bad3-b863b941fedd",
        auth=simple("project", "clientId", "clientSecret", "refreshToken"),
        explore="objectType=table&object=test1.Mytable",
        params={
            "tableName": "test1.Mytable",
            "columns": [column("TestID"), column("Name"), moment("Datefield")],
            "cdcEnabled": True,
        },
        mappings=(
            ("_id", "TestID"),
            ("person.name.fullName", "Name"),
            ("person.birthDate", "Datefield"),
        ),
        expected=("_id", "person.name.fullName", "person.birthDate"),
        delta_column=delta("Datefield"),
        mapping_version=0,
        schedule={"startTime": "1612310466", "frequency": "minute", "interval": "15", "backfill": "true"},
    ),
    Tutorial(
        page="collect/cloud-storage.md",
        connection_spec="4c10e202-c428-4796-9208-5f1f5732b1cf",
        auth=simple("connectionString", name="ConnectionString"),
        explore="objectType=folder&object=/ingestion-demos/leads/tsv_data",
        data={"format": "delimited", "columnDelimiter": "\t"},
        params={"path": "/ingestion-demos/leads/tsv_data/*.tsv", "recursive": "true"},
        mappings=(
            ("_id", "Id"),
            ("person.name.firstName", "FirstName"),
            ("person.name.lastName", "LastName"),
        ),
        expected=("_id", "person.name.firstName", "person.name.lastName"),
        flow_spec=CLOUD_STORAGE_TO_AEP,
        mapping_version=0,
        schedule={"startTime": "1597784298", "frequency": "minute", "interval": "30"},
    ),
    Tutorial(
        page="collect/cloud-storage.md, compressed files",
        connection_spec="4c10e202-c428-4796-9208-5f1f5732b1cf",
        auth=simple("connectionString", name="ConnectionString"),
        explore="objectType=file&object=/compressed/files.gzip&fileType=delimited&compressionType=gzip&preview=true",
        data={"format": "delimited", "properties": {"compressionType": "gzip"}},
        params={"path": "/compressed/files.gzip"},
        mappings=(
            ("_id", "Id"),
            ("person.name.firstName", "FirstName"),
            ("person.name.lastName", "LastName"),
        ),
        expected=("_id", "person.name.firstName", "person.name.lastName"),
        flow_spec=CLOUD_STORAGE_TO_AEP,
        mapping_version=0,
        schedule={"startTime": "1597784298", "frequency": "minute", "interval": "30"},
    ),
    Tutorial(
        page="collect/advertising.md",
        connection_spec="d771e9c1-4f26-40dc-8617-ce58c4b53702",
        auth=simple(
            "clientCustomerID", "developerToken", "authenticationType", "clientId", "clientSecret", "refreshToken"
        ),
        explore="objectType=table&object=v201809.AD_PERFORMANCE_REPORT",
        params={
            "tableName": "v201809.AD_PERFORMANCE_REPORT",
            "columns": [
                {"name": "AbsoluteTopImpressionPercentage", "type": "double", "xdm": {"type": "number"}},
                column("AccountCurrencyCode"),
                column("AccountDescriptiveName"),
                {
                    "name": "Impressions",
                    "type": "long",
                    "xdm": {"type": "integer", "minimum": -9007199254740992, "maximum": 9007199254740991},
                },
            ],
        },
        # None of the columns that the page maps is among those it collects: its records are empty.
        mappings=(
            ("person.name.firstName", "first_name"),
            ("person.name.lastName", "last_name"),
            ("personalEmail.address", "email"),
        ),
        expected=(),
        schema_version="application/vnd.adobe.xed-full+json;version=1.0",
        delta_column=delta("updatedAt"),
        mapping_version="0",
        twice=True,
    ),
    Tutorial(
        page="collect/marketing-automation.md",
        connection_spec="cc6a4487-9e91-433e-a3a3-9cf6626c1806",
        auth=simple("clientId", "clientSecret", "accessToken", "refreshToken"),
        explore="objectType=table&object=Hubspot.Contacts",
        params={"path": "Hubspot.Contacts"},
        mappings=(
            ("_id", "Vid"),
            ("person.name.firstName", "Properties_Firstname_Value"),
            ("_repo.createDate", "Added_At"),
        ),
        expected=("_id", "person.name.firstName", "_repo.createDate"),
        schema_version="application/vnd.adobe.xed-full+json;version=1.0",
        delta_column=delta("updatedAt"),
        mapping_version="0",
        # The flow spec on the same page forbids an interval here.
        schedule={"startTime": "1591043454", "frequency": "once", "interval": "15"},
    ),
    Tutorial(
        page="collect/payments.md",
        connection_spec="221c7626-58f6-4eec-8ee2-042b0226f03b",
        auth=simple("host", "clientId", "clientSecret", name="Client-Id-Secret Based Authentication"),
        explore="objectType=table&object=PayPal.Catalog_Products",
        params={
            "tableName": "PayPal.Catalog_Products",
            "columns": [
                column("Product_Id"),
                column("Product_Name"),
                column("Description"),
                moment("Create_Time"),
            ],
        },
        # The page also maps to product.name, product.description and product.type, which its schema does not have.
        mappings=(("_id", "Product_Id"),),
        expected=("_id",),
        schema_version="application/vnd.adobe.xed-full+json;version=1.0",
        delta_column=delta("updatedAt"),
        mapping_version="0",
        twice=True,
    ),
    Tutorial(
        page="collect/protocols.md",
        connection_spec="8e6b41a8-d998-4545-ad7d-c6a9fff406c3",
        auth=simple("url", name="Anonymous Authentication"),
        explore="objectType=table&object=Orders",
        params={
            "tableName": "Orders",
            "columns": [
                column("OrderID", "integer", minimum=-2147483648, maximum=2147483647),
                column("CustomerID"),
                moment("OrderDate"),
                moment("ShippedDate"),
            ],
        },
        # The page maps three columns to _id, one of which it does not collect, and a date to createdByBatchID.
        mappings=(
            ("_id", "OrderID"),
            ("_id", "CustomerID"),
            ("_id", "EmployeeID"),
            ("createdByBatchID", "OrderDate"),
        ),
        expected=("_id", "createdByBatchID"),
        target_data={"format": "parquet_xdm"},
        delta_column=delta("updatedAt"),
        mapping_version="0",
    ),
    Tutorial(
        page="collect/customer-success.md",
        connection_spec="cb66ab34-8619-49cb-96d1-39b37ede86ea",
        auth=simple("username", "password", "securityToken"),
        explore="objectType=table&object=Account",
        params={"path": "Account"},
        mappings=(
            ("_id", "Id"),
            ("person.name.fullName", "Name"),
            ("_repo.createDate", "CreatedDate"),
        ),
        expected=("_id", "person.name.fullName", "_repo.createDate"),
        target_data={"format": "parquet_xdm"},
        schema_version="application/vnd.adobe.xed-full+json;version=1.0",
        # The page sends no format here.
        delta_column={"name": "date-time"},
        mapping_version="0",
        schedule={"startTime": "1590792316", "frequency": "minute", "interval": "15", "backfill": "true"},
    ),
    Tutorial(
        page="collect/ecommerce.md",
        connection_spec="4f63aa36-bd48-4e33-bb83-49fbcd11c708",
        auth=simple("host", "accessToken"),
        explore="objectType=table&object=Orders",
        params={"tableName": "Shopify.Orders", "columns": [column("Email"), column("Phone")]},
        mappings=(
            ("personalEmail.address", "Email"),
            ("mobilePhone.number", "Phone"),
        ),
        expected=("personalEmail.address",),
        target_data={"format": "parquet_xdm"},
        delta_column=delta("updatedAt"),
        mapping_version="0",
    ),
    Tutorial(
        page="create/marketing-automation/mailchimp-members.md",
        connection_spec="2e8580db-6489-4726-96de-e33f5f60295f",
        auth={
            "specName": "oAuth2RefreshCode",
            "params": {
                "authorizationTestUrl": "https://login.mailchimp.com/oauth2/metadata",
                "accessToken": "my token",
            },
        },
        explore="objectType=rest&object=json&fileType=json&preview=true&sourceParams="
        + base64.b64encode(json.dumps({"listId": "10c097ca71"}).encode()).decode(),
        data={"format": "json"},
        params={"listId": "10c097ca71"},
        mappings=(
            ("person.name.firstName", "merge_fields.FNAME"),
            ("person.name.lastName", "merge_fields.LNAME"),
        ),
        expected=("person.name.firstName", "person.name.lastName"),
        target_data={"format": "parquet_xdm"},
        flow_spec=REST_STORAGE_TO_AEP,
        mapping_version=0,
        schedule={"startTime": "1632809759", "frequency": "minute", "interval": 15},
        by_alt_id=True,
    ),
)
