"""Export payloads: a resource with everything of the tenant's that it needs, to be imported somewhere else.

Documented: help/xdm/api/export.md, import.md; schema-registry.yaml on conflicts: `$id` and title must be unique where
the resources go.
Assumed: a payload of which a part is there already, unchanged, adds what is missing; the union tag is not exported,
because the identity that it needs is not either; a standard resource is exported alone, and skipped by an import.
Assumed: /rpc/import answers each descriptor of a payload with its `@id` and the `meta:resourceType` that it had there.
"""

from __future__ import annotations

import contextlib
import re
from typing import Any

from aep_emulator.gateway.errors import ApiError
from aep_emulator.gateway.scope import Scope
from aep_emulator.services.schema_registry import errors, naming, tenant
from aep_emulator.services.schema_registry.checks import check_shape
from aep_emulator.services.schema_registry.descriptors import Descriptors
from aep_emulator.services.schema_registry.drafting import sent_members
from aep_emulator.services.schema_registry.placeholders import TENANT_ID, with_tenant, without_tenant
from aep_emulator.services.schema_registry.resources import Resources
from aep_emulator.services.schema_registry.tenant import KINDS
from aep_emulator.services.schema_registry.writing import Writing
from aep_emulator.store.base import AlreadyExistsError, Record
from aep_emulator.types import Document, Json

MAX_RESOURCES = 500
"""Resources of one payload."""
MAX_DESCRIPTORS = 1000
"""Descriptors of one payload."""

_NOT_EXPORTED = frozenset(
    {
        "refs",
        "imsOrg",
        "meta:containerId",
        "meta:tenantNamespace",
        "meta:registryMetadata",
        "meta:immutableTags",
    }
)
# Data types may be part of any resource, classes and field groups of schemas.
ORDER = ("datatypes", "classes", "mixins", "schemas")
"""The kinds, each behind those that its resources are made of."""

_DESCRIPTORS = "descriptors"
_IDENTIFIER = re.compile(r"[0-9A-Za-z]{1,64}")


class Transfer:
    """`/rpc/export` and `/rpc/import`."""

    def __init__(self, resources: Resources, writing: Writing, descriptors: Descriptors) -> None:
        self._resources = resources
        self._writing = writing
        self._descriptors = descriptors

    def exported(self, scope: Scope, address: str) -> list[Json]:
        """The payload: what the resource is made of, then itself. Raises ApiError 404."""
        resource = self._resources.at(scope, address)
        return [exported(part, scope.tenant) for part in (*self._resources.own_parts(scope, resource), resource)]

    def imported(self, scope: Scope, payload: Json) -> list[Document]:
        """Every entry of the payload as it is here now, in its order; all are imported or none.

        Documented: help/xdm/api/csv-to-schema.md has payloads with descriptors; they come to be after the schemas.
        Raises ApiError 400, whatever is wrong.
        """
        entries = _entries(payload)
        descriptors = {index: body for index, body in enumerate(entries) if _is_descriptor(body)}
        resources = {
            index: self._checked(scope, index, body) for index, body in enumerate(entries) if index not in descriptors
        }
        sent = [resource for resource in resources.values() if not self._is_standard(resource)]
        own = {str(resource["$id"]): resource for resource in sent}
        if len(own) < len(sent):
            raise errors.import_failed("$id must be unique, and two resources of the payload have the same $id.")
        drafts = self._drafts(scope, own)
        present = {resource_id for resource_id in drafts if self._resources.find_any(scope, resource_id) is not None}
        for resource_id in present:
            self._check_same(scope, drafts[resource_id], only=len(present) == len(drafts))
        missing = [draft for resource_id, draft in drafts.items() if resource_id not in present]
        made: dict[int, Document | None] = {**self._insert(scope, missing, descriptors)}
        made.update((index, self._resources.find_any(scope, str(body["$id"]))) for index, body in resources.items())
        return [document for _, document in sorted(made.items()) if document is not None]

    def _checked(self, scope: Scope, index: int, body: Json) -> dict[str, Any]:
        """An entry of the payload for this tenant, in the right shape to be part of others."""
        if not isinstance(body, dict):
            raise errors.import_failed(f"[{index}]: every entry of the payload must be a resource.")
        resource: dict[str, Any] = with_tenant(body, scope.tenant)
        for member in ("$id", "title", "meta:resourceType"):
            if not isinstance(resource.get(member), str) or not resource[member]:
                raise errors.import_failed(f"[{index}]: {member} must be a text.")
        resource_id, kind = resource["$id"], resource["meta:resourceType"]
        if not self._is_standard(resource):
            _check_id(scope, index, resource_id, kind)
        sent = sent_members(resource)
        try:
            check_shape(sent)
        except ApiError as error:
            raise errors.import_failed(f"[{index}] {resource_id}: {error.detail}") from None
        return {**sent, "$id": resource_id, **tenant.identity(kind)}

    def _is_standard(self, resource: Document) -> bool:
        return self._resources.is_standard(str(resource["$id"]))

    def _drafts(self, scope: Scope, own: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
        """The resources to keep, in an order in which each finds those it is made of, whatever their order was."""
        drafts: dict[str, dict[str, Any]] = {}
        for resource_id, resource in sorted(own.items(), key=lambda item: ORDER.index(item[1]["meta:resourceType"])):
            kind = resource["meta:resourceType"]
            ready = {key: {**draft, **tenant.identity(own[key]["meta:resourceType"])} for key, draft in drafts.items()}
            beside = {key: value for key, value in {**own, **ready}.items() if key != resource_id}
            try:
                drafts[resource_id] = self._writing.draft(scope, kind, resource, resource_id, beside)
            except ApiError as error:
                raise errors.import_failed(f"{resource_id}: {error.detail}") from None
        return drafts

    def _check_same(self, scope: Scope, draft: Document, *, only: bool) -> None:
        """A resource that is there already is no conflict as long as it is the same and others are missing."""
        kind = naming.kind_of(scope.tenant, draft["$id"]) or ""
        present = tenant.draft_of(self._resources.record(scope, kind, draft["$id"]))
        present.pop("meta:immutableTags", None)
        if only or present != {name: value for name, value in draft.items() if name != "meta:immutableTags"}:
            how = "already exists" if only else "already exists with other content"
            raise errors.import_failed(f"$id must be unique. An object {draft['$id']} {how}.")

    def _insert(
        self, scope: Scope, drafts: list[dict[str, Any]], descriptors: dict[int, dict[str, Any]]
    ) -> dict[int, Document]:
        """All of them or none. The new descriptors by their places in the payload."""
        inserted: list[tuple[str, Record]] = []
        described: dict[int, Document] = {}
        where = ""
        try:
            for draft in drafts:
                where = draft["$id"]
                kind = naming.kind_of(scope.tenant, where) or ""
                inserted.append((kind, self._writing.insert(scope, kind, draft)))
            for index, body in descriptors.items():
                where = f"[{index}]"
                made = self._descriptors.create(scope, _without_kind(with_tenant(body, scope.tenant)))
                described[index] = {**made, "meta:resourceType": _DESCRIPTORS}
        except (ApiError, AlreadyExistsError) as error:
            self._take_back(scope, inserted, described)
            raise errors.import_failed(_conflict(error, where)) from None
        return described

    def _take_back(self, scope: Scope, inserted: list[tuple[str, Record]], described: dict[int, Document]) -> None:
        for descriptor in described.values():
            with contextlib.suppress(ApiError):  # Somebody else was faster.
                self._descriptors.delete(scope, descriptor["@id"])
        for kind, record in reversed(inserted):
            self._writing.remove(scope, kind, record)


def exported(resource: Document, tenant_id: str) -> Json:
    """One resource as it stands in a payload."""
    return without_tenant({name: value for name, value in resource.items() if name not in _NOT_EXPORTED}, tenant_id)


def _entries(payload: Json) -> list[Json]:
    if not isinstance(payload, list) or not payload:
        raise errors.import_failed("the payload must be an array of resources, as /rpc/export gives it.")
    descriptors = sum(map(_is_descriptor, payload))
    if len(payload) - descriptors > MAX_RESOURCES:
        raise errors.import_failed(f"the payload has more than {MAX_RESOURCES} resources.")
    if descriptors > MAX_DESCRIPTORS:
        raise errors.import_failed(f"the payload has more than {MAX_DESCRIPTORS} descriptors.")
    return payload


def _is_descriptor(body: Json) -> bool:
    return isinstance(body, dict) and body.get("meta:resourceType") == _DESCRIPTORS


def _without_kind(descriptor: Document) -> dict[str, Any]:
    """As the descriptors' own endpoint takes it."""
    return {name: value for name, value in descriptor.items() if name != "meta:resourceType"}


def _check_id(scope: Scope, index: int, resource_id: str, kind: str) -> None:
    if kind not in KINDS:
        raise errors.import_failed(f"[{index}]: meta:resourceType must be one of {', '.join(KINDS)}, not '{kind}'.")
    start = naming.tenant_id(scope.tenant, kind, "")
    if not resource_id.startswith(start) or _IDENTIFIER.fullmatch(resource_id.removeprefix(start)) is None:
        expected = naming.tenant_id(TENANT_ID, kind, "{ID}")
        raise errors.import_failed(f"[{index}]: the $id '{resource_id}' is not of the form {expected}.")


def _conflict(error: ApiError | AlreadyExistsError, where: str) -> str:
    if isinstance(error, ApiError):
        return f"{where}: {error.detail}" if where.startswith("[") else error.detail
    return f"$id must be unique. An object {where} already exists."
