"""How a file is to be read: the `data` of a source connection, or the query parameters of explore."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aep_emulator.sources.errors import SourceError

FORMATS = ("delimited", "json", "parquet")
COMPRESSIONS = ("bzip2", "gzip", "deflate", "zipDeflate", "tarGzip", "tar")
ENCODINGS = ("UTF-8", "ISO-8859-1")


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A file's format, with the properties that go with it.

    Documented: help/sources/tutorials/api/collect/cloud-storage.md for names, values and defaults.
    """

    format: str = "delimited"
    column_delimiter: str = ","
    encoding: str = "UTF-8"
    compression: str | None = None

    @classmethod
    def of(cls, data: Mapping[str, Any], *, where: str = "data") -> FileFormat:
        """The format that a source connection's `data` states: `{format, properties{columnDelimiter, …}}`.

        `columnDelimiter` may also stand beside `format`, as an older version of the page has it. Values are compared
        without case. What the format has no use for is ignored, except that Parquet is never compressed. Raises
        SourceError, which names the member; `where` is what comes before its name.
        """
        properties = data.get("properties") or {}
        if not isinstance(properties, Mapping):
            raise SourceError(f"{where}.properties: must be an object.")
        stated = {"columnDelimiter": data.get("columnDelimiter"), **properties}
        kind = _one_of(data.get("format") or "delimited", FORMATS, f"{where}.format")
        where = f"{where}.properties"
        compression = stated.get("compressionType")
        if compression in (None, "", "none"):
            compression = None
        else:
            compression = _one_of(compression, COMPRESSIONS, f"{where}.compressionType")
        if kind == "parquet" and compression:
            raise SourceError(f"{where}.compressionType: only delimited and JSON files can be compressed, not parquet.")
        if kind != "delimited":
            return cls(kind, compression=compression)
        encoding = _one_of(stated.get("encoding") or "UTF-8", ENCODINGS, f"{where}.encoding")
        return cls(kind, _delimiter(stated.get("columnDelimiter"), f"{where}.columnDelimiter"), encoding, compression)

    def properties(self) -> dict[str, str]:
        """What explore says of a file when it was asked to find out: fileType, compressionType, columnDelimiter.

        Documented: "determineProperties" in help/sources/tutorials/api/create/cloud-storage/data-landing-zone.md.
        Assumed: a property that does not apply to the kind of file is left out.
        """
        found = {"fileType": self.format}
        if self.compression:
            found["compressionType"] = self.compression
        if self.format == "delimited":
            found["columnDelimiter"] = self.column_delimiter
        return found


def _one_of(value: Any, allowed: tuple[str, ...], where: str) -> str:
    found = next((name for name in allowed if str(value).lower() == name.lower()), None)
    if found is None:
        raise SourceError(f"{where}: '{value}' is not one of {', '.join(allowed)}.")
    return found


def _delimiter(value: Any, where: str) -> str:
    if value in (None, ""):
        return ","
    # In a query string a tab is written as the two characters \t, as the explore page does.
    delimiter = "\t" if value == "\\t" else value
    if not isinstance(delimiter, str) or len(delimiter) != 1:
        raise SourceError(f"{where}: must be one character, not '{value}'.")
    if not delimiter.isascii() or delimiter in '"\r\n':
        raise SourceError(f"{where}: {delimiter!r} cannot be a delimiter; take an ASCII character other than a quote.")
    return delimiter
