"""The forms for what people note about customers and versions, and the records made of them."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from data.board import UpdateRow
from data.entering import (
    day_problem,
    days_problem,
    guids_problem,
    plan_problem,
    read_day,
    read_days,
    read_plan,
    words,
)
from data.ledger import CustomerNote, ExpectedCustomer, RecordedVersion, RolloutEntry
from data.models import PlanKey
from data.plans import guid_problem, required_problem, version_problem
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


def rollout_form(entry: RolloutEntry, row: UpdateRow) -> Form:
    """Ask when a customer was told of a version."""
    return Form(
        f"{row.customer} · {row.offer} {row.latest}",
        "When the customer was told of this version. That it accepted is found by the next sync.",
        (
            Ask("told", "Told on", _day(entry.told_on), day_problem, _DAY),
            Ask(
                "reminded",
                "Reminded on",
                " ".join(map(_day, entry.reminded_on)),
                days_problem,
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


def version_form(plan: PlanKey | None, version: str, today: date) -> Form:
    """Ask which version of a plan was published."""
    return Form(
        "A version was published",
        "For plans of which Azure does not tell the latest version. It counts as one source, and "
        "is named so.",
        (
            Ask(
                "plan",
                "Plan",
                plan.identifier if plan else "",
                lambda text: required_problem(text) or plan_problem(text),
                "publisher.offer.plan",
            ),
            Ask("version", "Version", version, version_problem, "1.2.0"),
            Ask("on", "Published on", today.isoformat(), day_problem, _DAY),
            Ask("remark", "Remark", hint="what is new"),
        ),
    )


def recorded_version(values: Values) -> RecordedVersion | None:
    """Return what was filled in."""
    plan = read_plan(values["plan"])
    if plan is None:
        return None
    return RecordedVersion(plan, values["version"], read_day(values["on"]), values["remark"])


def expected_form(customer: ExpectedCustomer | None, today: date) -> Form:
    """Ask which customer should be there."""
    known = customer or ExpectedCustomer("", "", invited_on=today)
    return Form(
        "A customer that should be there",
        "Once it has delegated something, the list says so. Until then it tells what may be wrong.",
        (
            Ask("tenant_id", "Tenant", known.tenant_id, guid_problem, "the customer's tenant id"),
            Ask("name", "Name", known.name, required_problem, "what we call it"),
            Ask(
                "plan",
                "Plan",
                known.plan.identifier if known.plan else "",
                plan_problem,
                "publisher.offer.plan, or empty",
            ),
            Ask(
                "audience",
                "Subscriptions",
                " ".join(known.audience),
                guids_problem,
                "ids in the plan's private audience",
            ),
            Ask("invited", "Invited on", _day(known.invited_on), day_problem, _DAY),
            Ask("remark", "Remark", known.remark),
        ),
    )


def expected_customer(values: Values) -> ExpectedCustomer:
    """Return what was filled in."""
    return ExpectedCustomer(
        values["tenant_id"],
        values["name"],
        read_plan(values["plan"]),
        words(values["audience"]),
        read_day(values["invited"]),
        values["remark"],
    )


def _day(on: date | None) -> str:
    return on.isoformat() if on else ""
