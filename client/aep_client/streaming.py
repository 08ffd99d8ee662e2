"""Streaming ingestion: /collection, on a host of its own at Adobe.

Documented: streaming-ingestion.yaml and help/ingestion/tutorials/streaming-*.md. An inlet belongs to a base connection
of the connector HTTP API, which shows its id as `auth.params.inletId`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from aep_client.paths import path_to
from aep_client.transport import Transport

_BASE = "/collection"
_FORM = "application/vnd.adobe.xed-full+json;version=1"


class Streaming:
    """Messages, one by one or several at a time; at most 1 MB a request."""

    def __init__(self, transport: Transport, org_id: str) -> None:
        self._transport = transport
        self._org_id = org_id

    def message(
        self,
        entity: dict[str, Any],
        *,
        schema_id: str,
        dataset_id: str,
        flow_id: str | None = None,
        source: str | None = None,
        content_type: str = _FORM,
    ) -> dict[str, Any]:
        """A record in the envelope that inlets for XDM take: `{header, body: {xdmMeta, xdmEntity}}`.

        `source` is the name of where it comes from. Nothing is sent.
        """
        schema = {"id": schema_id, "contentType": content_type}
        header: dict[str, Any] = {"schemaRef": schema, "imsOrgId": self._org_id, "datasetId": dataset_id}
        if flow_id is not None:
            header["flowId"] = flow_id
        if source is not None:
            header["source"] = {"name": source}
        return {"header": header, "body": {"xdmMeta": {"schemaRef": schema}, "xdmEntity": entity}}

    def send(
        self, inlet_id: str, message: dict[str, Any], *, flow_id: str | None = None, sync_validation: bool = False
    ) -> dict[str, Any]:
        """`POST /collection/{inlet}`: `{inletId, xactionId, receivedTimeMs}`.

        A message that breaks its schema is taken all the same, and fails later; with `sync_validation`, meant for
        development, BadRequestError is raised at once. `flow_id` names the dataflow that maps messages without
        envelope.
        """
        params = {"syncValidation": sync_validation or None}
        return self._post(path_to(_BASE, inlet_id), message, flow_id, params)

    def send_batch(
        self, inlet_id: str, messages: Sequence[dict[str, Any]], *, flow_id: str | None = None
    ) -> dict[str, Any]:
        """`POST /collection/batch/{inlet}`: `{inletId, batchId, receivedTimeMs, responses}`.

        There is one response for each message, `{xactionId}` or `{statusCode, message}`: one that is refused does not
        keep the others out, and raises nothing. `flow_id` as in `send`.
        """
        return self._post(path_to(f"{_BASE}/batch", inlet_id), {"messages": [*messages]}, flow_id, {})

    def _post(self, path: str, body: Any, flow_id: str | None, params: dict[str, Any]) -> dict[str, Any]:
        headers = {} if flow_id is None else {"x-adobe-flow-id": flow_id}
        return cast(dict[str, Any], self._transport.json("POST", path, body=body, params=params, headers=headers))
