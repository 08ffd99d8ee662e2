"""The lists of Data Access: `{data, _page, _links}`.

Documented: "Configure API response pagination" in help/data-access/tutorials/dataset-data.md; count is the number of
entries there are, whatever the page shows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

BASE = "/data/foundation/export"
MAX_LIMIT = 100

Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a list that a request asks for."""

    start: int = 0
    limit: int = MAX_LIMIT


def listed(
    entries: Sequence[Entry], show: Callable[[Entry], dict[str, Any]], url: str, window: Window, path: str | None = None
) -> dict[str, Any]:
    """The answer; `url` is the list's own address, `path` its parameter of that name."""
    end = window.start + window.limit
    answer: dict[str, Any] = {
        "data": [show(entry) for entry in entries[window.start : end]],
        "_page": {"limit": window.limit, "count": len(entries)},
    }
    if end < len(entries):

        def link(start: int) -> str:
            kept = {} if path is None else {"path": path}
            return f"{url}?{urlencode({**kept, 'start': start, 'limit': window.limit})}"

        answer["_links"] = {"next": {"href": link(end)}, "page": {"href": link(window.start), "templated": True}}
    return answer


def named_file(name: str, size: int, url: str, path: str) -> dict[str, Any]:
    """The entry of a file that is downloaded with `?path=`; sizes are strings, as documented."""
    return {"name": name, "length": str(size), "_links": {"self": {"href": f"{url}?path={quote(path, safe='')}"}}}
