"""Which changes of a composed schema break what was written with it before.

Documented: "Schema evolution principles" in help/xdm/schema/composition.md: fields are not removed, renamed, moved or
redefined, and values that were allowed stay allowed; new fields, new required fields and fields that are no longer
required are fine.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aep_emulator.services.schema_registry.field_types import INTEGERS, data_type
from aep_emulator.types import Document

_MUST_NOT_RISE = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_MUST_NOT_FALL = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_MUST_NOT_COME = ("pattern", "const", "multipleOf", "format")


def breaking_changes(before: Document, after: Document, path: str = "") -> Iterator[str]:
    """Each broken rule as `/person/name: …`, found one at a time; nothing when `after` allows what `before` did."""
    if before is after:
        return
    here = path or "/"
    if data_type(before) != data_type(after):
        yield f"{here}: its type was {data_type(before)} and cannot become {data_type(after)}"
        return
    yield from (f"{here}: {change}" for change in _restrictions(before, after))
    remaining = after.get("properties", {})
    for name, child in before.get("properties", {}).items():
        if name in remaining:
            yield from breaking_changes(child, remaining[name], f"{path}/{name}")
        else:
            yield f"{path}/{name}: a field cannot be removed"
    for member in ("items", "additionalProperties"):
        old, new = before.get(member), after.get(member)
        if isinstance(old, dict) and isinstance(new, dict):
            yield from breaking_changes(old, new, f"{path}[*]")


def _restrictions(before: Document, after: Document) -> Iterator[str]:
    if "enum" in after and (removed := _removed_values(before, after["enum"])):
        yield removed
    for name in _MUST_NOT_RISE:
        if name in after and (name not in before or after[name] > before[name]):
            yield f"its {name} cannot rise to {after[name]}"
    for name in _MUST_NOT_FALL:
        if name in after and (name not in before or after[name] < before[name]):
            yield f"its {name} cannot fall to {after[name]}"
    for name in _MUST_NOT_COME:
        if name in after and after[name] != before.get(name):
            yield f"its {name} cannot become {str(after[name])[:80]}"
    if _narrower(after.get("meta:xdmType"), before.get("meta:xdmType")):
        yield f"its type was {before['meta:xdmType']} and cannot become {after['meta:xdmType']}"
    if after.get("uniqueItems") is True and before.get("uniqueItems") is not True:
        yield "its items cannot become unique"
    if after.get("additionalProperties") is False and before.get("additionalProperties") is not False:
        yield "further fields cannot be forbidden"
    elif isinstance(after.get("additionalProperties"), dict) and not isinstance(
        before.get("additionalProperties"), dict
    ):
        yield "it cannot become a map"


def _removed_values(before: Document, allowed: list[Any]) -> str:
    if "enum" not in before:
        return "its values cannot be restricted to a list"
    removed = [value for value in before["enum"] if value not in allowed]
    return f"the values {', '.join(map(str, removed[:5]))} cannot be removed" if removed else ""


def _narrower(new: str | None, old: str | None) -> bool:
    return new in INTEGERS and old in INTEGERS and INTEGERS.index(new) < INTEGERS.index(old)
