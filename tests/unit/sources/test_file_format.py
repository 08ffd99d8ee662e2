"""What a source connection may say of its files, and what is found out without it."""

from __future__ import annotations

import io
from typing import Any

import pytest

from aep_emulator.sources import FileFormat, SourceError
from aep_emulator.sources.formats.detection import detect


@pytest.mark.documented("help/sources/tutorials/api/collect/cloud-storage.md")
@pytest.mark.parametrize(
    ("data", "how"),
    [
        ({"format": "delimited"}, FileFormat()),
        ({"format": "delimited", "properties": {}}, FileFormat()),
        ({"format": "delimited", "properties": None}, FileFormat()),
        ({"format": "delimited", "properties": {"columnDelimiter": "\t"}}, FileFormat(column_delimiter="\t")),
        ({"format": "delimited", "properties": {"columnDelimiter": "\\t"}}, FileFormat(column_delimiter="\t")),
        ({"format": "delimited", "columnDelimiter": "|"}, FileFormat(column_delimiter="|")),
        ({"format": "delimited", "properties": {"encoding": "iso-8859-1"}}, FileFormat(encoding="ISO-8859-1")),
        ({"format": "delimited", "properties": {"compressionType": "tarGzip"}}, FileFormat(compression="tarGzip")),
        ({"format": "JSON", "properties": {"compressionType": "GZIP"}}, FileFormat("json", compression="gzip")),
        ({"format": "json", "properties": {"encoding": "ISO-8859-1", "columnDelimiter": ";"}}, FileFormat("json")),
        ({"format": "parquet"}, FileFormat("parquet")),
    ],
)
def test_the_data_of_a_source_connection_says_how_to_read(data: dict[str, Any], how: FileFormat) -> None:
    assert FileFormat.of(data) == how


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"format": "xml"}, r"data\.format: 'xml' is not one of delimited, json, parquet"),
        ({"format": 5}, r"data\.format"),
        ({"properties": "x"}, r"data\.properties: must be an object"),
        ({"properties": {"columnDelimiter": ";;"}}, r"data\.properties\.columnDelimiter: must be one character"),
        ({"properties": {"columnDelimiter": 7}}, r"data\.properties\.columnDelimiter: must be one character"),
        ({"properties": {"columnDelimiter": '"'}}, r"data\.properties\.columnDelimiter: .* cannot be a delimiter"),
        ({"properties": {"columnDelimiter": "§"}}, r"data\.properties\.columnDelimiter: .* cannot be a delimiter"),
        ({"properties": {"encoding": "UTF-16"}}, r"data\.properties\.encoding: 'UTF-16' is not one of"),
        ({"properties": {"compressionType": "rar"}}, r"data\.properties\.compressionType: 'rar' is not one of bzip2"),
        ({"format": "parquet", "properties": {"compressionType": "gzip"}}, r"compressionType: only delimited and JSON"),
    ],
)
def test_what_it_must_not_say_is_named(data: dict[str, Any], message: str) -> None:
    with pytest.raises(SourceError, match=message):
        FileFormat.of(data)


@pytest.mark.documented("help/sources/tutorials/api/create/cloud-storage/data-landing-zone.md")
def test_properties_are_shown_as_the_landing_zone_page_does() -> None:
    how = FileFormat(column_delimiter="~", compression="tarGzip")
    assert how.properties() == {"fileType": "delimited", "compressionType": "tarGzip", "columnDelimiter": "~"}
    assert FileFormat("parquet").properties() == {"fileType": "parquet"}


@pytest.mark.parametrize(
    ("content", "how"),
    [
        pytest.param(b"a,b\n1,2\n", FileFormat(), id="comma"),
        pytest.param(b"a;b;c\n1,5;2,5;3,5\n", FileFormat(column_delimiter=";"), id="decimal commas"),
        pytest.param(b"a|b\n1|x, y, z\n2|x\n3|x\n", FileFormat(column_delimiter="|"), id="commas in values"),
        pytest.param(b'a,b\n"1;2;3",4\n"1;2;3",4\n', FileFormat(), id="other delimiters in quotes"),
        pytest.param(b"a | b | c,d\n1,2\n3,4\n", FileFormat(), id="other delimiters in the header"),
        pytest.param(b"a\n1\n2\n", FileFormat(), id="one column"),
        pytest.param(b"", FileFormat(), id="empty"),
        pytest.param(b"a~b\n1~2\n", FileFormat(column_delimiter="~"), id="tilde"),
        pytest.param("a,b\nZürich,2\n".encode("latin-1"), FileFormat(encoding="ISO-8859-1"), id="ISO-8859-1"),
        pytest.param(b'\xef\xbb\xbf {"a":1}\n', FileFormat("json"), id="JSON after a byte order mark"),
        pytest.param(b'\n[{"a":1}]', FileFormat("json"), id="JSON array"),
    ],
)
def test_the_content_tells_the_format(content: bytes, how: FileFormat) -> None:
    assert detect("file", lambda: io.BytesIO(content)) == how


def test_the_end_of_the_head_may_cut_a_character() -> None:
    content = b"a\n" + "ü".encode() * 100_000
    for shift in (b"", b"x"):
        text = shift + content
        assert detect("file", lambda text=text: io.BytesIO(text)).encoding == "UTF-8"  # type: ignore[misc]
