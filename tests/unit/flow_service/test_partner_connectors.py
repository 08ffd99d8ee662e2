"""Connectors that partners have made with the Batch SDK and the Streaming SDK, and others of a single page."""

from __future__ import annotations

from typing import Any

import pytest

from aep_emulator.services.flow_service.coercion import coerced
from aep_emulator.services.flow_service.specs import Specs
from tests.unit.flow_service.test_connectors import CONNECTORS

BASIC, REFRESH = "Basic Authentication", "OAuth2 Refresh Code"
REST, GENERIC_STREAM = "RestStorageToAEP", "GenericStreamingAEP"
# Name → id, kind, flow spec, authentication spec → its required params. From the pages below
# help/sources/tutorials/api/create.
PARTNERS: dict[str, tuple[str, str, str, dict[str, str]]] = {
    "stripe": ("cc2c31d6-7b8c-4581-b49f-5c8698aa3ab3", "rest", REST, {REFRESH: "accessToken"}),
    "snowflake-streaming": (
        "51ae16c2-bdad-42fd-9fce-8d5dfddaf140",
        "stream",
        "Steam data with transformation",
        {"Basic Authentication for Snowflake": "account database warehouse username password"},
    ),
    "pinterest-ads": ("f82aae23-91e7-4884-b25f-2d2159d841fd", "rest", REST, {REFRESH: "accessToken"}),
    "linkedin-ads": ("59a4b493-a615-40f9-bd38-f823d0909a2b", "rest", REST, {REFRESH: "host accessToken"}),
    "mixpanel": ("fd2c8ff3-1de0-4f6b-8fa8-4264784870eb", "rest", REST, {BASIC: "host username password"}),
    "cassandra": ("a8f4d393-1a6b-43f3-931f-91a16ed857f4", "table", "CRMToAEP", {BASIC: "host username password"}),
    "oracle-service-cloud": (
        "ba5126ec-c9ac-11eb-b8bc-0242ac130003",
        "table",
        "CRMToAEP",
        {BASIC: "host username password"},
    ),
    "oracle-responsys": (
        "ff4274f2-c9a9-11eb-b8bc-0242ac130003",
        "table",
        "CRMToAEP",
        {BASIC: "endpoint clientId clientSecret"},
    ),
    "zendesk": ("0a27232b-2c6e-4396-b8c6-c9fc24e37ba4", "rest", REST, {REFRESH: "subdomain accessToken"}),
    "sugarcrm-accounts-contacts": (
        "63d2b27b-69a5-45c9-a7fe-78148a25de3c",
        "rest",
        REST,
        {REFRESH: "host username password"},
    ),
    "capillary": (
        "6360f136-5980-4111-8bdf-15d29eab3b5a",
        "rest",
        REST,
        {"OAuth generic-rest-connector": "clientId clientSecret accessToken"},
    ),
    "mailchimp-campaigns": (
        "c8ce8c8c-37fb-4162-9fbf-c2f181e04a7a",
        "rest",
        REST,
        {"oAuth2RefreshCode": "accessToken", BASIC: "username password"},
    ),
    "oracle-netsuite": (
        "fdf850b4-5a8d-4a5a-9ce8-4caef9abb2a8",
        "rest",
        REST,
        {"OAuth2 Client Credential": "clientId clientSecret accessTokenUrl accessToken"},
    ),
    "pendo": ("6ff5654f-19d5-427d-bd3e-c0ebc802389a", "stream", GENERIC_STREAM, {}),
    "shopify-streaming": ("e77fd9d2-22a8-11ed-861d-0242ac120002", "stream", GENERIC_STREAM, {}),
    "lava": ("232dfabe-27aa-41c0-a7cf-9961661dc68b", "stream", GENERIC_STREAM, {}),
    "chatlio": ("073127a3-26e3-496c-9d94-9f48fb93fba8", "stream", GENERIC_STREAM, {}),
    "customerio": ("96479064-7b8a-4d69-b9ed-21c5683837ea", "stream", GENERIC_STREAM, {}),
}

by_name = {spec.name: spec for spec in Specs().connection_specs.values()}


@pytest.mark.parametrize("name", PARTNERS)
def test_partners_have_the_documented_ids_authentication_and_flow_specs(name: str) -> None:
    spec_id, kind, flow_spec, auth = PARTNERS[name]
    spec = by_name[name]
    assert (spec.id, spec.kind, spec.flow_spec_names) == (spec_id, kind, (flow_spec,))
    required = {auth["name"]: set(auth["spec"].get("required", ())) for auth in spec.document.get("authSpec", ())}
    assert required == {auth_name: set(params.split()) for auth_name, params in auth.items()}
    assert any(spec_id in flow.document["sourceConnectionSpecIds"] for flow in Specs().flow_specs.values())


def test_every_connector_is_in_one_of_the_tables() -> None:
    assert by_name.keys() == CONNECTORS.keys() | PARTNERS.keys()


@pytest.mark.parametrize(
    ("name", "params", "valid"),
    [
        ("stripe", {"resourcePath": "charges"}, True),
        ("stripe", {"resourcePath": "invoices"}, False),
        ("stripe", {}, False),
        ("pinterest-ads", {"ad_account_id": "1", "object_type": "ads", "object_ids": "1,2"}, True),
        ("pinterest-ads", {"ad_account_id": "1", "object_type": "pins", "object_ids": "1"}, False),
        ("mixpanel", {"projectId": "2671127", "timezone": "Pacific Standard Time"}, True),
        ("sugarcrm-accounts-contacts", {"object_type": "accounts", "path": "accounts"}, True),
        ("sugarcrm-accounts-contacts", {"object_type": "leads"}, False),
        ("oracle-netsuite", {}, True),
        ("oracle-netsuite", {"object_type": "contact"}, True),
        ("oracle-netsuite", {"object_type": "vendor"}, False),
        ("snowflake-streaming", {"tableName": "ACME", "timestampColumn": "dOb", "backfill": "true"}, True),
        ("snowflake-streaming", {"timestampColumn": "dOb"}, False),
        ("lava", {}, True),
    ],
)
def test_source_params(name: str, params: dict[str, Any], valid: bool) -> None:
    schema = by_name[name].params_schema()
    assert (schema.failures(coerced(params, schema.schema)) == []) is valid


def test_only_snowflake_streams_tables() -> None:
    assert [name for name, spec in by_name.items() if spec.streams_tables] == ["snowflake-streaming"]
