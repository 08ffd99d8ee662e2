"""What makes a whole batch fail, in the codes its `errors` show.

Documented: 106 and 118 in help/ingestion/batch-ingestion/troubleshooting.md, TypeCompatibilityException in
api-overview.md. Assumed: INGEST-1002-400 for files that cannot be read and headers that do not fit, which pages call
errors of the batch without naming one (error-diagnostics.md); 0070000017, the platform's unknown error, for our own.
"""

from __future__ import annotations


class BatchFailure(Exception):  # noqa: N818  (it is what becomes of a batch, not a defect)
    """The batch cannot be promoted; `code` and the message become its error."""

    def __init__(self, code: str, description: str) -> None:
        super().__init__(description)
        self.code = code


def no_data() -> BatchFailure:
    """There is no file, or none with a row in it."""
    return BatchFailure("106", "Dataset file is empty. Please upload file with data.")


def empty_header() -> BatchFailure:
    """A CSV file whose first line names nothing."""
    return BatchFailure("118", "CSV file contains empty header row.")


def unreadable(reason: str) -> BatchFailure:
    """A file, or its header, that cannot be read."""
    return BatchFailure("INGEST-1002-400", reason)


def incompatible(reason: str) -> BatchFailure:
    """A column whose type cannot become that of its field."""
    return BatchFailure("TypeCompatibilityException", reason)


def unknown(error: Exception) -> BatchFailure:
    """A defect of ours."""
    return BatchFailure("0070000017", f"Unexpected error: {type(error).__name__}.")
