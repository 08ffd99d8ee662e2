"""Columns give what rows give: the same records, counts, warnings and refusals, whatever is mapped onto what."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from unittest.mock import patch

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from aep_emulator.dataflow.columns import ColumnPlan
from aep_emulator.dataflow.promotion import Promotion
from aep_emulator.dataflow.report import Tally
from aep_emulator.lake.arrow_schema import arrow_schema
from aep_emulator.lake.base import DATA, ROW_ERRORS, Area
from aep_emulator.lake.memory import MemoryLake
from aep_emulator.lake.parquet import ParquetBatchWriter
from aep_emulator.services.data_prep.language.functions.registry import Environment
from aep_emulator.services.data_prep.program import MappingError, Program, compile_mapping, compile_program
from aep_emulator.types import Document

Outcome = dict[str, Any]


def promoted(program: Program, schema: Document, batches: Sequence[pa.RecordBatch]) -> Outcome:
    """Everything that comes of a promotion, the records in any order; the exception when it ends in one."""
    lake, tally = MemoryLake(), Tally(started_ms=0)
    promotion = Promotion(program, schema, tally)
    try:
        with ParquetBatchWriter(lake, "world", "batch", schema) as writer:
            for batch in batches:
                promotion.promote(batch, writer)
    except Exception as error:
        return {"raised": type(error)}
    promotion.write_diagnostics(lake, "world", "batch", [], explain=True)

    def files(area: Area) -> list[Any]:
        found = [lake.open("world", "batch", area, file.name) for file in lake.files("world", "batch", area)]
        return [file for file in found if file is not None]

    return {
        "records": Counter(repr(record) for file in files(DATA) for record in pq.read_table(file).to_pylist()),
        "errors": Counter(line for file in files(ROW_ERRORS) for line in file),
        "written": writer.rows_written,
        "tally": asdict(tally),
    }


def plan_of(program: Program, schema: Document) -> ColumnPlan | None:
    """The plan that a promotion makes."""
    return ColumnPlan.of(program, schema, arrow_schema(schema))


def assert_same(program: Program, schema: Document, batches: Sequence[pa.RecordBatch]) -> Outcome:
    """Promote with columns and without; the outcome of both."""
    with_columns = promoted(program, schema, batches)
    with patch.object(ColumnPlan, "of", return_value=None):
        row_by_row = promoted(program, schema, batches)
    assert with_columns == row_by_row
    return row_by_row


# Schemas

TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
SCALARS: list[Document] = [
    TEXT,
    TEXT | {"enum": ["a", "Ab", "1"]},
    TEXT | {"const": "true"},
    TEXT | {"pattern": "^[a-zA-Zé ]*$"},
    TEXT | {"minLength": 2, "maxLength": 5},
    {"type": ["string", "null"]},
    {"type": ["integer", "string"], "meta:xdmType": "string"},
    {"type": "integer", "meta:xdmType": "string"},
    WHOLE | {"meta:xdmType": "byte", "minimum": -128, "maximum": 127},
    WHOLE | {"meta:xdmType": "short", "exclusiveMinimum": 0},
    WHOLE | {"meta:xdmType": "int", "multipleOf": 3},
    WHOLE | {"meta:xdmType": "long"},
    WHOLE | {"meta:xdmType": "long", "enum": [1, 2.0, True, "x"]},
    WHOLE | {"meta:xdmType": "number"},
    {"type": "number"},
    {"type": "number", "minimum": -1.5, "exclusiveMaximum": 100},
    {"type": "number", "multipleOf": 0.5},
    {"type": "boolean"},
    {"type": "boolean", "enum": [True]},
    TEXT | {"format": "date"},
    TEXT | {"format": "date-time"},
    TEXT | {"format": "date", "pattern": "^20"},
    TEXT | {"format": "date-time", "minLength": 24},
]
OTHERS: list[Document] = [
    {"type": "array", "items": TEXT},
    {"type": "array", "items": {"type": "object", "properties": {"a": TEXT}}},
    {"type": "object", "additionalProperties": TEXT, "meta:xdmType": "map"},
    TEXT | {"anyOf": [{"minLength": 2}, {"const": ""}]},
]


def objects(depth: int) -> st.SearchStrategy[Document]:
    """Schemas of objects."""
    member = st.sampled_from(SCALARS * 3 + OTHERS)
    if depth:
        member |= objects(depth - 1)

    def complete(properties: dict[str, Document], required: list[str], further: Document) -> Document:
        names = [name for name in required if name in properties]
        return {"type": "object", "properties": properties} | ({"required": names} if names else {}) | further

    names = st.sampled_from("abcdef")
    further = st.sampled_from([{}] * 6 + [{"additionalProperties": False}] * 2 + [{"minProperties": 2}])
    return st.builds(
        complete, st.dictionaries(names, member, min_size=1, max_size=5), st.lists(names, max_size=2), further
    )


def paths(schema: Document, above: str = "") -> list[str]:
    """The destinations a schema has."""
    found = []
    for name, node in schema.get("properties", {}).items():
        found.append(above + name)
        found += paths(node, f"{above}{name}.")
        if node.get("type") == "array":
            found += [f"{above}{name}[0]", *paths(node["items"], f"{above}{name}[*].")]
    return found


# Mappings

SOURCES = ["t", "u", "n", "m", "s.x", "s.in.y", "s", "absent", "absent.z", "t.x", "list", "s.in", "s.x.y"]
EXPRESSIONS = [
    "t", "lower(t)", 'concat(t, " ", upper(u))', 'concat(upper(concat(t, "x")), n, absent)', "upper(absent)",
    "trim(u)", "n * 2", "10 / n", "to_integer(t)", 'date(u, "yyyy-MM-dd")', 't == "a" ? n : null', "t ?? u",
    't ?? "none"', "s.x", "s", "list", "size(list)", 'concat("\ud83d", t)', '"\\ud83d"', "1 + 1", "uuid()", "now()",
    "nullify()", 'lpad(t, 20000, "x")', 'iif(u == "b", "no", t)', "to_array(false, t, u)", "urlencode(t)",
]  # fmt: skip
CONSTANTS = ["a", "Ab", "", "1", "2.5", "true", "2020-02-03", "2020-02-03T04:05:06Z", "99999999999"]
ENVIRONMENT = Environment(now_ms=lambda: 1_600_000_000_123, uuid=lambda: "the-same")


def _destinations(schema: Document) -> st.SearchStrategy[list[str]]:
    """Fields to map to; most often fields without parts, each once, as columns can do."""
    known = paths(schema)
    plain = [path for path in known if "[" not in path and not any(other.startswith(f"{path}.") for other in known)]
    return st.one_of(
        *[st.lists(st.sampled_from(plain or known), min_size=1, max_size=6, unique=True)] * 3,
        st.lists(st.sampled_from(known), min_size=1, max_size=6),
    )


@st.composite
def mappings(draw: st.DrawFn, schema: Document) -> list[Document]:
    """Mappings to some of a schema's fields, each of which can work."""
    found = []
    for destination in draw(_destinations(schema)):
        kind = draw(st.sampled_from(["ATTRIBUTE", "ATTRIBUTE", "EXPRESSION", "STATIC"]))
        of_kind = {"ATTRIBUTE": SOURCES, "EXPRESSION": EXPRESSIONS, "STATIC": CONSTANTS}[kind]
        source = draw(st.sampled_from(of_kind))
        mapping = {"sourceType": kind, "source": source, "destination": destination}
        try:
            compile_mapping(mapping, schema)
        except MappingError:
            continue
        found.append(mapping)
    return found


# Rows

WORDS = [
    *("a", "Ab", "b", "", " ", "1", "-7", " 3", "+2", "2.50", "300", "99999999999", "1e3", "0x1F", "NaN", "true", "N"),
    *("2020-02-03", "2020-02-30", "0000-01-01", "20200203", "2020-02-03T04:05:06.789+02:00", "2020-02-03 04:05:06"),
    *("é", "ß", "x" * 12_000),
]
MOMENTS = [
    datetime(2020, 2, 3, 4, 5, 6, 789_000),
    datetime(1969, 12, 31, 23, 59, 59, 999_000),
    datetime(1, 1, 1),
    datetime(9999, 12, 31),
]
FINE_MOMENTS = [*MOMENTS, datetime(1969, 12, 31, 23, 59, 59, 999_999), datetime(2020, 2, 3, 0, 0, 0, 999)]
NUMBERS = [0.0, -0.0, 1.0, 1.5, -7.0, 300.0, 2.0**70, math.nan, math.inf, -math.inf]
COLUMNS: list[tuple[pa.DataType, Sequence[Any], st.SearchStrategy[Any]]] = [
    (pa.string(), WORDS, st.text(st.characters(codec="utf-8"), max_size=6)),
    (pa.string(), ["a", "Ab"], st.just("b")),
    (pa.large_string(), WORDS, st.text(st.characters(codec="utf-8"), max_size=6)),
    (pa.string_view(), WORDS, st.text(st.characters(codec="utf-8"), max_size=6)),
    (pa.dictionary(pa.int8(), pa.string()), WORDS, st.sampled_from("abc")),
    (pa.binary(), [b"a", b"\xff"], st.binary(max_size=3)),
    (pa.bool_(), [True, False], st.booleans()),
    (pa.int64(), [0, 1, 3, -128, 127, 128, 2**31, 2**53 + 1, 2**63 - 1, -(2**63)], st.integers(-130, 130)),
    (pa.uint64(), [0, 1, 2**63, 2**64 - 1], st.integers(0, 2**64 - 1)),
    (pa.int8(), [0, 1, 2, 3], st.integers(-128, 127)),
    (pa.float64(), NUMBERS, st.floats()),
    (pa.float32(), [*NUMBERS, 0.25], st.floats(width=32)),
    (pa.float16(), [1.0, 1.5], st.floats(width=16)),
    (pa.decimal128(10, 2), [Decimal("1.00"), Decimal("1.50"), Decimal("-7")], st.decimals(-1000, 1000, places=2)),
    (pa.date32(), [date(2020, 2, 3), date(1, 1, 1), date(9999, 12, 31)], st.dates()),
    (pa.date64(), [date(2020, 2, 3)], st.dates()),
    (pa.timestamp("s"), [moment.replace(microsecond=0) for moment in MOMENTS], st.nothing()),
    (pa.timestamp("ms"), MOMENTS, st.nothing()),
    (pa.timestamp("us"), FINE_MOMENTS, st.datetimes()),
    (pa.timestamp("ns"), FINE_MOMENTS[:2] + FINE_MOMENTS[4:], st.nothing()),
    (pa.timestamp("ms", "Europe/Paris"), [datetime(1900, 7, 1, 1, 2, 3, 4000, UTC)], st.just(0)),
    (pa.time64("us"), [time(1, 2, 3)], st.times()),
    (pa.list_(pa.string()), [["a"], []], st.lists(st.just("b"), max_size=2)),
    (pa.struct([("x", pa.string())]), [{"x": "a"}, {"x": None}], st.just({"x": "b"})),
    (pa.map_(pa.string(), pa.string()), [[("x", "a")]], st.just([])),
    (pa.null(), [], st.none()),
]
BEYOND_THE_CALENDAR = [(pa.date32(), [-800_000, 3_000_000]), (pa.timestamp("s"), [-(2**40), 2**40])]
"""Such a value ends a run row by row even where it is not mapped."""


@st.composite
def columns(draw: st.DrawFn, rows: int) -> pa.Array:
    """A column, often with nulls and with few different values."""
    kind, special, values = draw(st.sampled_from(COLUMNS))
    values = st.one_of(*[st.sampled_from(special)] * bool(special), values, st.none())
    return pa.array(draw(st.lists(values, min_size=rows, max_size=rows)), kind)


@st.composite
def batches(draw: st.DrawFn) -> pa.RecordBatch:
    """Rows of some of the columns t, u, n, m, s, list, and of some whose names have dots."""
    rows = draw(st.integers(0, 8))
    named: dict[str, pa.Array] = {}
    for name in draw(st.sets(st.sampled_from(["t", "u", "n", "m", "s.x", "absent.z"]))):
        named[name] = draw(columns(rows))
    gone = pa.array(draw(st.lists(st.booleans(), min_size=rows, max_size=rows)), pa.bool_())
    inner = pa.StructArray.from_arrays([draw(columns(rows))], names=["y"], mask=gone)
    if draw(st.booleans()):
        named["s"] = pa.StructArray.from_arrays(
            [draw(columns(rows)), inner],
            names=["x", "in"],
            mask=pa.array(draw(st.lists(st.booleans(), min_size=rows, max_size=rows)), pa.bool_()),
        )
    if draw(st.booleans()):
        lists = st.lists(st.sampled_from(["a", "b", None]), max_size=3) | st.none()
        named["list"] = pa.array(draw(st.lists(lists, min_size=rows, max_size=rows)), pa.list_(pa.string()))
    batch = pa.RecordBatch.from_arrays([*named.values(), pa.nulls(rows)], names=[*named, "unused"])
    return batch.slice(draw(st.integers(0, rows)))


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), schema=objects(2))
def test_any_mapping_of_any_rows_gives_what_it_gives_row_by_row(data: st.DataObject, schema: Document) -> None:
    program = compile_program(data.draw(mappings(schema)), schema, ENVIRONMENT)
    found = data.draw(st.lists(batches(), min_size=1, max_size=2))
    event("columns" if plan_of(program, schema) else "rows")
    assert_same(program, schema, found)


@pytest.mark.parametrize("required", [False, True])
@pytest.mark.parametrize("node", SCALARS, ids=str)
@pytest.mark.parametrize("kind", [{"sourceType": "ATTRIBUTE"}, {"sourceType": "EXPRESSION"}], ids=str)
def test_any_column_onto_any_scalar_field_gives_what_it_gives_row_by_row(
    kind: Document, node: Document, required: bool
) -> None:
    schema = {"type": "object", "properties": {"a": node}, "required": ["a"] if required else []}
    program = compile_program([{**kind, "source": "t", "destination": "a"}], schema)
    assert plan_of(program, schema) is not None
    for of, special in [*((of, special) for of, special, _ in COLUMNS), *BEYOND_THE_CALENDAR]:
        # All at once, and each among good neighbours: columns are taken whole as long as nothing is wrong with them.
        groups = [special, *([special[0], value, None, special[-1]] for value in special)]
        found = [pa.RecordBatch.from_arrays([pa.array(group, of)], names=["t"]) for group in groups]
        assert_same(program, schema, found)


@pytest.mark.parametrize(("of", "special"), [(of, special) for of, special, _ in COLUMNS], ids=str)
@pytest.mark.parametrize("target", [TEXT, WHOLE, {"type": "number"}, {"type": "boolean"}, None], ids=str)
def test_mapping_sets_made_for_another_schema_give_what_they_give_row_by_row(
    of: pa.DataType, special: Sequence[Any], target: Document | None
) -> None:
    names = [f"f{index}" for index in range(len(SCALARS))]
    schema = {"type": "object", "properties": dict(zip(names, SCALARS, strict=True))}
    for name in names:
        wanted = None if target is None else {"type": "object", "properties": {name: target}}
        program = compile_program([{"source": "t", "destination": name}], wanted)
        assert_same(program, schema, [pa.RecordBatch.from_arrays([pa.array(special, of)], names=["t"])])
