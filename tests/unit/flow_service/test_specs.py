"""Flow specs as Adobe documents them, and both kinds of specs as something to look up and to bring along."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft7Validator

from aep_emulator.services.flow_service.coercion import coerced
from aep_emulator.services.flow_service.spec_documents import CONNECTION_SPECS, FLOW_SPECS, descriptions
from aep_emulator.services.flow_service.specs import ConnectionSpec, FlowSpec, Specs

SHOPIFY = "4f63aa36-bd48-4e33-bb83-49fbcd11c708"
CRM_TO_AEP = "14518937-270c-4525-bdec-c2ba7cce3860"
REST_TO_AEP = "6499120c-0b15-42dc-936e-847ea3c24d72"
DATA_LAKE = "c604ff05-7f1a-43c0-8e18-33bf874cb11c"

# Flow specs list these as sources although no page says what they are.
UNNAMED_SOURCES = {
    "998b8ae3-cec0-43b7-8abe-40b1eb4ee069",
    "b7829c2f-2eb0-4f49-a6ee-55e33008b629",
    "d27d4907-7351-47dd-bbc2-05a04365703d",
}
STREAM, ENTERPRISE = "521eee4d-8cbe-4906-bb48-fb6bd4450033", "0ed90a81-07f4-4586-8190-b40eccef1c5a"
FLOW_SPECS_BY_ID = {
    CRM_TO_AEP: ("CRMToAEP", ENTERPRISE, ["Copy", "Mapping"], True),
    "9753525b-82c7-4dce-8a9b-5ccfce2b9876": ("CloudStorageToAEP", ENTERPRISE, ["Mapping", "Encryption"], True),
    REST_TO_AEP: ("RestStorageToAEP", ENTERPRISE, ["Mapping"], True),
    "d69717ba-71b4-4313-b654-49f9cf126d7a": ("Stream data with optional transformation", STREAM, ["Mapping"], False),
    "c1a19761-d2c7-4702-b9fa-fe91f0613e81": ("Steam data with transformation", STREAM, ["Mapping"], False),
    "e77fde5a-22a8-11ed-861d-0242ac120002": ("GenericStreamingAEP", STREAM, ["Mapping"], False),
    "d8a6f005-7eaf-4153-983e-e8574508b877": ("Stream data without transformation", STREAM, [], False),
}

specs = Specs()


def test_ids_and_names_are_unique() -> None:
    for folder in (CONNECTION_SPECS, FLOW_SPECS):
        found = descriptions(folder)
        for member in ("id", "name"):
            assert len({short[member] for short in found}) == len(found)


def _schemas(node: Any) -> Iterator[Any]:
    if isinstance(node, dict):
        if "$schema" in node:
            yield node
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from _schemas(child)


@pytest.mark.parametrize(
    "spec", [*specs.connection_specs.values(), *specs.flow_specs.values()], ids=lambda spec: spec.name
)
def test_every_schema_in_a_spec_is_valid(spec: ConnectionSpec | FlowSpec) -> None:
    for schema in _schemas(spec.document):
        Draft7Validator.check_schema(schema)
    if isinstance(spec, ConnectionSpec):
        Draft7Validator.check_schema(dict(spec.data_schema().schema))


@pytest.mark.parametrize("spec", specs.connection_specs.values(), ids=lambda spec: spec.name)
def test_the_kind_of_a_connector_is_told_from_its_document(spec: ConnectionSpec) -> None:
    made = ConnectionSpec.from_document(spec.document)
    assert (made.id, made.name, made.kind, made.document) == (spec.id, spec.name, spec.kind, spec.document)


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        ({"sourceSpec": {"attributes": {}}, "exploreSpec": {"type": "Resource"}}, "rest"),
        ({"sourceSpec": {"attributes": {}}, "exploreSpec": {"type": "StreamingConnection"}}, "stream"),
        ({"sourceSpec": {}, "exploreSpec": None, "authSpec": None}, "rest"),
        ({"sourceSpec": None, "targetSpec": {"type": {"not": "text"}}}, "target"),
        ({}, "target"),
    ],
)
def test_custom_specs_have_a_kind_and_can_be_asked(document: dict[str, Any], kind: str) -> None:
    spec = ConnectionSpec.from_document({"id": "own", "name": "mine", "version": "1.0", **document})
    assert spec.kind == kind
    assert spec.auth_names() == []
    assert spec.auth_schema("any") is None
    assert spec.params_schema().failures({"anything": 1}) == []


@pytest.mark.parametrize("key", ["transformationSpec", "transformationSpecs"])
def test_a_custom_flow_spec_may_use_either_spelling(key: str) -> None:
    spec = FlowSpec.from_document({"id": "own", "name": "mine", "version": "1.0", key: [{"name": "Mapping"}]})
    assert spec.transformation_names() == ["Mapping"]
    assert spec.document["transformationSpec"] == spec.document["transformationSpecs"] == [{"name": "Mapping"}]
    assert spec.schedule_schema is None
    assert spec.option_schema.failures({"anything": 1}) == []


@pytest.mark.parametrize("spec_id", FLOW_SPECS_BY_ID)
def test_flow_specs_are_as_documented(spec_id: str) -> None:
    name, provider, transformations, scheduled = FLOW_SPECS_BY_ID[spec_id]
    spec = specs.flow_specs[spec_id]
    assert (spec.document["name"], spec.document["providerId"]) == (name, provider)
    assert spec.transformation_names() == transformations
    assert (spec.schedule_schema is not None) is ("scheduleSpec" in spec.document) is scheduled
    assert DATA_LAKE in spec.document["targetConnectionSpecIds"]
    assert spec.document["transformationSpec"] == spec.document["transformationSpecs"]
    assert not spec.document.keys() & {"assumed", "assumedName", "permission", "transformations"}


def test_every_flow_spec_is_in_the_table() -> None:
    assert specs.flow_specs.keys() == FLOW_SPECS_BY_ID.keys()


def test_sources_of_flow_specs_are_known_or_listed_as_unnamed() -> None:
    listed = {source for spec in specs.flow_specs.values() for source in spec.document["sourceConnectionSpecIds"]}
    assert listed - specs.connection_specs.keys() == UNNAMED_SOURCES


def test_connectors_and_flow_specs_agree_about_each_other() -> None:
    for flow_spec in specs.flow_specs.values():
        listed = set(flow_spec.document["sourceConnectionSpecIds"]) & specs.connection_specs.keys()
        naming = {spec.id for spec in specs.connection_specs.values() if flow_spec.name in spec.flow_spec_names}
        assert listed == naming, flow_spec.name


@pytest.mark.parametrize("flow_spec", ["CRMToAEP", "CloudStorageToAEP", "RestStorageToAEP"])
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
def test_schedules(flow_spec: str, params: dict[str, object], valid: bool) -> None:
    (schema,) = (spec.schedule_schema for spec in specs.flow_specs.values() if spec.name == flow_spec)
    assert schema is not None
    assert (schema.failures(coerced(params, schema.schema)) == []) is valid


@pytest.mark.assumed("a flow spec that was read, changed and sent back is as lenient as it was before")
def test_a_copy_of_a_flow_spec_takes_an_interval_for_one_run_and_other_rules_hold() -> None:
    published = specs.flow_specs[REST_TO_AEP].document
    params = {"startTime": 1604961070, "frequency": "once", "interval": 15}
    copied = FlowSpec.from_document({**published, "name": "mine"}).schedule_schema
    assert copied is not None
    assert copied.failures(params) == []
    stricter = {"spec": {**published["scheduleSpec"]["spec"], "then": {"not": {"required": ["interval"]}}}}
    own = FlowSpec.from_document({**published, "scheduleSpec": stricter}).schedule_schema
    assert own is not None
    assert own.failures(params) != []


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
