"""Batches that take the place of earlier ones.

Documented: "Replay a batch" in help/ingestion/batch-ingestion/api-overview.md: `replay.predecessors` of a new batch,
each id with a `$` before it in the request and without it in the answer; batch-ingestion.yaml for
predecessorsByExternalId.
Assumed: predecessors must be batches of the same dataset, and lose their data when the new batch has succeeded.
"""

from __future__ import annotations

import re
from typing import Any

from aep_emulator.gateway.scope import Scope
from aep_emulator.services.catalog import Catalog
from aep_emulator.services.ingestion import errors
from aep_emulator.types import Document

# The page writes "${batchIdA}", where the braces may be the page's or the client's.
_MARKED = re.compile(r"\$?\{?([^{}]*)\}?")


def described(catalog: Catalog, scope: Scope, dataset_id: str, replay: Document) -> dict[str, Any]:
    """The `replay` of a batch without the marks. Raises ApiError 400 for predecessors that do not exist."""
    found: dict[str, Any] = dict(replay)
    batches = catalog.batches_of_dataset(scope, dataset_id) if found else []
    for member, key in (("predecessors", "id"), ("predecessorsByExternalId", "externalId")):
        if member not in replay:
            continue
        found[member] = [_unmarked(text) for text in replay[member]]
        known = {batch.get(key) for batch in batches}
        for index, name in enumerate(found[member]):
            if name not in known:
                raise errors.invalid(f"replay.{member}[{index}]: the dataset has no batch '{name[:80]}'.")
    return found


def predecessors(catalog: Catalog, scope: Scope, batch: Document) -> list[Document]:
    """The batches that this one takes the place of."""
    replay = batch.get("replay") or {}
    ids, external = replay.get("predecessors") or (), replay.get("predecessorsByExternalId") or ()
    if not ids and not external:
        return []
    datasets = [related.get("id") for related in batch.get("relatedObjects", ()) if related.get("type") == "dataSet"]
    return [
        earlier
        for dataset_id in datasets
        for earlier in catalog.batches_of_dataset(scope, str(dataset_id))
        if earlier["id"] != batch["id"] and (earlier["id"] in ids or earlier.get("externalId") in external)
    ]


def _unmarked(text: str) -> str:
    match = _MARKED.fullmatch(text)
    return text if match is None else match[1]
