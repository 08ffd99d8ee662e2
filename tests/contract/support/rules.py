"""What holds for every test of the suite: where its rule comes from, and where it can run."""

from __future__ import annotations

import pytest

TAGS = ("documented", "assumed")
EMULATOR_ONLY = "emulator_only"
NOT_COMPARED = "not_compared"

_DEMO_SOURCES = "connects to demo sources with made-up credentials"
_EMPTY = "counts what is in a sandbox that was empty"
_STAYS = "makes what no call deletes"
# Folders, modules and tests below tests/contract that need an emulator, and why; single tests carry the marker instead.
ONLY_ON_EMULATORS = {
    "test_ims.py": "gets tokens for made-up credentials",
    "test_observability.py": "expects what was ingested to be counted at once",
    "test_sandboxes.py": "makes, resets and deletes sandboxes",
    "sandbox_tooling/": "copies between sandboxes, and between organisations made up for it",
    "test_ecommerce_tutorial.py": _DEMO_SOURCES,
    "source_tutorials/": _DEMO_SOURCES,
    "runs/": _DEMO_SOURCES,
    "streaming/": "expects messages in the dataset at once",
    "test_schema_registry_unions.py": "enables schemas for Profile, which cannot be deleted afterwards",
    "flow_service/test_specs.py": _STAYS,
    "data_prep/test_mapper_schemas.py": _STAYS,
    "data_prep/test_samples.py": _STAYS,
    "data_prep/test_mapping_sets.py::test_listing": _EMPTY,
    "data_prep/test_mapping_sets.py::test_mapping_sets_of_another_sandbox": "needs a second sandbox",
    "ingestion/test_aepp.py": "runs aepp in a process of its own, with made-up credentials",
}


def where_only(item: pytest.Item, path: str) -> str | None:
    """Why the test needs an emulator; None when it does not. `path` is that of its module below tests/contract."""
    mark = item.get_closest_marker(EMULATOR_ONLY)
    if mark is not None:
        return str(mark.args[0])
    test = f"{path}::{item.name}"
    return next((reason for start, reason in ONLY_ON_EMULATORS.items() if test.startswith(start)), None)


def lacks_tag(item: pytest.Item) -> bool:
    """Whether a test says neither which page documents its rule nor why the rule is assumed."""
    marks = [mark for name in TAGS for mark in item.iter_markers(name)]
    return not any(mark.args and isinstance(mark.args[0], str) and mark.args[0].strip() for mark in marks)
