"""What is kept of composed resources, and for how long."""

from __future__ import annotations

from aep_emulator.services.schema_registry.composed_cache import ComposedCache


class World:
    """The states of some resources."""

    def __init__(self, **states: object) -> None:
        self.states = states

    def state(self, resource_id: str) -> object:
        return self.states.get(resource_id)


def test_a_composed_resource_is_kept_while_its_parts_stay_the_same() -> None:
    world, cache = World(schema=object(), group=object()), ComposedCache()
    composed = {"title": "composed"}
    assert cache.get("w", "schema", world.state) is None
    cache.put("w", "schema", dict(world.states), composed)
    assert cache.get("w", "schema", world.state) is composed
    assert cache.get("other world", "schema", world.state) is None


def test_a_change_of_any_part_ends_it() -> None:
    for changed in ("schema", "group"):
        world, cache = World(schema=object(), group=object()), ComposedCache()
        cache.put("w", "schema", dict(world.states), {})
        world.states[changed] = object()
        assert cache.get("w", "schema", world.state) is None


def test_an_equal_body_that_was_written_anew_counts_as_changed() -> None:
    world, cache = World(schema={"a": 1}), ComposedCache()
    cache.put("w", "schema", dict(world.states), {})
    world.states["schema"] = {"a": 1}
    assert cache.get("w", "schema", world.state) is None


def test_a_part_that_is_gone_ends_it() -> None:
    world, cache = World(schema=object(), group=object()), ComposedCache()
    cache.put("w", "schema", dict(world.states), {})
    del world.states["group"]
    assert cache.get("w", "schema", world.state) is None


def test_the_one_not_asked_for_longest_goes_first() -> None:
    world, cache = World(a=1, b=1, c=1), ComposedCache(size=2)
    for name in ("a", "b"):
        cache.put("w", name, {name: 1}, {"name": name})
    cache.get("w", "a", world.state)
    cache.put("w", "c", {"c": 1}, {"name": "c"})
    assert cache.get("w", "b", world.state) is None
    assert cache.get("w", "a", world.state) == {"name": "a"}
    assert cache.get("w", "c", world.state) == {"name": "c"}
