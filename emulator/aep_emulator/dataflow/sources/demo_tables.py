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
| `day`, `moment` | `{from, days}`: a date, a time |
| `later_than` | another column, plus up to `hours` |
| `of` | `NAME.Column` of the row of another table that `each` picks under that name |

`nulls` is the probability that the value is missing, `lower` makes it lower case.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

Maker = Callable[[int, dict[str, Any], dict[str, dict[str, Any]]], Any]
OtherTable = Callable[[str], "list[dict[str, Any]]"]


def make_table(description: dict[str, Any], seed: int, rows: int, other_table: OtherTable) -> pa.Table:
    """The table of a description as Arrow. `other_table` gives the rows of a table that `each` names."""
    import pyarrow as pa
    from faker import Faker

    # A seed of the table's own: its rows must not depend on which tables were looked at before.
    digest = hashlib.sha256(f"{seed}:{description['name']}".encode()).digest()
    chance = random.Random(digest)
    faker = Faker("en_US")
    faker.seed_instance(int.from_bytes(digest[:8]))
    pools = {alias: other_table(name) for alias, name in description.get("each", {}).items()}
    makers = [(column, _maker(column, chance, faker)) for column in description["columns"]]
    made: list[dict[str, Any]] = []
    for index in range(rows):
        picked = {alias: chance.choice(pool) for alias, pool in pools.items() if pool}
        row: dict[str, Any] = {}
        for column, maker in makers:
            value = maker(index, row, picked)
            if column.get("lower") and value is not None:
                value = value.lower()
            row[column["name"]] = None if chance.random() < column.get("nulls", 0) else value
        made.append(row)
    types = {
        "string": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "date-time": pa.timestamp("s", tz="UTC"),
    }
    schema = pa.schema([pa.field(column["name"], types[column["type"]]) for column in description["columns"]])
    return pa.Table.from_pylist(made, schema=schema)


def _maker(column: dict[str, Any], chance: random.Random, faker: Any) -> Maker:
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
