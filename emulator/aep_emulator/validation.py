"""JSON Schema: compile once, keep, and turn failures into (path, message)."""

from __future__ import annotations

import functools
import importlib.resources
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from aep_emulator.quick_check import quick_check
from aep_emulator.types import Document, Json

if TYPE_CHECKING:
    from jsonschema.protocols import Validator


_MAX_MESSAGE = 500


MAX_DEPTH = 100
"""How deep a request body may be nested. What is stored must be small enough to be patched, checked and written."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One broken rule. `path` is dotted (`auth.params.host`, `items[0].name`), empty for the document itself."""

    path: str
    message: str
    keyword: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class CompiledSchema:
    """A schema ready for use. Draft 7, which is what the platform's specs and schemas are written in.

    References within the schema are followed, others never: nothing is fetched.
    """

    def __init__(self, schema: Document) -> None:
        from referencing import Registry

        self.schema = schema
        self._is_good = quick_check(schema)
        self._validator = _draft7()(schema, registry=Registry())

    def failures(self, instance: Json) -> list[Failure]:
        """All broken rules, in the order of the schema's keywords; an empty list when the instance is valid."""
        return list(self.iter_failures(instance))

    def first_failure(self, instance: Json) -> Failure | None:
        """The first broken rule, or None."""
        return next(self.iter_failures(instance), None)

    def iter_failures(self, instance: Json) -> Iterator[Failure]:
        """The broken rules, found one at a time."""
        if self._is_good(instance):
            return
        for error in self._validator.iter_errors(instance):
            yield Failure(dotted(error.absolute_path), _shortened(str(error.message)), str(error.validator))


def _shortened(message: str) -> str:
    # A message begins with the value it is about, whatever its size, and ends with the rule.
    if len(message) <= _MAX_MESSAGE:
        return message
    half = _MAX_MESSAGE // 2
    return f"{message[:half]} … {message[-half:]}"


def deeper_than(value: Json, limit: int) -> bool:
    """Whether arrays and objects are nested in more than `limit` levels; `[]` is one level, `1` none."""
    level = [value]
    for _ in range(limit + 1):
        containers = [item for item in level if isinstance(item, dict | list)]
        if not containers:
            return False
        level = [child for item in containers for child in (item.values() if isinstance(item, dict) else item)]
    return True


def _draft7() -> Any:
    # Imported on first use: jsonschema takes longer to load than the rest of the server together.
    from jsonschema import Draft7Validator

    validator: type[Validator] = Draft7Validator
    return validator


def dotted(path: Any) -> str:
    """A path of keys and indexes as people write it: `a.b[0].c`."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += f".{part}" if text else str(part)
    return text


@functools.cache
def request_schema(package: str, name: str) -> CompiledSchema:
    """The compiled schema `requests/NAME.json` of a service's package."""
    text = importlib.resources.files(package).joinpath("requests", f"{name}.json").read_bytes()
    return CompiledSchema(orjson.loads(text))
