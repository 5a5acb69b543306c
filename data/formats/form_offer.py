"""An offer as the steps of Partner Center's form: everything that comes before its plans.

Most of it is no part of a plan, so the hints say what the form asks for. Sources: Microsoft's pages
on creating an offer of managed services; where they differ, or are silent, the hints say so.
"""

from __future__ import annotations

from collections.abc import Iterator

from data.checklist_items import ITEMS_BY_ID
from data.formats.form_steps import Step, StepKind, paste, pick, press
from data.plans import Plan

ID = "At most 50 lower-case letters, digits, - and _. It can never be changed."
_NEW, _SETUP, _PROPERTIES = "New offer", "Offer setup", "Properties"
_LISTING, _PREVIEW = "Offer listing", "Preview audience"
_NO_PART = "No part of a plan, so it is yours to fill in."
_LEADS = (
    "One of Azure table, Dynamics 365 Customer Engagement, HTTPS endpoint, Marketo and Salesforce. "
    "Then the form asks for its address and key."
)
_CATEGORIES = (
    "By another page 1 or 2, with subcategories. Among them are Compute, Containers, DevOps, "
    "Identity, IT & Management Tools, Migration, Monitoring & Diagnostics, Networking, Security, "
    "Storage, Web."
)
_LANGUAGE = (
    "By another page 3,000. In another language than English it begins or ends with an English "
    "sentence that says in which language the service is available."
)
_TRYING = (
    "Your own subscriptions, in which you try the offer before it is live. They see private plans "
    "too; the audience of the plan is another matter and comes later."
)
_CONTACTS = ("Support contact", "Engineering contact")
_PERSON = "Somebody of your company. Customers do not see it; CSP partners may."


def offer_steps(plan: Plan) -> Iterator[Step]:
    """Yield the steps of everything that an offer has besides its plans."""
    yield from _new(plan)
    yield from _setup()
    yield from _listing(plan)
    yield _yours(_PREVIEW, "Azure subscription ID", "preview-audience", _TRYING)
    yield press(_PREVIEW, "Save draft")


def _new(plan: Plan) -> Iterator[Step]:
    begin = "Only for a new offer; open one that exists, and go on with its plan."
    yield press(_NEW, "New offer > Managed service", begin)
    hint = "Whose offer it is. Whether the form asks is unverified; the account may decide."
    yield pick(_NEW, "Publisher", plan.publisher_id, hint, "publisher_id")
    yield paste(_NEW, "Offer ID", plan.offer_id, f"{ID} Customers see it.", "offer_id")
    alias = plan.offer_name or plan.name or plan.offer_id
    hint = "Only Partner Center shows it; any name will do. By one page it can never be changed."
    yield paste(_NEW, "Offer alias", alias, hint)
    yield press(_NEW, "Create", "The offer id is fixed from here on.")


def _setup() -> Iterator[Step]:
    yield press(_SETUP, "Customer leads > Connect", ITEMS_BY_ID["leads"].limits)
    yield Step(_SETUP, "Lead destination", "", f"{_NO_PART} {_LEADS}", StepKind.PICK)
    yield press(_SETUP, "Validate", "It tells whether the form reaches the destination.")
    yield press(_SETUP, "Connect", "A test lead goes there once the offer is submitted.")
    yield press(_SETUP, "Save draft")
    categories = _yours(_PROPERTIES, "Categories", "categories", _CATEGORIES)
    yield categories._replace(kind=StepKind.PICK)
    legal = "It stands under Legal. Customers accept it before they use the offer."
    yield _yours(_PROPERTIES, "Terms and conditions", "legal", legal)
    yield press(_PROPERTIES, "Save draft")


def _listing(plan: Plan) -> Iterator[Step]:
    limit = (
        "What customers read in the marketplace; at most 50 characters, no emoji. The form begins "
        "with the alias."
    )
    yield Step(_LISTING, "Name", plan.offer_name, limit, place="offer_name")
    about = "What the offer is for, in a sentence that is not its name."
    yield _yours(_LISTING, "Search results summary", "summary", about)
    yield _yours(_LISTING, "Short description", "short-description", "The Azure portal shows it.")
    yield _yours(_LISTING, "Description", "description", _LANGUAGE)
    yield _yours(_LISTING, "Privacy policy link", "privacy", "Of your company.")
    links = "Optional: documents about the offer, each with a name and an https address."
    yield press(_LISTING, "Product information links > Add a link", links)
    for contact in _CONTACTS:
        for field in ("name", "email", "phone"):
            yield Step(_LISTING, f"{contact}: {field}", "", f"{_NO_PART} {_PERSON}")
    support = "Optional: the https address of your support for Azure Global, and for Government."
    yield Step(_LISTING, "Support link", "", support)
    logos = "Of the large one the form makes the two others."
    yield _yours(_LISTING, "Logos", "logos", logos)
    media = "Optional. A thumbnail is a PNG of 1280×720 too."
    yield _yours(_LISTING, "Screenshots and videos", "media", media)
    yield press(_LISTING, "Save draft")


def _yours(section: str, field: str, item: str, more: str) -> Step:
    """Return the step of what no plan has, with what the checklist's item knows of its limits."""
    return Step(section, field, "", f"{_NO_PART} {ITEMS_BY_ID[item].limits} {more}")
