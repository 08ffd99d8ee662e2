"""Whether a mapped row fits the target schema, and if not, why, in the platform's codes.

Documented: INGEST-1555-400 for a required field that is missing and INGEST-1401-400 for a corrupt row
(help/ingestion/quality/error-diagnostics.md).
Assumed: the DCVS codes for the other rules; streaming ingestion uses them for the same mistakes, batch pages name none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from aep_emulator.dataflow.report import MAPPER_ERROR, MAPPER_MESSAGE
from aep_emulator.types import Document
from aep_emulator.validation import CompiledSchema, Failure

_CODES = {
    "required": ("INGEST-1555-400", "A required field is missing or null."),
    "type": ("DCVS-1104-400", "A value has the wrong type."),
    "enum": ("DCVS-1106-400", "A value is not one of the allowed ones."),
}
_CORRUPT_CODE = "INGEST-1401-400"
_CORRUPT = "Row is corrupted and cannot be read, please fix and resend."
_OTHER = ("DCVS-1105-400", "A value does not have the required form.")


@dataclass(frozen=True, slots=True)
class RowError:
    """One reason why a row was refused. `kind` is the message shared by all errors of the code."""

    code: str
    kind: str
    message: str

    @property
    def row_code(self) -> str:
        """The code in the files of refused rows. Documented: `1401` there for INGEST-1401-400, error-diagnostics.md."""
        return "1401" if self.code == _CORRUPT_CODE else self.code

    @classmethod
    def unfit(cls, path: str, message: str) -> RowError:
        """A value that its column cannot hold."""
        return cls(*_OTHER, f"{path}: {message}")

    @classmethod
    def unmapped(cls, destination: str, message: str) -> RowError:
        """An attribute that was left out of the record because it could not be computed."""
        return cls(MAPPER_ERROR, MAPPER_MESSAGE, f"{destination}: {message}")

    @classmethod
    def corrupt(cls, reason: str) -> RowError:
        """A line that is no row at all."""
        return cls(_CORRUPT_CODE, _CORRUPT, f"{_CORRUPT} {reason}")


class RowCheck:
    """Checks rows against one composed XDM schema."""

    def __init__(self, schema: Document) -> None:
        self._schema = CompiledSchema(schema)

    def errors(self, row: Document) -> list[RowError]:
        """Every reason to refuse the row; empty when it fits."""
        return [_row_error(failure) for failure in self._schema.iter_failures(row)]


def first_of_each_code(errors: Iterable[RowError]) -> list[RowError]:
    """At most one error per code: a row counts once for each kind of mistake."""
    found: dict[str, RowError] = {}
    for error in errors:
        found.setdefault(error.code, error)
    return list(found.values())


def _row_error(failure: Failure) -> RowError:
    code, kind = _CODES.get(failure.keyword, _OTHER)
    return RowError(code, kind, str(failure))
