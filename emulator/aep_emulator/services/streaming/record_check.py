"""Whether a record fits the schema of its dataset, as streaming validation sees it.

Stricter than batch ingestion: nothing is converted, and a key that the schema does not have is an error.
Documented: help/ingestion/quality/streaming-validation.md, which also says that validation stops at five errors. The
schema itself requires its primary identity (help/ingestion/tutorials/streaming-record-data.md), so that a record
without that field is refused whatever its identityMap has.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Protocol

from aep_emulator.gateway.scope import Scope
from aep_emulator.lake.arrow_schema import arrow_schema
from aep_emulator.lake.conversion import UnfitRecordError, record_converter
from aep_emulator.quick_check import quick_check
from aep_emulator.records import RowError
from aep_emulator.services.streaming import violations
from aep_emulator.types import Document

MAX_ERRORS = 5

_CACHED = 100
_OPEN_KEYWORDS = frozenset({"additionalProperties", "patternProperties", "$ref", "allOf", "anyOf", "oneOf"})
_CHILDREN = ("properties", "patternProperties", "definitions")


class Schemas(Protocol):
    """What is asked of the Schema Registry."""

    def composed(self, scope: Scope, schema_id: str) -> Document:
        """The composed schema; the same object as long as nothing changes. Raises ApiError."""
        ...


class RecordCheck:
    """Checks records against one composed schema."""

    def __init__(self, schema: Document) -> None:
        self.schema = schema
        self._closed = closed(schema)
        self._is_good = quick_check(self._closed)
        self._convert = record_converter(arrow_schema(schema))

    def errors(self, record: Document) -> list[RowError]:
        """The first reasons to refuse the record; empty when it fits."""
        found = [] if self._is_good(record) else list(islice(self._broken_rules(record), MAX_ERRORS))
        return found or self._unfit(record)

    def _broken_rules(self, record: Document) -> Iterator[RowError]:
        # Imported on first use, as in validation.py.
        from jsonschema import Draft7Validator
        from referencing import Registry

        for error in Draft7Validator(self._closed, registry=Registry()).iter_errors(record):
            yield from violations.described(error)

    def _unfit(self, record: Document) -> list[RowError]:
        try:
            self._convert(record)
        except UnfitRecordError as error:
            return [violations.unfit(error.path, error.message, _value_at(record, error.path))]
        return []


class RecordChecks:
    """The checks of schemas, kept as long as the schemas stay as they are. Safe under threads."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, str], RecordCheck] = OrderedDict()

    def of(self, scope: Scope, schema_id: str) -> RecordCheck:
        """The check of a schema. Raises ApiError when the schema is gone."""
        schema = self._schemas.composed(scope, schema_id)
        key = (scope.world, schema_id)
        with self._lock:
            kept = self._kept.get(key)
        if kept is not None and kept.schema is schema:
            return kept
        check = RecordCheck(schema)
        with self._lock:
            self._kept[key] = check
            self._kept.move_to_end(key)
            while len(self._kept) > _CACHED:
                self._kept.popitem(last=False)
        return check


def closed(schema: Any) -> Any:
    """The schema, in which objects have no members but those that are named."""
    if not isinstance(schema, Mapping):
        return schema
    made = dict(schema)
    for keyword in _CHILDREN:
        if isinstance(made.get(keyword), Mapping):
            made[keyword] = {name: closed(child) for name, child in made[keyword].items()}
    for keyword in ("items", "additionalProperties"):
        if isinstance(made.get(keyword), Mapping):
            made[keyword] = closed(made[keyword])
    if made.get("properties") and _OPEN_KEYWORDS.isdisjoint(made):
        made["additionalProperties"] = False
    return made


def _value_at(record: Document, path: str) -> Any:
    value: Any = record
    for name in path.replace("[", ".").replace("]", "").split("."):
        if isinstance(value, Mapping):
            value = value.get(name)
        elif isinstance(value, list) and name.isdigit() and int(name) < len(value):
            value = value[int(name)]
        else:
            return None
    return value
