"""A schema of people, and mapping sets onto it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

XDM = "https://ns.adobe.com/xdm/context"
CONTENT_TYPE = "application/vnd.adobe.xed-full+json;version=1"


@pytest.fixture
def schema_id(api: Any) -> str:
    """A schema of a person's details."""
    parts = [{"$ref": f"{XDM}/profile{part}"} for part in ("", "-person-details", "-personal-details")]
    body = {"title": "People", "type": "object", "meta:class": f"{XDM}/profile", "allOf": parts}
    response = api.post("/schemaregistry/tenant/schemas", body)
    assert response.status_code == 201, response.text
    return str(response.json()["$id"])


@pytest.fixture
def person() -> list[dict[str, Any]]:
    """The mappings of Adobe's page."""
    described = {"name": "id", "description": "Identifier field"}
    return [
        {"sourceType": "ATTRIBUTE", "source": "id", "destination": "_id", **described},
        {"sourceType": "ATTRIBUTE", "source": "firstName", "destination": "person.name.firstName"},
        {"sourceType": "ATTRIBUTE", "source": "lastName", "destination": "person.name.lastName"},
    ]


@pytest.fixture
def body(schema_id: str, person: list[dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """`body(mappings, **changes)`: a mapping set onto the schema in the newer spelling, the page's without mappings."""

    def of(mappings: list[dict[str, Any]] | None = None, **changes: Any) -> dict[str, Any]:
        return {
            "outputSchema": {"schemaRef": {"id": schema_id, "contentType": CONTENT_TYPE}},
            "mappings": person if mappings is None else mappings,
            **changes,
        }

    return of


@pytest.fixture
def make(api: Any) -> Callable[[dict[str, Any]], str]:
    """`make(body)`: the id of a new mapping set."""

    def create(content: dict[str, Any]) -> str:
        response = api.post("/conversion/mappingSets", content)
        assert response.status_code == 200, response.text
        return str(response.json()["id"])

    return create


@pytest.fixture
def refused() -> Callable[..., str]:
    """`refused(response, status)`: what the answer says, after checking the shape of a refusal."""

    def check(response: Any, status: int = 400) -> str:
        assert response.status_code == status, response.text
        answer = response.json()
        assert answer["status"] == status
        assert answer["title"]
        return str(answer["detail"])

    return check
