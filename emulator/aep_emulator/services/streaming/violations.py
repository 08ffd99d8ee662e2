"""What a record has against the rules of its schema, in the words of streaming validation.

Documented: help/ingestion/quality/streaming-validation.md shows the texts for keys that are not in the schema and for
wrong types, retrieve-failed-batches.md the one for dates; the latter's list of violations has the same members.
Assumed: the other texts, which the library that wrote these would write; the codes, which people report from failed
batches and no page explains.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from aep_emulator.records import DATE_TIMES, RowError
from aep_emulator.validation import dotted

_TYPE = ("DCVS-1104-400", "A value has the wrong type.")
_FORM = ("DCVS-1105-400", "A value does not have the required form.")
_ENUM = ("DCVS-1106-400", "A value is not one of the allowed ones.")
_MISSING = ("DCVS-1111-400", "A required field is missing.")

_KINDS = {"type": _TYPE, "enum": _ENUM, "const": _ENUM, "required": _MISSING}
_TYPES = {
    "string": "String",
    "boolean": "Boolean",
    "integer": "Integer",
    "number": "Number",
    "object": "JSONObject",
    "array": "JSONArray",
    "null": "Null",
}
_LONGEST_VALUE = 200

_Error = Any
"""jsonschema's ValidationError, whose members may each be unset by its types."""

_Explain = Callable[[_Error], str]


def described(error: _Error) -> Iterator[RowError]:
    """The violations that one error of the validator stands for."""
    path, keyword = dotted(error.absolute_path), str(error.validator)
    code, kind = _KINDS.get(keyword, _FORM)
    if keyword == "additionalProperties" and error.validator_value is False:
        known = error.schema.get("properties", {})
        for name in error.instance:
            if name not in known:
                yield RowError(code, kind, f"extraneous key [{_short(name)}] is not permitted", path, keyword)
        return
    explain = _TEXTS.get(keyword)
    yield RowError(code, kind, explain(error) if explain else str(error.message)[:_LONGEST_VALUE], path, keyword)


def missing_part(message: str) -> RowError:
    """A part of the message around the record that must be there."""
    return RowError(*_MISSING, message, "", "required")


def unfit(path: str, message: str, value: Any) -> RowError:
    """A value that its column cannot hold: a date that is none, mostly."""
    if "date-time" in message:
        message = f"[{_short(value)}] is not a valid date-time. Expected [{DATE_TIMES}]"
    return RowError(*_FORM, message, path, "format")


def type_name(value: Any) -> str:
    """What the value is called in the texts."""
    if isinstance(value, bool):
        return "Boolean"
    if isinstance(value, int):
        return "Long"
    names = {str: "String", float: "Double", dict: "JSONObject", list: "JSONArray"}
    return names.get(type(value), "Null")


def _wrong_type(error: _Error) -> str:
    wanted = error.validator_value
    names = [_TYPES.get(str(name), str(name)) for name in (wanted if isinstance(wanted, list) else [wanted])]
    return f"expected type: {' or '.join(names)}, found: {type_name(error.instance)}"


def _required(error: _Error) -> str:
    # The validator reports each missing name by itself, and only in its text.
    name = next((name for name in error.validator_value if error.message.startswith(repr(name))), "")
    return f"required key [{name}] not found"


_TEXTS: dict[str, _Explain] = {
    "type": _wrong_type,
    "required": _required,
    "enum": lambda error: f"{_short(error.instance)} is not a valid enum value",
    "pattern": lambda error: f"string [{_short(error.instance)}] does not match pattern {error.validator_value}",
    "minLength": lambda error: f"expected minLength: {error.validator_value}, actual: {len(error.instance)}",
    "maxLength": lambda error: f"expected maxLength: {error.validator_value}, actual: {len(error.instance)}",
    "minimum": lambda error: f"{error.instance} is not greater or equal to {error.validator_value}",
    "maximum": lambda error: f"{error.instance} is not less or equal to {error.validator_value}",
    "minItems": lambda error: f"expected minimum item count: {error.validator_value}, found: {len(error.instance)}",
    "maxItems": lambda error: f"expected maximum item count: {error.validator_value}, found: {len(error.instance)}",
}


def _short(value: Any) -> str:
    return str(value)[:_LONGEST_VALUE]
