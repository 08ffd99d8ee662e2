"""The documented operations, and how they compare with routes."""

from __future__ import annotations

import pytest

from aep_emulator.gateway.operations import DocumentedOperations, route_shapes, shape


@pytest.mark.parametrize(
    ("method", "path", "found"),
    [
        ("GET", "/data/foundation/flowservice/flows", "GET /data/foundation/flowservice/flows"),
        ("GET", "/data/foundation/flowservice/flows/", "GET /data/foundation/flowservice/flows"),
        ("GET", "/data/foundation/flowservice/flows/7", "GET /data/foundation/flowservice/flows/{FLOW_ID}"),
        ("GET", "/data/foundation/flowservice/flows/7/8/9", None),
        ("GET", "/data/foundation/flowservice/flowsx", None),
        ("PUT", "/data/foundation/flowservice/flows", None),
        ("GET", "/", None),
    ],
)
def test_an_operation_is_found_by_method_and_whole_path(method: str, path: str, found: str | None) -> None:
    operation = DocumentedOperations().find(method, path)
    assert (None if operation is None else str(operation)) == found


def test_shapes_make_routes_and_documented_paths_alike() -> None:
    assert shape("/a/<b>/c/<path:d>/") == shape("/a/{B}/c/{D}") == "/a/*/c/*"


@pytest.mark.parametrize(
    ("documented", "route"),
    [
        ("/x/{ID}", "/x/<id>"),
        ("/schemaregistry/tenant/schemas", "/schemaregistry/<any(tenant, global):container>/schemas"),
        ("/schemaregistry/{CONTAINER_ID}/unions", "/schemaregistry/tenant/unions"),
        ("/schemaregistry/{CONTAINER_ID}/behaviors", "/schemaregistry/global/behaviors"),
    ],
)
def test_a_container_may_be_routed_by_parameter_or_by_name(documented: str, route: str) -> None:
    assert shape(route) in set(route_shapes(documented))
