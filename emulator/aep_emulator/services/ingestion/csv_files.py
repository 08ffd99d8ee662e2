"""CSV files, by the description of their dataset.

Documented: "Ingest CSV files" in help/ingestion/batch-ingestion/api-overview.md: the dataset's fileDescription has
delimiters, quotes, escapes, header (which must be true) and charset; headers have no blanks. CSV is for flat schemas
(troubleshooting.md). The page's present edition makes a dataset without a fileDescription.
Assumed: what fileDescription leaves out has the value of the documented example; members of the batch's inputFormat go
before it; an empty field is a missing value.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from aep_emulator.services.ingestion import failures
from aep_emulator.services.ingestion.readers import LONGEST_TEXT, BadRow, OnBadRow, SourceError
from aep_emulator.types import Document

# The page spells ISO-8859-1 in two ways.
_CHARSETS = {
    "utf-8": "utf-8-sig",
    "utf8": "utf-8-sig",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "iso-8859-1": "latin-1",
    "iso-8869-1": "latin-1",
}
_LONGEST_LINE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class CsvDescription:
    """How a CSV file is written. `quote` and `escape` None: there is none."""

    delimiter: str = ","
    quote: str | None = '"'
    escape: str | None = "\\"
    charset: str = "UTF-8"
    header: bool = True

    @classmethod
    def of(cls, file_description: Document, input_format: Document) -> CsvDescription:
        """The description of a dataset, with what the batch says of its own. Raises ValueError, which names it."""
        stated: dict[str, Any] = {
            "delimiter": _first(file_description.get("delimiters"), "fileDescription.delimiters"),
            "quote": _first(file_description.get("quotes"), "fileDescription.quotes"),
            "escape": _first(file_description.get("escapes"), "fileDescription.escapes"),
            "charset": file_description.get("charset"),
            "header": file_description.get("header"),
        }
        stated.update({name: input_format[name] for name in stated if name in input_format})
        return cls.stated(stated)

    @classmethod
    def stated(cls, members: Document) -> CsvDescription:
        """The description with these members; what is None or missing has its default. Raises ValueError."""
        charset = members.get("charset") or "UTF-8"
        if str(charset).lower() not in _CHARSETS:
            raise ValueError(f"charset: '{str(charset)[:40]}' is not one of UTF-8, US-ASCII, ISO-8859-1.")
        return cls(
            _character(members.get("delimiter"), "delimiter") or ",",
            '"' if members.get("quote") is None else _character(members["quote"], "quote"),
            "\\" if members.get("escape") is None else _character(members["escape"], "escape"),
            str(charset),
            str("true" if members.get("header") is None else members["header"]).lower() == "true",
        )

    @property
    def encoding(self) -> str:
        """Python's name of the charset."""
        return _CHARSETS[self.charset.lower()]


def read_csv(
    stream: BinaryIO, how: CsvDescription, on_header: Callable[[list[str]], None], on_bad_row: OnBadRow
) -> Iterator[dict[str, Any]]:
    """The rows, every value a string. `on_header` is called with the columns' names before the first row.

    Raises BatchFailure for a header that cannot be one, what `on_header` raises, and SourceError.
    """
    text = io.TextIOWrapper(stream, how.encoding, errors="replace", newline="")
    try:
        rows = csv.reader(_lines(text), **_dialect(how))
        names = next((row for row in rows if row), [])
        _check_header(names)
        on_header(names)
        for number, row in enumerate(rows, start=1):
            if len(row) == len(names):
                yield {name: value for name, value in zip(names, row, strict=True) if value != ""}
            elif row:
                reason = f"{len(row)} columns instead of {len(names)}."
                on_bad_row(BadRow(number, how.delimiter.join(row)[:LONGEST_TEXT], reason))
    except csv.Error as error:
        raise SourceError(f"{error} (or a quote is never closed).") from None
    finally:
        # Otherwise the wrapper would close a stream that is not its own.
        text.detach()


def _dialect(how: CsvDescription) -> dict[str, Any]:
    return {
        "delimiter": how.delimiter,
        "quotechar": how.quote or None,
        "quoting": csv.QUOTE_MINIMAL if how.quote else csv.QUOTE_NONE,
        "escapechar": None if how.escape == how.quote else how.escape or None,
        "doublequote": True,
    }


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(_LONGEST_LINE):
        if len(line) == _LONGEST_LINE and not line.endswith("\n"):
            raise SourceError(f"A line is longer than {_LONGEST_LINE} characters.")
        yield line


def _check_header(names: list[str]) -> None:
    if not any(name.strip() for name in names):
        raise failures.empty_header()
    for name in names:
        if not name or any(character.isspace() for character in name):
            raise failures.unreadable(
                f"The CSV header has the column '{name[:80]}'; names may not be empty or have blanks."
            )
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise failures.unreadable(f"The CSV header has the column '{twice[0][:80]}' more than once.")


def _first(values: Any, where: str) -> Any:
    if values is None or isinstance(values, str):
        return values
    if not isinstance(values, list) or len(values) > 1:
        raise ValueError(f"{where}: must be a list of one character.")
    return values[0] if values else None


def _character(value: Any, name: str) -> str | None:
    if value in (None, ""):
        return None
    # In JSON and in query strings a tab is often written as the two characters \t.
    character = "\t" if value == "\\t" else value
    if not isinstance(character, str) or len(character) != 1 or character in "\r\n\0":
        raise ValueError(f"{name}: must be one character, not '{str(value)[:40]}'.")
    return character
