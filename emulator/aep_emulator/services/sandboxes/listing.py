"""Pages of sandboxes. Documented: help/sandboxes/api/appendix.md; the answer in sandboxes.md, Retrieve a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aep_emulator.services.sandboxes import errors
from aep_emulator.types import Document

_DEFAULT_LIMIT = 50


def page(sandboxes: Sequence[Document], limit: int | None, offset: int | None, url: str) -> dict[str, Any]:
    """`{sandboxes, _page{limit, count}, _links}`; `url` is the listing's own.

    limit and offset come together or not at all. Raises ApiError 400.
    """
    if (limit is None) != (offset is None):
        raise errors.invalid("The query parameters limit and offset must be given together.")
    start, size = offset or 0, limit or _DEFAULT_LIMIT
    shown = sandboxes[start : start + size]
    # The example has the three links' contents in each other's places; the page's is the template.
    links: dict[str, Any] = {"page": {"href": f"{url}?limit={{limit}}&offset={{offset}}", "templated": True}}
    if start + size < len(sandboxes):
        links["next"] = {"href": f"{url}?offset={start + size}&limit={size}", "templated": None}
    if start > 0:
        links["prev"] = {"href": f"{url}?offset={max(0, start - size)}&limit={size}", "templated": None}
    return {"sandboxes": list(shown), "_page": {"limit": size, "count": len(shown)}, "_links": links}
