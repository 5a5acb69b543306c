from __future__ import annotations

from collections.abc import Sequence

import pytest

from data.azure.doubts import (
    CONTRADICTED,
    INCOMPLETE,
    NO_PLAN,
    SKIPPED,
    VANISHED,
    WENT_BACK,
    doubts,
)
from data.azure.reading import Reading
from data.models import Definition, Delegation, MarketplacePlan
from tests.data.records import MSP, RIVAL, definition, delegation, gold, known, subscription

PROD = subscription("Prod", "fabrikam", managed_by=(MSP,))
NEW = definition(PROD, gold("1.10.0"))
OLD = definition(PROD, gold("1.9.0"))
TEMPLATE = definition(PROD)
WHOLE, GROUP = delegation(NEW), delegation(NEW, "rg-net", name="group")


def doubt(
    definitions: Sequence[Definition],
    delegations: Sequence[Delegation],
    was: tuple[Sequence[Definition], Sequence[Delegation]] | None = None,
) -> str | None:
    reading = Reading([PROD], list(definitions), list(delegations))
    before = known([PROD], *was) if was else None
    return doubts(reading, before, MSP).get(PROD.subscription_id)


def test_what_is_shown_whole_is_believed() -> None:
    assert doubt([NEW], [WHOLE, GROUP]) is None
    assert doubt([NEW], [WHOLE, GROUP], ([NEW], [WHOLE, GROUP])) is None


def test_what_came_since_is_believed() -> None:
    assert doubt([NEW], [WHOLE, GROUP], ([OLD], [WHOLE])) is None
    assert doubt([NEW], [WHOLE], ([], [])) is None


def test_a_delegation_that_is_not_shown_any_more_is_no_proof() -> None:
    assert doubt([NEW], [WHOLE], ([NEW], [WHOLE, GROUP])) == VANISHED
    assert doubt([], [], ([NEW], [WHOLE])) == VANISHED


def test_a_definition_that_nothing_rested_on_may_go() -> None:
    leftover = definition(PROD, gold("1.0.0"), name="leftover")
    assert doubt([NEW], [WHOLE], ([NEW, leftover], [WHOLE])) is None


def test_a_subscription_without_any_row_was_skipped() -> None:
    assert doubt([], []) == SKIPPED


@pytest.mark.parametrize("plan", [gold("1.9.0"), gold("none"), None])
def test_an_older_version_than_was_accepted_is_old_news(plan: MarketplacePlan | None) -> None:
    assert doubt([definition(PROD, plan)], [WHOLE], ([NEW], [WHOLE])) == WENT_BACK


def test_a_delegation_needs_the_definition_that_it_rests_on() -> None:
    other = definition(PROD, gold("1.0.0"), name="other")
    assert doubt([other], [WHOLE]) == INCOMPLETE
    upper = Delegation(WHOLE.id.upper(), NEW.id.upper())
    assert doubt([NEW], [upper]) is None, "ids are the same in any case"


def test_without_a_plan_it_may_be_a_template_or_not() -> None:
    assert doubt([TEMPLATE], [WHOLE]) == NO_PLAN
    rival = definition(PROD, name="rival", managing=RIVAL)
    assert doubt([NEW, rival], [WHOLE]) is None, "plans of others do not matter"


def test_a_subscription_that_does_not_name_us_contradicts_its_rows() -> None:
    sold = subscription("Sold", "fabrikam", managed_by=(RIVAL,))
    made = definition(sold, gold("1.0.0"))
    rows = Reading([sold], [made], [delegation(made)])
    assert doubts(rows, None, MSP) == {sold.subscription_id: CONTRADICTED}
    assert doubts(Reading([sold], [], []), None, MSP) == {sold.subscription_id: SKIPPED}


def test_rows_of_subscriptions_that_we_do_not_see_raise_no_doubt() -> None:
    assert doubts(Reading([], [TEMPLATE], [WHOLE]), known([PROD], [NEW], [WHOLE]), MSP) == {}
