"""What the listings have in common: how they are sorted, and the page they answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aep_emulator.services.data_prep import errors


def read_order(order_by: str | None, members: Mapping[str, str]) -> tuple[str, bool]:
    """The member to sort by and whether descending; without `order_by` the last changed come first.

    `members` are the names that may stand after + or -, and the members they mean. Raises ApiError 400.
    """
    if not order_by:
        return "modifiedDate", True
    # A plus sign in a query string arrives as a space.
    name = order_by.strip().lstrip("+-").strip()
    if name not in members:
        raise errors.invalid(f"orderBy: '{order_by}' is not supported; use {' or '.join(members)}, after + or -.")
    return members[name], order_by.startswith("-")


def page(items: Sequence[Any], limit: int) -> dict[str, Any]:
    """The answer of a listing: `{data, _page}`."""
    return {"data": items, "_page": {"count": len(items), "limit": limit}}
