"""Schemas: how long the resolved form of a large one takes, and what creating one costs in a full tenant.

`python tests/bench/schemas.py [SCHEMAS]`, about 15 seconds with the default of 10,000 schemas. In this process, without
a server, so that the figures are the registry's own. Nothing here fails on a slow day.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any, TypeVar

from run import HEADERS

from aep_emulator.app import create_app
from aep_emulator.services.schema_registry.composition import compose
from aep_emulator.services.schema_registry.library import Library
from aep_emulator.settings import Settings

SCHEMAS, GROUPS, ROUNDS, REPEATED, CREATED = 10_000, 10, 5, 20, 200
REGISTRY = "/data/foundation/schemaregistry"
TENANT_SCHEMAS = f"{REGISTRY}/tenant/schemas"
PROFILE = "https://ns.adobe.com/xdm/context/profile"
FULL = "application/vnd.adobe.xed-full+json; version=1"

Result = TypeVar("Result")


class Tenant:
    """An emulator of its own, so that it has composed nothing yet."""

    def __init__(self) -> None:
        self._client = create_app(Settings()).test_client()
        self._created = 0

    def call(self, method: str, path: str, body: Any = None, accept: str = "application/json") -> bytes:
        """The answer's body, unparsed: what a client does with it is no part of the figures."""
        response = self._client.open(path, method=method, json=body, headers={**HEADERS, "Accept": accept})
        if response.status_code >= 400:
            raise RuntimeError(response.text)
        answer: bytes = response.data
        return answer

    def create(self, *groups: str) -> str:
        """A profile schema of these field groups; its meta:altId."""
        self._created += 1
        parts = [{"$ref": PROFILE}, *({"$ref": group} for group in groups)]
        body = {"title": f"Schema {self._created}", "type": "object", "allOf": parts}
        return str(json.loads(self.call("POST", TENANT_SCHEMAS, body))["meta:altId"])

    def full(self, address: str) -> bytes:
        """The resolved form of a schema."""
        return self.call("GET", f"{TENANT_SCHEMAS}/{address}", accept=FULL)

    def create_ms(self) -> float:
        """The median of the milliseconds that creating a schema took."""
        return statistics.median(timed(self.create, f"{PROFILE}-person-details")[0] for _ in range(CREATED))


def timed(act: Callable[..., Result], *arguments: str) -> tuple[float, Result]:
    """The milliseconds that something took, and what it gave."""
    started = time.perf_counter()
    result = act(*arguments)
    return (time.perf_counter() - started) * 1000, result


def fields(node: Any) -> int:
    """How many fields a resolved document has."""
    inside = [*node.get("properties", {}).values()]
    inside += [node[name] for name in ("items", "additionalProperties") if isinstance(node.get(name), dict)]
    return sum(1 + fields(child) for child in inside)


def largest() -> tuple[str, ...]:
    """The field groups for profiles with the most fields, the largest first."""
    library = Library()
    sizes = {
        str(group["$id"]): fields(compose(group, library.find_any))
        for group in library.all("mixins")
        if PROFILE in group.get("meta:intendedToExtend", ())
    }
    return tuple(sorted(sizes, key=lambda group: (-sizes[group], group)))


def main(schemas: int = SCHEMAS) -> None:
    """Measure and print."""
    groups = largest()[:GROUPS]
    created, first, repeated = [], [], []
    for _ in range(ROUNDS):
        tenant = Tenant()
        took, address = timed(tenant.create, *groups)
        created.append(took)
        took, resolved = timed(tenant.full, address)
        first.append(took)
        repeated += [timed(tenant.full, address)[0] for _ in range(REPEATED)]
    count = fields(json.loads(resolved))

    tenant = Tenant()
    empty = tenant.create_ms()
    for _ in range(schemas - CREATED):
        tenant.create()
    full = tenant.create_ms()
    print(f"{f'{GROUPS} field groups, {count:,} fields':36}{'ms':>8}   goal")
    print(f"{'create it, reading its files':36}{statistics.median(created):8.1f}")
    print(f"{'xed-full, the first time':36}{statistics.median(first):8.1f}   at most 150")
    print(f"{'xed-full, again':36}{statistics.median(repeated):8.1f}   at most 5")
    print(f"{'create a schema, empty tenant':36}{empty:8.1f}")
    print(f"{f'create a schema, {schemas:,} there':36}{full:8.1f}   the same")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
