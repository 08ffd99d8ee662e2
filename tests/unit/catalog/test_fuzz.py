"""Whatever is sent to Catalog, it answers JSON and never fails itself.

Bodies are valid ones changed in a few places, so that they get past the first check and into what lies behind.
"""

from __future__ import annotations

import copy
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aep_emulator.app import create_app
from aep_emulator.settings import Settings

BASE = "/data/foundation/catalog"
HEADERS = {
    "Authorization": "Bearer any",
    "x-api-key": "key",
    "x-gw-ims-org-id": "FUZZ@AdobeOrg",
    "x-sandbox-name": "prod",
}
EVENT = "https://ns.adobe.com/xdm/context/experienceevent"
# Settings are fixed so that runs repeat, and slow machines do not matter.
FUZZ = settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
nasty = st.sampled_from(
    [
        *("", " ", "!", "*", "**", "²", "٣", "9" * 4000, "-1", "1e999", "nan", "\x00", "%", '"', "a,b", "<<a.id>>"),
        *("<<a.name>>", "x:*", "desc:", "asc:a.b", "name~(a+)+$", "name~(", "version>1", "P3M", "enabled:true"),
        *(-1, 0, 2**63, 1e300, 1.5, True, None, [], {}, [[]], {"id": None}, ["x"], {"ttlValue": "P1D"}),
    ]
)
scalars = st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False, allow_infinity=False)
anything = nasty | st.recursive(
    scalars | text | nasty,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=6,
)


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value in a document but the document itself."""
    children = list(node.items()) if isinstance(node, dict) else list(enumerate(node)) if isinstance(node, list) else []
    return [place for key, child in children for place in ((*path, key), *places(child, (*path, key)))]


@st.composite
def changed(draw: Any, body: Any) -> Any:
    """The body with up to two values replaced or left out, or something else altogether."""
    if draw(st.integers(0, 15)) == 0:
        return draw(anything)
    document = copy.deepcopy(body)
    for _ in range(draw(st.integers(0, 2))):
        *path, last = draw(st.sampled_from(places(document)))
        parent = document
        for key in path:
            parent = parent[key]
        if draw(st.booleans()) and isinstance(parent, dict):
            del parent[last]
        else:
            # A copy: the next change may be inside it, and what is drawn again must be as it was.
            parent[last] = copy.deepcopy(draw(anything))
        if not places(document):
            break
    return document


class Place:
    """An emulator with a schema, a dataset of events and a batch."""

    def __init__(self) -> None:
        self.client = create_app(Settings(seed=1, rows=1)).test_client()
        schema = {"title": "S", "type": "object", "allOf": [{"$ref": EVENT}], "meta:class": EVENT}
        path = "/data/foundation/schemaregistry/tenant/schemas"
        self.schema_id = self.client.post(path, json=schema, headers=HEADERS).json["$id"]
        self.dataset = {"name": "D", "schemaRef": {"id": self.schema_id}, "tags": {"unifiedProfile": ["enabled:true"]}}
        self.dataset_id = self.call("POST", "/dataSets", self.dataset).json[0].rpartition("/")[2]
        self.batch = {
            "status": "success",
            "relatedObjects": [{"type": "dataSet", "id": self.dataset_id}],
            "availableDates": {"startDate": 1, "endDate": 2},
            "tags": {"a": ["b"]},
            "errors": [{"code": "c", "description": "d"}],
            "metrics": {"inputRecordCount": 5},
        }
        self.batch_id = self.call("POST", "/batches", self.batch).json[0].rpartition("/")[2]

    def call(self, method: str, path: str, body: Any = None, query: Any = None, **headers: str) -> Any:
        """One call, whose answer must be JSON and no failure of the server."""
        answer = self.client.open(
            BASE + path, method=method, json=body, query_string=query, headers={**HEADERS, **headers}
        )
        assert answer.status_code < 500 or answer.status_code == 501, answer.text
        assert answer.mimetype == "application/json"
        return answer


@pytest.fixture(scope="module")
def place() -> Place:
    """One for all examples: what earlier ones have left must not trouble later ones."""
    return Place()


KINDS = st.sampled_from(
    ["dataSets", "datasets", "batches", "dataSetViews", "dataSetFiles", "lastBatches", "accounts", "connectors"]
)
PARAMETERS = st.sampled_from(
    [
        *("limit", "start", "offset", "orderBy", "sort", "property", "properties", "tags", "name", "createdAfter"),
        *("updatedBefore", "batch", "dataSet", "transform", "startAfter", "size", "recordCount", "metrics", "tags.a"),
    ]
)
QUERIES = st.lists(st.tuples(PARAMETERS, (nasty | text).map(str)), max_size=3)


@FUZZ
@given(kind=KINDS, query=QUERIES, below=st.sampled_from(["", "/uniques/status", "/uniques/tags.a"]))
def test_queries(place: Place, kind: str, query: list[tuple[str, str]], below: str) -> None:
    place.call("GET", f"/{'batches' if below else kind}{below}", query=query)
    place.call("GET", "/", query=query)


@FUZZ
@given(kind=KINDS, object_id=text, method=st.sampled_from(["GET", "PUT", "PATCH", "DELETE", "POST"]), body=anything)
def test_paths(place: Place, kind: str, object_id: str, method: str, body: Any) -> None:
    place.call(method, f"/{kind}/{quote(object_id, safe='')}", body)
    place.call("GET", f"/tags/{quote(object_id)}")


@FUZZ
@given(data=st.data(), persist=st.booleans())
def test_datasets(place: Place, data: st.DataObject, persist: bool) -> None:
    body = data.draw(
        changed({**place.dataset, "extensions": {"adobe_lakeHouse": {"rowExpiration": {"ttlValue": "P3M"}}}})
    )
    headers = {} if persist else {"Pragma": "validate-only"}
    place.call("POST", "/dataSets", body, **headers)
    place.call("PUT", f"/dataSets/{place.dataset_id}", body, **headers)
    place.call("PATCH", f"/dataSets/{place.dataset_id}", body)
    place.call("PATCH", f"/v2/dataSets/{place.dataset_id}", body, **{"If-Match": "*"})
    shown = place.call("GET", f"/dataSets/{place.dataset_id}", query={"properties": "observableSchema,name"})
    assert shown.status_code == 200
    place.call("GET", f"/ttl/{place.dataset_id}")


@FUZZ
@given(data=st.data())
def test_batches(place: Place, data: st.DataObject) -> None:
    body = data.draw(changed(place.batch))
    place.call("POST", "/batches", body)
    place.call("PUT", f"/batches/{place.batch_id}", body)
    place.call("PATCH", f"/batches/{place.batch_id}", body)
    assert place.call("GET", "/batches", query={"dataSet": place.dataset_id, "orderBy": "status"}).status_code == 200
    assert place.call("GET", "/dataSetFiles").status_code == 200
    assert place.call("GET", "/lastBatches").status_code == 200


@FUZZ
@given(
    patch=st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                "op": st.sampled_from(["add", "remove", "replace", "copy", "move", "test", "x"]),
                "path": st.sampled_from(
                    ["", "/", "/tags", "/tags/a", "/name", "/extensions", "/schemaRef/id", "/-", "x"]
                ),
                "from": st.sampled_from(["", "/tags", "/name", "/nothing"]),
                "value": anything,
            },
        ),
        max_size=3,
    )
)
def test_json_patches(place: Place, patch: list[dict[str, Any]]) -> None:
    for path in (f"/dataSets/{place.dataset_id}", f"/batches/{place.batch_id}"):
        place.call("PATCH", path, patch)
    assert place.call("GET", f"/dataSets/{place.dataset_id}").status_code == 200


@FUZZ
@given(data=st.data())
def test_several_requests_in_one(place: Place, data: st.DataObject) -> None:
    together = [
        {"id": "a", "method": "post", "resource": "/dataSets", "body": place.dataset},
        {"id": "b", "method": "GET", "resource": "/dataSets/<<a.id>>?properties=name", "headers": {"If-Match": "1"}},
        {"id": "c", "method": "patch", "resource": "/v2/dataSets/<<a.id>>", "body": {"description": "<<b.name>>"}},
        {"id": "d", "method": "post", "resource": "/datasetViews", "body": {"dataSetId": "<<a.id>>", "status": "x"}},
        {"id": "e", "method": "DELETE", "resource": "/dataSets/<<a.id>>"},
    ]
    answer = place.call("POST", "/", data.draw(changed(together)))
    if answer.status_code == 200:
        assert all(part["code"] < 500 for part in answer.json)
