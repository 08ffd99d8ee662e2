"""An export payload names its tenant by a placeholder, so that it can be imported for another.

Documented: help/xdm/api/export.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from aep_emulator.types import Json

TENANT_ID = "<XDM_TENANTID_PLACEHOLDER>"


def without_tenant(document: Json, tenant: str) -> Json:
    """A copy in which the placeholder stands for the tenant: in ids, namespaces (`_acme`) and paths with them."""
    name = re.escape(tenant)
    pattern = re.compile(rf"(?<![A-Za-z0-9_])_{name}(?![A-Za-z0-9_-])|(?<=https://ns\.adobe\.com/){name}(?=/)")
    # The match ends with the tenant and begins with an underscore or nothing.
    return _replaced(document, lambda text: pattern.sub(lambda match: match[0].replace(tenant, TENANT_ID), text))


def with_tenant(document: Json, tenant: str) -> Json:
    """A copy in which the tenant stands for the placeholder."""
    return _replaced(document, lambda text: text.replace(TENANT_ID, tenant))


def _replaced(node: Json, change: Callable[[str], str]) -> Json:
    if isinstance(node, dict):
        return {change(name): _replaced(value, change) for name, value in node.items()}
    if isinstance(node, list):
        return [_replaced(item, change) for item in node]
    return change(node) if isinstance(node, str) else node
