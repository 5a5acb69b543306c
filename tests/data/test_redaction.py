"""Redaction: nothing of the originals is left, and all that is equal or related stays so."""

from __future__ import annotations

import types
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from data.errors import StoreError
from data.expected_listings import expected_rows
from data.formats.report import Report, ReportFormat, written
from data.known import CustomerRead, Known
from data.ledger import CustomerNote, ExpectedCustomer, LibraryContents, TemplateLink
from data.library_listings import library
from data.lint.accepting import accept, split
from data.lint.around import context_of_plan
from data.lint.engine import lint
from data.lint.rule import Severity
from data.models import Authorization, MarketplacePlan, PlanVersion
from data.plans import Plan
from data.principals import principals
from data.query import Listed, Rows
from data.redaction import Redactor
from data.redaction_fields import FIELDS, How
from data.roles import Role
from data.snapshot import Snapshot
from data.store.profile import Profile
from tests.data.arbitrary import records
from tests.data.keeping import mode, read_only
from tests.data.lint.examples import GOOD
from tests.data.records import (
    MSP,
    OPS_READS,
    READER,
    customers,
    definition,
    delegation,
    gold,
    guid,
    known,
    meta,
    subscription,
)

KEY = b"key" * 10
PROD = subscription("Prod at Fabrikam", "fabrikam")
DEFINITION = definition(PROD, gold("1.2.0"), customer_tenant_id=guid("fabrikam"))
KNOWN = known(
    [PROD, subscription("Laboratory", "litware")],
    [DEFINITION],
    [delegation(DEFINITION), delegation(DEFINITION, "network-rg", name="other")],
    customers=customers(fabrikam="Fabrikam", litware="Litware"),
)


def redacted(real: Snapshot, key: bytes = KEY) -> Snapshot:
    return Redactor(key).snapshot(real)


def texts(thing: Any, how: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a record, with what it is."""
    if isinstance(thing, str):
        yield how, thing
    elif isinstance(thing, msgspec.Struct) or hasattr(thing, "_fields"):
        names = getattr(thing, "__struct_fields__", None) or thing._fields
        for name in names:
            yield from texts(getattr(thing, name), FIELDS[type(thing)].get(name, "?"))
    elif isinstance(thing, tuple):
        for each in thing:
            if not isinstance(each, Role):
                yield from texts(each, how)


# The table


def parts(hint: Any) -> Iterator[Any]:
    if get_origin(hint) in (tuple, Union, types.UnionType):
        for each in get_args(hint):
            yield from parts(each)
    else:
        yield hint


def test_every_text_that_is_kept_is_in_the_table() -> None:
    seen: set[type] = set()
    waiting: list[type] = [Known, LibraryContents]
    while waiting:
        of = waiting.pop()
        if of in seen or of is Role:
            continue
        seen.add(of)
        for name, hint in get_type_hints(of).items():
            kinds = set(parts(hint)) - {type(None), bool, int, date, Ellipsis}
            if any(issubclass(each, str | Enum) for each in kinds):
                assert name in FIELDS[of], f"{of.__name__}.{name}"
            elif (of, name) != (Known, "roles"):
                assert name not in FIELDS[of], f"{of.__name__}.{name}"
                waiting += kinds
    assert seen == set(FIELDS)


# What holds for everything


@settings(max_examples=60)
@given(records(LibraryContents), st.binary(min_size=1, max_size=8))
def test_equal_originals_have_equal_stand_ins_and_others_have_others(
    library: LibraryContents, key: bytes
) -> None:
    real = Snapshot(KNOWN, library)
    found = redacted(real, key)
    stand_ins: dict[tuple[str, str], set[str]] = defaultdict(set)
    originals: dict[tuple[str, str], set[str]] = defaultdict(set)
    before, after = (list(texts((each.known, each.library))) for each in (real, found))
    for (how, original), (same, stand_in) in zip(before, after, strict=True):
        assert how == same
        assert bool(original) == bool(stand_in)
        if how == How.KEEP:
            assert original == stand_in
            continue
        # Ids that are equal but for their case are equal to Azure.
        told = original if how[0].isupper() else original.lower()
        stand_ins[how, told].add(stand_in.lower())
        originals[how, stand_in.lower()].add(told)
    assert all(len(each) == 1 for each in stand_ins.values())
    assert all(len(each) == 1 for each in originals.values())


def test_nothing_of_the_originals_is_left() -> None:
    library = LibraryContents(
        plans=(replace(GOOD, id=guid("plan"), description="For Contoso only"),),
        customers=(CustomerNote(guid("fabrikam"), "The fabled one", "calls on Mondays"),),
    )
    found = redacted(Snapshot(KNOWN, library))
    shown = msgspec.json.encode((found.known, found.library)).decode().lower()
    kept = {How.KEEP, How.ROLE, How.VERSION, How.OWN_ID}
    originals = {text.lower() for how, text in texts((KNOWN, library)) if how not in kept and text}
    assert len(originals) > 20
    assert [each for each in originals if each in shown] == []


# Letters that no word of ours has, so that what is found can only be an original.
strange = st.text("κλμνξπρσ", min_size=3, max_size=8)


@st.composite
def worlds(draw: st.DrawFn) -> Snapshot:
    """A small state of things under strange names."""
    customer, group, who, offer = (draw(strange) for _ in range(4))
    at = subscription(draw(strange), draw(strange))
    plan = MarketplacePlan(draw(strange), draw(strange), draw(strange), "1.0.0")
    held = definition(
        at,
        plan,
        offer_name=offer,
        authorizations=(Authorization(guid(who), READER, who),),
        customer_tenant_id=at.tenant_id,
        customer_tenant_name=customer,
        description=draw(strange),
        managing_tenant_name=draw(strange),
    )
    draft = Plan(guid("draft"), draw(strange), draw(strange), draw(strange), description=offer)
    cache = known(
        [at],
        [held],
        [delegation(held, group)],
        told=meta(managing_tenant_name=draw(strange)),
        customers=(CustomerRead(at.tenant_id, customer),),
        plan_versions=(PlanVersion(replace(plan, version="1.1.0"), MSP),),
    )
    library = LibraryContents(
        plans=(draft,),
        customers=(CustomerNote(at.tenant_id, draw(strange), draw(strange)),),
        expected=(ExpectedCustomer(guid(customer), draw(strange), remark=draw(strange)),),
    )
    return Snapshot(cache, library)


@settings(max_examples=40)
@given(worlds())
def test_no_report_tells_an_original(real: Snapshot) -> None:
    found = redacted(real)
    kept = {How.KEEP, How.ROLE, How.VERSION, How.OWN_ID}
    originals = {
        text for how, text in texts((real.known, real.library)) if how not in kept and text
    }
    lists: list[Rows[Any]] = [
        found.customers, found.scopes, found.versions, found.update_board, expected_rows(found),
        library(found), principals(found),
    ]  # fmt: skip
    for rows in lists:
        listed = Listed("List", rows.listing, rows.rows[rows.pinned :], len(rows.rows))
        assert listed.rows
        for form in ReportFormat:
            text = written(Report(listed, found.meta, redacted=True), form)
            assert [each for each in originals if each in text] == []


def test_a_stand_in_looks_like_what_it_stands_for() -> None:
    plan = replace(
        GOOD,
        id=guid("plan"),
        offer_id="managed-ops-preview",
        plan_id="Gold",
        authorizations=(OPS_READS, Authorization("ops@contoso.com", READER, "Night shift")),
    )
    found = redacted(Snapshot(KNOWN, LibraryContents(plans=(plan,))))
    (shown,) = found.plans
    assert (shown.id, shown.version) == (plan.id, plan.version)
    assert (shown.offer_id, shown.plan_id) == ("offer-01-preview", "plan-01")
    assert shown.authorizations[1].principal_id == "user01@example.com"
    assert {each.role_id for each in shown.authorizations} == {READER}
    (held,) = found.known.definitions
    assert held.plan
    assert held.plan.key.short == "offer-01/plan-01"
    assert {each.name for each in found.known.customers} == {"Customer 01", "Customer 02"}
    one, other = found.known.delegations
    start = f"/subscriptions/{held.subscription_id}"
    assert one.definition_id == other.definition_id == held.id
    assert held.id.startswith(f"{start}/providers/Microsoft.ManagedServices/registrationDef")
    assert other.id.startswith(f"{start}/resourceGroups/group-01/providers/")
    assert held.subscription_id in {each.subscription_id for each in found.known.subscriptions}


def test_a_link_to_a_standard_plan_holds() -> None:
    template = definition(PROD, customer_tenant_id=guid("fabrikam"))
    plan = Plan(guid("standard"), "Standard", authorizations=(OPS_READS,))
    links = (TemplateLink(guid("fabrikam"), template.key, plan.id),)
    library = LibraryContents(plans=(plan,), links=links)
    real = Snapshot(known([PROD], [template], [delegation(template)]), library)
    for each in (real, redacted(real)):
        (row,) = each.scopes.rows
        assert row.shown == "standard"


def test_what_was_accepted_of_an_authorization_stays_accepted() -> None:
    plan = replace(GOOD, id=guid("plan"), authorizations=(OPS_READS, OPS_READS), eligible=())
    for finding in lint(plan, context_of_plan(plan, Snapshot(KNOWN))):
        if finding.severity is not Severity.ERROR and "[" in finding.place:
            plan = accept(plan, finding, "Because of Contoso", date(2026, 11, 2))
    assert plan.accepted
    (shown,) = redacted(Snapshot(KNOWN, LibraryContents(plans=(plan,)))).plans
    found = split(shown, lint(shown, context_of_plan(shown, Snapshot(KNOWN))))
    assert {each.by.rule for each in found.accepted} == {each.rule for each in plan.accepted}
    assert {each.by.reason for each in found.accepted} == {"Reason 01"}


# The key, and time


def test_a_profile_gives_the_same_numbers_again_and_another_one_others() -> None:
    many = replace(KNOWN, customers=customers(**{f"tenant{at}": f"Name {at}" for at in range(20)}))
    real = Snapshot(many)
    assert redacted(real).known == redacted(real).known
    assert redacted(real).known != redacted(real, b"other").known


def test_what_comes_later_changes_no_stand_in() -> None:
    redactor = Redactor(KEY)
    before = redactor.snapshot(Snapshot(KNOWN)).known
    more = replace(KNOWN, customers=(*customers(new="Adatum"), *KNOWN.customers))
    after = redactor.snapshot(Snapshot(more)).known
    assert after.customers[1:] == before.customers
    assert after.customers[0].name == "Customer 03"


def test_ids_in_a_sentence_are_replaced() -> None:
    redactor = Redactor(KEY)
    (at, _) = redactor.snapshot(Snapshot(KNOWN)).known.subscriptions
    said = redactor.sentence(f"Cannot read {PROD.subscription_id.upper()}.")
    assert said == f"Cannot read {at.subscription_id}."


def test_the_key_is_made_once_and_for_its_owner_only(profile: Profile) -> None:
    key = profile.redaction_key()
    assert len(key) == 32
    assert profile.redaction_key() == key
    assert mode(profile.folder / "redaction.key") == 0o600
    profile.wipe()
    assert profile.redaction_key() != key


def test_without_a_key_nothing_is_shown(profile: Profile) -> None:
    profile.library.save(GOOD)
    with read_only(profile.folder), pytest.raises(StoreError, match="Permission denied"):
        profile.redaction_key()
