"""Accept headers: which are understood, and as what."""

from __future__ import annotations

import pytest

from aep_emulator.gateway.errors import ApiError
from aep_emulator.services.schema_registry import accept


@pytest.mark.documented("help/xdm/api/getting-started.md")
@pytest.mark.parametrize("family", ["xed", "xdm"])
@pytest.mark.parametrize(
    ("variant", "full", "marks"),
    [
        ("", False, False),
        ("-notext", False, False),
        ("-full", True, False),
        ("-full-notext", True, False),
        ("-full-desc", True, False),
        ("-deprecatefield", True, True),
        ("-full-flat", True, False),
        ("-full-desc-flat-deprecated", True, True),
    ],
)
def test_a_look_up_has_a_variant_and_a_version(family: str, variant: str, full: bool, marks: bool) -> None:
    accepted = accept.for_lookup(f"application/vnd.adobe.{family}{variant}+json; version=1")
    assert accepted.media_type == f"application/vnd.adobe.{family}{variant}+json"
    assert (accepted.version, accepted.full, accepted.marks_deprecated) == ("1", full, marks)


@pytest.mark.parametrize(
    "header",
    [
        "application/vnd.adobe.xed+json;version=1",
        "application/vnd.adobe.xed+json ;  version = 1 ",
        'Application/VND.adobe.XED+JSON; VERSION="1"',
        "text/html, application/vnd.adobe.xed+json; q=0.9; version=1, */*",
        "application/vnd.adobe.xed-id+json, application/vnd.adobe.xed+json; version=1",
    ],
)
def test_spelling_and_company_do_not_matter(header: str) -> None:
    accepted = accept.for_lookup(header)
    assert (accepted.media_type, accepted.version) == ("application/vnd.adobe.xed+json", "1")


@pytest.mark.documented("help/xdm/api/list-resources.md")
def test_a_list_is_of_ids_or_of_whole_resources() -> None:
    assert accept.for_list("application/vnd.adobe.xed-id+json").flags == {"id"}
    assert accept.for_list("application/vnd.adobe.xdm+json").flags == set()


@pytest.mark.documented("help/xdm/api/descriptors.md")
@pytest.mark.parametrize("variant", ["", "-id", "-link", "-v2", "-v2-id", "-v2-link", "-v2-link-id"])
def test_descriptors_have_media_types_of_their_own(variant: str) -> None:
    flags = set(filter(None, variant.split("-")))
    assert accept.for_descriptors(f"application/vnd.adobe.xdm{variant}+json").flags == flags


@pytest.mark.parametrize("header", [None, "", "*/*", "application/json", "application/vnd.adobe.xdm+json"])
def test_one_descriptor_needs_no_header(header: str | None) -> None:
    accept.check_descriptor(header)


@pytest.mark.documented("help/xdm/troubleshooting-guide.md")
@pytest.mark.parametrize("header", [None, "", ",;,", "*/*", "xed+json", "application/vnd.adobe.xed+xml", "x" * 10_000])
def test_anything_else_is_refused_with_the_code_of_the_operation(header: str | None) -> None:
    for reader, code in (
        (accept.for_list, "XDM-1006-400"),
        (accept.for_lookup, "XDM-1007-400"),
        (accept.for_descriptors, "XDM-1008-400"),
    ):
        with pytest.raises(ApiError, match=r"application/vnd\.adobe") as refusal:
            reader(header)
        assert (refusal.value.status, refusal.value.code) == (400, code)


@pytest.mark.documented("help/xdm/troubleshooting-guide.md, schema-registry.yaml: acceptError examples")
@pytest.mark.parametrize(
    ("reader", "header", "example"),
    [
        (accept.for_list, "application/vnd.adobe.xed+json;version=1", "application/vnd.adobe.{xed|xdm}+json"),
        (
            accept.for_lookup,
            "application/vnd.adobe.xed+json",
            "application/vnd.adobe.'{xed|xdm'}+json; version=1 (Version should be specified)",
        ),
        (accept.for_descriptors, "application/vnd.adobe.xed+json", "application/vnd.adobe.xdm-id+json"),
        (accept.check_descriptor, "application/vnd.adobe.xed+json;version=1", "application/vnd.adobe.xdm+json"),
    ],
)
def test_the_refusal_begins_with_the_documented_words(reader: object, header: str, example: str) -> None:
    assert callable(reader)
    with pytest.raises(ApiError) as refusal:
        reader(header)
    documented = f"The supplied Accept header is not valid: {header} - A valid Accept value should look like {example}"
    assert refusal.value.detail.startswith(documented)


@pytest.mark.parametrize(
    ("reader", "header"),
    [
        (accept.for_list, "application/vnd.adobe.xed+json; version=1"),
        (accept.for_list, "application/vnd.adobe.xed-full+json"),
        (accept.for_lookup, "application/vnd.adobe.xed+json"),
        (accept.for_lookup, "application/vnd.adobe.xed+json; version="),
        (accept.for_lookup, "application/vnd.adobe.xed+json; version=latest"),
        (accept.for_lookup, "application/vnd.adobe.xed-id+json; version=1"),
        (accept.for_descriptors, "application/vnd.adobe.xed+json"),
        (accept.for_descriptors, "application/vnd.adobe.xdm+json; version=1"),
        (accept.check_descriptor, "application/vnd.adobe.xed+json;version=1"),
        (accept.check_descriptor, "application/vnd.adobe.xdm-id+json"),
    ],
)
def test_a_form_that_the_operation_does_not_have_is_refused(reader: object, header: str) -> None:
    assert callable(reader)
    with pytest.raises(ApiError):
        reader(header)
