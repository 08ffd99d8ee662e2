"""Demo tables: rows made from a description, the same for the same seed.

A description names for each column its type and one way to make its values:

| key | value |
|---|---|
| `sequence` | the first number; each row has the next |
| `faker` | a method of faker's generator |
| `choice` | one of a list |
| `words` | one of each list, joined by blanks |
| `number` | `{min, max, decimals}` |
| `chance` | true with this probability |
| `numerify` | a pattern in which each `#` becomes a digit |
| `template` | other columns of the row in braces, and `{row}`, its number |
| `day`, `moment` | `{from, days}`: a date, a time; as text or as the day's midnight when the type asks for that |
| `later_than` | another column, plus up to `hours` |
| `of` | `NAME.Column` of the row of another table that `each` picks under that name |
| `pick` | a whole row of another table of the set, as an object |

An `integer` has 32 bits and a `long` 64.

`nulls` is the probability that the value is missing, `lower` makes it lower case, `several` makes a list of one to that
many values. `broken` is `{every, values}`: each so-manieth row has one of these values instead, in turn.

Documented: help/sources/tutorials/api/explore/protocols.md shows the integers of the table Orders with 32 bits, and
help/sources/tutorials/api/explore/advertising.md shows AdGroupId with 64.
Assumed: the other ids of an advertising system have 64 bits too, as have ids whose values need them, and all other
integers of demo tables have 32.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

Row = dict[str, Any]
Maker = Callable[[int, Row, dict[str, Row]], Any]
OtherTable = Callable[[str], list[Row]]


def make_table(description: dict[str, Any], rows: list[Row]) -> pa.Table:
    """The rows of a description as Arrow."""
    import pyarrow as pa

    types = {
        "string": pa.string(),
        "integer": pa.int32(),
        "long": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "date-time": pa.timestamp("s", tz="UTC"),
        # An object is what its members say.
        "object": None,
    }
    arrays: dict[str, pa.Array] = {}
    for column in description["columns"]:
        kind = types[column["type"]]
        if "several" in column and kind is not None:
            kind = pa.list_(kind)
        arrays[column["name"]] = pa.array([row[column["name"]] for row in rows], type=kind)
    return pa.table(arrays)


def make_rows(
    description: dict[str, Any], seed: str, rows: int, other_table: OtherTable, *, first: int = 0
) -> list[Row]:
    """The rows of a description, counted from `first`. `other_table` gives the rows of another table of the set."""
    from faker import Faker

    # A seed of the table's own: its rows must not depend on which tables were looked at before.
    digest = hashlib.sha256(seed.encode()).digest()
    chance = random.Random(digest)
    faker = Faker("en_US")
    faker.seed_instance(int.from_bytes(digest[:8]))
    pools = {alias: other_table(name) for alias, name in description.get("each", {}).items()}
    makers = [(column, _maker(column, chance, faker, other_table)) for column in description["columns"]]
    made: list[Row] = []
    for index in range(first, first + rows):
        picked = {alias: chance.choice(pool) for alias, pool in pools.items()}
        row: Row = {}
        for column, maker in makers:
            value = _finished(column, maker(index, row, picked))
            row[column["name"]] = None if chance.random() < column.get("nulls", 0) else value
        made.append(row)
    _break(description["columns"], made)
    return made


def _finished(column: dict[str, Any], value: Any) -> Any:
    if column["type"] == "string" and isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    if column["type"] == "string" and isinstance(value, date):
        return value.isoformat()
    if column["type"] == "date-time" and isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time(tzinfo=UTC))
    return value.lower() if column.get("lower") and value is not None else value


def _break(columns: list[dict[str, Any]], rows: list[Row]) -> None:
    """Put the bad values in. Done last: what other columns derive from a value stays as it was."""
    for column in columns:
        if broken := column.get("broken"):
            for turn, row in enumerate(rows[broken["every"] - 1 :: broken["every"]]):
                row[column["name"]] = broken["values"][turn % len(broken["values"])]


def _maker(column: dict[str, Any], chance: random.Random, faker: Any, other_table: OtherTable) -> Maker:
    single = _single_maker(column, chance, faker, other_table)
    if "several" not in column:
        return single
    return lambda *context: [single(*context) for _ in range(chance.randint(1, column["several"]))]


def _single_maker(column: dict[str, Any], chance: random.Random, faker: Any, other_table: OtherTable) -> Maker:
    """The function (row number, row so far, picked rows of other tables) → value."""
    if "sequence" in column:
        return lambda index, _row, _picked: column["sequence"] + index
    if "faker" in column:
        method = getattr(faker, column["faker"])
        return lambda *_: method()
    if "choice" in column:
        return lambda *_: chance.choice(column["choice"])
    if "words" in column:
        return lambda *_: " ".join(chance.choice(words) for words in column["words"])
    if "number" in column:
        return _number_maker(column["number"], chance)
    if "chance" in column:
        return lambda *_: chance.random() < column["chance"]
    if "numerify" in column:
        return lambda *_: "".join(str(chance.randrange(10)) if c == "#" else c for c in column["numerify"])
    if "template" in column:
        return lambda index, row, _picked: column["template"].format(row=index + 1, **row)
    if "of" in column:
        alias, _, name = column["of"].partition(".")
        return lambda _index, _row, picked: picked[alias][name]
    if "pick" in column:
        pool = other_table(column["pick"])
        return lambda *_: chance.choice(pool)
    return _time_maker(column, chance)


def _number_maker(bounds: dict[str, Any], chance: random.Random) -> Maker:
    decimals = bounds.get("decimals", 0)
    if decimals:
        return lambda *_: round(chance.uniform(bounds["min"], bounds["max"]), decimals)
    return lambda *_: chance.randint(bounds["min"], bounds["max"])


def _time_maker(column: dict[str, Any], chance: random.Random) -> Maker:
    if "day" in column:
        first_day = date.fromisoformat(column["day"]["from"])
        return lambda *_: first_day + timedelta(days=chance.randrange(column["day"]["days"]))
    if "moment" in column:
        # Counted from a fixed day, not from today: the same seed must give the same rows tomorrow.
        first = datetime.fromisoformat(column["moment"]["from"]).replace(tzinfo=UTC)
        return lambda *_: first + timedelta(seconds=chance.randrange(column["moment"]["days"] * 86_400))
    earlier, hours = column["later_than"], column["hours"]
    return lambda _index, row, _picked: row[earlier] + timedelta(seconds=chance.randrange(hours * 3600))
