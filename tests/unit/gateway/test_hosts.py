"""The Host header: addresses, local names and allowed names pass, every other name may be DNS rebinding."""

from __future__ import annotations

import pytest

from aep_emulator.app import create_app
from aep_emulator.gateway.errors import ApiError
from aep_emulator.gateway.hosts import Hosts, host_name
from aep_emulator.settings import Settings


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1:8080",
        "127.0.0.1",
        "localhost",
        "LOCALHOST:80",
        "localhost.",
        "app.localhost:9",
        "[::1]:8080",
        "[::1]",
        "10.1.2.3",
        "host.docker.internal:8080",
        "emulator.test",
        "Emulator.Test:8080",
        "",
        None,
    ],
)
def test_accepted(host: str | None) -> None:
    hosts = Hosts(["emulator.test"])
    hosts.check(host)
    hosts.check(host)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8080",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "evillocalhost",
        "[evil.example]",
        "user@127.0.0.1",
        "emulator.test.evil.example",
    ],
)
def test_refused_however_often(host: str) -> None:
    hosts = Hosts(["emulator.test"])
    for _ in range(2):
        with pytest.raises(ApiError) as refused:
            hosts.check(host)
        assert refused.value.status == 403
        assert f"--allowed-hosts {host_name(host)}" in refused.value.detail


@pytest.mark.parametrize("path", ["/_emulator/health", "/ims/token/v3", "/data/foundation/flowservice/flows", "/"])
def test_the_check_comes_first_on_every_path(path: str) -> None:
    answer = create_app(Settings()).test_client().get(path, headers={"Host": "evil.example"})
    assert answer.status_code == 403
    assert "evil.example" in answer.text


@pytest.mark.parametrize("settings", [Settings(host="emulator.test"), Settings(allowed_hosts=("emulator.test",))])
def test_the_listening_name_and_allowed_names_are_ours(settings: Settings) -> None:
    client = create_app(settings).test_client()
    assert client.get("/_emulator/health", headers={"Host": "emulator.test:8080"}).status_code == 200
