"""Dataflow runs: how fast rows go through one, and how quickly the server answers meanwhile.

`python tests/bench/runs.py [ROWS]`, about a minute with the default of 1,000,000 rows. The first table is of CPU time,
which what else the machine does changes least, in processes of their own. With few rows what is loaded once weighs
most. Nothing here fails on a slow day.
"""

from __future__ import annotations

import csv
import http.client
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from run import HEADERS, create_one, emulator, server

HERE = Path(__file__)
ROWS, GETS_S, PAUSE_S = 1_000_000, 10.0, 0.002
COLUMNS = ("id", "first", "last", "email", "year", "born", "city", "country", "changed", "note")
FIRST = ("Ada", "Émile", "Grace", "Linus", "Margaret", "Niklaus", "Barbara", "Edsger")
LAST = ("Lovelace", "Borel", "Hopper", "Torvalds", "Hamilton", "Wirth", "Liskov", "Dijkstra")
CITIES = ("Basel", "Köln", "Paris", "Utrecht", "Boston", "London")
PROFILE = "https://ns.adobe.com/xdm/context/profile"
SALESFORCE, DATA_LAKE = "cfc0fee1-7dc0-40ef-b73e-d8b134c436f5", "c604ff05-7f1a-43c0-8e18-33bf874cb11c"
CRM_TO_AEP = "14518937-270c-4525-bdec-c2ba7cce3860"
MAPPINGS = (
    ("ATTRIBUTE", "id", "_id"),
    ("ATTRIBUTE", "first", "person.name.firstName"),
    ("ATTRIBUTE", "last", "person.name.lastName"),
    ("ATTRIBUTE", "born", "person.birthDate"),
    ("ATTRIBUTE", "year", "person.birthYear"),
    ("ATTRIBUTE", "city", "homeAddress.city"),
    ("EXPRESSION", 'concat(first, " ", upper(last))', "person.name.fullName"),
    ("EXPRESSION", "lower(email)", "personalEmail.address"),
)

Call = Callable[[str, str, Any], Any]
"""Sends method, path and JSON body; gives the answer's JSON."""


def write_table(folder: Path, rows: int) -> Path:
    """`tables/People.csv` in the folder, with so many rows of COLUMNS."""
    chance = random.Random(1)
    path = folder / "tables" / "People.csv"
    path.parent.mkdir()
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for number in range(rows):
            first, last, year = chance.choice(FIRST), chance.choice(LAST), chance.randint(1900, 2020)
            born = f"{year}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
            email = f"{first}.{last}.{number}@Example.com"
            changed, note = f"2023-01-01 00:{number % 60:02}:00", "Nothing in particular"
            writer.writerow((f"P{number}", first, last, email, year, born, chance.choice(CITIES), "CH", changed, note))
    return path


def create_flow(call: Call, start_s: int) -> str:
    """A flow from the table to a dataset of its own that runs once at that time (seconds since 1970); its id."""
    flow_service, registry = "/data/foundation/flowservice", "/data/foundation/schemaregistry"
    details = ("profile-person-details", "profile-personal-details")
    parts = [{"$ref": PROFILE}, *({"$ref": f"https://ns.adobe.com/xdm/context/{name}"} for name in details)]
    schema = call(
        "POST",
        f"{registry}/tenant/schemas",
        {"type": "object", "title": "People", "allOf": parts, "meta:class": PROFILE},
    )["$id"]
    version = "application/vnd.adobe.xed-full+json;version=1"
    reference = {"id": schema, "contentType": version}
    dataset = call("POST", "/data/foundation/catalog/dataSets", {"name": "People", "schemaRef": reference})
    base = call(
        "POST",
        f"{flow_service}/connections",
        {
            "name": "Base",
            "auth": {
                "specName": "Basic Authentication",
                "params": dict.fromkeys(("username", "password", "securityToken"), "x"),
            },
            "connectionSpec": {"id": SALESFORCE, "version": "1.0"},
        },
    )["id"]
    source = call(
        "POST",
        f"{flow_service}/sourceConnections",
        {
            "name": "Source",
            "baseConnectionId": base,
            "data": {"format": "tabular"},
            "params": {"tableName": "People"},
            "connectionSpec": {"id": SALESFORCE, "version": "1.0"},
        },
    )["id"]
    target = call(
        "POST",
        f"{flow_service}/targetConnections",
        {
            "name": "Target",
            "data": {"schema": {"id": schema, "version": version}},
            "params": {"dataSetId": dataset[0].rpartition("/")[2]},
            "connectionSpec": {"id": DATA_LAKE, "version": "1.0"},
        },
    )["id"]
    mapping = call(
        "POST",
        "/data/foundation/conversion/mappingSets",
        {
            "xdmSchema": schema,
            "mappings": [
                {"sourceType": kind, "source": source, "destination": destination}
                for kind, source, destination in MAPPINGS
            ],
        },
    )["id"]
    flow = {
        "name": "Flow",
        "flowSpec": {"id": CRM_TO_AEP, "version": "1.0"},
        "sourceConnectionIds": [source],
        "targetConnectionIds": [target],
        "transformations": [{"name": "Mapping", "params": {"mappingId": mapping, "mappingVersion": 0}}],
        "scheduleParams": {"startTime": start_s, "frequency": "once"},
    }
    return str(call("POST", f"{flow_service}/flows", flow)["id"])


def run_of(call: Call, flow: str) -> dict[str, Any] | None:
    """The metrics of the flow's run, None as long as there is none."""
    runs = call("GET", f"/data/foundation/flowservice/runs?property=flowId=={flow}", None)["items"]
    return runs[0]["metrics"] if runs else None


def emulator_run(table: Path) -> tuple[int, float]:
    """Run a flow over the table, in this process: how many records came out, and the CPU seconds it took."""
    from aep_emulator.app import create_app
    from aep_emulator.settings import Settings

    client = create_app(Settings(data=table.parent.parent)).test_client()

    def call(method: str, path: str, body: Any) -> Any:
        response = client.open(path, method=method, json=body, headers=HEADERS)
        if response.status_code >= 400:
            raise RuntimeError(response.text)
        return response.get_json()

    flow = create_flow(call, int(time.time()) + 60)
    started = time.process_time()
    call("POST", "/_emulator/clock", {"advance": 120})
    seconds = time.process_time() - started
    metrics = run_of(call, flow)
    assert metrics is not None
    return int(metrics["recordSummary"]["outputRecordCount"]), seconds


def plain_loop(table: Path) -> tuple[int, float]:
    """The same mapping by hand, where nothing is validated or written: the same as emulator_run gives."""
    count = 0
    started = time.process_time()
    with table.open(newline="") as file:
        for row in csv.DictReader(file):
            document = {
                "_id": row["id"],
                "person": {
                    "name": {
                        "firstName": row["first"],
                        "lastName": row["last"],
                        "fullName": f"{row['first']} {row['last'].upper()}",
                    },
                    "birthDate": row["born"],
                    "birthYear": int(row["year"]),
                },
                "homeAddress": {"city": row["city"]},
                "personalEmail": {"address": row["email"].lower()},
            }
            count += bool(document)
    return count, time.process_time() - started


def measured(name: str, table: Path) -> tuple[float, float]:
    """Rows per CPU second and peak memory in MiB of `emulator` or `loop`, in a process of its own."""
    command = [sys.executable, str(HERE), "--measure", name, str(table)]
    printed = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    rows, seconds, peak = map(float, printed.split())
    return rows / seconds, peak


def measure(name: str, table: Path) -> None:
    """What `measured` starts: print rows, CPU seconds and peak memory."""
    rows, seconds = {"emulator": emulator_run, "loop": plain_loop}[name](table)
    print(rows, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def latencies(port: int) -> tuple[list[float], list[float]]:
    """The milliseconds that each GET of a connection took: while nothing else goes on, and during a run."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def call(method: str, path: str, body: Any) -> Any:
        connection.request(method, path, None if body is None else json.dumps(body), HEADERS)
        response = connection.getresponse()
        answer = json.loads(response.read())
        if response.status >= 400:
            raise RuntimeError(answer)
        return answer

    path = create_one(port)
    idle = _gets(call, path, GETS_S / 10, lambda: False)
    flow = create_flow(call, int(time.time()))
    while run_of(call, flow) is None:
        time.sleep(PAUSE_S)

    def has_ended() -> bool:
        metrics = run_of(call, flow)
        return metrics is not None and metrics["statusSummary"]["status"] in ("success", "failed")

    return idle, _gets(call, path, GETS_S, has_ended)


def _gets(call: Call, path: str, seconds: float, is_over: Callable[[], bool]) -> list[float]:
    ends = time.perf_counter() + seconds
    took: list[float] = []
    while time.perf_counter() < ends:
        for _ in range(50):
            started = time.perf_counter()
            call("GET", path, None)
            took.append((time.perf_counter() - started) * 1000)
            time.sleep(PAUSE_S)
        if is_over():
            break
    return took


def main(rows: int = ROWS) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        table = write_table(Path(folder), rows)
        own, own_peak = measured("emulator", table)
        loop, loop_peak = measured("loop", table)
        with server(*emulator()[:-1], "--data", folder, "--port") as (port, _, _):
            idle, busy = latencies(port)
    print(f"{f'a run over {rows:,} rows':32}{'emulator':>12}{'DictReader':>12}{'ratio':>8}   goal")
    print(f"{'rows per CPU second':32}{own:12,.0f}{loop:12,.0f}{own / loop:8.0%}   at least 200,000")
    print(f"{'peak memory (MiB)':32}{own_peak:12.0f}{loop_peak:12.0f}{'':8}   at most 400")
    print(f"{'GET by id':32}{'during it':>12}{'idle':>12}{'':8}")
    for name, of in (("median (ms)", statistics.median), ("99th percentile (ms)", _p99)):
        print(f"{name:32}{of(busy):12.1f}{of(idle):12.1f}{'':8}" + ("   at most 50" if of is _p99 else ""))


def _p99(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.99)]


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(sys.argv[2], Path(sys.argv[3]))
    else:
        main(*map(int, sys.argv[1:2]))
