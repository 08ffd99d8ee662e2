"""Adobe's Postman collections, pointed at an emulator.

Documented: help/landing/postman.md. The collections name `https://platform.adobe.io` and `https://{{IMS}}` in each
request, so that no environment can lead them elsewhere. Here variables take the place of the hosts: those of the
collection lead to the emulator, an environment that has its own leads to another platform.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

Collection = dict[str, Any]
"""A collection in Postman's format v2.1, or a part of one."""

GATEWAY = "PLATFORM_GATEWAY"
IMS = "IMS_URL"
_VARIABLES = {
    "https://platform.adobe.io": GATEWAY,
    "https://dcs.adobedc.net": GATEWAY,
    "https://{{IMS}}": IMS,
    "https://ims-na1.adobelogin.com": IMS,
}


def is_collection(document: Any) -> bool:
    """Whether a JSON document is a collection."""
    return isinstance(document, dict) and isinstance(document.get("info"), dict) and "item" in document


def pointed_at(collection: Collection, base_url: str) -> tuple[Collection, int]:
    """The collection with variables for hosts, which lead to `base_url`; and how many requests that has changed."""
    changed = 0

    def walk(node: Any) -> Any:
        nonlocal changed
        if isinstance(node, list):
            return [walk(item) for item in node]
        if not isinstance(node, dict):
            return node
        copy = {name: walk(value) for name, value in node.items()}
        if "url" in copy and "method" in copy:
            copy["url"], found = _led(copy["url"])
            changed += found
        return copy

    led: Collection = walk(collection)
    kept = [entry for entry in led.get("variable", []) if entry.get("key") not in (GATEWAY, IMS)]
    led["variable"] = [*kept, *({"key": name, "value": base_url} for name in (GATEWAY, IMS))]
    return led, changed


def environment(base_url: str) -> dict[str, Any]:
    """An environment with what Adobe's collections ask for; any token, key and organisation will do."""
    values = {
        GATEWAY: base_url,
        IMS: base_url,
        "IMS": urlsplit(base_url).netloc,
        "ACCESS_TOKEN": "any",
        "API_KEY": "my-key",
        "CLIENT_SECRET": "my-secret",
        "SCOPES": "openid,AdobeID,read_organizations,additional_info.projectedProductContext",
        "IMS_ORG": "MYORG@AdobeOrg",
        "SANDBOX_NAME": "prod",
        "CONTAINER_ID": "tenant",
    }
    return {
        "name": "aep-emulator",
        "values": [{"key": name, "value": value, "type": "default", "enabled": True} for name, value in values.items()],
        "_postman_variable_scope": "environment",
    }


def _led(url: Any) -> tuple[Any, int]:
    """A URL, which is a text or an object, with a variable for its host; and 1 when it had one of Adobe's."""
    if isinstance(url, str):
        led = _led_text(url)
        return led, led != url
    if not isinstance(url, dict):
        return url, 0
    host = url.get("host", [])
    name = ".".join(host) if isinstance(host, list) else str(host)
    variable = _VARIABLES.get(f"{url.get('protocol', 'https')}://{name}")
    if variable is None:
        return url, 0
    rest = {member: value for member, value in url.items() if member not in ("protocol", "port")}
    return {**rest, "raw": _led_text(str(url.get("raw", ""))), "host": [f"{{{{{variable}}}}}"]}, 1


def _led_text(url: str) -> str:
    for host, variable in _VARIABLES.items():
        if url.startswith(host):
            return f"{{{{{variable}}}}}{url.removeprefix(host)}"
    return url
