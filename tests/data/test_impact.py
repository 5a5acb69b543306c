from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from data.diff import Difference, Pair, diff
from data.entries import Entry, Side
from data.impact import Impact, impact
from data.known import Stale
from data.models import (
    Authorization,
    Definition,
    PlanKey,
    Subscription,
    version_number,
)
from data.rows import ScopeRow
from data.snapshot import Snapshot
from data.updates import State
from tests.conftest import Sync
from tests.data.entry_sets import plain, side
from tests.data.records import (
    CONTRIBUTOR,
    GOLD,
    MSP,
    NIGHT,
    NIGHT_ON_CALL,
    NOW,
    OPS,
    OPS_CHANGES,
    OPS_READS,
    RIVAL,
    customers,
    definition,
    delegation,
    gold,
    guid,
    known,
    meta,
    subscription,
)

ADDED, REMOVED, CHANGED, UNCHANGED = Difference
PREVIEW = GOLD._replace(preview=True)
PROD, DEV = subscription("Prod", "fabrikam"), subscription("Dev", "fabrikam")
MAIN, SIDE = subscription("Main", "litware"), subscription("Side", "litware")
LONE = subscription("Lone", "adatum")
FABRIKAM, LITWARE, ADATUM = guid("fabrikam"), guid("litware"), guid("adatum")
NAMES = customers(fabrikam="Fabrikam", litware="Litware", adatum="Ädatum")
OFFERED = Side("Gold 1.3.0", (OPS_READS, OPS_CHANGES))


def snapshot(
    *definitions: Definition, groups: Iterable[str] = ("",), stale: tuple[Stale, ...] = ()
) -> Snapshot:
    """Each definition with a delegation of its subscription, or of each group."""
    held = [
        delegation(each, group, name=each.id + group) for each in definitions for group in groups
    ]
    every = [PROD, DEV, MAIN, SIDE, LONE]
    return Snapshot(known(every, definitions, held, told=meta(stale=stale), customers=NAMES))


def of(
    at: Snapshot, version: str = "1.3.0", plan: PlanKey = GOLD, offered: Side = OFFERED
) -> Impact:
    return impact(plan, version, offered, at.scopes.rows)


def reached(found: Impact) -> list[str]:
    return sorted(row.scope for group in found.groups for row in group.scopes)


def test_only_older_versions_of_that_plan_are_reached() -> None:
    other = replace(gold("1.0.0"), name="silver")
    found = of(
        snapshot(
            definition(PROD, gold("1.2.9")),
            definition(DEV, gold("1.3.0")),
            definition(MAIN, gold("1.10.0")),
            definition(SIDE, other),
            definition(LONE),
        )
    )
    assert reached(found) == ["Prod"]
    assert (found.plan, found.title, found.scopes, found.unclear) == (GOLD, "Gold 1.3.0", 1, ())
    assert [(each.tenant_id, each.name) for each in found.customers] == [(FABRIKAM, "Fabrikam")]


@pytest.mark.parametrize(
    ("plan", "expected"), [(GOLD, ["Dev", "Prod"]), (PREVIEW, ["Dev"])], ids=["all", "preview"]
)
def test_the_preview_concerns_its_own_customers_only(plan: PlanKey, expected: list[str]) -> None:
    held = snapshot(definition(PROD, gold("1.2.0")), definition(DEV, gold("1.2.0", preview=True)))
    found = of(held, plan=plan)
    assert reached(found) == expected
    (group,) = (each for each in found.groups if each.plan == PREVIEW)
    assert [row.scope for row in group.scopes] == ["Dev"]
    assert group.diff.before.title == "managed-ops/gold (preview) 1.2.0"


def test_what_is_not_ours_or_not_delegated_does_not_count() -> None:
    old = definition(PROD, gold("1.2.0"))
    rival = definition(MAIN, gold("1.2.0"), managing=RIVAL)
    leftover = definition(DEV, gold("1.2.0"), name="leftover")
    unseen = definition(LONE, gold("1.2.0"))
    held = [delegation(each) for each in (old, rival, unseen)]
    every = [PROD, DEV, MAIN, LONE]
    at = Snapshot(known(every, [old, rival, leftover], held, customers=NAMES))
    assert len(at.scopes.rows) == 4
    assert reached(of(at)) == ["Prod"]


def test_versions_that_cannot_be_compared_are_named() -> None:
    at = snapshot(definition(PROD, gold("1.2.0")), definition(DEV, gold("latest")))
    found = of(at)
    assert (reached(found), [row.scope for row in found.unclear]) == (["Prod"], ["Dev"])
    draft = of(at, version="")
    assert (reached(draft), len(draft.unclear)) == ([], 2)


def test_stale_scopes_are_told() -> None:
    at = snapshot(
        definition(PROD, gold("1.2.0")),
        definition(MAIN, gold("1.2.0")),
        stale=(Stale(MAIN.subscription_id, "refused", NOW),),
    )
    found = of(at)
    assert (found.scopes, found.stale) == (2, 1)
    assert {each.name: [part.stale for part in each.parts] for each in found.customers} == {
        "Fabrikam": [0],
        "Litware": [1],
    }


def test_who_has_the_same_shares_one_diff() -> None:
    both = (OPS_READS, OPS_CHANGES)
    shouted = [replace(each, principal_id=OPS.upper()) for each in reversed(both)]
    at = snapshot(
        definition(PROD, gold("1.2.0"), authorizations=both),
        definition(MAIN, gold("1.2.0"), authorizations=shouted),
        definition(LONE, gold("1.2.0"), authorizations=[OPS_CHANGES]),
        definition(DEV, gold("1.1.0"), authorizations=both),
    )
    found = of(at)
    assert [(each.version, len(each.scopes), each.diff.differs) for each in found.groups] == [
        ("1.1.0", 1, False),
        ("1.2.0", 2, False),
        ("1.2.0", 1, True),
    ]
    assert found.groups[0].diff.before.title == "managed-ops/gold 1.1.0"
    assert found.groups[0].diff.after is OFFERED
    by_name = {each.name: each.parts for each in found.customers}
    assert by_name["Fabrikam"][1].diff is by_name["Litware"][0].diff
    assert [each.name for each in found.customers] == ["Ädatum", "Fabrikam", "Litware"]


def test_a_customer_on_several_versions_has_a_part_for_each() -> None:
    at = snapshot(
        definition(PROD, gold("1.10.0")),
        definition(DEV, gold("1.9.0")),
        definition(MAIN, gold("1.9.0")),
        groups=["", "rg-net"],
    )
    fabrikam, litware = of(at, version="2.0.0").customers
    parts = [(each.version, [row.scope for row in each.scopes]) for each in fabrikam.parts]
    assert parts == [("1.9.0", ["Dev", "Dev / rg-net"]), ("1.10.0", ["Prod", "Prod / rg-net"])]
    assert [len(each.scopes) for each in litware.parts] == [2]


def test_who_gains_and_loses_what() -> None:
    night = Authorization(NIGHT, CONTRIBUTOR, "Night shift")
    at = snapshot(
        definition(PROD, gold("1.2.0"), authorizations=[OPS_READS]),
        definition(DEV, gold("1.1.0"), authorizations=[OPS_READS]),
        definition(MAIN, gold("1.1.0"), authorizations=[OPS_READS, night]),
        definition(LONE, gold("1.1.0"), authorizations=[OPS_READS], eligible=(NIGHT_ON_CALL,)),
        groups=["", "rg-net"],
    )
    found = of(at)
    assert [
        (each.pair.difference, each.pair.who, each.pair.role, each.customers, each.scopes)
        for each in found.shifts
    ] == [
        (ADDED, "Operations", "Contributor", 3, 8),
        (REMOVED, "Night shift", "Contributor", 1, 2),
        (REMOVED, "Night shift", "Contributor", 1, 2),
    ]
    assert {each.pair.kind for each in found.shifts[1:]} == {"permanent", "eligible"}
    assert [each.id for each in found.marks] == ["gains-write", "loses-all"]


def test_the_same_gain_counts_apart_where_its_risk_differs() -> None:
    had = Authorization(OPS, "4f8fab4f-1852-4a58-a46a-8eaf358af14a", "Operations")
    at = snapshot(
        definition(PROD, gold("1.2.0"), authorizations=[OPS_READS]),
        definition(MAIN, gold("1.2.0"), authorizations=[OPS_READS, OPS_CHANGES, had]),
    )
    offered = Side("Gold", (OPS_READS, replace(OPS_CHANGES, display_name="Ops"), had))
    found = of(at, offered=offered)
    marks = {
        (each.pair.difference, each.pair.role): {mark.id for mark in each.pair.marks}
        for each in found.shifts
    }
    assert marks[ADDED, "Contributor"] == {"gains-write"}
    assert marks[CHANGED, "Contributor"] == set()


def test_nothing_known_means_no_impact() -> None:
    found = of(Snapshot())
    assert (found.groups, found.unclear, found.customers, found.shifts, found.marks) == (
        (),
        (),
        (),
        (),
        (),
    )
    assert (found.scopes, found.stale) == (0, 0)


VERSIONS = st.sampled_from(["1.0.0", "1.2.0", "1.10.0", "2.0.0", "next"])
ENTRIES = st.lists(st.sampled_from([OPS_READS, OPS_CHANGES, NIGHT_ON_CALL]), max_size=3).map(tuple)


@dataclass(frozen=True)
class Held:
    """What somebody accepted."""

    at: Subscription
    version: str
    is_preview: bool
    entries: tuple[Entry, ...]
    is_ours: bool

    def definition(self, name: str) -> Definition:
        has = side(*self.entries)
        return definition(
            self.at,
            gold(self.version, preview=self.is_preview),
            name=name,
            managing=MSP if self.is_ours else RIVAL,
            authorizations=has.authorizations,
            eligible=has.eligible,
        )


HELD = st.lists(
    st.builds(
        Held,
        st.sampled_from([PROD, DEV, MAIN, SIDE, LONE]),
        VERSIONS,
        st.booleans(),
        ENTRIES,
        st.booleans(),
    ),
    max_size=8,
)


def concerns(row: ScopeRow, plan: PlanKey) -> bool:
    """Whether what a scope is on is the plan, or the preview of it."""
    assert row.definition
    assert row.definition.plan
    return not row.is_foreign and (row.definition.plan.key == plan or not plan.preview)


@given(HELD, VERSIONS, st.booleans(), ENTRIES)
def test_it_agrees_with_a_look_at_each_scope(
    held: list[Held], version: str, preview: bool, entries: tuple[Entry, ...]
) -> None:
    plan, offered = GOLD._replace(preview=preview), side(*entries)
    rows = snapshot(*(each.definition(str(at)) for at, each in enumerate(held))).scopes.rows
    found = impact(plan, version, offered, rows)

    new = version_number(version)
    expected, unclear = [], []
    shifts: dict[object, list[ScopeRow]] = defaultdict(list)
    for row in rows:
        has = version_number(row.version)
        if not concerns(row, plan):
            continue
        if has is None or new is None:
            unclear.append(row)
        elif has < new:
            expected.append(row)
            assert row.definition
            before = Side("", row.definition.authorizations, row.definition.eligible)
            for told in {said(pair) for pair in diff(before, offered).pairs if is_shift(pair)}:
                shifts[told].append(row)
    assert list(found.unclear) == unclear
    in_groups = [row for group in found.groups for row in group.scopes]
    in_parts = [row for each in found.customers for part in each.parts for row in part.scopes]
    for rows_found in (in_groups, in_parts):
        assert sorted(row.key for row in rows_found) == sorted(row.key for row in expected)
    assert {said(each.pair): each.customers for each in found.shifts} == {
        told: len({row.tenant_id for row in where}) for told, where in shifts.items()
    }


def is_shift(pair: Pair) -> bool:
    return pair.difference is not UNCHANGED


def said(pair: Pair) -> object:
    return pair.difference, plain(pair.entry), pair.fields, pair.marks


def test_in_the_sample_azure_the_latest_version_reaches_those_who_are_behind(synced: Sync) -> None:
    rows = Snapshot(synced()).scopes.rows
    reached: dict[tuple[PlanKey, str], set[str]] = {}
    behind = 0
    for row in rows:
        if not (row.definition and row.definition.plan and row.delegation) or row.is_foreign:
            continue
        key, latest = row.definition.plan.key, row.status.latest
        for plan in {key, key.ordinary}:
            if (plan, latest) not in reached:
                groups = impact(plan, latest, OFFERED, rows).groups
                reached[plan, latest] = {each.key for group in groups for each in group.scopes}
        is_reached = any(row.key in reached[plan, latest] for plan in {key, key.ordinary})
        assert is_reached is (row.status.state is State.PENDING)
        behind += is_reached
    assert 0 < behind < len(rows)
