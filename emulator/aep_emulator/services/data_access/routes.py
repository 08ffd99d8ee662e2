"""HTTP of Data Access, under /data/foundation/export. Werkzeug does HEAD and Range."""

from __future__ import annotations

from typing import BinaryIO

from flask import Blueprint, Response, request, send_file

from aep_emulator.gateway.request import base_url, current_scope, integer_argument, json_response, long_running
from aep_emulator.services.data_access.service import DataAccess


def blueprint(service: DataAccess) -> Blueprint:
    """The routes."""
    routes = Blueprint("data_access", __name__)

    @routes.get("/batches/<batch_id>/files", strict_slashes=False)
    def batch_files(batch_id: str) -> Response:
        return json_response(service.batch_files(current_scope(), batch_id, *_page(), base_url()))

    @routes.get("/batches/<batch_id>/failed", strict_slashes=False)
    @long_running
    def failed(batch_id: str) -> Response:
        path = request.args.get("path")
        if path:
            return _download(service.failed_content(current_scope(), batch_id, path), path)
        return json_response(service.failed(current_scope(), batch_id, *_page(), base_url()))

    @routes.get("/batches/<batch_id>/meta", strict_slashes=False)
    @long_running
    def meta(batch_id: str) -> Response:
        path = request.args.get("path")
        answer = service.meta(current_scope(), batch_id, path, *_page(), base_url())
        return json_response(answer) if isinstance(answer, dict) else _download(answer, path or "meta")

    @routes.get("/files/<dataset_file_id>", strict_slashes=False)
    @long_running
    def file(dataset_file_id: str) -> Response:
        path = request.args.get("path")
        if path:
            return _download(service.content(current_scope(), dataset_file_id, path), path)
        return json_response(service.file(current_scope(), dataset_file_id, *_page(), base_url()))

    @routes.get("/datasets/<dataset_id>/preview", strict_slashes=False)
    @long_running
    def preview(dataset_id: str) -> Response:
        return json_response(service.preview(current_scope(), dataset_id))

    return routes


def _page() -> tuple[int, int]:
    return integer_argument("start", 0, low=0) or 0, integer_argument("limit", 100, low=1) or 100


def _download(stream: BinaryIO, path: str) -> Response:
    # conditional=True is what makes Range work.
    return send_file(
        stream,
        mimetype="application/octet-stream",
        download_name=path.rpartition("/")[2],
        conditional=True,
        etag=False,
        max_age=0,
    )
