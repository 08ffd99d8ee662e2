"""Identifiers: `$id`, meta:altId, and what a path may carry."""

from __future__ import annotations

import pytest

from aep_emulator.services.schema_registry import naming

PROFILE = "https://ns.adobe.com/xdm/context/profile"


@pytest.mark.documented("help/xdm/api/getting-started.md")
@pytest.mark.parametrize(
    ("resource_id", "alt_id"),
    [
        (PROFILE, "_xdm.context.profile"),
        ("https://ns.adobe.com/acme/schemas/7442343-abs2343-21232421", "_acme.schemas.7442343-abs2343-21232421"),
        ("http://schema.org/GeoShape", "_schema.org.GeoShape"),
    ],
)
def test_the_alt_id_is_the_id_with_dots(resource_id: str, alt_id: str) -> None:
    assert naming.alt_id(resource_id) == alt_id
    assert naming.normal(resource_id) == naming.normal(alt_id) == alt_id


@pytest.mark.parametrize("address", [PROFILE, f"{PROFILE}/", PROFILE.replace("//", "/"), "/_xdm.context.profile/"])
def test_what_proxies_and_clients_make_of_an_address_is_understood(address: str) -> None:
    assert naming.normal(address) == "_xdm.context.profile"


def test_the_kind_is_part_of_a_tenants_id() -> None:
    made = naming.tenant_id("acme", "mixins", "abc")
    assert made == "https://ns.adobe.com/acme/mixins/abc"
    assert naming.kind_of("acme", made) == "mixins"
    for other in (PROFILE, "https://ns.adobe.com/acme/dreams/abc", "https://ns.adobe.com/other/mixins/abc", "", "acme"):
        assert naming.kind_of("acme", other) is None
