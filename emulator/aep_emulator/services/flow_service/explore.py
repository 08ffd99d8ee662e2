"""What a connection offers: its tables, their columns, some rows.

Documented: "Explore an eCommerce system using the Flow Service API" (help/sources/tutorials/api/explore/ecommerce.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from aep_emulator.services.flow_service import errors
from aep_emulator.services.flow_service.specs import ConnectionSpec

_PREVIEW_ROWS = 10

# Column type → what explore shows of it. The pages show `double`, `string` and date-times; the rest is assumed.
_COLUMN_TYPES: dict[str, dict[str, Any]] = {
    "string": {"type": "string", "xdm": {"type": "string"}},
    "number": {"type": "double", "xdm": {"type": "number"}},
    "integer": {"type": "integer", "xdm": {"type": "integer"}},
    "boolean": {"type": "boolean", "xdm": {"type": "boolean"}},
    "date": {"type": "string", "meta:xdmType": "date", "xdm": {"type": "string", "format": "date"}},
    "date-time": {"type": "string", "meta:xdmType": "date-time", "xdm": {"type": "string", "format": "date-time"}},
}


class Column(Protocol):
    """A column of a table."""

    @property
    def name(self) -> str:
        """Its name."""
        ...

    @property
    def type(self) -> str:
        """string, integer, number, boolean, date or date-time."""
        ...


class Table(Protocol):
    """A table of a source."""

    @property
    def columns(self) -> Sequence[Column]:
        """Its columns, in order."""
        ...

    def preview(self, limit: int) -> list[dict[str, Any]]:
        """The first rows, ready for JSON."""
        ...


class Tables(Protocol):
    """The tables behind table-based connectors."""

    def tables(self, connector: str) -> list[str]:
        """The names of a connector's tables."""
        ...

    def table(self, connector: str, name: str) -> Table | None:
        """One table, or None."""
        ...


class Explore:
    """Answers `/connections/{id}/explore`."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def explore(self, spec: ConnectionSpec, object_type: str | None, name: str | None) -> Any:
        """A list of tables for objectType root, `{format, schema, data}` for objectType table.

        objectType is compared without case. Raises FlowServiceError 400 for a wrong or missing parameter and 404 for
        an unknown table.
        """
        kind = (object_type or "").lower()
        if kind == "root":
            return [
                {"type": "table", "name": table, "path": table, "canPreview": True, "canFetchSchema": True}
                for table in self._tables.tables(spec.name)
            ]
        if kind != "table":
            raise errors.invalid(
                f"The query parameter 'objectType' must be 'root' or 'table' for '{spec.name}', "
                f"not '{object_type or ''}'.",
                code="1451-400",
            )
        if not name:
            raise errors.invalid("The query parameter 'object' must name a table.", code="1451-400")
        table = self._tables.table(spec.name, name)
        if table is None:
            raise errors.FlowServiceError(
                "1101-404",
                "Resource not found",
                f"There is no table '{name}'. The tables are: {', '.join(self._tables.tables(spec.name))}.",
            )
        return {
            "format": "flat",
            "schema": {"columns": [{"name": column.name, **_COLUMN_TYPES[column.type]} for column in table.columns]},
            "data": [
                {name: value for name, value in row.items() if value is not None}
                for row in table.preview(_PREVIEW_ROWS)
            ],
        }
