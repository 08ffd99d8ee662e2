"""Rows converted to the types of their dataset, by the documented table.

Documented: "Types" in help/ingestion/batch-ingestion/api-overview.md: texts become numbers and dates, numbers become
texts and other numbers, a long also a date (milliseconds since the epoch), objects and maps each other; booleans and
arrays nothing else. Members that are null count as missing (error-diagnostics.md, INGEST-1555-400).
Assumed: a number that does not fit its field, or would lose its fraction, is an error and not cut; in text files
`true` and `false` are booleans; members the schema does not have are left out, which the log says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from aep_emulator.lake.arrow_schema import MAX_DEPTH, xdm_type
from aep_emulator.records import scalars
from aep_emulator.records.row_errors import RowError
from aep_emulator.types import Document

_MAX_NOTED = 10

Errors = list[RowError]

_Convert = Callable[[Any, str, Errors], Any]
"""The value as its field has it, or None when there is nothing left of it; errors are added to the list."""


class Origin(Enum):
    """What kind of file a row comes from, which decides what its values can be."""

    JSON = "json"
    TEXT = "text"
    """Every value is a string."""
    TYPED = "typed"
    """Columns have types, which have been compared with the schema's."""


@dataclass(frozen=True, slots=True)
class _How:
    """Where values come from, and where to note what is left out."""

    origin: Origin
    left_out: dict[str, None]


class RowTypes:
    """Converts rows to the types of one composed XDM schema.

    `left_out` are the first paths of rows that the schema does not have, for whoever wonders where their values are.
    """

    def __init__(self, schema: Document, origin: Origin) -> None:
        self.left_out: dict[str, None] = {}
        self._convert = _object(schema, _How(origin, self.left_out), 0)

    def convert(self, row: Mapping[str, Any]) -> tuple[dict[str, Any], Errors]:
        """The record, dates in ISO 8601, and what could not be converted; then the record lacks it."""
        errors: Errors = []
        return self._convert(row, "", errors) or {}, errors


def _field(definition: Any, how: _How, depth: int) -> _Convert | None:
    """What converts the field's values; None for a field that is not stored."""
    if not isinstance(definition, Mapping) or depth >= MAX_DEPTH:
        return None
    kind = xdm_type(definition)
    if kind == "array":
        return _array(definition, how, depth)
    if kind == "map":
        return _map(definition, how, depth)
    if kind == "object":
        return _object(definition, how, depth)
    scalar = scalars.converter(kind, text=how.origin is Origin.TEXT, typed=how.origin is Origin.TYPED)
    return None if scalar is None else _scalar(scalar, kind)


def _scalar(convert: scalars.Converter, kind: str) -> _Convert:
    def scalar(value: Any, path: str, errors: Errors) -> Any:
        try:
            return convert(value)
        except scalars.ImpossibleError:
            errors.append(RowError.impossible(path, f"{scalars.type_name(value)} cannot be converted to {kind}."))
        except scalars.WrongFormError as error:
            errors.append(RowError.wrong_form(path, str(error)))
        except scalars.WrongValueError as error:
            errors.append(RowError.wrong_type(path, str(error)))
        return None

    return scalar


def _object(definition: Document, how: _How, depth: int) -> _Convert:
    properties: Mapping[str, Any] = definition.get("properties") or {}
    # Made when the first value comes: rows have few of the fields that schemas offer, and a type may contain itself.
    children: dict[str, _Convert | None] = {}

    def convert(value: Any, path: str, errors: Errors) -> Any:
        if not isinstance(value, Mapping):
            errors.append(RowError.impossible(path, f"{scalars.type_name(value)} cannot be converted to object."))
            return None
        found: dict[str, Any] = {}
        for name, member in value.items():
            if member is None:
                continue
            if name not in properties:
                if len(how.left_out) < _MAX_NOTED:
                    how.left_out[f"{path}.{name}" if path else str(name)] = None
                continue
            if name not in children:
                children[name] = _field(properties[name], how, depth + 1)
            child = children[name]
            if child is None:
                continue
            converted = child(member, f"{path}.{name}" if path else name, errors)
            if converted is not None:
                found[name] = converted
        return found

    return convert


def _map(definition: Document, how: _How, depth: int) -> _Convert | None:
    child = _field(definition.get("additionalProperties"), how, depth + 1)
    if child is None:
        return None

    def convert(value: Any, path: str, errors: Errors) -> Any:
        if not isinstance(value, Mapping):
            errors.append(RowError.impossible(path, f"{scalars.type_name(value)} cannot be converted to map."))
            return None
        converted = {
            name: child(member, f"{path}.{name}", errors) for name, member in value.items() if member is not None
        }
        return {name: member for name, member in converted.items() if member is not None}

    return convert


def _array(definition: Document, how: _How, depth: int) -> _Convert | None:
    items = definition.get("items")
    child = _field(items[0] if isinstance(items, list) and items else items, how, depth + 1)
    if child is None:
        return None

    def convert(value: Any, path: str, errors: Errors) -> Any:
        if not isinstance(value, list | tuple):
            errors.append(RowError.impossible(path, f"{scalars.type_name(value)} cannot be converted to array."))
            return None
        converted = [child(item, f"{path}[{index}]", errors) for index, item in enumerate(value) if item is not None]
        return [item for item in converted if item is not None]

    return convert
