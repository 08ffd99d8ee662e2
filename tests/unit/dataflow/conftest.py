"""What tests of runs share: an emulator with a clock that stands still, tables and files of the test's own, flows."""

from __future__ import annotations

import csv
import logging
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from aep_emulator.app import create_app
from aep_emulator.clock import FixedClock
from aep_emulator.settings import Settings

START_S = 2_000_000_000
"""When every test begins, in seconds since the epoch: 2033-05-18T03:33:20Z, on no hour and no day."""

_FINAL = ("success", "failed")

_SALESFORCE = "cfc0fee1-7dc0-40ef-b73e-d8b134c436f5"
_BLOB = "4c10e202-c428-4796-9208-5f1f5732b1cf"
_DATA_LAKE = "c604ff05-7f1a-43c0-8e18-33bf874cb11c"
_CRM_TO_AEP = "14518937-270c-4525-bdec-c2ba7cce3860"
_CLOUD_STORAGE_TO_AEP = "9753525b-82c7-4dce-8a9b-5ccfce2b9876"
_PROFILE = "https://ns.adobe.com/xdm/context/profile"

_COLUMNS = ("id", "name", "gender", "year", "changed")


@dataclass
class Flow:
    """A flow with what it writes to."""

    id: str
    dataset: str
    body: dict[str, Any] = field(repr=False)


class Lab:
    """An emulator in process, whose time only `advance` moves. Rows are `{id, name, gender, year, changed}`."""

    start_s = START_S

    def __init__(self, http: Any, data: Path, clock: FixedClock) -> None:
        self._http = http
        self._data = data
        self.machine_clock = clock
        """The time of the machine, which goes on without the emulator being told."""

    @staticmethod
    def every(frequency: str, interval: int = 1, *, start_s: int = START_S, **further: Any) -> dict[str, Any]:
        """A schedule."""
        return {"startTime": start_s, "frequency": frequency, "interval": interval, **further}

    @staticmethod
    def people(*ids: str, changed: str = "2023-01-01 00:00:00", **further: Any) -> list[dict[str, Any]]:
        """Rows with these ids. A `gender` that is none is refused; a `year` that is none is only left out."""
        usual = {"gender": "female", "year": 1990, "changed": changed}
        return [{"id": key, "name": f"Name {key}", **usual, **further} for key in ids]

    @staticmethod
    def status(run: dict[str, Any]) -> str:
        """The status of a run."""
        return str(run["metrics"]["statusSummary"]["status"])

    @staticmethod
    def window(run: dict[str, Any]) -> tuple[int, int]:
        """What a run has read, in milliseconds since the epoch."""
        extensions = run["activities"][0]["durationSummary"]["extensions"]
        return extensions["windowStart"], extensions["windowEnd"]

    @staticmethod
    def wait_for(done: Callable[[], Any], what: str) -> Any:
        """The first true result of `done`; fails when there is none within a minute."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if found := done():
                return found
            time.sleep(0.005)
        raise AssertionError(f"{what} did not happen within a minute")

    def another(self) -> Lab:
        """The same emulator, for another thread."""
        http = self._http.application.test_client()
        http.environ_base.update(self._http.environ_base)
        return Lab(http, self._data, self.machine_clock)

    def call(self, method: str, path: str, body: Any = None, *, status: int = 200, **options: Any) -> Any:
        """The JSON of an answer, whose status is checked; `path` from the root."""
        response = self._http.open(path, method=method, json=body, **options)
        assert response.status_code == status, response.text
        return response.get_json(silent=True)

    def download(self, path: str) -> bytes:
        """The content of a file."""
        response = self._http.get(path)
        assert response.status_code == 200, response.text
        return bytes(response.data)

    def flow_service(self, method: str, path: str, body: Any = None, *, status: int = 200, **options: Any) -> Any:
        """The same for Flow Service."""
        return self.call(method, f"/data/foundation/flowservice{path}", body, status=status, **options)

    def write_table(self, rows: list[dict[str, Any]], name: str = "Rows") -> None:
        """Make these the rows of a table."""
        _write(self._data / "tables" / f"{name}.csv", rows)

    def write_file(self, name: str, rows: list[dict[str, Any]], modified_s: float) -> None:
        """Write a file into /in of the storage, last modified at that time."""
        path = self._data / "files" / "in" / name
        _write(path, rows)
        os.utime(path, (modified_s, modified_s))

    def write_text(self, name: str, text: str, modified_s: float) -> None:
        """Write any text into a file of /in."""
        path = self._data / "files" / "in" / name
        path.write_text(text)
        os.utime(path, (modified_s, modified_s))

    def advance(self, seconds: float) -> int:
        """Move the clock and run what falls due: how many runs there were."""
        return int(self.call("POST", "/_emulator/clock", {"advance": seconds})["runs"])

    @property
    def now_s(self) -> float:
        """The time now, in seconds since the epoch."""
        return float(self.call("GET", "/_emulator/clock")["now"]) / 1000

    def flow(
        self,
        schedule: dict[str, Any] | None = None,
        *,
        table: str = "Rows",
        file: str | None = None,
        delta: dict[str, Any] | None = None,
        options: dict[str, Any] | None = None,
        filters: dict[str, Any] | None = None,
    ) -> Flow:
        """A flow from a table, or from files, to a dataset of its own; without a schedule it runs once, at once."""
        if file is None:
            source, spec = self._source(_SALESFORCE, {"tableName": table}, filters), _CRM_TO_AEP
        else:
            source, spec = self._source(_BLOB, {"path": file}, filters), _CLOUD_STORAGE_TO_AEP
        schema = self.call(
            "POST",
            "/data/foundation/schemaregistry/tenant/schemas",
            {
                "type": "object",
                "title": f"People {source}",
                "allOf": [{"$ref": _PROFILE}, {"$ref": f"{_PROFILE}-person-details"}],
                "meta:class": _PROFILE,
            },
            status=201,
        )["$id"]
        content_type = "application/vnd.adobe.xed-full+json;version=1"
        dataset = self.call(
            "POST",
            "/data/foundation/catalog/dataSets",
            {"name": "People", "schemaRef": {"id": schema, "contentType": content_type}},
            status=201,
        )[0].rpartition("/")[2]
        target = self.flow_service(
            "POST",
            "/targetConnections",
            {
                "name": "Target",
                "data": {"schema": {"id": schema, "version": content_type}},
                "params": {"dataSetId": dataset},
                "connectionSpec": {"id": _DATA_LAKE, "version": "1.0"},
            },
            status=201,
        )["id"]
        paths = {
            "id": "_id",
            "name": "person.name.fullName",
            "gender": "person.gender",
            "year": "person.birthYear",
        }
        mapping = self.call(
            "POST",
            "/data/foundation/conversion/mappingSets",
            {
                "xdmSchema": schema,
                "mappings": [
                    {"sourceType": "ATTRIBUTE", "source": name, "destination": path} for name, path in paths.items()
                ],
            },
        )["id"]
        copy = {"name": "Copy", "params": {"deltaColumn": delta}}
        body = {
            "name": "Flow",
            "flowSpec": {"id": spec, "version": "1.0"},
            "sourceConnectionIds": [source],
            "targetConnectionIds": [target],
            "transformations": [
                *([copy] if delta else []),
                {"name": "Mapping", "params": {"mappingId": mapping, "mappingVersion": 0}},
            ],
            "scheduleParams": schedule or {"startTime": START_S, "frequency": "once"},
            **({"options": options} if options else {}),
        }
        flow_id = self.flow_service("POST", "/flows", body, status=201)["id"]
        return Flow(flow_id, dataset, body)

    def patch(self, flow: Flow, *changes: tuple[str, Any]) -> None:
        """Replace members of a flow, by their paths."""
        etag = self.flow_service("GET", f"/flows/{flow.id}")["items"][0]["etag"]
        operations = [{"op": "replace", "path": path, "value": value} for path, value in changes]
        self.flow_service("PATCH", f"/flows/{flow.id}", operations, headers={"If-Match": etag})

    def act(self, flow: Flow, operation: str) -> None:
        """ENABLE or DISABLE a flow."""
        self.flow_service("POST", f"/flows/{flow.id}/action?op={operation}")

    def delete(self, flow: Flow) -> None:
        """Delete a flow."""
        self.flow_service("DELETE", f"/flows/{flow.id}", status=204)

    def runs(self, flow: Flow) -> list[dict[str, Any]]:
        """The runs of a flow, oldest first."""
        found: list[dict[str, Any]] = []
        path: str | None = f"/runs?property=flowId=={flow.id}&limit=100"
        while path:
            page = self.flow_service("GET", path)
            found += page["items"]
            path = page["_links"].get("next", {}).get("href")
            path = path and "/runs?" + path.partition("?")[2]
        return sorted(found, key=lambda run: run["createdAt"])

    def finished(self, flow: Flow, count: int = 1) -> list[dict[str, Any]]:
        """The runs of a flow, once there are so many and all have ended."""

        def look() -> list[dict[str, Any]] | None:
            runs = self.runs(flow)
            return runs if len(runs) >= count and all(self.status(run) in _FINAL for run in runs) else None

        found: list[dict[str, Any]] = self.wait_for(look, f"the end of {count} runs")
        return found

    def run_on_demand(self, flow: Flow, params: dict[str, Any] | None = None) -> str:
        """Ask for a run: its id."""
        body = {"flowId": flow.id, **({} if params is None else {"params": params})}
        return str(self.flow_service("POST", "/runs", body, status=201)["id"])

    def run(self, run_id: str) -> dict[str, Any]:
        """A run as it is now."""
        found: dict[str, Any] = self.flow_service("GET", f"/runs/{run_id}")["items"][0]
        return found

    def ended(self, run_id: str) -> dict[str, Any]:
        """A run, once it has ended."""

        def look() -> dict[str, Any] | None:
            run = self.run(run_id)
            return run if self.status(run) in _FINAL else None

        found: dict[str, Any] = self.wait_for(look, "the end of the run")
        return found

    def ids(self, flow: Flow) -> list[str]:
        """The `_id` of every record in the flow's dataset, in order."""
        rows = self.call("GET", f"/data/foundation/export/datasets/{flow.dataset}/preview")["data"]
        assert len(rows) < 100, "there may be more than the preview shows"
        return sorted(row["_id"] for row in rows)

    def batches(self, flow: Flow) -> list[dict[str, Any]]:
        """The batches of the flow's dataset."""
        return list(self.call("GET", f"/data/foundation/catalog/batches?dataSet={flow.dataset}").values())

    def _source(self, spec: str, params: dict[str, Any], filters: dict[str, Any] | None) -> str:
        if spec == _SALESFORCE:
            auth = {
                "specName": "Basic Authentication",
                "params": dict.fromkeys(("username", "password", "securityToken"), "x"),
            }
            data: dict[str, Any] = {"format": "tabular"}
        else:
            auth = {"specName": "ConnectionString", "params": {"connectionString": "x"}}
            data = {"format": "delimited"}
        connection_spec = {"id": spec, "version": "1.0"}
        base = self.flow_service(
            "POST", "/connections", {"name": "Base", "auth": auth, "connectionSpec": connection_spec}, status=201
        )["id"]
        body = {
            "name": "Source",
            "baseConnectionId": base,
            "data": data,
            "params": {**params, **({"filters": filters} if filters else {})},
            "connectionSpec": connection_spec,
        }
        return str(self.flow_service("POST", "/sourceConnections", body, status=201)["id"])


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The user's folder, with an empty table `Rows` in it."""
    folder = tmp_path / "data"
    (folder / "tables").mkdir(parents=True)
    (folder / "files" / "in").mkdir(parents=True)
    _write(folder / "tables" / "Rows.csv", [])
    return folder


@pytest.fixture
def lab(data: Path, headers: dict[str, str]) -> Lab:
    """An emulator with the user's folder. With a seed: after a reset, the same requests give the same ids."""
    clock = FixedClock(START_S * 1000)
    app = create_app(Settings(seed=1, rows=5, data=data), clock=clock)
    http = app.test_client()
    http.environ_base.update({f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()})
    return Lab(http, data, clock)


@pytest.fixture
def no_defects(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fails when something was logged as an error, which is how the background reports its defects."""
    yield
    assert [record.message for record in caplog.records if record.levelno >= logging.ERROR] == []


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    # At once, as a run may be reading.
    draft = path.with_suffix(".draft")
    with draft.open("w", newline="") as file:
        writer = csv.DictWriter(file, _COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    draft.replace(path)
