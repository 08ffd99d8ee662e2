"""The states of a sandbox: creating → active ⇄ resetting, and deleted at the end.

Documented: help/sandboxes/api/sandboxes.md: a new sandbox, and one that is reset, takes about 30 seconds.
Nothing waits for that: a stored sandbox says until when it is on its way, and the clock decides what is shown.
"""

from __future__ import annotations

from typing import Any

from aep_emulator.types import Document

CREATING, ACTIVE, RESETTING, DELETED = "creating", "active", "resetting", "deleted"

_ON_ITS_WAY = "onItsWay"
"""The member of a stored sandbox that nobody is shown: `{state, untilMs}`."""


def on_its_way(state: str, until_ms: int) -> dict[str, Any]:
    """The members of a sandbox that is in this state up to a time, in milliseconds since the epoch, and then active."""
    return {"state": ACTIVE, _ON_ITS_WAY: {"state": state, "untilMs": until_ms}}


def shown(stored: Document, now_ms: int) -> Document:
    """The sandbox as it is at that time."""
    way = stored.get(_ON_ITS_WAY)
    if way is None:
        return stored
    return {**settled(stored), **({"state": way["state"]} if now_ms < way["untilMs"] else {})}


def has_arrived(stored: Document, now_ms: int) -> bool:
    """Whether it was on its way to active and has come there, which nobody has noted yet."""
    return _ON_ITS_WAY in stored and now_ms >= stored[_ON_ITS_WAY]["untilMs"]


def settled(stored: Document) -> dict[str, Any]:
    """The sandbox as it is stored when it is no longer on its way."""
    return {name: value for name, value in stored.items() if name != _ON_ITS_WAY}
