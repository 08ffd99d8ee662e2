"""Whose data a message is, and what is left of it when its world goes."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from aep_emulator.app import create_app
from aep_emulator.lake.directory import MARKER
from aep_emulator.services.streaming.batch_writing import BatchWriting
from aep_emulator.services.streaming.service import Streaming
from aep_emulator.settings import Settings

SANDBOXES = "/data/foundation/sandbox-management/sandboxes"
ANN = {"_id": "ann", "person": {"name": {"firstName": "Ann"}}}
MakeTenant = Callable[..., Any]


def test_moving_the_clock_makes_everything_that_was_sent_visible(tenant: Any) -> None:
    for number in range(5):
        assert tenant.send(tenant.message({**ANN, "_id": str(number)})).status_code == 200
    tenant.flush()
    assert sorted(row["_id"] for row in tenant.rows()) == ["0", "1", "2", "3", "4"]


def test_a_clock_that_stands_still_keeps_no_message_waiting(tenant: Any, eventually: Callable[..., None]) -> None:
    tenant.send(tenant.message(ANN))
    eventually(lambda: tenant.rows() == [ANN])


def test_batches_have_what_whoever_made_the_connection_is(tenant: Any) -> None:
    tenant.send(tenant.message(ANN))
    tenant.flush()
    (batch,) = tenant.batches()
    (connection,) = tenant.get(f"/flowservice/connections/{tenant.connection_id}")["items"]
    assert batch["createdUser"] == connection["createdBy"]
    assert batch["metrics"].items() >= {"inputRecordCount": 1, "outputRecordCount": 1, "failedRecordCount": 0}.items()


def test_an_inlet_decides_whose_data_it_is_whatever_the_headers_say(make_tenant: MakeTenant) -> None:
    one, other = make_tenant("ONE@AdobeOrg"), make_tenant("OTHER@AdobeOrg")
    assert one.send(one.message(ANN), headers=other.headers).status_code == 200
    one.flush()
    assert one.rows() == [ANN]
    assert other.rows() == []


@pytest.mark.parametrize("place", [("OTHER@AdobeOrg", "prod"), ("ONE@AdobeOrg", "dev")], ids=["org", "sandbox"])
def test_an_inlet_does_not_lead_to_another_worlds_dataset(make_tenant: MakeTenant, place: tuple[str, str]) -> None:
    one, other = make_tenant("ONE@AdobeOrg"), make_tenant(*place)
    answer = one.send(other.message(ANN, imsOrgId="ONE@AdobeOrg"))
    assert answer.status_code == 400
    assert "dataset" in answer.json["report"]["message"]
    raw_inlet, flow_id = other.raw_inlet()
    assert (
        one.send({"name": "Ann"}, one.connection(dataType="raw")[1], f"?x-adobe-flow-id={flow_id}").status_code == 400
    )
    assert other.send({"name": "Ann"}, raw_inlet).status_code == 200
    one.flush()
    assert one.batches() == []
    assert len(other.rows()) == 1


def test_a_reset_forgets_inlets_and_what_was_sent_to_them(client: Any, make_tenant: MakeTenant) -> None:
    before = make_tenant("ONE@AdobeOrg")
    before.send(before.message(ANN))
    assert client.post("/_emulator/reset").status_code == 200
    assert before.send(before.message(ANN)).status_code == 404
    after = make_tenant("ONE@AdobeOrg")
    assert (after.inlet_id, after.dataset_id) == (before.inlet_id, before.dataset_id)
    after.flush()
    assert after.batches() == []


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_sandbox_that_is_emptied_takes_its_inlets_with_it(client: Any, make_tenant: MakeTenant, method: str) -> None:
    prod, dev = make_tenant("ONE@AdobeOrg"), make_tenant("ONE@AdobeOrg", "dev")
    for tenant in (prod, dev):
        assert tenant.send(tenant.message(ANN)).status_code == 200
    body = {"action": "reset"} if method == "PUT" else None
    response = client.open(f"{SANDBOXES}/dev", method=method, json=body, headers=prod.headers)
    assert response.status_code == 202, response.text
    assert dev.send(dev.message(ANN)).status_code == 404
    assert prod.send(prod.message(ANN)).status_code == 200
    prod.flush()
    assert prod.rows() == [ANN, ANN]


def test_messages_for_a_dataset_that_is_deleted_go_with_it(client: Any, tenant: Any, lake: Path) -> None:
    tenant.send(tenant.message(ANN))
    path = f"/data/foundation/catalog/dataSets/{tenant.dataset_id}"
    assert client.delete(path, headers=tenant.headers).status_code == 200
    tenant.flush()
    assert tenant.batches() == []
    assert files(lake) == []


def test_a_reset_waits_for_the_batch_that_is_being_written_and_leaves_nothing_of_it(
    client: Any, tenant: Any, lake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing, resetting = threading.Event(), threading.Event()
    write_good, emptied = BatchWriting._write_good, Streaming.emptied
    order: list[str] = []

    def write_slowly(*arguments: Any) -> None:
        writing.set()
        assert resetting.wait(60)
        write_good(*arguments)
        order.append("written")

    @contextmanager
    def told(self: Streaming, world: str | None = None) -> Iterator[None]:
        resetting.set()
        with emptied(self, world):
            order.append("emptied")
            yield

    monkeypatch.setattr(BatchWriting, "_write_good", write_slowly)
    monkeypatch.setattr(Streaming, "emptied", told)
    tenant.send(tenant.message(ANN))
    assert writing.wait(60)
    assert client.post("/_emulator/reset").status_code == 200
    assert order == ["written", "emptied"]
    assert files(lake) == []
    again = type(tenant)(client, tenant.org, "prod")
    assert again.dataset_id == tenant.dataset_id
    assert again.batches() == []


@pytest.mark.parametrize("broken", ["open", "write"])
def test_a_batch_that_cannot_be_written_fails_and_does_not_stay_open(
    tenant: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, broken: str
) -> None:
    def fail(*_arguments: Any) -> None:
        raise OSError("the disk is full")

    name = {"open": "__enter__", "write": "write"}[broken]
    monkeypatch.setattr(f"aep_emulator.lake.parquet.ParquetBatchWriter.{name}", fail)
    tenant.send(tenant.message(ANN))
    tenant.flush()
    (batch,) = tenant.batches()
    assert batch["status"] == "failed"
    assert batch["errors"][0]["code"] == "0070000017"
    assert "the disk is full" in caplog.text


def test_messages_of_a_mapping_that_is_gone_fail(client: Any, tenant: Any) -> None:
    inlet_id, flow_id = tenant.raw_inlet()
    (flow,) = tenant.get(f"/flowservice/flows/{flow_id}")["items"]
    mapping_id = flow["transformations"][0]["params"]["mappingId"]
    path = f"/data/foundation/conversion/mappingSets/{mapping_id}"
    assert client.delete(path, headers=tenant.headers).status_code < 300
    assert tenant.send({"name": "Ann"}, inlet_id).status_code == 200
    tenant.flush()
    (batch,) = tenant.batches()
    assert batch["status"] == "failed"
    assert "MAPPER-3700-400" in [error["code"] for error in batch["errors"]]


def test_in_strict_mode_an_authenticated_inlet_takes_only_tokens_that_were_issued_here(
    make_tenant_of: Callable[..., Any],
) -> None:
    client = create_app(Settings(seed=1, rows=5, auth="strict")).test_client()
    form = {"grant_type": "client_credentials", "client_id": "test-client", "client_secret": "s", "scope": "openid"}
    token = client.post("/ims/token/v3", data=form).json["access_token"]
    tenant = make_tenant_of(
        client, "ONE@AdobeOrg", "prod", token=token, client_id="test-client", authenticationRequired=True
    )
    message = tenant.message(ANN)
    assert tenant.send(message, headers={"Authorization": f"bearer {token}"}).status_code == 200
    for bad in ("Bearer x", "Bearer x.y.z", f"Bearer {token}x", "Bearer é"):
        answer = tenant.send(message, headers={"Authorization": bad})
        assert answer.status_code == 401
        assert "not valid" in answer.json["report"]["message"]
    for missing in ({}, {"Authorization": "Bearer "}):
        assert "empty" in tenant.send(message, headers=missing).json["report"]["message"]


def test_a_token_of_another_organisation_is_not_accepted(make_tenant_of: Callable[..., Any], tmp_path: Path) -> None:
    listed = [
        {"client_id": name, "client_secret": "s", "org_id": f"{name}@AdobeOrg", "scopes": "openid"}
        for name in ("ONE", "OTHER")
    ]
    path = tmp_path / "credentials.json"
    path.write_text(json.dumps(listed))
    client = create_app(Settings(seed=1, rows=5, auth="strict", credentials=path)).test_client()
    tokens = {}
    for name in ("ONE", "OTHER"):
        form = {"grant_type": "client_credentials", "client_id": name, "client_secret": "s", "scope": "openid"}
        tokens[name] = client.post("/ims/token/v3", data=form).json["access_token"]
    tenant = make_tenant_of(
        client, "ONE@AdobeOrg", "prod", token=tokens["ONE"], client_id="ONE", authenticationRequired=True
    )
    statuses = {
        name: tenant.send(tenant.message(ANN), headers={"Authorization": f"Bearer {token}"}).status_code
        for name, token in tokens.items()
    }
    assert statuses == {"ONE": 200, "OTHER": 401}


def files(folder: Path) -> list[Path]:
    """The files of batches in the lake."""
    return [path for path in folder.rglob("*") if path.is_file() and path.name != MARKER]
