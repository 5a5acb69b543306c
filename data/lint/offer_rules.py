"""Rules about whom a plan is offered to in the marketplace."""

from __future__ import annotations

from collections.abc import Iterator

from data.lint import links
from data.lint.rule import Place, Severity, rule
from data.lint.subject import Subject
from data.models import same_id
from data.plans import Visibility, subscription_problem

_MOST_PRIVATE_PLANS = 45
_MOST_BY_HAND, _MOST_BY_FILE = 10, 10_000


@rule(
    "public-plan",
    Severity.WARNING,
    why="A plan that was published as a public one never becomes private again, and every "
    "purchaser gets the same permissions.",
    fix="Make it private unless everybody may buy it; a private plan can become public later.",
    link=links.PLAN,
)
def public(subject: Subject) -> Iterator[Place]:
    """Find plans that everybody is offered."""
    if subject.is_public:
        yield Place("visibility", "The plan is offered to everybody.")


@rule(
    "private-after-public",
    Severity.ERROR,
    why="Partner Center does not make a plan private that was published as a public one.",
    fix="Make it public, or make a new plan with another id.",
    link=links.PLAN,
)
def private_after_public(subject: Subject) -> Iterator[Place]:
    """Find private plans that were public."""
    is_private = subject.is_offer and subject.is_authored and not subject.is_public
    if is_private and subject.context.was_public:
        yield Place("visibility", "The plan is private, but was published as a public one.")


@rule(
    "audience-missing",
    Severity.WARNING,
    why="A private plan is offered to the subscriptions of its audience, and so far to none.",
    fix="Name at least one subscription, your own one to try it, or make the plan public.",
    link=links.PRIVATE_AUDIENCE,
)
def audience_missing(subject: Subject) -> Iterator[Place]:
    """Find private plans that nobody is offered; of published ones Azure tells no audience."""
    is_private = subject.is_offer and subject.is_authored and not subject.is_public
    if is_private and not subject.context.is_published and not subject.plan.audience:
        yield Place("audience", "The plan is private and has no audience.")


@rule(
    "audience-not-guid",
    Severity.ERROR,
    why="Partner Center takes the audience of a private plan as ids of subscriptions.",
    fix="Ask the customer for the id of the subscription; the portal shows it.",
    link=links.PRIVATE_AUDIENCE,
)
def audience_not_guid(subject: Subject) -> Iterator[Place]:
    """Find members of the audience that are no GUID."""
    for at, each in enumerate(subject.plan.audience):
        if problem := subscription_problem(each):
            yield Place(f"audience[{at}]", f'"{each}". {problem}' if each else problem)


@rule(
    "audience-of-public-plan",
    Severity.WARNING,
    why="A public plan has no audience: it is offered to these subscriptions and to all others.",
    fix="Make the plan private, or take the audience away.",
    link=links.PRIVATE_AUDIENCE,
)
def audience_of_public(subject: Subject) -> Iterator[Place]:
    """Find public plans with an audience."""
    if subject.is_public and subject.plan.audience:
        count = len(subject.plan.audience)
        yield Place("audience", f"The plan is public, but has an audience of {count:,}.")


@rule(
    "audience-long",
    Severity.HINT,
    why=f"The form takes {_MOST_BY_HAND} subscriptions by hand, and {_MOST_BY_FILE:,} by file.",
    fix=f"Upload the audience as a file, and make a second plan for more than {_MOST_BY_FILE:,}.",
    link=links.PRIVATE_AUDIENCE,
)
def audience_long(subject: Subject) -> Iterator[Place]:
    """Find audiences that cannot be typed into the form."""
    count = len(subject.plan.audience)
    if count > _MOST_BY_HAND:
        too_many = f", over {_MOST_BY_FILE:,}" if count > _MOST_BY_FILE else ""
        yield Place("audience", f"The audience has {count:,} subscriptions{too_many}.")


@rule(
    "too-many-private-plans",
    Severity.WARNING,
    why=f"An offer has at most {_MOST_PRIVATE_PLANS} private plans.",
    fix="Make a second offer, or offer one plan to several customers.",
    link=links.PRIVATE_AUDIENCE,
)
def too_many_private(subject: Subject) -> Iterator[Place]:
    """Find offers with more private plans than they can have; what is put away does not count."""
    plan = subject.plan
    if not subject.is_offer or not subject.is_authored or subject.is_public:
        return
    found = {
        same_id(each.plan_id)
        for each in (*subject.context.plans, plan)
        if same_id(each.offer_id) == same_id(plan.offer_id) and not each.archived
        if each.plan_id and each.visibility is Visibility.PRIVATE
    }
    if len(found) > _MOST_PRIVATE_PLANS:
        yield Place("visibility", f"The offer has {len(found)} private plans.")


RULES = (
    public,
    private_after_public,
    audience_missing,
    audience_not_guid,
    audience_of_public,
    audience_long,
    too_many_private,
)
