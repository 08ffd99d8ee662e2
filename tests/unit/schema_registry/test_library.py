"""The standard components."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

import aep_fixtures
from aep_emulator.app import create_app
from aep_emulator.services.schema_registry.composition import compose
from aep_emulator.services.schema_registry.library import FOLDERS, Library
from aep_emulator.validation import CompiledSchema

KINDS = ("behaviors", "classes", "mixins", "datatypes")
LIBRARY = Library()
COMPONENTS = [document for kind in KINDS for document in LIBRARY.all(kind)]


def by_id(document: Mapping[str, Any]) -> str:
    return str(document["meta:altId"])


def fields(node: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, child in node.get("properties", {}).items():
        yield name, child
        yield from fields(child)
    for member in ("items", "additionalProperties"):
        if isinstance(node.get(member), dict):
            yield from fields(node[member])


def field_at(node: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    for name in path.split("."):
        node = node["properties"][name]
    return node


def test_every_kind_is_there_and_no_other() -> None:
    assert all(LIBRARY.all(kind) for kind in KINDS)
    assert LIBRARY.all("schemas") == LIBRARY.all("dreams") == LIBRARY.listed("dreams") == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_index_says_what_the_files_say(kind: str) -> None:
    assert [document["meta:altId"] for document in LIBRARY.all(kind)] == [
        f"_{name}" for name in aep_fixtures.names(f"xdm/{FOLDERS[kind]}")
    ]
    listed = LIBRARY.listed(kind)
    for short, whole in zip(listed, LIBRARY.all(kind), strict=True):
        assert short == {name: whole[name] for name in short}
        assert whole.keys() - short.keys() <= {
            "definitions",
            "allOf",
            "refs",
            "properties",
            "required",
            "minProperties",
        }


def test_a_list_of_identifiers_reads_the_index_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    original = aep_fixtures.read_json
    monkeypatch.setattr(aep_fixtures, "read_json", lambda path: read.append(path) or original(path))
    library = Library()
    assert read == []
    library.listed("mixins", ["meta:intendedToExtend==https://ns.adobe.com/xdm/context/profile", "title"])
    assert read == ["xdm/index.json"]
    assert library.find("classes", "_xdm.context.profile") is library.find("classes", "_xdm.context.profile")
    assert read == ["xdm/index.json", "xdm/classes/xdm.context.profile.json"]
    assert library.listed("behaviors", ["definitions.record"]) == library.all("behaviors")


def test_nothing_is_read_before_the_first_request(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    original = aep_fixtures.read_json
    monkeypatch.setattr(aep_fixtures, "read_json", lambda path: read.append(path) or original(path))
    create_app()
    assert [path for path in read if path.startswith("xdm/")] == []


@pytest.mark.documented("the pages below help/xdm/{classes,field-groups,data-types}")
@pytest.mark.parametrize(
    ("kind", "address", "title", "fields"),
    [
        (
            "classes",
            "_xdm.context.profile",
            "XDM Individual Profile",
            {"_repo.createDate": "date-time", "_id": "string", "createdByBatchID": "string", "personID": "string"},
        ),
        (
            "classes",
            "_xdm.context.experienceevent",
            "XDM ExperienceEvent",
            {"_id": "string", "eventType": "string", "identityMap": "map", "timestamp": "date-time"},
        ),
        (
            "classes",
            "_xdm.context.segmentdefinition",
            "Segment definition",
            {"_repo.modifyDate": "date-time", "segmentName": "string", "segmentStatus": "string", "identityMap": "map"},
        ),
        (
            "classes",
            "_xdm.context.prospect-profile",
            "XDM Individual Prospect Profile",
            {"_repo.createDate": "date-time", "_repo.modifyDate": "date-time"},
        ),
        (
            "mixins",
            "_xdm.context.experienceevent-enduserids",
            "End User ID Details",
            {"endUserIDs._experience.aaid": "object", "endUserIDs._experience.mcid.id": "string"},
        ),
        (
            "datatypes",
            "_xdm.context.advertising-timed-asset-reference",
            "Ad asset reference",
            {"_dc.title": "string", "_xmpDM.duration": "int", "_id": "string", "advertiser": "string"},
        ),
        (
            "datatypes",
            "_schema.org.GeoCoordinates",
            "Geo Coordinates",
            {
                "_schema.description": "string",
                "_schema.elevation": "number",
                "_schema.latitude": "number",
                "_id": "string",
            },
        ),
        (
            "datatypes",
            "_xdm.common.address",
            "Postal address",
            {"city": "string", "lastVerifiedDate": "date", "primary": "boolean", "street4": "string"},
        ),
        (
            "datatypes",
            "_xdm.context.application",
            "Application",
            {"applicationCloses.value": "number", "userPerspective": "string", "version": "string"},
        ),
        ("classes", "_experience.workfront.changeevent", None, {"_workfront.objectType": "string"}),
    ],
)
def test_documented_fields_are_where_the_pages_show_them(
    kind: str, address: str, title: str | None, fields: dict[str, str]
) -> None:
    document = LIBRARY.find(kind, address)
    assert document is not None
    if title is not None:
        assert document["title"].casefold() == title.casefold()
    composed = compose(document, LIBRARY.find_any)
    assert {path: field_at(composed, path)["meta:xdmType"] for path in fields} == fields


# What each page is about, as its title says it. Not here: the reporting forms of the media data types, which are the
# published data types (see test_library_files.py).
PAGES = {
    "classes": """
        XDM Individual Profile|XDM ExperienceEvent|Location|Medication|Payer|Plan|Policy|Product|Provider|
        Segment Definition|XDM Business Account|XDM Business Account Person Relation|XDM Business Campaign|
        XDM Business Campaign Members|XDM Business Marketing List|XDM Business Marketing List Members|
        XDM Business Opportunity|XDM Business Opportunity Person Relation|XDM Individual Prospect Profile
    """,
    "mixins": """
        Adobe Advertising Cloud ExperienceEvent Full Extension|Adobe Analytics ExperienceEvent Full Extension|
        Advertising Details|Application Details|Balance Transfers|Bot Detection Information|
        Campaign Marketing Details|Card Actions|Channel Details|Commerce Details|Consent and Preference Details|
        Demographic Details|Deposit Details|Device Trade-In Details|Dining Reservation|End User ID Details|
        Environment Details|External Source System Audit Details|Flight Reservation|Healthcare Medication|
        Healthcare Member Details|Healthcare Plan Details|Healthcare Provider|IAB TCF 2.0 Consent Details|
        IdentityMap|Lodging Reservation|Loyalty Details|MediaAnalytics Interaction Details|
        Partner Prospect Details(Sample)|Personal Contact Details|Product Catalog|Product Category|
        Profile Partner Enrichment(Sample)|Quote Request Details|Reservation Details|Segment Membership Details|
        Sitetool Details|Support Site Search|Telecom Subscription|Upgrade Details|Upsell Details|Web Details|
        Work Contact Details|XDM Business Campaign Details|XDM Business Campaign Member Details|
        XDM Business Person Components|XDM Business Person Details|Account|Care Plan|Coverage|Goal|Immunization|
        Medication Dispense|Medication Request|Organization|Patient|Practitioner|Schedule
    """,
    "datatypes": """
        Account Details|Ad Break|Address|Advertising Details Collection|Advertising Details Information|
        Advertising Pod Details Collection|Advertising Pod Details Information|
        Application|B2B Source|Beacon|Billing|Browser Details|Cart|Category Data|Chapter Details Collection|
        Chapter Details Information|
        Commerce|Commerce Scope|Consent String|Consent for Privacy, Personalization and Marketing Preferences|
        Currency|Custom Metadata Details Collection|Custom Metadata Details Information|Device|Email Address|
        Environment|Error Details Collection|Error Details Information|
        Experience Channel|External Source System Audit Attributes|Financial Account|Generic Consent Field|
        Generic Marketing Preference Field|Generic Marketing Preference Field with Subscriptions|
        Generic Personalization Preference Field|Geo|Geo Circle|Geo Coordinates|Geo Interaction Details|Geo Shape|
        Identity|Implementation Details|Impressions|Internal Site Search|Key Value Pair|List of States End|
        List of States Start|Marketing|Measure|Media Collection Details|Media Details Information|
        Media Event Information|Media Reporting Details|Order|Payment Item|Person|Person Name|Phone Number|
        Place Context|Player State Data Information|Point of interest details|Point of interest interaction|
        Postal Address|Product List Item|QoE Data Details Collection|QoE Data Details Information|Refund Item|
        Requisition List|Return|Return Item|Search|Session Details Collection|Session Details Information|
        Shipping|Subscription|Telecom Subscription|Transaction|
        Web Information|Web Interaction|Web Page Details|Annotation|Availability|Codeable Concept|
        Codeable Reference|Coding|Contact Point|Dosage|Duration|Extended Contact Detail|Human Name|Identifier|
        Money|Period|Quantity|Range|Ratio|Reference|Repeat|SimpleQuantity|Timing|Virtual Service Detail
    """,
}


@pytest.mark.documented("help/xdm/{classes,field-groups,data-types}")
@pytest.mark.parametrize("kind", PAGES)
def test_every_component_with_a_page_of_its_own_is_there(kind: str) -> None:
    titles = {document["title"].casefold() for document in LIBRARY.listed(kind)}
    documented = {title.strip().casefold() for title in PAGES[kind].split("|")}
    assert documented - titles == set()


@pytest.mark.parametrize("document", COMPONENTS, ids=by_id)
def test_a_component_is_found_by_its_names_and_resolves(document: Mapping[str, Any]) -> None:
    kind = document["meta:resourceType"]
    assert LIBRARY.find(kind, document["meta:altId"]) is document
    assert LIBRARY.find("schemas", document["meta:altId"]) is None
    assert LIBRARY.find_any(document["$id"]) is document
    assert LIBRARY.find_any(document["$id"] + "/") is None
    composed = compose(document, LIBRARY.find_any)
    assert all("$ref" not in field and "allOf" not in field for _, field in fields(composed))
    assert all(field["meta:xdmType"] for _, field in fields(composed))
    assert {failure.keyword for failure in CompiledSchema(composed).failures({})} <= {"required", "minProperties"}


@pytest.mark.documented("help/xdm/api/behaviors.md")
def test_a_component_shows_what_the_page_shows() -> None:
    record = LIBRARY.find("behaviors", "_xdm.data.record")
    assert record is not None
    assert (record["$id"], record["title"]) == ("https://ns.adobe.com/xdm/data/record", "Record Schema")
    identifier = {"title": "Identifier", "type": "string", "format": "uri-reference", "meta:xdmType": "string"}
    assert record["definitions"]["record"]["properties"] == {"_id": {**identifier, "meta:xdmField": "@id"}}
    assert record["allOf"] == [{"$ref": "#/definitions/record", "type": "object", "meta:xdmType": "object"}]


@pytest.mark.documented("help/xdm/api/appendix.md")
def test_fields_name_their_published_counterparts() -> None:
    person = LIBRARY.find("datatypes", "_xdm.context.person")
    assert person is not None
    birth = person["definitions"]["person"]["properties"]
    assert (birth["birthDate"]["meta:xdmField"], birth["birthDate"]["meta:xdmType"]) == ("xdm:birthDate", "date")
    assert (birth["birthYear"]["meta:xdmField"], birth["birthYear"]["meta:xdmType"]) == ("xdm:birthYear", "short")


def test_the_fixtures_hold_no_descriptions() -> None:
    for document in COMPONENTS:
        assert "description" not in document, document["$id"]
        for name, field in fields(compose(document, LIBRARY.find_any)):
            assert not isinstance(field.get("description"), str), (document["$id"], name)
            for value, label in field.get("meta:enum", {}).items():
                described = len(label) > max(60, len(value)) or label.endswith(".")
                assert not described or label.casefold() == value.casefold(), (document["$id"], name, label)
