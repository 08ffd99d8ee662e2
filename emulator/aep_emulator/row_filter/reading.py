r"""Row filters at the source: reading a filter written in PQL, and keeping the rows that satisfy it.

Documented: "Filter row-level data" (help/sources/tutorials/api/filter.md) for the form of a filter and its functions;
the sources error catalogue (help/sources/errors/sources-errors.md, 1350-400 to 1357-400, 1377-400 to 1379-400,
1389-400, 1390-400) for what is refused.
Assumed: names of columns and functions are compared without case, because the page filters `city` where the column
is `CITY` and writes `NOT` beside `and`; the column comes first and the literal second; `isNull` needs no mention in
the connection spec, whose documented lists do not have it; the bounds below.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

import orjson

from aep_emulator.row_filter.conditions import (
    Comparison,
    Condition,
    Group,
    IsNull,
    Like,
    Negation,
    OneOf,
    Rows,
    find_name,
    like_expression,
)
from aep_emulator.row_filter.values import Literal, comparable
from aep_emulator.types import Document, Json
from aep_emulator.validation import dotted

if TYPE_CHECKING:
    import pyarrow as pa

MAX_DEPTH = 32
MAX_VALUES = 1000
MAX_PATTERN = 1000

_KERNELS = {
    "=": "equal",
    "!=": "not_equal",
    "<": "less",
    "<=": "less_equal",
    ">": "greater",
    ">=": "greater_equal",
}
_COMPARISONS = (*_KERNELS, "like", "in")
_GROUPS = {"and": "and_kleene", "or": "or_kleene"}
_LOGICAL = (*_GROUPS, "not")
_NULL_TEST = "isnull"

Path: TypeAlias = tuple[str | int, ...]
Columns: TypeAlias = Sequence[str] | Mapping[str, str]


class RowFilterError(ValueError):
    """A filter cannot be used. `path` is dotted inside the filter, empty for all of it; `code` is of the catalogue."""

    def __init__(self, path: str, message: str, code: str = "1357-400") -> None:
        super().__init__(f"{path}: {message}" if path else message)
        self.path = path
        self.message = message
        self.code = code


@dataclass(frozen=True, slots=True)
class RowFilter:
    """A filter ready for use. `columns` are those it looks at, once each, spelled as in the table where it is known."""

    condition: Condition
    columns: tuple[str, ...]

    def mask(self, batch: pa.RecordBatch) -> pa.BooleanArray:
        """For each row whether it is wanted; null, which counts as no, where that cannot be known.

        Raises RowFilterError when the batch lacks a column.
        """
        names = batch.schema.names
        for column in self.columns:
            if find_name(column, names) is None:
                _refuse((), _unknown_column(column, names), "1378-400")
        return self.condition.mask(Rows(batch))

    def apply(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The wanted rows, in their order, with all columns. Raises RowFilterError when the batch lacks a column."""
        return batch.filter(self.mask(batch))


def parse(filters: Json, *, columns: Columns | None = None, operators: Document | None = None) -> RowFilter:
    """The filter of `params.filters`, or of the `filters` query parameter once decoded.

    `columns` are the table's: their names, or their names with the types of `sources.Column`, and then a literal that
    cannot be compared with its column is refused. `operators` is `attributes.filterAtSource` of the connection spec;
    an empty one, as a connector without filters has, refuses every filter. None leaves either check out.
    Raises RowFilterError.
    """
    if operators is not None and not (isinstance(operators, Mapping) and operators.get("enabled")):
        _refuse((), "the connector does not filter rows at the source", "1353-400")
    if not isinstance(filters, dict):
        _refuse((), f"must be an object with type, format and value, not {_said(filters)}")
    for member, wanted, code in (("type", "PQL", "1355-400"), ("format", "pql/json", "1356-400")):
        if filters.get(member) != wanted:
            _refuse((member,), f"must be '{wanted}'", code)
    if "value" not in filters:
        _refuse(("value",), "is missing; it holds the condition")
    reader = _Reader(columns, operators)
    condition = reader.condition(filters["value"], ("value",), 1)
    return RowFilter(condition, tuple(reader.used))


def decode(text: str) -> Json:
    r"""The filter that the `filters` query parameter carries in Base64. Raises RowFilterError.

    Taken as they come: either alphabet, no padding, line breaks, a `+` that became a blank in the query string, and
    the backslash at the end of the documented curl line.
    """
    body = text.strip().rstrip("\\= \t\r\n").translate(str.maketrans("-_", "+/"))
    with_plus = re.sub(r"[\t\r\n]+", "", body).replace(" ", "+")
    for reading in (with_plus, "".join(body.split())):
        try:
            return orjson.loads(base64.b64decode(reading + "=" * (-len(reading) % 4), validate=True))
        except ValueError:
            continue
    raise RowFilterError("", "must be a filter as JSON, encoded in Base64", "1389-400")


class _Reader:
    """Reads the nodes of one filter. `used` gathers the columns, in the order of their first use."""

    def __init__(self, columns: Columns | None, operators: Document | None) -> None:
        self.used: dict[str, None] = {}
        self._columns = None if columns is None else list(columns)
        self._types = columns if isinstance(columns, Mapping) else {}
        self._allowed = {_NULL_TEST}
        for member, known in (("comparisonOperators", _COMPARISONS), ("logicalOperators", _LOGICAL)):
            # Specs can be made by users: what one lists beyond the known functions, or not as a list, means nothing.
            listed = known if operators is None else operators.get(member, known)
            named = {_function(str(name)) for name in listed} if isinstance(listed, list | tuple) else set()
            self._allowed.update(named.intersection(known))

    def condition(self, node: Json, path: Path, depth: int) -> Condition:
        """The condition of a node of type fnApply."""
        if depth > MAX_DEPTH:
            _refuse(path, f"conditions are nested more than {MAX_DEPTH} deep")
        self._expect(node, "fnApply", path)
        name = node.get("fnName")
        if not isinstance(name, str) or not name.strip():
            _refuse((*path, "fnName"), "must name a function", "1350-400")
        function = _function(name)
        if function not in self._allowed:
            known = [known for known in (*_COMPARISONS, *_LOGICAL) if known in self._allowed]
            rule = f"{_said(name)} is not a function of this source; it has {', '.join((*known, 'isNull'))}"
            _refuse((*path, "fnName"), rule, "1351-400")
        params = node.get("params")
        if not isinstance(params, list) or not params:
            _refuse((*path, "params"), "must be an array with what the function is applied to")
        path = (*path, "params")
        if function in _GROUPS:
            parts = (self.condition(part, (*path, index), depth + 1) for index, part in enumerate(params))
            return Group(_GROUPS[function], tuple(parts))
        if function == "not":
            if len(params) != 1:
                _refuse(path, "'not' applies to one condition", "1390-400")
            return Negation(self.condition(params[0], (*path, 0), depth + 1))
        return self._test(function, params, path)

    def _test(self, function: str, params: list[Json], path: Path) -> Condition:
        """A condition about one column."""
        wanted = 1 if function == _NULL_TEST else 2
        if len(params) != wanted:
            _refuse(path, "must hold a fieldLookup" + (" and a literal" if wanted == 2 else " only"))
        column = self._column(params[0], (*path, 0))
        if function == _NULL_TEST:
            return IsNull(column)
        self._expect(params[1], "literal", (*path, 1))
        path = (*path, 1, "value")
        value = params[1].get("value")
        if value is None:
            _refuse(path, f"is null, which '{function}' cannot compare; isNull finds missing values", "1377-400")
        if function == "like":
            return Like(column, self._pattern(value, path))
        if function == "in":
            return OneOf(column, self._values(value, column, path))
        return Comparison(column, _KERNELS[function], self._literal(value, column, path))

    def _column(self, node: Json, path: Path) -> str:
        self._expect(node, "fieldLookup", path)
        name = node.get("fieldName")
        if not isinstance(name, str) or not name:
            _refuse((*path, "fieldName"), "must name a column")
        if self._columns is not None:
            found = find_name(name, self._columns)
            if found is None:
                _refuse((*path, "fieldName"), _unknown_column(name, self._columns), "1378-400")
            name = found
        self.used[name] = None
        return name

    def _values(self, values: Json, column: str, path: Path) -> tuple[Literal, ...]:
        if not isinstance(values, list) or not 1 <= len(values) <= MAX_VALUES:
            _refuse(path, f"'in' takes an array of 1 to {MAX_VALUES} values")
        return tuple(self._literal(value, column, (*path, index)) for index, value in enumerate(values))

    def _literal(self, value: Json, column: str, path: Path) -> Literal:
        if value is None:
            _refuse(path, "is null, which compares with nothing; isNull finds missing values", "1377-400")
        if not isinstance(value, str | int | float):
            _refuse(path, f"must be a string, a number or a boolean, not {_said(value)}")
        if isinstance(value, str):
            _check_text(value, path)
        column_type = self._types.get(column)
        if column_type is not None and not comparable(value, column_type):
            rule = f"{_said(value)} cannot be compared with the column '{column}' of type {column_type}"
            _refuse(path, rule, "1379-400")
        return value

    def _pattern(self, value: Json, path: Path) -> str:
        if not isinstance(value, str):
            _refuse(path, f"'like' takes a pattern as a string, not {_said(value)}")
        if len(value) > MAX_PATTERN:
            _refuse(path, f"the pattern is longer than {MAX_PATTERN} characters")
        _check_text(value, path)
        try:
            return like_expression(value)
        except ValueError as error:
            _refuse(path, f"the pattern {error}")

    def _expect(self, node: Json, node_type: str, path: Path) -> None:
        if not isinstance(node, dict):
            _refuse(path, f"must be an object with nodeType '{node_type}', not {_said(node)}")
        if node.get("nodeType") != node_type:
            _refuse((*path, "nodeType"), f"must be '{node_type}'")


def _refuse(path: Path, message: str, code: str = "1357-400") -> NoReturn:
    raise RowFilterError(dotted(path), message, code) from None


def _function(name: str) -> str:
    """A function's name as this module writes it: the page's table has `==` where its connection spec has `=`."""
    folded = name.strip().lower()
    return "=" if folded == "==" else folded


def _unknown_column(name: str, known: Sequence[str]) -> str:
    return f"there is no column {_said(name)}; there are: {', '.join(known) or 'none'}"


def _check_text(text: str, path: Path) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        _refuse(path, "is not valid Unicode")


def _said(value: Any) -> str:
    """A value for a message, short whatever it is."""
    if isinstance(value, str):
        return repr(value if len(value) <= 60 else value[:60] + "…")
    names = {dict: "an object", list: "an array", bool: "a boolean", int: "a number", float: "a number"}
    return names.get(type(value), "null")
