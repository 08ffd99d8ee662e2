"""aepp, unmodified, uploads and reads back."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("aepp")


@pytest.mark.assumed("the client aepp 0.6.0 expects it; its requests are no pages of Adobe's")
def test_aepp_ingests_and_reads_back(ingest: Any, tmp_path: Path) -> None:
    script = Path(__file__).with_name("use_aepp.py")
    org = ingest.api.session.headers["x-gw-ims-org-id"]
    command = [sys.executable, str(script), ingest.api.base_url, org, ingest.dataset_id]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, timeout=120)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    mark, part = found.pop("failed")
    assert mark == "_SUCCESS"
    assert re.fullmatch(r"part-00000-[0-9a-f-]{36}-c000\.json", part)
    assert found == {
        "answers": [{}, {}, {}, {}],
        "shown": 3,
        "status": "success",
        "ids": ["1", "2", "3"],
        "second": "success",
        "first": "inactive",
        "preview": ["new"],
        "meta": ["conversion_errors_0.json"],
        "deleted": {},
        "reverted": "inactive",
    }
