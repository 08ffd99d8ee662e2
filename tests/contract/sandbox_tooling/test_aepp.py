"""aepp, unmodified, packages, publishes, imports and shares."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("aepp")


@pytest.mark.assumed("the client aepp 0.6.0 expects it; its requests are no pages of Adobe's")
def test_aepp_copies_a_dataset(tooling: Any, tmp_path: Path) -> None:
    script = Path(__file__).with_name("use_aepp.py")
    command = [sys.executable, str(script), tooling.api.base_url, tooling.org, tooling.dataset_id, tooling.schema_id]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, timeout=120)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "draft": "DRAFT",
        "renamed": "renamed",
        "artifacts": ["CATALOG_DATASET", "REGISTRY_SCHEMA"],
        "left": ["CATALOG_DATASET"],
        "found": 1,
        "published": "PUBLISHED",
        "conflicts": [],
        "imported": "prod",
        "jobs": ["SUCCESS"],
        "children": 3,
        "public": "PUBLIC",
        "asked": ["PARTNER@AdobeOrg"],
        "requests": 0,
        "pulled": "PENDING",
        "transfer": "COMPLETED",
        "transfers": 1,
        "deleted": 200,
    }
