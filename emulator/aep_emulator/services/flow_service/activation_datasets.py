"""The datasets that can be exported, as `configs` of a connection spec lists them.

Documented: "Retrieve a list of datasets" in help/destinations/api/export-datasets.md; `end` is the position of the last
item shown. Assumed: every dataset of the sandbox can be exported; an empty page ends before it starts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aep_emulator.types import Document

_MEMBERS = ("id", "name", "description", "fileDescription", "aspect", "state")


def page(datasets: Sequence[Document], start: int, limit: int | None) -> dict[str, Any]:
    """`{items, pageInfo{start, end, total, hasNext}}` of the datasets from `start`, no more than `limit`."""
    total = len(datasets)
    shown = datasets[start : total if limit is None else start + limit]
    return {
        "items": [_shown(dataset) for dataset in shown],
        "pageInfo": {
            "start": start,
            "end": start + len(shown) - 1,
            "total": total,
            "hasNext": start + len(shown) < total,
        },
    }


def _shown(dataset: Document) -> dict[str, Any]:
    found = {"aspect": "production", **dataset}
    return {name: found[name] for name in _MEMBERS if name in found}
