"""Whether a mapped row fits the target schema, and if not, why, in the platform's codes.

Documented: INGEST-1555-400 for a required field that is missing (help/ingestion/quality/error-diagnostics.md).
Assumed: the DCVS codes for the other rules; streaming ingestion uses them for the same mistakes, batch pages name none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from aep_emulator.types import Document
from aep_emulator.validation import CompiledSchema, Failure

_CODES = {
    "required": ("INGEST-1555-400", "A required field is missing or null."),
    "type": ("DCVS-1104-400", "A value has the wrong type."),
    "enum": ("DCVS-1106-400", "A value is not one of the allowed ones."),
}
_OTHER = ("DCVS-1105-400", "A value does not have the required form.")


@dataclass(frozen=True, slots=True)
class RowError:
    """One reason why a row was refused. `kind` is the message shared by all errors of the code."""

    code: str
    kind: str
    message: str


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
