"""How a source connection's `data` says what its files look like.

Documented: help/sources/tutorials/api/collect/cloud-storage.md, which writes the formats `json` and `JSON`;
help/sources/errors/sources-errors.md for a column delimiter of more than one character (1331-400).
Assumed: any other case is taken as well and is shown as sent; the SourceConnection in that message is its name.
"""

from __future__ import annotations

from typing import Any

from aep_emulator.services.flow_service import provider_errors
from aep_emulator.types import Document


def in_plain_case(fields: Document) -> dict[str, Any]:
    """The fields of a source connection with `data.format` in lower case, for checking only."""
    data = fields.get("data")
    if not isinstance(data, dict) or not isinstance(data.get("format"), str):
        return dict(fields)
    return {**fields, "data": {**data, "format": data["format"].lower()}}


def check_delimiter(fields: Document) -> None:
    """Raise FlowServiceError 400 for a column delimiter of several characters, beside the format or in properties."""
    data = fields["data"]
    for holder in (data, data.get("properties")):
        delimiter = holder.get("columnDelimiter") if isinstance(holder, dict) else None
        if isinstance(delimiter, str) and len(delimiter) > 1:
            raise provider_errors.refused(
                "1331-400", f"The columnDelimiter is '{delimiter[:80]}'.", sourceConnection=fields.get("name", "")
            )
