"""What is computed for one row is bounded, also where every single step is an honest one."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest

from aep_emulator.gateway.errors import ApiError
from aep_emulator.services.data_prep import preview
from aep_emulator.services.data_prep.language.errors import TransformError
from aep_emulator.services.data_prep.language.values import MAX_ITEMS, MAX_TEXT, text
from aep_emulator.services.data_prep.language.work import MAX_WORK
from aep_emulator.services.data_prep.program import compile_program

HONEST_BUT_EXPENSIVE = {
    "a join per element": "transformArray(l, x -> size_of(join(',', l)))",
    "a search per element": "transformArray(l, x -> max(l))",
    "a comparison of arrays per element": "transformArray(l, x -> l == t)",
    "a comparison of texts per element": "transformArray(l, x -> s == other)",
    "membership per element": "transformArray(l, x -> 'z' =~ t)",
    "a hash of a long text per element": "transformArray(l, x -> sha512(s))",
    "a wildcard per element": "transformArray(l, x -> size_of(o[*].k))",
    "a copy of an object per element": "transformArray(l, x -> size_of(get_keys(m)))",
    "JSON per element": "transformArray(l, x -> size_of(json_to_object(json)))",
    "a pattern per element": "transformArray(l, x -> matches_regex(dashes, '(.*)-(.*)-(.*)x'))",
    "a new pattern per element": "transformArray(l, x -> matches_regex('a', concat(x, right(s, 500))))",
    "a user agent per element": "transformArray(l, x -> ua_device_class(agent))",
    "a date per element": "transformArray(l, x -> date('1 Jan 2020', 'd MMM yyyy') == date('2020-01-01T00:00:00'))",
    "an array of arrays per element": "transformArray(l, x -> size_of(flattenArray([e, e, e])))",
    "every occurrence of a long text": "instr(s, left(s, 500000), 0, 400000)",
}


@pytest.mark.parametrize("expression", HONEST_BUT_EXPENSIVE.values(), ids=HONEST_BUT_EXPENSIVE)
def test_what_is_honest_but_takes_too_long_is_stopped(evaluate: Callable[..., Any], expression: str) -> None:
    columns = {
        "l": list(range(MAX_ITEMS)),
        "t": [str(number) for number in range(MAX_ITEMS)],
        "s": "a" * (MAX_TEXT - 10),
        "other": "a" * (MAX_TEXT - 11) + "b",
        "o": [{"k": number} for number in range(1000)],
        "m": {str(number): number for number in range(1000)},
        "e": [[]] * 1000,
        "json": f"[{'1,' * 400}1]",
        "dashes": "-" * 360,
        "agent": "x" * 900,
    }
    with pytest.raises(TransformError, match=f"more than {MAX_WORK} steps"):
        evaluate(expression, **columns)


@pytest.mark.parametrize(
    "expression",
    [
        "flattenArray([" + "l, " * 1000 + "l])",
        "join_arrays(" + "l, " * 1000 + "l)",
        "concat(" + "s, " * 1000 + "s)",
        "arrays_to_object(" + ", ".join(f"'{index}', l" for index in range(300)) + ")",
        "explode(commas)",
        "split(commas, ',')",
    ],
    ids=["flattenArray", "join_arrays", "concat", "arrays_to_object", "explode", "split"],
)
def test_a_result_that_is_too_large_is_not_made_first(evaluate: Callable[..., Any], expression: str) -> None:
    columns = {"l": [1] * MAX_ITEMS, "s": "x" * MAX_TEXT, "commas": "a," * (MAX_TEXT // 2)}
    tracemalloc.start()
    try:
        with pytest.raises(TransformError, match="more than"):
            evaluate(expression, **columns)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 100_000_000


def test_a_split_at_many_characters_goes_through_the_text_once(evaluate: Callable[..., Any]) -> None:
    every = "".join(map(chr, range(32, 50_000)))
    assert evaluate("split(s, every)", s="x" * MAX_TEXT, every=every) == []


def test_all_mappings_of_a_row_share_one_budget(map_row: Callable[..., Any]) -> None:
    mappings = [("size_of(transformArray(l, x -> x))", f"f{index}", "EXPRESSION") for index in range(20)]
    document, warnings = map_row([*mappings, ("name", "name")], {"l": [1] * MAX_ITEMS, "name": "kept"})
    assert document["name"] == "kept"
    assert 1 < len(document) < len(mappings)
    assert len(document) + len(warnings) == len(mappings) + 1
    assert str(MAX_WORK) in warnings[0].message


def test_each_mapping_by_itself_may_take_its_share_only() -> None:
    expression = {"source": "size_of(transformArray(l, x -> x))", "destination": "a", "sourceType": "EXPRESSION"}
    row = {"l": [1] * MAX_ITEMS}
    (alone,) = compile_program([expression], None).steps
    first, *_ = compile_program([{**expression, "destination": f"f{index}"} for index in range(100)], None).steps
    assert alone.read(row) == MAX_ITEMS
    with pytest.raises(TransformError, match=f"more than {MAX_WORK} steps"):
        first.read(row)


def test_a_large_row_leaves_room_for_ordinary_expressions(evaluate: Callable[..., Any]) -> None:
    many = list(range(MAX_ITEMS))
    assert evaluate("size_of(filterArray(l, x -> x > 10))", l=many) == MAX_ITEMS - 11
    assert evaluate("max(l) - min(l) + size_of(l)", l=many) == 2 * MAX_ITEMS - 1
    assert evaluate("size_of(sha512(upper(trim(s))))", s="x" * MAX_TEXT) == 128


def test_what_is_done_outside_of_a_row_takes_nothing_from_one(evaluate: Callable[..., Any]) -> None:
    endless = "transformArray(l, x -> transformArray(l, y -> y))"
    for _ in range(2):
        assert text("x" * MAX_TEXT) == "x" * MAX_TEXT
        with pytest.raises(TransformError, match=f"more than {MAX_WORK} steps"):
            evaluate(endless, l=[1] * MAX_ITEMS)
        assert evaluate("max(l)", l=[1] * MAX_ITEMS) == 1


def test_a_preview_of_many_rows_has_a_budget_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview, "MAX_WORK", 50_000)
    mapping = {"source": "transformArray(l, x -> x + 1)", "sourceType": "text/x.aep-xl", "destination": "a"}
    program = compile_program([mapping], None)
    rows = [{"l": list(range(1000))}] * 20
    assert len(preview.preview(program, rows[:1], [mapping])) == 1
    with pytest.raises(ApiError, match=r"data: the preview takes more than 50000 steps of work after \d of 20 rows"):
        preview.preview(program, rows, [mapping])
    assert len(preview.preview(program, rows[:1], [mapping])) == 1
