"""What was found in a file, in words: for a preview and for the command line."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, auto
from typing import NamedTuple

from data.diff_text import entry_words
from data.entries import entries_of
from data.formats.imported import (
    Imported,
    ImportedAssignment,
    ImportedDefinition,
    Kind,
)
from data.words import plural

_KINDS = {
    Kind.TEMPLATE: "an ARM template",
    Kind.POLICY: "a policy definition",
    Kind.PARAMETERS: "a parameter file",
    Kind.LIVE: "what Azure lists",
    Kind.PLAN: "a plan file",
    Kind.FRAGMENT: "a part of a template",
    Kind.OTHER: "JSON that has nothing to do with Lighthouse",
}


class Tone(Enum):
    """What a line is for."""

    HEADING = auto()
    PLAIN = auto()
    OPEN = auto()
    """Something is left to the user."""
    ASIDE = auto()


class Line(NamedTuple):
    """A line of the description."""

    tone: Tone
    text: str


def description(imported: Imported) -> Iterator[Line]:
    """Yield what a file holds, and what it leaves open."""
    yield Line(Tone.PLAIN, f"This is {_KINDS[imported.kind]}.")
    if not imported.definitions:
        yield Line(Tone.OPEN, "No plan was found in it.")
    for at, each in enumerate(imported.definitions):
        yield from _definition(each)
        scopes = [_scope(of) for of in imported.assignments if of.definition == at]
        if scopes:
            yield Line(Tone.PLAIN, f"  Delegates: {', '.join(scopes)}")
    yield from _left_open(imported)
    if imported.others:
        yield Line(Tone.HEADING, f"Left alone: {plural(len(imported.others), 'other resource')}")
    for other in imported.others:
        yield Line(Tone.ASIDE, f"  {other.type} {other.name}  {other.place}".rstrip())


def _definition(found: ImportedDefinition) -> Iterator[Line]:
    plan = found.plan
    name = plan.name or plan.plan_id or "(no name)"
    yield Line(Tone.HEADING, name if found.deployed else f"{name} (ruled out by a condition)")
    if plan.description:
        yield Line(Tone.PLAIN, f"  {plan.description}")
    if plan.plan_id:
        identifier = ".".join((plan.publisher_id, plan.offer_id, plan.plan_id, plan.version))
        yield Line(Tone.PLAIN, f"  Marketplace plan: {identifier}")
    tenant = plan.managing_tenant_id or "not told"
    yield Line(Tone.PLAIN, f"  Managing tenant: {tenant}")
    for entry in entries_of(plan):
        yield Line(Tone.PLAIN, f"  {entry_words(entry)}")
    where = f"{found.place}, api-version {found.api_version}" if found.api_version else found.place
    yield Line(Tone.ASIDE, f"  {where}")


def _scope(found: ImportedAssignment) -> str:
    if not found.of_group:
        return (
            f"subscription {found.subscription_id}"
            if found.subscription_id
            else ("the subscription that it is deployed to")
        )
    return f"resource group {found.resource_group or '(not told)'}"


def _left_open(imported: Imported) -> Iterator[Line]:
    if imported.asked:
        yield Line(Tone.HEADING, f"Not told: {plural(len(imported.asked), 'parameter')}")
    for asked in imported.asked:
        yield Line(Tone.OPEN, f"  {asked.name} ({asked.type or 'any type'})")
    said = {f"the parameter {each.name} has no value" for each in imported.asked}
    parts = [each for each in imported.unresolved if each.why not in said]
    if parts:
        yield Line(Tone.HEADING, f"Left open: {plural(len(parts), 'part')}")
    for part in parts:
        yield Line(Tone.OPEN, f"  {part.path}: {part.why}")
