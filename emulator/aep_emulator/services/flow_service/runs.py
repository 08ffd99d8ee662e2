"""Flow runs: one execution of a flow each, with metrics and activities.

Documented: "Monitor dataflows using the Flow Service API" (help/sources/tutorials/api/monitor.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aep_emulator.gateway.scope import Scope
from aep_emulator.services.flow_service import errors
from aep_emulator.services.flow_service.flows import Flows
from aep_emulator.services.flow_service.listing import ListQuery, list_page
from aep_emulator.services.flow_service.resources import Context
from aep_emulator.store.base import NotFoundError, Record
from aep_emulator.types import Document

KIND = "runs"


class Runs:
    """`/runs`. The dataflow engine opens a run and reports on it; callers read."""

    def __init__(self, context: Context, flows: Flows) -> None:
        self._context = context
        self._store = context.store
        self._flows = flows

    def list(self, scope: Scope, query: ListQuery, base_url: str) -> dict[str, Any]:
        """`{items, _links[, count]}`. `base_url` is where the caller reaches us, without a slash at its end."""
        return list_page(self._store, scope.world, KIND, KIND, query, lambda record: _render(scope, record, base_url))

    def get(self, scope: Scope, run_id: str, base_url: str) -> dict[str, Any]:
        """`{items: [run]}`. Raises FlowServiceError 404."""
        try:
            return {"items": [_render(scope, self._store.get(scope.world, KIND, run_id), base_url)]}
        except NotFoundError:
            raise errors.not_found(KIND, run_id) from None

    def of_flow(self, scope: Scope, flow_id: str, query: ListQuery, base_url: str) -> dict[str, Any]:
        """The runs of one flow. Raises FlowServiceError 404 for an unknown flow."""
        self._flows.record(scope, flow_id)
        narrowed = ListQuery(
            property=(*query.property, f'flowId=="{flow_id}"'),
            orderby=query.orderby,
            limit=query.limit,
            continuation_token=query.continuation_token,
            count=query.count,
        )
        return self.list(scope, narrowed, base_url)

    def open(self, scope: Scope, flow_id: str) -> str:
        """Begin a run of the flow and return its id; its status is `inProgress` until the first report."""
        now = self._context.clock.now_ms()
        body = {
            "flowId": flow_id,
            "createdBy": scope.user_id,
            "updatedBy": scope.user_id,
            "createdClient": scope.client_id,
            "updatedClient": scope.client_id,
            "metrics": {
                "durationSummary": {"startedAtUTC": now},
                "statusSummary": {"status": "inProgress"},
            },
            "activities": [],
        }
        return self._store.create(scope.world, KIND, self._context.ids.uuid(), body).id

    def report(self, scope: Scope, run_id: str, metrics: Document, activities: Sequence[Document]) -> None:
        """Put the run's present metrics and activities in place, and note it on its flow.

        Raises store NotFoundError when the run has vanished meanwhile (a reset).
        """
        record = self._store.get(scope.world, KIND, run_id)
        self._store.replace(scope.world, KIND, run_id, {**record.body, "metrics": metrics, "activities": activities})
        self._flows.note_last_run(
            scope,
            record.body["flowId"],
            {"id": run_id, "state": metrics["statusSummary"]["status"], **metrics["durationSummary"]},
        )


def _render(scope: Scope, record: Record, base_url: str) -> dict[str, Any]:
    return {
        "id": record.id,
        "createdAt": record.created_ms,
        "updatedAt": record.updated_ms,
        **record.body,
        "activities": [_with_links(activity, base_url) for activity in record.body["activities"]],
        "sandboxId": scope.sandbox_id,
        "sandboxName": scope.sandbox_name,
        "imsOrgId": scope.org_id,
        "etag": f'"{record.etag}"',
    }


def _with_links(activity: dict[str, Any], base_url: str) -> dict[str, Any]:
    """The activity with its manifest's paths as links that work from where the caller is."""
    linked = dict(activity)
    for summary in ("fileSummary", "statusSummary"):
        extensions = activity.get(summary, {}).get("extensions", {})
        if "manifest" in extensions:
            manifest = {name: base_url + path for name, path in extensions["manifest"].items()}
            linked[summary] = {**activity[summary], "extensions": {**extensions, "manifest": manifest}}
    return linked
