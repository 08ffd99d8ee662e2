"""What published names become on the platform."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aep_emulator.services.schema_registry.published.names import platform_path


@pytest.mark.documented("the field tables of help/xdm/{classes,data-types,field-groups}")
@pytest.mark.parametrize(
    ("published", "platform"),
    [
        ("xdm:person", "person"),
        ("@id", "_id"),
        ("schema:latitude", "_schema.latitude"),
        ("repo:createDate", "_repo.createDate"),
        ("dc:title", "_dc.title"),
        ("xmpDM:duration", "_xmpDM.duration"),
        ("workfront:objectType", "_workfront.objectType"),
        ("https://ns.adobe.com/experience/aaid", "_experience.aaid"),
    ],
)
def test_names_the_documentation_shows(published: str, platform: str) -> None:
    assert ".".join(platform_path(published)) == platform


@pytest.mark.assumed("other prefixes follow the same rule; answers of the platform would settle it")
@pytest.mark.parametrize(
    ("published", "platform"),
    [
        ("@type", "_type"),
        ("https://ns.adobe.com/experience/analytics/event1to100", "_experience.analytics.event1to100"),
        ("https://ns.adobe.com/xdm/channels/email", "_channels.email"),
        ("https://ns.adobe.com/xdm/data/metrics/web/clicks", "_web.clicks"),
        ("https://ns.adobe.com/adobecloudplatform/ims/organizationID", "_adobecloudplatform.ims.organizationID"),
        ("http://ns.adobe.com/experience/x", "_experience.x"),
        ("xdm:service-payment-details", "servicePaymentDetails"),
        ("https://ns.adobe.com/xdm/channels/facebook-feed", "_channels.facebookFeed"),
        ("braze:in-appMessage", "_braze.inAppMessage"),
        ("type", "type"),
        ("*Pass", "*Pass"),
        ("xdm:", "xdm:"),
        ("@", "@"),
        (":", ":"),
    ],
)
def test_other_names(published: str, platform: str) -> None:
    assert ".".join(platform_path(published)) == platform


@given(st.text(max_size=30))
def test_every_name_has_a_path(name: str) -> None:
    path = platform_path(name)
    assert path
    assert all(path) or not name


@given(st.from_regex(r"[a-zA-Z][a-zA-Z0-9]{0,9}", fullmatch=True))
def test_a_platform_name_stays_what_it_is(name: str) -> None:
    assert platform_path(name) == platform_path(f"xdm:{name}") == (name,)
