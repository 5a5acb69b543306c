"""Rules about single fields: ids, names, versions, lengths."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from data.lint import links
from data.lint.rule import Place, Severity, rule
from data.lint.subject import RolePlace, Subject
from data.models import same_id, version_number
from data.plans import (
    guid_problem,
    identifier_problem,
    is_guid,
    publisher_problem,
    required_problem,
    version_problem,
)
from data.roles import catalogue

_LONGEST_NAME, _SAFE_NAME = 200, 50
_LONGEST_DESCRIPTION, _SAFE_DESCRIPTION = 5_000, 3_000


@rule(
    "name-missing",
    Severity.ERROR,
    why="Customers know an offer by its name, and a template cannot be deployed without it.",
    fix="Give the name that customers are to read.",
    link=links.ONBOARD,
)
def name_missing(subject: Subject) -> Iterator[Place]:
    """Find plans without a name."""
    if required_problem(subject.plan.name):
        yield Place("name", "The plan has no name.")


@rule(
    "name-too-long",
    Severity.ERROR,
    why=f"A plan's name has at most {_LONGEST_NAME} characters.",
    fix="Shorten the name, and put the rest into the description.",
    link=links.PLAN,
)
def name_too_long(subject: Subject) -> Iterator[Place]:
    """Find names that Partner Center refuses."""
    if subject.is_offer and subject.is_authored and len(subject.plan.name) > _LONGEST_NAME:
        yield Place("name", f"The name has {len(subject.plan.name)} characters.")


@rule(
    "name-long",
    Severity.HINT,
    why=f"Microsoft's pages disagree: {_LONGEST_NAME} characters, or {_SAFE_NAME} in older ones.",
    fix=f"Keep the name within {_SAFE_NAME} characters to be safe.",
    link=links.PLAN,
)
def name_long(subject: Subject) -> Iterator[Place]:
    """Find names that Partner Center may refuse."""
    length = len(subject.plan.name)
    if subject.is_offer and subject.is_authored and _SAFE_NAME < length <= _LONGEST_NAME:
        yield Place("name", f"The name has {length} characters.")


@rule(
    "description-too-long",
    Severity.ERROR,
    why=f"A plan's description has at most {_LONGEST_DESCRIPTION:,} characters.",
    fix="Shorten the description.",
    link=links.PLAN,
)
def description_too_long(subject: Subject) -> Iterator[Place]:
    """Find descriptions that Partner Center refuses."""
    length = len(subject.plan.description)
    if subject.is_offer and subject.is_authored and length > _LONGEST_DESCRIPTION:
        yield Place("description", f"The description has {length:,} characters.")


@rule(
    "description-long",
    Severity.HINT,
    why=f"Microsoft's pages disagree: {_LONGEST_DESCRIPTION:,} characters with markup, "
    f"or {_SAFE_DESCRIPTION:,}.",
    fix=f"Keep the description within {_SAFE_DESCRIPTION:,} characters to be safe.",
    link=links.PLAN,
)
def description_long(subject: Subject) -> Iterator[Place]:
    """Find descriptions that Partner Center may refuse."""
    length = len(subject.plan.description)
    is_long = _SAFE_DESCRIPTION < length <= _LONGEST_DESCRIPTION
    if subject.is_offer and subject.is_authored and is_long:
        yield Place("description", f"The description has {length:,} characters.")


@rule(
    "publisher-id-missing",
    Severity.WARNING,
    why="A plan of the marketplace is known by its publisher, offer and plan: without the first no "
    "template can name it, and no customer can be compared with it.",
    fix="Write the publisher id; Partner Center shows it in the account's settings.",
    link=links.OFFER,
)
def publisher_id_missing(subject: Subject) -> Iterator[Place]:
    """Find plans of the marketplace whose publisher is not known."""
    if subject.is_offer and subject.is_authored and not subject.plan.publisher_id:
        yield Place("publisher_id", "The publisher id is missing.")


@rule(
    "publisher-id-form",
    Severity.ERROR,
    why="A publisher is named by its id, in which no blanks and no other signs can be.",
    fix="Write the publisher id, not the name; Partner Center shows it in the account's settings.",
    link=links.OFFER,
)
def publisher_id_form(subject: Subject) -> Iterator[Place]:
    """Find publisher ids that cannot be."""
    if subject.is_authored:
        yield from _said("publisher_id", subject.plan.publisher_id, publisher_problem)


@rule(
    "offer-id-form",
    Severity.ERROR,
    why="Partner Center takes 50 lower-case letters, digits, hyphens and underscores at most.",
    fix="Choose an id of that form; it cannot be changed once the offer is created.",
    link=links.OFFER,
)
def offer_id_form(subject: Subject) -> Iterator[Place]:
    """Find offer ids that cannot be."""
    if subject.is_offer and subject.is_authored:
        yield from _said("offer_id", subject.plan.offer_id, identifier_problem)


@rule(
    "plan-id-form",
    Severity.ERROR,
    why="Partner Center takes 50 lower-case letters, digits, hyphens and underscores at most.",
    fix="Choose an id of that form; it cannot be changed once the plan is created.",
    link=links.PLAN,
)
def plan_id_form(subject: Subject) -> Iterator[Place]:
    """Find plan ids that cannot be."""
    if subject.is_offer and subject.is_authored:
        yield from _said("plan_id", subject.plan.plan_id, identifier_problem)


@rule(
    "version-form",
    Severity.ERROR,
    why="The version of a manifest is three numbers.",
    fix="Take 1.0.0 for a first manifest, else raise the version before.",
    link=links.PLAN,
)
def version_form(subject: Subject) -> Iterator[Place]:
    """Find versions that are no ``n.n.n``."""
    if subject.is_offer and subject.is_authored:
        yield from _said("version", subject.plan.version, version_problem)


@rule(
    "version-not-above",
    Severity.ERROR,
    why="Partner Center takes a changed manifest only under a higher version.",
    fix="Raise the version above the one that is published.",
    link=links.PLAN,
)
def version_not_above(subject: Subject) -> Iterator[Place]:
    """Find versions that are published already, or lower."""
    plan, published = subject.plan, subject.context.last_published
    here, there = version_number(plan.version), version_number(published)
    if subject.is_offer and subject.is_authored and here and there and here <= there:
        yield Place("version", f"{plan.version} is not above {published}, which is published.")


@rule(
    "tenant-not-guid",
    Severity.ERROR,
    why="Azure takes the managing tenant by its id only.",
    fix="Paste the tenant's id; the portal shows it as the directory id.",
    link=links.ONBOARD,
)
def tenant_not_guid(subject: Subject) -> Iterator[Place]:
    """Find managing tenants that are no GUID."""
    value = subject.plan.managing_tenant_id
    if not is_guid(value):
        said = f'"{value}" is no tenant id.' if value else "The managing tenant is missing."
        yield Place("managing_tenant_id", said)


@rule(
    "tenant-is-customer",
    Severity.ERROR,
    why="A tenant cannot delegate to itself.",
    fix="Name the tenant of the provider as the managing one.",
    link=links.ONBOARD,
)
def tenant_is_customer(subject: Subject) -> Iterator[Place]:
    """Find plans by which a customer would manage itself."""
    tenant = subject.plan.managing_tenant_id
    if tenant and same_id(tenant) == subject.customer_tenant_id:
        yield Place("managing_tenant_id", f"The managing tenant {tenant} is the customer's own.")


@rule(
    "principal-not-guid",
    Severity.ERROR,
    why="Azure takes principals by their object ids only.",
    fix="Look the principal up in Entra ID and paste its object id.",
    link=links.ONBOARD,
)
def principal_not_guid(subject: Subject) -> Iterator[Place]:
    """Find principals and approvers that are no GUID."""
    for each in subject.principals:
        if problem := guid_problem(each.principal_id):
            named = f"{each.display_name}: " if each.display_name else ""
            value = f'"{each.principal_id}". ' if each.principal_id else ""
            yield Place(f"{each.field}.principal_id", f"{named}{value}{problem}")


@rule(
    "role-not-guid",
    Severity.ERROR,
    why="Lighthouse takes roles by the bare id of their definition only.",
    fix="Write the role's id, a GUID; it is the last part of a role's resource id.",
    link=links.ROLES,
)
def role_not_guid(subject: Subject) -> Iterator[Place]:
    """Find roles that are no GUID."""
    for each in subject.roles:
        if not is_guid(each.role_id):
            yield Place(each.field, _no_role(each))


@rule(
    "display-name-missing",
    Severity.WARNING,
    why="The customer reads the display name, and would see a bare id without it.",
    fix="Give a name that tells the customer who that is.",
    link=links.ONBOARD,
)
def display_name_missing(subject: Subject) -> Iterator[Place]:
    """Find principals and approvers without a name."""
    for each in subject.principals:
        if required_problem(each.display_name):
            message = f"{each.principal_id or 'A principal'} has no display name."
            yield Place(f"{each.field}.display_name", message)


def _said(field: str, value: str, problem: Callable[[str], str]) -> Iterator[Place]:
    if words := problem(value):
        yield Place(field, f'"{value}". {words}' if value else words)


def _no_role(place: RolePlace) -> str:
    """Say what stands in the place of a role's id, and the id if that tells it."""
    value = place.role_id
    if not value:
        return "The role is missing."
    last = value.rsplit("/", 1)[-1]
    named = (role for role in catalogue().values() if role.name.casefold() == value.casefold())
    if role := catalogue().get(same_id(last)) or next(named, None):
        return f'"{value}" is {role.name}; its id is {role.id}.'
    return f'"{value}" is no role id.'


RULES = (
    name_missing,
    name_too_long,
    name_long,
    description_too_long,
    description_long,
    publisher_id_missing,
    publisher_id_form,
    offer_id_form,
    plan_id_form,
    version_form,
    version_not_above,
    tenant_not_guid,
    tenant_is_customer,
    principal_not_guid,
    role_not_guid,
    display_name_missing,
)
