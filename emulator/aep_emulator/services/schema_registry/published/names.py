"""What a published field name is called on the platform.

Documented: the field tables in help/xdm/{data-types,field-groups}/ (`_schema.latitude`, `_repo.createDate`, `_id`,
`_dc.title`, `endUserIDs._experience`). Assumed: names of other prefixes follow the same rule, and names without any
prefix stay as they are.
"""

from __future__ import annotations

import re

# The longest first. What is left of a name without an address in front of it is the field's own.
_ADDRESSES = ("ns.adobe.com/xdm/data/metrics/", "ns.adobe.com/xdm/", "ns.adobe.com/")
_XDM = "xdm:"


def platform_path(name: str) -> tuple[str, ...]:
    """The names from the outermost object to the field: `("_repo", "createDate")` for `repo:createDate`."""
    if name.startswith(_XDM) and len(name) > len(_XDM):
        return (_camel_case(name.removeprefix(_XDM)),)
    if name.startswith("@") and len(name) > 1:
        return (f"_{_camel_case(name[1:])}",)
    rest = re.sub(r"^https?://", "", name)
    for address in _ADDRESSES:
        if rest.startswith(address):
            rest = rest.removeprefix(address)
            break
    segments = [_camel_case(segment) for segment in re.split("[/:]", rest) if segment]
    if not segments:
        return (name,)
    if rest == name and len(segments) == 1:
        return (_camel_case(name),)
    return (f"_{segments[0]}", *segments[1:])


def _camel_case(name: str) -> str:
    return re.sub("-+([^-])", lambda match: match[1].upper(), name)
