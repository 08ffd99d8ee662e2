"""HTTP of Catalog, under /data/foundation/catalog."""

from __future__ import annotations

from flask import Blueprint, Response, request

from aep_emulator.gateway.request import current_scope, json_body, json_object, json_response
from aep_emulator.services.catalog import errors
from aep_emulator.services.catalog.listing import CatalogQuery
from aep_emulator.services.catalog.service import Catalog

# The tutorial's curl line posts to the singular; both spellings are the same collection.
_SPELLINGS = ("dataSets", "dataSet")


def blueprint(service: Catalog) -> Blueprint:
    """The routes."""
    routes = Blueprint("catalog", __name__)
    datasets, batches = service.datasets, service.batches

    def create_dataset() -> Response:
        return json_response(datasets.create(current_scope(), json_object()), 201)

    def list_datasets() -> Response:
        return json_response(datasets.list(current_scope(), _query()))

    def get_dataset(dataset_id: str) -> Response:
        scope = current_scope()
        ids = dataset_id.split(",")
        found = datasets.get(scope, ids, _query())
        headers = {"E-Tag": datasets.etag(scope, ids[0])} if len(ids) == 1 else {}
        return json_response(found, headers=headers)

    def patch_dataset(dataset_id: str) -> Response:
        scope, if_match = current_scope(), request.headers.get("If-Match")
        body = json_body()
        # aepp sends a JSON Patch as application/json too; a list can be nothing else.
        if isinstance(body, list):
            if not all(isinstance(item, dict) for item in body):
                raise errors.bad_request("A JSON Patch is an array of objects with op, path and value.")
            return json_response(datasets.patch(scope, dataset_id, body, if_match))
        if not isinstance(body, dict):
            raise errors.bad_request("The request body must be a JSON object or a JSON Patch.")
        return json_response(datasets.merge(scope, dataset_id, body, if_match))

    def put_dataset(dataset_id: str) -> Response:
        return json_response(
            datasets.put(current_scope(), dataset_id, json_object(), request.headers.get("If-Match"))
        )

    def delete_dataset(dataset_id: str) -> Response:
        return json_response(datasets.delete(current_scope(), dataset_id))

    for spelling in _SPELLINGS:
        for rule, view, method in (
            (f"/{spelling}", create_dataset, "POST"),
            (f"/{spelling}", list_datasets, "GET"),
            (f"/{spelling}/<dataset_id>", get_dataset, "GET"),
            (f"/{spelling}/<dataset_id>", patch_dataset, "PATCH"),
            (f"/{spelling}/<dataset_id>", put_dataset, "PUT"),
            (f"/{spelling}/<dataset_id>", delete_dataset, "DELETE"),
        ):
            routes.add_url_rule(rule, f"{view.__name__}_{spelling}", view, methods=[method], strict_slashes=False)
    routes.add_url_rule("/v2/dataSets/<dataset_id>", "patch_v2", patch_dataset, methods=["PATCH"], strict_slashes=False)

    @routes.post("/batches", strict_slashes=False)
    def create_batch() -> Response:
        return json_response(batches.create_from(current_scope(), json_object()), 201)

    @routes.get("/batches", strict_slashes=False)
    def list_batches() -> Response:
        return json_response(batches.list(current_scope(), _query()))

    @routes.get("/batches/<batch_id>", strict_slashes=False)
    def get_batch(batch_id: str) -> Response:
        return json_response(batches.get(current_scope(), batch_id.split(","), _query()))

    return routes


def _query() -> CatalogQuery:
    return CatalogQuery({name: values for name, values in request.args.lists()})
