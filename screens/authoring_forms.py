"""The forms for what people note while they author plans, and the records made of them."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from data.entering import day_problem, kind_problem, read_kind
from data.ledger import KnownPrincipal, RoleSet
from data.plans import required_problem
from screens.form import Ask, Form, Values


def tick_form(words: str, on: date | None, today: date) -> Form:
    """Ask on which day something on a checklist was done."""
    return Form(
        words,
        "When it was done. Without a day it counts as open.",
        (
            Ask(
                "on",
                "Done on",
                (on or today).isoformat(),
                lambda text: day_problem(text, today),
                "YYYY-MM-DD",
            ),
        ),
    )


def principal_form(principal: KnownPrincipal, name: str) -> Form:
    """Ask what we call a principal, what it is, and what is worth knowing about it.

    Args:
        principal: What is known of it.
        name: What it is called elsewhere.
    """
    return Form(
        name or principal.principal_id,
        "Kept on this machine only. Lint warns of kinds that delegations cannot go to.",
        (
            Ask("name", "Name", principal.name or name, hint="what we call it"),
            Ask(
                "kind",
                "Kind",
                principal.kind or "",
                kind_problem,
                "user, group, service principal, …",
            ),
            Ask("remark", "Remark", principal.remark, hint="who is in it, what to know"),
        ),
    )


def known_principal(values: Values, principal: KnownPrincipal) -> KnownPrincipal:
    """Return what was filled in."""
    kind = read_kind(values["kind"])
    return replace(principal, name=values["name"], kind=kind, remark=values["remark"])


def role_set_form(role_set: RoleSet) -> Form:
    """Ask what a set of authorizations is called, and what it is for."""
    return Form(
        "A role set",
        "Authorizations to put into other plans. Plans that have them stay as they are.",
        (
            Ask("name", "Name", role_set.name, required_problem, "Tier 2 operations"),
            Ask("remark", "Remark", role_set.remark, hint="what it is for"),
        ),
    )


def named_role_set(values: Values, role_set: RoleSet) -> RoleSet:
    """Return what was filled in."""
    return replace(role_set, name=values["name"], remark=values["remark"])


def mark_form(mark: str) -> Form:
    """Ask for the word that marks a state of a plan."""
    return Form(
        "Mark this state",
        "A marked state stays for ever; others are thinned with age. An empty mark takes it away.",
        (Ask("mark", "Mark", mark, hint="as agreed with the customer"),),
    )
