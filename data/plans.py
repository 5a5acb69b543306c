"""Plans that are authored here: what a draft holds, and what each field must look like."""

from __future__ import annotations

import re
import uuid
from datetime import date
from enum import StrEnum

from msgspec import Struct, structs

from data.models import (
    Authorization,
    Definition,
    EligibleAuthorization,
    PlanKey,
    PlanVersion,
    same_id,
    version_number,
)
from data.roles import catalogue, why_not

_GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_IDENTIFIER = re.compile(r"[a-z0-9_-]+")
_PUBLISHER = re.compile(r"[A-Za-z0-9._-]+")
_IDENTIFIER_LENGTH = 50


class Visibility(StrEnum):
    """Who is offered a plan in the marketplace."""

    PRIVATE = "private"
    """The subscriptions of its audience."""
    PUBLIC = "public"
    """Everybody, with the same permissions for all; no such plan ever becomes private."""


class AcceptedFinding(Struct, frozen=True):
    """A warning or hint that somebody looked at and wants to live with."""

    rule: str
    about: str
    """What it is about, in words that stay the same when entries change their places."""
    reason: str
    day: date


class Deployed(Struct, frozen=True, omit_defaults=True):
    """A delegation that rests on this plan, as a template or Azure itself names it.

    Who deploys the same names again updates what is there; other names make a second delegation.
    """

    definition: str
    """Name of the definition's resource, a GUID."""
    offer_name: str
    """``registrationDefinitionName``, of which templates usually make that GUID."""
    managing_tenant_id: str
    assignment: str = ""
    """Name of the assignment's resource, a GUID; empty where nothing is assigned."""
    resource_group: str = ""
    """Empty when the whole subscription is delegated."""
    subscription_id: str = ""
    """Empty for whichever subscription a template is deployed to."""


class Plan(Struct, frozen=True, omit_defaults=True):
    """A draft of one plan version."""

    id: str
    """Ours, for the library; says nothing to Azure."""
    name: str = ""
    """The plan's name as customers read it; of a template, the offer's."""
    offer_id: str = ""
    plan_id: str = ""
    managing_tenant_id: str = ""
    version: str = "1.0.0"
    authorizations: tuple[Authorization, ...] = ()
    eligible: tuple[EligibleAuthorization, ...] = ()
    description: str = ""
    publisher_id: str = ""
    """Empty while unknown. What is deployed by template only has no offer and plan id either."""
    saved_at: str = ""
    """ISO 8601, UTC."""
    offer_name: str = ""
    """The offer's name as customers read it in the marketplace."""
    visibility: Visibility = Visibility.PRIVATE
    """Says something only of what goes through the marketplace."""
    audience: tuple[str, ...] = ()
    """The ids of the subscriptions that a private plan is offered to."""
    archived: bool = False
    """Put away: lists leave it out unless they are asked for it."""
    ready: bool = False
    """Whether somebody said that it is ready to be published."""
    accepted: tuple[AcceptedFinding, ...] = ()
    """The findings that somebody accepted, each with the reason."""
    deployed: tuple[Deployed, ...] = ()
    """The delegations that it was read from: what is deployed under their names updates them."""


def new_plan(managing_tenant_id: str) -> Plan:
    """Return an empty draft."""
    return Plan(id=str(uuid.uuid4()), managing_tenant_id=managing_tenant_id)


def plan_from(definition: Definition) -> Plan:
    """Return what a definition says as a plan without an id."""
    plan = Plan(
        id="",
        name=definition.offer_name,
        description=definition.description,
        managing_tenant_id=definition.managing_tenant_id,
        authorizations=definition.authorizations,
        eligible=definition.eligible,
    )
    if definition.plan is None:
        return plan
    return structs.replace(
        plan,
        publisher_id=definition.plan.publisher,
        offer_id=definition.plan.product,
        plan_id=definition.plan.name,
        version=definition.plan.version,
    )


def is_guid(value: str) -> bool:
    """Tell whether a value can be an id in Azure."""
    return bool(_GUID.fullmatch(value))


def plan_from_version(version: PlanVersion) -> Plan:
    """Return what marketplace definitions say of a version as a plan without an id."""
    return Plan(
        id="",
        name=version.plan_display_name or version.offer_display_name,
        offer_name=version.offer_display_name,
        publisher_id=version.plan.publisher,
        offer_id=version.plan.key.product,
        plan_id=version.plan.name,
        version=version.plan.version,
        managing_tenant_id=version.managing_tenant_id,
        authorizations=version.authorizations,
        eligible=version.eligible,
    )


def plan_key(plan: Plan) -> PlanKey:
    """Return what identifies a plan in the marketplace."""
    return PlanKey(same_id(plan.publisher_id), same_id(plan.offer_id), same_id(plan.plan_id))


def is_version_of(key: PlanKey, plan: Plan) -> bool:
    """Whether this is a version of a marketplace plan; a publisher may not be known yet."""
    own = plan_key(plan)
    return own.publisher in ("", key.publisher) and own._replace(publisher=key.publisher) == key


def is_same_plan(one: Plan, other: Plan) -> bool:
    """Whether two are versions of one marketplace plan; a publisher may not be known yet."""
    if not (one.offer_id and one.plan_id):
        return False
    return is_version_of(plan_key(one), other) or is_version_of(plan_key(other), one)


def guid_problem(value: str) -> str:
    """Say why a value is no object id, or nothing when it can be one."""
    if is_guid(value):
        return ""
    if not value:
        return "Required: a GUID."
    if "@" in value:
        return "This is an e-mail address. Entra ID shows the object id (a GUID) of the same user."
    if value.startswith("/"):
        return "This is a resource id. Only the object id (a GUID) belongs here."
    if not any(each.isdigit() for each in value) or " " in value:
        return "This looks like a name. Entra ID shows the object id (a GUID) under it."
    return "Not a GUID: 8-4-4-4-12 characters of 0-9 and a-f."


def subscription_problem(value: str) -> str:
    """Say why a value is no subscription's id, or nothing when it can be one."""
    if is_guid(value):
        return ""
    return "This is no id of a subscription, which is a GUID."


def identifier_problem(value: str) -> str:
    """Say why a value can be no offer or plan id, or nothing when it can."""
    if not value:
        return "Required: lower-case letters, digits, - and _."
    if len(value) > _IDENTIFIER_LENGTH:
        return f"At most {_IDENTIFIER_LENGTH} characters; this has {len(value)}."
    if not _IDENTIFIER.fullmatch(value):
        return "Only lower-case letters, digits, - and _."
    return ""


def publisher_problem(value: str) -> str:
    """Say why a value can be no publisher id, or nothing when it can, or is not known yet."""
    if not value or _PUBLISHER.fullmatch(value):
        return ""
    return "Only letters, digits, dots, - and _; it is no display name."


def version_problem(value: str) -> str:
    """Say why a value can be no manifest version, or nothing when it can."""
    if version_number(value):
        return ""
    return "Three numbers with dots, such as 1.2.0."


def role_problem(role_id: str, delegated: tuple[str, ...] = ()) -> str:
    """Say why a role cannot be given, or nothing when it can."""
    role = catalogue().get(role_id.lower())
    if role is None:
        return "Choose a role: type a part of its name, then pick below."
    if role.lighthouse == "limited" and not delegated:
        return f"{role.name} needs delegated roles, which this form cannot hold yet."
    if role.lighthouse == "no":
        return f"Lighthouse does not take it: {why_not(role)}."
    return ""


def required_problem(value: str) -> str:
    """Say that a field is empty, or nothing when it is not."""
    return "" if value.strip() else "Required."


def plan_problems(plan: Plan) -> dict[str, str]:
    """Return what is wrong with each field of a plan, by the field's name."""
    # What is only deployed by template has neither.
    is_offer = bool(plan.publisher_id or plan.offer_id or plan.plan_id)
    found = {
        "name": required_problem(plan.name),
        "publisher_id": publisher_problem(plan.publisher_id),
        "offer_id": identifier_problem(plan.offer_id) if is_offer else "",
        "plan_id": identifier_problem(plan.plan_id) if is_offer else "",
        "managing_tenant_id": guid_problem(plan.managing_tenant_id),
        "version": version_problem(plan.version),
        "authorizations": _entries_problem(plan),
    }
    return {field: problem for field, problem in found.items() if problem}


def _entries_problem(plan: Plan) -> str:
    if not plan.authorizations:
        return "At least one authorization is needed."
    wrong = sum(bool(authorization_problems(each)) for each in plan.authorizations)
    if wrong:
        return f"{wrong} of {len(plan.authorizations)} are not complete."
    pairs = {(each.principal_id.lower(), each.role_id.lower()) for each in plan.authorizations}
    twice = len(plan.authorizations) - len(pairs)
    return f"{twice} give a principal a role that it has already." if twice else ""


def authorization_problems(entry: Authorization) -> dict[str, str]:
    """Return what is wrong with each field of an authorization, by the field's name."""
    found = {
        "principal_id": guid_problem(entry.principal_id),
        "display_name": required_problem(entry.display_name),
        "role_id": role_problem(entry.role_id, entry.delegated_role_ids),
    }
    return {field: problem for field, problem in found.items() if problem}
