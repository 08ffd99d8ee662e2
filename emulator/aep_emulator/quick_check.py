"""A quick look at a value, for the many that are good: whether it certainly fits its schema.

Saying what is wrong with one takes the full validator, which is a good ten times slower. What this check does not
know it leaves to that one, so it never lets through a row that the validator would refuse.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from aep_emulator.types import Document

Check = Callable[[Any], bool]
"""True when the value is certainly valid."""

# The keywords of draft 7 that can refuse a value and are not looked at here.
_NOT_KNOWN = frozenset(
    {
        "$ref", "additionalItems", "allOf", "anyOf", "contains", "dependencies", "else", "if", "maxItems",
        "maxProperties", "minItems", "minProperties", "multipleOf", "not", "oneOf", "patternProperties",
        "propertyNames", "then", "uniqueItems",
    }
)  # fmt: skip

_TYPES: dict[str, Check] = {
    "string": lambda value: type(value) is str,
    "boolean": lambda value: type(value) is bool,
    "integer": lambda value: type(value) is int,
    "number": lambda value: type(value) is int or type(value) is float,
    "object": lambda value: type(value) is dict,
    "array": lambda value: type(value) is list,
}


def quick_check(schema: Any) -> Check:
    """The check for a schema, draft 7."""
    if schema is True or schema == {}:
        return _yes
    if not isinstance(schema, Mapping) or not _NOT_KNOWN.isdisjoint(schema):
        return _no
    try:
        rules = _rules(schema)
    except (TypeError, ValueError, re.error, KeyError):
        # Not a schema of the usual form.
        return _no
    if len(rules) == 1:
        return rules[0]
    return lambda value: all(rule(value) for rule in rules)


def _yes(_: Any) -> bool:
    return True


def _no(_: Any) -> bool:
    return False


def _rules(schema: Document) -> list[Check]:
    rules: list[Check] = []
    kinds = schema.get("type")
    if kinds is not None:
        known = [_TYPES[kind] for kind in (kinds if isinstance(kinds, list) else [kinds]) if kind != "null"]
        rules.append(known[0] if len(known) == 1 else lambda value: any(fits(value) for fits in known))
    if "enum" in schema:
        rules.append(_among(schema["enum"]))
    if "const" in schema:
        rules.append(_among([schema["const"]]))
    rules += [make(schema[keyword]) for keyword, make in _BOUNDS.items() if keyword in schema]
    if not {"properties", "required", "additionalProperties"}.isdisjoint(schema):
        rules.append(_object(schema))
    if "items" in schema:
        rules.append(_array(schema["items"]))
    return rules or [_yes]


def _among(values: list[Any]) -> Check:
    texts = frozenset(value for value in values if isinstance(value, str))
    # Numbers and booleans are equal to each other in Python and not in JSON: left to the validator.
    return lambda value: type(value) is str and value in texts


def _text(holds: Callable[[str], bool]) -> Check:
    return lambda value: type(value) is str and holds(value)


def _number(holds: Callable[[float], bool]) -> Check:
    return lambda value: (type(value) is int or type(value) is float) and holds(value)


def _pattern(pattern: str) -> Check:
    search = re.compile(pattern).search
    return _text(lambda value: search(value) is not None)


# A value of another type is valid for these keywords; that is rare, and left to the validator.
_BOUNDS: dict[str, Callable[[Any], Check]] = {
    "pattern": _pattern,
    "minLength": lambda limit: _text(lambda value: len(value) >= limit),
    "maxLength": lambda limit: _text(lambda value: len(value) <= limit),
    "minimum": lambda limit: _number(lambda value: value >= limit),
    "maximum": lambda limit: _number(lambda value: value <= limit),
    "exclusiveMinimum": lambda limit: _number(lambda value: value > limit),
    "exclusiveMaximum": lambda limit: _number(lambda value: value < limit),
}


def _object(schema: Document) -> Check:
    properties: Mapping[str, Any] = schema.get("properties") or {}
    required = list(schema.get("required") or ())
    others = schema.get("additionalProperties", True)
    # Made when the first value comes: rows have few of the fields that schemas offer.
    checks: dict[str, Check] = {}
    check_other = None if others is True else _lazy(others)

    def check(value: Any) -> bool:
        if type(value) is not dict or not all(name in value for name in required):
            return False
        for name, member in value.items():
            if name in properties:
                known = checks.get(name)
                if known is None:
                    known = checks[name] = quick_check(properties[name])
                if not known(member):
                    return False
            elif check_other is not None and not check_other(member):
                return False
        return True

    return check


def _array(items: Any) -> Check:
    if isinstance(items, list):
        return _no
    check_item = _lazy(items)
    return lambda value: type(value) is list and all(check_item(item) for item in value)


def _lazy(schema: Any) -> Check:
    """The check of a schema that may contain itself."""
    made: list[Check] = []

    def check(value: Any) -> bool:
        if not made:
            made.append(quick_check(schema))
        return made[0](value)

    return check
