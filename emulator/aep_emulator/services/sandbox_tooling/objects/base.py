"""What every kind of object can do: be listed, taken into a package, created elsewhere and removed again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, Protocol

from aep_emulator.gateway.scope import Scope
from aep_emulator.services.sandbox_tooling.artifacts import Artifact, Key, Taken


class ImportFailedError(Exception):
    """An artifact that cannot be created, by its id in the package, and why."""

    def __init__(self, artifact_id: str, reason: str) -> None:
        super().__init__(reason)
        self.artifact_id = artifact_id


class Listed(NamedTuple):
    """An object of a sandbox."""

    key: Key
    title: str


class ObjectKinds(Protocol):
    """The objects of one service."""

    types: tuple[str, ...]
    """The types it has, each behind those it needs."""

    def listed(self, scope: Scope, artifact_type: str) -> Iterator[Listed]:
        """Every object of a type that the sandbox has, oldest first."""
        ...

    def shown(self, scope: Scope, key: Key) -> dict[str, Any] | None:
        """The object as its own service shows it, or None."""
        ...

    def take(self, scope: Scope, key: Key) -> Taken | None:
        """The object as it is now, or None."""
        ...

    def exists(self, scope: Scope, key: Key) -> bool:
        """Whether the sandbox has the object, so that it can take the place of a packaged one."""
        ...

    def names(self, old: str, new: str) -> dict[str, str]:
        """Every name by which others refer to an object, and the name of the one in its place."""
        ...

    def create(
        self, scope: Scope, artifacts: Sequence[Artifact], names: dict[str, str], now_ms: int
    ) -> Iterator[tuple[Artifact, str]]:
        """Make objects of artifacts, whose references become what `names` says: each with its new id once it is there.

        Names of what else is made are added to `names`. Raises ImportFailedError.
        """
        ...

    def remove(self, scope: Scope, key: Key) -> None:
        """Take back what an import has made. Raises ApiError when it is used already."""
        ...
