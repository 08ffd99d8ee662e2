"""What rows become under a mapping set. Documented: help/data-prep/api/mapping-set.md "Preview data for mappings"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aep_emulator.services.data_prep import errors
from aep_emulator.services.data_prep.language.values import weight
from aep_emulator.services.data_prep.language.work import spent
from aep_emulator.services.data_prep.program import Program
from aep_emulator.types import Document

MAX_PREVIEW = 10_000_000
"""How many characters and values one preview may have: a short body could ask for any amount."""

MAX_WORK = 6_000_000
"""How many steps one preview may take, some three seconds; one row may take half of them (`language.work`)."""


def preview(program: Program, rows: Sequence[Document], mappings: Sequence[Document]) -> list[dict[str, Any]]:
    """One `{data, errors}` per row; `errors` is null when there are none.

    Raises ApiError 400 for a preview that is too large or takes too long.
    """
    source_types = {(mapping["source"], mapping["destination"]): mapping["sourceType"] for mapping in mappings}
    found: list[dict[str, Any]] = []
    left = MAX_PREVIEW
    last_step = spent() + MAX_WORK
    for row in rows:
        found.append(_preview_row(program, row, source_types))
        left -= weight(found[-1], left)
        if left < 0 or spent() > last_step:
            much = (
                f"has more than {MAX_PREVIEW} characters" if left < 0 else f"takes more than {MAX_WORK} steps of work"
            )
            raise errors.invalid(
                f"data: the preview {much} after {len(found)} of {len(rows)} rows; send fewer rows or mappings."
            )
    return found


def transform_error(mapping: Document, message: str) -> dict[str, Any]:
    """What is wrong with a mapping, as validation and preview show it."""
    return {
        "destination": mapping["destination"],
        "exception": message,
        "source": mapping["source"],
        "sourceType": mapping["sourceType"],
    }


def _preview_row(program: Program, row: Document, source_types: dict[tuple[str, str], str]) -> dict[str, Any]:
    mapped = program.run(row)
    problems = [
        transform_error(
            {
                "destination": warning.destination,
                "source": warning.source,
                "sourceType": source_types.get((warning.source, warning.destination), "text/x.schema-path"),
            },
            warning.message,
        )
        for warning in mapped.warnings
    ]
    return {"data": mapped.document, "errors": problems or None}
