"""HTTP as clients really send it: odd, slow, cut off, malformed. The server answers 4xx, or waits; it never fails."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest
import requests

FLOWS = "/data/foundation/flowservice/flows"
CONNECTIONS = "/data/foundation/flowservice/connections"

needs_proc = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")


def chunked(body: bytes, size: int) -> bytes:
    """A body in the form of Transfer-Encoding: chunked."""
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    "sent",
    [
        b"GARBAGE\r\n\r\n",
        b"\x00\x01\x02\x03\r\n\r\n",
        b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost 127.0.0.1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -5\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET /data/\xff\xfe HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        "GET /data?name=é HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode(),
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    ],
)
def test_malformed_http_is_refused_and_harms_nobody(server: Any, sent: bytes, read_answers: Any) -> None:
    with server.connect() as connection:
        connection.sendall(sent)
        ((status, body),) = read_answers(connection)
    assert status == 400
    assert b"Invalid HTTP request" in body
    assert server.healthy()


@pytest.mark.parametrize(
    "path",
    [
        f"{CONNECTIONS}/%ff%fe",
        f"{CONNECTIONS}/%00",
        f"{CONNECTIONS}/%0d%0aX",
        f"{CONNECTIONS}/%zz",
        f"{CONNECTIONS}/{'a' * 10_000}",
        "/data/foundation/schemaregistry/tenant/schemas/%ff",
        "/data/foundation/catalog/dataSets/%ed%a0%80",
        "/data/../../etc/passwd",
        "//data//foundation",
    ],
)
def test_a_strange_path_is_not_found(server: Any, path: str, read_answers: Any) -> None:
    with server.connect() as connection:
        connection.sendall(server.head("GET", path))
        ((status, body),) = read_answers(connection)
    assert status in (400, 404)
    assert json.loads(body)


@pytest.mark.parametrize(
    "query", ["property=%ff%fe", "limit=%ff", "continuationToken=%00", "property=%zz&&==", "a" * 9000]
)
def test_a_strange_query_string_is_no_failure(server: Any, query: str, read_answers: Any) -> None:
    with server.connect() as connection:
        connection.sendall(server.head("GET", f"{FLOWS}?{query}"))
        ((status, body),) = read_answers(connection)
    assert status in (200, 400)
    assert json.loads(body)


@pytest.mark.parametrize(
    "name", ["x-request-id", "x-sandbox-name", "x-gw-ims-org-id", "If-Match", "Accept", "Cookie", "Range"]
)
def test_strange_bytes_in_a_header_are_no_failure(server: Any, name: str, read_answers: Any) -> None:
    head = server.head("GET", FLOWS).rstrip(b"\r\n")
    with server.connect() as connection:
        connection.sendall(head + f"\r\n{name}: ".encode() + b"\xff\xfe\x80\xe4\r\n\r\n")
        ((status, body),) = read_answers(connection)
    assert status < 500
    assert json.loads(body)


def test_a_raw_quotation_mark_in_the_query_string_arrives(server: Any, read_answers: Any) -> None:
    with server.connect() as connection:
        connection.sendall(server.head("GET", '/data/foundation/flowservice/flowSpecs?property=name=="CRMToAEP"'))
        ((status, body),) = read_answers(connection)
    assert status == 200
    assert [spec["name"] for spec in json.loads(body)["items"]] == ["CRMToAEP"]


@pytest.mark.documented("help/xdm/api/getting-started.md")
def test_a_percent_encoded_slash_in_a_path_belongs_to_the_id(server: Any) -> None:
    identifier = "https%3A%2F%2Fns.adobe.com%2Fxdm%2Fcontext%2Fprofile"
    found = requests.get(
        f"{server.url}/data/foundation/schemaregistry/global/classes/{identifier}",
        headers={**server.headers, "Accept": "application/vnd.adobe.xed+json; version=1"},
        timeout=10,
    )
    assert found.status_code == 200
    assert found.json()["$id"] == "https://ns.adobe.com/xdm/context/profile"


def test_head_has_the_headers_of_get_and_no_body(server: Any) -> None:
    url = f"{server.url}/_emulator/health"
    head, get = requests.head(url, timeout=10), requests.get(url, timeout=10)
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["Content-Length"] == get.headers["Content-Length"] == str(len(get.content))


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_chunked_body_is_taken(server: Any, shop: dict[str, Any], size: int, read_answers: Any) -> None:
    with server.connect() as connection:
        head = server.head("POST", CONNECTIONS, **{"Transfer-Encoding": "chunked"})
        connection.sendall(head + chunked(json.dumps(shop).encode(), size))
        ((status, _),) = read_answers(connection)
    assert status == 201


def test_expect_100_continue(server: Any, shop: dict[str, Any], read_answers: Any) -> None:
    body = json.dumps(shop).encode()
    with server.connect() as connection:
        head = {"Expect": "100-continue", "Content-Length": str(len(body))}
        connection.sendall(server.head("POST", CONNECTIONS, **head))
        # The body is only sent once it is asked for, as curl does.
        ((proceed, _),) = read_answers(connection)
        assert proceed == 100
        connection.sendall(body)
        ((status, _),) = read_answers(connection)
    assert status == 201


def test_a_body_that_is_announced_too_large_is_refused_before_it_is_asked_for(server: Any, read_answers: Any) -> None:
    with server.connect() as connection:
        head = {"Expect": "100-continue", "Content-Length": "4000001"}
        connection.sendall(server.head("POST", CONNECTIONS, **head))
        ((status, body),) = read_answers(connection)
    assert status == 413
    assert json.loads(body)["status"] == 413


@pytest.mark.parametrize(
    "path",
    [
        CONNECTIONS,
        "/data/foundation/schemaregistry/tenant/schemas",
        "/data/foundation/catalog/dataSets",
        "/data/foundation/conversion/mappingSets",
        "/_emulator/reset",
    ],
)
@pytest.mark.parametrize("size", [2_000_001, 4_000_001])
@pytest.mark.parametrize("encoding", ["whole", "chunked"])
def test_a_body_over_the_limit_is_413_in_the_shape_of_its_service(
    server: Any, path: str, size: int, encoding: str, read_answers: Any
) -> None:
    body = b"x" * size
    malformed = server.head("POST", path, **{"Content-Length": "5"}) + b"{oops"
    with server.connect() as connection:
        if encoding == "whole":
            connection.sendall(server.head("POST", path, **{"Content-Length": str(size)}) + body)
        else:
            connection.sendall(server.head("POST", path, **{"Transfer-Encoding": "chunked"}) + chunked(body, 65_536))
        # What follows on the connection is not taken for the rest of the body.
        connection.sendall(malformed)
        (status, answer), (next_status, next_answer) = read_answers(connection, 2)
    assert (status, next_status) == (413, 400)
    assert b"The request body is larger than" in answer
    assert set(json.loads(answer)) == set(json.loads(next_answer))


def test_requests_that_follow_an_error_on_the_same_connection_are_answered(
    server: Any, shop: dict[str, Any], read_answers: Any
) -> None:
    body = json.dumps(shop).encode()
    requests_in_a_row = [
        server.head("GET", f"{FLOWS}/nope"),
        server.head("POST", CONNECTIONS, **{"Content-Length": "5"}) + b"{oops",
        server.head("DELETE", FLOWS),
        server.head("GET", "/nowhere"),
        server.head("POST", CONNECTIONS, **{"Content-Length": str(len(body))}) + body,
        server.head("GET", "/_emulator/health"),
    ]
    expected = [404, 400, 405, 404, 201, 200]
    with server.connect() as connection:
        for request, wanted in zip(requests_in_a_row, expected, strict=True):
            connection.sendall(request)
            ((status, _),) = read_answers(connection)
            assert status == wanted
    with server.connect() as connection:
        connection.sendall(b"".join(requests_in_a_row))
        assert [status for status, _ in read_answers(connection, len(expected))] == expected


def test_half_sent_bodies_hold_up_nobody_and_are_answered_when_complete(
    server: Any, shop: dict[str, Any], read_answers: Any
) -> None:
    body = json.dumps(shop).encode()
    head = server.head("POST", CONNECTIONS, **{"Content-Length": str(len(body))})
    waiting = [server.connect() for _ in range(40)]
    for connection in waiting:
        connection.sendall(head + body[:20])
    assert server.healthy()
    assert server.call("POST", "/flowservice/connections", json=shop).status_code == 201
    for connection in waiting:
        connection.sendall(body[20:])
        ((status, _),) = read_answers(connection)
        assert status == 201
        connection.close()


def test_a_body_that_is_never_completed_reaches_no_handler(server: Any, shop: dict[str, Any], eventually: Any) -> None:
    shop["name"] = "never completed"
    body = json.dumps(shop).encode()
    with server.connect() as connection:
        # One byte short: the JSON itself is complete.
        connection.sendall(server.head("POST", CONNECTIONS, **{"Content-Length": str(len(body) + 1)}) + body)
        assert server.healthy()
    shop["name"] = "completed"
    assert server.call("POST", "/flowservice/connections", json=shop).status_code == 201
    names = [item["name"] for item in server.call("GET", "/flowservice/connections?limit=1000").json()["items"]]
    assert "completed" in names
    assert "never completed" not in names


@needs_proc
def test_a_client_that_leaves_in_the_middle_of_an_upload_leaves_nothing_open(
    start_server: Any, eventually: Any
) -> None:
    server = start_server()
    before = server.sockets()
    with server.connect() as connection:
        # Above one MiB, so that it waits on disk for its end.
        connection.sendall(server.head("POST", CONNECTIONS, **{"Content-Length": "3500000"}) + b"x" * 3_000_000)
        eventually(lambda: server.files_on_disk() == 1, "the body is on disk")
    eventually(lambda: server.files_on_disk() == 0, "the file is closed")
    eventually(lambda: server.sockets() == before, "the connection is closed")
    assert "Traceback" not in server.log


@needs_proc
def test_a_large_body_leaves_no_file_open_when_it_is_answered(start_server: Any, eventually: Any) -> None:
    server = start_server()
    for _ in range(3):
        assert server.call("POST", "/flowservice/connections", data=b"x" * 3_000_000).status_code == 400
    eventually(lambda: server.files_on_disk() == 0, "the files are closed")


@needs_proc
def test_a_client_that_leaves_in_the_middle_of_a_download_leaves_nothing_open(
    start_server: Any, begun_flow: Any, eventually: Any
) -> None:
    server = start_server()
    before = server.sockets()
    client, flow_id = begun_flow(server)
    run = client.flow_service.wait_for_run(flow_id, poll=0.05)
    (batch_id,) = run["activities"][1]["targetInfo"][0]["reference"]["ids"]
    (file,) = client.data_access.batch_files(batch_id)
    (part,) = client.data_access.file_parts(file["dataSetFileId"])
    client.close()
    path = f"/data/foundation/export/files/{file['dataSetFileId']}?path={part['name']}"
    leaving = [server.connect() for _ in range(20)]
    for connection in leaving:
        connection.sendall(server.head("GET", path))
        assert connection.recv(12) == b"HTTP/1.1 200"
    for connection in leaving:
        connection.close()
    eventually(lambda: server.sockets() == before, "the connections are closed")
    assert "Traceback" not in server.log


def test_slow_requests_hold_up_nobody(start_server: Any, shop: dict[str, Any], read_answers: Any) -> None:
    server = start_server("--rows", "3000")
    base = server.call("POST", "/flowservice/connections", json=shop).json()["id"]
    slow = server.head("GET", f"{CONNECTIONS}/{base}/explore?objectType=table&object=Orders")
    # More than there are threads for them.
    waiting = [server.connect() for _ in range(12)]
    for connection in waiting:
        connection.sendall(slow)
    assert server.healthy()
    for connection in waiting:
        ((status, body),) = read_answers(connection)
        assert status == 200
        assert json.loads(body)["data"]
        connection.close()
