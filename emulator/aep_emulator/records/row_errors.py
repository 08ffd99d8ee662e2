"""Why a row was refused, in the platform's codes.

Documented: INGEST-1555-400 for a required field that is missing or null and INGEST-1401-400, `1401` in files of
refused rows, for one that cannot be read (help/ingestion/quality/error-diagnostics.md); TypeCompatibilityException for
types that cannot be converted into each other ("Types" in help/ingestion/batch-ingestion/api-overview.md).
MAPPER-3700-400 for what a mapping could not compute (help/sources/tutorials/api/monitor.md).
Assumed: the DCVS codes for the other rules; streaming ingestion uses them for the same mistakes, batch pages name none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from aep_emulator.validation import Failure

_CORRUPT = (
    "INGEST-1401-400",
    "The row has corrupted data and cannot be read or parsed. Fix the corrupted data and try again.",
)
_CORRUPT_ROW = "Row is corrupted and cannot be read, please fix and resend."
_IMPOSSIBLE = ("TypeCompatibilityException", "A value has a type that cannot be converted to the type of its field.")
_TYPE = ("DCVS-1104-400", "A value has the wrong type.")
_FORM = ("DCVS-1105-400", "A value does not have the required form.")
_UNMAPPED = ("MAPPER-3700-400", "Mapper Transform Error")
_BY_KEYWORD = {
    "required": (
        "INGEST-1555-400",
        "A required field is either missing or has a value of null. Add the required field to the input row and try "
        "again.",
    ),
    "type": _TYPE,
    "enum": ("DCVS-1106-400", "A value is not one of the allowed ones."),
}


@dataclass(frozen=True, slots=True)
class RowError:
    """One reason why a row was refused.

    `kind` is the message that all errors of the code share; `path` is dotted and `keyword` the rule of the schema, both
    empty for a row that could not be read.
    """

    code: str
    kind: str
    message: str
    path: str = ""
    keyword: str = ""

    @property
    def row_code(self) -> str:
        """The code in the files of refused rows."""
        return "1401" if self.code == _CORRUPT[0] else self.code

    @classmethod
    def corrupt(cls, reason: str) -> RowError:
        """A line that is no row at all."""
        return cls(*_CORRUPT, f"{_CORRUPT_ROW} {reason}")

    @classmethod
    def impossible(cls, path: str, message: str) -> RowError:
        """A value whose type is never converted to the field's type."""
        return cls(*_IMPOSSIBLE, f"{path}: {message}", path, "type")

    @classmethod
    def wrong_type(cls, path: str, message: str) -> RowError:
        """A value that could not be converted: a word in a number, say."""
        return cls(*_TYPE, f"{path}: {message}", path, "type")

    @classmethod
    def wrong_form(cls, path: str, message: str) -> RowError:
        """A date that is none, or a value that its column cannot hold."""
        return cls(*_FORM, f"{path}: {message}", path, "format")

    @classmethod
    def unmapped(cls, destination: str, message: str) -> RowError:
        """An attribute that was left out of the record because it could not be computed."""
        return cls(*_UNMAPPED, f"{destination}: {message}", destination, "mapping")

    @classmethod
    def broken_rule(cls, failure: Failure) -> RowError:
        """A rule of the schema that the row breaks."""
        code, kind = _BY_KEYWORD.get(failure.keyword, _FORM)
        return cls(code, kind, str(failure), failure.path, failure.keyword)

    def as_validation_error(self) -> dict[str, Any]:
        """The form in which `GET /batches/{id}/failed` shows it.

        Documented: help/ingestion/quality/retrieve-failed-batches.md. Assumed: the keyword that
        stands for an unreadable row.
        """
        names = self.path.replace("[", ".").replace("]", "").split(".") if self.path else []
        steps = ["items" if name.isdigit() else f"properties/{name}" for name in names]
        return {
            "causingExceptions": [],
            "keyword": self.keyword or "corrupt",
            "message": self.message.removeprefix(f"{self.path}: "),
            "pointerToViolation": "/".join(["#", *names]),
            "schemaLocation": "/".join(["#", *steps]),
        }


def first_of_each_code(errors: Iterable[RowError]) -> list[RowError]:
    """At most one error per code: a row counts once for each kind of mistake."""
    found: dict[str, RowError] = {}
    for error in errors:
        found.setdefault(error.code, error)
    return list(found.values())
