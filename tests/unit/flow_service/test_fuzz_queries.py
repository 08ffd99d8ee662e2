"""Whatever query string or search Flow Service is asked for, it answers JSON and never fails itself."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SHOPIFY = "4f63aa36-bd48-4e33-bb83-49fbcd11c708"
LANDING_ZONE = "26f526f2-58f4-4712-961d-e41bf1ccc0e8"
MAILCHIMP = "2e8580db-6489-4726-96de-e33f5f60295f"
SNOWFLAKE = "b2e08744-4f1a-40ce-af30-7abac3e23cf3"
HTTP_API = "bc7b00d6-623a-4dfc-9fdb-f1240aeadaeb"

# Settings are fixed so that runs repeat, and slow machines do not matter.
FUZZ = settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
values = st.none() | st.booleans() | st.integers(-5, 2000) | st.floats(allow_nan=False) | text | st.lists(text)
PIECES = ["name", "auth.params", "[]", ".", "==", "!=", "<=", ">", "=", "~", "!", ",", '"', "1", "%", "x"]
expressions = st.builds("".join, st.lists(st.sampled_from(PIECES) | text, max_size=6))
PARAMETERS = [
    *("property", "limit", "count", "orderby", "continuationToken", "mode", "op", "subOp", "object", "objectType"),
    *("fileType", "preview", "determineProperties", "columnDelimiter", "compressionType", "encoding", "sourceParams"),
    *("filters", "outputType", "outputField", "start", "type", "action"),
]
VALUES = [
    *("root", "table", "file", "folder", "rest", "true", "false", "Shopify.Orders", "/", "delimited", "json", "e30"),
    *("draft", "PUBLISH", "enable", "APPLY,ROLLBACK", "activationDatasets", "name", "-createdAt", "+x", "9" * 30),
    # In Base64: null, [], and lists like those inside a continuation token.
    *("bnVsbA", "W10", "W251bGwsW10sbnVsbCxudWxsXQ", "W1sxLDIsM10sWzFdLDUsIngiXQ", "WyI5IixbXSwibmFtZSIsMV0"),
]
queries = st.dictionaries(st.sampled_from(PARAMETERS), expressions | st.sampled_from(VALUES), max_size=4)


@FUZZ
@given(
    st.dictionaries(
        st.sampled_from(["queryString", "limit", "orderby", "count", "projectionFields", "groupByProperty", "x"]),
        values | expressions | st.sampled_from(VALUES),
    )
    | values
)
def test_any_search(emulator: Any, body: Any) -> None:
    assert emulator.bodies
    for kind in ("connections", "flows", "flowSpecs"):
        emulator.call("POST", f"/{kind}/search", body)


@FUZZ
@given(queries)
def test_any_query(emulator: Any, query: dict[str, str]) -> None:
    flow_id, base_id = emulator.bodies["runs"]["flowId"], emulator.bodies["sourceConnections"]["baseConnectionId"]
    for path in (
        *("/connections", "/sourceConnections", "/targetConnections", "/flows", "/runs", "/connectionSpecs"),
        *("/flowSpecs", f"/flows/{flow_id}/runs", f"/connections/{base_id}/explore"),
        *(f"/connections/{base_id}/configs", f"/connectionSpecs/{SHOPIFY}/configs"),
        *(f"/connectionSpecs/{one}/explore" for one in (LANDING_ZONE, MAILCHIMP, SNOWFLAKE, HTTP_API)),
    ):
        emulator.call("GET", path, query_string=query)
    emulator.call("POST", f"/connections/{base_id}/action", query_string={"op": "publish", **query})
