"""Paths with ids in them."""

from __future__ import annotations

from urllib.parse import quote


def path_to(base: str, *names: str) -> str:
    """The path below `base` with each name as one segment, quoted: a schema's `$id` is an address itself.

    Raises ValueError for a name that would lead to another resource: an empty id would turn the look-up of one into
    the list of all.
    """
    for name in names:
        if name in ("", ".", ".."):
            raise ValueError(f"an id must not be {name!r}")
    return "/".join((base, *(quote(name, safe="") for name in names)))
