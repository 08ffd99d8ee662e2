"""Which documented operations have a route: the table in the README, generated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from flask import Flask

from aep_emulator.gateway.operations import Operation, documented_operations, route_shapes, shape


@dataclass
class ServiceCoverage:
    """The documented operations of one service, split by whether they are implemented."""

    service: str
    implemented: list[Operation] = field(default_factory=list)
    missing: list[Operation] = field(default_factory=list)


def coverage(app: Flask) -> list[ServiceCoverage]:
    """Per service, in the order of the fixtures."""
    routes = {(method, shape(rule.rule)) for rule in app.url_map.iter_rules() for method in rule.methods or ()}
    found: dict[str, ServiceCoverage] = {}
    for operation in documented_operations():
        entry = found.setdefault(operation.service, ServiceCoverage(operation.service))
        matched = any((operation.method, candidate) in routes for candidate in route_shapes(operation.path))
        (entry.implemented if matched else entry.missing).append(operation)
    return list(found.values())


def markdown(services: Iterable[ServiceCoverage]) -> str:
    """A table with a row per service, then what is missing, by name."""
    lines = ["| service | documented operations | implemented | answered 501 |", "|---|---|---|---|"]
    total = [0, 0]
    services = list(services)
    for entry in services:
        done, missing = len(entry.implemented), len(entry.missing)
        total = [total[0] + done, total[1] + missing]
        lines.append(f"| {entry.service} | {done + missing} | {done} | {missing} |")
    lines.append(f"| **all** | {sum(total)} | {total[0]} | {total[1]} |")
    lines.append("")
    lines.append("<details><summary>Operations answered 501</summary>")
    lines.append("")
    lines += [f"- {operation}" for entry in services for operation in entry.missing]
    lines.append("")
    lines.append("</details>")
    return "\n".join(lines)
