"""Whatever is asked of Data Access, it answers with less than 500."""

from __future__ import annotations

import contextlib
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aep_emulator.app import create_app
from aep_emulator.settings import Settings

# Hypothesis looks into numpy when it is loaded, and must not find it half loaded by a batch in another thread.
with contextlib.suppress(ImportError):
    import numpy  # noqa: F401

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    [
        *(
            "",
            " ",
            "..",
            "../x",
            "row_errors/../x",
            "row_errors/",
            "input_files/fileMetaData1.json",
            "%",
            "-1",
            "0",
            "1",
        ),
        *("row_error_samples.json", "_SUCCESS", "part-00000.parquet", "²", "9" * 30, "x" * 3000, "\x00"),
        *("bytes=0-3", "bytes=-0", "bytes=9-1", "bytes=99999999-"),
    ]
)
ids = words | st.sampled_from(["$batch", "$batch-1", "$batch-2", "$batch-01", "$dataset"])
queries = st.dictionaries(st.sampled_from(["path", "start", "limit"]), words, max_size=3)
places = st.sampled_from(
    ["/batches/{}/files", "/batches/{}/failed", "/batches/{}/meta", "/files/{}", "/datasets/{}/preview", "/{}"]
)


@pytest.fixture(scope="module")
def emulator() -> tuple[Any, dict[str, str]]:
    """An emulator with a batch of some good and some bad rows, and what the marks in `ids` stand for."""
    client = create_app(Settings(seed=1)).test_client()
    client.environ_base.update(
        HTTP_AUTHORIZATION="Bearer x",
        HTTP_X_API_KEY="k",
        HTTP_X_GW_IMS_ORG_ID="T@AdobeOrg",
        HTTP_X_SANDBOX_NAME="prod",
    )
    base = "/data/foundation"
    profile = "https://ns.adobe.com/xdm/context/profile"
    schema = {"type": "object", "title": "People", "allOf": [{"$ref": profile}]}
    schema_id = client.post(f"{base}/schemaregistry/tenant/schemas", json=schema).json["$id"]
    body = {"name": "People", "schemaRef": {"id": schema_id}}
    dataset_id = client.post(f"{base}/catalog/dataSets", json=body).json[0].rpartition("/")[2]
    settings = {"partialIngestionPercentage": 90, "enableErrorDiagnostics": True}
    body = {"datasetId": dataset_id, "inputFormat": {"format": "json"}, **settings}
    batch_id = client.post(f"{base}/import/batches", json=body).json["id"]
    path = f"{base}/import/batches/{batch_id}/datasets/{dataset_id}/files/f"
    client.put(path, data=b'{"_id":"1"}\nx\n', headers={"Content-Type": "application/octet-stream"})
    client.post(f"{base}/import/batches/{batch_id}?action=COMPLETE")
    status = "loaded"
    while status in ("loaded", "staging"):
        status = client.get(f"{base}/catalog/batches/{batch_id}").json[batch_id]["status"]
    assert status == "success"
    return client, {"$batch": batch_id, "$dataset": dataset_id}


@settings(max_examples=400, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(place=places, name=ids, query=queries, range_header=words, method=st.sampled_from(["GET", "HEAD", "POST"]))
def test_any_request(
    emulator: tuple[Any, dict[str, str]], place: str, name: str, query: dict[str, str], range_header: str, method: str
) -> None:
    client, marks = emulator
    for mark, value in marks.items():
        name = name.replace(mark, value)
    header = "".join(character for character in range_header if " " <= character <= "~")
    path = f"/data/foundation/export{place.format(quote(name))}"
    response = client.open(path, method=method, query_string=query, headers={"Range": header})
    assert response.status_code < 500, (path, query, response.text)
