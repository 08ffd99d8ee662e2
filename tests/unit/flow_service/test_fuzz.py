"""Whatever is sent to Flow Service, it answers JSON and never fails itself.

Each example changes a valid body in a few places, so that it gets past the first check and into what lies behind.
"""

from __future__ import annotations

import contextlib
import copy
import functools
import itertools
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

# Hypothesis looks into numpy when it is loaded, and must not find it half loaded by a run in another thread.
with contextlib.suppress(ImportError):
    import numpy  # noqa: F401

SHOPIFY = "4f63aa36-bd48-4e33-bb83-49fbcd11c708"
DATA_LAKE = "c604ff05-7f1a-43c0-8e18-33bf874cb11c"
CRM_TO_AEP = "14518937-270c-4525-bdec-c2ba7cce3860"
STREAMING = "d8a6f005-7eaf-4153-983e-e8574508b877"
# Settings are fixed so that runs repeat, and slow machines do not matter.
FUZZ = settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
nasty = st.sampled_from(
    [
        *("", " ", "--5", "²", "٣", "9" * 5000, "1e999", "nan", "Infinity", "\x00", "a" * 5000, "%", '"', "*", "{}"),
        *(-1, 0, 2**63, 1e300, -1e300, 1.5, 253_370_764_801, 10**12, True, None, [], {}, [[]], {"id": None}),
        *("once", "minute", "draft", "enabled", "Mapping", "Copy", SHOPIFY, DATA_LAKE, CRM_TO_AEP, STREAMING),
        *("../x", "/", "//", "$ref", "#", "http://127.0.0.1:9/", "name==x", "2021-01-01"),
    ]
)
scalars = st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False, allow_infinity=False)
anything = nasty | st.recursive(
    scalars | text | nasty,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=6,
)
schemas = st.recursive(
    anything,
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(["object", "string", "integer", "number", "boolean", ["object", "null"]]),
            "properties": st.dictionaries(
                st.sampled_from(["host", "listId", "deltaColumn", "startTime", "$id"]), inner
            ),
            "required": st.lists(st.sampled_from(["host", "listId"]), max_size=2),
            "pattern": st.sampled_from(["(a+)+$", "(", "a{999999999999}", "^a*b*$"]),
            "$ref": st.sampled_from(
                ["#", "#/definitions/a", "#/nope", "http://127.0.0.1:9/x", "//", "#/definitions/b"]
            ),
            "definitions": st.fixed_dictionaries({"a": inner, "b": st.just({"$ref": "#/definitions/a"})}),
            "allOf": st.lists(inner, max_size=3),
            "multipleOf": st.floats(allow_nan=False, allow_infinity=False),
        },
    ),
    max_leaves=5,
)


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value in a document but the document itself."""
    children = list(node.items()) if isinstance(node, dict) else list(enumerate(node)) if isinstance(node, list) else []
    return [place for key, child in children for place in ((*path, key), *places(child, (*path, key)))]


@st.composite
def changed(draw: Any, body: Any, values: st.SearchStrategy[Any] = anything) -> Any:
    """The body with up to two values replaced or left out, or something else altogether."""
    if draw(st.integers(0, 15)) == 0:
        return draw(anything)
    document = copy.deepcopy(body)
    for _ in range(draw(st.integers(0, 2))):
        *path, last = draw(st.sampled_from(places(document)))
        parent = functools.reduce(lambda node, key: node[key], path, document)
        if isinstance(parent, dict) and draw(st.booleans()) and draw(st.booleans()):
            del parent[last]
        else:
            parent[last] = copy.deepcopy(draw(values))
        if not document:
            break
    return document


def named(spec: Any, number: int) -> Any:
    """The spec under a name that no other has."""
    return {**spec, "name": f"spec {number}"} if isinstance(spec, dict) else spec


patches = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "op": st.sampled_from(["add", "REPLACE", "remove", "test", "move", "copy"]) | anything,
            "path": st.sampled_from(
                [
                    *("/name", "/auth/params", "/auth", "/connectionSpec/id", "/connectionSpec", "/data", "/params"),
                    *("/scheduleParams/startTime", "/scheduleParams", "/transformations/0", "/transformations/-", ""),
                    *("/transformations/0/params/deltaColumn", "/transformations/1/params/mappingVersion", "/flowSpec"),
                    *("/sourceConnectionIds/0", "/sourceConnectionIds", "/id", "/~2", "/a/b", "/", "/options"),
                ]
            )
            | anything,
            "value": anything,
            "from": st.sampled_from(["/name", "", "/auth"]) | anything,
        },
    )
    | anything,
    max_size=3,
)


@pytest.mark.parametrize("kind", ["connections", "sourceConnections", "targetConnections", "flows"])
def test_any_body_and_any_patch(emulator: Any, kind: str) -> None:
    call = emulator.call

    @FUZZ
    @given(changed(emulator.bodies[kind]), patches, st.booleans(), st.sampled_from(["publish", "disable", "finalize"]))
    def run(body: Any, patch: Any, draft: bool, op: str) -> None:
        answer = call("POST", f"/{kind}?mode={'draft' if draft else ''}", body)
        if "id" not in answer:
            return
        one = f"/{kind}/{answer['id']}"
        call("PATCH", one, patch, headers={"If-Match": answer["etag"]})
        call("POST", f"{one}/action?op={op}")
        shown = call("GET", one)["items"][0]
        if kind == "flows":
            call("POST", "/runs", {"flowId": answer["id"]})
        if kind == "connections":
            call("GET", f"{one}/test")
            call("GET", f"{one}/explore?objectType=root")
        call("PATCH", one, [{"op": "replace", "path": "/name", "value": "x"}], headers={"If-Match": shown["etag"]})
        call("DELETE", one)

    run()
    if kind == "flows":
        # Whatever was planned, the threads that run flows are still there.
        past = {"startTime": "1604961070", "frequency": "once"}
        last = call("POST", "/flows", {**emulator.bodies["flows"], "scheduleParams": past})
        assert emulator.run_of(last["id"]) in ("success", "failed")


def test_any_run_that_is_asked_for_and_any_report_on_it(emulator: Any) -> None:
    call = emulator.call

    @FUZZ
    @given(changed(emulator.bodies["runs"]), anything, anything)
    def run(body: Any, one: Any, other: Any) -> None:
        answer = call("POST", "/runs", body)
        if "id" not in answer:
            return
        for report in (
            one,
            {"params": one},
            {"params": {"windowStartTime": one, "windowEndTime": other}},
            {"metrics": one},
            {"metrics": {"statusSummary": one, "durationSummary": other}},
            {"activities": [{"durationSummary": one, "fileSummary": other}]},
            {"activities": [{"durationSummary": {"extensions": {"windowStart": one, "windowEnd": other}}}]},
            {"activities": [{"fileSummary": {"extensions": {"manifest": one}}}]},
            {"metrics": {"statusSummary": {"status": "success"}}},
        ):
            etag = call("GET", f"/runs/{answer['id']}")["items"][0]["etag"]
            call("PUT", f"/runs/{answer['id']}", report, headers={"If-Match": etag})
        call("POST", f"/runs/{answer['id']}/action?op=re_trigger")

    run()


def test_any_connection_spec_and_what_is_made_with_it(emulator: Any) -> None:
    call, bodies, names = emulator.call, emulator.bodies, itertools.count()

    @FUZZ
    @given(
        changed(bodies["connectionSpecs"], schemas),
        changed(bodies["connections"]),
        changed(bodies["sourceConnections"]),
    )
    def run(spec: Any, base: Any, source: Any) -> None:
        answer = call(
            "POST", "/connectionSpecs", spec if not isinstance(spec, dict) else {**spec, "name": f"{next(names)}"}
        )
        if "id" not in answer:
            return
        reference = {"connectionSpec": {"id": answer["id"]}}
        made_base = call("POST", "/connections", {**base, **reference} if isinstance(base, dict) else base)
        body = {**source, **reference, "baseConnectionId": made_base.get("id")} if isinstance(source, dict) else source
        call("POST", "/sourceConnections", body)
        call("GET", f"/connectionSpecs/{answer['id']}/explore?objectType=rest")
        call("GET", f"/connectionSpecs/{answer['id']}/configs")
        call("PUT", f"/connectionSpecs/{answer['id']}", spec)
        call("GET", f"/connectionSpecs?property=id=={answer['id']}")

    run()


def test_any_flow_spec_and_what_is_made_with_it(emulator: Any) -> None:
    call, bodies, names = emulator.call, emulator.bodies, itertools.count()

    @FUZZ
    @given(changed(bodies["flowSpecs"], schemas), changed(bodies["flows"]))
    def run(spec: Any, flow: Any) -> None:
        answer = call("POST", "/flowSpecs", named(spec, next(names)))
        if "id" not in answer:
            return
        made_flow = call(
            "POST", "/flows", {**flow, "flowSpec": {"id": answer["id"]}} if isinstance(flow, dict) else flow
        )
        call("POST", "/runs", {"flowId": made_flow.get("id", "x")})
        call("PUT", f"/flowSpecs/{answer['id']}", spec)
        call("POST", "/flowSpecs/search", {"queryString": f"property=id=={answer['id']}"})

    run()
