"""The emulator's own endpoints: health, ready, reset, the front page."""

from __future__ import annotations

from typing import Any

import pytest
import requests


def reset(server: Any, body: bytes = b"", **headers: str) -> requests.Response:
    return requests.post(f"{server.url}/_emulator/reset", data=body, headers=headers, timeout=10)


@pytest.mark.parametrize(("path", "status"), [("health", "alive"), ("ready", "ready")])
def test_health_and_ready_ask_for_no_header(server: Any, path: str, status: str) -> None:
    answer = requests.get(f"{server.url}/_emulator/{path}", timeout=10)
    assert (answer.status_code, answer.json()["status"]) == (200, status)
    assert answer.json()["version"]


def test_the_front_page_names_the_services_and_needs_nothing_from_elsewhere(server: Any) -> None:
    page = requests.get(server.url, timeout=10)
    assert page.status_code == 200
    assert page.headers["Content-Type"].startswith("text/html")
    assert "/data/foundation/flowservice" in page.text
    assert "src=" not in page.text
    assert "{" not in page.text.partition("<body>")[2].partition("<h2>The emulator")[0]


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (b"{oops", "JSON"),
        (b"[]", "an array"),
        (b"null", "null"),
        (b"7", "a number"),
        (b"\xff", "JSON"),
        (b'{"seed": "7"}', "seed"),
        (b'{"seed": 1.5}', "seed"),
        (b'{"seed": true}', "seed"),
        (b'{"seed": []}', "seed"),
        (b'{"sead": 7}', "sead"),
    ],
)
def test_a_wrong_body_is_refused_and_resets_nothing(server: Any, shop: dict[str, Any], body: bytes, named: str) -> None:
    made = server.call("POST", "/flowservice/connections", json=shop).json()["id"]
    answer = reset(server, body)
    assert answer.status_code == 400
    assert named in answer.json()["detail"]
    assert server.call("GET", f"/flowservice/connections/{made}").status_code == 200


@pytest.mark.parametrize("body", [b"", b" ", b"{}", b'{"seed": 7}', b'{"seed": -7}', b'{"seed": null}'])
def test_reset_forgets_everything(server: Any, shop: dict[str, Any], body: bytes) -> None:
    made = server.call("POST", "/flowservice/connections", json=shop).json()["id"]
    assert reset(server, body).status_code == 200
    assert server.call("GET", f"/flowservice/connections/{made}").status_code == 404
    assert server.call("GET", "/flowservice/connections").json()["items"] == []


def test_a_page_of_another_site_cannot_reset(server: Any, shop: dict[str, Any]) -> None:
    made = server.call("POST", "/flowservice/connections", json=shop).json()["id"]
    assert reset(server, Origin="https://elsewhere.example").status_code == 403
    assert server.call("GET", f"/flowservice/connections/{made}").status_code == 200
    assert reset(server, Origin=server.url).status_code == 200


def test_a_wrong_method_names_the_right_one(server: Any) -> None:
    answer = requests.get(f"{server.url}/_emulator/reset", timeout=10)
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_the_same_seed_gives_the_same_ids_and_rows_after_a_reset(server: Any, shop: dict[str, Any]) -> None:
    def look() -> tuple[str, Any]:
        base = server.call("POST", "/flowservice/connections", json=shop).json()["id"]
        path = f"/flowservice/connections/{base}/explore?objectType=table&object=Orders"
        return base, server.call("GET", path).json()["data"]

    reset(server, b'{"seed": 11}')
    first = look()
    reset(server, b'{"seed": 12}')
    assert look()[0] != first[0]
    reset(server, b'{"seed": 11}')
    assert look() == first


def test_two_servers_with_the_same_seed_give_the_same_ids(start_server: Any, shop: dict[str, Any]) -> None:
    first, second = (start_server("--seed", "5") for _ in range(2))
    made = [server.call("POST", "/flowservice/connections", json=shop).json()["id"] for server in (first, second)]
    assert made[0] == made[1]
    # A reset without a seed starts over with the server's own.
    assert reset(first).status_code == 200
    assert first.call("POST", "/flowservice/connections", json=shop).json()["id"] == made[0]


def test_a_reset_in_the_middle_of_a_run_leaves_nothing_of_it(
    start_server: Any, begun_flow: Any, eventually: Any, shop: dict[str, Any]
) -> None:
    server = start_server("--rows", "3000")
    client, flow_id = begun_flow(server)
    eventually(lambda: list(client.flow_service.runs.list(property=f"flowId=={flow_id}")), "a run has begun")
    assert reset(server).status_code == 200
    for path in ("/flowservice/runs", "/flowservice/flows"):
        assert server.call("GET", path).json()["items"] == []
    # The next run has to wait for the one that was cut off, or goes beside it; either way it is the only one seen.
    client, flow_id = begun_flow(server)
    run = client.flow_service.wait_for_run(flow_id, poll=0.05)
    assert run["metrics"]["statusSummary"]["status"] == "success"
    assert len(server.call("GET", "/flowservice/runs").json()["items"]) == 1
    assert len(server.call("GET", "/catalog/batches").json()) == 1
    assert "Traceback" not in server.log
