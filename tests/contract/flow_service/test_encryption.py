"""Encryption keys, and dataflows whose files are encrypted with them."""

from __future__ import annotations

import base64
import time
from typing import Any

import pytest

PATH = "/connectors/encryption"
PAGE = "help/sources/tutorials/api/encrypt-data.md"
AZURE_FILES = "be5ec48c-5b78-49d5-b8fa-7c89ec4569b8"
CLOUD_STORAGE_TO_AEP = "9753525b-82c7-4dce-8a9b-5ccfce2b9876"
DAYS_180 = 180 * 24 * 3600
PAIR = {"name": "acme-encryption", "encryptionAlgorithm": "PGP", "params": {"passPhrase": "open sesame"}}
CUSTOMER = {
    "name": "acme-sign-verification-keys",
    "encryptionAlgorithm": "GPG",
    "publicKey": base64.b64encode(b"my public key").decode(),
    "params": {"passPhrase": "open sesame"},
}
UNKNOWN = "512e686e-543e-4354-bcba-e1403ddcc532"


def created(api: Any, path: str, body: dict[str, Any]) -> dict[str, Any]:
    response = api.post(f"{PATH}/{path}", body)
    assert response.status_code == 201, response.text
    made: dict[str, Any] = response.json()
    return made


@pytest.fixture
def pair(api: Any) -> dict[str, Any]:
    """A new pair of keys, as the answer to its making shows it."""
    return created(api, "keys", PAIR)


@pytest.fixture
def files_flow(flow: Any) -> Any:
    """`files_flow(*transformations)`: the answer to a POST of a flow that reads a file and has them."""
    auth = {"specName": "Basic Authentication", "params": {"host": "h", "userId": "u", "password": "p"}}
    spec = {"id": AZURE_FILES, "version": "1.0"}
    base = flow.make("connections", connectionSpec=spec, auth=auth)["id"]
    params = {"path": "/acme/summerCampaign/account.csv", "type": "file"}
    changes = {"baseConnectionId": base, "connectionSpec": spec, "data": {"format": "delimited"}, "params": params}
    source = flow.make("sourceConnections", **changes)["id"]

    def post(encryption: dict[str, Any], *, mode: str = "", start: str = "4102444800") -> Any:
        mapping = {"name": "Mapping", "params": {"mappingId": flow.mapping_set, "mappingVersion": "0"}}
        return flow.post(
            "flows",
            mode=mode,
            flowSpec={"id": CLOUD_STORAGE_TO_AEP, "version": "1.0"},
            sourceConnectionIds=[source],
            transformations=[mapping, {"name": "Encryption", "params": encryption}],
            scheduleParams={"startTime": start, "frequency": "once"},
        )

    return post


@pytest.mark.documented(PAGE)
@pytest.mark.parametrize("algorithm", ["PGP", "GPG"])
def test_a_pair_is_made_and_lives_180_days(api: Any, algorithm: str) -> None:
    pair = created(api, "keys", {**PAIR, "encryptionAlgorithm": algorithm})
    assert set(pair) == {"publicKey", "publicKeyId", "expiryTime"}
    assert abs(int(pair["expiryTime"]) - DAYS_180 - time.time()) < 3600
    assert "BEGIN PGP PUBLIC KEY BLOCK" in base64.b64decode(pair["publicKey"], validate=True).decode()


@pytest.mark.documented(PAGE)
def test_pairs_are_listed_and_looked_up_without_the_passphrase(api: Any, pair: dict[str, Any]) -> None:
    shown = api.get(f"{PATH}/keys/{pair['publicKeyId']}")
    assert shown.status_code == 200
    members = {"encryptionAlgorithm", "name", "publicKeyId", "publicKey", "keyType", "expiryTime"}
    assert set(shown.json()) == members
    assert shown.json().items() >= {**pair, "name": "acme-encryption", "encryptionAlgorithm": "PGP"}.items()
    assert shown.json() in api.get(f"{PATH}/keys").json()
    assert "sesame" not in shown.text


@pytest.mark.documented(PAGE)
def test_a_pair_is_validated_and_deleted(api: Any, pair: dict[str, Any], refused: Any) -> None:
    key_id = pair["publicKeyId"]
    assert api.get(f"{PATH}/keys/validate/{key_id}").json() == {"publicKeyId": key_id, "status": "Active"}
    gone = api.call("DELETE", f"{PATH}/keys/{key_id}")
    assert (gone.status_code, gone.text) == (204, "")
    assert api.get(f"{PATH}/keys/validate/{key_id}").json() == {"publicKeyId": key_id, "status": "Expired"}
    refused(api.get(f"{PATH}/keys/{key_id}"), "1102-404", key_id)
    refused(api.call("DELETE", f"{PATH}/keys/{key_id}"), "1102-404", key_id)


@pytest.mark.documented(f"{PAGE}; help/sources/errors/sources-errors.md: 1204-400, 1205-400")
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"encryptionAlgorithm": "AES"}, "1204-400"),
        ({"encryptionAlgorithm": None}, "1204-400"),
        ({"params": {}}, "1205-400"),
        ({"params": {"passPhrase": ""}}, "1205-400"),
        ({"params": {"passPhrase": 5}}, "1205-400"),
        ({"params": None}, "1205-400"),
        ({"name": 5}, "1405-400"),
    ],
)
def test_a_pair_needs_an_algorithm_and_a_passphrase(api: Any, refused: Any, changes: dict[str, Any], code: str) -> None:
    body = {name: value for name, value in {**PAIR, **changes}.items() if value is not None}
    refused(api.post(f"{PATH}/keys", body), code)


@pytest.mark.documented(PAGE)
def test_customers_bring_keys_of_their_own(api: Any) -> None:
    key = created(api, "customer-keys", CUSTOMER)
    assert set(key) == {"publicKeyId"}
    listed = {shown["publicKeyId"]: shown for shown in api.get(f"{PATH}/customer-keys").json()}
    shown = listed[key["publicKeyId"]]
    assert set(shown) == {"encryptionAlgorithm", "name", "publicKeyId", "publicKey", "keyType"}
    assert (shown["publicKey"], shown["name"]) == (CUSTOMER["publicKey"], CUSTOMER["name"])
    assert key["publicKeyId"] not in [pair["publicKeyId"] for pair in api.get(f"{PATH}/keys").json()]


@pytest.mark.documented(f"{PAGE}; help/sources/errors/sources-errors.md: 1204-400, 1304-400, 1312-400")
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"encryptionAlgorithm": "RSA"}, "1204-400"),
        ({"publicKey": None}, "1304-400"),
        ({"publicKey": ""}, "1304-400"),
        ({"publicKey": "-----BEGIN"}, "1312-400"),
    ],
)
def test_a_customers_key_is_in_base64(api: Any, refused: Any, changes: dict[str, Any], code: str) -> None:
    body = {name: value for name, value in {**CUSTOMER, **changes}.items() if value is not None}
    refused(api.post(f"{PATH}/customer-keys", body), code)


@pytest.mark.documented(PAGE)
def test_a_flow_names_a_key_and_reads_its_files(api: Any, flow: Any, files_flow: Any, pair: dict[str, Any]) -> None:
    signer = created(api, "customer-keys", CUSTOMER)["publicKeyId"]
    params = {"publicKeyId": pair["publicKeyId"], "signVerificationKeyId": signer}
    made = files_flow(params, start="1597784298")
    assert made.status_code == 201, made.text
    assert flow.show("flows", made.json()["id"])["transformations"][1] == {"name": "Encryption", "params": params}
    run = flow.finished_where(f"flowId=={made.json()['id']}")
    assert run["metrics"]["statusSummary"]["status"] == "success"
    assert run["metrics"]["recordSummary"]["inputRecordCount"] > 0


@pytest.mark.documented(f"{PAGE}; help/sources/errors/sources-errors.md: 1309-400, 1311-400, 1312-400")
def test_a_flow_that_names_no_key_or_an_unknown_one_is_refused(
    files_flow: Any, pair: dict[str, Any], refused: Any
) -> None:
    refused(files_flow({}), "1309-400", "publicKeyId")
    refused(files_flow({"publicKeyId": ""}), "1309-400", "publicKeyId")
    refused(files_flow({"publicKeyId": UNKNOWN}), "1311-400", UNKNOWN)
    signed = {"publicKeyId": pair["publicKeyId"], "signVerificationKeyId": UNKNOWN}
    refused(files_flow(signed), "1312-400", UNKNOWN)


@pytest.mark.assumed("a draft may leave out the key, but not name one that does not exist")
def test_a_draft_may_leave_out_the_key(files_flow: Any, refused: Any) -> None:
    assert files_flow({}, mode="draft").status_code == 201
    refused(files_flow({"publicKeyId": UNKNOWN}, mode="draft"), "1311-400")
