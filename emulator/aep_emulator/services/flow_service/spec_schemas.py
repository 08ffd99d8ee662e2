"""The JSON Schemas inside specs that callers bring along: usable before anything is checked against them.

A schema is refused when it is none of draft 7; when a reference leaves it, leads nowhere, in a circle or multiplies
beyond measure; and when a pattern could take longer than anybody waits. So checking a body against a stored spec
never fails and never asks the network.
Assumed throughout: no page says what Adobe refuses here; all schemas the pages show pass.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from aep_emulator.pattern_cost import PatternError, check_pattern
from aep_emulator.services.flow_service import errors
from aep_emulator.types import Document

_MAX_PATTERN = 200
_MAX_NODES = 20_000


def check_spec(document: Document) -> None:
    """Every member `spec` of the document is a schema that can be used.

    Raises FlowServiceError 400 naming the first that is not, or when the document is larger than any spec.
    """
    if _larger_than(document, _MAX_NODES):
        raise errors.invalid(f"A spec of more than {_MAX_NODES} values is not supported.")
    _check_schemas(document, "")


def _larger_than(document: Any, limit: int) -> bool:
    todo, count = [document], 0
    while todo and count <= limit:
        node = todo.pop()
        count += 1
        if isinstance(node, dict | list):
            todo.extend(node.values() if isinstance(node, dict) else node)
    return count > limit


def _check_schemas(node: Any, path: str) -> None:
    if isinstance(node, list):
        for index, item in enumerate(node):
            _check_schemas(item, f"{path}[{index}]")
    if not isinstance(node, dict):
        return
    for name, child in node.items():
        where = f"{path}.{name}" if path else name
        if name == "spec" and isinstance(child, dict):
            _check_schema(child, where)
        else:
            _check_schemas(child, where)


def _check_schema(schema: Document, path: str) -> None:
    from jsonschema import Draft7Validator
    from jsonschema.exceptions import SchemaError

    try:
        _expanded(schema, schema, {})
        _check_node(schema)
        Draft7Validator.check_schema(dict(schema))
    except (SchemaError, RecursionError, OverflowError, _UnusableError) as error:
        reason = getattr(error, "message", str(error))[:300]
        raise errors.invalid(f"{path}: this is not a usable JSON Schema of draft 7: {reason}") from None


class _UnusableError(ValueError):
    """What is wrong with a schema."""


def _check_node(node: Any) -> None:
    """Raises _UnusableError for a pattern that may run away and for an `$id`, which would move references."""
    if isinstance(node, list):
        for item in node:
            _check_node(item)
    elif isinstance(node, dict):
        for name, child in node.items():
            if name == "pattern" and isinstance(child, str):
                _check_pattern(child)
            if name == "$id" and isinstance(child, str):
                raise _UnusableError("'$id' is not supported, references are within the schema")
            if name == "patternProperties" and isinstance(child, dict):
                for pattern in child:
                    _check_pattern(pattern)
            _check_node(child)


def _check_pattern(pattern: str) -> None:
    if len(pattern) > _MAX_PATTERN:
        raise _UnusableError(f"the pattern '{pattern[:80]}' is longer than {_MAX_PATTERN} characters")
    try:
        check_pattern(pattern)
    except PatternError as error:
        raise _UnusableError(str(error)) from None


def _expanded(node: Any, root: Document, seen: dict[str, int | None]) -> int:
    """How many values the node has with its references replaced by what they lead to.

    `seen` holds that for each reference, None while it is being counted. Raises _UnusableError.
    """
    if isinstance(node, list):
        return _bounded(1 + sum(_expanded(item, root, seen) for item in node))
    if not isinstance(node, dict):
        return 1
    total = 1 + sum(_expanded(child, root, seen) for child in node.values())
    reference = node.get("$ref")
    if isinstance(reference, str):
        if reference not in seen:
            seen[reference] = None
            seen[reference] = _expanded(_target(reference, root), root, seen)
        size = seen[reference]
        if size is None:
            raise _UnusableError(f"the reference '{reference}' leads back to itself")
        total += size
    return _bounded(total)


def _bounded(count: int) -> int:
    if count > _MAX_NODES:
        raise _UnusableError(f"with its references replaced it has more than {_MAX_NODES} values")
    return count


def _target(reference: str, root: Document) -> Any:
    if not reference.startswith("#/"):
        raise _UnusableError(f"the reference '{reference}' must be within the schema: #/definitions/NAME")
    node: Any = root
    for part in unquote(reference[2:]).split("/"):
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(node, dict) and name in node:
            node = node[name]
        elif isinstance(node, list) and name.isascii() and name.isdigit() and len(name) < 9 and int(name) < len(node):
            node = node[int(name)]
        else:
            raise _UnusableError(f"the reference '{reference}' leads nowhere")
    if not isinstance(node, dict | bool):
        raise _UnusableError(f"the reference '{reference}' does not lead to a schema")
    return node
