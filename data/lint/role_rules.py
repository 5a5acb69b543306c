"""Rules about the roles that a plan gives."""

from __future__ import annotations

from collections.abc import Iterator

from data.lint import links
from data.lint.rule import Place, Severity, rule
from data.lint.subject import PrincipalKind, Subject, who
from data.models import Authorization, same_id
from data.plans import is_guid
from data.role_changes import change_of
from data.roles import OWNER, Role, catalogue, catalogue_date, is_refreshed, shipped


@rule(
    "role-owner",
    Severity.ERROR,
    why="Lighthouse never takes Owner: a customer keeps the last word on access.",
    fix="Give Contributor, or the roles for the work at hand.",
    link=links.ROLES,
)
def owner(subject: Subject) -> Iterator[Place]:
    """Find Owner among the given roles; as a delegated role it has a rule of its own."""
    for each in subject.roles:
        if same_id(each.role_id) == OWNER and not each.is_delegated:
            yield Place(each.field, "The role is Owner.")


@rule(
    "role-data-actions",
    Severity.ERROR,
    why="Lighthouse works on the control plane only and refuses each role that speaks of data.",
    fix="Choose a role without dataActions and notDataActions for the same work.",
    link=links.ROLES,
)
def data_actions(subject: Subject) -> Iterator[Place]:
    """Find roles that have dataActions or notDataActions."""
    for field, role in _refused(subject):
        if "data_actions" in role.reasons:
            yield Place(field, f"{role.name} has data actions.")
        elif "not_data_actions" in role.reasons:
            yield Place(field, f"{role.name} has notDataActions.")


@rule(
    "role-restricted-actions",
    Severity.ERROR,
    why="A role that may change role assignments, role definitions or locks could widen itself.",
    fix="Choose a role without write and delete of Microsoft.Authorization.",
    link=links.ROLES,
)
def restricted_actions(subject: Subject) -> Iterator[Place]:
    """Find roles that may change access."""
    for field, role in _refused(subject):
        if "restricted_actions" in role.reasons:
            yield Place(field, f"{role.name} may change access or locks.")


@rule(
    "role-custom",
    Severity.ERROR,
    why="Lighthouse takes built-in roles only; a custom role exists in one tenant.",
    fix="Choose the built-in role that comes closest.",
    link=links.ROLES,
)
def custom(subject: Subject) -> Iterator[Place]:
    """Find roles that Azure does not list among the built-in ones, as a sync read that list."""
    if is_refreshed():
        for field, role_id in _unlisted(subject):
            day = catalogue_date()
            yield Place(
                field, f"{role_id} is not among the built-in roles that Azure had on {day}."
            )


@rule(
    "role-unknown",
    Severity.WARNING,
    why="A role that we do not know may be a custom one, which Lighthouse refuses, or a new one.",
    fix="Check the id; a sync reads Azure's newest list of roles.",
    link=links.ROLES,
)
def unknown(subject: Subject) -> Iterator[Place]:
    """Find roles that the shipped catalogue does not hold."""
    if not is_refreshed():
        for field, role_id in _unlisted(subject):
            message = f"{role_id} is not in the catalogue of built-in roles of {catalogue_date()}."
            yield Place(field, message)


@rule(
    "role-deprecated",
    Severity.WARNING,
    why="Whoever holds a deprecated role loses the access once Azure removes it.",
    fix="Choose the role that Microsoft names in its place.",
    link=links.ONBOARD,
)
def deprecated(subject: Subject) -> Iterator[Place]:
    """Find roles that are on their way out."""
    for each in subject.roles:
        if each.role and each.role.deprecated:
            yield Place(each.field, f"{each.name} is deprecated.")


@rule(
    "role-changed",
    Severity.WARNING,
    why="Azure changes built-in roles; one that gains data actions fails at the next onboarding.",
    fix="See whether the role still fits, and publish a new version if it does not.",
    link=links.ROLES,
)
def changed(subject: Subject) -> Iterator[Place]:
    """Find roles that are not what they were in the shipped catalogue."""
    for each in subject.roles:
        if change := change_of(each.role_id):
            yield Place(each.field, f"{change.before.name} changed: {change.words}.")


@rule(
    "role-lists-keys",
    Severity.HINT,
    why="Keys open the data of a resource, although the role itself has no data actions.",
    fix="Choose a narrower role, unless the work needs the keys.",
    link=links.ROLES,
)
def lists_keys(subject: Subject) -> Iterator[Place]:
    """Find roles that may list keys or passwords; one that may do everything is told as such."""
    for each in subject.roles:
        role = each.role
        if role and role.lists_keys and role.lighthouse == "yes" and not role.writes_all:
            yield Place(each.field, f"{each.who}: {each.name} may list keys.")


@rule(
    "role-very-broad",
    Severity.HINT,
    why="Least privilege: whoever may do everything can break everything.",
    fix="Give the roles for the work at hand.",
    link=links.PRACTICES,
)
def very_broad(subject: Subject) -> Iterator[Place]:
    """Find roles that have nearly every action."""
    for each in subject.roles:
        if each.role and each.role.writes_all and each.role.lighthouse == "yes":
            yield Place(each.field, f"{each.who}: {each.name} may change every resource.")


@rule(
    "permanent-high-privilege",
    Severity.HINT,
    why="A strong role that is activated just in time is safer than one that is held all day.",
    fix="If it is a group or a user: make it eligible, and give a Reader role permanently.",
    link=links.ELIGIBLE,
)
def permanent_high_privilege(subject: Subject) -> Iterator[Place]:
    """Find strong roles that are permanent where they could be eligible."""
    if subject.context.national_cloud:
        return
    for path, entry in subject.entries:
        role = catalogue().get(same_id(entry.role_id))
        strong = role and role.lighthouse == "yes" and (role.writes_all or role.lists_keys)
        robot = subject.kind(entry.principal_id) is PrincipalKind.SERVICE_PRINCIPAL
        if role and strong and isinstance(entry, Authorization) and not robot:
            yield Place(f"{path}.role_id", f"{who(entry)} holds {role.name} permanently.")


def _refused(subject: Subject) -> Iterator[tuple[str, Role]]:
    """Yield the given roles that Lighthouse refuses, with their places."""
    for each in subject.roles:
        if each.role and each.role.lighthouse == "no" and not each.is_delegated:
            yield each.field, each.role


def _unlisted(subject: Subject) -> Iterator[tuple[str, str]]:
    """Yield the ids that can be those of roles but never were in a catalogue."""
    for each in subject.roles:
        is_known = each.role or same_id(each.role_id) in shipped()
        if not is_known and is_guid(each.role_id):
            yield each.field, each.role_id


RULES = (
    owner,
    data_actions,
    restricted_actions,
    custom,
    unknown,
    deprecated,
    changed,
    lists_keys,
    very_broad,
    permanent_high_privilege,
)
