"""What Adobe's OpenAPI files say about answers, where the files are at hand."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from jsonschema import Draft4Validator
from referencing import Registry
from referencing.jsonschema import DRAFT4

# Where the paths of each file begin. Streaming Ingestion has a host of its own; at an emulator it is the same.
BASES = {
    "flow-service.yaml": "/data/foundation/flowservice",
    "schema-registry.yaml": "/data/foundation/schemaregistry",
    "catalog.yaml": "/data/foundation/catalog",
    "data-prep.yaml": "/data/foundation/conversion",
    "batch-ingestion.yaml": "/data/foundation/import",
    "data-access.yaml": "/data/foundation/export",
    "sandbox.yaml": "/data/foundation",
    "streaming-ingestion.yaml": "",
    "observability-insights.yaml": "/data/infrastructure/observability/insights",
}
_METHODS = ("get", "put", "post", "delete", "head", "patch")
_DOCUMENT = "urn:published"
# Some lack the slash behind the `#`.
_REFERENCE = re.compile(r"#/?((?:components|definitions)/)")
_PARAMETER = re.compile(r"\\\{(\w+)\\\}")
# The path of a file in a batch may have folders in it.
_WITH_SLASHES = "filePath"
_LONGEST_MESSAGE = 200


class Failure(NamedTuple):
    """Where a body breaks its schema: the path of the value, with `*` for any index, and the rule."""

    path: str
    message: str


class Operation:
    """An operation as a file describes it."""

    def __init__(self, file: str, method: str, path: str, document: dict[str, Any]) -> None:
        described = document["paths"][path][method]
        self.file = file
        self.name = f"{method.upper()} {path}"
        self._document = document
        self._answers = {str(status): answer for status, answer in described["responses"].items()}
        self._produces = described.get("produces", document.get("produces", []))
        self._validators: dict[int, Draft4Validator | None] = {}

    def __str__(self) -> str:
        return f"{self.file}: {self.name}"

    def documents(self, status: int) -> bool:
        """Whether the file names the status."""
        return str(status) in self._answers

    def media_types(self, status: int) -> list[str]:
        """Those of an answer; none where the file describes no body. Both versions of OpenAPI are read."""
        answer = self._answers[str(status)]
        return list(answer.get("content", self._produces if "schema" in answer else ()))

    def example(self, status: int) -> Any:
        """The example of an answer, None when the file has none."""
        answer = self._answers[str(status)]
        return answer.get("content", answer.get("examples", {})).get("application/json", {}).get("example")

    def failures(self, status: int, body: Any) -> Iterator[Failure]:
        """What in a body its schema does not allow.

        Some lists are described by what stands in them: that a list is there is a failure, each element is looked at.
        """
        if status not in self._validators:
            self._validators[status] = self._validator(self._answers[str(status)])
        validator = self._validators[status]
        if validator is None:
            return
        for path, message in _errors(validator, body):
            yield Failure(".".join(path), message)
            if not path and isinstance(body, list):
                for item in body:
                    yield from (Failure(".".join(("*", *inner)), rule) for inner, rule in _errors(validator, item))

    def _validator(self, answer: dict[str, Any]) -> Draft4Validator | None:
        schema = answer.get("schema") or answer.get("content", {}).get("application/json", {}).get("schema")
        if schema is None:
            return None
        return Draft4Validator(
            schema, registry=Registry().with_resource(_DOCUMENT, DRAFT4.create_resource(self._document))
        )


class Published:
    """The operations of all files in a folder; some may be missing."""

    def __init__(self, folder: Path) -> None:
        self.operations: list[Operation] = []
        self._patterns: list[tuple[int, str, re.Pattern[str], Operation]] = []
        for file, base in BASES.items():
            document = _read(folder / file) if (folder / file).exists() else {"paths": {}}
            for path, method in ((path, method) for path, methods in document["paths"].items() for method in methods):
                if method in _METHODS:
                    self._add(base, method, path, Operation(file, method, path, document))
        self._patterns.sort(key=lambda found: found[0])

    def find(self, method: str, path: str) -> Operation | None:
        """The operation that a request asks for, None when no file has it. Literal paths win over parameters."""
        wanted = path.rstrip("/")
        found = (op for _, verb, pattern, op in self._patterns if verb == method and pattern.fullmatch(wanted))
        return next(found, None)

    def _add(self, base: str, method: str, path: str, operation: Operation) -> None:
        pattern = _PARAMETER.sub(
            lambda match: ".+" if match[1] == _WITH_SLASHES else "[^/]+", re.escape(base + path.rstrip("/"))
        )
        self.operations.append(operation)
        # Pages and files spell `dataSets` in two ways, and both are answered.
        compiled = re.compile(pattern, re.IGNORECASE)
        self._patterns.append((path.count("{"), method.upper(), compiled, operation))


@functools.cache
def published(folder: Path) -> Published:
    """The files in a folder, read once in a process."""
    return Published(folder)


def _errors(validator: Draft4Validator, value: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    """`(path, message)` of each broken rule."""
    for error in validator.iter_errors(value):
        path = tuple("*" if isinstance(part, int) else str(part) for part in error.absolute_path)
        yield path, error.message[:_LONGEST_MESSAGE]


def _read(file: Path) -> dict[str, Any]:
    import yaml

    # Schemas are looked at by themselves, so that what they refer to has to be found from outside the file.
    text = _REFERENCE.sub(rf"{_DOCUMENT}#/\1", file.read_text(encoding="utf-8"))
    document: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    return document
