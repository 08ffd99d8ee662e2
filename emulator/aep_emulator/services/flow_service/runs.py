"""Flow runs: one execution of a flow each, with metrics and activities.

Documented: "Monitor dataflows using the Flow Service API" (help/sources/tutorials/api/monitor.md) for what a run shows,
flow-service.yaml for PUT and the action RE_TRIGGER.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from aep_emulator.gateway.scope import Scope
from aep_emulator.services.flow_service import errors, states
from aep_emulator.services.flow_service.flows import Flows
from aep_emulator.services.flow_service.listing import ListQuery, list_page
from aep_emulator.services.flow_service.on_demand import Window, check_request, milliseconds, window_of
from aep_emulator.services.flow_service.resources import Context, expected_etag, raise_failures, reference
from aep_emulator.store.base import NotFoundError, Record, StaleEtagError
from aep_emulator.types import Document
from aep_emulator.validation import request_schema

KIND = "runs"
SCHEDULED = "scheduled"
IN_PROGRESS = "inProgress"

_RE_TRIGGER = "RE_TRIGGER"
_UPDATABLE = ("params", "metrics", "activities", "providerRefId", "parentFlowRunId", "childFlowRunIds", "recordTypes")

Starter = Callable[[Scope, str, str, Window | None, int], None]
"""Called with scope, flow id, run id, the window and the start time in milliseconds since the epoch."""


class Runs:
    """`/runs`. The dataflow engine opens runs and reports on them; callers read, and ask for runs on demand."""

    def __init__(self, context: Context, flows: Flows) -> None:
        self._context = context
        self._store = context.store
        self._flows = flows
        self._start: Starter | None = None

    def on_demand(self, start: Starter) -> None:
        """Have runs that callers ask for carried out by `start`."""
        self._start = start

    def list(self, scope: Scope, query: ListQuery, base_url: str) -> dict[str, Any]:
        """`{items, _links}` or `{count}`. `base_url` is where the caller reaches us, without a slash at its end."""

        def searched(record: Record) -> dict[str, Any]:
            # Documented as a filter (`state==inProgress`), though no run shows such a member.
            return {"state": _status(record), **_render(scope, record, base_url)}

        return list_page(
            self._store,
            scope.world,
            KIND,
            query,
            lambda record: _render(scope, record, base_url),
            searched=searched,
        )

    def get(self, scope: Scope, run_id: str, base_url: str) -> dict[str, Any]:
        """`{items: [run]}`. Raises FlowServiceError 404."""
        return {"items": [_render(scope, self._record(scope, run_id), base_url)]}

    def of_flow(self, scope: Scope, flow_id: str, query: ListQuery, base_url: str) -> dict[str, Any]:
        """The runs of one flow. Raises FlowServiceError 404 for an unknown flow."""
        self._flows.record(scope, flow_id)
        return self.list(scope, replace(query, property=(*query.property, f'flowId=="{flow_id}"')), base_url)

    def create(self, scope: Scope, body: Document) -> dict[str, Any]:
        """A run on demand: `{id, etag}`, and the same once more in `items`.

        The page shows the form with items, flow-service.yaml the form without. Raises FlowServiceError 400 naming
        what is wrong.
        """
        raise_failures(request_schema("aep_emulator.services.flow_service", "runs"), body, "")
        params = dict(body.get("params") or {})
        flow = self._flows.find(scope, body["flowId"])
        if flow is None:
            raise errors.invalid(f"flowId: Flow not found with id {body['flowId']}.", code="1430-400")
        check_request(self._context, scope, flow, params)
        self._flows.keep_delta_column(scope, flow, params.get("deltaColumn"))
        record = self._create(scope, flow.id, {"params": params} if params else {}, SCHEDULED)
        if self._start is not None:
            starts_ms = milliseconds(params.get("startTime", 0))
            self._start(scope, flow.id, record.id, window_of(params), starts_ms)
        created = reference(record)
        return {**created, "items": [created]}

    def put(self, scope: Scope, run_id: str, if_match: str | None, body: Document, base_url: str) -> dict[str, Any]:
        """Change a run: the changed run. Raises FlowServiceError 400, 404, 412."""
        record = self._record(scope, run_id)
        expected = expected_etag(if_match, record)
        raise_failures(request_schema("aep_emulator.services.flow_service", "runs_put"), body, "")
        if body.get("flowId", record.body["flowId"]) != record.body["flowId"]:
            raise errors.invalid("flowId: a run cannot be moved to another flow.")
        changed = {**record.body, **{name: body[name] for name in _UPDATABLE if name in body}}
        changed |= {"updatedBy": scope.user_id, "updatedClient": scope.client_id}
        return _render(scope, self._replace(scope, record, changed, expected), base_url)

    def act(self, scope: Scope, run_id: str, op: str | None, if_match: str | None, base_url: str) -> dict[str, Any]:
        """`RE_TRIGGER`: carry a finished run out again, over the same window. Raises FlowServiceError 400, 404, 412."""
        record = self._record(scope, run_id)
        states.read_action(op, (), (_RE_TRIGGER,))
        expected = expected_etag(if_match, record) if if_match else record.etag
        status = _status(record)
        if status in (SCHEDULED, IN_PROGRESS):
            raise errors.invalid(
                f"The action re_trigger cannot be applied on the current state {status}. "
                "Please update the action and try again.",
                code="1422-400",
            )
        if self._flows.find(scope, record.body["flowId"]) is None:
            raise errors.invalid(f"Flow not found with id {record.body['flowId']}.", code="1430-400")
        window = _window_read(record)
        fresh = {**record.body, "metrics": {"statusSummary": {"status": SCHEDULED}}, "activities": []}
        changed = self._replace(scope, record, fresh, expected)
        if self._start is not None:
            self._start(scope, record.body["flowId"], run_id, window, 0)
        return _render(scope, changed, base_url)

    def open(self, scope: Scope, flow_id: str) -> str:
        """Begin a run of the flow and return its id; its status is `inProgress` until it is finished."""
        return self._create(scope, flow_id, {}, IN_PROGRESS).id

    def report(self, scope: Scope, run_id: str, metrics: Document, activities: Sequence[Document]) -> None:
        """Put the run's present metrics and activities in place, and note it on its flow.

        Raises store NotFoundError when the run has vanished meanwhile (a reset).
        """
        record = self._store.get(scope.world, KIND, run_id)
        self._store.replace(scope.world, KIND, run_id, {**record.body, "metrics": metrics, "activities": activities})
        if self._flows.find(scope, record.body["flowId"]) is not None:
            self._flows.note_last_run(
                scope,
                record.body["flowId"],
                {"id": run_id, "state": metrics["statusSummary"]["status"], **metrics["durationSummary"]},
            )

    def _create(self, scope: Scope, flow_id: str, fields: Document, status: str) -> Record:
        started = {"durationSummary": {"startedAtUTC": self._context.clock.now_ms()}}
        body = {
            "flowId": flow_id,
            "createdBy": scope.user_id,
            "updatedBy": scope.user_id,
            "createdClient": scope.client_id,
            "updatedClient": scope.client_id,
            **fields,
            "metrics": {**(started if status == IN_PROGRESS else {}), "statusSummary": {"status": status}},
            "activities": [],
        }
        return self._store.create(scope.world, KIND, self._context.ids.uuid(), body)

    def _record(self, scope: Scope, run_id: str) -> Record:
        try:
            return self._store.get(scope.world, KIND, run_id)
        except NotFoundError:
            raise errors.not_found(KIND, run_id) from None

    def _replace(self, scope: Scope, record: Record, body: Document, expected: str) -> Record:
        try:
            return self._store.replace(scope.world, KIND, record.id, body, if_etag=expected)
        except StaleEtagError as error:
            raise errors.stale(expected, error.current) from None
        except NotFoundError:
            raise errors.not_found(KIND, record.id) from None


def _status(record: Record) -> str:
    return str(record.body["metrics"].get("statusSummary", {}).get("status", ""))


def _window_read(record: Record) -> Window | None:
    """The window of a finished run, as its copy activity reports it."""
    for activity in record.body["activities"]:
        extensions = activity.get("durationSummary", {}).get("extensions", {})
        if "windowStart" in extensions and "windowEnd" in extensions:
            return Window(milliseconds(extensions["windowStart"]), milliseconds(extensions["windowEnd"]))
    return window_of(record.body.get("params", {}))


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
        extensions = (activity.get(summary) or {}).get("extensions") or {}
        if isinstance(extensions.get("manifest"), dict):
            manifest = {
                name: base_url + path if isinstance(path, str) and path.startswith("/") else path
                for name, path in extensions["manifest"].items()
            }
            linked[summary] = {**activity[summary], "extensions": {**extensions, "manifest": manifest}}
    return linked
