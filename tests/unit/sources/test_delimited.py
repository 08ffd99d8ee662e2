"""Delimited text: every value is text as it stands in the file, and no row that can be read is lost."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest

from aep_emulator.sources import BadRow, FileFormat, SourceError
from aep_emulator.sources.formats.delimited import BLOCK_BYTES
from aep_emulator.sources.formats.reading import read

Read = Callable[..., list[dict[str, Any]]]


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        pytest.param(b"a,b\n1,2\n", [{"a": "1", "b": "2"}], id="numbers are text"),
        pytest.param(b"a,b\n007,1e3\n", [{"a": "007", "b": "1e3"}], id="nothing is rewritten"),
        pytest.param(b"a,b\n1,2", [{"a": "1", "b": "2"}], id="no line end at the end"),
        pytest.param(b"a,b\r\n1,2\r\n", [{"a": "1", "b": "2"}], id="CRLF"),
        pytest.param(b"a,b\r1,2\r", [{"a": "1", "b": "2"}], id="CR"),
        pytest.param(b"\xef\xbb\xbfa,b\n1,2\n", [{"a": "1", "b": "2"}], id="byte order mark"),
        pytest.param(b'"a","b"\n"1","2"\n', [{"a": "1", "b": "2"}], id="quotes"),
        pytest.param(b'"a,x",b\n"1,x",2\n', [{"a,x": "1,x", "b": "2"}], id="delimiter in quotes"),
        pytest.param(b'a,b\n"say ""hi""",2\n', [{"a": 'say "hi"', "b": "2"}], id="doubled quotes"),
        pytest.param(b'a,b\n"1\n2",3\n', [{"a": "1\n2", "b": "3"}], id="line end in quotes"),
        pytest.param(b'"a\nx",b\n1,2\n', [{"a\nx": "1", "b": "2"}], id="line end in the header"),
        pytest.param(b'a,b\n,""\n', [{"a": None, "b": ""}], id="empty is null, quoted empty is text"),
        pytest.param(b"a,b\nNULL,NaN\n", [{"a": "NULL", "b": "NaN"}], id="words for null are text"),
        pytest.param(b"a,b\n\n1,2\n\n", [{"a": "1", "b": "2"}], id="blank lines"),
        pytest.param(b"a,,c\n1,2,3\n", [{"a": "1", "_c1": "2", "c": "3"}], id="column without a name"),
        pytest.param(b"a\n1\n2\n", [{"a": "1"}, {"a": "2"}], id="one column"),
        pytest.param("näme\nZürich\n".encode(), [{"näme": "Zürich"}], id="UTF-8"),
        pytest.param(b"a\nZ\xfcrich\n", [{"a": "Z\ufffdrich"}], id="a wrong byte is replaced"),
        pytest.param(b"a,b\n", [], id="header only"),
        pytest.param(b"a,b", [], id="header only, no line end"),
        pytest.param(b"a,b\n\n\n", [], id="header and blank lines"),
    ],
)
def test_text_is_read_as_it_stands(rows_of: Read, content: bytes, rows: list[dict[str, Any]]) -> None:
    assert rows_of(content) == rows


@pytest.mark.parametrize("delimiter", ["\t", ";", "|", "~", " "])
def test_any_single_character_may_delimit(rows_of: Read, delimiter: str) -> None:
    content = f"a{delimiter}b\n1{delimiter}2\n".encode()
    assert rows_of(content, column_delimiter=delimiter) == [{"a": "1", "b": "2"}]


def test_iso_8859_1_is_read_when_it_is_asked_for(rows_of: Read) -> None:
    content = "Stä,b\nZürich,2\n".encode("iso-8859-1")
    assert rows_of(content, encoding="ISO-8859-1") == [{"Stä": "Zürich", "b": "2"}]


def test_a_header_without_rows_still_tells_the_columns() -> None:
    (batch,) = read(io.BytesIO(b"a,b\n"), "file", FileFormat())
    assert batch.schema.names == ["a", "b"]
    assert batch.num_rows == 0


def test_malformed_lines_are_reported_and_the_others_read(rows_of: Read, bad: list[BadRow]) -> None:
    rows = rows_of(b"a,b\n1,2\n3\n4,5,6\n7,8\n")
    assert rows == [{"a": "1", "b": "2"}, {"a": "7", "b": "8"}]
    assert bad == [
        BadRow(2, "3", "1 columns instead of 2"),
        BadRow(3, "4,5,6", "3 columns instead of 2"),
    ]


def test_whoever_is_told_of_a_bad_row_may_end_the_reading() -> None:
    class EnoughError(Exception):
        pass

    def end(_row: BadRow) -> None:
        raise EnoughError

    with pytest.raises(EnoughError):
        list(read(io.BytesIO(b"a,b\n1\n"), "file", FileFormat(), on_bad_row=end))


def test_a_file_of_nothing_but_malformed_lines_has_no_rows(rows_of: Read, bad: list[BadRow]) -> None:
    assert rows_of(b"a,b\n1\n2\n") == []
    assert len(bad) == 2


def test_the_text_of_a_bad_row_is_cut(rows_of: Read, bad: list[BadRow]) -> None:
    assert rows_of(b"a,b\n" + b"x" * 100_000 + b"\n") == []
    assert 0 < len(bad[0].text) < 10_000


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"\n1,2\n", "header row is empty"),
        (b",,\n1,2,3\n", "header row is empty"),
        (b"a,b,a\n1,2,3\n", "column 'a' more than once"),
        ("a,b\n1,2\n".encode("utf-16"), "UTF-16"),
        (b'a,b\n"' + b"x" * 1_000_000, "longer than|never closed"),
        (b"a" * 2_000_000, "header is longer"),
    ],
)
def test_what_cannot_be_read_is_said_with_the_name_of_the_file(rows_of: Read, content: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=f"^file: .*({message})"):
        rows_of(content)


def test_a_bad_value_far_down_is_data() -> None:
    lines = [f"{number},{number}" for number in range(60_000)]
    lines[59_000] = "not a number,\x00"
    content = "\n".join(["id,value", *lines]).encode()
    rows = [row for batch in read(io.BytesIO(content), "file", FileFormat()) for row in batch.to_pylist()]
    assert len(rows) == 60_000
    assert rows[59_000]["id"] == "not a number"


def test_line_ends_in_quotes_are_kept_wherever_they_are(rows_of: Read) -> None:
    content = b"a,b\n" + b"".join(b'%d,"%s"\n' % (number, b"x\n" * (number % 50)) for number in range(12_000))
    assert len(content) > 2 * BLOCK_BYTES
    assert [row["b"] for row in rows_of(content)] == ["x\n" * (number % 50) for number in range(12_000)]


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_batches_are_as_small_as_asked_for(size: int) -> None:
    content = b"a\n" + b"".join(b"%d\n" % number for number in range(50))
    batches = list(read(io.BytesIO(content), "file", FileFormat(), size=size))
    assert max(batch.num_rows for batch in batches) <= size
    assert sum(batch.num_rows for batch in batches) == 50
