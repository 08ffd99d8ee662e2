"""The Accept header: which of a resource's forms is wanted.

Documented: "Accept header" in help/xdm/api/getting-started.md and "Accept header invalid" in the troubleshooting guide,
which refuses a missing header, an unknown media type, and a version where a list was asked for; the examples of its
codes XDM-1006 to XDM-1009-400 are in schema-registry.yaml. The pages' own look-up examples leave the version out, but
their prose, the guide and the OpenAPI example of XDM-1007-400 refuse that. Clients spell the media types `xdm` as well
as `xed`; the guide allows both. `flat` and `deprecated`, which aepp sends, are on no page.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from aep_emulator.services.schema_registry import errors

_MEDIA = re.compile(r"application/vnd\.adobe\.(?P<family>xed|xdm)(?P<variant>(-[a-z0-9]+)*)\+json")
_LIST_FLAGS = frozenset({"id"})
_LOOKUP_FLAGS = frozenset({"full", "notext", "desc", "deprecatefield", "deprecated", "flat"})
_DESCRIPTOR_FLAGS = frozenset({"id", "link", "v2"})
_VERSION = re.compile(r"[0-9]+(\.[0-9]+)*")

# What the documented refusals call valid; the quotes of the second are those of the OpenAPI file, its only source.
_LIST_EXAMPLE = "application/vnd.adobe.{xed|xdm}+json"
_LOOKUP_EXAMPLE = "application/vnd.adobe.'{xed|xdm'}+json; version=1 (Version should be specified)"
_DESCRIPTORS_EXAMPLE = "application/vnd.adobe.xdm-id+json"

_LIST_FORMS = "application/vnd.adobe.{xed|xdm}[-id]+json"
_LOOKUP_FORMS = (
    "application/vnd.adobe.{xed|xdm}[-full|-notext|-full-notext|-full-desc|-deprecatefield]+json; "
    "version={MAJOR_VERSION}"
)
_DESCRIPTOR_FORMS = "application/vnd.adobe.xdm[-v2][-id|-link]+json"
_DESCRIPTOR_FORM = "application/vnd.adobe.xdm+json"


@dataclass(frozen=True, slots=True)
class Accepted:
    """A parsed Accept header. `media_type` is what the answer declares; `version` is None for lists."""

    media_type: str
    flags: frozenset[str]
    version: str | None = None

    @property
    def full(self) -> bool:
        """Whether references are to be resolved."""
        return bool(self.flags & {"full", "flat", "deprecatefield", "deprecated"})

    @property
    def marks_deprecated(self) -> bool:
        """Whether deprecated fields are to be marked."""
        return bool(self.flags & {"deprecatefield", "deprecated"})


@functools.lru_cache(maxsize=256)
def for_list(header: str | None) -> Accepted:
    """The form wanted of a list. Raises ApiError 400."""
    for media, flags, version, _ in _offers(header):
        if flags <= _LIST_FLAGS and version is None:
            return Accepted(media, flags)
    raise errors.accept_invalid("XDM-1006-400", header, _LIST_EXAMPLE, _LIST_FORMS)


@functools.lru_cache(maxsize=256)
def for_lookup(header: str | None) -> Accepted:
    """The form wanted of one resource. Raises ApiError 400, also without a version."""
    for media, flags, version, _ in _offers(header):
        if flags <= _LOOKUP_FLAGS and version is not None and _VERSION.fullmatch(version):
            return Accepted(media, flags, version)
    raise errors.accept_invalid("XDM-1007-400", header, _LOOKUP_EXAMPLE, _LOOKUP_FORMS)


@functools.lru_cache(maxsize=256)
def for_descriptors(header: str | None) -> Accepted:
    """The form wanted of the list of descriptors, which has media types of its own. Raises ApiError 400."""
    for media, flags, version, family in _offers(header):
        if family == "xdm" and flags <= _DESCRIPTOR_FLAGS and version is None:
            return Accepted(media, flags)
    raise errors.accept_invalid("XDM-1008-400", header, _DESCRIPTORS_EXAMPLE, _DESCRIPTOR_FORMS)


def check_descriptor(header: str | None) -> None:
    """A descriptor has one form and needs no header. Raises ApiError 400 for another of the registry's media types."""
    offers = _offers(header)
    if offers and not any(family == "xdm" and not flags and version is None for _, flags, version, family in offers):
        raise errors.accept_invalid("XDM-1009-400", header, _DESCRIPTOR_FORM)


def _offers(header: str | None) -> list[tuple[str, frozenset[str], str | None, str]]:
    """Media type, flags, version and family of each of the registry's media types in the header, in its order."""
    offers = []
    for part in (header or "").split(","):
        media, *parameters = (piece.strip() for piece in part.split(";"))
        media = media.lower()
        match = _MEDIA.fullmatch(media)
        if match:
            flags = frozenset(filter(None, match["variant"].split("-")))
            offers.append((media, flags, _version(parameters), match["family"]))
    return offers


def _version(parameters: list[str]) -> str | None:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "version":
            return value.strip().strip('"')
    return None
