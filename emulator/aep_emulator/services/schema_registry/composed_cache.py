"""Composed resources kept for as long as nothing they are made of has changed."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

State = Callable[[str], object]
"""What a resource is made of now, by `$id`; another object after every change, None when it is gone."""


@dataclass(frozen=True, slots=True)
class _Entry:
    states: Mapping[str, object]
    composed: dict[str, Any]


class ComposedCache:
    """Bounded by the number of entries; the one not asked for longest goes first. Safe under threads."""

    def __init__(self, size: int = 200) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._entries: OrderedDict[tuple[str, str], _Entry] = OrderedDict()

    def get(self, world: str, resource_id: str, state: State) -> dict[str, Any] | None:
        """What was kept, if every part of it is still in the same state."""
        key = (world, resource_id)
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            self._entries.move_to_end(key)
        if all(state(part) is was for part, was in entry.states.items()):
            return entry.composed
        return None

    def put(self, world: str, resource_id: str, states: Mapping[str, object], composed: dict[str, Any]) -> None:
        """Keep a composed resource. `states` holds the state of each resource it was made of, itself included."""
        with self._lock:
            self._entries[world, resource_id] = _Entry(states, composed)
            self._entries.move_to_end((world, resource_id))
            while len(self._entries) > self._size:
                self._entries.popitem(last=False)
