"""The built-in library's data files, from a checkout of Adobe's repository of XDM files.

For whoever maintains the fixtures: facts go into them, descriptions do not. The file of a component is called after
its meta:altId; the index has the facts that lists show, so that they need no other file. Components that Adobe's pages
describe and no published file does are written by hand, are marked as such (see ASSUMED_ID) and stay.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from aep_emulator.services.schema_registry.documents import ASSUMED_ID, HEADER
from aep_emulator.services.schema_registry.importing import Published
from aep_emulator.services.schema_registry.library import FOLDERS
from aep_emulator.services.schema_registry.naming import alt_id
from aep_emulator.services.schema_registry.published.components import Facts

# What a descriptor may have is described there as if it were a data type.
_LEFT_OUT = "schemas/descriptors/"

_LONGEST_LABEL = 60
"""In characters. Longer labels of values are descriptions, as are those that end with a full stop."""


_ByKind = dict[str, dict[str, Facts]]
"""Facts by kind and meta:altId."""


def library_files(published: Published, documented: _ByKind) -> dict[str, str]:
    """The content of each file by its path below the fixtures' `xdm/`. Published facts win over documented ones."""
    files: dict[str, str] = {}
    index: dict[str, dict[str, Any]] = {}
    for kind, folder in FOLDERS.items():
        index[kind] = {}
        found = {**documented.get(kind, {}), **_usable(published, kind)}
        for address, facts in sorted(found.items()):
            files[f"{folder}/{address[1:]}.json"] = json.dumps(facts, indent=1, ensure_ascii=False) + "\n"
            index[kind][address] = {name: value for name, value in facts.items() if name in HEADER}
    # One line for each component, so that changes of one can be read.
    kinds = (
        json.dumps(kind)
        + ": {\n"
        + ",\n".join(f" {json.dumps(name)}: {json.dumps(header, ensure_ascii=False)}" for name, header in found.items())
        + "\n}"
        for kind, found in index.items()
    )
    files["index.json"] = "{\n" + ",\n".join(kinds) + "\n}\n"
    return files


def _usable(published: Published, kind: str) -> dict[str, Facts]:
    return {
        address: _without_text(found)
        for address, found in published.components[kind].items()
        if not published.paths[address].startswith(_LEFT_OUT) and not found.keys() <= HEADER | {"description"}
    }


def documented_only(folder: Path) -> _ByKind:
    """The components in `folder`, the fixtures' `xdm/`, that were written by hand after Adobe's pages."""
    written: _ByKind = {kind: {} for kind in FOLDERS}
    for kind, kind_folder in FOLDERS.items():
        for path in (folder / kind_folder).glob("*.json"):
            facts: Facts = json.loads(path.read_bytes())
            if facts.get(ASSUMED_ID):
                written[kind][alt_id(facts["$id"])] = facts
    return written


def write_library(published: Published, folder: Path) -> int:
    """Replace the files in `folder`, the fixtures' `xdm/`, but not those written by hand; their number."""
    files = library_files(published, documented_only(folder))
    for kind_folder in FOLDERS.values():
        (folder / kind_folder).mkdir(parents=True, exist_ok=True)
        for old in (folder / kind_folder).glob("*.json"):
            if f"{kind_folder}/{old.name}" not in files:
                old.unlink()
    for path, content in files.items():
        (folder / path).write_text(content, encoding="utf-8")
    return len(files)


def _without_text(node: Facts) -> Facts:
    """A copy without descriptions; a field of that name stays."""
    copy: Facts = {}
    for name, value in node.items():
        if name in ("properties", "definitions"):
            copy[name] = {field: _without_text(child) for field, child in value.items()}
        elif name in ("items", "additionalProperties") and isinstance(value, dict):
            copy[name] = _without_text(value)
        elif name == "allOf":
            copy[name] = [_without_text(part) for part in value]
        elif name == "meta:enum":
            copy[name] = {key: _label(key, str(label)) for key, label in value.items()}
        elif name != "description":
            copy[name] = value
    return copy


def _label(value: str, label: str) -> str:
    """What a value is called; from the value itself where the label describes it."""
    if len(label) <= _LONGEST_LABEL and not label.endswith("."):
        return label
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[_-]+", " ", value).strip()
    return words[:1].upper() + words[1:].lower() if words else value
