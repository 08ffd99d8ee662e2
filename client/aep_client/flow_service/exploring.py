"""What can be found behind a connection, or a connector that needs none.

Documented: help/sources/tutorials/api/explore/*.md; row filters in help/sources/tutorials/api/filter.md.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from aep_client.flow_service.collections import Readable
from aep_client.paths import path_to


class Explorable(Readable):
    """A collection whose items can be looked into: connections, and the specs of connectors without any."""

    def explore(
        self,
        resource_id: str,
        object_type: str,
        object: str | None = None,  # noqa: A002
        *,
        file_type: str | None = None,
        column_delimiter: str | None = None,
        compression_type: str | None = None,
        encoding: str | None = None,
        determine_properties: bool | None = None,
        source_params: dict[str, Any] | None = None,
        filters: dict[str, Any] | None = None,
        **params: Any,
    ) -> Any:
        """`GET /{collection}/{id}/explore`, with further query parameters such as `preview=True`.

        For `object_type` `root` and `folder` a list of `{type, name, path, canPreview, canFetchSchema}`; for `table`
        and `file` one `{format, schema: {columns}, data}`, with `properties` when they are to be determined.
        A file needs its `file_type` (delimited, json, parquet) and what goes with that, or `determine_properties`.
        `source_params` are those of a REST source, `filters` a row filter in PQL; both are sent as Base64.
        """
        query = {
            "objectType": object_type,
            "object": object,
            "fileType": file_type,
            "columnDelimiter": column_delimiter,
            "compressionType": compression_type,
            "encoding": encoding,
            "determineProperties": determine_properties,
            "sourceParams": _encoded(source_params),
            "filters": _encoded(filters),
        }
        return self._transport.json("GET", path_to(self._path, resource_id, "explore"), params={**query, **params})


def _encoded(value: dict[str, Any] | None) -> str | None:
    return None if value is None else base64.b64encode(json.dumps(value).encode()).decode()
