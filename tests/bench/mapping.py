"""Mapping rows: how many go through a mapping set per CPU second, a column at a time and a row at a time.

`python tests/bench/mapping.py [SECONDS]`, about 20 seconds with the default of 2 for each figure. The measure beside
each is a function written by hand that does the same on dicts. Nothing here fails on a slow day.
"""

from __future__ import annotations

import itertools
import random
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

import pyarrow as pa

from aep_emulator.dataflow.columns import ColumnPlan
from aep_emulator.lake.arrow_schema import arrow_schema
from aep_emulator.services.data_prep.program import Program, compile_program
from aep_emulator.validation import CompiledSchema

SECONDS, BATCH = 2.0, 10_000
NAMES = ("id", "first", "last", "email", "year", "city", "country", "phone", "code", "note")
WORDS = ("Ada", "Émile", "Grace", "Linus", "Margaret", "Niklaus", "Barbara", "Edsger")
PLACES = ("a.id", "b.first", "b.last", "c.email", "b.year", "d.city", "d.country", "c.phone", "e.code", "e.note")
CALLS = {
    "first": 'concat(first, " ", last)',
    "last": "upper(last)",
    "email": "lower(email)",
    "code": "substr(code, 1, 3)",
    "note": 'replacestr(note, "o", "0")',
}

Row = dict[str, Any]


def rows(count: int) -> list[Row]:
    """Rows with NAMES, all of them text but the year."""
    chance = random.Random(1)

    def row(number: int) -> Row:
        first, last = chance.choice(WORDS), chance.choice(WORDS)
        email = f"{first}.{last}.{number}@Example.com"
        place = ("Basel", "CH", f"+41 {number}", f"C-{number}", "Nothing in particular")
        return dict(zip(NAMES, (f"P{number}", first, last, email, chance.randint(1900, 2020), *place), strict=True))

    return [row(number) for number in range(count)]


def schema() -> dict[str, Any]:
    """A composed schema with PLACES; every text has a greatest length, the year a range."""
    text = {"type": "string", "meta:xdmType": "string", "maxLength": 200}
    year = {"type": "integer", "meta:xdmType": "int", "minimum": 1, "maximum": 32767}
    properties: dict[str, Any] = {}
    for place in PLACES:
        parent, _, name = place.partition(".")
        branch = properties.setdefault(parent, {"type": "object", "meta:xdmType": "object", "properties": {}})
        branch["properties"][name] = year if name == "year" else text
    return {"type": "object", "meta:xdmType": "object", "properties": properties}


def program(*, with_calls: bool) -> Program:
    """Ten mappings, five of them expressions or none."""
    mappings = [
        {"sourceType": "EXPRESSION", "source": CALLS[name], "destination": place}
        if with_calls and name in CALLS
        else {"sourceType": "ATTRIBUTE", "source": name, "destination": place}
        for name, place in zip(NAMES, PLACES, strict=True)
    ]
    return compile_program(mappings, schema())


def by_hand(row: Row) -> Row:
    """The ten attributes."""
    return {
        "a": {"id": row["id"]},
        "b": {"first": row["first"], "last": row["last"], "year": row["year"]},
        "c": {"email": row["email"], "phone": row["phone"]},
        "d": {"city": row["city"], "country": row["country"]},
        "e": {"code": row["code"], "note": row["note"]},
    }


def by_hand_with_calls(row: Row) -> Row:
    """The ten mappings with five calls."""
    return {
        "a": {"id": row["id"]},
        "b": {"first": f"{row['first']} {row['last']}", "last": row["last"].upper(), "year": row["year"]},
        "c": {"email": row["email"].lower(), "phone": row["phone"]},
        "d": {"city": row["city"], "country": row["country"]},
        "e": {"code": row["code"][1:4], "note": row["note"].replace("o", "0")},
    }


def is_valid(document: Row) -> bool:
    """What the schema asks for."""
    return all(
        1 <= value <= 32767 if type(value) is int else type(value) is str and len(value) <= 200
        for branch in document.values()
        for value in branch.values()
    )


def rate(work: Callable[[], int], seconds: float) -> float:
    """Rows per CPU second of what does some and says how many."""
    work()
    done, started = 0, time.process_time()
    while (taken := time.process_time() - started) < seconds:
        done += work()
    return done / taken


def row_by_row(function: Callable[[Row], Any], source: Iterable[Row]) -> Callable[[], int]:
    """Work: a function on the next hundred rows."""
    endless = itertools.cycle(source)

    def work() -> int:
        for row in itertools.islice(endless, 100):
            function(row)
        return 100

    return work


def by_column(mapped: Program, source: pa.RecordBatch) -> Callable[[], int]:
    """Work: a batch through the plan, which maps, checks and leaves records as they are stored."""
    composed = schema()
    plan = ColumnPlan.of(mapped, composed, arrow_schema(composed))
    assert plan is not None
    assert plan.run(source)[1] is None

    def work() -> int:
        return int(plan.run(source)[0].num_rows)

    return work


def main(seconds: float = SECONDS) -> None:
    """Measure and print."""
    source = rows(BATCH)
    batch = pa.RecordBatch.from_pylist(source)
    checked = CompiledSchema(schema())
    attributes, calls = program(with_calls=False), program(with_calls=True)
    assert attributes.run(source[0]).document == by_hand(source[0])
    assert calls.run(source[0]).document == by_hand_with_calls(source[0])
    assert is_valid(by_hand_with_calls(source[0]))
    # A plan always checks, so that one figure stands beside the rows with and without a check.
    columns = rate(by_column(attributes, batch), seconds), rate(by_column(calls, batch), seconds)
    figures: list[tuple[str, float, Callable[[Row], Any], Callable[[Row], Any]]] = [
        ("ten attributes", columns[0], attributes.run, by_hand),
        ("ten mappings, five calls", columns[1], calls.run, by_hand_with_calls),
        (
            "… and checked against XDM",
            columns[1],
            lambda row: checked.first_failure(calls.run(row).document),
            lambda row: is_valid(by_hand_with_calls(row)),
        ),
    ]
    print(f"{'rows per CPU second':28}{'columns':>12}{'rows':>12}{'by hand':>12}{'columns':>10}{'rows':>8}")
    for name, column, run, plain in figures:
        own, hand = rate(row_by_row(run, source), seconds), rate(row_by_row(plain, source), seconds)
        print(f"{name:28}{column:12,.0f}{own:12,.0f}{hand:12,.0f}{column / hand:10.0%}{own / hand:8.0%}")


if __name__ == "__main__":
    main(*map(float, sys.argv[1:2]))
