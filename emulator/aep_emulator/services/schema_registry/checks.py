"""Whether a body may become a resource at all: its shape, and where its custom fields are.

Documented: "XDM field constraints and best practices" in help/xdm/api/getting-started.md; "Namespace validation error"
in the troubleshooting guide.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from aep_emulator.pattern_cost import PatternError, check_pattern
from aep_emulator.services.schema_registry import errors
from aep_emulator.services.schema_registry.composition import CompositionError, at_pointer
from aep_emulator.services.schema_registry.field_rules import broken_rules
from aep_emulator.services.schema_registry.limits import check_size
from aep_emulator.types import Document
from aep_emulator.validation import request_schema

_PACKAGE = "aep_emulator.services.schema_registry"
_SHOWN_FAILURES = 5
_NAME = re.compile(r"[A-Za-z0-9-][A-Za-z0-9_-]*")
# A field says what it is by one of these; a resource, a definition and a part of an allOf need none.
_TYPED_BY = frozenset({"type", "$ref", "properties", "additionalProperties", "allOf"})


def check_shape(body: Document, name: str = "resources") -> None:
    """Raises ApiError 400 naming each member that breaks the rules of `requests/NAME.json`."""
    check_size(body)
    failures = list(itertools.islice(request_schema(_PACKAGE, name).iter_failures(body), _SHOWN_FAILURES + 1))
    if failures:
        shown = "; ".join(str(failure) for failure in failures[:_SHOWN_FAILURES])
        raise errors.bad_request(shown if len(failures) <= _SHOWN_FAILURES else f"{shown}; and more")


def check_fields(node: Document, path: str = "", *, is_field: bool = False) -> None:
    """Raises ApiError 400 for a field without a type, a pattern that is no regular expression, a bad enum or map."""
    if is_field and _TYPED_BY.isdisjoint(node):
        raise errors.bad_request(f"{path}: a field must have a type, or a $ref to a data type.")
    for rule in broken_rules(node):
        raise errors.bad_request(f"{path}: {rule}" if path else rule)
    if "pattern" in node:
        _check_pattern(f"{path}.pattern".lstrip("."), node["pattern"])
    for name, child, child_is_field in _children(node):
        check_fields(child, f"{path}.{name}" if path else name, is_field=child_is_field)


def check_names(tenant: str, kind: str, draft: Document, ad_hoc_namespace: str | None = None) -> None:
    """Custom fields live under `_{tenant}`, and no name inside begins with an underscore. Raises ApiError 400.

    Data types need no namespace. Fields that extend a standard field group's object are under `_{tenant}` inside it.
    Ad hoc classes keep theirs under a namespace of their own, whose names come from whatever file was loaded.
    """
    names = _Names(tenant, draft, ad_hoc_namespace)
    if kind == "datatypes":
        names.check_names(draft, "", namespace_allowed=True)
    else:
        names.check_namespaced(draft, "")


class _Names:
    """The names in one resource. What a local reference leads to is checked once, wherever it is used."""

    def __init__(self, tenant: str, root: Document, ad_hoc_namespace: str | None) -> None:
        self._tenant = tenant
        self._root = root
        self._ad_hoc_path = f"/{ad_hoc_namespace}"
        self._named: set[str] = set()
        self._namespaced: dict[str, bool] = {}

    def check_namespaced(self, part: Document, path: str) -> bool:
        """Each field must be a namespace, or a standard object or array that has only such fields.

        Whether there are any fields at all.
        """
        has_fields = False
        for name, field in part.get("properties", {}).items():
            has_fields = True
            self._check_field(name, field, f"{path}/{name}")
        for member in part.get("allOf", ()):
            has_fields = self.check_namespaced(member, path) or has_fields
        reference, target = self._target(part)
        if target is not None:
            if reference not in self._namespaced:
                self._namespaced[reference] = False  # A definition inside itself adds no fields.
                self._namespaced[reference] = self.check_namespaced(target, path)
            has_fields = self._namespaced[reference] or has_fields
        return has_fields

    def check_names(self, field: Document, path: str, *, namespace_allowed: bool = False) -> None:
        """No name below a field may begin with an underscore or have other characters than a name may."""
        for name, child in field.get("properties", {}).items():
            if not (namespace_allowed and name == f"_{self._tenant}") and _NAME.fullmatch(name) is None:
                raise errors.field_name(f"{path}/{name}", name)
            self.check_names(child, f"{path}/{name}")
        for part in field.get("allOf", ()):
            self.check_names(part, path, namespace_allowed=namespace_allowed)
        for member in ("items", "additionalProperties"):
            if isinstance(field.get(member), dict):
                self.check_names(field[member], f"{path}[*]")
        reference, target = self._target(field)
        if target is not None and reference not in self._named:
            self._named.add(reference)
            self.check_names(target, path, namespace_allowed=namespace_allowed)

    def _check_field(self, name: str, field: Document, path: str) -> None:
        if name == f"_{self._tenant}":
            self.check_names(field, path)
        elif path == self._ad_hoc_path:
            return
        else:
            items = field.get("items")
            if not self.check_namespaced(items if isinstance(items, dict) else field, path):
                raise errors.namespace(self._tenant, path)

    def _target(self, part: Document) -> tuple[str, Document | None]:
        reference = str(part.get("$ref", ""))
        if not reference.startswith("#"):
            return reference, None
        try:
            return reference, at_pointer(self._root, reference, reference[1:])
        except CompositionError:
            return reference, None  # Composing the resource comes next, and says so.


def _children(node: Document) -> Iterator[tuple[str, Document, bool]]:
    """What is inside a definition: where, the definition there, and whether it is a field."""
    for member in ("properties", "definitions"):
        for name, child in node.get(member, {}).items():
            yield f"{member}.{name}", child, member == "properties"
    for member in ("items", "additionalProperties"):
        if isinstance(node.get(member), dict):
            yield member, node[member], True
    for index, part in enumerate(node.get("allOf", ())):
        yield f"allOf[{index}]", part, False


def _check_pattern(path: str, pattern: str) -> None:
    try:
        check_pattern(pattern)
    except PatternError as error:
        raise errors.bad_request(f"{path}: {error}") from None
