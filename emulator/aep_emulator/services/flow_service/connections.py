"""Base connections, source connections and target connections.

Documented: help/sources/tutorials/api/create/** and collect/**.
"""

from __future__ import annotations

from typing import Any

from aep_emulator.gateway.scope import Scope
from aep_emulator.services.flow_service import errors, provider_errors, states
from aep_emulator.services.flow_service.coercion import coerced
from aep_emulator.services.flow_service.file_properties import check_delimiter, in_plain_case
from aep_emulator.services.flow_service.flow_fields import same_schema
from aep_emulator.services.flow_service.inlets import Inlets, inlet_id_of, with_inlet
from aep_emulator.services.flow_service.resources import Context, Resources, raise_failures, spec_reference
from aep_emulator.services.flow_service.specs import ConnectionSpec
from aep_emulator.store.base import Record
from aep_emulator.types import Document

TABULAR = "tabular"


class BaseConnections(Resources):
    """`/connections`: how to authenticate with a source."""

    kind = "connections"
    actions = (states.PUBLISH, states.FINALIZE, states.FINALIZE_UPDATE)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.inlets = Inlets(context.store)

    def check(self, scope: Scope, fields: Document, before: Document | None, *, draft: bool = False) -> None:
        """auth.params must satisfy the chosen authentication spec of the connection spec."""
        spec = checked_spec(self, scope, fields, draft=draft)
        if before is not None and spec_reference(before, "connectionSpec")["id"] != spec.id:
            raise errors.invalid("The connection spec of a connection cannot be updated.", code="1414-400")
        check_auth(spec, fields.get("auth"), draft=draft)

    def check_unused(self, scope: Scope, record: Record) -> None:
        """Refused while a flow uses it through one of its source or target connections."""
        flows: list[str] = []
        for kind, member in (
            (SourceConnections.kind, "sourceConnectionIds"),
            (TargetConnections.kind, "targetConnectionIds"),
        ):
            built_on_it = self._store.list(
                scope.world, kind, where=lambda connection: connection.body.get("baseConnectionId") == record.id
            )
            for connection in built_on_it.records:
                flows += flows_using(self.context, scope, member, connection.id)
        if flows:
            raise errors.invalid(
                f"The base connection with the ID {record.id} cannot be deleted because the base connection is "
                f"being used in one or more flows: {', '.join(flows)}. Please ensure that corresponding flows are "
                "deleted before deleting a base connection.",
                code="1418-400",
            )

    def kept_on_create(self, fields: Document) -> dict[str, Any]:
        """HTTP API connections get an inlet."""
        return with_inlet(fields, self.context.ids)

    def _replace(self, scope: Scope, record: Record, body: Document, expected_etag: str) -> Record:
        inlet = with_inlet(body, self.context.ids, inlet_id_of(record.body))
        return super()._replace(scope, record, {**body, **inlet}, expected_etag)

    def created(self, scope: Scope, record: Record) -> None:
        """Open the inlet."""
        self.inlets.opened(scope, record)

    def changed(self, scope: Scope, record: Record) -> None:
        """Open the inlet that a draft has got only now."""
        self.inlets.opened(scope, record)

    def deleted(self, scope: Scope, record: Record) -> None:  # noqa: ARG002
        """Close the inlet."""
        self.inlets.closed(record)

    def spec_of(self, scope: Scope, record: Record) -> ConnectionSpec:
        """The connection spec of a stored base connection."""
        return self.context.specs.connections.named(scope, spec_reference(record.body, "connectionSpec"))


class SourceConnections(Resources):
    """`/sourceConnections`: which table or file of a source."""

    kind = "sourceConnections"

    actions = (states.PUBLISH, states.FINALIZE, states.FINALIZE_UPDATE)

    def check(self, scope: Scope, fields: Document, before: Document | None, *, draft: bool = False) -> None:  # noqa: ARG002
        """params must satisfy the source spec, and the base connection must be of the same connection spec."""
        fields = in_plain_case(fields)
        spec = checked_spec(self, scope, fields, draft=draft)
        if not spec.is_source:
            raise errors.invalid(
                f"connectionSpec.id: '{spec.name}' is a target, a source connection needs a source.", code="1413-400"
            )
        self._check_base_connection(scope, spec, fields.get("baseConnectionId"), draft=draft)
        if spec.kind == "table":
            self._check_tabular(fields, draft=draft)
        elif fields.get("data") is not None:
            check_delimiter(fields)
            raise_failures(spec.data_schema(), fields["data"], "data", draft=draft)
        params = fields.get("params", {})
        raise_failures(spec.params_schema(), coerced(params, spec.params_schema().schema), "params", draft=draft)
        check_filters(spec, params.get("filters"))

    def _check_base_connection(self, scope: Scope, spec: ConnectionSpec, base_id: Any, *, draft: bool) -> None:
        if base_id is None:
            if spec.auth_names() and not draft:
                raise errors.invalid("baseConnectionId: 'baseConnectionId' is a required property")
            return
        if spec.kind == "file" and not spec.auth_names():
            raise provider_errors.refused("1332-400", connectionSpecId=spec.id)
        base = self._store.find(scope.world, BaseConnections.kind, str(base_id))
        if base is None:
            raise errors.unknown_reference("baseConnectionId", "base connection", str(base_id))
        base_spec_id = base.body["connectionSpec"]["id"]
        if base_spec_id != spec.id:
            raise errors.invalid(
                f"baseConnectionId: the base connection '{base_id}' has the connection spec '{base_spec_id}', "
                f"the source connection has '{spec.id}'."
            )
        if not draft:
            self.require_published("base connection", base, "baseConnectionId")

    @staticmethod
    def _check_tabular(fields: Document, *, draft: bool) -> None:
        data = fields.get("data")
        if data is None:
            if draft:
                return
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

    actions = (states.PUBLISH, states.FINALIZE, states.FINALIZE_UPDATE)

    def check(self, scope: Scope, fields: Document, before: Document | None, *, draft: bool = False) -> None:  # noqa: ARG002
        """params.dataSetId must name a dataset, and data.schema, when given, that dataset's schema."""
        spec = checked_spec(self, scope, fields, draft=draft)
        if spec.kind != "target":
            raise errors.invalid(
                f"connectionSpec.id: a target connection needs the data lake, not '{spec.name}'.",
                code="1413-400",
            )
        self._check_base_connection(scope, fields.get("baseConnectionId"), draft=draft)
        params = fields.get("params", {})
        raise_failures(spec.params_schema(), params, "params", draft=draft)
        if not isinstance(params.get("dataSetId"), str):
            return  # A draft, or a data lake spec of the caller's own that does not ask for one.
        dataset = self.context.datasets.find_dataset(scope, params["dataSetId"])
        if dataset is None:
            raise errors.unknown_reference("params.dataSetId", "dataset", params["dataSetId"])
        schema = fields.get("data", {}).get("schema")
        expected = dataset.get("schemaRef", {}).get("id")
        if schema and "id" in schema and not same_schema(schema["id"], expected):
            raise errors.invalid(
                f"data.schema.id: '{schema['id']}' is not the schema of the dataset '{params['dataSetId']}', "
                f"which is '{expected}'."
            )

    def _check_base_connection(self, scope: Scope, base_id: Any, *, draft: bool) -> None:
        """Documented on the page about drafts: a target connection is published after its base connection."""
        if base_id is None:
            return
        base = self._store.find(scope.world, BaseConnections.kind, str(base_id))
        if base is None:
            raise errors.unknown_reference("baseConnectionId", "base connection", str(base_id))
        if not draft:
            self.require_published("base connection", base, "baseConnectionId")

    def check_unused(self, scope: Scope, record: Record) -> None:
        """Refused while a flow uses it."""
        _refuse_if_used(self.context, scope, "target connection", "targetConnectionIds", record.id)


def checked_spec(resources: Resources, scope: Scope, fields: Document, *, draft: bool) -> ConnectionSpec:
    """The connection spec of a body of the right shape. Raises FlowServiceError 400.

    A draft needs its spec too: without it nothing in the draft means anything.
    """
    resources.check_shape(fields, draft=draft)
    if "connectionSpec" not in fields or "id" not in fields["connectionSpec"]:
        raise errors.invalid("connectionSpec: 'connectionSpec.id' is a required property")
    spec = resources.context.specs.connections.named(scope, spec_reference(fields, "connectionSpec"))
    if draft and spec.document.get("attributes", {}).get("isDraftModeSupported") is False:
        raise errors.invalid(f"mode: the connection spec '{spec.name}' does not support drafts.")
    return spec


def check_filters(spec: ConnectionSpec, filters: Any) -> None:
    """Raise FlowServiceError 400 unless the row filter is one that the connector can carry out."""
    if filters is None:
        return
    # Imported here because few ever filter rows, and every module counts when the server starts.
    from aep_emulator import row_filter

    abilities = spec.document.get("attributes", {}).get("filterAtSource")
    if not abilities:
        raise provider_errors.refused("1353-400", "Leave params.filters out.", connectorType=spec.name)
    try:
        row_filter.parse(filters, operators=abilities)
    except row_filter.RowFilterError as error:
        where = f"params.filters.{error.path}" if error.path else "params.filters"
        raise provider_errors.told(error.code, f"{where}: {error.message}") from None


def check_auth(spec: ConnectionSpec, auth: Any, *, draft: bool = False) -> None:
    """Raise FlowServiceError 400 unless `{specName, params}` fits the connection spec."""
    if auth is None:
        if spec.auth_names() and not draft:
            raise errors.invalid("'auth' is a required property")
        return
    if "specName" not in auth:
        return
    schema = spec.auth_schema(auth["specName"])
    if schema is None:
        known = ", ".join(f"'{name}'" for name in spec.auth_names()) or "none"
        raise errors.invalid(
            f"auth.specName: The auth spec '{auth['specName']}' could not be found for the connection spec ID "
            f"{spec.id}. It has: {known}.",
            code="1415-400",
        )
    raise_failures(schema, coerced(auth.get("params", {}), schema.schema), "auth.params", draft=draft)


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
