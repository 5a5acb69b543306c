"""How long lint takes at each keystroke, alone and among 50,000 delegations; nothing is asserted
of the time."""

from __future__ import annotations

import sys
import timeit
from collections.abc import Callable
from time import process_time

import pytest
from msgspec.structs import replace

from data.ledger import LibraryContents
from data.library_listings import LIBRARY, library
from data.lint.accepting import split
from data.lint.around import context_of_plan
from data.lint.engine import lint
from data.lint.fixes import fix
from data.models import Approver, Authorization, EligibleAuthorization, MarketplacePlan
from data.plans import Plan, Visibility
from data.query import Query, parse
from data.roles import catalogue
from data.snapshot import Snapshot
from tests.data.lint.examples import GOOD
from tests.data.records import (
    BOSS,
    OPS,
    definition,
    delegation,
    gold,
    guid,
    known,
    subscription,
)

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(300)]
TAKEN = [each.id for each in catalogue().values() if each.lighthouse == "yes"][:20]


def plan_of_twenty() -> Plan:
    """14 permanent and 6 eligible authorizations, with approvers."""
    approvers = (Approver(BOSS, "Shift lead"), Approver(OPS, "Operations"))
    return replace(
        GOOD,
        offer_id="managed-ops",
        publisher_id="contoso",
        visibility=Visibility.PUBLIC,
        authorizations=tuple(
            Authorization(guid(f"p{at % 6}"), role, f"Team {at % 6}")
            for at, role in enumerate(TAKEN[:14])
        ),
        eligible=tuple(
            EligibleAuthorization(guid(f"p{at % 6}"), role, "Team", "Azure", "PT4H", approvers)
            for at, role in enumerate(TAKEN[14:])
        ),
    )


def test_lint(capsys: pytest.CaptureFixture[str]) -> None:
    plan = plan_of_twenty()
    finding = next(each for each in lint(plan) if each.rule == "no-delete-role")
    assert fix(plan, finding)
    with capsys.disabled():
        sys.stdout.write(
            f"\nlint of 20 authorizations: {per_call(lambda: lint(plan)):.2f} ms,"
            f" a fix {per_call(lambda: fix(plan, finding)):.2f} ms\n"
        )


@pytest.mark.parametrize("by_template", [False, True])
def test_lint_among_live_definitions(by_template: bool, capsys: pytest.CaptureFixture[str]) -> None:
    """Every customer has the plan already, with its principals or as the template before it."""
    plan = plan_of_twenty()
    every = [subscription(f"s{at}", f"t{at // 5}") for at in range(50_000)]
    definitions = [
        definition(
            each,
            None if by_template else gold("1.0.0"),
            offer_name=plan.name,
            managing=plan.managing_tenant_id,
            authorizations=plan.authorizations,
            eligible=plan.eligible,
            customer_tenant_id=each.tenant_id,
        )
        for each in every
    ]
    read = known(every, definitions, map(delegation, definitions))
    snapshot = Snapshot(read, LibraryContents(plans=(plan,)))

    def keystroke() -> None:
        findings = lint(plan, context_of_plan(plan, snapshot))
        assert split(plan, findings).open == findings

    first = timeit.timeit(keystroke, number=1, timer=process_time) * 1000
    with capsys.disabled():
        kind = "templates" if by_template else "offers"
        sys.stdout.write(
            f"\nlint among 50,000 {kind}: the first {first:.0f} ms,"
            f" then {per_call(keystroke):.2f} ms\n"
        )


def per_call(act: Callable[[], object]) -> float:
    """Return the milliseconds that a call takes."""
    return min(timeit.repeat(act, number=20, repeat=5)) / 20 * 1000


def test_the_list_of_the_library(capsys: pytest.CaptureFixture[str]) -> None:
    """200 plan versions of 10 plans, with 50,000 delegations on them."""
    plan = plan_of_twenty()
    plans = tuple(
        replace(plan, id=f"{at}", plan_id=f"plan{at % 10}", version=f"1.{at // 10}.0")
        for at in range(200)
    )
    every = [subscription(f"s{at}", f"t{at // 5}") for at in range(50_000)]
    definitions = [
        definition(each, MarketplacePlan("contoso", "managed-ops", f"plan{at % 10}", "1.0.0"))
        for at, each in enumerate(every)
    ]
    read = known(every, definitions, map(delegation, definitions))
    snapshots = [Snapshot(read, LibraryContents(plans=plans))]
    query, edits = parse("findings:warning"), iter(range(1000))

    def edited() -> Snapshot:
        changed = replace(plans[0], description=f"Edit {next(edits)}")
        contents = LibraryContents(plans=(changed, *plans[1:]))
        snapshots.append(snapshots[-1].with_library(contents))
        return snapshots[-1]

    def screen() -> None:
        """What a screen of 30 rows needs after an edit."""
        rows = library(edited())
        for at in rows.select(Query())[:30]:
            assert [each.text(rows.rows[at]) for each in LIBRARY.fields]

    def filtered() -> None:
        """A filter that looks at what lint says of all plans, which run through it once."""
        rows = library(edited())
        assert len(rows.select(query)) >= 200

    first = timeit.timeit(screen, number=1, timer=process_time) * 1000
    all_of_them = timeit.timeit(filtered, number=1, timer=process_time) * 1000
    with capsys.disabled():
        sys.stdout.write(
            f"\nlibrary of 200 versions: the first screen {first:.0f} ms, after an edit"
            f" {per_call(screen):.1f} ms; filtered by lint {all_of_them:.0f} ms,"
            f" then {per_call(filtered):.1f} ms\n"
        )
