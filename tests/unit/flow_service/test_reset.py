"""After a reset with the same seed ids and etags come again, and what they once meant is forgotten."""

from __future__ import annotations

import pytest

from aep_emulator.app import create_app
from aep_emulator.clock import FixedClock
from aep_emulator.settings import Settings

PATH = "/data/foundation/flowservice"
HEADERS = {
    "Authorization": "Bearer anything",
    "x-api-key": "k",
    "x-gw-ims-org-id": "RESET@AdobeOrg",
    "x-sandbox-name": "prod",
}


@pytest.mark.parametrize("kind", ["connectionSpecs", "flowSpecs"])
def test_a_spec_is_not_taken_for_the_one_that_had_its_id(kind: str) -> None:
    client = create_app(Settings(seed=1), clock=FixedClock(1_700_000_000_000)).test_client()
    ids = []
    for name in ("before", "after"):
        client.post("/_emulator/reset")
        body = {"name": name, "providerId": "p"}
        ids.append(client.post(f"{PATH}/{kind}", json=body, headers=HEADERS).json["id"])
        (shown,) = client.get(f"{PATH}/{kind}/{ids[-1]}", headers=HEADERS).json["items"]
        assert shown["name"] == name
    assert ids[0] == ids[1]
