"""The audience of a private plan as the file that Partner Center takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from data.formats.csv_text import csv_text
from data.formats.identity import Target
from data.formats.outputs import Output
from data.formats.partner_center import MOST_BY_HAND
from data.models import same_id
from data.plans import Plan, Visibility, is_guid
from data.snapshot import Snapshot

MOST_BY_FILE = 10_000
"""Subscriptions of an audience that the form takes as a file."""
_HEADINGS = ("Id", "Description", "Type")
_TYPE = "SubscriptionId"


def audience_csv(plan: Plan, target: Target, name: str) -> tuple[Output, ...]:
    """Return the file; a subscription that is named twice stands there once."""
    rows = ((each, target.names.get(same_id(each), ""), _TYPE) for each in _members(plan).values())
    return (Output(".audience.csv", csv_text(_HEADINGS, rows)),)


def audience_notes(plan: Plan, target: Target) -> Iterator[str]:
    """Yield why the form may refuse the file, and what it does."""
    members = _members(plan)
    if plan.visibility is Visibility.PUBLIC:
        yield "The plan is public: Partner Center asks for no audience."
    if not members:
        yield "The plan has no audience: the file holds nothing but the headings."
    if wrong := [each for each in members.values() if not is_guid(each)]:
        yield f"No id of a subscription: {', '.join(wrong)}."
    if len(members) > MOST_BY_FILE:
        yield (
            f"{len(members):,} subscriptions: Partner Center takes {MOST_BY_FILE:,} by file. Make "
            "a second plan for the others."
        )
    elif len(members) > MOST_BY_HAND:
        yield (
            f"{len(members):,} subscriptions are more than the {MOST_BY_HAND} that can be typed: "
            "upload the file."
        )
    if len(members) > len(target.names.keys() & members.keys()):
        yield "Where no name is known, the description is empty; Partner Center does not need it."


def subscription_names(snapshot: Snapshot) -> Mapping[str, str]:
    """Return what each subscription that we see is called, with its customer, by id.

    The names are those of Azure: our own name for a customer may be none to hand on.
    """
    found = {
        same_id(each.subscription_id): " / ".join(filter(None, (customer.azure_name, each.name)))
        for customer in snapshot.customers.rows[1:]
        for each in customer.subscriptions
    }
    return {id: name for id, name in found.items() if name}


def _members(plan: Plan) -> dict[str, str]:
    """Return the subscriptions by what makes them the same."""
    return {same_id(each): each for each in plan.audience}
