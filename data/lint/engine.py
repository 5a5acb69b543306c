"""Runs every rule on a plan or a live definition."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from data.lint import (
    delegated_rules,
    eligible_rules,
    field_rules,
    offer_rules,
    overlap_rules,
    plan_rules,
    role_rules,
)
from data.lint.rule import Finding, Rule, Severity
from data.lint.subject import Context, Subject
from data.models import Definition
from data.plans import Plan, plan_from

RULES: tuple[Rule, ...] = (
    *field_rules.RULES,
    *offer_rules.RULES,
    *role_rules.RULES,
    *delegated_rules.RULES,
    *eligible_rules.RULES,
    *plan_rules.RULES,
    *overlap_rules.RULES,
)
"""Every rule, in the order in which findings of one severity stand."""

_BY_ID = {each.id: each for each in RULES}
_NOTHING_KNOWN = Context()


def lint(plan: Plan, context: Context = _NOTHING_KNOWN) -> tuple[Finding, ...]:
    """Return what is wrong with a plan that is being written or was imported, errors first."""
    return _run(Subject(plan, context))


def still_finds(finding: Finding, plan: Plan, context: Context = _NOTHING_KNOWN) -> bool:
    """Tell whether lint would find the same in a plan, at the same place; asks one rule only."""
    return finding in _findings(_BY_ID[finding.rule], Subject(plan, context))


def lint_definition(
    definition: Definition, context: Context = _NOTHING_KNOWN
) -> tuple[Finding, ...]:
    """Return what is wrong with a customer's live definition, errors first."""
    return _run(Subject(as_plan(definition), context, definition))


def as_plan(definition: Definition) -> Plan:
    """Return the plan that a live definition rests on, as far as it tells it."""
    plan = plan_from(definition)
    # The preview audience's copy is the same plan to every rule.
    offer_id = definition.plan.key.product if definition.plan else ""
    version = definition.plan.version if definition.plan else ""
    return structs.replace(plan, id=definition.id, offer_id=offer_id, version=version)


def _run(subject: Subject) -> tuple[Finding, ...]:
    order = list(Severity)
    found = (finding for rule in RULES for finding in _findings(rule, subject))
    return tuple(sorted(found, key=lambda finding: order.index(finding.severity)))


def _findings(rule: Rule, subject: Subject) -> Iterator[Finding]:
    for place in rule.check(subject):
        yield Finding(rule.id, rule.severity, *place, rule.why, rule.fix, rule.link)
