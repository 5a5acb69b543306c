"""Runs every rule on a plan or a live definition."""

from __future__ import annotations

from collections.abc import Iterator

from data.lint import (
    delegated_rules,
    eligible_rules,
    field_rules,
    overlap_rules,
    plan_rules,
    role_rules,
)
from data.lint.rule import Finding, Rule, Severity
from data.lint.subject import Context, Subject
from data.models import Definition
from data.plans import Plan

RULES: tuple[Rule, ...] = (
    *field_rules.RULES,
    *role_rules.RULES,
    *delegated_rules.RULES,
    *eligible_rules.RULES,
    *plan_rules.RULES,
    *overlap_rules.RULES,
)
"""Every rule, in the order in which findings of one severity stand."""

_NOTHING_KNOWN = Context()


def lint(plan: Plan, context: Context = _NOTHING_KNOWN) -> tuple[Finding, ...]:
    """Return what is wrong with a plan that is being written or was imported, errors first."""
    return _run(Subject(plan, context))


def lint_definition(
    definition: Definition, context: Context = _NOTHING_KNOWN
) -> tuple[Finding, ...]:
    """Return what is wrong with a customer's live definition, errors first."""
    return _run(Subject(as_plan(definition), context, definition))


def as_plan(definition: Definition) -> Plan:
    """Return the plan that a live definition rests on, as far as it tells it."""
    key = definition.plan.key.ordinary if definition.plan else None
    return Plan(
        id=definition.id,
        name=definition.offer_name,
        offer_id=key.product if key else "",
        plan_id=key.plan if key else "",
        managing_tenant_id=definition.managing_tenant_id,
        version=definition.plan.version if definition.plan else "",
        authorizations=definition.authorizations,
        eligible=definition.eligible,
        description=definition.description,
        publisher_id=key.publisher if key else "",
    )


def _run(subject: Subject) -> tuple[Finding, ...]:
    order = list(Severity)
    found = (finding for rule in RULES for finding in _findings(rule, subject))
    return tuple(sorted(found, key=lambda finding: order.index(finding.severity)))


def _findings(rule: Rule, subject: Subject) -> Iterator[Finding]:
    for place in rule.check(subject):
        yield Finding(rule.id, rule.severity, *place, rule.why, rule.fix, rule.link)
