"""Batch ingestion.

Documented: "Create a batch" in help/ingestion/batch-ingestion/api-overview.md, "Enable a batch for partial batch
ingestion in the API" in partial.md, the request without inputFormat in help/catalog/api/create-batch.md, whose answer
shows parquet.
"""

from __future__ import annotations

from typing import Any

from aep_emulator.gateway.scope import Scope
from aep_emulator.services.catalog import Catalog
from aep_emulator.services.ingestion import errors
from aep_emulator.types import Document
from aep_emulator.validation import request_schema

_DEFAULT_FORMAT = {"format": "parquet"}
# The request's names of the two settings, and the tags under which a batch shows them.
_TAGS = {
    "enableErrorDiagnostics": "acp_enableErrorDiagnostics",
    "partialIngestionPercentage": "acp_partialIngestionPercent",
}


class Ingestion:
    """Creates batches; the files come later."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def create_batch(self, scope: Scope, body: Document) -> Document:
        """A new batch, ready to receive files. Raises ApiError 400."""
        failures = request_schema(__package__, "batch").failures(body)
        if failures:
            raise errors.invalid_body(failures)
        tags: dict[str, Any] = {tag: body[name] for name, tag in _TAGS.items() if name in body}
        members = {name: body[name] for name in ("externalId", "replay") if name in body}
        return self._catalog.create_batch(
            scope,
            body["datasetId"],
            tags={**body.get("tags", {}), **tags},
            inputFormat=_input_format(body.get("inputFormat", _DEFAULT_FORMAT)),
            **members,
        )


def _input_format(sent: Document) -> dict[str, Any]:
    # The OpenAPI file spells the formats JSON, Parquet and CSV, every page and client in lower case.
    return {**sent, "format": sent["format"].lower()}
