"""An operation of the client: a call, and the request it is to send."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aep_client import AEPClient

ID = "https://ns.adobe.com/t/schemas/1"
QUOTED = "https%3A%2F%2Fns.adobe.com%2Ft%2Fschemas%2F1"
FLOW, REGISTRY = "/data/foundation/flowservice", "/data/foundation/schemaregistry"
CATALOG, PREP, EXPORT = "/data/foundation/catalog", "/data/foundation/conversion", "/data/foundation/export"
IMPORT, SANDBOXES = "/data/foundation/import/batches", "/data/foundation/sandbox-management"
ZONE = "/data/foundation/connectors/landingzone"
ENCRYPTION = "/data/foundation/connectors/encryption"
EXIM = "/data/foundation/exim"
INSIGHTS = "/data/infrastructure/observability/insights"
PAGE = "limit=100&start=0"
BODY = {"name": "n"}
PATCH = [{"op": "add", "path": "/name", "value": "n"}]
REFERENCE = {"id": "i", "etag": "e"}
ITEMS, RESULTS, DATA = {"items": [BODY]}, {"results": [BODY]}, {"data": [BODY]}
OBJECTS = {"object": [BODY]}
BYTES = "application/octet-stream"
PLACE = {"name": "s", "imsOrgId": "ORG@AdobeOrg"}
DESCRIPTORS, BEHAVIORS, UNIONS = (
    f"{REGISTRY}/{path}" for path in ("tenant/descriptors", "global/behaviors", "tenant/unions")
)
RPC = f"{REGISTRY}/rpc"
CONFIGS = {"items": [{"columnName": "a", "columnType": "string"}]}
FILE = f"{IMPORT}/b/datasets/d/files"
LANGUAGE = f"{PREP}/languages/el"


@dataclass(frozen=True)
class Operation:
    """A call, the request it sends, what that is answered and what the call returns."""

    call: Callable[[AEPClient], Any]
    method: str
    path: str
    query: str
    body: Any
    answer: Any
    returned: Any
    content_type: str | None


def op(
    call: Callable[[AEPClient], Any],
    request: str,
    body: Any = None,
    *,
    answer: Any = BODY,
    returned: Any = ...,
    content_type: str = "application/json",
) -> Operation:
    """An operation that, unless said otherwise, returns what it is answered. `request` is `METHOD path?query`."""
    method, _, target = request.partition(" ")
    path, _, query = target.partition("?")
    shown = answer if returned is ... else returned
    return Operation(call, method, path, query, body, answer, shown, None if body is None else content_type)
