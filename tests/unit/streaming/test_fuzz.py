"""Whatever is sent to an inlet, it answers JSON and never fails itself, and what was sent before and after arrives."""

from __future__ import annotations

import contextlib
import copy
import functools
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

# Hypothesis looks into numpy when it is loaded, and must not find it half loaded by the thread that writes batches.
with contextlib.suppress(ImportError):
    import numpy  # noqa: F401

from aep_emulator.app import create_app
from aep_emulator.clock import FixedClock
from aep_emulator.settings import Settings

FUZZ = settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
ANN = {"_id": "ann", "person": {"name": {"firstName": "Ann"}, "birthDate": "1990-01-01"}}

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
nasty = st.sampled_from(
    [
        *("", " ", "²", "9" * 5000, "nan", "\x00", "%", '"', "*", "../x", "/", "$ref", "2021-13-45", "0" * 24),
        *(-1, 0, 2**63, 1e300, 1.5, True, None, [], {}, [[]], {"id": None}, {"id": "x", "contentType": "y"}),
        *("merge", "create", "xdmEntity", "PUBLIC@AdobeOrg"),
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
def changes(draw: Any) -> Any:
    """What turns a message into another: a few numbers to choose places by, and what to put there."""
    return draw(st.lists(st.tuples(st.integers(0, 1000), anything, st.booleans()), max_size=3))


def changed(message: Any, instructions: Any) -> Any:
    document = copy.deepcopy(message)
    for number, value, remove in instructions:
        found = places(document)
        if not found:
            return value
        *path, last = found[number % len(found)]
        parent = functools.reduce(lambda node, key: node[key], path, document)
        if remove:
            del parent[last]
        else:
            parent[last] = copy.deepcopy(value)
    return document


@pytest.fixture(scope="module")
def places_to_send(make_module_tenant: Any) -> tuple[Any, str, str, FixedClock]:
    """A tenant, an inlet of raw data with its flow, and the clock."""
    clock = FixedClock(1_700_000_000_000)
    tenant = make_module_tenant(create_app(Settings(seed=5, rows=5), clock=clock).test_client())
    return (tenant, *tenant.raw_inlet(), clock)


@FUZZ
@given(instructions=changes(), raw=st.booleans(), sync=st.booleans(), flow=st.sampled_from(["own", "none"]) | text)
def test_messages(places_to_send: Any, instructions: Any, raw: bool, sync: bool, flow: str) -> None:
    tenant, raw_inlet, flow_id, clock = places_to_send
    clock.advance(1001)  # Else an inlet would refuse most examples: it validates at once 60 times a minute.
    header = {"imsOrgId": tenant.org, "flowId": flow_id, "operations": {"data": "create"}, "source": {"name": "n"}}
    if raw:
        message: Any = {"header": header, "body": {"name": "Ann"}}
    else:
        message = tenant.message(ANN, **{name: value for name, value in header.items() if name != "flowId"})
    query = {"syncValidation": str(sync).lower()}
    if flow != "none":
        query["x-adobe-flow-id"] = flow_id if flow == "own" else flow
    inlet_id = raw_inlet if raw else tenant.inlet_id
    answer = tenant.client.post(f"/collection/{inlet_id}", json=changed(message, instructions), query_string=query)
    assert answer.status_code in (200, 400), answer.text
    assert answer.json.get("xactionId") or answer.json["report"]["message"]


@FUZZ
@given(instructions=changes(), content=st.none() | st.binary(max_size=30))
def test_batches(places_to_send: Any, instructions: Any, content: bytes | None) -> None:
    tenant, *_ = places_to_send
    message = tenant.message(ANN, imsOrgId=tenant.org)
    path = f"/collection/batch/{tenant.inlet_id}"
    if content is not None:
        answer = tenant.client.post(path, data=content, content_type="application/json")
    else:
        answer = tenant.client.post(path, json=changed({"messages": [message, message]}, instructions))
    assert answer.status_code in (207, 400), answer.text
    assert answer.json.get("batchId") or answer.json["report"]["message"]


@FUZZ
@given(path=st.text(st.characters(codec="ascii", exclude_characters="?#", exclude_categories=["Cc"]), max_size=20))
def test_paths(places_to_send: Any, path: str) -> None:
    tenant, *_ = places_to_send
    answer = tenant.client.post(f"/collection/{path}", json={})
    assert answer.status_code in (404, 405), answer.text
    assert answer.json["report"]["message"]


def test_everything_that_was_taken_is_in_a_batch_that_has_ended(places_to_send: Any) -> None:
    tenant, *_ = places_to_send
    assert tenant.send(tenant.message(ANN)).status_code == 200
    tenant.flush()
    assert {batch["status"] for batch in tenant.batches()} <= {"success", "failed"}
    assert ANN in tenant.rows()
