from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from data.changes import ACCEPTED, ADDED, AUTHORIZATIONS, GONE, RENAMED, Change, changes
from data.known import CustomerRead, Known, Stale
from data.models import Definition, Delegation, Subscription
from tests.data.records import (
    BEFORE,
    NIGHT_ON_CALL,
    NOW,
    OPS_CHANGES,
    OPS_READS,
    customers,
    definition,
    delegation,
    gold,
    guid,
    known,
    meta,
    subscription,
)

PROD, DEV = subscription("Prod", "fabrikam"), subscription("Dev", "fabrikam")
MAIN = subscription("Main", "litware")
FABRIKAM, LITWARE = guid("fabrikam"), guid("litware")
OLD = definition(PROD, gold("1.2.0"), authorizations=[OPS_READS, OPS_CHANGES])
MAINS = definition(MAIN, gold("1.2.0"))


def was(*definitions: Definition, groups: Iterable[str] = ("",), **others: object) -> Known:
    held = [delegation(each, group) for each in definitions for group in groups]
    return known([PROD, DEV, MAIN], definitions, held, told=meta(BEFORE), **others)


def now(*definitions: Definition, groups: Iterable[str] = ("",), **others: object) -> Known:
    return replace(was(*definitions, groups=groups, **others), meta=meta(NOW))


def test_nothing_changed() -> None:
    assert changes(was(OLD, MAINS), now(OLD, MAINS)) == []
    assert changes(known(), known()) == []


def test_a_delegation_came_and_one_went() -> None:
    assert changes(was(OLD), now(OLD, groups=["", "rg-net"])) == [
        Change(NOW, ADDED, FABRIKAM, PROD.subscription_id, "rg-net")
    ]
    assert changes(was(OLD, groups=["", "rg-net"]), now(OLD, groups=["rg-net"])) == [
        Change(NOW, GONE, FABRIKAM, PROD.subscription_id)
    ]


def test_what_went_with_its_subscription_is_still_named() -> None:
    after = known([MAIN], [MAINS], [delegation(MAINS)])
    found = changes(was(OLD, MAINS), after)
    assert found == [Change(NOW, GONE, FABRIKAM, PROD.subscription_id)]


def test_the_first_sync_of_all_is_all_new() -> None:
    empty = known(told=meta(BEFORE))
    assert {each.kind for each in changes(empty, now(OLD, MAINS))} == {ADDED}
    assert len(changes(empty, now(OLD, MAINS))) == 2


def test_a_version_was_accepted() -> None:
    new = replace(OLD, plan=gold("1.3.0"))
    identifier = "contoso.managed-ops.gold"
    assert changes(was(OLD), now(new)) == [
        Change(
            NOW,
            ACCEPTED,
            FABRIKAM,
            PROD.subscription_id,
            before=f"{identifier}.1.2.0",
            after=f"{identifier}.1.3.0",
        )
    ]


def test_each_scope_of_a_definition_changes() -> None:
    both = ["rg-a", "rg-b"]
    found = changes(was(OLD, groups=both), now(replace(OLD, plan=gold("1.3.0")), groups=both))
    assert [(each.kind, each.resource_group) for each in found] == [
        (ACCEPTED, "rg-a"),
        (ACCEPTED, "rg-b"),
    ]


@pytest.mark.parametrize(
    "new",
    [
        replace(OLD, authorizations=(OPS_READS,)),
        replace(OLD, eligible=(NIGHT_ON_CALL,)),
        replace(OLD, authorizations=(OPS_READS, replace(OPS_CHANGES, delegated_role_ids=("x",)))),
    ],
)
def test_authorizations_changed(new: Definition) -> None:
    assert changes(was(OLD), now(new)) == [
        Change(NOW, AUTHORIZATIONS, FABRIKAM, PROD.subscription_id)
    ]


def test_an_approver_or_a_duration_is_part_of_an_authorization() -> None:
    had = replace(OLD, eligible=(NIGHT_ON_CALL,))
    for other in (
        replace(NIGHT_ON_CALL, max_duration="PT8H"),
        replace(NIGHT_ON_CALL, approvers=()),
    ):
        found = changes(was(had), now(replace(OLD, eligible=(other,))))
        assert [each.kind for each in found] == [AUTHORIZATIONS]


def test_the_order_of_authorizations_is_no_change() -> None:
    turned = replace(OLD, authorizations=OLD.authorizations[::-1])
    assert changes(was(OLD), now(turned)) == []


def test_a_new_version_with_other_authorizations_is_both() -> None:
    new = replace(OLD, plan=gold("1.3.0"), authorizations=(OPS_READS,))
    assert [each.kind for each in changes(was(OLD), now(new))] == [ACCEPTED, AUTHORIZATIONS]


def test_ids_in_another_case_are_the_same_delegation() -> None:
    shouted = replace(
        now(OLD),
        definitions=(replace(OLD, id=OLD.id.upper()),),
        delegations=(Delegation(delegation(OLD).id.upper(), OLD.id, "Succeeded"),),
    )
    assert changes(was(OLD), shouted) == []


def test_a_definition_that_cannot_be_seen_tells_of_no_change() -> None:
    blind = replace(now(OLD), definitions=())
    assert changes(was(OLD), blind) == []
    assert changes(blind, now(OLD)) == []


def test_a_customer_was_renamed() -> None:
    before = was(OLD, customers=customers(fabrikam="Fabrikam", litware="Litware"))
    after = now(OLD, customers=customers(fabrikam="Fabrikam Retail", litware="Litware"))
    assert changes(before, after) == [
        Change(NOW, RENAMED, FABRIKAM, before="Fabrikam", after="Fabrikam Retail")
    ]


def test_a_new_customer_and_one_whose_name_is_first_learnt_are_not_renamed() -> None:
    before = was(OLD, customers=customers(fabrikam=""))
    after = now(OLD, customers=customers(fabrikam="Fabrikam", litware="Litware"))
    assert changes(before, after) == []


def test_rows_that_were_not_read_again_have_not_changed() -> None:
    told = meta(NOW, stale=(Stale(PROD.subscription_id, "Azure did not answer.", BEFORE),))
    after = replace(now(OLD, MAINS), meta=told)
    assert changes(was(OLD, MAINS), after) == []


def test_changes_are_by_customer() -> None:
    before = was(OLD, MAINS, customers=customers(fabrikam="F", litware="L"))
    accepted = [replace(each, plan=gold("1.3.0")) for each in (OLD, MAINS)]
    found = changes(before, now(*accepted, customers=customers(fabrikam="F2", litware="L2")))
    assert [each.tenant_id for each in found] == sorted([FABRIKAM, LITWARE] * 2)
    assert {each.kind for each in found} == {ACCEPTED, RENAMED}


HELD = st.lists(
    st.tuples(
        st.sampled_from([PROD, DEV, MAIN]),
        st.sampled_from(["", "rg-a", "rg-b"]),
        st.sampled_from(["1.2.0", "1.3.0"]),
    ),
    max_size=5,
    unique_by=lambda each: each[:2],
)


def state(held: Sequence[tuple[Subscription, str, str]], synced_at: str) -> Known:
    definitions = {
        (at, version): definition(at, gold(version), name=version) for at, _, version in held
    }
    rests = [delegation(definitions[at, version], group) for at, group, version in held]
    names = [CustomerRead(each, each[:3]) for each in (FABRIKAM, LITWARE)]
    return known(
        [PROD, DEV, MAIN],
        definitions.values(),
        rests,
        told=meta(synced_at),
        customers=tuple(names),
    )


@given(HELD, HELD)
def test_every_difference_is_told_once_and_nothing_else(
    before: list[tuple[Subscription, str, str]], after: list[tuple[Subscription, str, str]]
) -> None:
    old, new = ({each[:2]: each[2] for each in held} for held in (before, after))
    found = changes(state(before, BEFORE), state(after, NOW))
    assert changes(state(after, BEFORE), state(after, NOW)) == []
    assert {each.at for each in found} <= {NOW}
    told = sorted((each.kind, each.subscription_id, each.resource_group) for each in found)
    expected = [(ADDED, at, group) for at, group in new.keys() - old.keys()]
    expected += [(GONE, at, group) for at, group in old.keys() - new.keys()]
    expected += [(ACCEPTED, *key) for key in old.keys() & new.keys() if old[key] != new[key]]
    assert told == sorted((kind, at.subscription_id, group) for kind, at, group in expected)


def test_what_other_providers_hold_is_no_change_of_ours() -> None:
    rival = replace(OLD, managing_tenant_id=guid("rival"))
    assert changes(known([PROD]), known([PROD], [rival], [delegation(rival)])) == []
    assert changes(known([PROD], [rival], [delegation(rival)]), known([PROD])) == []
