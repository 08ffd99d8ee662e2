"""HTTP of samples and Mapper schemas: `/samples` and `/schemas` under /data/foundation/conversion.

Documented: help/data-prep/api/sample-data.md and help/data-prep/api/schemas.md. Both call `limit` and `start` required
and, unlike the page on mapping sets, have no example without them. The curl line for uploading a sample sends the file
to `/samples`, the text above it to `/samples/upload`: both work.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from aep_emulator.gateway.request import current_scope, integer_argument, json_object, json_response, long_running
from aep_emulator.services.data_prep import errors
from aep_emulator.services.data_prep.mapper_schemas import MapperSchemas
from aep_emulator.services.data_prep.samples import Samples

_MAX_LIMIT = 1000
_FORM = "multipart/form-data"


def add_samples(routes: Blueprint, samples: Samples) -> None:
    """The operations on samples."""

    @routes.post("/samples", strict_slashes=False)
    def create_sample() -> Response:
        if request.mimetype == _FORM:
            return upload_sample()
        return json_response(samples.create(current_scope(), json_object()))

    @routes.post("/samples/upload", strict_slashes=False)
    @long_running
    def upload_sample() -> Response:
        return json_response(samples.upload(current_scope(), _uploaded_file()))

    @routes.get("/samples", strict_slashes=False)
    def list_samples() -> Response:
        return json_response(samples.list(current_scope(), limit=_required("limit", 1), start=_required("start", 0)))

    @routes.get("/samples/<sample_id>", strict_slashes=False)
    def get_sample(sample_id: str) -> Response:
        return json_response(samples.get(current_scope(), sample_id))

    @routes.put("/samples/<sample_id>", strict_slashes=False)
    def update_sample(sample_id: str) -> Response:
        # Adobe's own curl line for PUT sends no Content-Type, so none is asked for here.
        return json_response(samples.update(current_scope(), sample_id, json_object(check_content_type=False)))


def add_schemas(routes: Blueprint, schemas: MapperSchemas) -> None:
    """The operations on Mapper schemas."""

    @routes.post("/schemas", strict_slashes=False)
    def create_schema() -> Response:
        return json_response(schemas.create(current_scope(), json_object()))

    @routes.post("/schemas/upload", strict_slashes=False)
    @long_running
    def upload_schema() -> Response:
        return json_response(schemas.upload(current_scope(), _uploaded_file()))

    @routes.get("/schemas", strict_slashes=False)
    def list_schemas() -> Response:
        return json_response(
            schemas.list(
                current_scope(),
                limit=_required("limit", 1),
                start=_required("start", 0),
                name=request.args.get("name"),
                order_by=request.args.get("orderBy"),
            )
        )

    @routes.get("/schemas/<schema_id>", strict_slashes=False)
    def get_schema(schema_id: str) -> Response:
        return json_response(schemas.get(current_scope(), schema_id))


def _required(name: str, low: int) -> int:
    value = integer_argument(name, None, low=low, high=_MAX_LIMIT if name == "limit" else None)
    if value is None:
        raise errors.invalid(f"The query parameter '{name}' is required.")
    return value


def _uploaded_file() -> bytes:
    if request.mimetype != _FORM:
        raise errors.invalid(f"A file is uploaded as {_FORM}, in a part named 'file'.")
    file = request.files.get("file")
    if file is None:
        raise errors.invalid("file: the form has no file in a part of this name.")
    content: bytes = file.read()
    return content
