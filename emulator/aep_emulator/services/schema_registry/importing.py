"""Published XDM files as content of the global container: what can be used, and what cannot and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from aep_emulator.gateway.errors import ApiError
from aep_emulator.services.schema_registry.checks import check_shape
from aep_emulator.services.schema_registry.composition import CompositionError, compose
from aep_emulator.services.schema_registry.library import Library
from aep_emulator.services.schema_registry.limits import check_size
from aep_emulator.services.schema_registry.naming import alt_id
from aep_emulator.services.schema_registry.published.components import (
    BEHAVIORS,
    KINDS,
    Facts,
    facts,
    is_class,
    kind_of,
    references,
)
from aep_emulator.services.schema_registry.published.fields import UnusableError
from aep_emulator.services.schema_registry.published.reading import Problem, SourceError, schema_files

__all__ = ["Problem", "Published", "SourceError", "load"]


@dataclass(frozen=True)
class Published:
    """What a checkout or archive holds: facts by kind and meta:altId, and what of it cannot be used."""

    components: dict[str, dict[str, Facts]] = field(default_factory=lambda: {kind: {} for kind in KINDS})
    paths: dict[str, str] = field(default_factory=dict)
    """Where each component was found, by meta:altId."""
    problems: list[Problem] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """How many components of each kind can be used."""
        return {kind: len(found) for kind, found in self.components.items()}


def load(source: Path) -> Published:
    """Everything usable in a folder or zip archive of the repository. Raises SourceError."""
    published = Published()
    files = _parsed(source, published.problems)
    built_in = {document["$id"] for document in Library().listed("classes")}
    classes = frozenset(built_in | {content["$id"] for path, content in files.items() if is_class(content, path)})
    for path, content in files.items():
        kind = kind_of(content, path, classes)
        try:
            found = facts(content)
            check_shape(_checkable(found))
        except (UnusableError, ApiError) as error:
            published.problems.append(Problem(path, _reason(error)))
            continue
        if kind in ("classes", "schemas"):
            found["extends"] = list(dict.fromkeys(references(content.get("allOf"))))
        if kind == "schemas":
            found["class"] = _class_of(found["extends"], classes)
        address = alt_id(found["$id"])
        if address in published.paths:
            published.problems.append(Problem(path, f"has the $id of {published.paths[address]}, '{found['$id']}'"))
            continue
        published.paths[address] = path
        published.components[kind][address] = found
    _remove_incomplete(published)
    return published


def _parsed(source: Path, problems: list[Problem]) -> dict[str, Any]:
    """The files that hold an object with an `$id`, by path; the others become problems."""
    files: dict[str, Any] = {}
    for path, content in schema_files(source):
        if isinstance(content, Problem):
            problems.append(content)
            continue
        try:
            parsed = orjson.loads(content)
            check_size(parsed)
        except (orjson.JSONDecodeError, ApiError) as error:
            problems.append(Problem(path, _reason(error)))
            continue
        if not isinstance(parsed, dict) or not isinstance(parsed.get("$id"), str) or not parsed["$id"]:
            problems.append(Problem(path, "the file must hold a JSON object with a string $id."))
            continue
        if path in files:
            problems.append(Problem(path, "is in the archive twice"))
            continue
        files[path] = parsed
    return files


def _reason(error: Exception) -> str:
    if isinstance(error, orjson.JSONDecodeError):
        return f"is not JSON: {error}"
    return error.detail if isinstance(error, ApiError) else str(error)


def _checkable(found: Facts) -> dict[str, Any]:
    """The facts as a body that the API would accept, as far as that is about their shape."""
    return {"type": "object", **{name: value for name, value in found.items() if name not in ("status", "class")}}


def _class_of(bases: list[str], classes: frozenset[str]) -> str:
    """The class that a schema is based on; Adobe's own may have a behavior only."""
    return min((base for base in bases if base in classes or base in BEHAVIORS), key=lambda base: base not in classes)


def _remove_incomplete(published: Published) -> None:
    """Take out what cannot be composed, and then what refers to that, until all that is left can."""
    left = True
    while left:
        library = Library(published.components)
        broken = [
            (kind, address, reason)
            for kind, found in published.components.items()
            for address in found
            if (reason := _broken(library, kind, address)) is not None
        ]
        for kind, address, reason in broken:
            published.problems.append(Problem(published.paths[address], reason))
            del published.components[kind][address]
        left = bool(broken)


def _broken(library: Library, kind: str, address: str) -> str | None:
    document = library.find(kind, address)
    try:
        compose(document or {}, library.find_any)
    except CompositionError as error:
        return str(error)
    return None
