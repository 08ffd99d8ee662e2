"""HTTP of Catalog, under /data/foundation/catalog."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from aep_emulator.gateway.errors import ApiError
from aep_emulator.gateway.request import (
    base_url,
    boolean_argument,
    current_scope,
    json_body,
    json_object,
    json_response,
    json_type,
)
from aep_emulator.services.catalog import errors, multi_request
from aep_emulator.services.catalog.dispatch import CHANGEABLE, SPELLINGS
from aep_emulator.services.catalog.objects import Precondition
from aep_emulator.services.catalog.service import Catalog
from aep_emulator.types import Json

_BASE = "/data/foundation/catalog"
_PATCH_TYPE = "application/json-patch+json"
_OTHER_PATCH_TYPE = "application/json+patch"
"""Documented: the required headers in help/catalog/datasets/create.md; update-object.md has the first."""

_AS_HEADERS = ("limit", "start", "properties")


def blueprint(service: Catalog) -> Blueprint:
    """The routes."""
    routes = Blueprint("catalog", __name__)
    # Before the others, so that `uniques` is not taken for the id of a batch.
    _add_extras(routes, service)
    for kind, spellings in SPELLINGS.items():
        for spelling in spellings:
            _add_reading(routes, service, kind, spelling)
            if kind in CHANGEABLE:
                _add_changing(routes, service, kind, spelling)
    _add_views_of_datasets(routes, service)
    _add_unshown(routes)
    return routes


def _add_reading(routes: Blueprint, service: Catalog, kind: str, spelling: str) -> None:
    def list_objects() -> Response:
        return _found(service, kind, service.listing(current_scope(), kind, _parameters()))

    def get_objects(ids: str) -> Response:
        boolean_argument("aggregate")
        return _found(service, kind, service.look_up(current_scope(), kind, ids, dict(_parameters()).get("properties")))

    _add(routes, "GET", f"/{spelling}", list_objects)
    if kind != "lastBatches":
        _add(routes, "GET", f"/{spelling}/<ids>", get_objects)


def _add_changing(routes: Blueprint, service: Catalog, kind: str, spelling: str) -> None:
    def create() -> Response:
        boolean_argument("requestDataSource")
        return _created(service.create(current_scope(), kind, json_object(), persist=_persist()))

    def create_with_id(object_id: str) -> Response:
        return _created(service.create(current_scope(), kind, json_object(), object_id, persist=_persist()))

    def replace(object_id: str) -> Response:
        body = json_object()
        return json_response(
            service.replace(current_scope(), kind, object_id, body, _precondition(), persist=_persist())
        )

    def update(object_id: str) -> Response:
        return json_response(service.update(current_scope(), kind, object_id, _patch_body(), _precondition()))

    def update_deeply(object_id: str) -> Response:
        body = _patch_body()
        return json_response(service.update(current_scope(), kind, object_id, body, _precondition(), deep=True))

    def delete(object_id: str) -> Response:
        return json_response(service.delete(current_scope(), kind, object_id))

    _add(routes, "POST", f"/{spelling}", create)
    _add(routes, "PUT", f"/{spelling}/<object_id>", replace)
    _add(routes, "PATCH", f"/{spelling}/<object_id>", update)
    _add(routes, "DELETE", f"/{spelling}/<object_id>", delete)
    if kind == "batches":
        _add(routes, "POST", f"/{spelling}/<object_id>", create_with_id)
    if kind == "dataSets":
        # Only help/data-prep/upserts.md changes a dataset so.
        _add(routes, "POST", f"/{spelling}/<object_id>", update)
        _add(routes, "PATCH", f"/v2/{spelling}/<object_id>", update_deeply)


def _add_views_of_datasets(routes: Blueprint, service: Catalog) -> None:
    """The older paths to a dataset's views and files: `@/dataSets/{id}/views/{id}/files` in help/catalog/api."""

    def list_views(dataset_id: str) -> Response:
        return _below(dataset_id, "dataSetViews", [("dataSetId", dataset_id)])

    def get_view(dataset_id: str, view_id: str) -> Response:
        found = service.look_up(current_scope(), "dataSetViews", view_id, request.args.get("properties"))
        whole = service.look_up(current_scope(), "dataSetViews", view_id, "dataSetId")
        if whole.get(view_id) != {"dataSetId": dataset_id}:
            raise errors.not_found("Dataset view", view_id)
        return _found(service, "dataSetViews", found)

    def list_files(dataset_id: str, view_id: str) -> Response:
        return _below(dataset_id, "dataSetFiles", [("dataSetId", dataset_id), ("dataSetViewId", view_id)])

    def _below(dataset_id: str, kind: str, filters: list[tuple[str, str]]) -> Response:
        if "," in dataset_id or service.find_dataset(current_scope(), dataset_id) is None:
            raise errors.not_found("Dataset", dataset_id)
        return _found(service, kind, service.listing(current_scope(), kind, [*_parameters(), *filters]))

    _add(routes, "GET", "/dataSets/<dataset_id>/views", list_views)
    _add(routes, "GET", "/dataSets/<dataset_id>/views/<view_id>", get_view)
    _add(routes, "GET", "/dataSets/<dataset_id>/views/<view_id>/files", list_files)


def _add_extras(routes: Blueprint, service: Catalog) -> None:
    @routes.get("/")
    def list_resources() -> Response:
        return json_response(service.resources(_parameters()))

    # Without the slash too: the documented curl line has none.
    @routes.post("/")
    @routes.post("")
    def carry_out_together() -> Response:
        return json_response(multi_request.run(service, current_scope(), json_body()))

    def list_unique_values(field: str) -> Response:
        return json_response(service.unique_batch_values(current_scope(), field, _parameters()))

    def get_tags(namespace: str) -> Response:
        return json_response(service.tags(current_scope(), namespace))

    def get_credentials(dataset_id: str) -> Response:
        batch_id = request.args.get("batchId") or None
        return json_response(service.credentials(current_scope(), dataset_id, batch_id, base_url()))

    def get_row_expiration(dataset_id: str) -> Response:
        return json_response(service.row_expiration(current_scope(), dataset_id))

    _add(routes, "GET", "/batches/uniques/<field>", list_unique_values)
    _add(routes, "GET", "/tags/<path:namespace>", get_tags)
    _add(routes, "GET", "/dataSets/<dataset_id>/credentials", get_credentials)
    _add(routes, "GET", "/ttl/<dataset_id>", get_row_expiration)


def _add_unshown(routes: Blueprint) -> None:
    """What help/catalog/api names among the objects one can change without showing how.

    Differs: changing dataSetFiles, accounts and Catalog's connections, which update-object.md names and no page shows,
    is answered 501.
    """

    def unshown(object_id: str) -> Response:
        raise ApiError(501, "NotImplementedError", f"{request.method} of '{object_id}' is not implemented here.")

    unshown.not_implemented = True  # type: ignore[attr-defined]
    for kind, methods in {
        "dataSetFiles": ("PATCH", "PUT", "DELETE"),
        "accounts": ("PATCH", "PUT"),
        "connections": ("PATCH", "PUT"),
    }.items():
        for method in methods:
            _add(routes, method, f"/{kind}/<object_id>", unshown)


def _add(routes: Blueprint, method: str, rule: str, view: Any) -> None:
    routes.add_url_rule(rule, f"{method} {rule}", view, methods=[method], strict_slashes=False)


def _parameters() -> list[tuple[str, str]]:
    """The query, and what stands in headers only. Documented: help/catalog/api/getting-started.md, filter-data.md."""
    headers = [(name, request.headers[name]) for name in _AS_HEADERS if name in request.headers]
    return [*request.args.items(multi=True), *(pair for pair in headers if pair[0] not in request.args)]


def _precondition() -> Precondition:
    return Precondition(request.headers.get("If-Match"), request.headers.get("If-None-Match"))


def _persist() -> bool:
    """False for a request that is only to be checked. Documented: "Pragma", help/catalog/api/appendix.md."""
    return request.headers.get("Pragma", "").strip().lower() != "validate-only"


def _patch_body() -> Json:
    """An object of fields or a JSON Patch; the latter also when it is declared as plain JSON, as clients do."""
    body = json_body(check_content_type=request.mimetype != _OTHER_PATCH_TYPE)
    if not isinstance(body, dict | list) or (isinstance(body, dict) and request.mimetype == _PATCH_TYPE):
        expected = "a JSON Patch array" if request.mimetype == _PATCH_TYPE else "an object or a JSON Patch array"
        raise errors.invalid(f"The request body must be {expected}, not {json_type(body)}.")
    return body


def _created(references: list[str]) -> Response:
    if not references:
        # Assumed: what was checked and not stored is answered an empty list; no page shows it.
        return json_response([])
    return json_response(references, 201, {"Location": f"{base_url()}{_BASE}{references[0].removeprefix('@')}"})


def _found(service: Catalog, kind: str, found: dict[str, Any]) -> Response:
    """An answer that contains a single object has its version in the E-Tag header, as documented."""
    version = service.version(current_scope(), kind, next(iter(found))) if len(found) == 1 else None
    return json_response(found, headers=None if version is None else {"E-Tag": version})
