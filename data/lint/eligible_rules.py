"""Rules about eligible authorizations, which are activated just in time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

import msgspec

from data.entries import duration_words
from data.lint import links
from data.lint.rule import Place, Severity, rule
from data.lint.subject import PrincipalKind, Subject, who
from data.models import EligibleAuthorization, same_id
from data.roles import OWNER, USER_ACCESS_ADMINISTRATOR, role_name

SHORTEST, LONGEST = timedelta(minutes=30), timedelta(hours=8)
"""Between these an activation lasts."""
_MFA = ("azure", "none")
_MOST_APPROVERS = 10


@rule(
    "eligible-manages-access",
    Severity.ERROR,
    why="Neither Owner nor User Access Administrator can be activated through Lighthouse.",
    fix="Choose another role; User Access Administrator can be given permanently.",
    link=links.ELIGIBLE,
)
def manages_access(subject: Subject) -> Iterator[Place]:
    """Find the two roles that cannot be eligible."""
    for path, entry in subject.eligible:
        if same_id(entry.role_id) in (OWNER, USER_ACCESS_ADMINISTRATOR):
            message = f"{who(entry)} would activate {role_name(entry.role_id)}."
            yield Place(f"{path}.role_id", message)


@rule(
    "eligible-service-principal",
    Severity.ERROR,
    why="Only a person can activate a role, so service principals cannot be eligible.",
    fix="Give the service principal its role permanently, or choose a user or a group.",
    link=links.ELIGIBLE,
)
def service_principal(subject: Subject) -> Iterator[Place]:
    """Find service principals that should activate something."""
    for path, entry in subject.eligible:
        if subject.kind(entry.principal_id) is PrincipalKind.SERVICE_PRINCIPAL:
            yield Place(f"{path}.principal_id", f"{who(entry)} is a service principal.")


@rule(
    "approver-service-principal",
    Severity.ERROR,
    why="Only a person can approve, so service principals cannot be approvers.",
    fix="Choose a user or a group of the managing tenant.",
    link=links.ELIGIBLE,
)
def service_principal_approves(subject: Subject) -> Iterator[Place]:
    """Find service principals among the approvers."""
    for each in subject.principals:
        if each.approves and subject.kind(each.principal_id) is PrincipalKind.SERVICE_PRINCIPAL:
            yield Place(f"{each.field}.principal_id", f"{each.who} is a service principal.")


@rule(
    "duration-form",
    Severity.ERROR,
    why="Azure reads the maximum activation as an ISO 8601 duration.",
    fix="Write hours and minutes such as PT4H, PT30M or PT1H30M.",
    link=links.ELIGIBLE,
)
def duration_form(subject: Subject) -> Iterator[Place]:
    """Find durations that are none."""
    for path, entry in subject.eligible:
        if duration_of(entry) is None:
            message = f'"{entry.max_duration}" of {who(entry)} is no duration in ISO 8601.'
            yield Place(f"{path}.max_duration", message)


@rule(
    "duration-range",
    Severity.ERROR,
    why="An activation lasts at least 30 minutes and at most 8 hours.",
    fix="Choose a duration from PT30M to PT8H.",
    link=links.ELIGIBLE,
)
def duration_range(subject: Subject) -> Iterator[Place]:
    """Find durations that are too short or too long."""
    for path, entry in subject.eligible:
        lasts = duration_of(entry)
        if lasts is not None and not SHORTEST <= lasts <= LONGEST:
            message = f"{who(entry)} would activate for {duration_words(entry.max_duration)}."
            yield Place(f"{path}.max_duration", message)


@rule(
    "mfa-value",
    Severity.ERROR,
    why="Azure knows two values for multi-factor authentication: Azure and None.",
    fix="Write Azure to ask for MFA at activation, or None.",
    link=links.ELIGIBLE,
)
def mfa_value(subject: Subject) -> Iterator[Place]:
    """Find other values."""
    for path, entry in subject.eligible:
        if entry.mfa.lower() not in _MFA:
            yield Place(f"{path}.mfa", f'"{entry.mfa}" of {who(entry)} is neither Azure nor None.')


@rule(
    "too-many-approvers",
    Severity.ERROR,
    why=f"An eligible authorization has at most {_MOST_APPROVERS} approvers.",
    fix="Put the approvers into a group, and name the group.",
    link=links.ELIGIBLE,
)
def too_many_approvers(subject: Subject) -> Iterator[Place]:
    """Find entries with too many approvers."""
    for path, entry in subject.eligible:
        if len(entry.approvers) > _MOST_APPROVERS:
            message = f"{who(entry)} has {len(entry.approvers)} approvers."
            yield Place(f"{path}.approvers", message)


@rule(
    "eligible-policies-differ",
    Severity.ERROR,
    why="All eligible authorizations of one role must have the same duration, MFA and approvers.",
    fix="Make the policies alike, or give one principal another role.",
    link=links.ELIGIBLE,
)
def policies_differ(subject: Subject) -> Iterator[Place]:
    """Find entries whose policy is not that of the first one with their role."""
    first: dict[str, EligibleAuthorization] = {}
    for path, entry in subject.eligible:
        other = first.setdefault(same_id(entry.role_id), entry)
        if _policy(entry) != _policy(other):
            role = role_name(entry.role_id)
            message = f"{who(entry)} activates {role} under another policy than {who(other)}."
            yield Place(path, message)


@rule(
    "approves-only-itself",
    Severity.WARNING,
    why="Nobody approves an activation of their own, so this role could never be activated.",
    fix="Name a second approver, or a group.",
    link=links.ELIGIBLE,
)
def approves_only_itself(subject: Subject) -> Iterator[Place]:
    """Find roles of which the only approver is the only one who may activate them."""
    eligible: dict[str, set[str]] = defaultdict(set)
    for _, entry in subject.eligible:
        eligible[same_id(entry.role_id)].add(same_id(entry.principal_id))
    for path, entry in subject.eligible:
        alone = {same_id(entry.principal_id)}
        approvers = {same_id(each.principal_id) for each in entry.approvers}
        is_group = subject.kind(entry.principal_id) is PrincipalKind.GROUP
        if approvers == alone == eligible[same_id(entry.role_id)] and not is_group:
            message = f"Only {who(entry)} approves what only {who(entry)} activates."
            yield Place(f"{path}.approvers", message)


@rule(
    "eligible-in-national-cloud",
    Severity.WARNING,
    why="Eligible authorizations exist in the public cloud only.",
    fix="Give the role permanently, or leave it out for customers in a national cloud.",
    link=links.ELIGIBLE,
)
def in_national_cloud(subject: Subject) -> Iterator[Place]:
    """Find eligible authorizations where there are none."""
    if subject.context.national_cloud:
        for path, entry in subject.eligible:
            message = f"{who(entry)} is eligible for {role_name(entry.role_id)}."
            yield Place(path, message)


@rule(
    "eligible-without-reader",
    Severity.WARNING,
    why="Whoever activates a role needs another, permanent one that reads, or sees no customer.",
    fix="Give the same principal Reader permanently, unless its members have it from elsewhere.",
    link=links.ELIGIBLE,
)
def without_reader(subject: Subject) -> Iterator[Place]:
    """Find who can activate a role but has none to see where."""
    stuck = subject.held.cannot_activate()
    for path, entry in subject.eligible:
        if same_id(entry.principal_id) in stuck:
            yield Place(path, f"{who(entry)} has no other permanent role that reads everything.")


def duration_of(entry: EligibleAuthorization) -> timedelta | None:
    """Return how long an activation lasts; nothing when that is no ISO 8601."""
    try:
        return msgspec.convert(entry.max_duration, timedelta)
    except msgspec.ValidationError:
        return None


def _policy(entry: EligibleAuthorization) -> tuple[object, ...]:
    lasts = duration_of(entry)
    approvers = frozenset(same_id(each.principal_id) for each in entry.approvers)
    return entry.max_duration if lasts is None else lasts, entry.mfa.lower(), approvers


RULES = (
    manages_access,
    service_principal,
    service_principal_approves,
    duration_form,
    duration_range,
    mfa_value,
    too_many_approvers,
    policies_differ,
    approves_only_itself,
    in_national_cloud,
    without_reader,
)
