"""Identifiers of XDM resources: `$id`, `meta:altId`, and what a path may carry instead.

Documented: "Resource identification" in help/xdm/api/getting-started.md.
"""

from __future__ import annotations

import re

NAMESPACE = "https://ns.adobe.com/"


def tenant_id(tenant: str, kind: str, identifier: str) -> str:
    """The `$id` of a tenant's resource."""
    return f"{NAMESPACE}{tenant}/{kind}/{identifier}"


def alt_id(resource_id: str) -> str:
    """The meta:altId of a `$id`: `_xdm.context.profile` for `https://ns.adobe.com/xdm/context/profile`."""
    bare = resource_id.removeprefix(NAMESPACE)
    bare = re.sub(r"^https?://", "", bare)
    return "_" + bare.replace("/", ".")


def normal(address: str) -> str:
    """A path's address as meta:altId.

    A `$id` arrives decoded, and a proxy or client may have made one slash of two on the way.
    """
    address = address.strip("/")
    if re.match(r"https?:/", address):
        return alt_id(re.sub(r"^(https?):/+", r"\1://", address))
    return address


def field_names(path: str) -> list[str]:
    """The names in the path of a field as descriptors write it: `/person/name`, `/items[*]/id`.

    aepp and older pages write the published names: `/xdm:eventType` means the field eventType.
    """
    return [part.removesuffix("[*]").removeprefix("xdm:") for part in path.strip("/").split("/")]


def kind_of(tenant: str, resource_id: str) -> str | None:
    """The kind (schemas, classes, mixins, datatypes) a `$id` of this tenant names; None for any other."""
    own = f"{NAMESPACE}{tenant}/"
    if not resource_id.startswith(own):
        return None
    kind = resource_id.removeprefix(own).partition("/")[0]
    return kind if kind in ("schemas", "classes", "mixins", "datatypes") else None


def major(version: str) -> str:
    """The major version of `1.3`."""
    return version.split(".")[0]
