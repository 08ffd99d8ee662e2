"""Batch ingestion: opening a batch. Uploading files into one is answered 501 so far.

Documented: help/ingestion/batch-ingestion/api-overview.md.
"""

from __future__ import annotations

from typing import Any

from aep_emulator.gateway.errors import ApiError
from aep_emulator.gateway.scope import Scope
from aep_emulator.services.catalog import Catalog
from aep_emulator.types import Document
from aep_emulator.validation import request_schema

_FORMATS = ("json", "parquet", "csv")


class Ingestion:
    """Batches that callers fill themselves."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def create_batch(self, scope: Scope, body: Document) -> dict[str, Any]:
        """`POST /batches`: the new batch, `loading`. Raises ApiError 400 naming the field, 404 for the dataset."""
        failures = request_schema("aep_emulator.services.ingestion", "batches").failures(body)
        if failures:
            raise ApiError(400, "Bad Request", "; ".join(str(failure) for failure in failures))
        input_format = body.get("inputFormat", {"format": "json"})
        if input_format["format"].lower() not in _FORMATS:
            raise ApiError(400, "Bad Request", f"inputFormat.format: '{input_format['format']}' is none of {_FORMATS}.")
        if self._catalog.find_dataset(scope, body["datasetId"]) is None:
            raise ApiError(404, "Not Found", f"datasetId: there is no dataset '{body['datasetId']}'.")
        tags = {}
        if "enableErrorDiagnostics" in body:
            tags["acp_enableErrorDiagnostics"] = [str(body["enableErrorDiagnostics"]).lower()]
        if "partialIngestionPercentage" in body:
            tags["acp_partialIngestionPercent"] = [str(body["partialIngestionPercentage"])]
        return dict(self._catalog.create_batch(scope, body["datasetId"], inputFormat=input_format, tags=tags))
