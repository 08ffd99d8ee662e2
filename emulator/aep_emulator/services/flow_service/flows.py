"""Flows (dataflows): from a source connection, through transformations, to a target connection, on a schedule.

Documented: help/sources/tutorials/api/collect/**, update-dataflows.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from aep_emulator.gateway.scope import Scope
from aep_emulator.services.flow_service import errors, states
from aep_emulator.services.flow_service.coercion import coerced
from aep_emulator.services.flow_service.connections import SourceConnections, TargetConnections, inherited_base
from aep_emulator.services.flow_service.encryption_keys import ENCRYPTION, EncryptionKeys
from aep_emulator.services.flow_service.flow_fields import (
    COPY,
    MAPPING,
    check_delta_column,
    delta_column_of,
    mapping_version,
    same_schema,
)
from aep_emulator.services.flow_service.resources import Context, Resources, raise_failures, spec_reference
from aep_emulator.services.flow_service.schedule_checks import check_schedule
from aep_emulator.services.flow_service.specs import FlowSpec
from aep_emulator.store.base import AlreadyExistsError, Record
from aep_emulator.types import Document

PROGRESS = "flowProgress"
"""The store's kind for how far a flow has read its source; written by the dataflow engine."""

_LAST_RUNS = "lastRuns"


Listener = Callable[[Scope, str, Record | None], None]
"""Called with the flow's id and the flow, or None when it is gone."""


class Flows(Resources):
    """`/flows`."""

    kind = "flows"
    spec_member = "flowSpec"
    actions = (states.ENABLE, states.DISABLE, states.PUBLISH, states.FINALIZE, states.FINALIZE_UPDATE)

    def __init__(self, context: Context, encryption_keys: EncryptionKeys) -> None:
        super().__init__(context)
        self._encryption_keys = encryption_keys
        self._listeners: list[Listener] = []

    def on_change(self, listener: Listener) -> None:
        """Call the listener after a flow is created or changed."""
        self._listeners.append(listener)

    def create(self, scope: Scope, body: Document, *, draft: bool = False) -> dict[str, str]:
        """See Resources.create. A state in the body is refused (1410-400), a draft is asked for in the query."""
        if "state" in body:
            raise errors.invalid("state: `State` is not allowed in the create flow request.", code="1410-400")
        return super().create(scope, body, draft=draft)

    def check(self, scope: Scope, fields: Document, before: Document | None, *, draft: bool = False) -> None:
        """Connections must fit the flow spec; schedule, options and transformations must satisfy it."""
        self.check_shape(fields, draft=draft)
        if "id" not in fields.get("flowSpec", {}):
            raise errors.invalid("flowSpec: 'flowSpec.id' is a required property")
        spec = self.context.specs.flows.named(scope, spec_reference(fields, "flowSpec"))
        if draft and spec.document.get("attributes", {}).get("isDraftModeSupported") is False:
            raise errors.invalid(f"mode: the flow spec '{spec.document['name']}' does not support drafts.")
        if before is not None and spec_reference(before, "flowSpec")["id"] != spec.id:
            raise errors.invalid("flowSpec.id: the flow spec of a flow cannot be updated.")
        self._check_sources(scope, spec, fields.get("sourceConnectionIds", ()), draft=draft)
        targets = self._check_targets(scope, spec, fields.get("targetConnectionIds", ()), draft=draft)
        check_schedule(spec, fields.get("scheduleParams"), before, self.context.clock.now_ms(), draft=draft)
        self._check_options(spec, fields.get("options"), draft=draft)
        self._check_transformations(scope, spec, fields.get("transformations", ()), targets, draft=draft)

    def _check_sources(self, scope: Scope, spec: FlowSpec, ids: Sequence[str], *, draft: bool) -> None:
        for index, source_id in enumerate(ids):
            field = f"sourceConnectionIds[{index}]"
            record = self._store.find(scope.world, SourceConnections.kind, source_id)
            if record is None:
                raise errors.unknown_reference(field, "source connection", source_id)
            connector = self.context.specs.connections.named(scope, record.body["connectionSpec"])
            if connector.id not in spec.document.get("sourceConnectionSpecIds", ()):
                raise errors.invalid(
                    f"{field}: flows of the flow spec '{spec.document['name']}' cannot read from "
                    f"'{connector.name}' ({connector.id})."
                )
            if not draft:
                self.require_published("source connection", record, field)

    def _check_targets(self, scope: Scope, spec: FlowSpec, ids: Sequence[str], *, draft: bool) -> list[Record]:
        records = []
        for index, target_id in enumerate(ids):
            field = f"targetConnectionIds[{index}]"
            record = self._store.find(scope.world, TargetConnections.kind, target_id)
            if record is None:
                raise errors.unknown_reference(field, "target connection", target_id)
            if record.body["connectionSpec"]["id"] not in spec.document.get("targetConnectionSpecIds", ()):
                raise errors.invalid(
                    f"{field}: flows of the flow spec '{spec.document['name']}' cannot write to the connection spec "
                    f"'{record.body['connectionSpec']['id']}'."
                )
            if not draft:
                self.require_published("target connection", record, field)
            records.append(record)
        return records

    @staticmethod
    def _check_options(spec: FlowSpec, options: Any, *, draft: bool) -> None:
        if options is not None and "optionSpec" in spec.document:
            schema = spec.option_schema
            raise_failures(schema, coerced(options, schema.schema), "options", draft=draft)

    def _check_transformations(
        self,
        scope: Scope,
        spec: FlowSpec,
        transformations: Sequence[Document],
        targets: Sequence[Record],
        *,
        draft: bool,
    ) -> None:
        for index, transformation in enumerate(transformations):
            field = f"transformations[{index}]"
            if "name" not in transformation:
                continue  # A draft that does not say yet what it is to be.
            schema = spec.transformation_schema(transformation["name"])
            if schema is None:
                known = ", ".join(spec.transformation_names())
                raise errors.invalid(
                    f"{field}.name: the flow spec '{spec.document['name']}' has no transformation "
                    f"'{transformation['name']}'. It has: {known}."
                )
            params = coerced(transformation.get("params", {}), schema.schema, numbers_as_text=True)
            raise_failures(schema, params, f"{field}.params", draft=draft)
            if transformation["name"] == ENCRYPTION:
                self._encryption_keys.check_transformation(scope, f"{field}.params", params, draft=draft)
            if transformation["name"] == COPY:
                check_delta_column(params, f"{field}.params")
            if transformation["name"] == MAPPING and not (draft and "mappingId" not in params):
                self._check_mapping(scope, f"{field}.params", params, targets)

    def _check_mapping(self, scope: Scope, field: str, params: Document, targets: Sequence[Record]) -> None:
        mapping_id = params.get("mappingId")
        if not mapping_id or not isinstance(mapping_id, str):
            raise errors.invalid(f"{field}: 'mappingId' is a required property, a string")
        version = mapping_version(params)
        if self.context.mapping_sets.find_mapping_set(scope, mapping_id) is None:
            raise errors.invalid(
                f"{field}.mappingId: Error while validating mapping with id {mapping_id}, version {version}. "
                "There is no such mapping set.",
                code="1419-400",
            )
        mapping_set = self.context.mapping_sets.find_mapping_set(scope, mapping_id, version)
        if mapping_set is None:
            raise errors.invalid(
                f"{field}.mappingVersion: Invalid Mapping Version in request. The mapping set {mapping_id} has no "
                f"version {version}. Please provide correct mapping version.",
                code="1412-400",
            )
        for target in targets:
            dataset_id = target.body.get("params", {}).get("dataSetId")
            if dataset_id is None:
                continue  # A draft that does not say yet where it writes to.
            dataset = self.context.datasets.find_dataset(scope, dataset_id)
            schema_id = None if dataset is None else dataset.get("schemaRef", {}).get("id")
            if not same_schema(schema_id, mapping_set.get("xdmSchema")):
                raise errors.invalid(
                    f"Error while matching schema in target dataset {dataset_id} with schema in mapping {mapping_id}. "
                    "Schema with same id and version must be used in both mapping and target dataset.",
                    code="1425-400",
                )

    def kept_on_create(self, fields: Document) -> dict[str, Any]:  # noqa: ARG002
        """lastOperation, as documented on a flow's look-up."""
        return {"lastOperation": self._operation("create", None)}

    def kept_on_update(self, instructions: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """lastOperation with the JSON Patch that was applied."""
        return {"lastOperation": self._operation("update", list(instructions))}

    def kept_on_action(self, action: str) -> dict[str, Any]:
        """lastOperation names the action."""
        return {"lastOperation": self._operation(action.lower(), None)}

    def derived(self, scope: Scope, record: Record) -> dict[str, Any]:
        """inheritedAttributes, the link to the runs, and the details of the last one."""
        sources = [
            {"id": source.id, "connectionSpec": source.body["connectionSpec"], **_base(self.context, scope, source)}
            for source in self._linked(scope, SourceConnections.kind, record.body.get("sourceConnectionIds", ()))
        ]
        targets = [
            {"id": target.id, "connectionSpec": target.body["connectionSpec"]}
            for target in self._linked(scope, TargetConnections.kind, record.body.get("targetConnectionIds", ()))
        ]
        last_run = self._store.find(scope.world, _LAST_RUNS, record.id)
        spec = self.context.specs.flows.find(scope, str(record.body["flowSpec"]["id"]))
        is_source = spec is None or spec.document.get("attributes", {}).get("isSourceFlow", True)
        return {
            "inheritedAttributes": {
                "properties": {"isSourceFlow": bool(is_source)},
                "sourceConnections": sources,
                "targetConnections": targets,
            },
            "runs": f"/flows/{record.id}/runs",
            **({"lastRunDetails": last_run.body} if last_run else {}),
        }

    def note_last_run(self, scope: Scope, flow_id: str, details: Document) -> None:
        """Remember `{id, state, startedAtUTC, completedAtUTC}` of the newest run.

        Kept beside the flow, not in it: a run that ends must not make the etag stale that a caller has just read.
        """
        try:
            self._store.create(scope.world, _LAST_RUNS, flow_id, details)
        except AlreadyExistsError:
            self._store.replace(scope.world, _LAST_RUNS, flow_id, details)

    def created(self, scope: Scope, record: Record) -> None:
        """Tell the listeners."""
        self.changed(scope, record)

    def changed(self, scope: Scope, record: Record) -> None:
        """Tell the listeners."""
        for listener in self._listeners:
            listener(scope, record.id, record)

    def deleted(self, scope: Scope, record: Record) -> None:
        """Tell the listeners, and forget what is kept beside the flow."""
        for kind in (_LAST_RUNS, PROGRESS):
            if self._store.find(scope.world, kind, record.id) is not None:
                self._store.delete(scope.world, kind, record.id)
        for listener in self._listeners:
            listener(scope, record.id, None)

    def keep_delta_column(self, scope: Scope, flow: Record, delta_column: Document | None) -> None:
        """Put the delta column of the first run on demand into the flow's Copy transformation, as documented.

        Assumed: a flow whose spec knows no Copy transformation (REST sources) keeps none.
        """
        if delta_column is None or delta_column_of(flow.body) is not None:
            return
        if COPY not in self.context.specs.flows.named(scope, flow.body["flowSpec"]).transformation_names():
            return
        copy = {"name": COPY, "params": {"deltaColumn": dict(delta_column)}}
        others = [t for t in flow.body.get("transformations", ()) if t["name"] != COPY]
        self._replace(scope, flow, {**flow.body, "transformations": [copy, *others]}, flow.etag)

    def _linked(self, scope: Scope, kind: str, ids: Sequence[str]) -> list[Record]:
        found = (self._store.find(scope.world, kind, linked_id) for linked_id in ids)
        return [record for record in found if record is not None]

    def _operation(self, operation: str, ops: list[dict[str, Any]] | None) -> dict[str, Any]:
        now = self.context.clock.now_ms()
        return {
            "started": now,
            "updated": now,
            "percentCompleted": 100.0,
            "status": {"value": "completed", "errors": []},
            **({} if ops is None else {"ops": ops}),
            "operation": operation,
        }


def _base(context: Context, scope: Scope, source: Record) -> dict[str, Any]:
    base = inherited_base(context, scope, source)
    return {"baseConnection": base} if base else {}
