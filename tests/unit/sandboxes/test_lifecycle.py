"""Creating, renaming, resetting and deleting sandboxes, and the states on the way."""

from __future__ import annotations

from typing import Any

import pytest

from aep_emulator.clock import FixedClock
from aep_emulator.gateway.errors import ApiError, ErrorContext
from aep_emulator.gateway.scope import Scope
from aep_emulator.services.sandboxes import Sandboxes, errors

PAGE = "help/sandboxes/api/sandboxes.md"
ORG = "O@AdobeOrg"
RESET = {"action": "reset"}
READY_MS = 30_000


def body(name: str = "acme-dev", title: str = "Acme Business Group dev", kind: str = "development") -> dict[str, str]:
    return {"name": name, "title": title, "type": kind}


def reset(sandboxes: Sandboxes, scope: Scope, name: str, *, validate: bool = False, ignore: bool = False) -> Any:
    return sandboxes.reset(scope, name, RESET, validation_only=validate, ignore_warnings=ignore)


def delete(sandboxes: Sandboxes, scope: Scope, name: str, *, validate: bool = False, ignore: bool = False) -> Any:
    return sandboxes.delete(scope, name, validation_only=validate, ignore_warnings=ignore)


def state(sandboxes: Sandboxes, scope: Scope, name: str) -> str:
    return str(sandboxes.get(scope, name)["state"])


def refusal(call: Any) -> ApiError:
    with pytest.raises(ApiError) as refused:
        call()
    return refused.value


@pytest.fixture
def emptied(sandboxes: Sandboxes) -> list[str]:
    """The ids of the sandboxes that were emptied."""
    found: list[str] = []
    sandboxes.on_emptied(found.append)
    return found


@pytest.fixture
def acme(sandboxes: Sandboxes, scope: Scope, clock: FixedClock) -> str:
    """A sandbox of one's own that has become active."""
    sandboxes.create(scope, body())
    clock.advance(READY_MS)
    assert sandboxes.is_ready(ORG, "acme-dev")
    return "acme-dev"


@pytest.mark.documented(f"{PAGE}, Create a sandbox")
@pytest.mark.parametrize("kind", ["development", "production"])
def test_a_new_sandbox_is_creating_and_active_after_thirty_seconds(
    sandboxes: Sandboxes, scope: Scope, clock: FixedClock, kind: str
) -> None:
    answer = sandboxes.create(scope, body(kind=kind))
    assert answer == {**body(kind=kind), "state": "creating", "region": "VA7"}
    clock.advance(READY_MS - 1)
    assert (state(sandboxes, scope, "acme-dev"), sandboxes.is_ready(ORG, "acme-dev")) == ("creating", False)
    clock.advance(1)
    assert (state(sandboxes, scope, "acme-dev"), sandboxes.is_ready(ORG, "acme-dev")) == ("active", True)
    shown = sandboxes.get(scope, "acme-dev")
    assert (shown["isDefault"], shown["eTag"], shown["createdBy"]) == (False, 1, "user@AdobeID")
    assert "onItsWay" not in shown


@pytest.mark.documented("help/sandboxes/ui/user-guide.md, Create a new sandbox")
@pytest.mark.parametrize("name", ["", "Acme", "1a", "-a", "a b", "a_b", "a.b", "ä", "a" * 257, "a\n", 7, None])
def test_a_name_has_rules(sandboxes: Sandboxes, scope: Scope, name: Any) -> None:
    refused = refusal(lambda: sandboxes.create(scope, body(name=name)))
    assert (refused.status, refused.detail.startswith("name: ")) == (400, True)


@pytest.mark.parametrize("name", ["a", "a" * 256, "a-1-", "prod2"])
def test_other_names_are_taken(sandboxes: Sandboxes, scope: Scope, name: str) -> None:
    assert sandboxes.create(scope, body(name=name))["name"] == name


@pytest.mark.parametrize(
    ("broken", "named"),
    [({"type": "stage"}, "type"), ({"type": None}, "type"), ({"title": ""}, "title"), ({"title": 7}, "title")],
)
def test_a_new_sandbox_needs_title_and_type(
    sandboxes: Sandboxes, scope: Scope, broken: dict[str, Any], named: str
) -> None:
    refused = refusal(lambda: sandboxes.create(scope, {**body(), **broken}))
    assert (refused.status, named in refused.detail) == (400, True)


@pytest.mark.parametrize("name", ["acme-dev", "prod", "dev"])
def test_a_name_that_is_in_use_is_409(sandboxes: Sandboxes, scope: Scope, acme: str, name: str) -> None:
    assert refusal(lambda: sandboxes.create(scope, body(name=name))).status == 409


@pytest.mark.documented("help/sandboxes/troubleshooting-guide.md: up to 15 non-production sandboxes")
def test_there_are_at_most_fifteen_development_sandboxes(sandboxes: Sandboxes, scope: Scope, clock: FixedClock) -> None:
    for number in range(14):
        sandboxes.create(scope, body(name=f"d{number}"))
    refused = refusal(lambda: sandboxes.create(scope, body(name="d14")))
    assert (refused.status, "15" in refused.detail) == (400, True)
    assert sandboxes.create(scope, body(name="p", kind="production"))["state"] == "creating"
    clock.advance(READY_MS)
    delete(sandboxes, scope, "d0")
    assert sandboxes.create(scope, body(name="d14"))["state"] == "creating"


@pytest.mark.documented(f"{PAGE}, Update a sandbox")
def test_a_title_can_be_changed_and_nothing_else(sandboxes: Sandboxes, scope: Scope, acme: str) -> None:
    answer = sandboxes.update(scope, acme, {"title": "New"})
    assert answer == {"name": acme, "title": "New", "state": "active", "type": "development", "region": "VA7"}
    assert (sandboxes.get(scope, acme)["title"], sandboxes.get(scope, acme)["eTag"]) == ("New", 2)
    for change in ({}, {"title": ""}, {"name": "x"}, {"title": "x", "state": "deleted"}):
        assert refusal(lambda change=change: sandboxes.update(scope, acme, change)).status == 400


def test_a_sandbox_on_its_way_stays_so_under_a_new_title(sandboxes: Sandboxes, scope: Scope, clock: FixedClock) -> None:
    sandboxes.create(scope, body())
    assert sandboxes.update(scope, "acme-dev", {"title": "New"})["state"] == "creating"
    assert state(sandboxes, scope, "acme-dev") == "creating"
    clock.advance(READY_MS)
    assert state(sandboxes, scope, "acme-dev") == "active"


@pytest.mark.documented(f"{PAGE}, Reset a sandbox")
def test_a_reset_empties_the_sandbox_and_takes_thirty_seconds(
    sandboxes: Sandboxes, scope: Scope, clock: FixedClock, acme: str, emptied: list[str]
) -> None:
    before = sandboxes.get(scope, acme)
    answer = reset(sandboxes, scope, acme)
    assert answer == {"id": before["id"], **body(), "state": "resetting", "region": "VA7"}
    assert emptied == [before["id"]]
    assert not sandboxes.is_ready(ORG, acme)
    clock.advance(READY_MS)
    assert state(sandboxes, scope, acme) == "active"
    assert sandboxes.get(scope, acme)["eTag"] == before["eTag"] + 1


def test_what_reaches_a_sandbox_while_it_is_reset_goes_too(
    sandboxes: Sandboxes, scope: Scope, clock: FixedClock, acme: str, emptied: list[str]
) -> None:
    reset(sandboxes, scope, acme)
    clock.advance(READY_MS)
    emptied.clear()
    assert sandboxes.is_ready(ORG, acme)
    assert emptied == [sandboxes.get(scope, acme)["id"]]
    assert sandboxes.is_ready(ORG, acme)
    assert len(emptied) == 1


@pytest.mark.documented(f"{PAGE}: validationOnly is a pre-flight check without the actual request")
@pytest.mark.parametrize(("action", "shown"), [(reset, "resetting"), (delete, "deleted")])
def test_a_check_changes_nothing(
    sandboxes: Sandboxes, scope: Scope, acme: str, emptied: list[str], action: Any, shown: str
) -> None:
    before = sandboxes.get(scope, acme)
    assert action(sandboxes, scope, acme, validate=True)["state"] == shown
    assert sandboxes.get(scope, acme) == before
    assert emptied == []


@pytest.mark.documented(f"{PAGE}, Delete a sandbox")
def test_a_deleted_sandbox_is_still_shown(sandboxes: Sandboxes, scope: Scope, acme: str, emptied: list[str]) -> None:
    assert delete(sandboxes, scope, acme) == {**body(), "state": "deleted", "region": "VA7"}
    assert emptied == [sandboxes.get(scope, acme)["id"]]
    assert state(sandboxes, scope, acme) == "deleted"
    assert not sandboxes.is_ready(ORG, acme)
    listed = {entry["name"]: entry["state"] for entry in sandboxes.list(scope, None, None, "")["sandboxes"]}
    assert listed[acme] == "deleted"
    active = [entry["name"] for entry in sandboxes.active(scope, None, None, "")["sandboxes"]]
    assert active == ["prod", "dev"]
    for call in (reset, delete):
        assert refusal(lambda call=call: call(sandboxes, scope, acme)).status == 400
    assert refusal(lambda: sandboxes.update(scope, acme, {"title": "x"})).status == 400


@pytest.mark.assumed("whether Adobe lets a deleted sandbox's name be used again")
def test_a_name_can_be_used_again_after_deletion(sandboxes: Sandboxes, scope: Scope, acme: str) -> None:
    old = sandboxes.get(scope, acme)["id"]
    delete(sandboxes, scope, acme)
    sandboxes.create(scope, body())
    assert sandboxes.get(scope, acme)["id"] != old


@pytest.mark.documented(f"{PAGE}: the default production sandbox cannot be deleted")
@pytest.mark.parametrize("ignore", [True, False])
def test_the_default_sandbox_cannot_be_deleted(sandboxes: Sandboxes, scope: Scope, ignore: bool) -> None:
    assert refusal(lambda: delete(sandboxes, scope, "prod", ignore=ignore)).status == 400
    assert state(sandboxes, scope, "prod") == "active"


@pytest.mark.parametrize("call", [reset, delete])
def test_a_sandbox_on_its_way_can_be_neither_reset_nor_deleted(sandboxes: Sandboxes, scope: Scope, call: Any) -> None:
    sandboxes.create(scope, body())
    refused = refusal(lambda: call(sandboxes, scope, "acme-dev"))
    assert (refused.status, "creating" in refused.detail) == (400, True)


@pytest.mark.documented(f"{PAGE}: the exceptions that prevent a reset")
@pytest.mark.parametrize("name", ["prod", "acme"])
@pytest.mark.parametrize(
    ("title", "code", "words"),
    [
        ("Acme [CDA]", "2074", "by Adobe Analytics for the Cross Device Analytics (CDA) feature."),
        ("Acme [PBD]", "2075", "by Adobe Audience Manager for the People Based Destinations (PBD) feature."),
        ("Acme [PBD] [CDA]", "2076", "(PBD) feature, as well by Adobe Analytics for"),
        ("Acme [Segment sharing]", "2077", "Warning: Sandbox `{name}` is used for bi-directional segment sharing"),
    ],
)
def test_what_other_products_use_cannot_be_reset(
    sandboxes: Sandboxes, scope: Scope, clock: FixedClock, name: str, title: str, code: str, words: str
) -> None:
    if name != "prod":
        sandboxes.create(scope, body(name, kind="production"))
        clock.advance(READY_MS)
    sandboxes.update(scope, name, {"title": title})
    refused = refusal(lambda: reset(sandboxes, scope, name, validate=True))
    shown = errors.render(refused, ErrorContext("r", 0))
    assert set(shown) == {"status", "title", "type"}
    assert (shown["status"], shown["type"]) == (400, f"http://ns.adobe.com/aep/errors/SMS-{code}-400")
    assert words.format(name=name) in shown["title"]


@pytest.mark.documented(f"{PAGE}: ignoreWarnings cannot be applied to a default production sandbox")
def test_a_warning_can_be_ignored_but_for_the_default_sandbox(
    sandboxes: Sandboxes, scope: Scope, clock: FixedClock
) -> None:
    title = "Shares [segment sharing]"
    sandboxes.create(scope, body("acme", title, "production"))
    sandboxes.update(scope, "prod", {"title": title})
    clock.advance(READY_MS)
    assert refusal(lambda: reset(sandboxes, scope, "prod", ignore=True)).code == "2077-400"
    assert reset(sandboxes, scope, "acme", ignore=True)["state"] == "resetting"
    clock.advance(READY_MS)
    assert refusal(lambda: delete(sandboxes, scope, "acme")).code == "2077-400"
    assert delete(sandboxes, scope, "acme", ignore=True)["state"] == "deleted"


def test_development_sandboxes_have_no_such_products(sandboxes: Sandboxes, scope: Scope) -> None:
    sandboxes.update(scope, "dev", {"title": "[CDA]"})
    assert reset(sandboxes, scope, "dev")["state"] == "resetting"


@pytest.mark.parametrize("request_body", [{}, {"action": "RESET"}, {"action": "delete"}, {"action": None}])
def test_the_only_action_is_reset(sandboxes: Sandboxes, scope: Scope, request_body: dict[str, Any]) -> None:
    refused = refusal(lambda: sandboxes.reset(scope, "dev", request_body, validation_only=False, ignore_warnings=False))
    assert (refused.status, "action" in refused.detail) == (400, True)
    assert state(sandboxes, scope, "dev") == "active"


@pytest.mark.parametrize("call", [reset, delete, lambda s, c, n: s.update(c, n, {"title": "x"})])
def test_an_unknown_name_is_404(sandboxes: Sandboxes, scope: Scope, call: Any) -> None:
    assert refusal(lambda: call(sandboxes, scope, "nowhere")).status == 404
