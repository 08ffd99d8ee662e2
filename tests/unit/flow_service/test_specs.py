"""Connection specs and flow specs as the fixtures describe them."""

from __future__ import annotations

import pytest

from aep_emulator.services.flow_service.coercion import coerced
from aep_emulator.services.flow_service.errors import FlowServiceError
from aep_emulator.services.flow_service.specs import Specs

SHOPIFY = "4f63aa36-bd48-4e33-bb83-49fbcd11c708"
CRM_TO_AEP = "14518937-270c-4525-bdec-c2ba7cce3860"


@pytest.fixture(scope="module")
def specs() -> Specs:
    return Specs()


def test_shopify_has_the_documented_auth_specs(specs: Specs) -> None:
    spec = specs.connection_specs[SHOPIFY]
    assert spec.auth_names() == ["Basic Authentication", "Access Token Based"]
    schema = spec.auth_schema("Basic Authentication")
    assert schema is not None
    assert schema.failures({"host": "h", "accessToken": "t"}) == []
    assert {failure.keyword for failure in schema.failures({"host": ""})} == {"minLength", "required"}


def test_crm_to_aep_lists_its_connectors_and_both_spellings(specs: Specs) -> None:
    document = specs.flow_specs[CRM_TO_AEP].document
    assert SHOPIFY in document["sourceConnectionSpecIds"]
    assert document["transformationSpec"] == document["transformationSpecs"]
    assert document["providerId"] == "0ed90a81-07f4-4586-8190-b40eccef1c5a"


def test_unknown_id_and_version_are_refused_by_name(specs: Specs) -> None:
    with pytest.raises(FlowServiceError, match="no-such-id"):
        specs.connection_spec({"id": "no-such-id"})
    with pytest.raises(FlowServiceError, match=r"2\.0"):
        specs.connection_spec({"id": SHOPIFY, "version": "2.0"})
    assert specs.connection_spec({"id": SHOPIFY}).name == "shopify"


@pytest.mark.parametrize(
    ("params", "valid"),
    [
        ({"startTime": "1604961070", "frequency": "once"}, True),
        ({"startTime": 1604961070, "frequency": "once"}, True),
        ({"startTime": "1604961070", "frequency": "once", "interval": "15"}, True),
        ({"startTime": "1604961070", "frequency": "week", "interval": "15", "backfill": "true"}, True),
        ({"startTime": "1604961070", "frequency": "minute", "interval": 15}, True),
        ({"startTime": "1604961070", "frequency": "minute", "interval": 14}, False),
        ({"startTime": "1604961070", "frequency": "hour", "interval": "1"}, True),
        ({"startTime": "1604961070", "frequency": "hour", "interval": "0"}, False),
        ({"startTime": "1604961070", "frequency": "hour"}, False),
        ({"startTime": "soon", "frequency": "once"}, False),
        ({"frequency": "once"}, False),
        ({"startTime": 1, "frequency": "monthly"}, False),
        ({"startTime": 1, "frequency": "day", "interval": 1, "backfill": "maybe"}, False),
    ],
)
def test_schedules(specs: Specs, params: dict[str, object], valid: bool) -> None:
    schema = specs.flow_specs[CRM_TO_AEP].schedule_schema
    assert schema is not None
    assert (schema.failures(coerced(params, schema.schema)) == []) is valid


def test_coercion_leaves_what_was_sent_alone() -> None:
    sent = {"n": "12", "nested": {"flag": "true"}, "other": "x"}
    schema = {
        "properties": {
            "n": {"type": "integer"},
            "nested": {"type": "object", "properties": {"flag": {"type": "boolean"}}},
        }
    }
    assert coerced(sent, schema) == {"n": 12, "nested": {"flag": True}, "other": "x"}
    assert sent["n"] == "12"
