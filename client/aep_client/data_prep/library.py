"""Samples, and the schemas that are made of them or for mapping sets alone.

Documented: help/data-prep/api/sample-data.md and schemas.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from urllib3 import encode_multipart_formdata

from aep_client.data_prep.listing import BASE, PAGE, listed
from aep_client.paths import path_to
from aep_client.transport import Transport


class _Library:
    """What samples and schemas have in common."""

    def __init__(self, transport: Transport, name: str) -> None:
        self._transport = transport
        self._path = f"{BASE}/{name}"

    def list(self, *, limit: int = PAGE, **filters: Any) -> Iterator[dict[str, Any]]:
        """Every entry, page after page: `GET /{collection}`. `limit` is the size of a page.

        Filters are query parameters; schemas take `name` and `orderBy`.
        """
        return listed(self._transport, self._path, limit, filters)

    def get(self, entry_id: str) -> dict[str, Any]:
        """One entry: `GET /{collection}/{id}`. Raises NotFoundError."""
        return cast(dict[str, Any], self._transport.json("GET", path_to(self._path, entry_id)))

    def create(self, body: dict[str, Any]) -> dict[str, Any]:
        """`POST /{collection}`: the new entry, or what is shown of it, with its `id`."""
        return cast(dict[str, Any], self._transport.json("POST", self._path, body=body))

    def upload(self, content: bytes, *, name: str = "data.json") -> dict[str, Any]:
        """`POST /{collection}/upload`: the new entry, made of a JSON file with that content."""
        form, kind = encode_multipart_formdata({"file": (name, content, "application/json")})
        headers = {"Content-Type": kind}
        return cast(dict[str, Any], self._transport.json("POST", f"{self._path}/upload", body=form, headers=headers))


class Samples(_Library):
    """Sample data: `{sampleData, sampleType}`, of which the first is a text."""

    def replace(self, sample_id: str, body: dict[str, Any]) -> dict[str, Any]:
        """`PUT /samples/{id}`: the body takes the sample's place."""
        return cast(dict[str, Any], self._transport.json("PUT", path_to(self._path, sample_id), body=body))


class Schemas(_Library):
    """Schemas of Data Prep's own: `{name, jsonSchema}`, or `sampleId` or `schemaRef` in place of the latter."""
