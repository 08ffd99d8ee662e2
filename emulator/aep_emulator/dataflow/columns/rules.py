"""What a composed XDM schema asks of single values and of objects, taken apart for use on columns.

The rules are those of JSON Schema draft 7 as the row-by-row check applies them; a keyword whose meaning cannot be
checked here makes the whole plan impossible, never a wrong answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from aep_emulator.types import Document
from aep_emulator.validation import CompiledSchema

Rule = Callable[[Any], bool]
"""Whether one value, which is never None, is valid."""

# Keywords that say something about a value and are not handled below.
_COMPOSITE = frozenset({"$ref", "allOf", "anyOf", "oneOf", "not", "if"})
_OBJECT_ONLY = frozenset({"patternProperties", "dependencies", "propertyNames", "minProperties", "maxProperties"})
_BOUNDS = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"})
_OF_NUMBERS = _BOUNDS | {"multipleOf"}


class UnsupportedError(Exception):
    """The mapping does, or the schema asks for, something that columns cannot do or be checked for."""


def value_rule(node: Document) -> Rule:
    """The rule for the values of a scalar field. Raises UnsupportedError."""
    if unknown := _COMPOSITE.intersection(node):
        raise UnsupportedError(f"the keyword {min(unknown)}")
    rules = [make(node[keyword]) for keyword, make in _MAKERS.items() if keyword in node]
    if len(rules) == 1:
        return rules[0]
    return lambda value: all(rule(value) for rule in rules)


def takes_every_string(node: Document) -> bool:
    """Whether any string at all is valid."""
    return _asks_only(node, "string", _OF_NUMBERS)


def is_range(node: Document, kind: str) -> bool:
    """Whether a value of this type (`integer` or `number`) that lies between two valid ones is always valid."""
    return _asks_only(node, kind, _BOUNDS)


def _asks_only(node: Document, kind: str, keywords: frozenset[str]) -> bool:
    return kind in _types(node, kind) and set(_MAKERS).intersection(node) <= keywords | {"type"}


def check_object(node: Document, names: set[str]) -> list[str]:
    """The required members of an object that will have members of these names only. Raises UnsupportedError."""
    if unknown := (_COMPOSITE | _OBJECT_ONLY | {"enum", "const"}).intersection(node):
        raise UnsupportedError(f"the keyword {min(unknown)} of an object")
    if "object" not in _types(node, "object"):
        raise UnsupportedError("a member of something that is no object")
    if names - set(node.get("properties", {})):
        raise UnsupportedError("a member that the schema does not name")
    return [str(name) for name in node.get("required", ())]


def _types(node: Document, default: str) -> list[Any]:
    kind = node.get("type", default)
    return kind if isinstance(kind, list) else [kind]


def _type(kinds: Any) -> Rule:
    known = [_TYPES.get(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])]
    fitting = [fits for fits in known if fits is not None]
    if len(fitting) < len(known):
        raise UnsupportedError(f"the type {kinds}")
    if len(fitting) == 1:
        return fitting[0]
    return lambda value: any(fits(value) for fits in fitting)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_integer(value: Any) -> bool:
    return _is_number(value) and (isinstance(value, int) or value.is_integer())


def _never(_: Any) -> bool:
    return False


_TYPES: dict[str, Rule] = {
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "number": _is_number,
    "integer": _is_integer,
    "null": _never,
}


def _enum(allowed: Any) -> Rule:
    texts = {value for value in allowed if isinstance(value, str)}
    others = [value for value in allowed if not isinstance(value, str)]

    def fits(value: Any) -> bool:
        if isinstance(value, str):
            return value in texts
        return any(value == other and isinstance(value, bool) == isinstance(other, bool) for other in others)

    return fits


def _pattern(pattern: Any) -> Rule:
    try:
        search = re.compile(pattern).search
    except (re.error, TypeError) as error:
        raise UnsupportedError(f"the pattern {pattern}: {error}") from None
    return lambda value: not isinstance(value, str) or search(value) is not None


def _bound(holds: Callable[[Any, Any], bool]) -> Callable[[Any], Rule]:
    return lambda limit: lambda value: not _is_number(value) or holds(value, limit)


def _length(holds: Callable[[int, Any], bool]) -> Callable[[Any], Rule]:
    return lambda limit: lambda value: not isinstance(value, str) or holds(len(value), limit)


def _multiple(of: Any) -> Rule:
    # Its arithmetic has corners of its own.
    schema = CompiledSchema({"multipleOf": of})
    return lambda value: schema.first_failure(value) is None


_MAKERS: dict[str, Callable[[Any], Rule]] = {
    "type": _type,
    "enum": _enum,
    "const": lambda value: _enum([value]),
    "pattern": _pattern,
    "minimum": _bound(lambda value, limit: value >= limit),
    "maximum": _bound(lambda value, limit: value <= limit),
    "exclusiveMinimum": _bound(lambda value, limit: value > limit),
    "exclusiveMaximum": _bound(lambda value, limit: value < limit),
    "minLength": _length(lambda length, limit: length >= limit),
    "maxLength": _length(lambda length, limit: length <= limit),
    "multipleOf": _multiple,
}
