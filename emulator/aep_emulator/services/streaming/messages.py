"""Messages as they come to an inlet, and what has to be right about them before they are taken.

Documented: help/ingestion/tutorials/streaming-multiple-messages.md, section "Send request payload with valid and
invalid messages": header and body, an organisation that is the inlet's or left out, a schema that exists and is that of
the dataset. A message without an xdmEntity, or with a source that has no name, is taken and fails later
(help/ingestion/quality/retrieve-failed-batches.md). Raw data, and the header it may have, in
help/sources/tutorials/api/create/streaming/http.md and help/data-prep/upserts.md; partial rows never reach the data
lake (the latter).
Assumed: a message that names a flow and no dataset goes to the flow's; a message to an inlet of raw data that names no
flow belongs to the only one there is; a flow that is disabled takes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from aep_emulator.gateway.scope import Scope
from aep_emulator.services.flow_service.inlets import Inlet, Inlets, StreamFlow
from aep_emulator.services.streaming import errors
from aep_emulator.types import Document, Json
from aep_emulator.validation import CompiledSchema, request_schema

_RAW = "raw"
_CREATE = "create"

NO_SOURCE_NAME = "Payload header is missing Source Name"
NO_ENTITY = "Payload body is missing xdmEntity"


class Datasets(Protocol):
    """What is asked of Catalog."""

    def find_dataset(self, scope: Scope, dataset_id: str) -> Document | None:
        """The dataset, or None."""
        ...


@dataclass(frozen=True, slots=True)
class Message:
    """A message that was taken. `entity` is the record, or what a mapping makes it of."""

    inlet: Inlet
    dataset_id: str
    mapping: tuple[str, int | None] | None
    payload: Document
    """The whole message, as those that fail are kept."""
    entity: Document
    problem: str | None
    """Why it will fail, if that is known already."""
    stored: bool
    """Whether it goes to the data lake."""


class MessageReader:
    """Reads messages; cheap, because validation is for later."""

    def __init__(self, inlets: Inlets, datasets: Datasets) -> None:
        self._inlets = inlets
        self._datasets = datasets

    def read(self, inlet: Inlet, message: Json, flow_id: str | None) -> Message:
        """The message; `flow_id` is the one named beside it. Raises ApiError 400."""
        if inlet.data_type == _RAW:
            return self._raw(inlet, message, flow_id)
        return self._xdm(inlet, message, flow_id)

    def refused(self, inlet: Inlet, message: Json, reason: str) -> Message | None:
        """A message that was refused, to be kept with those that fail; None when it names no dataset that is there."""
        header = message.get("header") if isinstance(message, dict) else None
        dataset_id = header.get("datasetId") if isinstance(header, dict) else None
        if not isinstance(dataset_id, str) or self._datasets.find_dataset(inlet.scope, dataset_id) is None:
            return None
        return Message(inlet, dataset_id, None, message, {}, reason, True)

    def _xdm(self, inlet: Inlet, message: Json, flow_id: str | None) -> Message:
        _check_shape(inlet, request_schema(__package__, "message"), message, "")
        header, body = message["header"], message["body"]
        _check_org(inlet, header)
        flow = self._named_flow(inlet, header.get("flowId") or flow_id)
        dataset_id, schema_id = self._dataset(inlet, header, flow)
        for field, reference in (("header", header), ("body.xdmMeta", body["xdmMeta"])):
            named = reference["schemaRef"]["id"]
            if named != schema_id:
                reason = f"{field}.schemaRef.id: '{named}' is not the schema of the dataset '{dataset_id}'."
                raise errors.refused(inlet, errors.UNKNOWN_FORMAT, reason)
        entity = body.get("xdmEntity")
        problem = None
        if "source" in header and not header["source"].get("name"):
            problem = NO_SOURCE_NAME
        elif not isinstance(entity, dict):
            problem = NO_ENTITY
        return _message(inlet, dataset_id, flow, message, entity if isinstance(entity, dict) else {}, problem, header)

    def _raw(self, inlet: Inlet, message: Json, flow_id: str | None) -> Message:
        if not isinstance(message, dict):
            raise errors.refused(inlet, errors.UNKNOWN_FORMAT, "A message must be a JSON object.")
        header: Document = {}
        entity: Document = message
        if isinstance(message.get("header"), dict) and isinstance(message.get("body"), dict):
            header, entity = message["header"], message["body"]
            _check_shape(inlet, request_schema(__package__, "raw_header"), header, "header")
            _check_org(inlet, header)
        named = header.get("flowId") or flow_id
        flow = self._named_flow(inlet, named) or self._inlets.only_flow(inlet)
        if flow is None:
            reason = "Raw data needs the id of a flow, as the header or query parameter x-adobe-flow-id."
            raise errors.refused(inlet, errors.WRONG_FLOW, reason)
        _check_enabled(inlet, flow)
        dataset_id, _ = self._dataset(inlet, header, flow)
        return _message(inlet, dataset_id, flow, message, entity, None, header)

    def _named_flow(self, inlet: Inlet, flow_id: str | None) -> StreamFlow | None:
        if not flow_id:
            return None
        flow = self._inlets.flow(inlet, flow_id)
        if flow is None:
            raise errors.refused(inlet, errors.WRONG_FLOW, f"flowId: no flow '{flow_id}' reads from this inlet.")
        _check_enabled(inlet, flow)
        return flow

    def _dataset(self, inlet: Inlet, header: Document, flow: StreamFlow | None) -> tuple[str, str | None]:
        """The ids of the dataset and of its schema."""
        dataset_id = header.get("datasetId") or (flow and flow.dataset_id)
        if not dataset_id:
            raise errors.refused(inlet, errors.WRONG_DATASET, "header.datasetId: 'datasetId' is a required property.")
        if flow is not None and dataset_id != flow.dataset_id:
            reason = f"header.datasetId: the flow '{flow.id}' writes to the dataset '{flow.dataset_id}'."
            raise errors.refused(inlet, errors.WRONG_DATASET, reason)
        dataset = self._datasets.find_dataset(inlet.scope, dataset_id)
        if dataset is None:
            reason = f"header.datasetId: there is no dataset '{dataset_id}'."
            raise errors.refused(inlet, errors.WRONG_DATASET, reason)
        return dataset_id, dataset.get("schemaRef", {}).get("id")


def _message(
    inlet: Inlet,
    dataset_id: str,
    flow: StreamFlow | None,
    payload: Document,
    entity: Document,
    problem: str | None,
    header: Document,
) -> Message:
    mapping = None if flow is None else flow.mapping
    stored = header.get("operations", {}).get("data", _CREATE) == _CREATE
    return Message(inlet, dataset_id, mapping, payload, entity, problem, stored)


def _check_shape(inlet: Inlet, schema: CompiledSchema, value: Any, prefix: str) -> None:
    failures = schema.failures(value)
    if failures:
        reasons = [f"{prefix}.{failure}" if prefix else str(failure) for failure in failures]
        raise errors.refused(inlet, errors.UNKNOWN_FORMAT, *reasons)


def _check_org(inlet: Inlet, header: Document) -> None:
    if "imsOrgId" in header and header["imsOrgId"] != inlet.scope.org_id:
        reason = "header.imsOrgId: it must be the organisation of the inlet, or left out."
        raise errors.refused(inlet, errors.WRONG_ORG, reason)


def _check_enabled(inlet: Inlet, flow: StreamFlow) -> None:
    if not flow.enabled:
        raise errors.refused(inlet, errors.WRONG_FLOW, f"flowId: the flow '{flow.id}' is not enabled.")
