"""What a connection tells about its source: test, explore, configs; and the Data Landing Zone."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

PATH = "/flowservice"
LANDING = "/connectors/landingzone"
SHOPIFY = "4f63aa36-bd48-4e33-bb83-49fbcd11c708"
BIG_QUERY = "3c9b37f8-13a6-43d8-bad3-b863b941fedd"
AZURE_FILES = "be5ec48c-5b78-49d5-b8fa-7c89ec4569b8"
MAILCHIMP = "2e8580db-6489-4726-96de-e33f5f60295f"
HTTP_API = "bc7b00d6-623a-4dfc-9fdb-f1240aeadaeb"
LANDING_ZONE = "26f526f2-58f4-4712-961d-e41bf1ccc0e8"
DATA_LAKE_EXPORT = "23598e46-f560-407b-88d5-ea6207e49db0"
ENTRY = {"type", "name", "path", "canPreview", "canFetchSchema"}


def condition(name: str, column: str, value: Any) -> dict[str, Any]:
    """A function of PQL applied to a column and a value."""
    params = [{"nodeType": "fieldLookup", "fieldName": column}, {"nodeType": "literal", "value": value}]
    return {"nodeType": "fnApply", "fnName": name, "params": params}


def pql(value: dict[str, Any]) -> dict[str, Any]:
    return {"type": "PQL", "format": "pql/json", "value": value}


def connection(flow: Any, spec_id: str, name: str, **params: str) -> str:
    auth = {"specName": name, "params": params}
    return str(flow.make("connections", connectionSpec={"id": spec_id}, auth=auth)["id"])


@pytest.fixture
def big_query(flow: Any) -> str:
    params = {"project": "p", "clientId": "c", "clientSecret": "s", "refreshToken": "r"}
    return connection(flow, BIG_QUERY, "Basic Authentication", **params)


@pytest.fixture
def files(flow: Any) -> str:
    return connection(flow, AZURE_FILES, "Basic Authentication", host="h", userId="u", password="p")


def explore(flow: Any, where: str, query: str) -> Any:
    response = flow.api.get(f"{PATH}/{where}/explore?{query}")
    assert response.status_code == 200, response.text
    return response.json()


def encoded(value: Any) -> str:
    return base64.b64encode(json.dumps(value).encode()).decode()


@pytest.mark.documented("help/sources/tutorials/api/explore/tabular.md")
@pytest.mark.parametrize("kind", ["table", "TABLE", "Table"])
def test_tables_and_their_columns(flow: Any, kind: str) -> None:
    tables = explore(flow, f"connections/{flow.base}", "objectType=root")
    assert all(set(table) == ENTRY and table["type"] == "table" for table in tables)
    seen = explore(flow, f"connections/{flow.base}", f"objectType={kind}&object={tables[0]['path']}")
    assert seen["format"] == "flat"
    columns = seen["schema"]["columns"]
    assert all({"name", "type", "xdm"} <= set(column) <= {"name", "type", "xdm", "meta:xdmType"} for column in columns)
    assert all(column["xdm"]["format"] == column["meta:xdmType"] for column in columns if "meta:xdmType" in column)
    assert {name for row in seen["data"] for name in row} <= {column["name"] for column in columns}


@pytest.mark.documented("help/sources/tutorials/api/explore/*.md: rows with preview=true")
def test_rows_are_left_out_with_preview_false(flow: Any) -> None:
    one = f"connections/{flow.base}", "objectType=table&object=Shopify.Orders"
    assert len(explore(flow, one[0], f"{one[1]}&preview=true")["data"]) == 10
    assert "data" not in explore(flow, one[0], f"{one[1]}&preview=False")


@pytest.mark.documented("help/sources/tutorials/api/filter.md, whose curl line ends in a backslash")
@pytest.mark.parametrize("ending", ["", "\\"])
@pytest.mark.parametrize(
    ("value", "cities"),
    [
        ({"nodeType": "fnApply", "fnName": "and", "params": [condition("like", "city", "A%")]}, {"Austin"}),
        (condition("=", "city", "Round Rock"), {"Round Rock"}),
        (condition("in", "city", ["Austin", "Nowhere"]), {"Austin"}),
    ],
)
def test_rows_are_filtered(flow: Any, big_query: str, value: dict[str, Any], cities: set[str], ending: str) -> None:
    query = f"objectType=table&object=acmeSummerCampaign&preview=true&filters={encoded(pql(value))}{ending}"
    assert {row["city"] for row in explore(flow, f"connections/{big_query}", query)["data"]} == cities


@pytest.mark.documented("help/sources/tutorials/api/filter.md")
def test_a_source_connection_keeps_its_filter(flow: Any, source_refused: Any, big_query: str) -> None:
    params = {"tableName": "acmeSummerCampaign", "filters": pql(condition("=", "city", "DDN"))}
    changes = {"baseConnectionId": big_query, "connectionSpec": {"id": BIG_QUERY, "version": "1.0"}}
    made = flow.make("sourceConnections", **changes, params=params)["id"]
    assert flow.show("sourceConnections", made)["params"] == params
    broken = flow.post("sourceConnections", **changes, params={**params, "filters": {"type": "SQL"}})
    source_refused(broken, "1355-400", "params.filters.type")
    elsewhere = flow.post("sourceConnections", params={**params, "tableName": "Shopify.Orders"})
    source_refused(elsewhere, "1353-400", "not yet supported for shopify", "params.filters")


@pytest.mark.documented("help/sources/tutorials/api/explore/cloud-storage.md")
def test_folders_and_files(flow: Any, files: str) -> None:
    where = f"connections/{files}"
    root = explore(flow, where, "objectType=root")
    assert all(set(entry) == ENTRY and entry["type"] in ("file", "folder") for entry in root)
    inside = explore(flow, where, "objectType=folder&object=/acme/summerCampaign/")
    assert "/acme/summerCampaign/account.csv" in [entry["path"] for entry in inside if entry["type"] == "file"]
    one = "objectType=FILE&object=/acme/summerCampaign/account.csv"
    typed = explore(flow, where, f"{one}&fileType=DELIMITED&preview=true")
    assert (typed["format"], "properties" in typed) == ("flat", False)
    detected = explore(flow, where, f"{one}&determineProperties=true")
    assert detected["properties"]["fileType"] == "delimited"
    assert detected["schema"] == typed["schema"]
    stated = explore(flow, where, f"{one}&fileType=delimited&columnDelimiter=,&encoding=UTF-8")
    assert stated["properties"]["columnDelimiter"] == ","


@pytest.mark.documented("help/sources/tutorials/api/create/cloud-storage/data-landing-zone.md")
def test_the_landing_zone_is_explored_without_a_connection(flow: Any) -> None:
    where = f"connectionSpecs/{LANDING_ZONE}"
    root = {entry["path"]: entry["type"] for entry in explore(flow, where, "objectType=root")}
    zone = "dlz-user-container"
    assert {f"{zone}/account.csv": "file", f"{zone}/userdata1/": "folder"}.items() <= root.items()
    query = "objectType=file&object=dlz-user-container/data8.csv&fileType=delimited&preview=true"
    seen = explore(flow, where, query)
    assert [column["name"] for column in seen["schema"]["columns"]] == ["Id", "FirstName", "LastName", "Email", "Phone"]
    query = "objectType=file&object=dlz-user-container/garageWeek/file1&preview=true&determineProperties=true"
    properties = {"fileType": "delimited", "compressionType": "tarGzip", "columnDelimiter": "~"}
    assert explore(flow, where, query)["properties"] == properties


@pytest.mark.documented("help/sources/tutorials/api/create/marketing-automation/mailchimp-members.md")
def test_rest_sources_take_their_params_in_base64(flow: Any, refused: Any) -> None:
    base = connection(flow, MAILCHIMP, "Basic Authentication", username="u", password="p", authorizationTestUrl="x")
    query = f"objectType=rest&object=json&fileType=json&preview=true&sourceParams={encoded({'listId': '12'})}"
    seen = explore(flow, f"connections/{base}", query)
    assert (seen["format"], seen["schema"]["type"]) == ("hierarchical", "object")
    for params, named in (("%25", "sourceParams"), (encoded([]), "sourceParams"), (encoded({"listId": 5}), "listId")):
        refused_query = f"objectType=rest&object=json&sourceParams={params}"
        response = flow.api.get(f"{PATH}/connections/{base}/explore?{refused_query}")
        assert response.status_code == 400
        assert named in response.json()["detail"]


@pytest.mark.documented("help/sources/errors/sources-errors.md: 1337-400, 1358-400")
@pytest.mark.parametrize(
    ("query", "code", "named"),
    [
        ("", "1358-400", "objectType"),
        ("objectType=", "1358-400", "objectType"),
        ("objectType=volcano", "1358-400", "volcano"),
        ("objectType=file&object=x", "1358-400", "objectType"),
        ("objectType=table", "1337-400", "The object cannot be empty for objectType=table."),
        ("objectType=table&object=", "1337-400", "The object cannot be empty for objectType=table."),
        ("objectType=table&object=Shopify.Orders&filters=e30=", "1353-400", "filters"),
    ],
)
def test_tables_are_not_explored_without(flow: Any, source_refused: Any, query: str, code: str, named: str) -> None:
    source_refused(flow.api.get(f"{PATH}/connections/{flow.base}/explore?{query}"), code, named)


@pytest.mark.assumed(
    "the error codes are documented, which of them answers which query is not; a call to Adobe would settle it"
)
@pytest.mark.parametrize(
    ("query", "code", "named"),
    [
        ("objectType=table&object=Nothing", "1101-404", "Shopify.Orders"),
        ("objectType=table&object=Shopify.Orders&preview=maybe", "1405-400", "preview"),
    ],
)
def test_tables_are_not_explored_so(flow: Any, refused: Any, query: str, code: str, named: str) -> None:
    refused(flow.api.get(f"{PATH}/connections/{flow.base}/explore?{query}"), code, named)


@pytest.mark.documented("help/sources/tutorials/api/create/cloud-storage/data-landing-zone.md: one of the two")
@pytest.mark.parametrize(
    ("query", "code", "named"),
    [
        ("", "1337-400", "The fileType cannot be empty for objectType=file."),
        ("&determineProperties=true&fileType=delimited", "1374-400", "determineProperties"),
        ("&determineProperties=true&columnDelimiter=,", "1374-400", "determineProperties"),
        ("&determineProperties=perhaps", "1405-400", "determineProperties"),
        ("&fileType=word", "1451-400", "word"),
        ("&fileType=delimited&columnDelimiter=ab", "1451-400", "columnDelimiter"),
        ("&fileType=delimited&compressionType=rar", "1451-400", "rar"),
        ("&fileType=delimited&encoding=klingon", "1451-400", "klingon"),
    ],
)
def test_files_are_not_explored_so(flow: Any, refused: Any, files: str, query: str, code: str, named: str) -> None:
    one = "objectType=file&object=/acme/summerCampaign/account.csv"
    refused(flow.api.get(f"{PATH}/connections/{files}/explore?{one}{query}"), code, named)


@pytest.mark.assumed("no page says how a path outside of the source is refused; a call to Adobe would settle it")
@pytest.mark.parametrize("path", ["/nowhere.csv", "../../etc/passwd", "/acme/../../etc/passwd", "/%00"])
def test_there_are_no_files_but_those_of_the_source(flow: Any, files: str, path: str) -> None:
    query = f"objectType=file&object={path}&fileType=delimited"
    assert flow.api.get(f"{PATH}/connections/{files}/explore?{query}").status_code in (400, 404)


@pytest.mark.documented("help/sources/errors/sources-errors.md: 1336-400; that streams are meant is assumed")
def test_a_stream_has_nothing_to_explore(flow: Any, source_refused: Any) -> None:
    source_refused(flow.api.get(f"{PATH}/connectionSpecs/{HTTP_API}/explore?objectType=root"), "1336-400", HTTP_API)
    assert flow.api.get(f"{PATH}/connectionSpecs/{HTTP_API}/configs").json() == {"items": []}


@pytest.mark.documented("flow-service.yaml: examples of configs")
def test_configs_are_the_columns_of_a_table(flow: Any, refused: Any) -> None:
    for where in (f"connections/{flow.base}", f"connectionSpecs/{SHOPIFY}"):
        items = flow.api.get(f"{PATH}/{where}/configs?object=Shopify.Orders").json()["items"]
        assert all({"columnName", "columnType"} == set(item) for item in items)
        refused(flow.api.get(f"{PATH}/{where}/configs?object=Nothing"), "1101-404", "Nothing")


@pytest.mark.documented("help/destinations/api/export-datasets.md")
def test_configs_of_the_data_lake_are_its_datasets(flow: Any, refused: Any) -> None:
    made = [flow.dataset, flow.new_dataset(flow.schema)]
    where = f"{PATH}/connectionSpecs/{DATA_LAKE_EXPORT}/configs?outputType=activationDatasets&outputField=datasets"
    first = flow.api.get(f"{where}&start=0&limit=1").json()
    second = flow.api.get(f"{where}&start=1&limit=1").json()
    assert first["pageInfo"] == {"start": 0, "end": 0, "total": 2, "hasNext": True}
    assert second["pageInfo"] == {"start": 1, "end": 1, "total": 2, "hasNext": False}
    (item,) = first["items"]
    description = {"persisted": True, "containerFormat": "parquet", "format": "parquet"}
    assert (item["fileDescription"], item["aspect"], item["state"]) == (description, "production", "DRAFT")
    assert [item["id"] for item in (*first["items"], *second["items"])] == made
    refused(flow.api.get(where.replace("activationDatasets", "other")), "1451-400", "other")
    refused(flow.api.get(f"{where}&start=-1"), "1405-400", "start")


@pytest.mark.assumed("no page says what the test of a draft answers; a call to Adobe would settle it")
def test_the_test_of_a_draft_tells_what_it_lacks(flow: Any, refused: Any) -> None:
    draft = flow.draft("connections", auth=None)["id"]
    refused(flow.api.get(f"{PATH}/connections/{draft}/test"), "1405-400", "auth")


@pytest.mark.documented("help/sources/tutorials/api/create/cloud-storage/data-landing-zone.md")
def test_the_landing_zone_has_a_container_and_credentials(flow: Any) -> None:
    query = "type=user_drop_zone"
    container = flow.api.get(f"{LANDING}?{query}").json()
    assert container == {"containerName": "dlz-user-container", "containerTTL": "7"}
    first = flow.api.get(f"{LANDING}/credentials?{query}").json()
    assert set(first) == {"containerName", "SASToken", "storageAccountName", "SASUri", "expiryDate"}
    assert first["SASUri"].endswith(f"/dlz-user-container?{first['SASToken']}")
    assert flow.api.get(f"{LANDING}/credentials?{query}").json() == first
    fresh = flow.api.call("POST", f"{LANDING}/credentials?{query}&action=refresh").json()
    assert {name for name in first if first[name] != fresh[name]} == {"SASToken", "SASUri"}
    assert flow.api.get(f"{LANDING}/credentials?{query}").json() == fresh


@pytest.mark.documented("help/sources/errors/sources-errors.md: 1705-400, 1710-400")
@pytest.mark.parametrize("query", ["", "type=", "type=attic"])
def test_an_unknown_landing_zone_is_refused(flow: Any, source_refused: Any, query: str) -> None:
    message = f"The provided landing zone of type: {query.rpartition('=')[2]} is not supported."
    source_refused(flow.api.get(f"{LANDING}?{query}"), "1710-400", message)
    source_refused(flow.api.get(f"{LANDING}/credentials?{query}"), "1710-400", message)
    source_refused(flow.api.call("POST", f"{LANDING}/credentials?action=refresh&{query}"), "1710-400", message)
    for action in ("", "&action=paint"):
        source_refused(
            flow.api.call("POST", f"{LANDING}/credentials?type=user_drop_zone{action}"), "1705-400", "action"
        )
