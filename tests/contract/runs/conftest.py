"""What the tests of runs begin with."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.runs.flows import Flows


@pytest.fixture
def flows(api: Any) -> Flows:
    return Flows(api)
