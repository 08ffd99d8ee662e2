"""The standard XDM components: the content of the global container.

The fixtures hold facts only (names, types, formats, bounds, values, references). A component's file is called after
its meta:altId and is read when somebody first asks for it; an index says what there is. Components that were imported
from published files stand in front of those.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import aep_fixtures
from aep_emulator.services.schema_registry.documents import LIBRARY_VERSION, document, header
from aep_emulator.services.schema_registry.naming import alt_id
from aep_emulator.services.schema_registry.published.components import Facts
from aep_emulator.types import Document

__all__ = ["FOLDERS", "LIBRARY_VERSION", "Library", "open_library"]

_log = logging.getLogger("aep_emulator.xdm")

FOLDERS = {"behaviors": "behaviors", "classes": "classes", "mixins": "field_groups", "datatypes": "data_types"}
"""Where the files of each kind are, below the fixtures' `xdm/`."""

# What a look-up shows and a list of identifiers does not.
_BODY_MEMBERS = ("definitions", "allOf", "refs", "properties", "required", "minProperties", "description")

Imported = Mapping[str, Mapping[str, Facts]]
"""Facts by kind and meta:altId."""


class Library:
    """All standard components by kind (behaviors, classes, mixins, datatypes, schemas) and meta:altId, or by `$id`."""

    def __init__(self, imported: Imported | None = None) -> None:
        self._imported: Imported = imported or {}
        self._read: dict[str, Document] = {}

    @functools.cached_property
    def _index(self) -> Imported:
        """What there is: facts without fields for the built-in components."""
        imported = {address for found in self._imported.values() for address in found}
        built_in = aep_fixtures.read_json("xdm/index.json")
        kinds = list(dict.fromkeys([*built_in, *self._imported]))
        return {
            kind: dict(
                sorted(
                    {
                        **{name: facts for name, facts in built_in.get(kind, {}).items() if name not in imported},
                        **self._imported.get(kind, {}),
                    }.items()
                )
            )
            for kind in kinds
        }

    @functools.cached_property
    def _kinds(self) -> dict[str, str]:
        return {address: kind for kind, found in self._index.items() for address in found}

    def all(self, kind: str) -> list[Document]:
        """Every component of one kind, in the order of their meta:altIds; none for an unknown kind."""
        return [self._component(address, kind) for address in self._index.get(kind, ())]

    def listed(self, kind: str, about: Iterable[str] = ()) -> list[Document]:
        """As `all`, but without the fields where nobody asks for them, which needs no file but the index.

        `about` is what the list is filtered and sorted by, as sent.
        """
        if any(member in text for text in about for member in _BODY_MEMBERS):
            return self.all(kind)
        return [header(facts, kind) for facts in self._index.get(kind, {}).values()]

    def find(self, kind: str, address: str) -> Document | None:
        """A component of one kind by meta:altId."""
        return self._component(address, kind) if self._kinds.get(address) == kind else None

    def find_any(self, resource_id: str) -> Document | None:
        """A component of any kind by `$id`."""
        address = alt_id(resource_id)
        kind = self._kinds.get(address)
        # Two ids can have one meta:altId (a final slash, http for https); only the component's own leads to it.
        if kind is None or self._index[kind][address]["$id"] != resource_id:
            return None
        return self._component(address, kind)

    def _component(self, address: str, kind: str) -> Document:
        known = self._read.get(address)
        if known is None:
            # Under threads two may read the same file; everybody gets the copy that was kept first.
            known = self._read.setdefault(address, document(self._facts(address, kind), kind))
        return known

    def _facts(self, address: str, kind: str) -> dict[str, Any]:
        imported = self._imported.get(kind, {}).get(address)
        if imported is not None:
            return dict(imported)
        found: dict[str, Any] = aep_fixtures.read_json(f"xdm/{FOLDERS[kind]}/{address[1:]}.json")
        return found


def open_library(published: Path | None) -> Library:
    """The built-in library, with the components of a checkout or archive of published files in front of it.

    What cannot be used of them is logged as a warning. Raises SourceError, a ValueError.
    """
    if published is None:
        return Library()
    from aep_emulator.services.schema_registry.importing import load  # Needs more modules than a start should load.

    found = load(published)
    for problem in found.problems:
        _log.warning("%s", problem)
    return Library(found.components)
