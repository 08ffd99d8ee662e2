"""Each answer is held against Adobe's OpenAPI files; what the files have wrong is in errata.py."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

import requests

from tests.contract.support.errata import Erratum, erratum
from tests.contract.support.openapi import Operation, Published

_NOT_IMPLEMENTED = 501


class Contradiction(NamedTuple):
    """An answer and a file disagree: the operation, what about the answer (see Erratum), and how."""

    operation: Operation
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.operation}: {self.where}: {self.message}"


class Conformance:
    """Gathers what the answers of one test contradict, and which errata explain it."""

    def __init__(self, files: Published) -> None:
        self._files = files
        self.answered: set[str] = set()
        self.unimplemented: set[str] = set()
        self.contradictions: list[Contradiction] = []
        self.explained: set[Erratum] = set()

    def hear(self, response: requests.Response) -> None:
        """Hold one answer against the file that has its operation."""
        request = response.request
        operation = self._files.find(request.method or "", urlsplit(request.url or "").path)
        if operation is None:
            return
        if response.ok:
            self.answered.add(str(operation))
        elif response.status_code == _NOT_IMPLEMENTED:
            self.unimplemented.add(str(operation))
        for found in contradictions(operation, response):
            entry = erratum(operation.file, operation.name, found.where)
            if entry is None:
                self.contradictions.append(found)
            else:
                self.explained.add(entry)


def contradictions(operation: Operation, response: requests.Response) -> Iterator[Contradiction]:
    """Everything in which an answer is not what the file says."""
    status = response.status_code
    if not operation.documents(status):
        yield Contradiction(operation, f"status {status}", "is not among the file's")
        return
    media_types = operation.media_types(status)
    if not media_types:
        return
    media_type = response.headers.get("Content-Type", "").partition(";")[0]
    if media_type not in media_types:
        yield Contradiction(operation, f"media type {media_type or 'none'}", f"is not among {media_types}")
    if not media_type.endswith("json"):
        return
    try:
        body = response.json()
    except ValueError:
        yield Contradiction(operation, "body", "is not JSON")
        return
    for failure in operation.failures(status, body):
        yield Contradiction(operation, f"body {failure.path}".rstrip(), failure.message)
