"""Rules about a plan's authorizations taken together, and about its principals."""

from __future__ import annotations

from collections.abc import Iterator

from data.entries import holding
from data.lint import links
from data.lint.rule import Place, Severity, rule
from data.lint.subject import PrincipalKind, Subject, who
from data.roles import DELETE_ROLE, role_name

_MOST = 20


@rule(
    "no-permanent-authorization",
    Severity.ERROR,
    why="A plan needs at least one permanent authorization.",
    fix="Give a group Reader permanently.",
    link=links.PLAN,
)
def no_permanent(subject: Subject) -> Iterator[Place]:
    """Find plans that give nothing, or only what is to be activated."""
    if not subject.plan.authorizations:
        yield Place("authorizations", "The plan has no permanent authorization.")


@rule(
    "too-many-authorizations",
    Severity.ERROR,
    why=f"Partner Center takes {_MOST} authorizations a plan.",
    fix="Give roles to groups instead of to their members, or split the plan.",
    link=links.PLAN,
)
def too_many(subject: Subject) -> Iterator[Place]:
    """Find plans with more permanent authorizations than the form takes."""
    count = len(subject.plan.authorizations)
    if subject.is_offer and count > _MOST:
        yield Place("authorizations", f"The plan has {count} permanent authorizations.")


@rule(
    "too-many-with-eligible",
    Severity.WARNING,
    why=f"Partner Center may count eligible authorizations among the {_MOST} of a plan, too.",
    fix="Give roles to groups instead of to their members, or split the plan.",
    link=links.PLAN,
)
def too_many_with_eligible(subject: Subject) -> Iterator[Place]:
    """Find plans that are too long only if both kinds count."""
    permanent, eligible = len(subject.plan.authorizations), len(subject.plan.eligible)
    if subject.is_offer and permanent <= _MOST < permanent + eligible:
        message = f"The plan has {permanent} permanent and {eligible} eligible authorizations."
        yield Place("eligible", message)


@rule(
    "no-delete-role",
    Severity.WARNING,
    why="Without this role only the customer can end the delegation.",
    fix="Give a group the Managed Services Registration assignment Delete Role.",
    link=links.REMOVE,
)
def no_delete_role(subject: Subject) -> Iterator[Place]:
    """Find plans by which nobody of the provider can end the delegation."""
    if subject.plan.authorizations and not subject.held.holds(DELETE_ROLE):
        yield Place("authorizations", f"Nobody holds the {role_name(DELETE_ROLE)}.")


@rule(
    "no-reader",
    Severity.WARNING,
    why="Whoever has no role that reads does not see the customer at all.",
    fix="Give a group Reader permanently.",
    link=links.ONBOARD,
)
def no_reader(subject: Subject) -> Iterator[Place]:
    """Find plans by which a customer stays invisible."""
    if subject.plan.authorizations and not subject.held.may_have_reader():
        message = "Nobody holds a role permanently that reads every resource."
        yield Place("authorizations", message)


@rule(
    "duplicate-authorization",
    Severity.WARNING,
    why="A principal holds a role once; the second entry is of no use and hides what is meant.",
    fix="Remove one of the two.",
    link=links.ONBOARD,
)
def duplicate(subject: Subject) -> Iterator[Place]:
    """Find entries that give a principal a role again."""
    seen: set[tuple[str, str]] = set()
    for path, entry in subject.entries:
        if holding(entry) in seen:
            yield Place(path, f"{who(entry)} has {role_name(entry.role_id)} already.")
        seen.add(holding(entry))


@rule(
    "user-not-group",
    Severity.WARNING,
    why="People change; a group can be changed without a new version and a customer's consent.",
    fix="Put the user into a security group, and name the group.",
    link=links.PRACTICES,
)
def user_not_group(subject: Subject) -> Iterator[Place]:
    """Find users that hold roles by themselves."""
    for each in subject.principals:
        if not each.approves and subject.kind(each.principal_id) is PrincipalKind.USER:
            yield Place(f"{each.field}.principal_id", f"{each.who} is a single user.")


@rule(
    "group-not-security",
    Severity.ERROR,
    why="Groups must be of the type Security; Lighthouse is not for Microsoft 365 groups.",
    fix="Make a security group, and name that.",
    link=links.ONBOARD,
)
def group_not_security(subject: Subject) -> Iterator[Place]:
    """Find groups of the other type."""
    for each in subject.principals:
        if subject.kind(each.principal_id) is PrincipalKind.MICROSOFT_365_GROUP:
            yield Place(f"{each.field}.principal_id", f"{each.who} is a Microsoft 365 group.")


@rule(
    "principal-application",
    Severity.ERROR,
    why="An app registration holds no roles; its service principal does, under another object id.",
    fix="Take the object id from Enterprise applications.",
    link=links.ONBOARD,
)
def application(subject: Subject) -> Iterator[Place]:
    """Find app registrations in the place of service principals."""
    for each in subject.principals:
        if subject.kind(each.principal_id) is PrincipalKind.APPLICATION:
            yield Place(f"{each.field}.principal_id", f"{each.who} is an app registration.")


RULES = (
    no_permanent,
    too_many,
    too_many_with_eligible,
    no_delete_role,
    no_reader,
    duplicate,
    user_not_group,
    group_not_security,
    application,
)
