"""The user's own tables: typed by what is in them, read in batches, and never broken by a late surprise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from aep_emulator.sources import SourceError, Sources, Table


@pytest.fixture
def table(data: Path) -> Any:
    """Content and ending → the table `Mine`, of which nothing was read yet."""

    def write(content: str | bytes, ending: str = "csv") -> Table:
        raw = content.encode() if isinstance(content, str) else content
        (data / "tables" / f"Mine.{ending}").write_bytes(raw)
        found = Sources(seed=1, rows=5, data=data).table("shopify", "mine")
        assert found is not None
        return found

    return write


def rows_of(table: Table, columns: list[str] | None = None) -> list[dict[str, Any]]:
    return [row for batch in table.batches(columns) for row in batch.to_pylist()]


def test_a_user_table_is_a_table_of_every_connector_and_comes_before_a_demo_table(data: Path) -> None:
    (data / "tables" / "Orders.csv").write_text("id\n1\n")
    sources = Sources(seed=1, rows=5, data=data)
    assert "Orders" in sources.tables("shopify")
    assert "Orders" in sources.tables("never-heard-of")
    orders = sources.table("shopify", "orders")
    assert orders is not None
    assert [column.name for column in orders.columns] == ["id"]


def test_two_files_cannot_be_one_table(data: Path) -> None:
    for name in ("Orders.csv", "orders.json"):
        (data / "tables" / name).write_text("")
    with pytest.raises(SourceError, match="would both be the table"):
        Sources(seed=1, rows=5, data=data)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["1", "-2", ""], "long"),
        (["1.5", "2"], "number"),
        (["true", "FALSE"], "boolean"),
        (["2024-02-29", "2023-01-01"], "date"),
        (["2024-02-29 10:11:12", "2023-01-01T00:00:00"], "date-time"),
        (["2024-02-29T10:11:12Z", "2023-01-01T00:00:00+02:00"], "date-time"),
        (["2024-02-29T10:11:12.345Z"], "date-time"),
        (["01234", "98765"], "string"),
        (["1", "x"], "string"),
        (["2023-02-30"], "string"),
        (["", ""], "string"),
    ],
)
def test_a_csv_column_has_the_type_that_its_values_fit(table: Any, values: list[str], kind: str) -> None:
    mine = table("n,value\n" + "".join(f"{number},{value}\n" for number, value in enumerate(values)))
    assert {column.name: column.type for column in mine.columns} == {"n": "long", "value": kind}


def test_a_bad_value_far_down_is_text_and_the_rest_is_not_lost(table: Any) -> None:
    lines = [str(number) for number in range(40_000)]
    lines[39_000] = "many"
    mine = table("points\n" + "\n".join(lines) + "\n")
    assert [column.type for column in mine.columns] == ["long"]
    values = [row["points"] for row in rows_of(mine)]
    assert len(values) == 40_000
    assert values[:2] == [0, 1]
    assert values[39_000] == "many"
    assert mine.arrow.column("points").to_pylist()[38_999:39_001] == ["38999", "many"]


def test_only_the_named_columns_are_given_in_that_order(table: Any) -> None:
    mine = table("a,b,c\n1,2,3\n")
    assert rows_of(mine, ["c", "a"]) == [{"c": 3, "a": 1}]
    with pytest.raises(SourceError, match=r"'Mine' has no column 'z'. It has: a, b, c"):
        rows_of(mine, ["a", "z"])


def test_the_preview_is_ready_for_json(table: Any) -> None:
    mine = table("d,t\n2024-01-02,2024-01-02T03:04:05Z\n2024-01-03,2024-01-03T03:04:05Z\n")
    assert mine.preview(1) == [{"d": "2024-01-02", "t": "2024-01-02T03:04:05"}]


def test_json_members_are_found_wherever_they_are(table: Any) -> None:
    lines = ['{"a":1}'] * 9_000 + ['{"a":1.5,"late":"x"}']
    mine = table("\n".join(lines), "json")
    assert {column.name: column.type for column in mine.columns} == {"a": "number", "late": "string"}
    assert rows_of(mine, ["late"])[-1] == {"late": "x"}
    assert mine.arrow.column("a").to_pylist()[-1] == 1.5


@pytest.mark.parametrize(
    "content", ['{"a":{"b":1}}\n{"a":{"c":2}}', '[{"a":{"b":1}},{"a":{"c":2}}]', '{"a":[1]}\n{"a":["x"]}\n{"a":7}']
)
def test_json_of_any_shape_is_a_table(table: Any, content: str) -> None:
    mine = table(content, "json")
    assert [column.name for column in mine.columns] == ["a"]
    assert len(rows_of(mine)) == mine.arrow.num_rows == mine.row_count


def test_parquet_keeps_its_types(table: Any, tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet

    pyarrow.parquet.write_table(pa.table({"a.x": [1, 2], "a": ["p", "q"], "s": [{"b": 1}, {"b": 2}]}), tmp_path / "t")
    mine = table((tmp_path / "t").read_bytes(), "parquet")
    assert [column.type for column in mine.columns] == ["long", "string", "string"]
    assert rows_of(mine, ["s", "a"]) == [{"s": {"b": 1}, "a": "p"}, {"s": {"b": 2}, "a": "q"}]


@pytest.mark.assumed("no page shows integers of other widths than 32 and 64 bits")
@pytest.mark.parametrize(
    ("width", "kind"),
    [
        ("int8", "integer"),
        ("uint16", "integer"),
        ("int32", "integer"),
        ("uint32", "long"),
        ("int64", "long"),
        ("uint64", "long"),
    ],
)
def test_parquet_keeps_the_width_of_its_integers(table: Any, tmp_path: Path, width: str, kind: str) -> None:
    import pyarrow as pa
    import pyarrow.parquet

    column = pa.array([1, 2], pa.type_for_alias(width))
    pyarrow.parquet.write_table(pa.table({"n": column}), tmp_path / "t")
    mine = table((tmp_path / "t").read_bytes(), "parquet")
    assert [column.type for column in mine.columns] == [kind]


def test_a_file_that_changes_is_read_anew(table: Any, data: Path) -> None:
    mine = table("a\n1\n")
    assert rows_of(mine) == [{"a": 1}]
    (data / "tables" / "Mine.csv").write_text("a,b\n1,2\n3,4\n")
    assert rows_of(mine) == [{"a": 1, "b": 2}, {"a": 3, "b": 4}]


@pytest.mark.parametrize(
    ("content", "ending", "message"),
    [
        ("", "csv", "is empty"),
        ("a,b\n1,2\n3\n", "csv", "row 2: 1 columns instead of 2"),
        ('{"a":1}\n{"a":', "json", "row 2: not JSON"),
        ("not parquet", "parquet", "Parquet"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(table: Any, content: str, ending: str, message: str) -> None:
    mine = table(content, ending)
    with pytest.raises(SourceError, match=f"^tables/Mine.{ending}.*{message}"):
        rows_of(mine)


def test_a_file_that_is_gone_is_named(table: Any, data: Path) -> None:
    mine = table("a\n1\n")
    (data / "tables" / "Mine.csv").unlink()
    with pytest.raises(SourceError, match=r"^tables/Mine.csv: ") as caught:
        rows_of(mine)
    assert str(data) not in str(caught.value)


def test_a_header_without_rows_is_an_empty_table(table: Any) -> None:
    mine = table("a,b\n")
    assert [column.name for column in mine.columns] == ["a", "b"]
    assert mine.row_count == 0
    assert mine.preview(5) == []
