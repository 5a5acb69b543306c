from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from data.models import MarketplacePlan
from data.updates import CUSTOMER, LIBRARY, MARKETPLACE, Evidence, State, Status, gather, status
from tests.data.records import BEFORE, GOLD, NOW, asked, definition, gold, published, subscription


@dataclass
class World:
    """What a test says about one plan; versions by their texts."""

    mine: str = "1.2.0"
    listed: Iterable[str] = ()
    """What marketplace definitions told, in this sync or, without an answer, in one before."""
    answered: bool = False
    recorded: Iterable[str] = ()
    accepted: Iterable[str] = ()
    """What others hold, or the same customer on another scope."""
    listed_preview: Iterable[str] = ()
    accepted_preview: Iterable[str] = ()
    mine_is_preview: bool = False

    def evidence(self) -> Evidence:
        at = subscription("somewhere", "someone")
        held = [definition(at, gold(version)) for version in self.accepted]
        held += [definition(at, gold(version, preview=True)) for version in self.accepted_preview]
        held.append(definition(at, gold(self.mine, preview=self.mine_is_preview)))
        moment = NOW if self.answered else BEFORE
        return gather(
            held,
            [*published(*self.listed), *published(*self.listed_preview, preview=True)],
            [asked(self.answered, moment), asked(self.answered, moment, preview=True)],
            {GOLD: self.recorded},
        )

    def status(self) -> Status:
        return status(gold(self.mine, preview=self.mine_is_preview), self.evidence())


PENDING = [
    (World(listed=["1.2.0", "1.3.0"], answered=True), "1.3.0", 1, MARKETPLACE, NOW),
    (World(listed=["1.3.0"], answered=True), "1.3.0", 1, MARKETPLACE, NOW),
    (World("1.9.0", listed=["1.9.0", "1.10.0"], answered=True), "1.10.0", 1, MARKETPLACE, NOW),
    (World("0.0.0", listed=["0.0.0", "0.0.1"], answered=True), "0.0.1", 1, MARKETPLACE, NOW),
    (
        World(listed=["1.0.0", "1.2.0", "1.3.0", "2.0.0"], answered=True),
        "2.0.0",
        2,
        MARKETPLACE,
        NOW,
    ),
    (World(recorded=["1.3.0"]), "1.3.0", 1, LIBRARY, ""),
    (World(listed=["1.2.0"], answered=True, recorded=["1.3.0"]), "1.3.0", 1, LIBRARY, ""),
    (World(accepted=["1.3.0"]), "1.3.0", 1, CUSTOMER, ""),
    (World(accepted=["1.3.0", "1.3.0"]), "1.3.0", 1, CUSTOMER, ""),
    (World(accepted=["1.3.0", "1.3.0"]), "1.3.0", 1, CUSTOMER, ""),
    (World(listed=["1.2.0"], answered=True, accepted=["1.3.0"]), "1.3.0", 1, CUSTOMER, ""),
    (World(recorded=["1.2.0"], accepted=["1.3.0"]), "1.3.0", 1, CUSTOMER, ""),
    # The source that is trusted most is named when several know the latest version.
    (
        World(listed=["1.3.0"], answered=True, recorded=["1.3.0"], accepted=["1.3.0"]),
        "1.3.0",
        1,
        MARKETPLACE,
        NOW,
    ),
    (World(recorded=["1.3.0"], accepted=["1.3.0"]), "1.3.0", 1, LIBRARY, ""),
    # The marketplace knew it once: it still exists, though nobody answered this time.
    (World(listed=["1.2.0", "1.3.0"]), "1.3.0", 1, MARKETPLACE, BEFORE),
]


@pytest.mark.parametrize(("world", "latest", "behind", "source", "asked_at"), PENDING)
def test_pending_when_a_higher_version_is_published_or_accepted_by_another(
    world: World, latest: str, behind: int, source: str, asked_at: str
) -> None:
    assert world.status() == Status(State.PENDING, latest, behind, source, asked_at)


@pytest.mark.parametrize(
    ("world", "source", "asked_at"),
    [
        (World(listed=["1.2.0"], answered=True), MARKETPLACE, NOW),
        (World(listed=["1.0.0", "1.2.0"], answered=True), MARKETPLACE, NOW),
        (World("1.10.0", listed=["1.9.0", "1.10.0"], answered=True), MARKETPLACE, NOW),
        (
            World(listed=["1.2.0"], answered=True, accepted=["1.2.0", "1.1.0"]),
            MARKETPLACE,
            NOW,
        ),
        (World(listed=["1.2.0"], answered=True, recorded=["1.1.0"]), MARKETPLACE, NOW),
        (World(recorded=["1.2.0"]), LIBRARY, ""),
        (World(recorded=["1.1.0", "1.2.0"]), LIBRARY, ""),
        (World(listed=["1.1.0"], answered=True, recorded=["1.2.0"]), LIBRARY, ""),
        (World(listed=["1.2.0"], recorded=["1.2.0"]), LIBRARY, ""),
    ],
)
def test_current_when_marketplace_or_library_knows_nothing_higher(
    world: World, source: str, asked_at: str
) -> None:
    assert world.status() == Status(State.CURRENT, world.mine, 0, source, asked_at)


@pytest.mark.parametrize(
    ("world", "source", "asked_at"),
    [
        (World(listed=["1.1.0"], answered=True), MARKETPLACE, NOW),
        (World("1.10.0", listed=["1.9.0"], answered=True), MARKETPLACE, NOW),
        (World(recorded=["1.1.0"]), LIBRARY, ""),
        (World(listed=["1.1.0"], answered=True, recorded=["1.0.0"]), MARKETPLACE, NOW),
        (World(listed=["1.1.0"], answered=True, accepted=["1.2.0"]), MARKETPLACE, NOW),
    ],
)
def test_ahead_when_it_is_above_all_that_is_known(world: World, source: str, asked_at: str) -> None:
    assert world.status() == Status(State.AHEAD, world.mine, 0, source, asked_at)


@pytest.mark.parametrize(
    "world",
    [
        World(),
        World(accepted=["1.2.0", "1.1.0"]),
        # It was the latest when the marketplace last answered; who knows about today?
        World(listed=["1.2.0"]),
        World(listed=["1.2.0"], recorded=["1.1.0"]),
        World(listed=["1.1.0"]),
    ],
)
def test_unknown_when_it_is_the_highest_and_no_source_speaks(world: World) -> None:
    assert world.status() == Status(State.UNKNOWN, world.mine)


@pytest.mark.parametrize("version", ["", "1.2", "1.2.0.0", "1.2.0-beta", "latest", "v1.2.0"])
def test_a_version_of_another_form_is_unknown_and_no_evidence(version: str) -> None:
    odd = World(version, listed=["1.2.0", version], answered=True, recorded=[version])
    assert odd.status() == Status(State.UNKNOWN)
    beside = World(listed=["1.2.0", version], answered=True, accepted=[version])
    assert beside.status().state is State.CURRENT


def test_no_plan_is_template_and_no_evidence_is_unknown() -> None:
    assert status(None, {}) == Status(State.TEMPLATE)
    assert status(gold("1.0.0"), {}) == Status(State.UNKNOWN, "1.0.0")


@pytest.mark.parametrize(
    ("world", "state"),
    [
        # A tester's version is no promise to anybody else.
        (World(accepted_preview=["1.3.0"]), State.UNKNOWN),
        (World(listed_preview=["1.3.0"], answered=True), State.UNKNOWN),
        (
            World(
                listed=["1.2.0"],
                listed_preview=["1.3.0"],
                answered=True,
                accepted_preview=["1.3.0"],
            ),
            State.CURRENT,
        ),
        # A tester is offered what is published, and what other testers and customers hold.
        (World(mine_is_preview=True, listed=["1.3.0"], answered=True), State.PENDING),
        (World(mine_is_preview=True, listed_preview=["1.3.0"], answered=True), State.PENDING),
        (World(mine_is_preview=True, accepted=["1.3.0"]), State.PENDING),
        (World(mine_is_preview=True, accepted_preview=["1.3.0"]), State.PENDING),
        (World(mine_is_preview=True, recorded=["1.3.0"]), State.PENDING),
        (World(mine_is_preview=True, listed_preview=["1.2.0"], answered=True), State.CURRENT),
        (World(mine_is_preview=True, listed_preview=["1.1.0"], answered=True), State.AHEAD),
        # The ordinary copy says nothing of what testers are offered.
        (World(mine_is_preview=True, listed=["1.2.0"], answered=True), State.UNKNOWN),
        (World(mine_is_preview=True, listed=["1.1.0"], answered=True), State.UNKNOWN),
        (World(mine_is_preview=True, listed_preview=["1.2.0"]), State.UNKNOWN),
    ],
)
def test_the_preview_copy(world: World, state: State) -> None:
    assert world.status().state is state


def test_plans_do_not_mix() -> None:
    at = subscription("somewhere", "someone")
    silver = MarketplacePlan("contoso", "managed-ops", "silver", "9.0.0")
    found = gather(
        [definition(at, silver), definition(at)],
        published("1.2.0"),
        [asked()],
        {silver.key: ["10.0.0"]},
    )
    assert set(found) == {GOLD, silver.key}
    assert status(gold("1.2.0"), found).state is State.CURRENT
    assert status(silver, found) == Status(State.PENDING, "10.0.0", 1, LIBRARY)


VERSION = st.sampled_from(["1.2.0", "1.9.0", "1.10.0", "1.11.0", "2.0.0"])
SOME = st.lists(VERSION, max_size=3)
ODD_OR_NOT = VERSION | st.sampled_from(["", "beta", "1.2"])


@st.composite
def worlds(draw: st.DrawFn, preview: bool | None = None) -> World:
    listed, listed_preview = draw(SOME), draw(SOME)
    return World(
        draw(ODD_OR_NOT),
        listed,
        # An answer without any version counts as none.
        draw(st.booleans()) and bool(listed or listed_preview),
        draw(SOME),
        draw(SOME),
        listed_preview,
        draw(SOME),
        draw(st.booleans()) if preview is None else preview,
    )


def number(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def is_odd(version: str) -> bool:
    return version in ("", "beta", "1.2")


@given(worlds())
def test_never_current_without_a_source_that_speaks(world: World) -> None:
    found = world.status()
    if not world.answered and not world.recorded:
        assert found.state not in (State.CURRENT, State.AHEAD)
    if found.state is State.CURRENT:
        assert found.source in (MARKETPLACE, LIBRARY)
        assert found.source == LIBRARY or (world.answered and found.asked_at == NOW)


@given(worlds(preview=False))
@example(World("1.9.0", listed=["1.10.0"]))
def test_pending_exactly_when_the_table_says_so(world: World) -> None:
    found = world.status()
    if is_odd(world.mine):
        assert found == Status(State.UNKNOWN)
        return
    higher = {
        each
        for each in (*world.listed, *world.recorded, *world.accepted)
        if number(each) > number(world.mine)
    }
    assert (found.state is State.PENDING) == bool(higher)
    assert found.behind == len(higher)
    assert found.latest == max([*higher, world.mine], key=number)


@given(worlds(preview=False))
def test_ahead_only_above_something_that_is_known(world: World) -> None:
    found = world.status()
    if found.state is State.AHEAD:
        told = [*(world.listed if world.answered else ()), *world.recorded]
        assert told
        assert all(number(each) < number(world.mine) for each in told)


@given(
    truth=st.sets(VERSION, min_size=1),
    data=st.data(),
    asked_now=st.booleans(),
    recorded=st.booleans(),
)
def test_honest_sources_never_lead_astray(
    truth: set[str], data: st.DataObject, asked_now: bool, recorded: bool
) -> None:
    """The marketplace tells all when it answers; customers hold what exists."""
    versions = st.sampled_from(sorted(truth))
    held = data.draw(versions)
    others = data.draw(st.lists(versions, max_size=3))
    once_listed = data.draw(st.sets(versions))
    world = World(
        held,
        truth if asked_now else once_listed,
        asked_now,
        [max(truth, key=number)] if recorded else [],
        others,
    )
    found, is_latest = world.status(), number(held) == max(map(number, truth))
    assert found.state is not State.AHEAD
    if found.state is State.CURRENT:
        assert is_latest
    if found.state is State.PENDING:
        assert not is_latest
    if asked_now or recorded:
        assert found.state is (State.CURRENT if is_latest else State.PENDING)
        assert found.latest == max(truth, key=number)


@given(worlds(), worlds())
def test_evidence_does_not_depend_on_the_order_of_what_is_gathered(
    one: World, other: World
) -> None:
    at = subscription("somewhere", "someone")
    held = [definition(at, gold(each)) for each in (*one.accepted, *other.accepted)]
    listed = [*published(*one.listed), *published(*other.listed_preview, preview=True)]
    told = {GOLD: [*one.recorded]}
    straight = gather(held, listed, [asked()], told)
    turned = gather(held[::-1], listed[::-1], [asked()], told)
    mine = gold(one.mine, preview=one.mine_is_preview)
    assert status(mine, straight) == status(mine, turned)
