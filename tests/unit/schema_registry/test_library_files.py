"""The library's files: most made of Adobe's published ones, some written by hand after pages alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import aep_fixtures
from aep_emulator.services.schema_registry.composition import compose
from aep_emulator.services.schema_registry.documents import ASSUMED_ID
from aep_emulator.services.schema_registry.importing import Published, load
from aep_emulator.services.schema_registry.library import FOLDERS, Library
from aep_emulator.services.schema_registry.library_files import documented_only, library_files, write_library
from aep_emulator.services.schema_registry.listing import PAGE_SIZE

FIXTURES = Path(str(aep_fixtures.__file__)).parent / "xdm"
PUBLISHED = Path(__file__).parents[4] / "shared" / "reference" / "xdm"
NS = "https://ns.adobe.com/xdm"
LIBRARY = Library()


@pytest.mark.documented("help/xdm/data-types/{media-collection-details,*-collection,media-reporting-details}.md")
@pytest.mark.parametrize(
    ("name", "fields"),
    [
        (
            "advertisingDetailsCollection",
            "advertiser campaignID creativeID creativeURL podPosition! length! friendlyName! placementID playerName!"
            " siteID",
        ),
        ("advertisingPodDetailsCollection", "index! friendlyName offset!"),
        ("chapterDetailsCollection", "length! friendlyName offset! index!"),
        ("customMetadataDetailsCollection", "name value"),
        ("errorDetailsCollection", "name source"),
        ("listOfStatesEndCollection", "name"),
        ("listOfStatesStartCollection", "name"),
        ("qoeDataDetailsCollection", "bitrate droppedFrames framesPerSecond timeToStart"),
        (
            "sessionDetailsCollection",
            "adLoad album artist assetID author contentType! network channel! isCompleted cdn name! friendlyName"
            " playerName! originator dayPart episode feed firstAirDate firstDigitalDate genre authorized length!"
            " isViewed mvpd publisher station rating label hasResume season show showType streamFormat streamType"
            " appVersion",
        ),
        (
            "mediaCollectionDetails",
            "advertisingDetails advertisingPodDetails chapterDetails errorDetails statesEnd statesStart"
            " qoeDataDetails sessionDetails customMetadata sessionID playhead",
        ),
        (
            "mediaReportingDetails",
            "advertisingDetails advertisingPodDetails chapterDetails states qoeDataDetails sessionDetails"
            " customMetadata playhead",
        ),
    ],
)
def test_a_media_data_type_has_the_fields_of_its_page_and_requires_those_marked(name: str, fields: str) -> None:
    """A field that the page requires is marked with an exclamation mark here."""
    document = LIBRARY.find("datatypes", f"_xdm.datatypes.{name}")
    assert document is not None
    composed = compose(document, LIBRARY.find_any)
    assert list(composed["properties"]) == [field.rstrip("!") for field in fields.split()]
    assert set(composed.get("required", ())) == {field[:-1] for field in fields.split() if field.endswith("!")}


@pytest.mark.documented("help/xdm/data-types/{media-collection-details,media-reporting-details}.md")
@pytest.mark.parametrize(
    ("whole", "field", "part"),
    [
        *(
            ("mediaCollectionDetails", name, f"{name}Collection")
            for name in (
                "advertisingDetails",
                "advertisingPodDetails",
                "chapterDetails",
                "errorDetails",
                "qoeDataDetails",
                "sessionDetails",
            )
        ),
        ("mediaCollectionDetails", "statesStart[*]", "listOfStatesStartCollection"),
        ("mediaCollectionDetails", "statesEnd[*]", "listOfStatesEndCollection"),
        ("mediaCollectionDetails", "customMetadata[*]", "customMetadataDetailsCollection"),
        *(
            ("mediaReportingDetails", name, name)
            for name in (
                "advertisingDetails",
                "advertisingPodDetails",
                "chapterDetails",
                "qoeDataDetails",
                "sessionDetails",
            )
        ),
        ("mediaReportingDetails", "states[*]", "playerStateData"),
        ("mediaReportingDetails", "customMetadata[*]", "customMetadataDetails"),
    ],
)
def test_collection_refers_to_collection_forms_and_reporting_to_the_published_data_types(
    whole: str, field: str, part: str
) -> None:
    """Documented: the pages of the reporting forms name the published file, or have exactly its fields."""
    document = LIBRARY.find("datatypes", f"_xdm.datatypes.{whole}")
    assert document is not None
    shown = compose(document, LIBRARY.find_any)["properties"][field.removesuffix("[*]")]
    if field.endswith("[*]"):
        shown = shown["items"]
    assert shown["meta:referencedFrom"] == f"https://ns.adobe.com/xdm/datatypes/{part}"


def test_a_component_does_not_show_that_its_id_is_assumed() -> None:
    assert any(facts.get(ASSUMED_ID) for facts in aep_fixtures.read_json("xdm/index.json")["datatypes"].values())
    assert all(
        ASSUMED_ID not in document for kind in FOLDERS for document in [*LIBRARY.all(kind), *LIBRARY.listed(kind)]
    )


def test_all_data_types_go_onto_one_page() -> None:
    """aepp's getDataTypesGlobal asks for the first page again and again as long as there is a next one."""
    assert len(LIBRARY.listed("datatypes")) <= PAGE_SIZE


def test_only_these_components_were_written_by_hand() -> None:
    """Pages describe them, and no published file does."""
    by_hand = documented_only(FIXTURES)
    assert by_hand.pop("datatypes").keys() == {
        "_xdm.datatypes.advertisingDetailsCollection",
        "_xdm.datatypes.advertisingPodDetailsCollection",
        "_xdm.datatypes.chapterDetailsCollection",
        "_xdm.datatypes.customMetadataDetailsCollection",
        "_xdm.datatypes.errorDetailsCollection",
        "_xdm.datatypes.listOfStatesEndCollection",
        "_xdm.datatypes.listOfStatesStartCollection",
        "_xdm.datatypes.mediaCollectionDetails",
        "_xdm.datatypes.mediaReportingDetails",
        "_xdm.datatypes.qoeDataDetailsCollection",
        "_xdm.datatypes.sessionDetailsCollection",
    }
    assert not any(by_hand.values())


@pytest.mark.skipif(not PUBLISHED.is_dir(), reason="the published XDM files are not there")
def test_the_other_fixtures_are_those_made_of_the_published_files() -> None:
    made = library_files(load(PUBLISHED), documented_only(FIXTURES))
    assert {path.relative_to(FIXTURES).as_posix() for path in FIXTURES.rglob("*.json")} == set(made)
    assert [path for path, content in made.items() if (FIXTURES / path).read_text(encoding="utf-8") != content] == []


def test_writing_the_library_anew_keeps_what_was_written_by_hand(tmp_path: Path) -> None:
    fields = {"properties": {"a": {"type": "string"}}}
    (tmp_path / "data_types").mkdir()
    for name, mark in (("by-hand", {ASSUMED_ID: True}), ("no-more", {})):
        facts = {"$id": f"{NS}/{name}", "title": name, **mark, **fields}
        (tmp_path / "data_types" / f"xdm.{name}.json").write_text(json.dumps(facts))
    written = {"$id": f"{NS}/published", "title": "Published", **fields}
    published = Published(paths={"_xdm.published": "components/published.schema.json"})
    published.components["datatypes"]["_xdm.published"] = written
    assert write_library(published, tmp_path) == 3
    assert [path.stem for path in sorted((tmp_path / "data_types").iterdir())] == ["xdm.by-hand", "xdm.published"]
    index = json.loads((tmp_path / "index.json").read_text())
    assert index["datatypes"]["_xdm.by-hand"] == {"$id": f"{NS}/by-hand", "title": "by-hand", ASSUMED_ID: True}
    assert list(index["datatypes"]) == ["_xdm.by-hand", "_xdm.published"]
