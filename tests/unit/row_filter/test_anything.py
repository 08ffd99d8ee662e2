"""Any filter at all."""

from __future__ import annotations

import base64
import contextlib
import json
import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from aep_emulator.row_filter import RowFilterError, decode, parse
from tests.unit.row_filter.filters import BIG_QUERY, NESTED, OPERATORS, apply, column, compares, pql, rows_of

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
)
LITERALS = st.builds(
    lambda value: {"nodeType": "literal", "value": value},
    SCALARS
    | st.lists(SCALARS, max_size=3)
    | st.sampled_from(["2020-04-22", "2020-04-22T10:00:00Z", "20", "-1.5", "true", "%a_", "\\%", 10**30, 0.1]),
)
TYPED = pa.RecordBatch.from_arrays(
    [
        pa.array(["a", "20", "true", None]),
        pa.array([1, -5, 2**62, None]),
        pa.array([0.5, float("nan"), float("inf"), None]),
        pa.array([True, False, True, None]),
        pa.array([date(2020, 4, 22), date.min, date.max, None]),
        pa.array([datetime(2020, 4, 22), datetime.min, datetime.max, None]),
        pa.array([Decimal("1.5"), Decimal("-99.9"), Decimal(0), None]),
        pa.array([[1], [], None, [2]]),
    ],
    ["text", "integer", "double", "boolean", "day", "moment", "decimal", "list"],
)
TESTS = st.builds(
    lambda name, function, literal: apply(function, column(name), *literal),
    st.sampled_from([*TYPED.schema.names, "LIST", "unknown"]),
    st.sampled_from([*OPERATORS, "like", "in", "isNull", "between"]),
    st.lists(LITERALS | ANYTHING, max_size=2),
)
CONDITIONS = st.recursive(
    TESTS | ANYTHING,
    lambda inner: st.builds(
        lambda name, parts: apply(name, *parts), st.sampled_from(["and", "or", "NOT"]), st.lists(inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(ANYTHING | CONDITIONS.map(pql))
def test_no_filter_does_worse_than_being_refused(filters: Any) -> None:
    try:
        kept = parse(filters, operators=BIG_QUERY).apply(TYPED)
    except RowFilterError:
        return
    assert kept.num_rows <= TYPED.num_rows


@settings(deadline=None)
@given(
    st.sampled_from(TYPED.schema.names),
    st.sampled_from([*OPERATORS, "like", "in"]),
    LITERALS.map(lambda literal: literal["value"]),
)
def test_a_condition_and_its_opposite_share_no_row(name: str, operator: str, literal: Any) -> None:
    condition = compares(name, operator, literal)
    try:
        taken, left = (set(rows_of(TYPED, part)) for part in (condition, apply("not", condition)))
    except RowFilterError:
        return
    assert not taken & left


@settings(deadline=None)
@given(st.text() | st.binary().map(lambda content: base64.b64encode(content).decode()))
def test_no_parameter_does_worse_than_being_refused(text: str) -> None:
    with contextlib.suppress(RowFilterError):
        json.dumps(decode(text))


@settings(deadline=None)
@given(ANYTHING)
def test_what_was_encoded_is_decoded(filters: Any) -> None:
    content = json.dumps(filters, allow_nan=False) if _finite(filters) else "{}"
    assert decode(base64.b64encode(content.encode()).decode()) == json.loads(content)


def _finite(value: Any) -> bool:
    if isinstance(value, list):
        return all(map(_finite, value))
    if isinstance(value, dict):
        return all(map(_finite, value.values()))
    # Beyond 64 bits orjson gives a double.
    return not isinstance(value, float | int) or -(2**63) <= value < 2**63


def test_reading_a_filter_does_not_load_arrow() -> None:
    code = (
        "import sys; from aep_emulator.row_filter import parse; "
        f"parse({pql(NESTED)!r}); sys.exit('pyarrow' in sys.modules or 'flask' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
