"""What a connection offers: tables or files, their columns, some rows.

Documented: help/sources/tutorials/api/explore/*.md for tables and files, help/sources/tutorials/api/filter.md for
`filters`, and under help/sources/tutorials/api/create cloud-storage/data-landing-zone.md for `determineProperties`,
marketing-automation/mailchimp-members.md for REST sources with `sourceParams`, and payments/stripe.md and
advertising/pinterest-ads.md for the bounds of integers in what REST sources give; help/sources/errors/sources-errors.md
for the codes of what is refused.
Assumed: rows are shown unless `preview=false` is sent; a connector that streams offers nothing to explore, except the
tables of Snowflake Streaming; a REST resource is named by the source param `resourcePath` or `object_type`.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Any, NoReturn

import orjson

from aep_emulator.services.flow_service import errors, provider_errors
from aep_emulator.services.flow_service.resources import raise_failures
from aep_emulator.services.flow_service.specs import ConnectionSpec
from aep_emulator.sources import Column, FileFormat, Files, NoSuchPathError, SourceError, Sources, Table
from aep_emulator.types import Document

_PREVIEW_ROWS = 10
# The source params that say which resource of a REST source is meant; the first of them that is there counts.
_RESOURCE_PARAMS = ("path", "resourcePath", "object_type")

# Column type → what explore shows of it. The pages show `double`, `string`, `boolean`, date-times and integers, of 32
# bits in explore/protocols.md and of 64 in explore/advertising.md; the rest is assumed.
_COLUMN_TYPES: dict[str, dict[str, Any]] = {
    "string": {"type": "string", "xdm": {"type": "string"}},
    "number": {"type": "double", "xdm": {"type": "number"}},
    "integer": {"type": "integer", "xdm": {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1}},
    "long": {"type": "long", "xdm": {"type": "integer", "minimum": -(2**53), "maximum": 2**53 - 1}},
    "boolean": {"type": "boolean", "xdm": {"type": "boolean"}},
    "date": {"type": "string", "meta:xdmType": "date", "xdm": {"type": "string", "format": "date"}},
    "date-time": {"type": "string", "meta:xdmType": "date-time", "xdm": {"type": "string", "format": "date-time"}},
    "object": {"type": "object", "xdm": {"type": "object"}},
    "array": {"type": "array", "xdm": {"type": "array"}},
}


@dataclass(frozen=True, slots=True)
class ExploreQuery:
    """The query parameters of a request to explore, as sent; `object_type` in lower case."""

    object_type: str = ""
    object: str | None = None
    preview: bool | None = None
    determine_properties: bool = False
    file_type: str | None = None
    column_delimiter: str | None = None
    compression_type: str | None = None
    encoding: str | None = None
    source_params: str | None = None
    filters: str | None = None

    @property
    def names_properties(self) -> bool:
        """Whether the caller says itself how the file is to be read."""
        return any((self.file_type, self.column_delimiter, self.compression_type, self.encoding))


class Explore:
    """Answers `/connections/{id}/explore` and `/connectionSpecs/{id}/explore`."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    def explore(self, spec: ConnectionSpec, query: ExploreQuery) -> Any:
        """A list for objectType root and folder, `{format, schema, data}` for table, file and rest.

        Raises FlowServiceError 400 for a wrong or missing parameter and 404 for a table or path that is not there.
        """
        try:
            if spec.kind == "file":
                return self._explore_files(self._sources.files(spec.name), spec, query)
            if spec.kind == "table":
                return self._explore_tables(spec, query)
            if spec.kind == "rest":
                return self._explore_rest(spec, query)
            if spec.streams_tables:
                # Documented: databases/snowflake-streaming.md shows the tables as items.
                found = self._explore_tables(spec, query)
                return {"items": found} if query.object_type == "root" else found
        except NoSuchPathError as error:
            raise errors.FlowServiceError("1101-404", "Resource not found", str(error)) from None
        except SourceError as error:
            raise errors.invalid(str(error), code="1451-400") from None
        raise provider_errors.refused("1336-400", connectionSpecId=spec.id)

    def configs(self, spec: ConnectionSpec, name: str | None) -> list[dict[str, str]]:
        """`[{columnName, columnType}]` of a table, or of the first when none is named. Raises FlowServiceError 404."""
        names = self._sources.tables(spec.name) if spec.kind in ("table", "rest") else []
        if not names:
            return []
        table = self._table(spec, name or names[0])
        return [{"columnName": column.name, "columnType": column.type} for column in table.columns]

    def _explore_tables(self, spec: ConnectionSpec, query: ExploreQuery) -> Any:
        if query.object_type == "root":
            return _tables(self._sources.tables(spec.name))
        if query.object_type != "table":
            _refuse_type(spec, query, ("root", "table"))
        table = self._table(spec, _object(query, "a table"))
        rows = table.preview(_PREVIEW_ROWS) if query.filters is None else _filtered(table, spec, query.filters)
        return _answer("flat", {"columns": _columns(table.columns)}, rows, query)

    def _explore_files(self, files: Files, spec: ConnectionSpec, query: ExploreQuery) -> Any:
        if query.object_type in ("root", "folder"):
            path = "/" if query.object_type == "root" else _object(query, "a folder")
            return [
                {
                    "type": entry.type,
                    "name": entry.name,
                    "path": entry.path,
                    "canPreview": entry.type == "file",
                    "canFetchSchema": entry.type == "file",
                }
                for entry in files.list_folder(path)
            ]
        if query.object_type != "file":
            _refuse_type(spec, query, ("root", "folder", "file"))
        path = _object(query, "a file")
        how = _format(files, path, query)
        seen = files.preview(path, how, _PREVIEW_ROWS)
        schema = {"columns": _columns(seen.columns)} if seen.format == "flat" else seen.json_schema
        # One example sends fileType alone and gets no properties; the text promises them to whoever names them.
        tells = query.determine_properties or query.column_delimiter or query.compression_type
        properties = {"properties": how.properties()} if tells else {}
        return {**properties, **_answer(seen.format, schema, seen.rows, query)}

    def _explore_rest(self, spec: ConnectionSpec, query: ExploreQuery) -> Any:
        names = self._sources.tables(spec.name)
        if query.object_type == "root":
            return _tables(names)
        if query.object_type not in ("rest", "table"):
            _refuse_type(spec, query, ("root", "rest"))
        params = _source_params(query.source_params)
        raise_failures(spec.params_schema(), params, "sourceParams")
        table = rest_table(self._sources, spec, params, query.object)
        if table is None:
            raise errors.FlowServiceError("1101-404", "Resource not found", f"'{spec.name}' has no resources.")
        schema: dict[str, Any] = {"type": "object", "properties": {}}
        for column in table.columns:
            *above, name = column.name.split(".")
            place = schema["properties"]
            for step in above:
                place = place.setdefault(step, {"type": "object", "properties": {}})["properties"]
            # JSON knows no widths: these pages show all integers with the bounds of 64 bits.
            place[name] = _COLUMN_TYPES["long" if column.type == "integer" else column.type]["xdm"]
        return _answer("hierarchical", schema, [_nested(row) for row in table.preview(_PREVIEW_ROWS)], query)

    def _table(self, spec: ConnectionSpec, name: str) -> Table:
        table = self._sources.table(spec.name, name)
        if table is None:
            known = ", ".join(self._sources.tables(spec.name))
            raise errors.FlowServiceError(
                "1101-404", "Resource not found", f"There is no table '{name}'. The tables are: {known}."
            )
        return table


def rest_table(sources: Sources, spec: ConnectionSpec, params: Document, name: str | None = None) -> Table | None:
    """The table that stands in for a REST resource: the one its params or the name mean, else the connector's own.

    The page sends `object=json` whatever the resource is; `mailchimp-members` reads members.
    """
    tables = sources.tables(spec.name)
    own = [table for table in tables if table.lower() in spec.name.lower()]
    stated = (params.get(param) for param in _RESOURCE_PARAMS)
    wanted = (*stated, name, *own, *tables)
    return next((found for name in wanted if name and (found := sources.table(spec.name, str(name)))), None)


def _answer(kind: str, schema: Any, rows: list[dict[str, Any]], query: ExploreQuery) -> dict[str, Any]:
    data = [{name: value for name, value in row.items() if value is not None} for row in rows]
    return {"format": kind, "schema": schema, **({} if query.preview is False else {"data": data})}


def _nested(row: Document) -> dict[str, Any]:
    """A row whose columns have dots in their names, as the resource they stand for has it."""
    nested: dict[str, Any] = {}
    for path, value in row.items():
        *above, name = path.split(".")
        place = nested
        for step in above:
            place = place.setdefault(step, {})
        place[name] = value
    return nested


def _tables(names: list[str]) -> list[dict[str, Any]]:
    return [{"type": "table", "name": name, "path": name, "canPreview": True, "canFetchSchema": True} for name in names]


def _columns(columns: list[Column]) -> list[dict[str, Any]]:
    return [{"name": column.name, **_COLUMN_TYPES[column.type]} for column in columns]


def _object(query: ExploreQuery, what: str) -> str:
    if not query.object:
        raise provider_errors.refused(
            "1337-400", f"It must name {what}.", QueryParam="object", objectType=query.object_type
        )
    return query.object


def _refuse_type(spec: ConnectionSpec, query: ExploreQuery, allowed: tuple[str, ...]) -> NoReturn:
    raise provider_errors.refused(
        "1358-400", f"For '{spec.name}' it must be one of {', '.join(allowed)}, not '{query.object_type}'."
    )


def _format(files: Files, path: str, query: ExploreQuery) -> FileFormat:
    """How to read a file: as the caller says or as it looks. Documented: one of the two, and not both."""
    if query.determine_properties and query.names_properties:
        raise provider_errors.refused("1374-400")
    if not query.determine_properties and not query.names_properties:
        hint = "Or send determineProperties=true."
        raise provider_errors.refused("1337-400", hint, QueryParam="fileType", objectType=query.object_type)
    if query.determine_properties:
        return files.determine(path)
    stated = {
        "columnDelimiter": query.column_delimiter,
        "compressionType": query.compression_type,
        "encoding": query.encoding,
    }
    return FileFormat.of({"format": query.file_type, "properties": stated}, where="query")


def _filtered(table: Table, spec: ConnectionSpec, filters: str) -> list[dict[str, Any]]:
    """The first rows that a filter in Base64 lets through. Raises FlowServiceError 400."""
    # Imported here because few ever filter rows, and every module counts when the server starts.
    from aep_emulator import row_filter

    abilities = spec.document.get("attributes", {}).get("filterAtSource")
    types = {column.name: column.type for column in table.columns}
    try:
        wanted = row_filter.parse(row_filter.decode(filters), columns=types, operators=abilities or {})
    except row_filter.RowFilterError as error:
        where = f"filters.{error.path}" if error.path else "filters"
        raise provider_errors.told(error.code, f"{where}: {error.message}") from None
    return table.preview(_PREVIEW_ROWS, wanted.apply)


def _source_params(text: str | None) -> dict[str, Any]:
    if not text:
        return {}
    try:
        params = orjson.loads(
            base64.urlsafe_b64decode(text.replace("+", "-").replace("/", "_") + "=" * (-len(text) % 4))
        )
    except (binascii.Error, ValueError):
        params = None
    if not isinstance(params, dict):
        raise errors.invalid("The query parameter 'sourceParams' must be a JSON object in Base64.", code="1451-400")
    return params
