"""JSON files: objects on lines or in an array, with whatever values they have."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import orjson
import pytest

from aep_emulator.sources import BadRow, FileFormat, SourceError
from aep_emulator.sources.formats import json_rows
from aep_emulator.sources.formats.reading import read

Read = Callable[..., list[dict[str, Any]]]
TWO = [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b'{"a":1,"b":"x"}\n{"a":2,"b":"y"}\n', id="lines"),
        pytest.param(b'{"a":1,"b":"x"}\r\n\r\n{"a":2,"b":"y"}', id="lines with CRLF, a blank one, no end"),
        pytest.param(b'\xef\xbb\xbf{"a":1,"b":"x"}\n{"a":2,"b":"y"}', id="lines after a byte order mark"),
        pytest.param(b'[{"a":1,"b":"x"},{"a":2,"b":"y"}]', id="array on a line"),
        pytest.param(b'\xef\xbb\xbf\n [\n{"a":1,\n"b":"x"}\n,\n{"a":2,"b":"y"}\n]\n', id="array over lines"),
        pytest.param(orjson.dumps(TWO, option=orjson.OPT_INDENT_2), id="array, indented"),
        pytest.param(b"".join(orjson.dumps(row, option=orjson.OPT_INDENT_2) for row in TWO), id="objects, indented"),
    ],
)
def test_all_forms_give_the_same_rows(rows_of: Read, content: bytes) -> None:
    assert rows_of(content, format="json") == TWO


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([{"a": {"b": [{"c": 1}]}, "d": [1, 2]}], id="nested"),
        pytest.param([{"a": 1}, {"a": "one"}, {"a": [1]}, {"a": {"b": 1}}, {"a": True}], id="types that change"),
        pytest.param([{"a": 1}, {"a": 1.5}], id="numbers"),
        pytest.param([{"a": "ü€😀"}], id="any character"),
        pytest.param([{"a": 2**63 - 1}, {"a": -(2**63)}], id="long integers"),
    ],
)
@pytest.mark.parametrize("form", ["lines", "array"])
def test_values_keep_their_types(rows_of: Read, rows: list[dict[str, Any]], form: str) -> None:
    content = orjson.dumps(rows) if form == "array" else b"\n".join(map(orjson.dumps, rows))
    assert rows_of(content, format="json") == rows


def test_a_member_that_only_later_rows_have_is_kept(rows_of: Read) -> None:
    assert rows_of(b'{"a":1}\n{"a":2,"late":3}', format="json") == [{"a": 1, "late": None}, {"a": 2, "late": 3}]


def test_a_list_of_different_types_becomes_its_text(rows_of: Read) -> None:
    assert rows_of(b'{"a":[1,"x"],"b":2}', format="json") == [{"a": '[1, "x"]', "b": 2}]


def test_lines_that_are_no_objects_are_reported_and_the_others_read(rows_of: Read, bad: list[BadRow]) -> None:
    content = b'{"a":1}\n{"a":\n5\n[1]\nnull\n{"a":2}'
    assert rows_of(content, format="json") == [{"a": 1}, {"a": 2}]
    assert [(row.number, row.text) for row in bad] == [(2, '{"a":'), (3, "5"), (4, "[1]"), (5, "null")]


def test_elements_that_are_no_objects_are_reported_and_the_others_read(rows_of: Read, bad: list[BadRow]) -> None:
    assert rows_of(b'[{"a":1}, 5, "x", {"a":2}]', format="json") == [{"a": 1}, {"a": 2}]
    assert [(row.number, row.text) for row in bad] == [(2, "5"), (3, '"x"')]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b'[{"a":1},{"a":', "not valid JSON after 1 rows"),
        (b'[{"a":1},{"a":2}', "not valid JSON after 2 rows: it ends too early"),
        (b"[nothing]", "not valid JSON after 0 rows"),
        (b'[{"a" 1}]', "not valid JSON after 0 rows"),
        (b'{\n"a": 1', "not valid JSON after 0 rows"),
    ],
)
def test_what_is_no_json_at_all_is_said(rows_of: Read, content: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=f"^file: .*{message}"):
        rows_of(content, format="json")


def test_an_empty_array_has_no_rows(rows_of: Read) -> None:
    assert rows_of(b"[ ]", format="json") == []


@pytest.mark.parametrize("start", [b"", b"[", b"{\n"])
def test_a_row_that_is_too_long_ends_the_reading(rows_of: Read, monkeypatch: pytest.MonkeyPatch, start: bytes) -> None:
    monkeypatch.setattr(json_rows, "MAX_ROW_BYTES", 1_000_000)
    with pytest.raises(SourceError, match=r"longer than|not valid JSON"):
        rows_of(start + b'{"a":"' + b"x" * 4_000_000 + b'"}', format="json")


@pytest.mark.parametrize("form", ["lines", "array"])
def test_elements_may_lie_across_the_blocks_that_are_read(rows_of: Read, form: str) -> None:
    rows = [{"id": number, "text": "ü" * (number % 97), "of": [number]} for number in range(9_000)]
    content = orjson.dumps(rows) if form == "array" else b"\n".join(map(orjson.dumps, rows))
    assert len(content) > 2 * json_rows._CHUNK
    assert rows_of(content, format="json") == rows


def test_elements_that_are_no_objects_are_counted_once_wherever_they_are(rows_of: Read, bad: list[BadRow]) -> None:
    numbers = [str(number) for number in range(1_000_000, 1_100_000)]
    content = f"[{','.join(numbers)}]".encode()
    assert len(content) > 2 * json_rows._CHUNK
    assert rows_of(content, format="json") == []
    assert [row.text for row in bad] == numbers


def test_batches_are_as_small_as_asked_for() -> None:
    content = b"\n".join(b'{"a":%d}' % number for number in range(50))
    batches = list(read(io.BytesIO(content), "file", FileFormat("json"), size=8))
    assert [batch.num_rows for batch in batches] == [8] * 6 + [2]
