"""What is in auth.params stays out of every log, whatever happens to the request."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from aep_emulator.app import create_app
from aep_emulator.services.flow_service.connections import BaseConnections
from aep_emulator.settings import Settings

PATH = "/data/foundation/flowservice/connections"
SECRET = "hunter2-must-not-be-logged"
SHOPIFY = "4f63aa36-bd48-4e33-bb83-49fbcd11c708"
HEADERS = {
    "Authorization": f"Bearer {SECRET}",
    "x-api-key": "k",
    "x-gw-ims-org-id": "SECRETS@AdobeOrg",
    "x-sandbox-name": "prod",
}


def body(**params: Any) -> dict[str, Any]:
    return {
        "name": "shop",
        "auth": {"specName": "Basic Authentication", "params": {"host": SECRET, "accessToken": SECRET, **params}},
        "connectionSpec": {"id": SHOPIFY},
    }


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_credentials_are_never_logged(
    log_format: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    client = create_app(Settings(seed=1, log_format=log_format), log_requests=True).test_client()

    def send(method: str, path: str = PATH, **options: Any) -> Any:
        headers = {**HEADERS, **options.pop("headers", {})}
        return client.open(path, method=method, headers=headers, **options)

    made = send("POST", json=body()).json
    one = f"{PATH}/{made['id']}"
    patch = [{"op": "replace", "path": "/auth/params/accessToken", "value": [SECRET]}]
    statuses = [
        send("POST", json=body(accessToken=[SECRET])).status_code,
        send("POST", json={**body(), "auth": {"specName": SECRET}}).status_code,
        send("POST", data=f'{{"auth": "{SECRET}"', content_type="application/json").status_code,
        send("PATCH", one, json=patch, headers={"If-Match": made["etag"]}).status_code,
        send("GET", f"{PATH}?property=auth.params.accessToken=={SECRET}").status_code,
        send("GET", f"{PATH}?limit={SECRET}").status_code,
        send("POST", f"{PATH}/search", json={"queryString": f"property=auth.params.host~{SECRET}"}).status_code,
        send("GET", f"{one}/test").status_code,
    ]

    def fail(*_args: Any, **_options: Any) -> None:
        raise RuntimeError("a defect while the credentials are in hand")

    monkeypatch.setattr(BaseConnections, "check", fail)
    statuses.append(send("POST", json=body()).status_code)
    assert statuses == [400, 400, 400, 400, 200, 400, 400, 200, 500]
    written = capsys.readouterr()
    logged = written.out + written.err + caplog.text
    assert PATH in logged
    assert "a defect while the credentials are in hand" in logged
    assert SECRET not in logged
