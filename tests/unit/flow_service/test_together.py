"""Nothing is deleted between the check of what names it and the write."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from aep_emulator.services.flow_service.flows import Flows

# How long a deletion that does not wait would need at the most, in seconds.
_SOON = 0.3


def test_what_a_flow_names_is_not_deleted_while_the_flow_is_made(
    emulator: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = emulator.call("POST", "/sourceConnections", emulator.bodies["sourceConnections"])["id"]
    answers = []
    deletion = threading.Thread(target=lambda: answers.append(emulator.call("DELETE", f"/sourceConnections/{source}")))
    check = Flows.check

    def check_and_be_late(self: Flows, *arguments: Any, **options: Any) -> None:
        check(self, *arguments, **options)
        deletion.start()
        deletion.join(_SOON)

    monkeypatch.setattr(Flows, "check", check_and_be_late)
    flow = emulator.call("POST", "/flows", {**emulator.bodies["flows"], "sourceConnectionIds": [source]})
    deletion.join()
    assert "id" in flow
    assert "cannot be deleted" in answers[0]["detail"]
    assert flow["id"] in answers[0]["detail"]
