"""Several requests in one.

Documented: "Make multiple requests in a single call" (help/catalog/api/appendix.md): the requests are carried out in
order, a later one may use values of an earlier one's answer as `<<id.attribute>>`, and if one change fails all revert.
A request that only reads may fail alone. Every part that succeeds has code 200, as in the example.
Assumed: after a change has failed nothing more is carried out; the other changes and what was left out are answered
424. There are at most 100 parts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aep_emulator.gateway.errors import ApiError, ErrorContext
from aep_emulator.gateway.scope import Scope
from aep_emulator.services.catalog import errors
from aep_emulator.services.catalog.dispatch import Call, dispatch
from aep_emulator.services.catalog.service import Catalog
from aep_emulator.store.base import StaleEtagError
from aep_emulator.types import Json

MAX_REQUESTS = 100

_METHODS = ("GET", "PUT", "POST", "PATCH", "DELETE")
_REFERENCE = re.compile(r"<<([^<>.]{1,200})\.([^<>]{1,200})>>")
_LONGEST_VALUE = 2_000
_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Part:
    """One of the requests, as it was sent."""

    id: Json
    call: Call

    @property
    def reads(self) -> bool:
        """Whether it changes nothing."""
        return self.call.method == "GET"


def run(catalog: Catalog, scope: Scope, body: Json) -> list[dict[str, Any]]:
    """The answers, `{id, code, body}` each. Raises ApiError 400 for a body that is not a list of requests, 409 when
    others keep changing the same objects.
    """
    parts = _parse(body)
    for _ in range(_ATTEMPTS):
        staged, commit = catalog.staged()
        answers, failed = _carry_out(staged, scope, parts)
        if failed is not None:
            return _reverted(parts, answers, failed)
        try:
            commit()
        except StaleEtagError:
            continue
        return answers
    raise ApiError(409, "ConflictError", "The objects were changed by other requests at the same time; try again.")


def _carry_out(catalog: Catalog, scope: Scope, parts: list[Part]) -> tuple[list[dict[str, Any]], int | None]:
    """The answers up to the first change that fails, and its place."""
    answers: list[dict[str, Any]] = []
    known: dict[str, Json] = {}
    for place, part in enumerate(parts):
        try:
            code, body = 200, dispatch(catalog, scope, _filled(part.call, known))
        except ApiError as error:
            code, body = error.status, errors.render(error, ErrorContext("", 0))
        answers.append({"id": part.id, "code": code, "body": body})
        if code == 200:
            known[str(part.id)] = body
        elif not part.reads:
            return answers, place
    return answers, None


def _reverted(parts: list[Part], answers: list[dict[str, Any]], failed: int) -> list[dict[str, Any]]:
    def answer(place: int) -> dict[str, Any]:
        part = parts[place]
        if place == failed or (place < failed and part.reads):
            return answers[place]
        detail = f"Not carried out, because the request '{parts[failed].id}' failed."
        error = ApiError(424, "FailedDependencyError", detail)
        return {"id": part.id, "code": 424, "body": {**errors.render(error, ErrorContext("", 0)), "title": error.title}}

    return [answer(place) for place in range(len(parts))]


def _parse(body: Json) -> list[Part]:
    if not isinstance(body, list) or not body:
        raise errors.invalid("The request body must be a list of at least one request.")
    if len(body) > MAX_REQUESTS:
        raise errors.invalid(f"The request body must not have more than {MAX_REQUESTS} requests.")
    parts = [_part(f"[{place}]", item) for place, item in enumerate(body)]
    ids = [str(part.id) for part in parts if part.id is not None]
    if len(set(ids)) < len(ids):
        raise errors.invalid("The ids of the requests must differ.")
    return parts


def _part(where: str, item: Json) -> Part:
    if not isinstance(item, dict):
        raise errors.invalid(f"{where}: must be an object with id, resource, method and body.")
    method, resource, headers = item.get("method"), item.get("resource"), item.get("headers", {})
    if not isinstance(method, str) or method.upper() not in _METHODS:
        raise errors.invalid(f"{where}.method: must be one of {', '.join(_METHODS)}.")
    if not isinstance(resource, str) or not resource.startswith("/"):
        raise errors.invalid(f"{where}.resource: must be a path that begins with a slash.")
    if not isinstance(headers, dict) or not all(isinstance(value, str) for value in headers.values()):
        raise errors.invalid(f"{where}.headers: must be an object of strings.")
    if not isinstance(item.get("id"), str | int | None) or isinstance(item.get("id"), bool):
        raise errors.invalid(f"{where}.id: must be a string.")
    lower = {name.lower(): value for name, value in headers.items()}
    return Part(item.get("id"), Call(method.upper(), resource, lower, item.get("body")))


def _filled(call: Call, known: Mapping[str, Json]) -> Call:
    """The request with the values it refers to. Raises ApiError 400 for a reference to nothing."""
    headers = {name: str(_with_values(value, known)) for name, value in call.headers.items()}
    return Call(call.method, str(_with_values(call.resource, known)), headers, _with_values(call.body, known))


def _with_values(node: Json, known: Mapping[str, Json]) -> Json:
    if isinstance(node, dict):
        return {name: _with_values(value, known) for name, value in node.items()}
    if isinstance(node, list):
        return [_with_values(value, known) for value in node]
    if not isinstance(node, str) or "<<" not in node:
        return node
    whole = _REFERENCE.fullmatch(node)
    if whole is not None:
        return _value(whole, known)
    return _REFERENCE.sub(lambda found: str(_value(found, known)), node)


def _value(reference: re.Match[str], known: Mapping[str, Json]) -> str | int | float | bool:
    name, attribute = reference.groups()
    if name not in known:
        raise errors.invalid(f"'{reference[0]}' refers to no earlier request that succeeded.")
    value = _attribute(known[name], attribute)
    if not isinstance(value, str | int | float) or (isinstance(value, str) and len(value) > _LONGEST_VALUE):
        raise errors.invalid(f"'{reference[0]}' refers to no single value of that answer.")
    return value


def _attribute(answer: Json, attribute: str) -> Json:
    if isinstance(answer, list):
        # Documented: a reference to an object is known as `id`.
        return str(answer[0]).rpartition("/")[2] if answer and attribute == "id" else None
    found = _walk(answer, attribute)
    if found is None and isinstance(answer, dict) and len(answer) == 1:
        ((object_id, document),) = answer.items()
        return object_id if attribute == "id" else _walk(document, attribute)
    return found


def _walk(node: Json, path: str) -> Json:
    if not isinstance(node, dict):
        return None
    if path in node:
        return node[path]
    head, _, rest = path.partition(".")
    return _walk(node.get(head), rest) if rest else None
