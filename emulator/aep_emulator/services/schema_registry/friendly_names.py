"""Friendly names: the title, description and suggested values that a descriptor gives a field of one schema.

Documented: help/xdm/api/descriptors.md ("Friendly name descriptor") and help/xdm/tutorials/suggested-values.md, which
show what the descriptor says in the resolved schema: a text by language becomes a plain text, suggested values are
added to those that the field has, and those of a field with an enum may not go beyond it. Values that
`xdm:excludeMetaEnum` names are hidden from segmentation only, so the schema keeps them. Nothing of this restricts
records. In a union, suggested values of all its schemas come together (help/xdm/ui/fields/enum.md).
Assumed: of the languages of a friendly name en_us is shown; a suggested value that the field has already gets the
descriptor's text; where two descriptors name the same field, the newer one is shown, and in a union that of the newest
schema.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from aep_emulator.services.schema_registry import errors
from aep_emulator.services.schema_registry.naming import field_names
from aep_emulator.services.schema_registry.views import changed_at
from aep_emulator.types import Document

FRIENDLY_NAME = "xdm:alternateDisplayInfo"

_LANGUAGE = "en_us"
_SUGGESTED = "meta:enum"
# The tutorials send the first five without prefix; descriptors.md calls the last one by both names.
_ALIASES = {
    "sourceSchema": "xdm:sourceSchema",
    "sourceVersion": "xdm:sourceVersion",
    "sourceProperty": "xdm:sourceProperty",
    "title": "xdm:title",
    "description": "xdm:description",
    "meta:excludeMetaEnum": "xdm:excludeMetaEnum",
}


def prefixed(body: Document) -> Document:
    """The body of a friendly name descriptor with the names that are kept; any other body as it is.

    Documented: help/xdm/tutorials/suggested-values.md leaves the prefix out.
    Assumed: where a friendly name descriptor has a member with and without the prefix, the one with it counts.
    """
    if body.get("@type") != FRIENDLY_NAME or _ALIASES.keys().isdisjoint(body):
        return body
    named = {_ALIASES[name]: value for name, value in body.items() if name in _ALIASES}
    return {**named, **{name: value for name, value in body.items() if name not in _ALIASES}}


def check_suggested_values(field: Document, descriptor: Document) -> None:
    """Raises ApiError 400 for suggested values that the enum of the field does not allow."""
    if "enum" not in field:
        return
    unknown = [value for value in descriptor.get(_SUGGESTED, ()) if value not in field["enum"]]
    if unknown:
        path = descriptor["xdm:sourceProperty"]
        raise errors.bad_request(f"{_SUGGESTED}: the enum of '{path}' does not allow {', '.join(unknown[:5])}.")


def with_friendly_names(composed: Document, descriptors: Iterable[Document]) -> dict[str, Any]:
    """The composed form as the friendly names among its descriptors show it."""
    shown = dict(composed)
    for descriptor in descriptors:
        if descriptor["@type"] == FRIENDLY_NAME:
            shown = changed_at(shown, field_names(descriptor["xdm:sourceProperty"]), partial(_renamed, descriptor))
    return shown


def _renamed(descriptor: Document, field: Document) -> dict[str, Any]:
    renamed = dict(field)
    for name in ("title", "description"):
        text = _text(descriptor.get(f"xdm:{name}"))
        if text is not None:
            renamed[name] = text
    labels = {value: _text(label) for value, label in descriptor.get(_SUGGESTED, {}).items()}
    suggested = {value: label for value, label in labels.items() if label is not None}
    if suggested:
        renamed[_SUGGESTED] = {**renamed.get(_SUGGESTED, {}), **suggested}
    return renamed


def _text(value: str | Mapping[str, str] | None) -> str | None:
    """The text in the language that is shown; None when there is none."""
    if isinstance(value, Mapping):
        return value.get(_LANGUAGE, next(iter(value.values()), None))
    return value
