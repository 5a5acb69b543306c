"""The forms for what people note about customers and versions, and the records made of them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from msgspec.structs import replace

from data.entering import (
    day_problem,
    days_problem,
    plan_problem,
    read_day,
    read_days,
    read_plan,
    subscriptions_problem,
    tenant_problem,
    words,
)
from data.ledger import CustomerNote, ExpectedCustomer, RecordedVersion, RolloutEntry
from data.models import PlanKey
from data.plan_states import publish
from data.plans import Plan, Visibility, required_problem, version_problem
from data.sides import draft_name
from data.update_row import UpdateRow
from screens.form import Ask, Form, Values

_DAY = "YYYY-MM-DD"


def customer_form(note: CustomerNote, name: str) -> Form:
    """Ask what we call a customer, and what is worth knowing about it."""
    return Form(
        name,
        "Kept on this machine only. The alias is shown instead of Azure's name, everywhere; an "
        "empty one brings that back.",
        (
            Ask("alias", "Alias", note.alias, hint="what we call it"),
            Ask("note", "Note", note.note, hint="whom to call, what to know"),
        ),
    )


def customer_note(values: Values, note: CustomerNote) -> CustomerNote:
    """Return what was filled in."""
    return replace(note, alias=values["alias"], note=values["note"])


def rollout_form(entry: RolloutEntry, row: UpdateRow, today: date) -> Form:
    """Ask when a customer was told of a version."""

    def past(text: str) -> str:
        return day_problem(text, today)

    return Form(
        f"{row.customer} · {row.offer} {row.latest}",
        "When the customer was told of this version. That it accepted is found by the next sync.",
        (
            Ask("told", "Told on", _day(entry.told_on), past, _DAY),
            Ask(
                "reminded",
                "Reminded on",
                " ".join(map(_day, entry.reminded_on)),
                lambda text: days_problem(text, today),
                f"{_DAY} {_DAY} …",
            ),
            Ask("remark", "Remark", entry.remark, hint="what they answered"),
        ),
    )


def rollout_entry(values: Values, entry: RolloutEntry) -> RolloutEntry:
    """Return what was filled in; the first of all days is when the customer was told."""
    told = read_day(values["told"])
    days = sorted({*read_days(values["reminded"]), *([told] if told else [])})
    return replace(
        entry,
        told_on=days[0] if days else None,
        reminded_on=tuple(days[1:]),
        remark=values["remark"],
    )


def version_form(
    plan: PlanKey | None, record: RecordedVersion, known: Collection[PlanKey], today: date
) -> Form:
    """Ask which version of a plan was published.

    Args:
        plan: The plan, if one is meant.
        record: What is recorded already, or a version to begin with.
        known: The plans that may be named by their short form.
        today: The day.
    """

    def problem(text: str) -> str:
        return required_problem(text) or plan_problem(text, known)

    return Form(
        "A version was published",
        "For plans of which Azure does not tell the latest version. It counts as one source, and "
        "is named so. V takes it back.",
        (
            Ask("plan", "Plan", plan.identifier if plan else "", problem, "offer/plan"),
            Ask("version", "Version", record.version, version_problem, "1.2.0"),
            Ask(
                "on",
                "Published on",
                _day(record.published_on or today),
                lambda text: day_problem(text, today),
                _DAY,
            ),
            Ask("remark", "Remark", record.remark, hint="what is new"),
        ),
    )


def recorded_version(values: Values, known: Collection[PlanKey]) -> RecordedVersion | None:
    """Return what was filled in."""
    plan = read_plan(values["plan"], known)
    if plan is None:
        return None
    return RecordedVersion(plan, values["version"], read_day(values["on"]), values["remark"])


def publish_form(plan: Plan, publisher: str, today: date) -> Form:
    """Ask when a plan was published, and by which publisher if nobody said that yet.

    Args:
        plan: The plan.
        publisher: The publisher that is likely meant.
        today: The day.
    """
    who = Ask("publisher_id", "Publisher id", publisher, required_problem, "as Partner Center says")
    text = (
        "For what is live in the marketplace. From now on this version is not edited any more, and "
        "whoever accepted an older one is behind. In Updates (2), V takes it back."
    )
    if plan.visibility is Visibility.PUBLIC:
        text = f"{text} The plan is public, and can never become private."
    return Form(
        f"Record {draft_name(plan)} as published",
        text,
        (
            *(() if plan.publisher_id else (who,)),
            Ask("on", "Published on", _day(today), lambda text: _past_day(text, today), _DAY),
            Ask("remark", "Remark", hint="what is new"),
        ),
    )


def published_plan(values: Values, plan: Plan) -> tuple[Plan, RecordedVersion]:
    """Return the plan and the record that it was published, as filled in."""
    named = replace(plan, publisher_id=values.get("publisher_id") or plan.publisher_id)
    on = read_day(values["on"]) or date.min
    return named, publish(named, on, values["remark"])


def expected_form(
    customer: ExpectedCustomer | None, plans: Collection[PlanKey], own: str, today: date
) -> Form:
    """Ask which customer should be there.

    Args:
        customer: What is known of it; nothing for a new one.
        plans: The plans that may be named by their short form.
        own: Our own tenant, which cannot be a customer.
        today: The day.
    """
    known = customer or ExpectedCustomer("", "", invited_on=today)
    return Form(
        "A customer that should be there",
        "Once it has delegated something, the list says so. Until then it tells what may be wrong.",
        (
            Ask(
                "tenant_id",
                "Tenant",
                known.tenant_id,
                lambda text: tenant_problem(text, own),
                "the customer's tenant id",
            ),
            Ask("name", "Name", known.name, required_problem, "what we call it"),
            Ask(
                "plan",
                "Plan",
                known.plan.identifier if known.plan else "",
                lambda text: plan_problem(text, plans),
                "offer/plan, or empty for any",
            ),
            Ask(
                "audience",
                "Subscriptions",
                " ".join(known.audience),
                subscriptions_problem,
                "ids in the plan's private audience",
            ),
            Ask(
                "invited",
                "Invited on",
                _day(known.invited_on),
                lambda text: day_problem(text, today),
                _DAY,
            ),
            Ask("remark", "Remark", known.remark),
        ),
    )


def expected_customer(values: Values, plans: Collection[PlanKey]) -> ExpectedCustomer:
    """Return what was filled in."""
    return ExpectedCustomer(
        values["tenant_id"],
        values["name"],
        read_plan(values["plan"], plans),
        words(values["audience"]),
        read_day(values["invited"]),
        values["remark"],
    )


def _past_day(text: str, today: date) -> str:
    return required_problem(text) or day_problem(text, today)


def _day(on: date | None) -> str:
    return on.isoformat() if on else ""
