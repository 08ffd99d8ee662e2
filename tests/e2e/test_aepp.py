"""The aepp client, unmodified, as the README shows it."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


@pytest.mark.skipif(importlib.util.find_spec("aepp") is None, reason="aepp is not installed")
def test_aepp_creates_a_schema_and_a_dataset_and_reads_them_back(server: Any, tmp_path: Path) -> None:
    script = Path(__file__).with_name("use_aepp.py")
    done = subprocess.run(
        [sys.executable, str(script), server.url],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["tenant"] == "emulator"
    assert seen["schema"].startswith("https://ns.adobe.com/emulator/schemas/")
    assert seen["schemas"] == [seen["schema"]]
    assert seen["title"] == "Made with aepp"
    assert "person" in seen["paths"]
    dataset_id = seen["reference"].removeprefix("@/dataSets/")
    assert seen["datasets"] == [dataset_id]
    assert seen["dataset"][dataset_id]["schemaRef"]["id"] == seen["schema"]
    assert seen["missing"]["status"] == 404
