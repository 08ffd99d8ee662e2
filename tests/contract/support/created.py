"""What a test has made, and how each kind of thing is removed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

import requests

_FOUNDATION = "/data/foundation"
_FLOW_SERVICE = re.compile(r"/flowservice/(connections|sourceConnections|targetConnections|flows)/?")
_SCHEMA_REGISTRY = re.compile(r"/schemaregistry/(?:tenant|rpc)/(\w+)/?")
_CATALOG = re.compile(r"/catalog(/.*)?")
_CATALOG_REFERENCE = re.compile(r"@/(\w+)/([\w-]+)")
_MAPPING_SETS = re.compile(r"/conversion/mappingSets/?")
_BATCHES = re.compile(r"/import/batches/?")
_RESOURCE = re.compile(r"https://ns\.adobe\.com/(?!xdm/)[^/]+/(schemas|classes|mixins|fieldgroups|datatypes)/\w+")
_REGISTRY_PATHS = {"mixins": "fieldgroups"}
_TIMEOUT_S = 30
# Gone already, or of a kind that ends by itself.
_DONE = (404, 410)


class Removal(NamedTuple):
    """A call that removes something; a `tolerant` one may be refused, because what it ends may have ended."""

    method: str
    path: str
    tolerant: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def removals(path: str, body: Any) -> Iterator[Removal]:
    """How to remove what a POST to this path below /data/foundation has made, given its answer."""
    if match := _FLOW_SERVICE.fullmatch(path):
        for made in _objects(body, "items"):
            if "id" in made:
                yield Removal("DELETE", f"/flowservice/{match[1]}/{made['id']}")
    elif match := _SCHEMA_REGISTRY.fullmatch(path):
        yield from _registry_removals(match[1], body)
    elif _CATALOG.fullmatch(path):
        for kind, object_id in _CATALOG_REFERENCE.findall(str(body)):
            yield Removal("DELETE", f"/catalog/{kind}/{object_id}")
    elif _MAPPING_SETS.fullmatch(path):
        for made in _objects(body):
            if "id" in made:
                yield Removal("DELETE", f"/conversion/mappingSets/{made['id']}")
    elif _BATCHES.fullmatch(path):
        for made in _objects(body):
            # Its files go with the dataset.
            yield Removal("POST", f"/import/batches/{made['id']}?action=ABORT", tolerant=True)


class Created:
    """The registry of one test: `note` is a response hook of requests, `remove` comes last."""

    def __init__(self, base_url: str) -> None:
        self._root = base_url + _FOUNDATION
        self._removals: list[tuple[Removal, str]] = []

    def note(self, response: requests.Response, **_: Any) -> None:
        """Remember how to remove what this answer says was made."""
        request = response.request
        # Nothing is made by a request that is only to be validated.
        made = request.method == "POST" and response.ok and "Pragma" not in request.headers
        if not made or not (request.url or "").startswith(self._root):
            return
        try:
            body = response.json()
        except ValueError:
            return
        path = urlsplit(request.url or "").path.partition(_FOUNDATION)[2]
        sandbox = request.headers.get("x-sandbox-name", "")
        self._removals += [(removal, sandbox) for removal in removals(path, body)]

    def remove(self, session: requests.Session) -> list[str]:
        """Remove everything, the newest first; what could not be removed, each with the answer's status."""
        left = []
        for removal, sandbox in reversed(self._removals):
            url = self._root + removal.path
            try:
                response = session.request(removal.method, url, headers={"x-sandbox-name": sandbox}, timeout=_TIMEOUT_S)
            except requests.RequestException as error:
                left.append(f"{removal}: {type(error).__name__}")
                continue
            if not response.ok and response.status_code not in _DONE and not removal.tolerant:
                left.append(f"{removal}: {response.status_code}")
        self._removals.clear()
        return left


def _objects(body: Any, wrapped_in: str = "") -> list[dict[str, Any]]:
    """The objects of an answer: one, a list, or those in a member."""
    if isinstance(body, dict) and isinstance(body.get(wrapped_in), list):
        body = body[wrapped_in]
    return [made for made in (body if isinstance(body, list) else [body]) if isinstance(made, dict)]


def _registry_removals(kind: str, body: Any) -> Iterator[Removal]:
    """A descriptor is known by `@id`; what is imported comes in several kinds, told by their `$id`."""
    for made in _objects(body):
        if "@id" in made and kind in ("descriptors", "import"):
            yield Removal("DELETE", f"/schemaregistry/tenant/descriptors/{made['@id']}")
        elif match := _RESOURCE.fullmatch(str(made.get("$id"))):
            of_kind = _REGISTRY_PATHS.get(match[1], match[1])
            yield Removal("DELETE", f"/schemaregistry/tenant/{of_kind}/{quote(match[0], safe='')}")
