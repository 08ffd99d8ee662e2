"""All sources of one emulator."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import aep_fixtures
from aep_emulator.dataflow.sources.demo_tables import make_table
from aep_emulator.dataflow.sources.table import Table
from aep_emulator.dataflow.sources.user_tables import user_tables


class Sources:
    """The tables behind table-based connectors: the demo's, replaced or joined by the user's.

    `data` is a folder with `tables/` in it. Raises SourceError (a ValueError) when it cannot be used.
    """

    def __init__(self, *, seed: int, rows: int, data: Path | None) -> None:
        self._seed = seed
        self._rows = rows
        self._user = {} if data is None else {table.name.lower(): table for table in user_tables(data / "tables")}
        self._demo: dict[str, dict[str, Table]] = {}

    def tables(self, connector: str) -> list[str]:
        """The names of the tables of a connector (a connection spec's name, such as `shopify`)."""
        return [table.name for table in self._all(connector).values()]

    def table(self, connector: str, name: str) -> Table | None:
        """One table, or None. Names are compared without case, and the connector's prefix may be left out.

        Documented: the explore tutorial asks for `Orders` where the list says `Shopify.Orders`.
        """
        tables = self._all(connector)
        wanted = name.lower()
        return tables.get(wanted) or tables.get(f"{connector.lower()}.{wanted}")

    def _all(self, connector: str) -> dict[str, Table]:
        if connector not in self._connectors:
            return dict(self._user)
        if connector not in self._demo:
            self._demo[connector] = self._describe(connector)
        return {**self._demo[connector], **self._user}

    @functools.cached_property
    def _connectors(self) -> list[str]:
        return aep_fixtures.folders("tables")

    def _describe(self, connector: str) -> dict[str, Table]:
        found: dict[str, Table] = {}

        def rows_of(name: str) -> list[dict[str, Any]]:
            rows: list[dict[str, Any]] = found[name.lower()].arrow.to_pylist()
            return rows

        for file in aep_fixtures.names(f"tables/{connector}"):
            description = aep_fixtures.read_json(f"tables/{connector}/{file}.json")
            make = functools.partial(make_table, description, self._seed, self._rows, rows_of)
            found[description["name"].lower()] = Table(description["name"], make)
        return found
