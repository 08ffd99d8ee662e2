"""The tenant's name in an export payload."""

from __future__ import annotations

from typing import Any

import pytest

from aep_emulator.services.schema_registry.placeholders import TENANT_ID, with_tenant, without_tenant


@pytest.mark.documented("help/xdm/api/export.md")
@pytest.mark.parametrize(
    ("text", "exported"),
    [
        ("https://ns.adobe.com/acme/mixins/1", f"https://ns.adobe.com/{TENANT_ID}/mixins/1"),
        ("https://ns.adobe.com/acme/mixins/1#/a", f"https://ns.adobe.com/{TENANT_ID}/mixins/1#/a"),
        ("_acme.mixins.1", f"_{TENANT_ID}.mixins.1"),
        ("_acme", f"_{TENANT_ID}"),
        ("{}._acme{}.property{}.id", f"{{}}._{TENANT_ID}{{}}.property{{}}.id"),
        ("#/definitions/a/properties/_acme", f"#/definitions/a/properties/_{TENANT_ID}"),
        ("acme", "acme"),
        ("The acme company", "The acme company"),
        ("_acmelike", "_acmelike"),
        ("_acme-x", "_acme-x"),
        ("x_acme", "x_acme"),
        ("https://ns.adobe.com/xdm/context/profile", "https://ns.adobe.com/xdm/context/profile"),
        ("https://ns.adobe.com/acmelike/mixins/1", "https://ns.adobe.com/acmelike/mixins/1"),
    ],
)
def test_the_placeholder_stands_for_the_tenant_and_nothing_else(text: str, exported: str) -> None:
    document: dict[str, Any] = {text: [text, {"a": text, "b": 1, "c": None}]}
    payload = without_tenant(document, "acme")
    assert payload == {exported: [exported, {"a": exported, "b": 1, "c": None}]}
    assert with_tenant(payload, "acme") == document
    assert with_tenant({"a": f"_{TENANT_ID}"}, "other") == {"a": "_other"}
