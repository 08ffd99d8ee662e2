"""Encryption keys in time, in sandboxes and after a reset."""

from __future__ import annotations

import pytest

from aep_emulator.app import create_app
from aep_emulator.clock import FixedClock
from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.services.flow_service.encryption_keys import EncryptionKeys
from aep_emulator.services.flow_service.errors import FlowServiceError
from aep_emulator.settings import Settings
from aep_emulator.store.memory import MemoryStore

PATH = "/data/foundation/connectors/encryption"
HEADERS = {"Authorization": "Bearer x", "x-api-key": "k", "x-gw-ims-org-id": "KEYS@AdobeOrg", "x-sandbox-name": "prod"}
BODY = {"encryptionAlgorithm": "PGP", "params": {"passPhrase": "open sesame"}}
SCOPE = Scope("KEYS@AdobeOrg", "acme", "world", "prod", "production", "client", "user@AdobeID")
NOW_MS = 1_669_291_168_000
DAYS_180_MS = 180 * 24 * 3600 * 1000


def test_a_key_expires_after_180_days_and_no_flow_takes_it_any_more() -> None:
    clock, ids = FixedClock(NOW_MS), Ids(1)
    keys = EncryptionKeys(MemoryStore(clock, ids), clock, ids)
    made = keys.create(SCOPE, BODY)
    assert made["expiryTime"] == "1684843168"
    key_id = made["publicKeyId"]
    clock.advance(DAYS_180_MS - 1)
    assert keys.validate(SCOPE, key_id)["status"] == "Active"
    keys.check_transformation(SCOPE, "params", {"publicKeyId": key_id})
    clock.advance(1)
    assert keys.validate(SCOPE, key_id)["status"] == "Expired"
    with pytest.raises(FlowServiceError) as refused:
        keys.check_transformation(SCOPE, "params", {"publicKeyId": key_id})
    assert refused.value.code == "1310-400"


def test_a_key_belongs_to_its_sandbox_and_goes_with_a_reset() -> None:
    client = create_app(Settings(seed=1)).test_client()
    client.post(f"{PATH}/keys", json=BODY, headers=HEADERS)
    elsewhere = {**HEADERS, "x-sandbox-name": "dev"}
    assert len(client.get(f"{PATH}/keys", headers=HEADERS).json) == 1
    assert client.get(f"{PATH}/keys", headers=elsewhere).json == []
    client.post("/_emulator/reset")
    assert client.get(f"{PATH}/keys", headers=HEADERS).json == []


def test_a_key_without_a_name_is_shown_without_one() -> None:
    client = create_app(Settings(seed=1)).test_client()
    client.post(f"{PATH}/keys", json=BODY, headers=HEADERS)
    (shown,) = client.get(f"{PATH}/keys", headers=HEADERS).json
    assert "name" not in shown
    assert "sesame" not in str(shown)


def test_a_key_that_somebody_else_deletes_meanwhile_is_not_found() -> None:
    clock, ids = FixedClock(NOW_MS), Ids(1)
    keys = EncryptionKeys(MemoryStore(clock, ids), clock, ids)
    key_id = keys.create(SCOPE, BODY)["publicKeyId"]
    keys.delete(SCOPE, key_id)
    with pytest.raises(FlowServiceError) as refused:
        keys.delete(SCOPE, key_id)
    assert (refused.value.code, refused.value.status) == ("1102-404", 404)
