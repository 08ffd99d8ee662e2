"""Sample data, from which Mapper schemas can be made. Documented: help/data-prep/api/sample-data.md.

Assumed: JSON is the only `sampleType`, the documented one, and what is missing from a body; the text must be a JSON
object or a list of objects, because anything else has no fields to map; of older versions nothing is kept.
"""

from __future__ import annotations

from typing import Any

import orjson

from aep_emulator.clock import Clock
from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.services.data_prep import errors, listing
from aep_emulator.store.base import NotFoundError, Record, StaleEtagError, Store
from aep_emulator.types import Document, Json
from aep_emulator.validation import MAX_DEPTH, deeper_than, request_schema

_KIND = "mapperSamples"
_PACKAGE = "aep_emulator.services.data_prep"
_JSON = "JSON"


class Samples:
    """The samples of all sandboxes."""

    def __init__(self, store: Store, clock: Clock, ids: Ids) -> None:
        self._store = store
        self._clock = clock
        self._ids = ids

    def create(self, scope: Scope, body: Document) -> Document:
        """`POST /samples`. Raises ApiError 400."""
        return self._create(scope, _checked(body))

    def upload(self, scope: Scope, content: bytes) -> Document:
        """`POST /samples/upload` with a file's content. Raises ApiError 400."""
        return self._create(scope, _checked_text("file", _decoded(content)))

    def get(self, scope: Scope, sample_id: str) -> Document:
        """`GET /samples/{id}`. Raises ApiError 404."""
        return self._record(scope, sample_id).body

    def update(self, scope: Scope, sample_id: str, body: Document) -> Document:
        """`PUT /samples/{id}`: the next version. Raises ApiError 400, 404."""
        self._record(scope, sample_id)
        sample_data = _checked(body)
        while True:
            record = self._record(scope, sample_id)
            changed = {
                **record.body,
                "version": record.body["version"] + 1,
                "modifiedDate": self._clock.now_ms(),
                "modifiedBy": scope.user_id,
                "sampleData": sample_data,
            }
            try:
                self._store.replace(scope.world, _KIND, sample_id, changed, if_etag=record.etag)
            except StaleEtagError:
                continue
            except NotFoundError:
                raise errors.not_found("sample", sample_id) from None
            return changed

    def list(self, scope: Scope, *, limit: int, start: int) -> dict[str, Any]:
        """`GET /samples`. Assumed: the last changed first, as mapping sets; the page speaks of "the last two"."""
        found = self._store.list(
            scope.world,
            _KIND,
            sort_key=lambda record: (record.body["modifiedDate"], record.seq),
            descending=True,
            limit=limit,
            cursor=str(start),
        )
        return listing.page([record.body for record in found.records], limit)

    def find_rows(self, scope: Scope, sample_id: str) -> Json | None:
        """What the sample's text describes, an object or a list of objects; None when there is no such sample."""
        record = self._store.find(scope.world, _KIND, sample_id)
        return None if record is None else orjson.loads(record.body["sampleData"])

    def _create(self, scope: Scope, sample_data: str) -> Document:
        now = self._clock.now_ms()
        document = {
            "id": self._ids.hex(32),
            "version": 0,
            "createdDate": now,
            "modifiedDate": now,
            "createdBy": scope.user_id,
            "modifiedBy": scope.user_id,
            "sampleData": sample_data,
            "sampleType": _JSON,
        }
        self._store.create(scope.world, _KIND, str(document["id"]), document)
        return document

    def _record(self, scope: Scope, sample_id: str) -> Record:
        record = self._store.find(scope.world, _KIND, sample_id)
        if record is None:
            raise errors.not_found("sample", sample_id)
        return record


def _checked(body: Document) -> str:
    failure = request_schema(_PACKAGE, "sample").first_failure(body)
    if failure is not None:
        raise errors.invalid(f"{failure}.")
    return _checked_text("sampleData", body["sampleData"])


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise errors.invalid(f"file: it is not UTF-8 text: {error.reason} at byte {error.start}.") from None


def _checked_text(field: str, text: str) -> str:
    try:
        rows = orjson.loads(text)
    except ValueError as error:
        raise errors.invalid(f"{field}: the sample is not valid JSON: {error}.") from None
    listed = rows if isinstance(rows, list) else [rows]
    if not listed or not all(isinstance(row, dict) for row in listed):
        raise errors.invalid(f"{field}: the sample must be a JSON object or a list of JSON objects.")
    if deeper_than(rows, MAX_DEPTH):
        raise errors.invalid(f"{field}: the sample is nested more than {MAX_DEPTH} levels deep.")
    return text
