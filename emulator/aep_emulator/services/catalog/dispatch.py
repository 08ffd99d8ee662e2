"""Which method of Catalog answers a request that stands inside another one.

Of the paths below a dataset, its views and credentials, none can stand there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from aep_emulator.gateway.errors import ApiError
from aep_emulator.gateway.scope import Scope
from aep_emulator.services.catalog import errors
from aep_emulator.services.catalog.objects import Precondition
from aep_emulator.services.catalog.retired import LABELS
from aep_emulator.services.catalog.service import Catalog
from aep_emulator.types import Json

SPELLINGS = {
    "dataSets": ("dataSets", "dataSet", "datasets"),
    "dataSetViews": ("dataSetViews", "datasetViews"),
    "batches": ("batches", "batch"),
    "dataSetFiles": ("dataSetFiles",),
    "lastBatches": ("lastBatches",),
    **{kind: (kind,) for kind in LABELS},
}
"""How the collections are written in Adobe's own requests; the first spelling is the name."""

CHANGEABLE = ("dataSets", "batches", "dataSetViews")

_KIND_OF = {spelling: kind for kind, spellings in SPELLINGS.items() for spelling in spellings}


@dataclass(frozen=True, slots=True)
class Call:
    """A request below the root of Catalog. `headers` have names in lower case."""

    method: str
    resource: str
    headers: dict[str, str]
    body: Json


def dispatch(catalog: Catalog, scope: Scope, call: Call) -> Json:
    """The body of the answer. Raises ApiError, 404 for a path and 405 for a method that Catalog does not have."""
    try:
        parts = urlsplit(call.resource)
        parameters = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=100)
    except ValueError as error:
        raise errors.invalid(f"resource: {error}.") from None
    match [unquote(segment) for segment in parts.path.split("/") if segment]:
        case ["v2", collection, object_id] if _KIND_OF.get(collection) == "dataSets" and call.method == "PATCH":
            return _change(catalog, scope, "dataSets", object_id, call, deep=True)
        case [collection] if collection in _KIND_OF:
            return _on_collection(catalog, scope, _KIND_OF[collection], call, parameters)
        case ["batches", "uniques", field] if call.method == "GET":
            return catalog.unique_batch_values(scope, field, parameters)
        case ["tags", *namespace] if namespace and call.method == "GET":
            return catalog.tags(scope, "/".join(namespace))
        case ["ttl", dataset_id] if call.method == "GET":
            return catalog.row_expiration(scope, dataset_id)
        case [collection, object_id] if collection in _KIND_OF:
            return _on_object(catalog, scope, _KIND_OF[collection], object_id, call, parameters)
    raise errors.not_found("Resource", call.resource[:200])


def _on_collection(catalog: Catalog, scope: Scope, kind: str, call: Call, parameters: list[tuple[str, str]]) -> Json:
    if call.method == "GET":
        return catalog.listing(scope, kind, parameters)
    if call.method == "POST" and kind in CHANGEABLE:
        return catalog.create(scope, kind, _object(call.body))
    raise _not_allowed(call)


def _on_object(
    catalog: Catalog, scope: Scope, kind: str, object_id: str, call: Call, parameters: list[tuple[str, str]]
) -> Json:
    if call.method == "GET" and kind != "lastBatches":
        return catalog.look_up(scope, kind, object_id, dict(parameters).get("properties"))
    if kind not in CHANGEABLE:
        raise _not_allowed(call)
    if call.method == "DELETE":
        return catalog.delete(scope, kind, object_id)
    if call.method == "PUT":
        return catalog.replace(scope, kind, object_id, _object(call.body), _precondition(call))
    if call.method == "PATCH":
        return _change(catalog, scope, kind, object_id, call)
    if call.method == "POST" and kind == "batches":
        return catalog.create(scope, kind, _object(call.body), object_id)
    raise _not_allowed(call)


def _change(catalog: Catalog, scope: Scope, kind: str, object_id: str, call: Call, *, deep: bool = False) -> Json:
    if not isinstance(call.body, dict | list):
        raise errors.invalid("body: must be an object or a JSON Patch array.")
    return catalog.update(scope, kind, object_id, call.body, _precondition(call), deep=deep)


def _precondition(call: Call) -> Precondition:
    return Precondition(call.headers.get("if-match"), call.headers.get("if-none-match"))


def _object(body: Json) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise errors.invalid("body: must be an object.")
    return body


def _not_allowed(call: Call) -> ApiError:
    return ApiError(405, "MethodNotAllowedError", f"{call.method} is not possible on '{call.resource[:200]}'.")
