"""The sets of demo tables, and which of them a connector offers under which names.

`tables/SET/*.json` describe the tables (see demo_tables). `tables/connectors.json` says who has them:

| key | value |
|---|---|
| `connectors` | connector → `{set: naming style}` |
| `categories` | the same for connectors that are not listed, by the category of their connection spec |
| `other` | the same for all the rest |
| `aliases` | set → `{name: table}`: names that answer and are not listed |

A style holds the table's name as it is (`{Name}`), in capitals (`{NAME}`) or small (`{name}`). A table with a `path` of
its own is called that by everybody; `title` is what people call it. Names of connectors and categories are compared
by their letters and digits, plural or singular: whoever writes a connection spec need not know this file.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aep_fixtures
from aep_emulator.sources.demo_tables import Row, make_rows, make_table
from aep_emulator.sources.table import RowsInMemory

if TYPE_CHECKING:
    import pyarrow as pa


class DemoSets:
    """The tables of all sets, each made at its first look and kept."""

    def __init__(self, seed: int, rows: int) -> None:
        self._seed = seed
        self._row_count = rows
        self._tables: dict[tuple[str, str, int, int], RowsInMemory] = {}

    def table(self, set_name: str, name: str) -> RowsInMemory:
        """The rows of one table, by its name in the set."""
        return self.part(set_name, name, 0, self._row_count)

    def part(self, set_name: str, name: str, part: int, rows: int) -> RowsInMemory:
        """A piece of a table, with rows of its own: those after `part` pieces of `rows` rows."""
        key = (set_name, name, part, rows)
        if key not in self._tables:
            self._tables[key] = RowsInMemory(functools.partial(self._make, *key))
        return self._tables[key]

    def _make(self, set_name: str, name: str, part: int, rows: int) -> pa.Table:
        description = descriptions(set_name)[name]
        seed = f"{self._seed}:{set_name}:{name}" + (f":{part}" if part else "")

        def other(wanted: str) -> list[Row]:
            found: list[Row] = self.table(set_name, wanted).whole().to_pylist()
            return found

        return make_table(description, make_rows(description, seed, rows, other, first=part * rows))


@dataclass(frozen=True, slots=True)
class Offer:
    """A table that a connector offers: its path and title there, and where it comes from."""

    path: str
    title: str
    set_name: str
    name: str
    listed: bool = True


def offers(connector: str, category_of: Callable[[str], str | None]) -> list[Offer]:
    """What a connector offers, in the order of its sets. `category_of` is asked when it is not listed itself."""
    known = aep_fixtures.read_json("tables/connectors.json")
    styles = _look_up(known["connectors"], connector)
    if styles is None:
        category = category_of(connector)
        styles = (_look_up(known["categories"], category) if category else None) or known["other"]
    found: list[Offer] = []
    for set_name, style in styles.items():
        described = descriptions(set_name)
        for name, description in described.items():
            path = description.get("path") or style.format(Name=name, NAME=name.upper(), name=name.lower())
            found.append(Offer(path, description.get("title", path), set_name, name))
        aliases = known["aliases"].get(set_name, {})
        found += [Offer(alias, alias, set_name, name, listed=False) for alias, name in aliases.items()]
    return found


@functools.cache
def descriptions(set_name: str) -> dict[str, dict[str, Any]]:
    """The descriptions of a set's tables, by name."""
    found = (
        aep_fixtures.read_json(f"tables/{set_name}/{file}.json") for file in aep_fixtures.names(f"tables/{set_name}")
    )
    return {description["name"]: description for description in found}


def _look_up(entries: dict[str, dict[str, str]], name: str) -> dict[str, str] | None:
    wanted = key_of(name)
    return next((value for known, value in entries.items() if key_of(known) == wanted), None)


def key_of(name: str) -> str:
    """What names of connectors and categories are compared by."""
    return "".join(character for character in name.lower() if character.isalnum()).removesuffix("s")
