"""Which operations there are: the totals in the README and the tables in docs/fidelity.md, generated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from flask import Flask

from aep_emulator.gateway.operations import Operation, documented_operations, route_shapes, shape

_OTHER_NAMES = {"dataset": "datasets"}
_BLUEPRINTS = {
    "catalog": "Catalog",
    "connectors": "Flow Service",
    "data_access": "Data Access",
    "data_prep": "Data Prep",
    "flow_service": "Flow Service",
    "ims": "IMS",
    "ingestion": "Batch Ingestion",
    "observability": "Observability Insights",
    "sandbox_tooling": "Sandboxes",
    "sandboxes": "Sandboxes",
    "schema_registry": "Schema Registry",
    "streaming": "Streaming Ingestion",
}
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


@dataclass
class ServiceCoverage:
    """The documented operations of one service, split by whether they are implemented.

    `beyond` are those that its OpenAPI file does not have: `(method, path)`, with `*` for a parameter.
    """

    service: str
    implemented: list[Operation] = field(default_factory=list)
    missing: list[Operation] = field(default_factory=list)
    beyond: list[tuple[str, str]] = field(default_factory=list)


def coverage(app: Flask) -> list[ServiceCoverage]:
    """Per service, in the order of the fixtures; those without an OpenAPI file come last."""
    routes = {
        (method, shape(rule.rule)): rule.endpoint
        for rule in app.url_map.iter_rules()
        for method in _METHODS
        if method in (rule.methods or ())
    }
    found: dict[str, ServiceCoverage] = {}
    known: set[tuple[str, str]] = set()
    for operation in documented_operations():
        entry = found.setdefault(operation.service, ServiceCoverage(operation.service))
        shapes = [(operation.method, candidate) for candidate in route_shapes(operation.path)]
        known.update((method, _canonical(path)) for method, path in shapes)
        matched = any(candidate in routes for candidate in shapes)
        (entry.implemented if matched else entry.missing).append(operation)
    for (method, path), endpoint in sorted(routes.items(), key=lambda route: route[0][::-1]):
        blueprint, _, _ = endpoint.partition(".")
        one_of_many = (method, _canonical(path))
        answered = not getattr(app.view_functions[endpoint], "not_implemented", False)
        # Flask answers HEAD wherever there is a GET.
        if blueprint in _BLUEPRINTS and answered and method != "HEAD" and one_of_many not in known:
            known.add(one_of_many)
            service = _BLUEPRINTS[blueprint]
            found.setdefault(service, ServiceCoverage(service)).beyond.append((method, path))
    return list(found.values())


def _canonical(path: str) -> str:
    """The path in one spelling: some collections go by several."""
    return "/".join(_OTHER_NAMES.get(segment, segment) for segment in path.lower().split("/"))


def totals(services: Iterable[ServiceCoverage]) -> str:
    """A table with a row per service that has an OpenAPI file."""
    lines = ["| service | documented operations | implemented | answered 501 |", "|---|---|---|---|"]
    total = [0, 0]
    for entry in services:
        done, missing = len(entry.implemented), len(entry.missing)
        if done + missing:
            total = [total[0] + done, total[1] + missing]
            lines.append(f"| {entry.service} | {done + missing} | {done} | {missing} |")
    lines.append(f"| **all** | {sum(total)} | {total[0]} | {total[1]} |")
    return "\n".join(lines)


def operations(entry: ServiceCoverage) -> str:
    """A table of one service, folded: path, methods that are implemented, methods answered 501."""
    rows: dict[str, tuple[list[str], list[str]]] = {}
    for column, found in enumerate((entry.implemented, entry.missing)):
        for operation in found:
            rows.setdefault(operation.path, ([], []))[column].append(operation.method)
    for method, path in entry.beyond:
        rows.setdefault(path.replace("*", "{}"), ([], []))[0].append(method)
    count = f"{len(entry.implemented)} of {len(entry.implemented) + len(entry.missing)} documented operations"
    more = f"{len(entry.beyond)} that are on pages only or in use by clients"
    parts = [part for part, some in ((count, entry.implemented), (more, entry.beyond)) if some]
    lines = [f"<details><summary>{', and '.join(parts)}</summary>", "", "| path | implemented | 501 |", "|---|---|---|"]
    for path, (implemented, missing) in sorted(rows.items()):
        lines.append(f"| `{path}` | {' '.join(implemented)} | {' '.join(missing)} |")
    return "\n".join([*lines, "", "</details>"])
