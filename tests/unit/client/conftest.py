"""A client whose network is a script of answers and whose time moves only when it sleeps; and one of the emulator."""

from __future__ import annotations

import io
import json
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse

from aep_client import AEPClient, Credentials
from aep_client.clock import Clock
from aep_client.wsgi import WSGIAdapter
from aep_emulator.app import create_app
from aep_emulator.settings import Settings

BASE_URL = "https://aep.example"
SECRET = "s3cret-of-the-client"
PROFILE = "https://ns.adobe.com/xdm/context/profile"
FORM = "application/vnd.adobe.xed-full+json; version=1"


class FakeClock(Clock):
    """Stands at one moment until someone sleeps."""

    def __init__(self) -> None:
        self.time = 1_700_000_000.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.time

    def monotonic(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


@dataclass(frozen=True)
class Call:
    """One request as the server sees it."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: Any
    body: bytes
    timeout: Any

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Answer:
    """What the server says: JSON, or text as it is."""

    status: int = 200
    body: Any = None
    headers: Any = None

    @property
    def content(self) -> bytes:
        if self.body is None:
            return b""
        if isinstance(self.body, bytes):
            return self.body
        return self.body.encode() if isinstance(self.body, str) else json.dumps(self.body).encode()


class FakeServer(HTTPAdapter):
    """IMS, which gives token-1, token-2 …, and a service that answers what the test has written down, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.script: deque[Answer | Exception] = deque()
        self.calls: list[Call] = []
        self.token_calls: list[Call] = []
        self.token_answers: deque[Answer] = deque()
        self.expires_in: Any = 86_399
        self.rule: Callable[[Call], Answer] | None = None
        self.on_token_call: Callable[[int], object] = lambda _: None
        self._lock = threading.Lock()

    def answers(self, body: Any = None, status: int = 200, **headers: str) -> FakeServer:
        """Add an answer; underscores in names of headers are dashes."""
        self.script.append(self.answer(body, status, **headers))
        return self

    @staticmethod
    def answer(body: Any = None, status: int = 200, **headers: str) -> Answer:
        """One answer, for a rule."""
        return Answer(status, body, {name.replace("_", "-"): text for name, text in headers.items()})

    def ims_answers(self, body: Any = None, status: int = 200, **headers: str) -> FakeServer:
        """Add an answer of IMS in place of a token."""
        self.token_answers.append(self.answer(body, status, **headers))
        return self

    def fails(self, error: Exception) -> FakeServer:
        """Add a failure of the network."""
        self.script.append(error)
        return self

    def send(self, request: requests.PreparedRequest, *_: Any, timeout: Any = None, **__: Any) -> requests.Response:
        parts = urlsplit(request.url or "")
        body = request.body.encode() if isinstance(request.body, str) else request.body or b""
        path = f"{parts.scheme}://{parts.netloc}{parts.path}".removeprefix(BASE_URL)
        call = Call(str(request.method), path, parse_qs(parts.query), request.headers, body, timeout)
        answer = self._answer(call)
        if isinstance(answer, Exception):
            raise answer
        raw = HTTPResponse(
            body=io.BytesIO(b"" if request.method == "HEAD" else answer.content),
            status=answer.status,
            headers=answer.headers,
            preload_content=False,
            request_method=request.method,
        )
        return self.build_response(request, raw)

    def _answer(self, call: Call) -> Answer | Exception:
        if not call.path.endswith("/ims/token/v3"):
            with self._lock:
                self.calls.append(call)
            return self.script.popleft() if self.rule is None else self.rule(call)
        with self._lock:
            self.token_calls.append(call)
            number = len(self.token_calls)
        self.on_token_call(number)
        if self.token_answers:
            return self.token_answers.popleft()
        body = {"access_token": f"token-{number}", "token_type": "bearer", "expires_in": self.expires_in}
        return self.answer(body)

    @property
    def tokens_sent(self) -> list[str]:
        return [call.headers["Authorization"] for call in self.calls]


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def credentials() -> Credentials:
    return Credentials(client_id="key-of-the-client", client_secret=SECRET, org_id="ORG@AdobeOrg")


@pytest.fixture
def make_client(server: FakeServer, clock: FakeClock, credentials: Credentials) -> Callable[..., AEPClient]:
    """A client of the scripted server; options are those of AEPClient and win."""

    def make(**options: Any) -> AEPClient:
        defaults = {"base_url": BASE_URL, "credentials": credentials, "adapter": server, "clock": clock}
        return AEPClient(**{**defaults, **options})

    return make


@pytest.fixture
def client(make_client: Callable[..., AEPClient]) -> Iterator[AEPClient]:
    with make_client() as client:
        yield client


@pytest.fixture
def app() -> Any:
    """A strict emulator: only tokens that its IMS gave out are accepted."""
    return create_app(Settings(seed=1, rows=20, auth="strict"))


@pytest.fixture
def make_aep(app: Any) -> Callable[..., AEPClient]:
    """A client of the emulator; options are those of AEPClient and win."""

    def make(**options: Any) -> AEPClient:
        credentials = Credentials(client_id="k", client_secret="s", org_id="ORG@AdobeOrg")
        defaults = {"base_url": "http://localhost", "credentials": credentials, "adapter": WSGIAdapter(app)}
        return AEPClient(**{**defaults, **options})

    return make


@pytest.fixture
def aep(make_aep: Callable[..., AEPClient]) -> Iterator[AEPClient]:
    with make_aep() as aep:
        yield aep


@pytest.fixture
def schema_id(aep: AEPClient) -> str:
    """A schema of people in the emulator, with `personalEmail.address` and `person.name.firstName`."""
    groups = [f"{PROFILE}-person-details", f"{PROFILE}-personal-details"]
    references = [{"$ref": address} for address in (PROFILE, *groups)]
    body = {"type": "object", "title": "People", "allOf": references}
    return str(aep.schema_registry.schemas.create(body)["$id"])


@pytest.fixture
def dataset_id(aep: AEPClient, schema_id: str) -> str:
    """A dataset of people in the emulator."""
    return aep.catalog.datasets.create({"name": "People", "schemaRef": {"id": schema_id, "contentType": FORM}})
