"""Reading collections and writing what is pointed at an emulator."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from aep_emulator.postman.collections import environment, is_collection, pointed_at

_ENVIRONMENT = "aep-emulator.postman_environment.json"
_SUFFIX = ".postman_collection.json"


class PostmanFileError(Exception):
    """A file cannot be read or written, or is no collection; the text names it."""


def write(collections: Iterable[Path], base_url: str, folder: Path) -> Iterator[str]:
    """Write a copy of each collection into the folder, and the environment: a line for each, that says which.

    Nothing is written unless all can be read. Raises PostmanFileError.
    """
    base_url = base_url.rstrip("/")
    read = [(path, _read(path)) for path in collections]
    for path, collection in read:
        led, changed = pointed_at(collection, base_url)
        led["info"] = {**led["info"], "name": f"{led['info'].get('name', path.stem)} (emulator)"}
        name = path.name.removesuffix(_SUFFIX).removesuffix(".json") + ".emulator" + _SUFFIX
        _write(folder / name, led)
        yield f"{folder / name}: {changed} requests lead to {base_url}"
    _write(folder / _ENVIRONMENT, environment(base_url))
    yield f"{folder / _ENVIRONMENT}: the environment for them"


def _read(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise PostmanFileError(f"{path}: {error}") from None
    if not is_collection(document):
        raise PostmanFileError(f"{path} is no Postman collection: it has no 'info' and 'item'.")
    found: dict[str, Any] = document
    return found


def _write(path: Path, document: dict[str, Any]) -> None:
    try:
        path.write_text(json.dumps(document, indent="\t", ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise PostmanFileError(f"{path}: {error}") from None
