"""The rows of a CSV template.

Documented: "CSV file requirements" in help/xdm/api/csv-to-schema.md, and the template that the page leads to.
Assumed: a CSV template is UTF-8 text separated by commas; its columns may come in any order, and one that the page
does not know is refused. Assumed: a flag in a CSV template is true or false in any case, and false where it is empty.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from aep_emulator.gateway.errors import ApiError
from aep_emulator.services.schema_registry import errors
from aep_emulator.services.schema_registry.csv_to_schema.form import FILE

COLUMNS = (
    "isIgnored",
    "isCustom",
    "fieldGroupId",
    "fieldGroupName",
    "fieldPath",
    "displayName",
    "fieldDescription",
    "dataType",
    "isRequired",
    "isArray",
    "isIdentity",
    "identityNamespace",
    "isPrimaryIdentity",
    "min",
    "max",
    "enum",
    "stringPattern",
    "format",
    "minLength",
    "maxLength",
    "properties",
    "$ref",
    "comment",
)
MAX_BYTES = 1024 * 1024
"""Of the file. Assumed: a CSV template may have up to 1 MiB and 2500 rows; no page states a limit."""
MAX_ROWS = 2500

# The page's table has the longer names, its template the shorter ones.
_ALSO = {"minimum": "min", "maximum": "max"}
_NEEDED = ("isCustom", "fieldPath")
_FLAGS = {"true": True, "false": False, "": False}
_SHOWN = 80


@dataclass(frozen=True)
class Row:
    """One row: its number as a spreadsheet shows it (the header is row 1), and its values by column."""

    number: int
    values: Mapping[str, str]
    headings: Mapping[str, str]
    """The columns as the file calls them."""

    def text(self, column: str) -> str:
        """The value without blanks around it; empty where there is none."""
        return self.values.get(column, "")

    def flag(self, column: str) -> bool:
        """The value as true or false. Raises ApiError 400."""
        value = _FLAGS.get(self.text(column).lower())
        if value is None:
            raise self.refused(column, f"'{shown(self.text(column))}' is neither true nor false.")
        return value

    def refused(self, column: str, reason: str) -> ApiError:
        """400 naming the row and the column."""
        return errors.bad_request(f"{FILE}, row {self.number}, column {self.headings.get(column, column)}: {reason}")


def shown(text: str) -> str:
    """A value as messages quote it."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def rows_of(content: bytes) -> list[Row]:
    """The rows that are not ignored, at least one. Raises ApiError 400 naming what cannot be read."""
    if len(content) > MAX_BYTES:
        raise errors.bad_request(f"{FILE}: the file is larger than {MAX_BYTES} bytes.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise errors.bad_request(f"{FILE}: the file is no UTF-8 text; see byte {error.start}.") from None
    records = _records(text)
    header = next(records, (1, []))[1]
    columns = _columns(header)
    rows = [row for number, values in records if (row := _row(number, values, columns, header)) is not None]
    wanted = [row for row in rows if not row.flag("isIgnored")]
    if not wanted:
        raise errors.bad_request(f"{FILE}: the file has no row with a field.")
    return wanted


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    for number in itertools.count(1):
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise errors.bad_request(f"{FILE}, row {number}: this is no CSV: {error}.") from None
        if number > MAX_ROWS + 1:
            raise errors.bad_request(f"{FILE}: the file has more than {MAX_ROWS} rows.")
        yield number, [value.strip() for value in values]


def _columns(header: list[str]) -> list[str]:
    """The columns by position, under the names of the template; blank ones at the end are left out."""
    while header and not header[-1]:
        header.pop()
    columns = [_ALSO.get(heading, heading) for heading in header]
    for heading, column in zip(header, columns, strict=True):
        if column not in COLUMNS:
            raise errors.bad_request(
                f"{FILE}, row 1: there is no column '{shown(heading)}'; the columns are: {', '.join(COLUMNS)}."
            )
        if columns.count(column) > 1:
            raise errors.bad_request(f"{FILE}, row 1: the column {heading} is there twice.")
    missing = [column for column in _NEEDED if column not in columns]
    if missing:
        raise errors.bad_request(f"{FILE}, row 1: the column {', '.join(missing)} is missing.")
    return columns


def _row(number: int, values: list[str], columns: list[str], header: list[str]) -> Row | None:
    """The row, None for an empty one."""
    if not any(values):
        return None
    if any(values[len(columns) :]):
        raise errors.bad_request(
            f"{FILE}, row {number}: the row has {len(values)} values, and there are {len(columns)} columns."
        )
    return Row(
        number, dict(zip(columns, values, strict=False)), {c: h for c, h in zip(columns, header, strict=True) if c != h}
    )
