"""Copies of a tenant's resources under new ids, in any sandbox: what sandbox tooling needs.

Documented: the ids of originals and copies in help/sandboxes/sandbox-tooling-api/tools.md, Job details; the titles of
copies, with a time behind them, in packages.md there, Import a package.
Assumed: what sandbox tooling copies has its original's title as long as no other resource of the sandbox has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from aep_emulator.gateway.errors import ApiError
from aep_emulator.gateway.scope import Scope
from aep_emulator.services.schema_registry import ad_hoc, naming, tenant
from aep_emulator.services.schema_registry.drafting import sent_members
from aep_emulator.services.schema_registry.placeholders import with_tenant
from aep_emulator.services.schema_registry.resources import Resources
from aep_emulator.services.schema_registry.tenant import KINDS
from aep_emulator.services.schema_registry.transfer import ORDER, exported
from aep_emulator.services.schema_registry.writing import Writing
from aep_emulator.store.base import AlreadyExistsError, Record
from aep_emulator.types import Document, Json

_COPY_MARK = re.compile(r"_\d{13}\Z")
_AD_HOC_NAMESPACE = re.compile(r"(?<![A-Za-z0-9_])_[0-9A-Za-z]+(?![A-Za-z0-9_-])")


class CopyError(Exception):
    """A resource that cannot be copied, by its original's `$id`, and why."""

    def __init__(self, resource_id: str, reason: str) -> None:
        super().__init__(reason)
        self.resource_id = resource_id


class Copying:
    """Kinds are schemas, classes, mixins and datatypes; what is copied is the tenant's own."""

    def __init__(self, resources: Resources, writing: Writing) -> None:
        self._resources = resources
        self._writing = writing

    def summaries(self, scope: Scope, kind: str) -> Iterator[Document]:
        """Every resource of a kind that the tenant made, with no more than `$id` and title for certain."""
        return (tenant.summary(record) for record in self._resources.records(scope, kind))

    def find(self, scope: Scope, kind: str, address: str) -> Document | None:
        """A resource by `$id` or meta:altId, standard or own, or None."""
        return self._resources.find(scope, kind, naming.normal(address))

    def parts(self, scope: Scope, resource: Document) -> list[Document]:
        """The tenant's own resources that this one refers to itself, those it is intended to extend included."""
        references = (*resource.get("refs", ()), *resource.get("meta:intendedToExtend", ()))
        addresses = dict.fromkeys(str(reference).partition("#")[0] for reference in references)
        found = (self._resources.find_any(scope, address) for address in addresses if address != resource["$id"])
        return [part for part in found if part is not None and part.get("meta:containerId") == "tenant"]

    def payload(self, scope: Scope, resource: Document) -> Json:
        """What of a resource is copied, whoever the tenant is. The union tag stays behind."""
        return exported(resource, scope.tenant)

    def copied(
        self, scope: Scope, payloads: Sequence[Json], instead: Mapping[str, str], now_ms: int
    ) -> dict[str, dict[str, Any]]:
        """Add copies of these payloads: the new resources by their originals' `$id`; all or none.

        What the payloads refer to is among them, or `instead` names what takes its place (see `renamed`). Raises
        CopyError.
        """
        originals = [with_tenant(payload, scope.tenant) for payload in payloads]
        ids = {
            str(original["$id"]): self._writing.new_id(scope, original["meta:resourceType"]) for original in originals
        }
        names = dict(instead)
        for old, new in ids.items():
            names |= renamed(old, new)
        taken = self._taken_titles(scope)
        copies: dict[str, dict[str, Any]] = {}
        for original in sorted(originals, key=lambda each: ORDER.index(each["meta:resourceType"])):
            kind = original["meta:resourceType"]
            title = _free_title(kind, original["title"], taken, now_ms)
            body = {**replaced(sent_members(original), names), "title": title}
            copies[original["$id"]] = {**body, "$id": ids[original["$id"]], **tenant.identity(kind)}
        self._insert(scope, copies)
        return copies

    def take_back(self, scope: Scope, kind: str, resource_id: str) -> None:
        """Remove a copy of which nobody knows yet, whatever copies refer to it. Raises ApiError 404."""
        self._writing.remove(scope, kind, self._resources.record(scope, kind, resource_id))

    def _insert(self, scope: Scope, copies: Mapping[str, dict[str, Any]]) -> None:
        beside: dict[str, Document] = {str(copy["$id"]): copy for copy in copies.values()}
        drafts: list[tuple[str, str, dict[str, Any]]] = []
        for old, copy in copies.items():
            kind, new = copy["meta:resourceType"], copy["$id"]
            del beside[new]
            try:
                draft = self._writing.draft(scope, kind, copy, new, beside)
            except ApiError as error:
                raise CopyError(old, error.detail) from None
            beside[new] = {**draft, **tenant.identity(kind)}
            drafts.append((old, kind, draft))
        inserted: list[tuple[str, Record]] = []
        for old, kind, draft in drafts:
            try:
                inserted.append((kind, self._writing.insert(scope, kind, draft)))
            except (ApiError, AlreadyExistsError) as error:
                for inserted_kind, record in reversed(inserted):
                    self._writing.remove(scope, inserted_kind, record)
                raise CopyError(old, str(error)) from None

    def _taken_titles(self, scope: Scope) -> set[str]:
        return {
            claim
            for kind in KINDS
            for record in self._resources.records(scope, kind)
            for claim in tenant.title_claims(kind, record.body["title"])
        }


def renamed(old: str, new: str) -> dict[str, str]:
    """What takes the place of a resource's `$id`, meta:altId and ad hoc namespace when another resource does."""
    return {
        old: new,
        naming.alt_id(old): naming.alt_id(new),
        ad_hoc.namespace(old): ad_hoc.namespace(new),
    }


def replaced(node: Json, names: Mapping[str, str]) -> Json:
    """A copy in which every text that is one of these names, or one with a fragment behind it, is the other name.

    The namespace of an ad hoc class is replaced in paths and as the name of a field, too.
    """
    if isinstance(node, dict):
        return {_with_namespace(name, names): replaced(value, names) for name, value in node.items()}
    if isinstance(node, list | tuple):
        return [replaced(item, names) for item in node]
    if not isinstance(node, str):
        return node
    address, sign, fragment = node.partition("#")
    return names[address] + sign + fragment if address in names else _with_namespace(node, names)


def _with_namespace(text: str, names: Mapping[str, str]) -> str:
    return _AD_HOC_NAMESPACE.sub(lambda match: names.get(match[0], match[0]), text)


def original_title(title: str) -> str:
    """The title without the time that stands behind a copy's."""
    return _COPY_MARK.sub("", title)


def _free_title(kind: str, title: str, taken: set[str], now_ms: int) -> str:
    """The title, with the time behind it where it is taken; from now on it is."""
    free, mark = title, now_ms
    while not taken.isdisjoint(tenant.title_claims(kind, free)):
        free, mark = f"{original_title(title)}_{mark}", mark + 1
    taken.update(tenant.title_claims(kind, free))
    return free
