"""Which service answers which path, and how its errors look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from flask import Blueprint

from aep_emulator.gateway.errors import ErrorRenderer


@dataclass(frozen=True, slots=True)
class Mount:
    """One service at one base path.

    `gated` services ask for the headers of section "Request header errors"; `sandbox_required` ones refuse a
    request without x-sandbox-name instead of taking the default sandbox. `statuses` has, by its code, the status of a
    refusal that the service documents with another one.
    """

    prefix: str
    blueprint: Blueprint
    render_error: ErrorRenderer
    gated: bool = True
    sandbox_required: bool = False
    statuses: Mapping[str | None, int] = field(default_factory=dict)


class MountTable:
    """Finds the mount a path belongs to, also when no route matched."""

    def __init__(self, mounts: Iterable[Mount]) -> None:
        self.mounts = list(mounts)
        self._by_prefix = {mount.prefix: mount for mount in self.mounts}
        # How many segments a base path has, longest first.
        self._depths = sorted({prefix.count("/") for prefix in self._by_prefix}, reverse=True)

    def find(self, path: str) -> Mount | None:
        """The mount with the longest base path that `path` lies under, or None."""
        segments = path.split("/", self._depths[0] + 1)
        for depth in self._depths:
            mount = self._by_prefix.get("/".join(segments[: depth + 1]))
            if mount is not None:
                return mount
        return None
