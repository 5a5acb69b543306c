"""Where drafts start."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from data.drafts import copy_of, draft_with, next_draft
from data.entries import Side
from data.ledger import RecordedVersion
from data.models import PlanVersion
from data.plan_states import Publications, fixed_fields
from data.plans import AcceptedFinding, Plan, Visibility, guid_problem, plan_from_version
from tests.data.lint.examples import GOOD, TEMPLATE
from tests.data.records import GOLD, MSP, NIGHT_ON_CALL, OPS_READS, definition, gold, subscription

PROD = subscription("prod", "fabrikam")
ACCEPTED = (AcceptedFinding("name-long", "name", "so", date(2026, 11, 2)),)
OURS = replace(
    GOOD,
    publisher_id="contoso",
    offer_id="managed-ops",
    plan_id="gold",
    visibility=Visibility.PUBLIC,
    offer_name="Managed services",
    audience=("s1",),
    accepted=ACCEPTED,
    ready=True,
    archived=True,
    saved_at="2026-11-22",
)
NONE = Publications()
PUBLISHED = Publications([RecordedVersion(GOLD, "1.10.0"), RecordedVersion(GOLD, "1.9.0")])


def test_the_next_version_of_a_plan_keeps_all_but_what_was_done_with_it() -> None:
    draft = next_draft(OURS, PUBLISHED)
    assert guid_problem(draft.id) == ""
    assert draft.id != next_draft(OURS, PUBLISHED).id
    assert draft == replace(
        OURS, id=draft.id, version="1.11.0", ready=False, archived=False, saved_at=""
    )
    assert fixed_fields(draft, PUBLISHED)
    assert next_draft(OURS, NONE).version == "1.2.0"
    assert next_draft(replace(OURS, version="2.0.3"), PUBLISHED).version == "2.1.0"
    assert next_draft(replace(OURS, version="next"), NONE).version == "1.0.0"


def test_the_next_version_is_free_among_other_drafts() -> None:
    taken = replace(OURS, id="2", version="1.2.0", archived=False)
    put_away = replace(OURS, id="3", version="1.3.0", publisher_id="")
    far_above = replace(OURS, id="4", version="9.0.0")
    others = replace(OURS, id="5", version="1.4.0", plan_id="silver")
    beside = (OURS, far_above, put_away, taken, others)
    assert next_draft(OURS, NONE, beside).version == "1.4.0"
    assert next_draft(OURS, PUBLISHED, beside).version == "1.11.0"
    written = replace(OURS, id="6", version="1.011.0")
    assert next_draft(OURS, PUBLISHED, [written]).version == "1.12.0"


def test_a_template_has_no_next_version() -> None:
    assert next_draft(TEMPLATE, PUBLISHED).version == TEMPLATE.version


@pytest.mark.parametrize("preview", [False, True])
def test_a_draft_from_what_a_customer_has(preview: bool) -> None:
    held = definition(
        PROD, gold("1.3.0", preview=preview), eligible=(NIGHT_ON_CALL,), description="All day"
    )
    draft = next_draft(held, PUBLISHED)
    assert draft == Plan(
        draft.id,
        "Managed operations",
        "managed-ops",
        "gold",
        MSP,
        "1.11.0",
        (OPS_READS,),
        (NIGHT_ON_CALL,),
        "All day",
        "contoso",
    )
    by_template = next_draft(definition(PROD), PUBLISHED)
    assert (by_template.offer_id, by_template.plan_id, by_template.version) == ("", "", "1.0.0")


def test_a_draft_from_a_published_version() -> None:
    version = PlanVersion(
        gold("1.3.0", preview=True), MSP, (OPS_READS,), (), "Managed services", "Contoso", "Gold"
    )
    plan = plan_from_version(version)
    assert plan == Plan(
        "",
        "Gold",
        "managed-ops",
        "gold",
        MSP,
        "1.3.0",
        (OPS_READS,),
        publisher_id="contoso",
        offer_name="Managed services",
    )
    draft = next_draft(plan, NONE)
    assert draft == replace(plan, id=draft.id, version="1.4.0")
    assert draft.id


def test_a_copy_is_another_plan() -> None:
    draft = copy_of(OURS)
    assert draft == replace(
        OURS,
        id=draft.id,
        plan_id="",
        version="1.0.0",
        audience=(),
        accepted=(),
        ready=False,
        archived=False,
        saved_at="",
    )
    assert draft.id not in ("", OURS.id)
    assert fixed_fields(draft, PUBLISHED) == {}


def test_a_draft_from_a_set_of_roles() -> None:
    draft = draft_with(Side("Night", (OPS_READS,), (NIGHT_ON_CALL,)), MSP)
    assert guid_problem(draft.id) == ""
    assert draft == Plan(
        draft.id,
        managing_tenant_id=MSP,
        authorizations=(OPS_READS,),
        eligible=(NIGHT_ON_CALL,),
    )
