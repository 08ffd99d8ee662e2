"""HTTP of batch ingestion, under /data/foundation/import.

Documented: answers to uploads and signals have no body (help/ingestion/batch-ingestion/overview.md).
"""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response, request

from aep_emulator.gateway.request import (
    current_scope,
    integer_argument,
    json_object,
    json_response,
    long_running,
    takes_uploads,
)
from aep_emulator.services.ingestion import errors
from aep_emulator.services.ingestion.byte_ranges import ByteRange
from aep_emulator.services.ingestion.preview import MAX_ROWS
from aep_emulator.services.ingestion.service import Ingestion
from aep_emulator.services.ingestion.uploads import checked_path

_FILE = "/batches/<batch_id>/datasets/<dataset_id>/files/<path:file_path>"
_UPLOAD_TYPE = "application/octet-stream"
_FILE_ACTIONS = ("INITIALIZE", "COMPLETE")


def blueprint(service: Ingestion) -> Blueprint:
    """The routes."""
    routes = Blueprint("ingestion", __name__)
    uploads = service.uploads

    @routes.before_request
    def check_url() -> None:
        query = request.query_string
        length = len(request.full_path.rstrip("?")) if query else len(request.path)
        if length > service.limits.url_characters:
            raise errors.url_too_long(service.limits.url_characters)

    @routes.post("/batches", strict_slashes=False)
    def create_batch() -> Response:
        # Curl lines in help/ingestion/batch-ingestion/troubleshooting.md declare no content type.
        body = json_object(check_content_type=False)
        return json_response(service.create_batch(current_scope(), body), 201)

    # In a thread: it may have to wait for the end of a promotion.
    @routes.post("/batches/<batch_id>", strict_slashes=False)
    @long_running
    def signal_batch(batch_id: str) -> Response:
        service.signal(current_scope(), batch_id, request.args.get("action"))
        return _empty(200)

    @routes.put(_FILE)
    @takes_uploads
    def upload_file(batch_id: str, dataset_id: str, file_path: str) -> Response:
        path, size = checked_path(file_path), _upload_size()
        uploads.put(current_scope(), batch_id, dataset_id, path, request.stream, size)
        return _empty(200)

    @routes.patch(_FILE)
    @takes_uploads
    def upload_part(batch_id: str, dataset_id: str, file_path: str) -> Response:
        path, size = checked_path(file_path), _upload_size()
        part = ByteRange.of_header(request.headers.get("Content-Range"))
        uploads.add_chunk(current_scope(), batch_id, dataset_id, path, part, request.stream, size)
        return _empty(200)

    @routes.post(_FILE)
    @long_running
    def signal_file(batch_id: str, dataset_id: str, file_path: str) -> Response:
        action = request.args.get("action")
        path = checked_path(file_path)
        if (action or "").upper() not in _FILE_ACTIONS:
            raise errors.wrong_action(action, _FILE_ACTIONS)
        take = uploads.initialize if (action or "").upper() == "INITIALIZE" else uploads.complete
        take(current_scope(), batch_id, dataset_id, path)
        return _empty(201)

    # HEAD alone: there is no way to read an upload back.
    @routes.route(_FILE, methods=["HEAD"])
    def get_file_status(batch_id: str, dataset_id: str, file_path: str) -> Response:
        arrived = uploads.status(current_scope(), batch_id, dataset_id, checked_path(file_path))
        response = _empty(200)
        if arrived is not None:
            response.headers["Range"] = arrived
        return response

    @routes.get("/batches/<batch_id>/datasets/<dataset_id>/preview", strict_slashes=False)
    @long_running
    def preview(batch_id: str, dataset_id: str) -> Response:
        rows = cast(int, integer_argument("nrow", 0, low=0, high=MAX_ROWS))
        return json_response(service.preview(current_scope(), batch_id, dataset_id, request.args, rows))

    return routes


def _upload_size() -> int:
    """The length of the body, which must be declared as a file. Raises ApiError 415."""
    if request.mimetype != _UPLOAD_TYPE:
        raise errors.wrong_content_type(request.mimetype)
    return request.content_length or 0


def _empty(status: int) -> Response:
    response = Response(status=status)
    del response.headers["Content-Type"]
    return response
