"""What the keys, versions and timestamps of relational schemas must be.

Documented: the appendix of help/xdm/api/descriptors.md: the field of a version and that of a timestamp are required,
and a timestamp is a date-time; "Create a relational schema" in help/xdm/api/schemas.md: the fields of a primary key are
required and at the root, and there are several for time-series, the timestamp among them.
Assumed: the primary key of a relational time-series schema may be described before its timestamp, so that any date-time
in the key is enough; on other schemas than relational ones, descriptors of keys, versions and timestamps are not
checked; a primary key without a version is accepted, because descriptors are made one by one.
"""

from __future__ import annotations

from collections.abc import Sequence

from aep_emulator.services.schema_registry import errors
from aep_emulator.services.schema_registry.fields_at import element, field_at
from aep_emulator.services.schema_registry.naming import field_names
from aep_emulator.services.schema_registry.relational import BEHAVIOR_TYPE, TIME_SERIES, is_relational
from aep_emulator.types import Document

_PRIMARY_KEY = "xdm:descriptorPrimaryKey"
_VERSION = "xdm:descriptorVersion"
_TIMESTAMP = "xdm:descriptorTimestamp"


def check(composed: Document, kind: str, paths: Sequence[str]) -> None:
    """Raises ApiError 400 when the fields at these paths, which exist, are not fit for the kind of descriptor.

    `composed` is the resolved schema that the descriptor is about.
    """
    if not is_relational(composed) or kind not in (_PRIMARY_KEY, _VERSION, _TIMESTAMP):
        return
    for path in paths:
        if kind == _PRIMARY_KEY and len(field_names(path)) > 1:
            raise _refused(path, "of a primary key must be at the root of the schema")
        if not _is_required(composed, path):
            raise _refused(path, f"of a descriptor of the type {kind} must be required")
        if kind == _TIMESTAMP and not _is_moment(composed, path):
            raise _refused(path, "of a timestamp must be of the type date-time")
    if kind == _PRIMARY_KEY and composed.get(BEHAVIOR_TYPE) == TIME_SERIES:
        _check_key_of_events(composed, paths)


def _check_key_of_events(composed: Document, paths: Sequence[str]) -> None:
    if len(set(paths)) < 2 or not any(_is_moment(composed, path) for path in paths):
        raise errors.bad_request(
            "xdm:sourceProperty: the primary key of a time-series schema must have several fields, "
            f"the timestamp among them; found: {', '.join(paths)}."
        )


def _is_required(node: Document, path: str) -> bool:
    for name in field_names(path):
        node = element(node)
        if name not in node.get("required", ()):
            return False
        node = node["properties"][name]
    return True


def _is_moment(node: Document, path: str) -> bool:
    field = field_at(node, field_names(path)) or {}
    return field.get("type") == "string" and field.get("format") == "date-time"


def _refused(path: str, rule: str) -> Exception:
    return errors.bad_request(f"xdm:sourceProperty: the field '{path}' {rule}.")
