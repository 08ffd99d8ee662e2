"""How a source connection says what its files look like, and the landing zone's, which has no base connection."""

from __future__ import annotations

from typing import Any

import pytest

AZURE_FILES = "be5ec48c-5b78-49d5-b8fa-7c89ec4569b8"
LANDING_ZONE = "26f526f2-58f4-4712-961d-e41bf1ccc0e8"


@pytest.fixture
def file_source(flow: Any) -> dict[str, Any]:
    """What a source connection to a file has in place of one to a table."""
    spec = {"id": AZURE_FILES, "version": "1.0"}
    auth = {"specName": "Basic Authentication", "params": {"host": "h", "userId": "u", "password": "p"}}
    base = flow.make("connections", connectionSpec=spec, auth=auth)["id"]
    params = {"path": "/acme/summerCampaign/account.csv", "type": "file"}
    return {"baseConnectionId": base, "connectionSpec": spec, "params": params}


@pytest.mark.documented("help/sources/tutorials/api/collect/cloud-storage.md: delimited, JSON and parquet")
@pytest.mark.parametrize("written", ["JSON", "json", "Delimited", "PARQUET"])
def test_the_format_is_taken_in_any_case_and_kept_as_sent(flow: Any, file_source: Any, written: str) -> None:
    made = flow.make("sourceConnections", **file_source, data={"format": written})["id"]
    assert flow.show("sourceConnections", made)["data"] == {"format": written}
    assert flow.patch("sourceConnections", made, ("replace", "/name", "x")).status_code == 200


@pytest.mark.documented("help/sources/tutorials/api/collect/cloud-storage.md: delimited, JSON and parquet")
@pytest.mark.parametrize("data", [{"format": "word"}, {"format": 5}, {"format": None}, {"format": "TABULAR"}])
def test_a_format_that_is_none_of_them_is_refused(flow: Any, refused: Any, file_source: Any, data: Any) -> None:
    refused(flow.post("sourceConnections", **file_source, data=data), "1405-400", "data.format")


@pytest.mark.documented("help/sources/errors/sources-errors.md: 1331-400")
@pytest.mark.parametrize(
    "stated", [{"columnDelimiter": "ab"}, {"properties": {"columnDelimiter": ";;"}}, {"columnDelimiter": "\\t"}]
)
@pytest.mark.parametrize("mode", ["", "draft"])
def test_a_column_delimiter_is_one_character(
    flow: Any, source_refused: Any, file_source: Any, stated: dict[str, Any], mode: str
) -> None:
    response = flow.post("sourceConnections", mode=mode, **file_source, data={"format": "delimited", **stated})
    source_refused(response, "1331-400", "more than one character in SourceConnection: orders.")


@pytest.mark.documented("help/sources/errors/sources-errors.md: 1332-400")
def test_the_landing_zone_takes_no_base_connection(flow: Any, source_refused: Any, file_source: Any) -> None:
    changes = {**file_source, "connectionSpec": {"id": LANDING_ZONE}, "data": {"format": "delimited"}}
    source_refused(flow.post("sourceConnections", **changes), "1332-400", f"connectionSpecId: {LANDING_ZONE}")
    params = {"path": "dlz-user-container/data8.csv"}
    assert flow.make("sourceConnections", **{**changes, "baseConnectionId": None, "params": params})
