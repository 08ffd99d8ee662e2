"""How often an inlet validates at once, by the emulator's clock."""

from __future__ import annotations

from typing import Any

import pytest

from aep_emulator.clock import FixedClock

ANN = {"_id": "ann"}
SYNC = "?syncValidation=true"


@pytest.mark.documented("help/ingestion/tutorials/streaming-record-data.md")
def test_an_inlet_validates_sixty_messages_a_minute_at_once(tenant: Any, clock: FixedClock) -> None:
    _, other = tenant.connection(dataType="xdm")
    message = tenant.message(ANN)
    assert {tenant.send(message, query=SYNC).status_code for _ in range(60)} == {200}
    refused = tenant.send(message, query=SYNC)
    assert refused.status_code == 429
    assert refused.json["status"] == 429
    assert "60" in refused.json["report"]["message"]
    assert tenant.send(message).status_code == 200
    assert tenant.send(message, other, SYNC).status_code == 200
    clock.advance(59_999)
    assert tenant.send(message, query=SYNC).status_code == 429
    clock.advance(1)
    assert tenant.send(message, query=SYNC).status_code == 200


def test_messages_that_are_refused_count_too(tenant: Any) -> None:
    for _ in range(60):
        assert tenant.send({}, query=SYNC).status_code == 400
    assert tenant.send(tenant.message(ANN), query=SYNC).status_code == 429


def test_a_reset_begins_to_count_again(client: Any, tenant: Any) -> None:
    for _ in range(60):
        tenant.send({}, query=SYNC)
    client.post("/_emulator/reset")
    again = type(tenant)(client, tenant.org, "prod")
    assert again.inlet_id == tenant.inlet_id
    assert again.send(again.message(ANN), query=SYNC).status_code == 200


def test_when_too_many_messages_wait_clients_are_asked_to_come_back(
    tenant: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aep_emulator.services.streaming import errors
    from aep_emulator.services.streaming.micro_batches import MicroBatches

    def full(*_arguments: Any) -> None:
        raise errors.busy()

    monkeypatch.setattr(MicroBatches, "add", full)
    refused = tenant.send(tenant.message(ANN))
    assert refused.status_code == 503
    assert int(refused.headers["Retry-After"]) > 0
