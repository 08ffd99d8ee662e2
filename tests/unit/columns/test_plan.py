"""Which mapping sets and schemas columns can do, and which rows they leave to be looked at one by one."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aep_emulator.dataflow.columns import ColumnPlan
from aep_emulator.dataflow.columns.finish import Finish
from aep_emulator.lake.arrow_schema import arrow_schema
from aep_emulator.services.data_prep.conversion import to_string
from aep_emulator.services.data_prep.language.functions.registry import Environment
from aep_emulator.services.data_prep.program import compile_program
from aep_emulator.types import Document

TEXT: Document = {"type": "string"}
LONG: Document = {"type": "integer", "meta:xdmType": "long"}
SCHEMA: Document = {
    "type": "object",
    "properties": {
        "a": TEXT,
        "b": LONG,
        "c": {"type": "object", "properties": {"d": TEXT, "e": {"type": "object", "properties": {"f": TEXT}}}},
        "list": {"type": "array", "items": TEXT},
        "map": {"type": "object", "additionalProperties": TEXT, "meta:xdmType": "map"},
    },
}

Mapping = tuple[str, str] | tuple[str, str, str]
"""Source, destination, and the type unless it is ATTRIBUTE."""


def plan(
    *mappings: Mapping,
    schema: Document = SCHEMA,
    target: Document | None = SCHEMA,
    environment: Environment | None = None,
) -> ColumnPlan | None:
    """The plan for a mapping set made for `target`, whose records go to a dataset of `schema`."""
    names = ("source", "destination", "sourceType")
    program = compile_program([dict(zip(names, mapping, strict=False)) for mapping in mappings], target, environment)
    return ColumnPlan.of(program, schema, arrow_schema(schema))


def run(found: ColumnPlan | None, batch: pa.RecordBatch) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The records, without what is null, and the rows that are left."""
    assert found is not None
    records, rest = found.run(batch)
    records.validate(full=True)
    return [_without_nulls(record) for record in records.to_pylist()], [] if rest is None else rest.to_pylist()


def _without_nulls(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {name: _without_nulls(member) for name, member in value.items() if member is not None}


def rows(**columns: Any) -> pa.RecordBatch:
    """A batch of these columns."""
    return pa.RecordBatch.from_pydict(columns)


class TestPossible:
    @pytest.mark.parametrize(
        "mappings",
        [
            [("x", "a")],
            [("x.y.z", "c.e.f"), ("x", "c.d"), ("x", "b")],
            [("concat(x, 1)", "a", "EXPRESSION")],
            [("Any", "a", "STATIC")],
        ],
    )
    def test_attributes_expressions_and_constants_onto_fields_without_parts(self, mappings: list[Mapping]) -> None:
        assert plan(*mappings) is not None

    @pytest.mark.parametrize(
        "mappings",
        [
            [],
            [("x", "a"), ("y", "a")],
            [("x", "c")],
            [("x", "c"), ("y", "c.d")],
            [("x", "list")],
            [("x", "list[0]")],
            [("x[*].y", "list[*]")],
            [("x[0]", "a")],
            [("x", "map.any")],
        ],
    )
    def test_not_arrays_maps_copied_objects_or_several_mappings_to_a_field(self, mappings: list[Mapping]) -> None:
        assert plan(*mappings) is None

    def test_not_fields_that_the_datasets_schema_does_not_have(self) -> None:
        assert plan(("x", "z"), target=None) is None
        assert plan(("x", "a.z"), target=None) is None

    def test_not_attributes_whose_size_counts(self) -> None:
        assert plan(("x", "a"), target=None) is None

    def test_not_schemas_with_alternatives(self) -> None:
        assert plan(("x", "a"), schema=SCHEMA | {"anyOf": [{}]}) is None


class TestValues:
    def test_a_column_of_an_unexpected_type_in_a_later_batch_is_converted_like_any_other(self) -> None:
        found = plan(("x", "b"))
        assert run(found, rows(x=[1, None])) == ([{"b": 1}, {}], [])
        assert run(found, rows(x=["2", "two"])) == ([{"b": 2}], [{"x": "two"}])
        assert run(found, rows(x=[3.0, 3.5])) == ([{"b": 3}], [{"x": 3.5}])
        assert run(found, rows(y=[4])) == ([{}], [])

    def test_a_mapping_set_made_for_another_schema_converts_by_that_and_is_checked_by_this(self) -> None:
        numbers = {"type": "object", "properties": {"a": LONG, "b": {"type": "number"}}}
        found = plan(("x", "b"), target=numbers)
        assert run(found, rows(x=[1.0, 1.5])) == ([{"b": 1}], [{"x": 1.5}])
        assert run(plan(("x", "a"), target=numbers), rows(x=["1", None])) == ([{}], [{"x": "1"}])

    @pytest.mark.parametrize(("whole", "exact"), [(2**53 - 1, True), (2**53 + 1, False)])
    def test_whole_numbers_become_doubles_as_python_makes_them(self, whole: int, exact: bool) -> None:
        schema = {"type": "object", "properties": {"n": {"type": "number"}}}
        [record], rest = run(plan(("x", "n"), schema=schema, target=schema), rows(x=[whole]))
        assert record == {"n": float(whole)}
        assert (record["n"] == whole) is exact
        assert rest == []

    def test_a_column_named_like_the_whole_path_counts_where_there_is_nothing_under_the_first_name(self) -> None:
        found = plan(("x.y", "a"))
        assert run(found, rows(**{"x.y": ["flat"]})) == ([{"a": "flat"}], [])
        both = rows(**{"x": [{"y": "deep"}, {"y": None}, None], "x.y": ["flat", "flat", "flat"]})
        assert run(found, both) == ([{"a": "deep"}, {}, {"a": "flat"}], [])

    def test_members_of_structs_are_null_where_the_struct_is(self) -> None:
        deep = pa.array([{"y": {"z": "deep"}}, {"y": None}, None, {"y": {"z": None}}])
        found, rest = run(plan(("x.y.z", "c.e.f")), pa.RecordBatch.from_arrays([deep], names=["x"]))
        assert found == [{"c": {"e": {"f": "deep"}}}, {}, {}, {}]
        assert rest == []

    def test_of_columns_with_the_same_name_the_last_counts_as_it_does_in_rows(self) -> None:
        twice = pa.RecordBatch.from_arrays([pa.array(["first"]), pa.array(["last"])], names=["x", "x"])
        assert run(plan(("x", "a")), twice) == ([{"a": "last"}], [])
        assert run(plan(("upper(x)", "a", "EXPRESSION")), twice) == ([{"a": "LAST"}], [])

    def test_text_that_is_not_utf_8_leaves_the_batch_to_be_read_row_by_row(self) -> None:
        wrong = pa.array([b"ok", b"\xff"]).view(pa.string())
        batch = pa.RecordBatch.from_arrays([wrong], names=["x"])
        for mapping in [("x", "a"), ('concat(x, "!")', "a", "EXPRESSION")]:
            found = plan(mapping)
            assert found is not None
            records, rest = found.run(batch)
            assert records.num_rows == 0
            assert rest is batch

    def test_pieces_that_only_joined_are_utf_8_leave_the_batch_to_be_read_row_by_row(self) -> None:
        pieces = [pa.array([piece]).view(pa.string()) for piece in (b"\xc3", b"\xa9")]
        found = plan(("concat(x, y)", "a", "EXPRESSION"))
        assert found is not None
        assert found.run(pa.RecordBatch.from_arrays(pieces, names=["x", "y"]))[0].num_rows == 0

    def test_a_type_that_arrow_cannot_select_rows_of_leaves_the_batch_to_be_read_row_by_row(self) -> None:
        views = pa.RecordBatch.from_arrays([pa.array(["1", "one"], pa.string_view())], names=["x"])
        records, rest = run(plan(("x", "b")), views)
        assert [len(records), len(rest)] in ([1, 1], [0, 2])

    def test_values_without_a_place_in_a_dictionary_are_looked_at_one_by_one(self) -> None:
        assert run(plan(("x", "a")), rows(x=[["a"], None])) == ([{}], [{"x": ["a"]}])


REQUIRING: Document = {
    "type": "object",
    "required": ["a"],
    "properties": {
        "a": TEXT,
        "c": {
            "type": "object",
            "required": ["e"],
            "properties": {"d": TEXT, "e": {"type": "object", "required": ["g"], "properties": {"f": TEXT}}},
        },
    },
}


class TestRequired:
    @pytest.mark.parametrize(
        ("row", "good"),
        [
            ({"a": "1", "d": None, "f": None}, True),
            ({"a": None, "d": None, "f": None}, False),
            ({"a": "1", "d": "1", "f": None}, False),
            ({"a": "1", "d": None, "f": "1"}, False),
        ],
    )
    def test_a_member_is_required_of_an_object_that_is_there(self, row: dict[str, Any], good: bool) -> None:
        found = plan(("a", "a"), ("d", "c.d"), ("f", "c.e.f"), schema=REQUIRING, target=REQUIRING)
        batch = pa.RecordBatch.from_pylist([row], schema=pa.schema([(name, pa.string()) for name in row]))
        assert run(found, batch) == (([{"a": "1"}], []) if good else ([], [row]))


class TestExpressions:
    def test_new_ids_and_the_time_are_asked_for_in_every_row(self) -> None:
        numbers = map(str, itertools.count())
        environment = Environment(uuid=lambda: next(numbers))
        found = plan(("uuid()", "a", "EXPRESSION"), ("concat(x, uuid())", "c.d", "EXPRESSION"), environment=environment)
        records, _ = run(found, rows(x=["same", "same"]))
        assert records == [{"a": "0", "c": {"d": "same2"}}, {"a": "1", "c": {"d": "same3"}}]

    def test_an_expression_of_one_attribute_is_evaluated_once_for_each_different_value_and_for_null(self) -> None:
        found = plan(('x == null ? "none" : trim(x)', "a", "EXPRESSION"))
        assert run(found, rows(x=[" a", None, " a"])) == ([{"a": "a"}, {"a": "none"}, {"a": "a"}], [])
        encoded = pa.array(["b", None, "b "]).dictionary_encode()
        batch = pa.RecordBatch.from_arrays([encoded], names=["x"])
        assert run(found, batch) == ([{"a": "b"}, {"a": "none"}, {"a": "b"}], [])

    @pytest.mark.parametrize("expression", ['"x" + 1', "y", "trim(y)", "upper(y)", "concat(y, y)"])
    def test_an_expression_of_nothing_that_the_rows_have_is_the_same_in_every_row(self, expression: str) -> None:
        records, rest = run(plan((expression, "a", "EXPRESSION")), rows(x=[1, 2, 3]))
        assert len(records) == 3
        assert records[0] == records[1] == records[2]
        assert rest == []

    @pytest.mark.parametrize("expression", ["x", "concat(x, x)", "upper(x)", 'trim(concat(x, "!"))', "concat(x, 1)"])
    def test_results_so_long_that_the_row_may_be_too_large_are_left(self, expression: str) -> None:
        records, rest = run(plan((expression, "a", "EXPRESSION")), rows(x=["ab", "x" * 10_001]))
        assert len(records) == 1
        assert rest == [{"x": "x" * 10_001}]

    def test_the_bound_of_a_rows_size_is_shared_by_its_expressions(self) -> None:
        fields = {f"f{index}": TEXT for index in range(400)}
        schema = {"type": "object", "properties": fields}
        many = [("x", name, "EXPRESSION") for name in fields]
        assert run(plan(*many, schema=schema, target=schema), rows(x=["x" * 6_000]))[0] == []
        assert len(run(plan(*many, schema=schema, target=schema), rows(x=["x" * 5_000]))[0]) == 1

    @given(
        columns=st.lists(
            st.tuples(
                st.none() | st.text(st.characters(codec="utf-8"), max_size=5),
                st.none() | st.text(st.characters(codec="ascii"), max_size=5) | st.sampled_from(["ß", "É", "ŉ", "İ"]),
            ),
            min_size=1,
            max_size=6,
        ),
        expression=st.recursive(
            st.sampled_from(["x", "y", "z", '"Ab c"', '"é"']),
            lambda inner: st.one_of(
                inner.map("upper({})".format),
                inner.map("lcase({})".format),
                st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"concat({', '.join(parts)})"),
            ),
            max_leaves=5,
        ),
    )
    def test_text_is_joined_and_its_case_changed_as_it_is_row_by_row(
        self, columns: list[tuple[str | None, str | None]], expression: str
    ) -> None:
        batch = rows(x=pa.array([x for x, _ in columns], pa.string()), y=pa.array([y for _, y in columns], pa.string()))
        mapping = {"source": expression, "destination": "a", "sourceType": "EXPRESSION"}
        program = compile_program([mapping], SCHEMA)
        expected = [program.run(row).document for row in batch.to_pylist()]
        assert run(plan((expression, "a", "EXPRESSION")), batch) == (expected, [])

    def test_a_column_repeated_very_often_is_not_joined_all_at_once(self, count_evaluations: Callable[[], int]) -> None:
        source = "concat(" + ", ".join(["x"] * 1000) + ")"
        records, _ = run(plan((source, "a", "EXPRESSION")), rows(x=["x" * 9] * 16_000))
        assert records[0] == {"a": "x" * 9_000}
        assert count_evaluations() == 1


@pytest.fixture
def count_evaluations(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Gives how many rows have been evaluated by expressions in Python."""
    from aep_emulator.services.data_prep.language.compiler import Expression

    evaluate, count = Expression.evaluate, itertools.count()

    def counted(self: Expression, row: Any) -> Any:
        next(count)
        return evaluate(self, row)

    monkeypatch.setattr(Expression, "evaluate", counted)
    return lambda: next(count)


def test_half_of_a_surrogate_pair_is_no_text_that_can_be_stored() -> None:
    column, bad = Finish(to_string, TEXT, pa.string()).array(["a", "\ud83d", None])
    assert column.to_pylist() == ["a", None, None]
    assert bad is not None
    assert bad.to_pylist() == [False, True, False]


def test_fields_that_nothing_is_mapped_to_are_null_in_batches_of_any_size() -> None:
    found = plan(("x", "a"))
    for size in (2, 5, 1, 0, 7):
        records, rest = run(found, rows(x=["v"] * size))
        assert records == [{"a": "v"}] * size
        assert rest == []
