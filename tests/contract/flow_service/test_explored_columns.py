"""The columns that explore shows, and the tables of the tutorial on filters."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.flow_service.test_explore import (
    BIG_QUERY,
    MAILCHIMP,
    condition,
    connection,
    encoded,
    explore,
    pql,
)

ODATA = "8e6b41a8-d998-4545-ad7d-c6a9fff406c3"
ADS = "d771e9c1-4f26-40dc-8617-ce58c4b53702"
LONG = {"type": "integer", "minimum": -9007199254740992, "maximum": 9007199254740991}


@pytest.fixture
def big_query(flow: Any) -> str:
    params = {"project": "p", "clientId": "c", "clientSecret": "s", "refreshToken": "r"}
    return connection(flow, BIG_QUERY, "Basic Authentication", **params)


@pytest.mark.documented("help/sources/tutorials/api/explore/protocols.md")
def test_integers_of_32_bits_show_their_bounds(flow: Any) -> None:
    base = connection(flow, ODATA, "Anonymous Authentication", url="https://services.example.com/odata")
    seen = explore(flow, f"connections/{base}", "objectType=table&object=Orders")
    columns = {column["name"]: column for column in seen["schema"]["columns"]}
    bounds = {"type": "integer", "minimum": -2147483648, "maximum": 2147483647}
    for name in ("OrderID", "EmployeeID"):
        assert columns[name] == {"name": name, "type": "integer", "xdm": bounds}


@pytest.mark.documented("help/sources/tutorials/api/explore/advertising.md")
def test_integers_of_64_bits_are_called_long(flow: Any) -> None:
    params = ("clientCustomerID", "developerToken", "clientId", "clientSecret", "refreshToken")
    base = connection(flow, ADS, "Basic Authentication", **dict.fromkeys(params, "x"))
    query = "objectType=table&object=v201809.AD_PERFORMANCE_REPORT"
    seen = explore(flow, f"connections/{base}", query)
    columns = {column["name"]: column for column in seen["schema"]["columns"]}
    assert columns["AdGroupId"] == {"name": "AdGroupId", "type": "long", "xdm": LONG}


@pytest.mark.documented(
    "help/sources/tutorials/api/create/payments/stripe.md and advertising/pinterest-ads.md: integers of REST sources"
)
def test_integers_of_rest_sources_have_the_bounds_of_64_bits(flow: Any) -> None:
    base = connection(flow, MAILCHIMP, "Basic Authentication", username="u", password="p", authorizationTestUrl="x")
    query = f"objectType=rest&object=json&fileType=json&sourceParams={encoded({'listId': '12'})}"
    properties = explore(flow, f"connections/{base}", query)["schema"]["properties"]
    assert properties["member_rating"] == LONG


@pytest.mark.documented("help/sources/tutorials/api/filter.md: the printed call, its filters as they are there")
def test_the_table_of_the_filter_tutorial(flow: Any, big_query: str) -> None:
    tables = [table["path"] for table in explore(flow, f"connections/{big_query}", "objectType=root")]
    assert {"TESTFAS.FASTABLE", "test1.fasTestTable"} <= set(tables)
    seen = explore(
        flow,
        f"connections/{big_query}",
        "objectType=table&object=TESTFAS.FASTABLE&preview=true&filters=ewogICJ0eXBlIjogIlBRTCIsCiAgImZvcm1hdCI6ICJwcWwv"
        "anNvbiIsCiAgInZhbHVlIjogewogICAgIm5vZGVUeXBlIjogImZuQXBwbHkiLAogICAgImZuTmFtZSI6ICJhbmQiLAogICAgInBhcmFtcyI6IFs"
        "KICAgICAgewogICAgICAgICJub2RlVHlwZSI6ICJmbkFwcGx5IiwKICAgICAgICAiZm5OYW1lIjogImxpa2UiLAogICAgICAgICJwYXJhbXMiOi"
        "BbCiAgICAgICAgICB7CiAgICAgICAgICAgICJub2RlVHlwZSI6ICJmaWVsZExvb2t1cCIsCiAgICAgICAgICAgICJmaWVsZE5hbWUiOiAiY2l0e"
        "SIKICAgICAgICAgIH0sCiAgICAgICAgICB7CiAgICAgICAgICAgICJub2RlVHlwZSI6ICJsaXRlcmFsIiwKICAgICAgICAgICAgInZhbHVlIjog"
        "Ik0lIgogICAgICAgICAgfQogICAgICAgIF0KICAgICAgfQogICAgXQogIH0KfQ==\\",
    )
    assert {row["CITY"][0] for row in seen["data"]} == {"M"}
    shown = [(column["name"], column["type"], column.get("meta:xdmType")) for column in seen["schema"]["columns"]]
    texts = [(name, "string", None) for name in ("FIRSTNAME", "LASTNAME", "CITY", "AGE", "HEIGHT")]
    flags = [(name, "boolean", None) for name in ("ISEMPLOYED", "POSTG")]
    numbers = [(name, "double", None) for name in ("LATITUDE", "LONGITUDE")]
    moments = [(name, "string", "date-time") for name in ("JOINEDDATE", "CREATEDAT", "CREATEDATTS")]
    assert shown == [*texts, *flags, *numbers, *moments]
    assert all(row["JOINEDDATE"].endswith("T00:00:00") for row in seen["data"])


@pytest.mark.documented("help/sources/tutorials/api/filter.md: the source connection and the nested conditions")
@pytest.mark.parametrize(
    "value",
    [
        condition("=", "city", "DDN"),
        {
            "nodeType": "fnApply",
            "fnName": "and",
            "params": [condition(">=", "age", 20), condition("<=", "age", 30), condition("!=", "city", "PUD")],
        },
    ],
)
def test_the_filters_of_the_tutorial_find_rows(flow: Any, big_query: str, value: dict[str, Any]) -> None:
    params = {"tableName": "test1.fasTestTable", "filters": pql(value)}
    spec = {"id": BIG_QUERY, "version": "1.0"}
    made = flow.make("sourceConnections", baseConnectionId=big_query, connectionSpec=spec, params=params)["id"]
    assert flow.show("sourceConnections", made)["params"] == params
    query = f"objectType=table&object=test1.fasTestTable&filters={encoded(pql(value))}"
    assert explore(flow, f"connections/{big_query}", query)["data"]
