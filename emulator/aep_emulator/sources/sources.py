"""All sources of one emulator."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

import aep_fixtures
from aep_emulator.sources.demo_sets import DemoSets, key_of, offers
from aep_emulator.sources.files import Files
from aep_emulator.sources.files.demo_files import DemoFiles
from aep_emulator.sources.files.disk_files import DiskFiles
from aep_emulator.sources.table import Table
from aep_emulator.sources.user_tables import user_tables


class Sources:
    """The tables behind table-based connectors and the files behind file-based ones.

    Both are the demo's, replaced or joined by the user's. `data` is a folder with `tables/` and `files/` in it.
    `category_of` gives the category of a connector, by which one that the demo does not know gets its tables.
    Raises SourceError (a ValueError) when `data` cannot be used.
    """

    def __init__(
        self, *, seed: int, rows: int, data: Path | None, category_of: Callable[[str], str | None] | None = None
    ) -> None:
        self._category_of = category_of or _described_category
        self._sets = DemoSets(seed, rows)
        self._user = {} if data is None else {table.name.lower(): table for table in user_tables(data / "tables")}
        self._disk = None if data is None else DiskFiles(data / "files")
        self._row_count = rows
        self._offered: dict[str, tuple[dict[str, Table], dict[str, Table]]] = {}
        self._files: dict[str, Files] = {}

    def tables(self, connector: str) -> list[str]:
        """The names of the tables of a connector (a connection spec's name, such as `shopify`)."""
        listed, _ = self._demo(connector)
        return [table.name for table in {**listed, **self._user}.values()]

    def table(self, connector: str, name: str) -> Table | None:
        """One table, or None. Names are compared without case, and the connector's prefix may be left out.

        Documented: the explore tutorial asks for `Orders` where the list says `Shopify.Orders`.
        """
        listed, by_other_names = self._demo(connector)
        wanted = name.lower()
        return self._user.get(wanted) or listed.get(wanted) or by_other_names.get(wanted)

    def files(self, connector: str) -> Files:
        """The files of a connector (a connection spec's name, such as `azure-blob`)."""
        if connector not in self._files:
            known = aep_fixtures.read_json("files/connectors.json")
            wanted = key_of(connector)
            place = next((p for name, p in known["connectors"].items() if key_of(name) == wanted), known["other"])
            demo = DemoFiles(place["tree"], self._sets, self._row_count)
            self._files[connector] = Files(demo, self._disk, container=place.get("container"))
        return self._files[connector]

    def _demo(self, connector: str) -> tuple[dict[str, Table], dict[str, Table]]:
        """The connector's demo tables by their names, and by other names that answer too; all in lower case."""
        if connector not in self._offered:
            listed: dict[str, Table] = {}
            by_other_names: dict[str, Table] = {}
            for offer in offers(connector, self._category_of):
                table = Table(offer.path, self._sets.table(offer.set_name, offer.name), title=offer.title)
                (listed if offer.listed else by_other_names)[offer.path.lower()] = table
                by_other_names.setdefault(offer.name.lower(), table)
            self._offered[connector] = (listed, by_other_names)
        return self._offered[connector]


def _described_category(connector: str) -> str | None:
    """The category in a connector's connection spec, or None when there is none of that name."""
    return _categories().get(connector)


@functools.cache
def _categories() -> dict[str, str]:
    found = (aep_fixtures.read_json(f"connection_specs/{file}.json") for file in aep_fixtures.names("connection_specs"))
    return {spec["name"]: spec["category"] for spec in found if "name" in spec and "category" in spec}
