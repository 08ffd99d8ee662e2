"""Published files made up for a test, the real ones where they are there, and what both become on the platform."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import orjson
import pytest

from aep_emulator.services.schema_registry.published.names import platform_path

_REAL = Path(__file__).parents[4] / "shared" / "reference" / "xdm"


@pytest.fixture(scope="session")
def real() -> Path:
    """A copy of Adobe's repository; tests that need it are skipped where it is missing."""
    if not _REAL.is_dir():
        pytest.skip("the published XDM files are not there")
    return _REAL


def _schema(name: str, properties: Mapping[str, Any] | None = None, **members: Any) -> dict[str, Any]:
    """A published file of the usual form: one definition, and an allOf that refers to it."""
    return {
        "$schema": "http://json-schema.org/draft-06/schema#",
        "$id": f"https://ns.adobe.com/xdm/test/{name}",
        "title": name.title(),
        "type": "object",
        "definitions": {name: {"properties": dict(properties or {"xdm:a": {"type": "string"}})}},
        "allOf": [{"$ref": f"#/definitions/{name}"}],
        "meta:status": "stable",
        **members,
    }


def _checkout(folder: Path, files: Mapping[str, Any]) -> Path:
    """A folder with these files: objects as JSON, bytes as they are."""
    for path, content in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else orjson.dumps(content))
    return folder


def _archive(path: Path, files: Mapping[str, Any], top: str = "xdm-master/") -> Path:
    """A zip archive with these files in one folder, as GitHub makes them."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(top + name, content if isinstance(content, bytes) else orjson.dumps(content))
    return path


def _at(node: Mapping[str, Any], path: str) -> Any:
    """The field at a dotted path of a composed resource; `[]` goes into an array or a map."""
    found: Any = node
    for step in path.split("."):
        name = step.removesuffix("[]")
        found = found["properties"][name]
        if step.endswith("[]"):
            found = found.get("items") or found["additionalProperties"]
    return found


def _platform_value(value: Any, published: Mapping[str, Any]) -> Any:
    """A document with published names in platform form. `published` is the schema of its fields, composed.

    Names the schema does not have, and the keys of maps, stay as they are.
    """
    if isinstance(value, list):
        return [_platform_value(item, published.get("items") or {}) for item in value]
    if not isinstance(value, dict):
        return value
    properties = published.get("properties") or {}
    others = published.get("additionalProperties")
    result: dict[str, Any] = {}
    for name, child in value.items():
        if name not in properties:
            result[name] = _platform_value(child, others if isinstance(others, dict) else {})
            continue
        *outer, own = platform_path(name)
        inside = result
        for step in outer:
            inside = inside.setdefault(step, {})
        translated = _platform_value(child, properties[name])
        before = inside.get(own)
        both = isinstance(before, dict) and isinstance(translated, dict)
        inside[own] = {**before, **translated} if both else translated  # type: ignore[dict-item]
    return result


@pytest.fixture(scope="session")
def schema() -> Callable[..., dict[str, Any]]:
    """Makes a published file."""
    return _schema


@pytest.fixture(scope="session")
def checkout() -> Callable[..., Path]:
    """Makes a folder of files."""
    return _checkout


@pytest.fixture(scope="session")
def archive() -> Callable[..., Path]:
    """Makes a zip archive."""
    return _archive


@pytest.fixture(scope="session")
def at() -> Callable[..., Any]:
    """Finds a field in a composed resource."""
    return _at


@pytest.fixture(scope="session")
def platform_value() -> Callable[..., Any]:
    """Translates a document."""
    return _platform_value
