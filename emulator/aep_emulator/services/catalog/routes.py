"""HTTP of Catalog, under /data/foundation/catalog."""

from __future__ import annotations

from flask import Blueprint, Response, request

from aep_emulator.gateway.request import (
    base_url,
    boolean_argument,
    current_scope,
    json_body,
    json_object,
    json_response,
    json_type,
)
from aep_emulator.services.catalog import errors
from aep_emulator.services.catalog.objects import Precondition
from aep_emulator.services.catalog.service import Catalog
from aep_emulator.types import Json

_BASE = "/data/foundation/catalog"
_PATCH_TYPE = "application/json-patch+json"


def blueprint(service: Catalog) -> Blueprint:
    """The routes."""
    routes = Blueprint("catalog", __name__)
    _add_datasets(routes, service)
    _add_batches(routes, service)
    return routes


def _add_datasets(routes: Blueprint, service: Catalog) -> None:
    # The eCommerce tutorial posts to /dataSet.
    @routes.get("/dataSets", strict_slashes=False)
    @routes.get("/dataSet", strict_slashes=False)
    def list_datasets() -> Response:
        return json_response(service.list_datasets(current_scope(), _parameters()))

    @routes.post("/dataSets", strict_slashes=False)
    @routes.post("/dataSet", strict_slashes=False)
    def create_dataset() -> Response:
        boolean_argument("requestDataSource")
        return _created(service.create_dataset(current_scope(), json_object(), persist=_persist()))

    @routes.get("/dataSets/<ids>", strict_slashes=False)
    @routes.get("/dataSet/<ids>", strict_slashes=False)
    def get_datasets(ids: str) -> Response:
        return _looked_up(*service.get_datasets(current_scope(), ids, request.args.get("properties")))

    @routes.put("/dataSets/<dataset_id>", strict_slashes=False)
    @routes.put("/dataSet/<dataset_id>", strict_slashes=False)
    def replace_dataset(dataset_id: str) -> Response:
        body = json_object()
        return json_response(
            service.replace_dataset(current_scope(), dataset_id, body, _precondition(), persist=_persist())
        )

    @routes.patch("/dataSets/<dataset_id>", strict_slashes=False)
    @routes.patch("/dataSet/<dataset_id>", strict_slashes=False)
    def update_dataset(dataset_id: str) -> Response:
        return json_response(service.update_dataset(current_scope(), dataset_id, _patch_body(), _precondition()))

    @routes.patch("/v2/dataSets/<dataset_id>", strict_slashes=False)
    def update_dataset_deeply(dataset_id: str) -> Response:
        return json_response(
            service.update_dataset(current_scope(), dataset_id, _patch_body(), _precondition(), deep=True)
        )

    @routes.delete("/dataSets/<dataset_id>", strict_slashes=False)
    @routes.delete("/dataSet/<dataset_id>", strict_slashes=False)
    def delete_dataset(dataset_id: str) -> Response:
        return json_response(service.delete_dataset(current_scope(), dataset_id))


def _add_batches(routes: Blueprint, service: Catalog) -> None:
    @routes.get("/batches", strict_slashes=False)
    def list_batches() -> Response:
        return json_response(service.list_batches(current_scope(), _parameters()))

    @routes.post("/batches", strict_slashes=False)
    def create_batch() -> Response:
        return _created(service.add_batch(current_scope(), json_object(), persist=_persist()))

    @routes.get("/batches/<ids>", strict_slashes=False)
    def get_batches(ids: str) -> Response:
        boolean_argument("aggregate")
        return _looked_up(*service.get_batches(current_scope(), ids, request.args.get("properties")))

    @routes.post("/batches/<batch_id>", strict_slashes=False)
    def create_batch_with_id(batch_id: str) -> Response:
        return _created(service.add_batch(current_scope(), json_object(), batch_id, persist=_persist()))

    @routes.put("/batches/<batch_id>", strict_slashes=False)
    def replace_batch(batch_id: str) -> Response:
        body = json_object()
        return json_response(
            service.replace_batch(current_scope(), batch_id, body, _precondition(), persist=_persist())
        )

    @routes.patch("/batches/<batch_id>", strict_slashes=False)
    def patch_batch(batch_id: str) -> Response:
        return json_response(service.patch_batch(current_scope(), batch_id, _patch_body(), _precondition()))

    @routes.delete("/batches/<batch_id>", strict_slashes=False)
    def delete_batch(batch_id: str) -> Response:
        return json_response(service.delete_batch(current_scope(), batch_id))

    @routes.get("/lastBatches", strict_slashes=False)
    def list_last_batches() -> Response:
        return json_response(service.list_last_batches(current_scope(), _parameters()))


def _parameters() -> list[tuple[str, str]]:
    return list(request.args.items(multi=True))


def _precondition() -> Precondition:
    return Precondition(request.headers.get("If-Match"), request.headers.get("If-None-Match"))


def _persist() -> bool:
    """False for a request that is only to be checked. Documented: "Pragma", help/catalog/api/appendix.md."""
    return request.headers.get("Pragma", "").strip().lower() != "validate-only"


def _patch_body() -> Json:
    """An object of fields or a JSON Patch; the latter also when it is declared as plain JSON, as clients do."""
    body = json_body()
    if not isinstance(body, dict | list) or (isinstance(body, dict) and request.mimetype == _PATCH_TYPE):
        expected = "a JSON Patch array" if request.mimetype == _PATCH_TYPE else "an object or a JSON Patch array"
        raise errors.invalid(f"The request body must be {expected}, not {json_type(body)}.")
    return body


def _created(references: list[str]) -> Response:
    if not references:
        # Checked and not stored. Assumed: what such a request is answered is not documented.
        return json_response([])
    return json_response(references, 201, {"Location": f"{base_url()}{_BASE}{references[0].removeprefix('@')}"})


def _looked_up(found: dict[str, Json], version: str | None) -> Response:
    return json_response(found, headers=None if version is None else {"E-Tag": version})
