"""Sandboxes that requests name beside the one in their headers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Protocol

from aep_emulator.gateway.scope import Scope
from aep_emulator.services.sandbox_tooling import errors
from aep_emulator.types import Document


class Sandboxes(Protocol):
    """What sandbox tooling needs of sandbox management."""

    def resolve(self, org_id: str, name: str) -> Document | None:
        """The sandbox with `id`, `name` and `type`, or None."""
        ...

    def is_ready(self, org_id: str, name: str) -> bool:
        """Whether the sandbox is active."""
        ...


class Places:
    """Finds the active sandboxes of the caller's organisation."""

    def __init__(self, sandboxes: Sandboxes) -> None:
        self._sandboxes = sandboxes

    def find(self, scope: Scope, name: str) -> Scope | None:
        """The caller in that sandbox, or None when there is none that is active."""
        sandbox = self._sandboxes.resolve(scope.org_id, name)
        if sandbox is None or not self._sandboxes.is_ready(scope.org_id, name):
            return None
        return replace(scope, world=sandbox["id"], sandbox_name=sandbox["name"], sandbox_type=sandbox["type"])

    def named(self, scope: Scope, member: str, place: Document) -> Scope:
        """The caller in the sandbox `{name, imsOrgId}` that a member of the body names. Raises ApiError 400."""
        org_id = place.get("imsOrgId", scope.org_id)
        if org_id != scope.org_id:
            raise errors.other_organisation(f"{member}.imsOrgId", org_id, scope.org_id)
        found = self.find(scope, place["name"])
        if found is None:
            raise errors.unknown_sandbox(f"{member}.name", place["name"])
        return found


def place_of(scope: Scope) -> dict[str, Any]:
    """`{name, imsOrgId}` of the caller's sandbox."""
    return {"name": scope.sandbox_name, "imsOrgId": scope.org_id}


def without_emptiness(place: Document) -> dict[str, Any]:
    """`{name, imsOrgId}` of a sandbox as job details show it, with `empty` besides."""
    return {name: value for name, value in place.items() if name != "empty"}


def organisation(org_id: str) -> str:
    """The store's name for what belongs to an organisation and to none of its sandboxes."""
    return f"org:{org_id}"
