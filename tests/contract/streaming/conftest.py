"""A stream into a dataset."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.streaming.stream import Stream


@pytest.fixture
def stream(api: Any) -> Stream:
    return Stream(api)
