"""Base connections, source connections and target connections.

Documented: help/sources/tutorials/api/create/** and collect/**.
"""

from __future__ import annotations

from typing import Any

from aep_emulator.gateway.scope import Scope
from aep_emulator.services.flow_service import errors
from aep_emulator.services.flow_service.coercion import coerced
from aep_emulator.services.flow_service.resources import Context, Resources, raise_failures, spec_reference
from aep_emulator.services.flow_service.specs import ConnectionSpec
from aep_emulator.store.base import Record
from aep_emulator.types import Document

TABULAR = "tabular"


class BaseConnections(Resources):
    """`/connections`: how to authenticate with a source."""

    kind = "connections"

    def check(self, scope: Scope, fields: Document, before: Document | None) -> None:  # noqa: ARG002
        """auth.params must satisfy the chosen authentication spec of the connection spec."""
        self.check_shape(fields)
        spec = self.context.specs.connection_spec(spec_reference(fields, "connectionSpec"))
        if before is not None and spec_reference(before, "connectionSpec")["id"] != spec.id:
            raise errors.invalid("The connection spec of a connection cannot be updated.", code="1414-400")
        check_auth(spec, fields.get("auth"))

    def check_unused(self, scope: Scope, record: Record) -> None:
        """Refused while a flow uses it through one of its source connections."""
        users = self._store.list(
            scope.world,
            SourceConnections.kind,
            where=lambda source: source.body.get("baseConnectionId") == record.id,
        )
        for source in users.records:
            flows = flows_using(self.context, scope, "sourceConnectionIds", source.id)
            if flows:
                raise errors.invalid(
                    f"The base connection with the ID {record.id} cannot be deleted because the base connection is "
                    f"being used in one or more flows: {', '.join(flows)}. Please ensure that corresponding flows are "
                    "deleted before deleting a base connection.",
                    code="1418-400",
                )

    def spec_of(self, record: Record) -> ConnectionSpec:
        """The connection spec of a stored base connection."""
        return self.context.specs.connection_spec(spec_reference(record.body, "connectionSpec"))


class SourceConnections(Resources):
    """`/sourceConnections`: which table or file of a source."""

    kind = "sourceConnections"

    def check(self, scope: Scope, fields: Document, before: Document | None) -> None:  # noqa: ARG002
        """params must satisfy the source spec, and the base connection must be of the same connection spec."""
        self.check_shape(fields)
        spec = self.context.specs.connection_spec(spec_reference(fields, "connectionSpec"))
        if spec.kind == "target":
            raise errors.invalid(
                f"connectionSpec.id: '{spec.name}' is a target, a source connection needs a source.", code="1413-400"
            )
        self._check_base_connection(scope, spec, fields.get("baseConnectionId"))
        if spec.kind == "table":
            self._check_tabular(fields)
        params = fields.get("params", {})
        raise_failures(spec.params_schema(), coerced(params, spec.params_schema().schema), "params")

    def _check_base_connection(self, scope: Scope, spec: ConnectionSpec, base_id: Any) -> None:
        if base_id is None:
            if spec.auth_names():
                raise errors.invalid("baseConnectionId: 'baseConnectionId' is a required property")
            return
        base = self._store.find(scope.world, BaseConnections.kind, str(base_id))
        if base is None:
            raise errors.unknown_reference("baseConnectionId", "base connection", str(base_id))
        base_spec_id = base.body["connectionSpec"]["id"]
        if base_spec_id != spec.id:
            raise errors.invalid(
                f"baseConnectionId: the base connection '{base_id}' has the connection spec '{base_spec_id}', "
                f"the source connection has '{spec.id}'."
            )

    @staticmethod
    def _check_tabular(fields: Document) -> None:
        data = fields.get("data")
        if data is None:
            raise errors.invalid("'data' is a required property")
        if data.get("format", TABULAR) != TABULAR:
            raise errors.invalid(f"data.format: '{data['format']}' is not '{TABULAR}', which table-based sources need.")

    def derived(self, scope: Scope, record: Record) -> dict[str, Any]:
        """inheritedAttributes: the base connection."""
        base = inherited_base(self.context, scope, record)
        return {"inheritedAttributes": {"baseConnection": base}} if base else {}

    def check_unused(self, scope: Scope, record: Record) -> None:
        """Refused while a flow uses it."""
        _refuse_if_used(self.context, scope, "source connection", "sourceConnectionIds", record.id)


class TargetConnections(Resources):
    """`/targetConnections`: the dataset in the data lake."""

    kind = "targetConnections"

    def check(self, scope: Scope, fields: Document, before: Document | None) -> None:  # noqa: ARG002
        """params.dataSetId must name a dataset, and data.schema, when given, that dataset's schema."""
        self.check_shape(fields)
        spec = self.context.specs.connection_spec(spec_reference(fields, "connectionSpec"))
        if spec.kind != "target":
            raise errors.invalid(
                f"connectionSpec.id: '{spec.name}' is a source, a target connection needs the data lake.",
                code="1413-400",
            )
        params = fields.get("params", {})
        raise_failures(spec.params_schema(), params, "params")
        dataset = self.context.datasets.find_dataset(scope, params["dataSetId"])
        if dataset is None:
            raise errors.unknown_reference("params.dataSetId", "dataset", params["dataSetId"])
        schema = fields["data"].get("schema")
        expected = dataset.get("schemaRef", {}).get("id")
        if schema and schema["id"] != expected:
            raise errors.invalid(
                f"data.schema.id: '{schema['id']}' is not the schema of the dataset '{params['dataSetId']}', "
                f"which is '{expected}'."
            )

    def check_unused(self, scope: Scope, record: Record) -> None:
        """Refused while a flow uses it."""
        _refuse_if_used(self.context, scope, "target connection", "targetConnectionIds", record.id)


def check_auth(spec: ConnectionSpec, auth: Any) -> None:
    """Raise FlowServiceError 400 unless `{specName, params}` fits the connection spec."""
    if auth is None:
        if spec.auth_names():
            raise errors.invalid("'auth' is a required property")
        return
    schema = spec.auth_schema(auth["specName"])
    if schema is None:
        known = ", ".join(f"'{name}'" for name in spec.auth_names()) or "none"
        raise errors.invalid(
            f"auth.specName: The auth spec '{auth['specName']}' could not be found for the connection spec ID "
            f"{spec.id}. It has: {known}.",
            code="1415-400",
        )
    raise_failures(schema, coerced(auth.get("params", {}), schema.schema), "auth.params")


def inherited_base(context: Context, scope: Scope, source: Record) -> dict[str, Any] | None:
    """`{id, connectionSpec}` of a source connection's base connection."""
    base_id = source.body.get("baseConnectionId")
    base = None if base_id is None else context.store.find(scope.world, BaseConnections.kind, str(base_id))
    return None if base is None else {"id": base.id, "connectionSpec": base.body["connectionSpec"]}


def flows_using(context: Context, scope: Scope, member: str, resource_id: str) -> list[str]:
    """The ids of the flows whose list `member` names the resource."""
    page = context.store.list(scope.world, "flows", where=lambda flow: resource_id in flow.body.get(member, ()))
    return [flow.id for flow in page.records]


def _refuse_if_used(context: Context, scope: Scope, what: str, member: str, resource_id: str) -> None:
    flows = flows_using(context, scope, member, resource_id)
    if flows:
        raise errors.invalid(
            f"The {what} with the ID {resource_id} cannot be deleted because it is being used in one or more flows: "
            f"{', '.join(flows)}. Please ensure that corresponding flows are deleted first.",
            code="1447-400",
        )
