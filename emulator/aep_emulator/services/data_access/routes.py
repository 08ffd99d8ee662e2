"""HTTP of Data Access, under /data/foundation/export."""

from __future__ import annotations

from functools import partial
from typing import cast

from flask import Blueprint, Response, after_this_request, request

from aep_emulator.gateway.errors import ApiError
from aep_emulator.gateway.request import base_url, current_scope, integer_argument, json_response, long_running
from aep_emulator.services.data_access import errors
from aep_emulator.services.data_access.content import Content
from aep_emulator.services.data_access.listing import MAX_LIMIT, Window
from aep_emulator.services.data_access.service import DataAccess


def blueprint(service: DataAccess) -> Blueprint:
    """The routes."""
    routes = Blueprint("data_access", __name__)

    @routes.get("/batches/<batch_id>/files", strict_slashes=False)
    def list_batch_files(batch_id: str) -> Response:
        return json_response(service.batch_files(current_scope(), batch_id, base_url(), _window()))

    @routes.get("/batches/<batch_id>/failed", strict_slashes=False)
    @long_running
    def get_failed(batch_id: str) -> Response:
        path = request.args.get("path")
        if path is not None:
            return _send(service.failed_content(current_scope(), batch_id, path))
        return json_response(service.failed(current_scope(), batch_id, base_url(), _window()))

    @routes.get("/batches/<batch_id>/meta", strict_slashes=False)
    @long_running
    def get_meta(batch_id: str) -> Response:
        found = service.meta(current_scope(), batch_id, request.args.get("path"), base_url(), _window())
        return _send(found) if isinstance(found, Content) else json_response(found)

    @routes.get("/files/<file_id>", strict_slashes=False)
    @long_running
    def get_file(file_id: str) -> Response:
        path = request.args.get("path")
        if path is not None:
            return _send(service.file_content(current_scope(), file_id, path))
        if request.method == "HEAD":
            raise errors.path_missing()
        return json_response(service.file(current_scope(), file_id, base_url(), _window()))

    @routes.get("/datasets/<dataset_id>/preview", strict_slashes=False)
    @routes.get("/dataSets/<dataset_id>/preview", strict_slashes=False)
    @long_running
    def preview(dataset_id: str) -> Response:
        return json_response(service.preview(current_scope(), dataset_id))

    return routes


def _window() -> Window:
    start = integer_argument("start", 0, low=0)
    limit = integer_argument("limit", MAX_LIMIT, low=1, high=MAX_LIMIT)
    return Window(cast(int, start), cast(int, limit))


def _send(content: Content) -> Response:
    """The file or the part of it that was asked for, in pieces."""
    try:
        part = content.byte_range(request.headers.get("Range")) if request.method == "GET" else None
    except ApiError:
        content.close()
        after_this_request(partial(_with_size, content.size))
        raise
    first, last = part or (0, content.size - 1)
    response = Response(
        content.chunks(first, last),
        status=200 if part is None else 206,
        mimetype=content.content_type,
        headers={"Accept-Ranges": "bytes", "Content-Length": str(last - first + 1)},
    )
    if part is not None:
        response.headers["Content-Range"] = f"bytes {first}-{last}/{content.size}"
    response.call_on_close(content.close)
    return response


def _with_size(size: int, response: Response) -> Response:
    """RFC 9110, section 15.5.17: an answer 416 says how long the file is."""
    response.headers["Content-Range"] = f"bytes */{size}"
    return response
