"""The values of a source column, compared with the literals of a filter.

An answer is an Arrow array of true, false and null, where null is SQL's "unknown": what a comparison with a missing
value is, and, here, a comparison with a value of another kind (`age < 20` where the age is "n/a").

Documented: "Filter row-level data" (help/sources/tutorials/api/filter.md), whose `age >= 20` compares a number with a
column of type string, and whose `joinedDate = "2020-04-22"` compares a text with a time.
Assumed: a text and a number compare as numbers, a text and a boolean as booleans, a text literal and a time as times,
where a day is its midnight and a time without a zone is UTC; `like` takes case into account and sees other types as
text.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import pyarrow as pa

Literal: TypeAlias = str | int | float | bool

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_NS = 86_400 * 10**9
_UNIT_NS = {"s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1}
_INTEGER = "-?[0-9]{1,18}"
_NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?"
_KIND_OF_TYPE = {
    "string": "text",
    "integer": "number",
    "long": "number",
    "number": "number",
    "boolean": "boolean",
    "date": "moment",
    "date-time": "moment",
}


class Values:
    """The values of one column, in the forms that literals are compared with."""

    def __init__(self, array: pa.Array) -> None:
        self._array = _plain(array)
        self._kind = _kind_of_array(self._array)

    def compare(self, kernel: str, literal: Literal) -> pa.BooleanArray:
        """Each value against the literal; unknown where the value is missing or of another kind."""
        import pyarrow as pa
        import pyarrow.compute as pc

        terms = self._terms(literal)
        if not terms:
            return pa.nulls(len(self._array), pa.bool_())
        answers = [getattr(pc, kernel)(*_in_one_type(array, value)) for array, value in terms]
        return answers[0] if len(answers) == 1 else pc.coalesce(*answers)

    def one_of(self, literals: Sequence[Literal]) -> pa.BooleanArray:
        """Whether each value equals any of the literals; unknown where it is missing or of another kind than all."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if self._kind == "text" and all(isinstance(literal, str) for literal in literals):
            found = pc.is_in(self._array, value_set=pa.array(literals, self._array.type))
            return pc.if_else(self._array.is_null(), pa.scalar(None, pa.bool_()), found)
        return fold("or_kleene", (self.compare("equal", literal) for literal in literals))

    def like(self, expression: str) -> pa.BooleanArray:
        """Whether each value, written as text, fits the regular expression."""
        import pyarrow.compute as pc

        return pc.match_substring_regex(self._texts, expression)

    def is_null(self) -> pa.BooleanArray:
        """Whether each value is missing."""
        return self._array.is_null()

    def _terms(self, literal: Literal) -> list[tuple[pa.Array, Any]]:
        """What to compare with what: the first pair that is not unknown answers. Empty when nothing fits."""
        import pyarrow as pa

        if self._kind == "text":
            if isinstance(literal, str):
                return [(self._array, literal)]
            if isinstance(literal, bool):
                return [(self._truths, int(literal))]
            return [(numbers, literal) for numbers in self._numbers]
        value = None if self._kind is None else _converted(literal, self._kind)
        if value is None:
            return []
        if self._kind == "boolean":
            return [(self._array.cast(pa.int8()), value)]
        if self._kind == "moment":
            ticks, unit_ns = self._ticks
            whole, rest = divmod(value, unit_ns)
            return [(ticks, value / unit_ns if rest else whole)]
        return [(self._array, value)]

    @cached_property
    def _trimmed(self) -> pa.Array:
        import pyarrow.compute as pc

        return pc.utf8_trim_whitespace(self._array)

    @cached_property
    def _numbers(self) -> tuple[pa.Array, pa.Array]:
        """The numbers among texts: integers exactly, so that long ids stay apart, and all of them as doubles."""
        import pyarrow as pa
        import pyarrow.compute as pc

        def only(expression: str) -> pa.Array:
            fits = pc.match_substring_regex(self._trimmed, rf"\A{expression}\z")
            return pc.if_else(fits, self._trimmed, pa.scalar(None, self._trimmed.type))

        return only(_INTEGER).cast(pa.int64()), only(_NUMBER).cast(pa.float64())

    @cached_property
    def _truths(self) -> pa.Array:
        """0 for the text "false", 1 for "true", null for others."""
        import pyarrow as pa
        import pyarrow.compute as pc

        return pc.index_in(pc.utf8_lower(self._trimmed), value_set=pa.array(["false", "true"], self._trimmed.type))

    @cached_property
    def _ticks(self) -> tuple[pa.Array, int]:
        """Times as whole numbers of a unit since the epoch, and that unit in nanoseconds."""
        import pyarrow as pa

        kind = self._array.type
        if pa.types.is_date32(kind):
            return self._array.cast(pa.int32()), _DAY_NS
        return self._array.cast(pa.int64()), _UNIT_NS["ms" if pa.types.is_date64(kind) else kind.unit]

    @cached_property
    def _texts(self) -> pa.Array:
        import pyarrow as pa

        if self._kind == "text":
            return self._array
        try:
            return self._array.cast(pa.string())
        except pa.ArrowException:
            # Lists, objects and the like have no text.
            return pa.nulls(len(self._array), pa.string())


def comparable(literal: Literal, column_type: str) -> bool:
    """Whether a literal can be compared with a column of the type (a `Column.type`) at all."""
    kind = _KIND_OF_TYPE.get(column_type, "text")
    return kind == "text" or _converted(literal, kind) is not None


def _converted(literal: Literal, kind: str) -> Any:
    """The literal as a number, as 0 or 1, or as nanoseconds since the epoch; None when it is not of the kind."""
    if kind == "boolean":
        if isinstance(literal, str):
            return {"false": 0, "true": 1}.get(literal.strip().lower())
        return int(literal) if isinstance(literal, bool) else None
    if kind == "moment":
        return _nanoseconds(literal) if isinstance(literal, str) else None
    if isinstance(literal, str):
        text = literal.strip()
        if re.fullmatch(_INTEGER, text):
            return int(text)
        return float(text) if re.fullmatch(_NUMBER, text) else None
    return None if isinstance(literal, bool) else literal


def _nanoseconds(text: str) -> int | None:
    try:
        moment = datetime.fromisoformat(text.strip())
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return (moment - _EPOCH) // timedelta(microseconds=1) * 1000


def _in_one_type(array: pa.Array, value: Any) -> tuple[pa.Array, pa.Scalar]:
    """Both in the column's own type where it can hold the literal exactly, otherwise both as doubles."""
    import pyarrow as pa

    if isinstance(value, str):
        return array, pa.scalar(value, array.type)
    try:
        exact = value
        if isinstance(value, float) and not pa.types.is_floating(array.type):
            exact = Decimal(repr(value))
            if pa.types.is_integer(array.type):
                if not value.is_integer():
                    raise ValueError(value)
                exact = int(value)
        return array, pa.scalar(exact, array.type)
    except (ArithmeticError, TypeError, ValueError, pa.ArrowException):
        return array.cast(pa.float64(), safe=False), pa.scalar(_double(value))


def _double(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _plain(array: pa.Array) -> pa.Array:
    """The same values in a type that Arrow's comparisons take."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if isinstance(array, pa.ExtensionArray):
        array = array.storage
    if pa.types.is_run_end_encoded(array.type):
        array = pc.run_end_decode(array)
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if pa.types.is_float16(array.type):
        return array.cast(pa.float32())
    if pa.types.is_string_view(array.type) or pa.types.is_time(array.type):
        return array.cast(pa.large_string())
    return array


def _kind_of_array(array: pa.Array) -> str | None:
    import pyarrow as pa

    kind = array.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return "text"
    if pa.types.is_boolean(kind):
        return "boolean"
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return "number"
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        return "moment"
    return None


def fold(kernel: str, masks: Iterable[pa.BooleanArray]) -> pa.BooleanArray:
    """One answer from several, by `and_kleene` or `or_kleene`: Arrow's connectives that know the unknown."""
    import pyarrow.compute as pc

    return functools.reduce(getattr(pc, kernel), masks)
