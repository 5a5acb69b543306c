from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.azure.marketplace import Published
from data.azure.merge import Sources, keep_unread, merge
from data.azure.reading import Reading, Unread
from data.known import CustomerRead, Failure, Known, KnownMeta, PlanRead, SeenVersion, Stale
from data.models import Definition, Delegation, PlanVersion, Subscription
from tests.data.records import (
    BEFORE,
    FIRST,
    GOLD,
    MSP,
    NOW,
    asked,
    customers,
    definition,
    delegation,
    gold,
    guid,
    known,
    meta,
    published,
    subscription,
)

PROD, DEV = subscription("Prod", "fabrikam"), subscription("Dev", "fabrikam")
MAIN = subscription("Main", "litware")
SILENT, REFUSED = "Azure did not answer.", "Azure refused."
FABRIKAM, LITWARE = guid("fabrikam"), guid("litware")


def unread(*of: Subscription, refused: bool = False) -> dict[str, Unread]:
    cause = REFUSED if refused else SILENT
    return {
        each.subscription_id: Unread(Failure(f"Delegations of {each.name}", cause, "Try."), refused)
        for each in of
    }


def rows(
    of: Iterable[Subscription], version: str
) -> tuple[list[Subscription], list[Definition], list[Delegation]]:
    """A definition and a delegation on each; the version tells which sync they are from."""
    subscriptions = list(of)
    definitions = [definition(each, gold(version)) for each in subscriptions]
    return subscriptions, definitions, [delegation(each) for each in definitions]


def before(*of: Subscription, stale: tuple[Stale, ...] = (), **others: Any) -> Known:
    return known(*rows(of, "1.0.0"), told=meta(BEFORE, stale=stale), **others)


def reading(*of: Subscription, missing: Mapping[str, Unread] | None = None) -> Reading:
    """What was read of these; of those that are missing, only that they are there."""
    missing = dict(missing or {})
    _, definitions, delegations = rows(
        [each for each in of if each.subscription_id not in missing], "2.0.0"
    )
    return Reading(list(of), definitions, delegations, missing)


def versions(found: Reading) -> dict[str, str]:
    """From which sync each subscription's rows are, by name."""
    names = {each.subscription_id: each.name for each in (PROD, DEV, MAIN)}
    shown = {
        names[each.subscription_id]: each.plan.version for each in found.definitions if each.plan
    }
    assert {names[each.subscription_id] for each in found.delegations} == set(shown)
    assert len(found.definitions) == len(found.delegations) == len(shown)
    return shown


def names(found: Reading) -> list[str]:
    return sorted(each.name for each in found.subscriptions)


def test_what_was_read_whole_stays_as_it_is() -> None:
    fresh = reading(PROD, DEV)
    assert keep_unread(fresh, before(PROD, DEV, MAIN)) == (fresh, ())
    assert keep_unread(fresh, None) == (fresh, ())


def test_a_customer_keeps_all_its_rows_when_one_subscription_did_not_answer() -> None:
    fresh = reading(PROD, DEV, MAIN, missing=unread(PROD))
    found, stale = keep_unread(fresh, before(PROD, DEV, MAIN))
    assert versions(found) == {"Prod": "1.0.0", "Dev": "1.0.0", "Main": "2.0.0"}
    assert names(found) == ["Dev", "Main", "Prod"]
    assert found.unread == fresh.unread
    assert stale == tuple(
        Stale(at, SILENT, BEFORE) for at in sorted([PROD.subscription_id, DEV.subscription_id])
    )


def test_a_refused_subscription_keeps_only_its_own_rows() -> None:
    missing = unread(PROD, refused=True)
    found, stale = keep_unread(reading(PROD, DEV, missing=missing), before(PROD, DEV))
    assert versions(found) == {"Prod": "1.0.0", "Dev": "2.0.0"}
    assert stale == (Stale(PROD.subscription_id, REFUSED, BEFORE),)


def test_refused_and_silent_at_one_customer_each_say_their_own_reason() -> None:
    missing = unread(PROD, refused=True) | unread(DEV)
    third = subscription("Third", "fabrikam")
    found, stale = keep_unread(reading(PROD, DEV, third, missing=missing), before(PROD, DEV, third))
    assert {each.plan.version for each in found.definitions if each.plan} == {"1.0.0"}
    assert {each.subscription_id: each.reason for each in stale} == {
        PROD.subscription_id: REFUSED,
        DEV.subscription_id: SILENT,
        third.subscription_id: SILENT,
    }


def test_a_new_customer_shows_what_could_be_read() -> None:
    found, stale = keep_unread(reading(PROD, DEV, missing=unread(PROD)), before(MAIN))
    assert versions(found) == {"Dev": "2.0.0"}
    assert names(found) == ["Dev", "Prod"]
    assert stale == (Stale(PROD.subscription_id, SILENT),)


@pytest.mark.parametrize("refused", [True, False])
def test_without_a_sync_before_what_is_unread_is_named(refused: bool) -> None:
    found, stale = keep_unread(reading(PROD, DEV, missing=unread(PROD, refused=refused)), None)
    assert versions(found) == {"Dev": "2.0.0"}
    assert names(found) == ["Dev", "Prod"]
    assert [(each.subscription_id, each.read_at) for each in stale] == [(PROD.subscription_id, "")]


def test_a_new_subscription_of_a_customer_that_keeps_its_rows_waits() -> None:
    found, stale = keep_unread(reading(PROD, DEV, missing=unread(PROD)), before(PROD))
    assert versions(found) == {"Prod": "1.0.0"}
    assert names(found) == ["Dev", "Prod"]
    assert {(each.subscription_id, each.reason, each.read_at) for each in stale} == {
        (PROD.subscription_id, SILENT, BEFORE),
        (DEV.subscription_id, SILENT, ""),
    }


def test_a_subscription_vanishes_only_when_its_customer_was_read() -> None:
    kept, stale = keep_unread(reading(PROD, missing=unread(PROD)), before(PROD, DEV, MAIN))
    assert versions(kept) == {"Prod": "1.0.0", "Dev": "1.0.0"}
    assert {each.subscription_id for each in stale} == {PROD.subscription_id, DEV.subscription_id}
    gone, stale = keep_unread(reading(PROD, MAIN, missing=unread(MAIN)), before(PROD, DEV, MAIN))
    assert versions(gone) == {"Prod": "2.0.0", "Main": "1.0.0"}
    assert names(gone) == ["Main", "Prod"]
    assert [each.subscription_id for each in stale] == [MAIN.subscription_id]
    refused = unread(PROD, refused=True)
    gone, _ = keep_unread(reading(PROD, missing=refused), before(PROD, DEV))
    assert names(gone) == ["Prod"]


def test_repeated_failures_keep_the_time_and_say_the_newest_reason() -> None:
    earlier = (Stale(PROD.subscription_id, REFUSED, FIRST),)
    found, stale = keep_unread(
        reading(PROD, DEV, missing=unread(PROD)), before(PROD, DEV, stale=earlier)
    )
    assert versions(found) == {"Prod": "1.0.0", "Dev": "1.0.0"}
    assert {each.subscription_id: each for each in stale} == {
        PROD.subscription_id: Stale(PROD.subscription_id, SILENT, FIRST),
        DEV.subscription_id: Stale(DEV.subscription_id, SILENT, BEFORE),
    }


def test_what_never_was_read_never_gets_a_time() -> None:
    earlier = (Stale(PROD.subscription_id, REFUSED),)
    _, stale = keep_unread(reading(PROD, missing=unread(PROD)), before(PROD, stale=earlier))
    assert stale == (Stale(PROD.subscription_id, SILENT, ""),)


def test_what_answers_again_is_fresh_again() -> None:
    earlier = (Stale(PROD.subscription_id, REFUSED, FIRST),)
    found, stale = keep_unread(reading(PROD), before(PROD, stale=earlier))
    assert versions(found) == {"Prod": "2.0.0"}
    assert stale == ()


SUBSCRIPTIONS = [subscription(f"s{at}", f"t{at // 3}") for at in range(7)]
SOME = st.sets(st.sampled_from(SUBSCRIPTIONS), max_size=7).map(
    lambda found: sorted(found, key=lambda each: each.name)
)
GROUPS = st.dictionaries(
    st.sampled_from(SUBSCRIPTIONS).map(lambda each: each.subscription_id),
    st.sets(st.sampled_from(["", "rg-a", "rg-b"])),
)


def with_groups(
    of: Iterable[Subscription], groups: Mapping[str, set[str]], version: str
) -> tuple[list[Definition], list[Delegation]]:
    definitions = [definition(each, gold(version)) for each in of]
    rests = [
        delegation(each, group)
        for each in definitions
        for group in sorted(groups.get(each.subscription_id, {""}))
    ]
    return definitions, rests


@given(
    listed_before=SOME,
    groups_before=GROUPS,
    listed=SOME,
    groups=GROUPS,
    failing=st.dictionaries(st.sampled_from(SUBSCRIPTIONS), st.booleans(), max_size=4),
)
def test_nothing_unread_is_lost_and_everything_read_is_there_once(
    listed_before: list[Subscription],
    groups_before: dict[str, set[str]],
    listed: list[Subscription],
    groups: dict[str, set[str]],
    failing: dict[Subscription, bool],
) -> None:
    was = known(
        listed_before, *with_groups(listed_before, groups_before, "1.0.0"), told=meta(BEFORE)
    )
    missing: dict[str, Unread] = {}
    for each, refused in failing.items():
        if each in listed:
            missing |= unread(each, refused=refused)
    read = [each for each in listed if each.subscription_id not in missing]
    fresh = Reading(list(listed), *with_groups(read, groups, "2.0.0"), missing)
    found, stale = keep_unread(fresh, was)

    unfinished = {each.tenant_id for each in listed if failing.get(each) is False}
    unfinished &= {each.tenant_id for each in listed_before}
    old = {each.subscription_id for each in stale}

    def of(records: Iterable[Definition | Delegation], at: str) -> Counter[Any]:
        return Counter(each for each in records if each.subscription_id == at)

    for each in SUBSCRIPTIONS:
        at = each.subscription_id
        kept = at in missing or each.tenant_id in unfinished
        rows_now = of(found.definitions, at) + of(found.delegations, at)
        if kept:
            assert rows_now == of(was.definitions, at) + of(was.delegations, at)
        else:
            assert rows_now == of(fresh.definitions, at) + of(fresh.delegations, at)
        there = each in listed or (each in listed_before and each.tenant_id in unfinished)
        assert found.subscriptions.count(each) == there
        assert (at in old) == (there and kept)
    assert len(stale) == len(old)
    for row in stale:
        was_known = any(each.subscription_id == row.subscription_id for each in listed_before)
        assert row.read_at == (BEFORE if was_known else "")


def merged(
    of: Reading,
    was: Known | None = None,
    *,
    answers: Iterable[PlanVersion] = (),
    tenant_names: Mapping[str, str] | None = None,
    failures: tuple[Failure, ...] = (),
    silent_plans: Iterable[Failure] = (),
) -> Known:
    told: dict[Any, list[PlanVersion]] = {}
    for each in answers:
        told.setdefault(each.plan.key, []).append(each)
    kept, stale = keep_unread(of, was)
    sources = Sources(
        kept, Published(told, list(silent_plans)), tenant_names or {}, failures=failures
    )
    fields = KnownMeta(NOW, NOW, "arm", MSP, portal_url="https://portal.example")
    return merge(sources, stale, was, fields)


def test_the_first_sync() -> None:
    fresh = reading(PROD, MAIN)
    found = merged(fresh, answers=published("2.0.0", "2.1.0"))
    assert found.meta.synced_at == found.meta.first_synced_at == NOW
    assert (found.meta.reader, found.meta.managing_tenant_id) == ("arm", MSP)
    assert found.meta.portal_url == "https://portal.example"
    assert (found.meta.stale, found.meta.failures) == ((), ())
    assert set(found.subscriptions) == {PROD, MAIN}
    assert set(found.definitions) == set(fresh.definitions)
    assert set(found.delegations) == set(fresh.delegations)
    assert found.plan_versions == published("2.0.0", "2.1.0")
    seen = (SeenVersion("2.0.0", NOW), SeenVersion("2.1.0", NOW))
    assert found.plans == (PlanRead(*GOLD, NOW, True, seen),)


def test_a_later_sync_remembers_the_first() -> None:
    found = merged(reading(PROD), before(PROD))
    assert (found.meta.first_synced_at, found.meta.synced_at) == (FIRST, NOW)


def test_every_failure_is_told() -> None:
    tenants = Failure("Names", SILENT, "Try.")
    plan = Failure("Published versions", SILENT, "Try.")
    missing = unread(PROD) | unread(MAIN, refused=True)
    found = merged(reading(PROD, MAIN, missing=missing), failures=(tenants,), silent_plans=[plan])
    told = [
        Failure(f"Delegations of Prod ({FABRIKAM})", SILENT, "Try."),
        Failure(f"Delegations of Main ({LITWARE})", REFUSED, "Try."),
    ]
    assert Counter(found.meta.failures) == Counter([*told, tenants, plan])
    assert {each.subscription_id for each in found.meta.stale} == set(missing)


@given(st.permutations([PROD, DEV, MAIN]))
def test_the_order_in_which_answers_come_changes_nothing(order: list[Subscription]) -> None:
    answers = published("2.0.0", "1.0.0", "10.0.0")
    found = merged(reading(*order), answers=answers)
    assert found == merged(reading(PROD, DEV, MAIN), answers=answers[::-1])


def test_names_are_the_newest_that_azure_gave() -> None:
    was = before(PROD, MAIN, customers=customers(fabrikam="Fabrikam", litware="Litware"))
    found = merged(reading(PROD, MAIN), was, tenant_names={FABRIKAM: "Fabrikam Retail"})
    assert {each.tenant_id: each.name for each in found.customers} == {
        FABRIKAM: "Fabrikam Retail",
        LITWARE: "Litware",
    }


def test_the_name_before_stays_known() -> None:
    was = before(PROD, customers=customers(fabrikam="Fabrikam"))
    renamed = merged(reading(PROD), was, tenant_names={FABRIKAM: "Fabrikam Retail"})
    assert renamed.customers == (CustomerRead(FABRIKAM, "Fabrikam Retail", "Fabrikam"),)
    later = merged(reading(PROD), renamed, tenant_names={FABRIKAM: "Fabrikam Retail"})
    assert later.customers == renamed.customers
    again = merged(reading(PROD), later, tenant_names={FABRIKAM: "Fab"})
    assert again.customers == (CustomerRead(FABRIKAM, "Fab", "Fabrikam Retail"),)


def test_a_definition_tells_the_name_that_nobody_else_tells() -> None:
    fresh = reading(PROD, MAIN)
    named = msgspec.structs.replace(
        fresh.definitions[0], customer_tenant_id=FABRIKAM, customer_tenant_name="Fabrikam"
    )
    fresh = replace(fresh, definitions=[named, *fresh.definitions[1:]])
    for was in (None, before(PROD, customers=customers(fabrikam=""))):
        assert {each.tenant_id: each.name for each in merged(fresh, was).customers} == {
            FABRIKAM: "Fabrikam",
            LITWARE: "",
        }


def test_a_customer_of_whom_nothing_is_left_is_gone() -> None:
    assert [each.tenant_id for each in merged(reading(PROD), before(PROD, MAIN)).customers] == [
        FABRIKAM
    ]
    kept = merged(reading(PROD, missing=unread(PROD)), before(PROD, MAIN))
    assert kept.customers == (CustomerRead(FABRIKAM),)


def test_our_own_name_is_kept_when_names_could_not_be_read() -> None:
    first = merged(reading(PROD), tenant_names={MSP: "Contoso MSP"})
    assert first.meta.managing_tenant_name == "Contoso MSP"
    assert merged(reading(PROD), first).meta.managing_tenant_name == "Contoso MSP"
    renamed = merged(reading(PROD), first, tenant_names={MSP: "Contoso Operations"})
    assert renamed.meta.managing_tenant_name == "Contoso Operations"


EARLIER = asked(answered=True, asked_at=BEFORE, seen={"1.0.0": FIRST, "2.0.0": BEFORE})


def test_versions_that_the_marketplace_knew_stay_when_it_does_not_answer() -> None:
    was = before(PROD, plan_versions=published("1.0.0", "3.0.0"), plans=(EARLIER,))
    found = merged(reading(PROD), was)
    assert found.plan_versions == published("1.0.0", "3.0.0")
    (plan,) = found.plans
    assert (plan.asked_at, plan.answered) == (BEFORE, False)
    assert plan.seen == (
        SeenVersion("1.0.0", FIRST),
        SeenVersion("2.0.0", BEFORE),
        SeenVersion("3.0.0", NOW),
    )


def test_an_answer_replaces_the_one_before_and_history_stays() -> None:
    was = before(PROD, plan_versions=published("1.0.0", "1.5.0"), plans=(EARLIER,))
    found = merged(reading(PROD), was, answers=published("2.0.0", "2.1.0"))
    assert found.plan_versions == published("2.0.0", "2.1.0")
    (plan,) = found.plans
    assert (plan.asked_at, plan.answered) == (NOW, True)
    assert {each.version: each.first_seen for each in plan.seen} == {
        "1.0.0": FIRST,
        "2.0.0": BEFORE,
        "2.1.0": NOW,
    }


def test_a_version_that_only_a_customer_has_is_seen_too() -> None:
    (plan,) = merged(reading(PROD)).plans
    assert plan == PlanRead(*GOLD, "", False, (SeenVersion("2.0.0", NOW),))


def test_when_a_plan_was_first_seen_outlives_its_last_customer() -> None:
    was = before(PROD, plans=(EARLIER,))
    template = Reading([PROD], [definition(PROD)], [delegation(definition(PROD))])
    between = merged(template, was)
    (plan,) = merged(reading(PROD), between).plans
    assert plan.seen == EARLIER.seen


def test_merging_changes_none_of_what_it_was_given() -> None:
    was = before(PROD, plan_versions=published("1.0.0"), plans=(EARLIER,))
    fresh = reading(PROD, DEV, missing=unread(DEV))
    told = {GOLD: list(published("2.0.0"))}
    copies = msgspec.to_builtins(was), list(fresh.definitions), dict(told)
    merge(Sources(fresh, Published(told), {}), (), was, meta(NOW))
    keep_unread(fresh, was)
    assert (msgspec.to_builtins(was), list(fresh.definitions), dict(told)) == copies
    assert told == {GOLD: list(published("2.0.0"))}
