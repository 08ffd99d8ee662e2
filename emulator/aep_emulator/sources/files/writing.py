"""Demo tables written as files."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import tarfile
import zipfile
import zlib
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    import pyarrow as pa


def content(table: pa.Table, file: dict[str, Any]) -> bytes:
    """The table in the format that a file's description asks for (see demo_files)."""
    kind = file.get("format", "delimited")
    if kind == "delimited":
        return _delimited(table, file)
    documents = [_nested(row) for row in table.to_pylist()]
    return _parquet(documents) if kind == "parquet" else _json(documents, file)


def compressed(plain: bytes, compression: str | None, name: str) -> bytes:
    """The bytes compressed; in an archive they are one file. The same bytes give the same bytes."""
    inner = name.removesuffix(".gz").removesuffix(".tar").removesuffix(".zip")
    if compression is None:
        return plain
    if compression == "gzip":
        return gzip.compress(plain, mtime=0)
    if compression == "bzip2":
        return bz2.compress(plain)
    if compression == "deflate":
        raw = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        return raw.compress(plain) + raw.flush()
    archive = io.BytesIO()
    if compression == "zipDeflate":
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
            # ZipInfo's own date is fixed; the archive's would be today.
            zipped.writestr(zipfile.ZipInfo(inner), plain, zipfile.ZIP_DEFLATED)
        return archive.getvalue()
    with tarfile.open(fileobj=archive, mode="w") as tarred:
        entry = tarfile.TarInfo(inner)
        entry.size = len(plain)
        tarred.addfile(entry, io.BytesIO(plain))
    return gzip.compress(archive.getvalue(), mtime=0) if compression == "tarGzip" else archive.getvalue()


def _delimited(table: pa.Table, file: dict[str, Any]) -> bytes:
    delimiter, newline = file.get("delimiter", ","), file.get("newline", "\n")
    lines = [table.column_names, *([_text(value) for value in row.values()] for row in table.to_pylist())]
    every = file.get("malformed", 0)
    written: list[str] = []
    for number, values in enumerate(lines):
        line = io.StringIO(newline="")
        row = values
        if every and number and number % every == 0:
            row = values[:-1] if number % (2 * every) else [*values, "one too many"]
        csv.writer(line, delimiter=delimiter, lineterminator=newline).writerow(row)
        written.append(line.getvalue())
    mark = "\ufeff" if file.get("bom") else ""
    return (mark + "".join(written)).encode(file.get("encoding", "UTF-8"))


def _json(documents: list[Any], file: dict[str, Any]) -> bytes:
    option = orjson.OPT_UTC_Z | (orjson.OPT_INDENT_2 if file.get("array") else 0)
    if file.get("array"):
        return orjson.dumps(documents, option=option) + b"\n"
    lines = [orjson.dumps(document, option=option) for document in documents]
    if every := file.get("malformed", 0):
        for index in range(every - 1, len(lines), every):
            lines[index] = lines[index][: len(lines[index]) // 2]
    return b"".join(line + b"\n" for line in lines)


def _parquet(documents: list[Any]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet

    written = io.BytesIO()
    pyarrow.parquet.write_table(pa.Table.from_pylist(documents), written)
    return written.getvalue()


def _nested(row: dict[str, Any]) -> dict[str, Any]:
    """The row with `a.b` as `b` of the object `a`; what is missing is left out."""
    document: dict[str, Any] = {}
    for name, value in row.items():
        *parents, last = name.split(".")
        place = document
        for parent in parents:
            place = place.setdefault(parent, {})
        if value is not None or not parents:
            place[last] = value
    return document


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return value.isoformat() if isinstance(value, date) else str(value)
