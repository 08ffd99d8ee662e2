"""Artifacts: the objects of a package, as requests name them and as a published package has frozen them."""

from __future__ import annotations

from typing import NamedTuple, NotRequired, TypedDict

from aep_emulator.types import Json


class Key(NamedTuple):
    """Which object: its type and its id, for resources of the Schema Registry their `$id`."""

    type: str
    id: str


class Reference(TypedDict):
    """An object in an answer."""

    id: str
    type: str
    title: NotRequired[str]


class Taken(NamedTuple):
    """An object as it is at this moment, and what it needs of the same sandbox."""

    key: Key
    title: str
    body: Json
    children: tuple[Key, ...] = ()
    inner: tuple[Key, ...] = ()
    """What is part of it and has an id of its own."""


class Artifact(TypedDict):
    """A frozen object. `parentID` names what it was itself copied from, or it itself; `inner` the same of its parts."""

    id: str
    type: str
    title: str
    body: Json
    children: list[Reference]
    parentID: str
    inner: dict[str, str]


class Snapshot(TypedDict):
    """What a published package holds: artifacts by id, each behind those it needs, and the ids that were asked for."""

    id: str
    roots: list[str]
    artifacts: dict[str, Artifact]


def plain(artifact_id: str, artifact_type: str, title: str = "") -> dict[str, Json]:
    """An artifact as answers show it.

    Documented: `found` is false and `count` 0 wherever the pages show an artifact, in published packages too.
    """
    return {
        "id": artifact_id,
        "type": artifact_type,
        "found": False,
        "count": 0,
        **({"title": title} if title else {}),
    }
