from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from data.known import CustomerRead, SeenVersion, Stale
from data.ledger import (
    CustomerNote,
    LibraryContents,
    RecordedVersion,
    RolloutEntry,
    TemplateLink,
)
from data.models import Delegation, MarketplacePlan, PlanKey, same_id
from data.plans import Plan
from data.query import parse
from data.rows import (
    ALL_CUSTOMERS,
    CustomerRow,
    Kind,
    ScopeRow,
    Shown,
    entries,
    principals,
    roles,
    updates_pending,
)
from data.snapshot import Snapshot
from data.updates import LIBRARY, State, Status
from tests.data.records import (
    BEFORE,
    BOSS,
    CONTRIBUTOR,
    FIRST,
    GOLD,
    NIGHT,
    NIGHT_ON_CALL,
    OPS,
    OPS_CHANGES,
    OPS_READS,
    READER,
    RIVAL,
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

PROD = subscription("Retail-Prod", "fabrikam")
DEV = subscription("Retail-Dev", "fabrikam")
LAB = subscription("Retail-Lab", "fabrikam")
MAIN = subscription("Main", "litware")
WEST, EAST = subscription("West", "contoso west"), subscription("East", "contoso east")
JOINT = subscription("Joint", "contoso east")
LONE = subscription("", "nameless")

OLD = definition(PROD, gold("1.2.0"), authorizations=[OPS_READS, OPS_CHANGES])
NEW = definition(DEV, gold("1.3.0"), eligible=(NIGHT_ON_CALL,))
BY_TEMPLATE = definition(LAB, offer_name="Lab support")
UNREAD = definition(MAIN, gold("1.2.0"))
FAILING = definition(WEST, gold("1.3.0"))
LEFT_OVER = definition(EAST, gold("1.0.0"))
FOREIGN = definition(JOINT, gold("9.0.0"), managing=RIVAL)

WORLD = known(
    (PROD, DEV, LAB, MAIN, WEST, EAST, JOINT, LONE),
    (OLD, NEW, BY_TEMPLATE, UNREAD, FAILING, LEFT_OVER, FOREIGN),
    (
        delegation(OLD),
        delegation(OLD, "rg-net"),
        delegation(NEW),
        delegation(BY_TEMPLATE),
        delegation(UNREAD),
        delegation(FAILING, state="Failed"),
        delegation(FOREIGN),
        Delegation(delegation(definition(LONE)).id, definition(LONE).id),
    ),
    told=meta(stale=(Stale(MAIN.subscription_id, "Azure did not answer.", BEFORE),)),
    customers=(
        *customers(fabrikam="Fabrikam Retail", litware="Litware", nameless=""),
        CustomerRead(guid("contoso west"), "Contoso"),
        CustomerRead(guid("contoso east"), "Contoso"),
    ),
    plan_versions=published("1.2.0", "1.3.0"),
    plans=(asked(seen={"1.2.0": FIRST, "1.3.0": BEFORE, "1.0.0": FIRST}),),
)


@pytest.fixture
def snapshot() -> Snapshot:
    return Snapshot(WORLD)


def customer(snapshot: Snapshot, tenant: str) -> CustomerRow:
    at = tenant if tenant == ALL_CUSTOMERS else guid(tenant)
    return snapshot.customers.rows[snapshot.customers.index[at]]


def scope(snapshot: Snapshot, name: str) -> ScopeRow:
    return next(each for each in snapshot.scopes.rows if each.scope == name)


def test_without_a_sync_there_is_nothing_and_nothing_fails() -> None:
    empty = Snapshot()
    assert not empty.is_synced
    assert [row.key for row in empty.scopes.rows] == []
    assert [row.tenant_id for row in empty.customers.rows] == [ALL_CUSTOMERS]
    assert empty.customers.rows[0].shown is Shown.NOTHING
    assert not empty.versions.rows
    assert not empty.versions_of(GOLD).rows
    assert not empty.scopes_of("nobody").rows


def test_customers_by_name_under_all_of_them(snapshot: Snapshot) -> None:
    assert snapshot.is_synced
    rows = snapshot.customers.rows
    assert sorted(row.name for row in rows[1:]) == sorted(
        [
            f"Contoso ({guid('contoso east')[:8]})",
            f"Contoso ({guid('contoso west')[:8]})",
            "Fabrikam Retail",
            "Litware",
            guid("nameless"),
        ]
    )
    letters = [row.name for row in rows[1:] if row.tenant_id != guid("nameless")]
    assert letters == sorted(letters)
    assert rows[0].is_all
    assert rows[0].name == "All customers"
    assert not any(row.is_all for row in rows[1:])
    assert snapshot.customers.pinned == 1


def test_a_customer_says_its_name_as_azure_does(snapshot: Snapshot) -> None:
    assert customer(snapshot, "contoso east").azure_name == "Contoso"
    assert customer(snapshot, "nameless").azure_name == ""


def test_scopes_of_customers_with_one_name_are_told_apart(snapshot: Snapshot) -> None:
    for tenant in ("contoso east", "contoso west"):
        of = customer(snapshot, tenant)
        assert {each.customer for each in of.scopes} == {of.name}


def test_all_customers_holds_everything(snapshot: Snapshot) -> None:
    everything = customer(snapshot, ALL_CUSTOMERS)
    assert everything.scopes == tuple(snapshot.scopes.rows)
    assert everything.subscriptions == WORLD.subscriptions
    assert everything.delegated == 7
    assert everything.behind == 1
    assert everything.shown is Shown.STALE
    assert snapshot.scopes_of(ALL_CUSTOMERS) is snapshot.scopes


@pytest.mark.parametrize(
    ("tenant", "scopes", "delegated", "behind", "shown"),
    [
        ("fabrikam", 4, 4, 1, Shown.PENDING),
        ("litware", 1, 1, 1, Shown.STALE),
        ("contoso west", 1, 1, 0, Shown.FAILED),
        ("contoso east", 2, 0, 0, Shown.FOREIGN),
        ("nameless", 1, 1, 0, Shown.UNKNOWN),
    ],
)
def test_a_customer_counts_and_says_what_matters_most(
    snapshot: Snapshot, tenant: str, scopes: int, delegated: int, behind: int, shown: Shown
) -> None:
    row = customer(snapshot, tenant)
    assert (len(row.scopes), row.delegated) == (scopes, delegated)
    assert (row.behind, row.shown) == (behind, shown)
    assert snapshot.scopes_of(row.tenant_id).rows == list(row.scopes)
    assert {each.tenant_id for each in row.scopes} == {row.tenant_id}
    assert {each.tenant_id for each in row.subscriptions} == {row.tenant_id}


@pytest.mark.parametrize(
    ("name", "kind", "offer", "version", "shown"),
    [
        ("Retail-Prod", Kind.SUBSCRIPTION, "managed-ops/gold", "1.2.0", Shown.PENDING),
        ("Retail-Prod / rg-net", Kind.GROUP, "managed-ops/gold", "1.2.0", Shown.PENDING),
        ("Retail-Dev", Kind.SUBSCRIPTION, "managed-ops/gold", "1.3.0", Shown.CURRENT),
        ("Retail-Lab", Kind.SUBSCRIPTION, "template", "", Shown.TEMPLATE),
        ("Main", Kind.SUBSCRIPTION, "managed-ops/gold", "1.2.0", Shown.STALE),
        ("West", Kind.SUBSCRIPTION, "managed-ops/gold", "1.3.0", Shown.FAILED),
        ("East", Kind.NOTHING, "managed-ops/gold", "1.0.0", Shown.NOTHING),
        ("Joint", Kind.SUBSCRIPTION, "managed-ops/gold", "9.0.0", Shown.FOREIGN),
        (LONE.subscription_id, Kind.SUBSCRIPTION, "unknown", "", Shown.UNKNOWN),
    ],
)
def test_a_scope(
    snapshot: Snapshot, name: str, kind: Kind, offer: str, version: str, shown: Shown
) -> None:
    row = scope(snapshot, name)
    assert (row.kind, row.offer, row.version, row.shown) == (kind, offer, version, shown)


def test_the_state_beneath_a_stale_row_is_still_known(snapshot: Snapshot) -> None:
    row = scope(snapshot, "Main")
    assert row.stale
    assert row.stale.read_at == BEFORE
    assert row.status.state is State.PENDING
    assert customer(snapshot, "litware").stale == (row.stale,)


def test_stale_wins_over_failed() -> None:
    told = meta(stale=(Stale(WEST.subscription_id, "Azure did not answer."),))
    row = Snapshot(known([WEST], [FAILING], [delegation(FAILING, state="Failed")], told=told))
    assert row.scopes.rows[0].shown is Shown.STALE


def test_a_customer_of_whom_nothing_was_ever_read_is_stale() -> None:
    told = meta(stale=(Stale(PROD.subscription_id, "Azure did not answer."),))
    read = Snapshot(known([PROD], told=told))
    assert customer(read, "fabrikam").shown is Shown.STALE
    assert customer(read, ALL_CUSTOMERS).shown is Shown.STALE


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        ("Failed", Shown.FAILED),
        ("CANCELED", Shown.FAILED),
        ("Succeeded", Shown.TEMPLATE),
        ("Running", Shown.TEMPLATE),
        ("SomethingNew", Shown.TEMPLATE),
        ("", Shown.TEMPLATE),
    ],
)
def test_only_a_failed_provisioning_is_failed(state: str, shown: Shown) -> None:
    rows = Snapshot(known([LAB], [BY_TEMPLATE], [delegation(BY_TEMPLATE, state=state)])).scopes
    assert [row.shown for row in rows.rows] == [shown]


def test_a_failed_definition_without_delegation_is_failed() -> None:
    broken = definition(LAB, provisioning_state="Failed")
    assert Snapshot(known([LAB], [broken])).scopes.rows[0].shown is Shown.FAILED


def test_what_another_provider_holds_is_shown_as_such_and_counts_nowhere(
    snapshot: Snapshot,
) -> None:
    row = scope(snapshot, "Joint")
    assert row.is_foreign
    assert row.status == Status(State.UNKNOWN)
    assert sum(each.is_foreign for each in snapshot.scopes.rows) == 1
    assert customer(snapshot, "contoso east").delegated == 0
    assert FOREIGN in customer(snapshot, "contoso east").definitions
    assert "9.0.0" not in {each.version for each in snapshot.versions.rows}


def test_a_rivals_leftover_is_foreign_too() -> None:
    assert [row.shown for row in Snapshot(known([JOINT], [FOREIGN])).scopes.rows] == [Shown.FOREIGN]


def test_a_definition_that_names_no_managing_tenant_is_ours() -> None:
    ours = definition(PROD, managing="")
    assert [row.shown for row in Snapshot(known([PROD], [ours])).scopes.rows] == [Shown.NOTHING]


def test_a_rivals_version_is_no_evidence() -> None:
    theirs = definition(DEV, gold("2.0.0"), managing=RIVAL)
    read = Snapshot(known([PROD, DEV], [OLD, theirs], [delegation(OLD), delegation(theirs)]))
    assert scope(read, "Retail-Prod").status == Status(State.UNKNOWN, "1.2.0")
    assert [row.version for row in read.versions_of(GOLD).rows] == ["1.2.0"]


def test_scopes_are_in_order_and_each_once(snapshot: Snapshot) -> None:
    rows = [row for row in snapshot.scopes.rows if row.tenant_id == guid("fabrikam")]
    assert [row.scope for row in rows] == [
        "Retail-Dev",
        "Retail-Lab",
        "Retail-Prod",
        "Retail-Prod / rg-net",
    ]
    keys = [row.key for row in snapshot.scopes.rows]
    assert len(keys) == len(set(keys)) == 9
    assert [snapshot.scopes.index[key] for key in keys] == list(range(9))


def test_ids_join_whatever_their_case() -> None:
    shouted = Delegation(delegation(OLD).id.upper(), OLD.id.upper())
    row = Snapshot(known([PROD], [OLD], [shouted])).scopes.rows[0]
    assert row.definition is OLD
    assert row.key == same_id(shouted.id)
    assert row.subscription is PROD


def test_behind_counts_the_known_versions_above() -> None:
    world = known(
        [PROD, DEV],
        [OLD, NEW],
        [delegation(OLD), delegation(NEW)],
        plan_versions=published("1.0.0", "1.2.0", "1.9.0", "1.10.0", "beta"),
        plans=[asked()],
    )
    read = Snapshot(world)
    # 1.3.0 is not listed, but a customer accepted it, so it exists.
    assert scope(read, "Retail-Prod").status.behind == 3
    assert scope(read, "Retail-Dev").status.behind == 2
    assert customer(read, ALL_CUSTOMERS).behind == 3


def test_a_subscription_that_is_not_listed_belongs_to_whom_its_definition_says() -> None:
    older, newer = (
        definition(at, gold(version), customer_tenant_id=guid("fabrikam"))
        for at, version in ((PROD, "1.2.0"), (DEV, "1.3.0"))
    )
    rows = Snapshot(known([], [older, newer], [delegation(older), delegation(newer)])).scopes.rows
    assert {row.tenant_id for row in rows} == {guid("fabrikam")}
    assert {row.subscription.subscription_id for row in rows} == {
        PROD.subscription_id,
        DEV.subscription_id,
    }
    # Whoever holds the higher one, it exists.
    assert {row.status.state for row in rows} == {State.UNKNOWN, State.PENDING}


def test_a_preview_copy_is_marked_and_no_promise_to_others() -> None:
    tester = definition(DEV, gold("1.4.0", preview=True))
    read = Snapshot(known([PROD, DEV], [OLD, tester], [delegation(OLD), delegation(tester)]))
    row = scope(read, "Retail-Dev")
    assert row.offer == "managed-ops/gold (preview)"
    assert scope(read, "Retail-Prod").status.state is State.UNKNOWN
    assert [each.version for each in read.versions_of(GOLD).rows] == ["1.2.0"]
    preview = GOLD._replace(preview=True)
    assert [each.version for each in read.versions_of(preview).rows] == ["1.4.0"]


def test_versions_of_a_plan_newest_first(snapshot: Snapshot) -> None:
    rows = snapshot.versions_of(GOLD, here="1.2.0").rows
    assert [(row.version, row.published, row.latest, row.here) for row in rows] == [
        ("1.3.0", True, True, False),
        ("1.2.0", True, False, True),
    ]
    assert [(row.customers, row.scopes) for row in rows] == [(2, 2), (2, 3)]
    assert [row.seen for row in rows] == [SeenVersion("1.3.0", BEFORE), SeenVersion("1.2.0", FIRST)]
    assert [row.at_first_look for row in rows] == [False, True]
    assert len({row.key for row in rows}) == 2


def test_a_version_shows_what_was_published_or_else_what_was_accepted() -> None:
    world = known(
        [PROD, DEV],
        [OLD, NEW],
        [delegation(OLD), delegation(NEW)],
        plan_versions=published("1.2.0", "2.0.0", authorizations=(OPS_CHANGES,)),
    )
    rows = {row.version: row for row in Snapshot(world).versions_of(GOLD).rows}
    assert list(rows) == ["2.0.0", "1.3.0", "1.2.0"]
    assert rows["1.2.0"].authorizations == (OPS_CHANGES,)
    assert (rows["1.3.0"].authorizations, rows["1.3.0"].eligible) == (
        NEW.authorizations,
        NEW.eligible,
    )
    assert not rows["1.3.0"].published
    assert (rows["2.0.0"].customers, rows["2.0.0"].scopes, rows["2.0.0"].seen) == (0, 0, None)
    assert rows["2.0.0"].at_first_look is False


def test_versions_sort_by_number_and_odd_ones_last_in_one_order() -> None:
    texts = ["1.9.0", "1.10.0", "beta", "alpha", "2", "", "latest", "rc-1", "1.2.0"]
    rows = Snapshot(known(plan_versions=published(*texts))).versions_of(GOLD).rows
    assert [row.version for row in rows] == [
        *("1.10.0", "1.9.0", "1.2.0"),
        *("rc-1", "latest", "beta", "alpha", "2", ""),
    ]
    assert [row.version for row in rows if row.latest] == ["1.10.0"]


def test_no_version_is_the_latest_when_none_can_be_compared() -> None:
    rows = Snapshot(known(plan_versions=published("beta", ""))).versions_of(GOLD).rows
    assert [row.latest for row in rows] == [False, False]


def test_versions_of_every_plan(snapshot: Snapshot) -> None:
    silver = MarketplacePlan("contoso", "managed-ops", "silver", "1.0.0")
    other = definition(LAB, silver, name="silver")
    world = known([PROD, LAB], [OLD, other], [delegation(OLD), delegation(other)])
    rows = Snapshot(world).versions.rows
    assert [(row.plan, row.version, row.latest) for row in rows] == [
        (GOLD, "1.2.0", True),
        (PlanKey("contoso", "managed-ops", "silver"), "1.0.0", True),
    ]
    assert [row.version for row in snapshot.versions.rows] == ["1.3.0", "1.2.0"]


def test_other_drafts_keep_what_was_derived(snapshot: Snapshot) -> None:
    derived = snapshot.customers, snapshot.scopes, snapshot.versions, snapshot.evidence
    other = snapshot.with_library(LibraryContents(plans=(Plan("a draft"),)))
    assert other.plans == (Plan("a draft"),)
    assert snapshot.plans == ()
    assert other.known is snapshot.known
    kept = other.customers, other.scopes, other.versions, other.evidence
    assert all(one is two for one, two in zip(derived, kept, strict=True))
    assert other.scopes_of(guid("litware")).rows == snapshot.scopes_of(guid("litware")).rows


def test_other_drafts_before_anything_was_derived() -> None:
    assert len(Snapshot(WORLD).with_library(LibraryContents()).scopes.rows) == 9


def test_a_version_recorded_in_the_library_counts(snapshot: Snapshot) -> None:
    before = [row.status.latest for row in snapshot.scopes.rows if row.version == "1.2.0"]
    recorded = LibraryContents(versions=(RecordedVersion(GOLD, "9.0.0"),))
    after = [row for row in snapshot.with_library(recorded).scopes.rows if row.version == "1.2.0"]
    assert before
    assert {row.status.latest for row in after} == {"9.0.0"}
    assert {row.status.source for row in after} == {LIBRARY}


def test_updates_are_counted_as_they_are_accepted(snapshot: Snapshot) -> None:
    board = [row for row in snapshot.update_board.rows if row.beneath is Shown.PENDING]
    assert updates_pending(snapshot.scopes.rows) == len(board) > 0


def test_who_and_what_stands_in_a_definition() -> None:
    assert entries(NEW) == (OPS_READS, NIGHT_ON_CALL)
    assert list(principals(NEW)) == [
        (OPS, "Operations"),
        (NIGHT, "Night shift"),
        (BOSS, "Shift lead"),
    ]
    assert list(roles(NEW)) == [READER, "Reader", CONTRIBUTOR, "Contributor"]


def test_a_principals_guid_finds_customers_and_scopes(snapshot: Snapshot) -> None:
    for text in (BOSS, BOSS.upper(), f"principal:{BOSS[:13]}"):
        found = [snapshot.scopes.rows[at].scope for at in snapshot.scopes.select(parse(text))]
        assert found == ["Retail-Dev"]
        at = snapshot.customers.select(parse(text))
        assert [snapshot.customers.rows[each].name for each in at if each] == ["Fabrikam Retail"]


VERSIONS = st.sampled_from(["1.2.0", "1.9.0", "1.10.0", "odd", ""])


@given(
    st.lists(st.tuples(st.integers(0, 2), VERSIONS, st.booleans()), max_size=6),
    st.lists(VERSIONS, unique=True, max_size=3),
)
def test_nothing_is_shown_twice_and_nothing_is_left_out(
    held: list[tuple[int, str, bool]], listed: list[str]
) -> None:
    subscriptions = [subscription(f"s{at}", f"t{of}") for at, (of, _, _) in enumerate(held)]
    definitions = [
        definition(at, gold(version))
        for at, (_, version, _) in zip(subscriptions, held, strict=True)
    ]
    rests = [delegation(each) for each, (_, _, used) in zip(definitions, held, strict=True) if used]
    read = Snapshot(known(subscriptions, definitions, rests, plan_versions=published(*listed)))
    assert sorted(row.key for row in read.scopes.rows) == sorted(
        [each.key for each in rests]
        + [each.key for each, (_, _, used) in zip(definitions, held, strict=True) if not used]
    )
    by_customer = [row for each in read.customers.rows[1:] for row in each.scopes]
    assert sorted(row.key for row in by_customer) == sorted(row.key for row in read.scopes.rows)
    assert sum(each.delegated for each in read.customers.rows[1:]) == len(rests)
    versions = read.versions_of(GOLD).rows
    assert {row.version for row in versions} == {
        *listed,
        *(version for _, version, used in held if used),
    }
    assert sum(row.scopes for row in versions) == len(rests)
    assert sum(row.latest for row in versions) <= 1


def test_a_scope_without_a_definition_has_no_status(snapshot: Snapshot) -> None:
    row = scope(snapshot, LONE.subscription_id)
    assert row.definition is None
    assert row.status == Status(State.UNKNOWN)


def test_a_customer_called_as_our_own_first_row_is_told_apart() -> None:
    found = Snapshot(known([PROD], customers=customers(fabrikam="All customers")))
    assert found.customers.rows[1].name == f"All customers ({guid('fabrikam')[:8]})"


# Our own names, notes and standards


def test_our_own_name_for_a_customer_is_shown_and_azures_kept(snapshot: Snapshot) -> None:
    note = CustomerNote(guid("litware").upper(), "Lit & Co", "calls on Mondays")
    named = snapshot.with_library(LibraryContents(customers=(note,)))
    row = named.customers.rows[named.customers.index[guid("litware")]]
    assert (row.name, row.azure_name, row.note) == ("Lit & Co", "Litware", "calls on Mondays")
    assert {each.customer for each in named.scopes_of(guid("litware")).rows} == {"Lit & Co"}
    for text in ("Litware", "lit & co", "Mondays", "note:monday"):
        assert named.customers.index[guid("litware")] in named.customers.select(parse(text))
    assert named.note_of(guid("fabrikam")) == CustomerNote(guid("fabrikam"))


def test_two_customers_of_one_alias_are_told_apart(snapshot: Snapshot) -> None:
    notes = tuple(CustomerNote(guid(each), "Twin") for each in ("litware", "fabrikam"))
    named = snapshot.with_library(LibraryContents(customers=notes))
    names = [row.name for row in named.customers.rows]
    assert sum(name.startswith("Twin (") for name in names) == 2


def test_what_a_draft_does_not_decide_is_not_made_again(snapshot: Snapshot) -> None:
    assert snapshot.scopes
    assert snapshot.update_board
    draft = snapshot.with_library(LibraryContents(plans=(Plan("draft"),)))
    assert draft.scopes is snapshot.scopes
    assert draft.update_board is snapshot.update_board
    told = RolloutEntry(guid("fabrikam"), GOLD, "1.3.0", date(2026, 11, 1))
    tracked = draft.with_library(LibraryContents(plans=(Plan("draft"),), rollout=(told,)))
    assert tracked.scopes is snapshot.scopes
    assert tracked.update_board is not snapshot.update_board
    tomorrow = snapshot.on_day(snapshot.today + timedelta(1))
    assert tomorrow.scopes is snapshot.scopes
    assert tomorrow.update_board is not snapshot.update_board


def test_a_template_follows_its_standard(snapshot: Snapshot) -> None:
    scope = next(row for row in snapshot.scopes.rows if row.shown is Shown.TEMPLATE)
    assert scope.definition
    like = Plan("std", "Standard", authorizations=scope.definition.authorizations)
    like = structs.replace(like, eligible=scope.definition.eligible)
    link = TemplateLink(scope.tenant_id, "", "std")

    def shown(plan: Plan, *links: TemplateLink) -> Shown:
        found = snapshot.with_library(LibraryContents(plans=(plan,), links=links))
        return next(row for row in found.scopes.rows if row.key == scope.key).shown

    other = structs.replace(like, authorizations=like.authorizations[1:])
    assert shown(like) is Shown.TEMPLATE
    assert shown(like, link) is Shown.STANDARD
    assert shown(other, link) is Shown.DIFFERS
    assert shown(structs.replace(like, id="gone"), link) is Shown.TEMPLATE
    # Editing the standard is seen, although drafts usually decide nothing.
    first = snapshot.with_library(LibraryContents(plans=(like,), links=(link,)))
    assert next(row for row in first.scopes.rows if row.key == scope.key).shown is Shown.STANDARD
    then = first.with_library(LibraryContents(plans=(other,), links=(link,)))
    assert next(row for row in then.scopes.rows if row.key == scope.key).shown is Shown.DIFFERS
