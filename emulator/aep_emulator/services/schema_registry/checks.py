"""Whether a body may become a resource at all: its shape, and where its custom fields are.

Documented: "Naming and field constraints" in help/xdm/api/getting-started.md; "Namespace validation error" in the
troubleshooting guide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from aep_emulator.gateway.errors import ApiError
from aep_emulator.services.schema_registry import errors
from aep_emulator.services.schema_registry.composition import CompositionError, at_pointer
from aep_emulator.types import Document
from aep_emulator.validation import Failure, request_schema

_PACKAGE = "aep_emulator.services.schema_registry"
_MAX_DEPTH = 60
_SHOWN_FAILURES = 5
_SHOWN_CHARACTERS = 300
_NAME = re.compile(r"[A-Za-z0-9-][A-Za-z0-9_-]*")


def check_shape(body: Document, name: str = "resources") -> None:
    """Raises ApiError 400 naming each member that breaks the rules of `requests/NAME.json`."""
    _check_depth(body, 0)
    failures = request_schema(_PACKAGE, name).failures(body)
    if failures:
        shown = "; ".join(_shortened(failure) for failure in failures[:_SHOWN_FAILURES])
        raise errors.bad_request(shown if len(failures) <= _SHOWN_FAILURES else f"{shown}; and more")
    _check_patterns(body, "")


def check_names(tenant: str, kind: str, draft: Document, *, adhoc: bool) -> None:
    """Custom fields live under `_{tenant}`, and no name inside begins with an underscore. Raises ApiError 400.

    Data types need no namespace. Fields that extend a standard field group's object are under `_{tenant}` inside it.
    Ad hoc classes keep theirs under `_adhoc`, whose names come from whatever file was loaded.
    """
    namespace = f"_{tenant}"
    for name, field in _top_level_fields(draft, draft, set()):
        if adhoc and name == "_adhoc":
            continue
        if kind == "datatypes":
            if name != namespace:
                _check_name(f"/{name}", name)
            _check_inside(field, f"/{name}")
        else:
            _check_namespaced(tenant, name, field, f"/{name}")


def _check_namespaced(tenant: str, name: str, field: Document, path: str) -> None:
    if name == f"_{tenant}":
        _check_inside(field, path)
        return
    inside = field.get("properties")
    if not inside:
        raise errors.namespace(tenant, path)
    for child_name, child in inside.items():
        _check_namespaced(tenant, child_name, child, f"{path}/{child_name}")


def _check_inside(field: Document, path: str) -> None:
    for name, child in field.get("properties", {}).items():
        _check_name(f"{path}/{name}", name)
        _check_inside(child, f"{path}/{name}")
    if isinstance(field.get("items"), dict):
        _check_inside(field["items"], f"{path}[*]")


def _check_name(path: str, name: str) -> None:
    if _NAME.fullmatch(name) is None:
        raise errors.field_name(path, name)


def _top_level_fields(part: Document, root: Document, seen: set[str]) -> Iterator[tuple[str, Document]]:
    yield from part.get("properties", {}).items()
    for member in part.get("allOf", ()):
        yield from _top_level_fields(member, root, seen)
    reference = part.get("$ref", "")
    if reference.startswith("#") and reference not in seen:
        seen.add(reference)
        try:
            part = at_pointer(root, reference, reference[1:])
        except CompositionError:
            return  # Composing the resource comes next, and says so.
        yield from _top_level_fields(part, root, seen)


def _check_depth(node: Any, depth: int) -> None:
    if depth > _MAX_DEPTH:
        raise errors.bad_request(f"The resource nests deeper than {_MAX_DEPTH} levels.")
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for child in children:
        _check_depth(child, depth + 1)


def _check_patterns(node: Document, path: str) -> None:
    if "pattern" in node:
        try:
            re.compile(node["pattern"])
        except re.error as error:
            raise _bad_pattern(path, node["pattern"], error) from None
    for name, child in _children(node):
        _check_patterns(child, f"{path}.{name}" if path else name)


def _children(node: Document) -> Iterator[tuple[str, Document]]:
    for member in ("properties", "definitions"):
        for name, child in node.get(member, {}).items():
            yield f"{member}.{name}", child
    for member in ("items", "additionalProperties"):
        if isinstance(node.get(member), dict):
            yield member, node[member]
    for index, part in enumerate(node.get("allOf", ())):
        yield f"allOf[{index}]", part


def _bad_pattern(path: str, pattern: str, error: re.error) -> ApiError:
    return errors.bad_request(f"{path}.pattern: '{pattern[:80]}' is not a regular expression: {error}")


def _shortened(failure: Failure) -> str:
    text = str(failure)
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}…"
