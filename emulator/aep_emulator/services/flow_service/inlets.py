"""The streaming endpoints that HTTP API connections have.

Documented: help/sources/tutorials/api/create/streaming/http.md: a base connection gets `inletId`, `inletUrl`, and where
the request has none `sourceId`, `name` and `authenticationRequired`; older versions of the page call the endpoint a
data collection URL.
Assumed: a client can neither choose an inlet nor change it, and the inlet of a draft takes nothing.
Differs: dataflows of Streaming SDK sources (Pendo, Shopify Streaming, LAVA, Chatlio, Customer.io) can be made and
looked up, but have no `options.inletUrl` and take no data; dataflows of Snowflake Streaming bring no rows.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.services.flow_service import states
from aep_emulator.services.flow_service.flow_fields import mapping_of
from aep_emulator.store.base import AlreadyExistsError, NotFoundError, Record, Store
from aep_emulator.types import Document

HTTP_API = "bc7b00d6-623a-4dfc-9fdb-f1240aeadaeb"

_ID_DIGITS = 64
_OWN = ("inletId", "inletUrl")
# A world and kind of the store that belong to no organisation: an inlet is looked up before it is known whose it is.
_WORLD, _KIND = "inlets:", "inlets"


@dataclass(frozen=True, slots=True)
class Inlet:
    """An endpoint that takes data. `scope` is the connection's sandbox, and acts as whoever made the connection."""

    id: str
    connection_id: str
    scope: Scope
    data_type: str
    """`xdm` or `raw`."""
    source_id: str
    authenticated: bool


@dataclass(frozen=True, slots=True)
class StreamFlow:
    """A flow that takes the data of an inlet to a dataset. `mapping` is the mapping set's id and version."""

    id: str
    enabled: bool
    dataset_id: str
    mapping: tuple[str, int | None] | None


def with_inlet(fields: Document, ids: Ids, inlet_id: str | None = None) -> dict[str, Any]:
    """The `auth` of a connection with its inlet, as a member to be kept; nothing for connections without one.

    `inlet_id` is the inlet that the connection has already.
    """
    auth = fields.get("auth")
    if fields["connectionSpec"]["id"] != HTTP_API or not isinstance(auth, Mapping):
        return {}
    params = {name: value for name, value in (auth.get("params") or {}).items() if name not in _OWN}
    name = params.get("name") or fields.get("name", "")
    known = {
        "sourceId": name,
        "authenticationRequired": False,
        "inletId": inlet_id or ids.hex(_ID_DIGITS),
        "name": name,
    }
    return {"auth": {**auth, "params": {**known, **params}}}


def inlet_id_of(connection: Document) -> str | None:
    """The inlet of a stored connection, or None."""
    if connection["connectionSpec"]["id"] != HTTP_API:
        return None
    found = ((connection.get("auth") or {}).get("params") or {}).get("inletId")
    return found if isinstance(found, str) else None


def with_urls(answer: dict[str, Any], base_url: str) -> dict[str, Any]:
    """A look-up or listing of connections, `{items}`, in which inlets have their addresses on this server."""
    if "items" not in answer:
        return answer
    return {**answer, "items": [_with_url(item, base_url) for item in answer["items"]]}


def _with_url(item: Document, base_url: str) -> Document:
    inlet_id = inlet_id_of(item)
    if inlet_id is None:
        return item
    params = {**item["auth"]["params"], "inletUrl": f"{base_url}/collection/{inlet_id}"}
    return {**item, "auth": {**item["auth"], "params": params}}


class Inlets:
    """Finds inlets by their ids alone.

    The entry for an inlet is kept in the store, so that it goes when everything goes. It counts only as long as its
    connection has that inlet.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, inlet_id: str) -> Inlet | None:
        """The inlet, or None for one that does not exist any more or takes nothing yet."""
        entry = self._store.find(_WORLD, _KIND, inlet_id)
        if entry is None:
            return None
        scope = Scope(**entry.body["scope"])
        connection = self._store.find(scope.world, "connections", entry.body["connectionId"])
        if connection is None or inlet_id_of(connection.body) != inlet_id or connection.body["state"] == states.DRAFT:
            return None
        params = connection.body["auth"]["params"]
        return Inlet(
            inlet_id,
            connection.id,
            scope,
            str(params.get("dataType", "xdm")),
            str(params.get("sourceId", "")),
            str(params.get("authenticationRequired")).lower() == "true",
        )

    def flow(self, inlet: Inlet, flow_id: str) -> StreamFlow | None:
        """The flow of that id, or None when there is none that reads from the inlet."""
        record = self._store.find(inlet.scope.world, "flows", flow_id)
        return None if record is None else self._stream_flow(inlet, record)

    def only_flow(self, inlet: Inlet) -> StreamFlow | None:
        """The flow that reads from the inlet, or None when there is none or more than one."""
        records = self._store.list(inlet.scope.world, "flows").records
        found = [flow for flow in (self._stream_flow(inlet, record) for record in records) if flow is not None]
        return found[0] if len(found) == 1 else None

    def opened(self, scope: Scope, connection: Record) -> None:
        """Take in a connection that was created or changed."""
        inlet_id = inlet_id_of(connection.body)
        if inlet_id is not None:
            # One that is there already stays: the connection still acts for whoever made it.
            with contextlib.suppress(AlreadyExistsError):
                body = {"scope": asdict(scope), "connectionId": connection.id}
                self._store.create(_WORLD, _KIND, inlet_id, body)

    def closed(self, connection: Record) -> None:
        """Forget the inlet of a connection that was deleted."""
        self._forget(inlet_id_of(connection.body))

    def forget(self, world: str) -> None:
        """Forget all inlets of a sandbox."""
        for entry in self._store.list(_WORLD, _KIND, where=lambda entry: entry.body["scope"]["world"] == world).records:
            self._forget(entry.id)

    def _forget(self, inlet_id: str | None) -> None:
        if inlet_id is not None:
            with contextlib.suppress(NotFoundError):
                self._store.delete(_WORLD, _KIND, inlet_id)

    def _stream_flow(self, inlet: Inlet, flow: Record) -> StreamFlow | None:
        source = self._linked(inlet, "sourceConnections", flow.body.get("sourceConnectionIds"))
        target = self._linked(inlet, "targetConnections", flow.body.get("targetConnectionIds"))
        if source is None or target is None or source.body.get("baseConnectionId") != inlet.connection_id:
            return None
        dataset_id = target.body.get("params", {}).get("dataSetId")
        if not isinstance(dataset_id, str):
            return None
        enabled = flow.body["state"] == states.ENABLED
        return StreamFlow(flow.id, enabled, dataset_id, mapping_of(flow.body) if enabled else None)

    def _linked(self, inlet: Inlet, kind: str, ids: Any) -> Record | None:
        return self._store.find(inlet.scope.world, kind, ids[0]) if ids else None
