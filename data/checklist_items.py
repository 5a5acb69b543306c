"""What it takes to publish a plan, item by item.

The facts are Partner Center's; where two of its pages differ, the smaller limit stands here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Group(StrEnum):
    """Where in Partner Center an item belongs, in the order of the work."""

    PARTNER = "Partner"
    OFFER = "Offer"
    LISTING = "Listing"
    PLAN = "Plan"
    STAGES = "Stages"


class Per(StrEnum):
    """For what an item is done anew."""

    OFFER = "offer"
    PLAN = "plan"
    VERSION = "version"
    """Of each plan."""


@dataclass(frozen=True)
class Item:
    """One thing that must be done."""

    id: str
    group: Group
    words: str
    limits: str = ""
    """What Partner Center takes, in words; empty where there is nothing to say."""
    per: Per = Per.OFFER


ITEMS: tuple[Item, ...] = (
    Item(
        "account",
        Group.PARTNER,
        "A Partner Center account, enrolled in the commercial marketplace",
    ),
    Item(
        "designation",
        Group.PARTNER,
        "Solutions Partner designation for Infrastructure (Azure) or Security",
        "Before there were designations: Silver or Gold Cloud Platform competency, or Azure Expert "
        "MSP. Ask Partner Center whether an older level still counts.",
    ),
    Item(
        "partner-id",
        Group.PARTNER,
        "The partner id is associated with that account",
        "What customers use under the offer is credited to it.",
    ),
    Item(
        "leads", Group.OFFER, "A destination for leads", "Required, even if nobody follows them up."
    ),
    Item(
        "preview-audience",
        Group.OFFER,
        "The preview audience",
        "Ids of subscriptions; 10 by hand, 100 by file (by one page of Microsoft e-mail addresses, "
        "20 by file).",
    ),
    Item("legal", Group.OFFER, "Terms and conditions", "A text, or an address."),
    Item("categories", Group.OFFER, "Categories", "1 to 5."),
    Item("listing-name", Group.LISTING, "Name of the listing", "At most 50 characters."),
    Item("summary", Group.LISTING, "Search summary", "At most 100 characters."),
    Item("short-description", Group.LISTING, "Short description", "At most 256 characters."),
    Item("description", Group.LISTING, "Description", "At most 5,000 characters, markup included."),
    Item("privacy", Group.LISTING, "Privacy policy", "An https address."),
    Item("contacts", Group.LISTING, "Support contact and engineering contact"),
    Item(
        "logos",
        Group.LISTING,
        "Logos",
        "PNG: a large one of 216 to 350 pixels, medium 90, small 48.",
    ),
    Item(
        "media",
        Group.LISTING,
        "Screenshots and videos, or the decision for none",
        "At most 5 screenshots, PNG of 1280×720; at most 5 videos on YouTube or Vimeo, each with "
        "a thumbnail.",
    ),
    Item(
        "language",
        Group.LISTING,
        "The language of the listing",
        "One that is not in English says in English in which language the service is available.",
    ),
    Item(
        "plan-listing",
        Group.PLAN,
        "Name and description of the plan",
        "At most 50 and 3,000 characters.",
        per=Per.PLAN,
    ),
    Item(
        "audience",
        Group.PLAN,
        "Who is offered the plan",
        "Once public, never private again. Private: ids of subscriptions, 10 by hand, 10,000 by "
        "file; none that a CSP reseller sold.",
        per=Per.PLAN,
    ),
    Item("lint", Group.PLAN, "No error in the manifest", per=Per.VERSION),
    Item(
        "submitted",
        Group.STAGES,
        "Submitted, and looked at in the preview",
        per=Per.VERSION,
    ),
    Item("certified", Group.STAGES, "Certified, and released to go live", per=Per.VERSION),
    Item("live", Group.STAGES, "Live: Azure lists the version", per=Per.VERSION),
    Item("customers", Group.STAGES, "Customers of earlier versions are told", per=Per.VERSION),
)
"""Every item, in the order of the work."""
ITEMS_BY_ID: Mapping[str, Item] = {each.id: each for each in ITEMS}
