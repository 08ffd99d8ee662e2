"""Finding the field a destination path names in a composed XDM schema."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from aep_emulator.services.data_prep.language.errors import ExpressionError
from aep_emulator.services.data_prep.language.paths import Segment, show
from aep_emulator.types import Document

# Beyond this nothing in a schema looks similar, and comparing takes long.
_LONGEST_NAME = 100
_BY_FORMAT = {"date": "date", "date-time": "date-time"}
_BY_TYPE = {
    "string": "string",
    "boolean": "boolean",
    "integer": "long",
    "number": "number",
    "object": "object",
    "array": "array",
}


def xdm_type(field: Document) -> str | None:
    """The XDM type of a field's schema, or None when the schema leaves it open."""
    declared = field.get("meta:xdmType")
    if isinstance(declared, str):
        return declared
    if field.get("format") in _BY_FORMAT:
        return _BY_FORMAT[str(field["format"])]
    json_type = field.get("type")
    if isinstance(json_type, list):
        json_type = next((item for item in json_type if item != "null"), None)
    if json_type is None and "properties" in field:
        json_type = "object"
    if json_type == "object" and "properties" not in field and isinstance(field.get("additionalProperties"), dict):
        return "map"
    return _BY_TYPE.get(str(json_type))


def find_target(schema: Document, segments: tuple[Segment, ...]) -> Document:
    """The schema of the field the path leads to. Raises ExpressionError that names the first unknown piece."""
    field: Any = schema
    for position, segment in enumerate(segments):
        if isinstance(segment, str):
            field = _member(field, segment, segments, position)
        else:
            items = field.get("items")
            if xdm_type(field) != "array" and items is None:
                actual = xdm_type(field) or "open"
                raise ExpressionError(
                    f"'{show(segments[:position])}' is not an array of the target schema but {actual}"
                )
            field = items if isinstance(items, dict) else {}
    found: Document = field
    return found


def _member(field: Document, name: str, segments: tuple[Segment, ...], position: int) -> Any:
    properties = field.get("properties") or {}
    if name in properties:
        return properties[name]
    others = field.get("additionalProperties")
    if isinstance(others, dict):
        return others
    kind = xdm_type(field)
    if (kind in (None, "object", "map") and not properties) or others is True:
        return {}
    whole, so_far = show(segments), show(segments[: position + 1])
    if kind == "array":
        parent = show(segments[:position])
        raise ExpressionError(
            f"'{parent}' is an array of the target schema: name an element, {parent}[0].{name} or {parent}[*].{name}"
        )
    near = get_close_matches(name, list(properties), n=3, cutoff=0.6) if len(name) <= _LONGEST_NAME else []
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    where = "" if so_far == whole else f" ('{so_far}' is unknown)"
    raise ExpressionError(f"the target schema has no field '{whole}'{where}{hint}", None, name, tuple(near))
