"""Listening to what a test sends to its target, through whatever session of requests."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import requests


@contextmanager
def hearing(base_url: str, hear: Callable[[requests.Response], None]) -> Iterator[None]:
    """Pass each answer of the target to `hear`, which runs in this thread only: what threads send has no order.

    Answers that are streamed are left to the test that streams them.
    """
    thread = threading.get_ident()
    send = requests.Session.send

    def listen(session: requests.Session, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        response = send(session, request, **options)
        ours = threading.get_ident() == thread and not options.get("stream")
        if ours and (request.url or "").startswith(base_url):
            hear(response)
        return response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(requests.Session, "send", listen)
        yield
