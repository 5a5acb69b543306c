"""The update board, held against what is true."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from hypothesis import given
from hypothesis import strategies as st

from data.board_groups import EVERYTHING, By, Group, bar, groups, spread_bar
from data.board_listings import UPDATES, accepted, since
from data.known import Stale
from data.ledger import LibraryContents, RecordedVersion
from data.pending import pending
from data.query import parse
from data.rows import Shown
from data.snapshot import Snapshot
from data.update_row import UpdateRow
from data.updates import CUSTOMER, LIBRARY, MARKETPLACE
from tests.data.records import (
    FIRST,
    GOLD,
    NOW,
    OPS_CHANGES,
    OPS_READS,
    RIVAL,
    asked,
    definition,
    delegation,
    gold,
    guid,
    known,
    meta,
    published,
    subscription,
)

PROD, DEV, MAIN, LAB = (
    subscription("Prod", "fabrikam"),
    subscription("Dev", "fabrikam"),
    subscription("Main", "litware"),
    subscription("Lab", "adatum"),
)
OLD, NEW = definition(PROD, gold("1.9.0")), definition(DEV, gold("1.10.0"))
LITWARE = definition(MAIN, gold("1.10.0"), authorizations=(OPS_READS, OPS_CHANGES))
TEMPLATE = definition(LAB)
ALL = [OLD, NEW, LITWARE, TEMPLATE]


def snapshot(**others: Any) -> Snapshot:
    return Snapshot(
        known(
            [PROD, DEV, MAIN, LAB],
            ALL,
            [delegation(OLD), delegation(OLD, "rg-net", name="group"), *map(delegation, ALL[1:])],
            plan_versions=published("1.9.0", "1.10.0"),
            plans=(asked(seen={"1.9.0": FIRST, "1.10.0": NOW}),),
            **others,
        )
    )


def rows(of: Snapshot) -> dict[str, UpdateRow]:
    return {f"{row.customer[:8]} {row.offer}": row for row in of.update_board.rows}


def row(of: Snapshot, tenant: str) -> UpdateRow:
    (found,) = [each for each in of.update_board.rows if each.tenant_id == guid(tenant)]
    return found


def test_a_row_is_a_customer_and_a_plan() -> None:
    found = row(snapshot(), "fabrikam")
    assert (found.plan, found.versions, len(found.scopes)) == (GOLD, ("1.9.0", "1.10.0"), 3)
    assert (found.latest, found.behind, found.source) == ("1.10.0", 1, MARKETPLACE)
    assert found.asked_at == NOW
    assert found.is_mixed
    assert accepted(found) == "1.9.0, 1.10.0 mixed"
    assert found.shown is Shown.PENDING
    assert row(snapshot(), "litware").shown is Shown.CURRENT
    assert not row(snapshot(), "litware").is_mixed


def test_behind_since_is_when_the_newer_version_was_first_seen() -> None:
    assert since(row(snapshot(), "fabrikam")) == NOW[:10]
    assert since(row(snapshot(), "litware")) == ""
    at_once = Snapshot(
        known(
            [PROD], [OLD], [delegation(OLD)], plans=(asked(seen={"1.9.0": FIRST, "2.0.0": FIRST}),)
        )
    )
    assert since(row(at_once, "fabrikam")) == f"≤ {FIRST[:10]}"


def test_templates_have_a_row_without_a_plan() -> None:
    found = row(snapshot(), "adatum")
    assert (found.plan, found.offer, found.shown) == (None, "template", Shown.TEMPLATE)
    assert accepted(found) == ""


def test_other_providers_and_leftovers_are_not_on_the_board() -> None:
    rival = definition(PROD, gold("1.0.0"), name="rival", managing=RIVAL)
    leftover = definition(PROD, gold("1.0.0"), name="leftover")
    found = Snapshot(known([PROD], [rival, leftover], [delegation(rival)]))
    assert found.update_board.rows == []


def test_a_stale_row_still_tells_what_was_known() -> None:
    told = meta(stale=(Stale(PROD.subscription_id, "Azure did not answer.", FIRST),))
    found = row(snapshot(told=told), "fabrikam")
    assert (found.shown, found.beneath) == (Shown.STALE, Shown.PENDING)
    (group,) = [each for each in groups([found], By.PLAN).rows if not each.is_all]
    assert group.behind == 1


def test_what_the_latest_version_changes() -> None:
    found = snapshot()
    (change,) = pending(found, row(found, "fabrikam"))
    assert change.before.title == "managed-ops/gold 1.9.0"
    assert change.after.title == "managed-ops/gold 1.10.0"
    assert pending(found, row(found, "litware")) == []
    recorded = found.with_library(LibraryContents(versions=(RecordedVersion(GOLD, "2.0.0"),)))
    assert row(recorded, "litware").latest == "2.0.0"
    assert pending(recorded, row(recorded, "litware")) == [], "only its number is known"


def test_the_board_is_filtered_by_what_it_shows() -> None:
    board = snapshot().update_board

    def kept(text: str) -> set[str]:
        return {board.rows[at].tenant_id for at in board.select(parse(text))}

    fabrikam, litware, adatum = guid("fabrikam"), guid("litware"), guid("adatum")
    assert kept("state:behind") == kept("state:pending") == kept("behind:>0") == {fabrikam}
    assert kept("accepted:mixed") == {fabrikam}
    assert kept("offer:template") == {adatum}
    assert kept("latest:1.10.0") == {fabrikam, litware}
    assert kept("prod") == {fabrikam}
    assert kept("accepted:<1.10.0") == {fabrikam}
    assert {"tenant_id", "behind", "behind_since", "source"} <= UPDATES.record(board.rows[0]).keys()


def test_groups_by_plan_and_by_customer() -> None:
    board = snapshot().update_board
    everything, gold_plan, template = groups(board.rows, By.PLAN).rows
    assert everything.key == EVERYTHING
    assert (everything.customers, everything.behind) == (3, 1)
    assert (gold_plan.name, gold_plan.customers, gold_plan.behind) == ("managed-ops/gold", 2, 1)
    assert gold_plan.spread == (("1.10.0", 2), ("1.9.0", 1))
    assert gold_plan.states == {Shown.PENDING: 1, Shown.CURRENT: 1}
    assert template.spread == ()
    assert len(groups(board.rows, By.CUSTOMER).rows) == 4


@given(st.integers(0, 500), st.integers(1, 500), st.integers(1, 40))
def test_a_bar_is_as_long_as_its_part(part: int, more: int, cells: int) -> None:
    drawn = bar(part, part + more, cells)
    assert len(drawn) <= cells
    assert bool(drawn) == bool(part), "what is there is seen"
    assert bar(part + more, part + more, cells) == "█" * cells


@given(st.lists(st.integers(1, 50), min_size=1, max_size=8))
def test_the_bar_of_a_plan_is_always_full(customers: list[int]) -> None:
    each = [(v, number) for v, count in enumerate(customers) for number in range(count)]
    subscriptions = [subscription(f"s{v}-{number}", f"t{v}-{number}") for v, number in each]
    held = [
        definition(at, gold(f"1.{v}.0")) for at, (v, _) in zip(subscriptions, each, strict=True)
    ]
    found = Snapshot(known(subscriptions, held, map(delegation, held))).update_board
    group = Group("k", "n", tuple(found.rows))
    assert len(spread_bar(group)) == 12
    assert sum(n for _, n in group.spread) == sum(customers)


Marketplace = Literal["all", "newest", "nothing"]
VERSIONS = ("1.0.0", "1.9.0", "1.10.0", "2.0.0")
ODD = ("1.0", "2.0.0-beta", "")


@dataclass(frozen=True)
class Held:
    """What one scope of a customer has accepted."""

    customer: int
    version: str
    preview: bool


@dataclass(frozen=True)
class Truth:
    """A plan, and everything that can be known of it."""

    released: frozenset[str]
    released_preview: frozenset[str]
    marketplace: Marketplace
    recorded: frozenset[str]
    held: tuple[Held, ...]

    def listed(self, preview: bool) -> frozenset[str]:
        released = self.released_preview if preview else self.released
        match self.marketplace:
            case "all":
                return released
            case "newest":
                return frozenset(sorted(released, key=number)[-1:])
            case _:
                return frozenset()

    def state(self, held: Held) -> str:
        """The table of the design, in its own words."""
        if held.version in ODD:
            return "unknown"
        sources = self.listed(False) | self.recorded
        seen = {each.version for each in self.held if not each.preview} - set(ODD)
        if held.preview:
            sources |= self.listed(True)
            seen |= {each.version for each in self.held if each.preview} - set(ODD)
        if any(number(each) > number(held.version) for each in sources | seen):
            return "pending"
        # That everybody is offered a version says nothing of the preview's own copy.
        speaks = self.listed(held.preview) | self.recorded
        if held.version in speaks:
            return "current"
        # An answer that knows only older versions: this one is above all that it knows.
        return "ahead" if speaks else "unknown"


def number(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


released = st.frozensets(st.sampled_from(VERSIONS))
truths = st.builds(
    Truth,
    released,
    released,
    st.sampled_from(["all", "newest", "nothing"]),
    st.frozensets(st.sampled_from(VERSIONS), max_size=2),
    st.lists(
        st.builds(Held, st.integers(0, 4), st.sampled_from([*VERSIONS, *ODD]), st.booleans()),
        min_size=1,
        max_size=8,
    ).map(tuple),
)


@given(truths)
def test_every_state_is_the_true_one(truth: Truth) -> None:
    made = [
        definition(
            subscription(f"sub-{at}", f"customer-{held.customer}"),
            gold(held.version, preview=held.preview),
        )
        for at, held in enumerate(truth.held)
    ]
    listed = [
        *published(*truth.listed(False)),
        *published(*truth.listed(True), preview=True),
    ]
    found = Snapshot(
        known(
            [
                subscription(f"sub-{at}", f"customer-{h.customer}")
                for at, h in enumerate(truth.held)
            ],
            made,
            map(delegation, made),
            plan_versions=tuple(listed),
            plans=(
                asked(answered=bool(truth.listed(False))),
                asked(answered=bool(truth.listed(True)), preview=True),
            ),
        ),
        LibraryContents(versions=tuple(RecordedVersion(GOLD, each) for each in truth.recorded)),
    )
    by_definition = {each.key: held for each, held in zip(made, truth.held, strict=True)}
    seen = 0
    for each in found.update_board.rows:
        for scope in each.scopes:
            assert scope.definition
            seen += 1
            assert scope.state.value == truth.state(by_definition[scope.definition.key])
        worst = min((scope.state for scope in each.scopes), key=list(Shown).index)
        assert each.shown is worst
        if each.shown is Shown.CURRENT:
            assert each.source in (MARKETPLACE, LIBRARY)
        if each.source == CUSTOMER:
            assert each.shown in (Shown.PENDING, Shown.UNKNOWN)
    assert seen == len(truth.held)
