"""The operations Adobe documents, so that one we do not implement is answered 501 and not 404."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

import aep_fixtures

_PARAMETER = re.compile(r"<[^>]*>|\{[^}]*\}")


@dataclass(frozen=True, slots=True)
class Operation:
    """One documented operation: service name, method and full path template."""

    service: str
    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@functools.cache
def documented_operations() -> tuple[Operation, ...]:
    """Every operation of the services we emulate, from `operations.json` in the fixtures."""
    return tuple(
        Operation(service["name"], method, service["base"] + path)
        for service in aep_fixtures.read_json("operations.json")
        for path, methods in service["operations"].items()
        for method in methods.split()
    )


def shape(path: str) -> str:
    """A documented path or a route with `*` for each parameter, to compare the two."""
    return _PARAMETER.sub("*", path).rstrip("/")


def route_shapes(path: str) -> Iterator[str]:
    """The shapes a documented path may have as a route: containers may be routed by a parameter or by name."""
    documented = shape(path)
    yield documented
    for container in ("tenant", "global"):
        yield documented.replace(f"/{container}/", "/*/")
        # Schema Registry's parametrised container stands for both names.
        yield documented.replace("schemaregistry/*/", f"schemaregistry/{container}/")


class DocumentedOperations:
    """Finds the documented operation a request asks for."""

    def find(self, method: str, path: str) -> Operation | None:
        """The operation, or None when Adobe documents none such."""
        wanted = path.rstrip("/")
        return next(
            (
                operation
                for operation, pattern in _patterns()
                if operation.method == method and pattern.fullmatch(wanted)
            ),
            None,
        )


@functools.cache
def _patterns() -> list[tuple[Operation, re.Pattern[str]]]:
    # Compiled at the first unmatched request: most sessions never need them.
    return [
        (operation, re.compile(re.sub(r"\\\{.*?\\\}", "[^/]+", re.escape(operation.path.rstrip("/")))))
        for operation in documented_operations()
    ]
