"""Whom a version reaches, in words."""

from __future__ import annotations

from data.entries import Side
from data.impact import Impact, impact, impact_of_draft
from data.impact_text import impact_markdown, impact_title, reach, shift_lines, unclear
from data.known import Stale
from data.ledger import LibraryContents, TemplateLink
from data.models import Definition
from data.plans import Plan
from data.rows import ScopeRow
from data.snapshot import Snapshot
from tests.data.records import (
    FIRST,
    GOLD,
    OPS_CHANGES,
    OPS_READS,
    customers,
    definition,
    delegation,
    gold,
    known,
    meta,
    subscription,
)

PROD, DEV, LAB = (
    subscription("Prod", "fabrikam"),
    subscription("Dev", "fabrikam"),
    subscription("Lab", "adatum"),
)
OFFERED = Side("managed-ops/gold 1.3.0", (OPS_READS, OPS_CHANGES))


def rows(*held: Definition, stale: tuple[Stale, ...] = ()) -> list[ScopeRow]:
    found = known(
        [PROD, DEV, LAB],
        held,
        map(delegation, held),
        told=meta(stale=stale),
        customers=customers(fabrikam="Fabrikam | Retail", adatum="Adatum"),
    )
    return list(Snapshot(found).scopes.rows)


def found(*held: Definition, stale: tuple[Stale, ...] = ()) -> Impact:
    return impact(GOLD, "1.3.0", OFFERED, rows(*held, stale=stale))


def test_whom_it_reaches() -> None:
    two = definition(PROD, gold("1.2.0")), definition(DEV, gold("1.1.0"))
    assert impact_title(found()) == "Once everybody accepts managed-ops/gold 1.3.0"
    assert reach(found()).startswith("It reaches nobody")
    assert reach(found(*two)) == "It reaches 1 customer with 2 scopes."
    stale = (Stale(DEV.subscription_id, "refused", FIRST),)
    assert (
        reach(found(*two, stale=stale)) == "It reaches 1 customer with 2 scopes, 1 of them stale."
    )


def test_what_cannot_be_told_is_said() -> None:
    assert unclear(found()) == ""
    odd = found(definition(LAB, gold("1.2.0-beta")))
    assert unclear(odd) == (
        "1 scope on a version that is no n.n.n cannot be told: Adatum (1.2.0-beta)"
    )
    assert "(1.2.0-beta)" in impact_markdown(odd)


def test_who_gains_what_and_where() -> None:
    lines = list(
        shift_lines(found(definition(PROD, gold("1.2.0")), definition(LAB, gold("1.0.0"))))
    )
    assert lines == [
        ("+", "Operations: Contributor (permanent)  2 customers, 2 scopes"),
        ("!", "  high: gains write: could change nothing before"),
    ]


def test_risks_of_nobody_in_particular_come_last() -> None:
    none = impact(GOLD, "1.3.0", Side("x"), rows(definition(PROD, gold("1.2.0"))))
    assert list(shift_lines(none))[-1][0] == "!"
    assert "nobody is left who permanently reads" in " ".join(
        words for _, words in shift_lines(none)
    )


def test_as_markdown() -> None:
    text = impact_markdown(found(definition(PROD, gold("1.2.0")), definition(DEV, gold("1.1.0"))))
    assert text.startswith("## Once everybody accepts managed-ops/gold 1.3.0\n")
    assert "| added | Operations | Contributor | permanent |" in text
    assert "| Fabrikam \\| Retail | 1.1.0, 1.2.0 | 2 |" in text


def test_a_draft_reaches_whoever_accepted_its_plan() -> None:
    held = rows(definition(PROD, gold("1.2.0")), definition(LAB, gold("1.0.0", preview=True)))
    draft = Plan("d", "Gold", "managed-ops", "gold", version="1.3.0", authorizations=(OPS_READS,))
    assert impact_of_draft(draft, "Next", held).plan == GOLD
    assert impact_of_draft(draft, "Next", held).scopes == 2
    other = Plan("d", "Gold", "managed-ops", "gold", version="1.3.0", publisher_id="Rival")
    assert impact_of_draft(other, "Other", held).scopes == 0
    assert impact_of_draft(other, "Other", held).plan.publisher == "rival"
    assert impact_of_draft(Plan("d"), "x", held).scopes == 0


def test_a_standard_reaches_the_templates_that_follow_it_and_differ() -> None:
    template, same = definition(LAB), definition(PROD, authorizations=(OPS_CHANGES,))
    standard = Plan("std", "Standard", version="2.0.0", authorizations=(OPS_CHANGES,))
    links = tuple(TemplateLink(each.tenant_id, "", "std") for each in (LAB, PROD))
    snapshot = Snapshot(
        known([PROD, LAB], [template, same], map(delegation, (template, same))),
        LibraryContents(plans=(standard,), links=links),
    )
    found = impact_of_draft(standard, "Standard 2.0.0", snapshot.scopes.rows)
    assert impact_title(found) == "Once everybody accepts Standard 2.0.0"
    assert reach(found) == "It reaches 1 customer with 1 scope."
    told = [words for _, words in shift_lines(found)]
    assert any(each.startswith("Operations: Reader (permanent)") for each in told)
    assert "| template | 1 |" in impact_markdown(found)
