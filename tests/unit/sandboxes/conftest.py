"""Sandbox management alone, with a clock that moves when told."""

from __future__ import annotations

import pytest

from aep_emulator.clock import FixedClock
from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.services.sandboxes import Sandboxes
from aep_emulator.store.memory import MemoryStore

NOW = 1_567_573_068_000  # 2019-09-04 04:57:48 UTC


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def sandboxes(clock: FixedClock) -> Sandboxes:
    ids = Ids(1)
    return Sandboxes(MemoryStore(clock, ids), clock, ids)


@pytest.fixture
def scope(sandboxes: Sandboxes) -> Scope:
    """A caller whose organisation is provisioned, as the gateway sees to."""
    assert sandboxes.resolve("O@AdobeOrg", "prod")
    return Scope("O@AdobeOrg", "acme", "world", "prod", "production", "client", "user@AdobeID")
