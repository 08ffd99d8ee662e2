"""Whatever is sent to Batch Ingestion, it answers with less than 500, and batches come to an end."""

from __future__ import annotations

import contextlib
import itertools
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

# Hypothesis looks into numpy when it is loaded, and must not find it half loaded by a batch in another thread.
with contextlib.suppress(ImportError):
    import numpy  # noqa: F401

FUZZ = settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
nasty = st.sampled_from(
    ["", " ", "..", "../x", "a//b", "%", "x" * 3000, "é", "\x00", "COMPLETE", "initialize", "-1", "²"]
)
words = text | nasty
scalars = st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False, allow_infinity=False)
anything = st.recursive(
    scalars | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)
bodies = st.fixed_dictionaries(
    {"datasetId": st.just("$") | words},
    optional={
        "inputFormat": anything
        | st.fixed_dictionaries({"format": st.sampled_from(["json", "CSV", "Parquet"]) | words}),
        "enableErrorDiagnostics": anything,
        "partialIngestionPercentage": anything,
        "externalId": anything,
        "tags": anything,
        "replay": anything | st.fixed_dictionaries({}, optional={"predecessors": st.lists(words), "reason": anything}),
    },
)
actions = st.sampled_from(["COMPLETE", "ABORT", "FAIL", "REVERT", "INITIALIZE"]) | words
contents = st.binary(max_size=60) | st.sampled_from(
    [
        b'{"_id":"1"}\n',
        b'[{"_id":"1"}, 5]',
        b"_id,age\n1,2\n",
        b'_id\n"',
        b"PAR1PAR1",
        b'{"_id":"\\ud800"}',
        b'{"_id":1e999,"age":-0.0,"tags":{}}',
        b"[" * 3000,
    ]
)
ranges = words | st.builds("bytes {}-{}/{}".format, st.integers(0, 20), st.integers(0, 20), st.integers(0, 20) | words)
queries = st.dictionaries(
    st.sampled_from(["format", "delimiter", "quote", "escape", "charset", "header", "nrow", "isMultiLineJson"]),
    words | st.sampled_from(["json", "csv", "parquet", ",", "\\", "utf-8", "true", "5", "0"]),
    max_size=4,
)


class Fuzzed:
    """Requests whose status is only looked at."""

    def __init__(self, place: Any) -> None:
        self._place = place
        self._client = place._app.test_client()

    def send(self, method: str, path: str, **options: Any) -> Any:
        response = self._client.open(f"/data/foundation/import{path}", method=method, **options)
        assert response.status_code < 500, (method, path, response.text)
        return response


@pytest.fixture
def fuzzed(make_place: Any) -> tuple[Any, Fuzzed]:
    place = make_place(batches_per_minute=10**6, file_bytes=50)
    return place, Fuzzed(place)


def header_text(value: str) -> str:
    return "".join(character for character in value if character.isprintable()).encode("ascii", "replace").decode()


@FUZZ
@given(body=bodies | anything)
def test_creating_batches(fuzzed: tuple[Any, Fuzzed], body: Any) -> None:
    place, fuzz = fuzzed
    if isinstance(body, dict) and body.get("datasetId") == "$":
        body["datasetId"] = place.dataset_id
    fuzz.send("POST", "/batches", json=body)


@FUZZ
@given(
    kind=st.sampled_from(["json", "csv", "parquet"]),
    steps=st.lists(
        st.one_of(
            st.tuples(st.just("PUT"), contents, words),
            st.tuples(st.just("PATCH"), contents, ranges),
            st.tuples(st.just("FILE"), st.just(b""), actions),
            st.tuples(st.just("HEAD"), st.just(b""), words),
            st.tuples(st.just("SIGNAL"), st.just(b""), actions),
        ),
        max_size=6,
    ),
    query=queries,
    percent=st.sampled_from([0, 50, 100]),
)
def test_the_life_of_a_batch(
    fuzzed: tuple[Any, Fuzzed], kind: str, steps: list[tuple[str, bytes, str]], query: dict[str, str], percent: int
) -> None:
    place, fuzz = fuzzed
    batch_id = place.batch(kind, partialIngestionPercentage=percent, enableErrorDiagnostics=percent > 0)
    base = f"/batches/{batch_id}/datasets/{place.dataset_id}"
    for number, (step, content, word) in zip(itertools.count(), steps):
        octets = {"Content-Type": "application/octet-stream"}
        if step == "PUT":
            fuzz.send("PUT", f"{base}/files/{quote(word)}{number}", data=content, headers=octets)
        elif step == "PATCH":
            headers = {**octets, "Content-Range": header_text(word)}
            fuzz.send("PATCH", f"{base}/files/large", data=content, headers=headers)
        elif step == "FILE":
            fuzz.send("POST", f"{base}/files/large?action={quote(word)}")
        elif step == "HEAD":
            fuzz.send("HEAD", f"{base}/files/{quote(word)}")
        else:
            fuzz.send("POST", f"/batches/{batch_id}?action={quote(word)}")
    fuzz.send("GET", f"{base}/preview", query_string=query)
    if fuzz.send("POST", f"/batches/{batch_id}?action=COMPLETE").status_code == 200:
        batch = place.ended(batch_id)
        assert "0070000017" not in [error["code"] for error in batch.get("errors", ())], batch


@FUZZ
@given(
    batch=words, dataset=words, name=words, method=st.sampled_from(["PUT", "PATCH", "POST", "HEAD", "GET", "DELETE"])
)
def test_any_path(fuzzed: tuple[Any, Fuzzed], batch: str, dataset: str, name: str, method: str) -> None:
    _, fuzz = fuzzed
    fuzz.send(method, f"/batches/{quote(batch)}/datasets/{quote(dataset)}/files/{quote(name)}")
    fuzz.send(method, f"/batches/{quote(batch)}")
