"""Packages: what is to be copied, and once it is published, what is copied.

Documented: help/sandboxes/sandbox-tooling-api/packages.md; help/sandboxes/ui/sandbox-tooling.md: what is published
cannot be changed any more; help/sandboxes/ui/sharing-packages-across-orgs.md: a public package stays public.
Assumed: whether the objects of a package are there is asked when it is published and not before; the description of a
package is empty unless given; its name is unique in the organisation from the beginning.
Differs: UPDATE may leave out name and sourceSandbox, which stay as they are, because the aepp package sends neither.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from aep_emulator.clock import Clock
from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.services.sandbox_tooling import artifact_types, errors
from aep_emulator.services.sandbox_tooling.artifacts import plain
from aep_emulator.services.sandbox_tooling.listing import ListQuery, page, timestamp
from aep_emulator.services.sandbox_tooling.places import Places, organisation, place_of
from aep_emulator.store.base import AlreadyExistsError, NotFoundError, Record, StaleEtagError, Store
from aep_emulator.types import Document

DRAFT, PUBLISH_IN_PROGRESS = "DRAFT", "PUBLISH_IN_PROGRESS"
PUBLISHED, PUBLISH_FAILED = "PUBLISHED", "PUBLISH_FAILED"
PARTIAL, FULL = "PARTIAL", "FULL"
PUBLIC = "PUBLIC"
DEFAULT_EXPIRY_DAYS = 90

DAY_MS = 86_400_000
SNAPSHOT = "snapshot"
"""The member of a stored package that nobody is shown."""

_KIND = "eximPackages"
_ORDERS = {name: name for name in ("createdDate", "modifiedDate", "name", "expiry", "publishDate", "status")}

Change = Callable[[Document], Mapping[str, Any]]
"""The members of a stored package that are to change. Raises ApiError when the package cannot be changed like that."""


class Packages:
    """The packages of all organisations."""

    def __init__(self, store: Store, clock: Clock, ids: Ids, places: Places) -> None:
        self._store = store
        self._clock = clock
        self._ids = ids
        self._places = places

    def create(self, scope: Scope, body: Document) -> dict[str, Any]:
        """`POST /packages`: the new draft. Raises ApiError 400."""
        errors.check("createPackage", body)
        artifacts = _artifacts(body.get("artifacts") or ())
        if body["packageType"] == FULL and artifacts:
            raise errors.invalid("artifacts: it must be null or empty when packageType is FULL.")
        now = self._clock.now_ms()
        package = {
            "id": self._ids.hex(32),
            "version": 0,
            "createdDate": now,
            "modifiedDate": now,
            "createdBy": scope.user_id,
            "modifiedBy": scope.user_id,
            "tenantId": _tenant_id(scope.org_id),
            "userId": scope.user_id,
            "name": body["name"],
            "description": body.get("description") or "",
            "imsOrgId": scope.org_id,
            "sourceSandbox": self._source(scope, body),
            "packageType": body["packageType"],
            "expiry": self._expiry(body),
            "status": DRAFT,
            "artifactsList": artifacts,
        }
        self._insert(scope.org_id, package)
        return package

    def update(self, scope: Scope, body: Document) -> dict[str, Any]:
        """`PUT /packages`: the changed draft. Raises ApiError 400, 404.

        Documented: a new expiry of 90 days from now unless another is given, whatever the change is.
        """
        errors.check("updatePackage", body)
        sent = _artifacts(body.get("artifacts") or ())
        source = {"sourceSandbox": self._source(scope, body)} if body.get("sourceSandbox") else {}

        def change(package: Document) -> dict[str, Any]:
            if package["packageType"] == FULL:
                raise errors.invalid(f"action: {body['action']} is for packages of the type PARTIAL.")
            if package["status"] not in (DRAFT, PUBLISH_FAILED):
                raise errors.wrong_status(package["id"], package["status"], "changed", DRAFT)
            changed: dict[str, Any] = {"expiry": self._expiry(body)}
            if body["action"] == "UPDATE":
                given = {name: body[name] for name in ("name", "description") if body.get(name) is not None}
                return {**changed, **given, **source}
            listed = {_identity(artifact): artifact for artifact in package["artifactsList"]}
            for artifact in sent:
                if body["action"] == "ADD":
                    listed.setdefault(_identity(artifact), artifact)
                else:
                    listed.pop(_identity(artifact), None)
            return {**changed, "artifactsList": list(listed.values())}

        return shown(self.change(scope, body["id"], change))

    def make_public(self, scope: Scope, body: Document) -> dict[str, Any]:
        """`PUT /packages/update`: the package with packageVisibility PUBLIC. Raises ApiError 400, 404."""
        errors.check("makePackagePublic", body)

        def change(_package: Document) -> dict[str, Any]:
            return {"packageVisibility": PUBLIC, "expiry": self._expiry({})}

        package = shown(self.change(scope, body["id"], change))
        return {**package, "schemaMapping": {}, "sourceSandbox": {**package["sourceSandbox"], "empty": False}}

    def delete(self, scope: Scope, package_id: str) -> dict[str, str]:
        """`DELETE /packages/{id}`: `{reason}`. What was imported from it or shared stays.

        Raises ApiError 400, 404. Assumed: a package cannot be deleted while it is being published.
        """
        while True:
            record = self._record(scope.org_id, package_id)
            if record.body["status"] == PUBLISH_IN_PROGRESS:
                raise errors.wrong_status(package_id, PUBLISH_IN_PROGRESS, "deleted", "another one")
            with contextlib.suppress(StaleEtagError, NotFoundError):
                self._store.delete(organisation(scope.org_id), _KIND, package_id, if_etag=record.etag)
                return {"reason": f"Package {package_id} deleted"}

    def get(self, scope: Scope, package_id: str) -> dict[str, Any]:
        """`GET /packages/{id}`. Raises ApiError 404."""
        return shown(self.stored(scope.org_id, package_id))

    def list(self, scope: Scope, query: ListQuery) -> dict[str, Any]:
        """`GET /packages`. Raises ApiError 400."""
        records = self._store.list(organisation(scope.org_id), _KIND).records
        return page((shown(record.body) for record in records), query, _ORDERS)

    def payload(self, scope: Scope, package_id: str) -> dict[str, str]:
        """`GET /packages/payload/{id}`: what another organisation pulls a public package with.

        Raises ApiError 404, and 400 when the package is not public.
        """
        package = self.stored(scope.org_id, package_id)
        if package.get("packageVisibility") != PUBLIC:
            raise errors.invalid(f"Package {package_id} is not public: make it public before you share its payload.")
        return {"imsOrgId": package["imsOrgId"], "packageId": package_id}

    # What the rest of sandbox tooling asks

    def stored(self, org_id: str, package_id: str) -> Document:
        """The package of an organisation, with its snapshot. Raises ApiError 404."""
        return self._record(org_id, package_id).body

    def usable(self, org_id: str, package_id: str, action: str) -> Document:
        """A published package. Raises ApiError 404, and 400 when it is not published or has expired."""
        package = self.stored(org_id, package_id)
        if package["status"] != PUBLISHED:
            raise errors.wrong_status(package_id, package["status"], action, PUBLISHED)
        if package["expiry"] <= self._clock.now_ms():
            raise errors.invalid(f"Package {package_id} has expired and cannot be {action}.")
        return package

    def snapshot(self, org_id: str, snapshot_id: str) -> Document | None:
        """The snapshot of that id in any published package of the organisation, or None."""
        records = self._store.list(organisation(org_id), _KIND).records
        snapshots: Iterator[Document] = (record.body[SNAPSHOT] for record in records if SNAPSHOT in record.body)
        return next((snapshot for snapshot in snapshots if snapshot["id"] == snapshot_id), None)

    def change(self, scope: Scope, package_id: str, make: Change) -> Document:
        """Change a package, with the next version. Raises ApiError 400 for a taken name, 404, and what `make` raises.

        `make` may be called again when another change came first.
        """
        while True:
            record = self._record(scope.org_id, package_id)
            members = make(record.body)
            changed = {
                **record.body,
                **members,
                "version": record.body["version"] + 1,
                "modifiedDate": self._clock.now_ms(),
                "modifiedBy": scope.user_id,
            }
            world = organisation(scope.org_id)
            claims = [_claim(changed["name"])]
            try:
                return self._store.replace(world, _KIND, package_id, changed, if_etag=record.etag, claims=claims).body
            except StaleEtagError:
                continue
            except AlreadyExistsError:
                raise errors.name_taken(changed["name"]) from None
            except NotFoundError:
                raise errors.not_found("Package", package_id) from None

    def receive(self, org_id: str, package: Document) -> None:
        """Give an organisation a copy of a published package, under the same id.

        Assumed: where another package has its name, a transferred package has the time behind its name; one that has
        come before is not replaced.
        """
        now = self._clock.now_ms()
        copy = {
            **{name: value for name, value in package.items() if name != "packageVisibility"},
            "imsOrgId": org_id,
            "tenantId": _tenant_id(org_id),
            "version": 0,
            "createdDate": now,
            "modifiedDate": now,
        }
        for name in (copy["name"], f"{copy['name']}_{now}", f"{copy['name']}_{copy['id']}"):
            if self._store.find(organisation(org_id), _KIND, copy["id"]) is not None:
                return
            try:
                self._store.create(
                    organisation(org_id), _KIND, copy["id"], {**copy, "name": name}, claims=[_claim(name)]
                )
            except AlreadyExistsError:
                continue
            return

    def _insert(self, org_id: str, package: Document) -> None:
        try:
            self._store.create(organisation(org_id), _KIND, package["id"], package, claims=[_claim(package["name"])])
        except AlreadyExistsError:
            raise errors.name_taken(package["name"]) from None

    def _record(self, org_id: str, package_id: str) -> Record:
        record = self._store.find(organisation(org_id), _KIND, package_id)
        if record is None:
            raise errors.not_found("Package", package_id)
        return record

    def _source(self, scope: Scope, body: Document) -> dict[str, Any]:
        """The sandbox that the body names, that of the request's header unless it does."""
        place = body.get("sourceSandbox")
        return place_of(scope if not place else self._places.named(scope, "sourceSandbox", place))

    def _expiry(self, body: Document) -> int:
        text = body.get("expiry")
        if not text:
            return self._clock.now_ms() + DEFAULT_EXPIRY_DAYS * DAY_MS
        moment = timestamp(text)
        if moment is None:
            raise errors.invalid(f"expiry: '{text[:80]}' is not a timestamp such as 2030-05-20T20:05:10Z.")
        return moment


def shown(package: Document) -> dict[str, Any]:
    """The package as the API shows it."""
    return {name: value for name, value in package.items() if name not in (SNAPSHOT, "userId")}


def _artifacts(sent: Iterable[Document]) -> list[dict[str, Any]]:
    """Artifacts of a body as they are kept, each once. Raises ApiError 400 for a type that cannot be packaged."""
    kept: dict[tuple[str, str], dict[str, Any]] = {}
    for index, artifact in enumerate(sent):
        refusal = artifact_types.refusal(artifact["type"], f"artifacts[{index}].type")
        if refusal is not None:
            raise refusal
        listed = plain(artifact["id"], artifact["type"], artifact.get("title") or "")
        kept.setdefault(_identity(listed), listed)
    return list(kept.values())


def _identity(artifact: Document) -> tuple[str, str]:
    return artifact["type"], artifact["id"]


def _claim(name: str) -> str:
    return f"exim-package:{name}"


def _tenant_id(org_id: str) -> str:
    return hashlib.sha256(org_id.encode()).hexdigest()[:32]
