"""What a plan gives to whom, for the customer: as Markdown and as a page."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from markdown_it import MarkdownIt
from msgspec.structs import replace

from data.clean import clean
from data.entries import entries_of
from data.formats.exports import export
from data.formats.format import Format
from data.formats.identity import Target
from data.formats.permissions import permission_sheet, role_words
from data.models import Approver, Authorization
from data.plans import Plan
from data.roles import DELETE_ROLE, USER_ACCESS_ADMINISTRATOR
from tests.data.formats.test_partner_center import plans
from tests.data.lint.examples import BACKUP, GOOD, MACHINES, OPS_ENDS, activates, without
from tests.data.records import BOSS, CONTRIBUTOR, MSP, NIGHT, OPS, READER, guid, role_id

_VOID = {"meta"}


class Page(HTMLParser):
    """The elements of a page, its texts, and whether each element was closed in its turn."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError("we write no comments")


def text_of(plan: Plan, form: Format, target: Target | None = None) -> str:
    (file,) = export(plan, form, target or Target()).files
    return file.text


def page(plan: Plan) -> Page:
    return Page(text_of(plan, Format.PERMISSIONS_HTML))


def rows(plan: Plan, caption: str) -> list[list[str]]:
    tables = permission_sheet(plan, Target()).tables
    found = next(each for each in tables if each.caption == caption)
    return [[each.text for each in row] for row in found.rows]


# What it says


def test_who_holds_what_all_the_time() -> None:
    assert rows(GOOD, "Held all the time") == [
        [
            "Operations",
            "Managed Services Registration assignment Delete Role",
            "May end this delegation, and nothing else.",
        ],
        ["Night shift", "Reader", "Sees all resources and their settings. Changes nothing."],
        [
            "Robot",
            "User Access Administrator",
            "May give roles to managed identities (programs) in your tenant, and to nobody else. "
            "The roles are Backup Contributor. May open requests to Microsoft's support.",
        ],
    ]


@pytest.mark.parametrize(
    ("fields", "how"),
    [
        ({}, ["4 hours", "Multi-factor authentication; approval by Shift lead"]),
        (
            {"mfa": "None", "approvers": (), "max_duration": "PT1H30M"},
            ["1 hour 30 minutes", "No multi-factor authentication; no approval"],
        ),
        (
            {"mfa": "Okta", "approvers": (Approver(BOSS, "Ann"), Approver(OPS))},
            ["4 hours", f"Multi-factor authentication Okta; approval by Ann or {OPS}"],
        ),
    ],
)
def test_how_a_role_is_activated(fields: dict[str, object], how: list[str]) -> None:
    (row,) = rows(activates(**fields), "Held only while activated")
    assert row[:2] == ["Night shift", "Backup Contributor"]
    assert row[3:] == how


def test_approvers_are_told_once_with_their_ids() -> None:
    twice = replace(GOOD, eligible=(*GOOD.eligible, replace(GOOD.eligible[0], role_id=MACHINES)))
    assert rows(twice, "Who may approve an activation") == [["Shift lead"]]
    assert f"Shift lead ({BOSS})" in text_of(twice, Format.PERMISSIONS)


@pytest.mark.parametrize(
    ("role", "said"),
    [
        (
            "Contributor",
            "Sees all resources and their settings. Changes almost everything. Gives nobody "
            "access. May read keys or passwords, which open the data behind them.",
        ),
        (
            "Monitoring Contributor",
            "Sees all resources and their settings. Changes some of it, of the area Monitor. May "
            "read keys or passwords, which open the data behind them.",
        ),
        ("Monitoring Reader", "Sees all resources and their settings. Changes nothing."),
        (
            "Cost Management Reader",
            "Sees some resources of the area Management and governance. Changes nothing.",
        ),
        (
            "Virtual Machine Contributor",
            "Works on resources of the area Compute. May read keys or passwords, which open the "
            "data behind them.",
        ),
        ("Support Request Contributor", "May open and follow requests to Microsoft's support."),
        (
            "Owner",
            "Sees all resources and their settings. Changes almost everything. May change who has "
            "access. May read keys or passwords, which open the data behind them.",
        ),
    ],
)
def test_what_a_role_allows(role: str, said: str) -> None:
    assert role_words(role_id(role)) == said


def test_a_role_that_nobody_knows_is_not_described() -> None:
    assert role_words(guid("no role")) == "Not known here; ask your service provider."
    assert role_words(USER_ACCESS_ADMINISTRATOR).count("The roles are none.") == 1
    assert role_words(READER.upper()) == role_words(READER)


def test_what_is_delegated_is_said_only_if_it_is_known() -> None:
    assert "You choose subscriptions" in text_of(GOOD, Format.PERMISSIONS)
    target = Target(("rg-net", "rg-app"))
    assert "Resource groups\\: rg-net, rg-app" in text_of(GOOD, Format.PERMISSIONS, target)


def test_it_says_who_can_end_it() -> None:
    assert "can end a delegation too, by Operations" in text_of(GOOD, Format.PERMISSIONS)
    alone = text_of(without(OPS_ENDS), Format.PERMISSIONS)
    assert "cannot end it alone, for no role here allows that" in alone
    assert "Search for Service providers at the top" in alone
    assert DELETE_ROLE not in alone


def test_the_plan_is_named_by_what_is_known() -> None:
    text = text_of(replace(GOOD, description="Around the clock."), Format.PERMISSIONS)
    assert text.startswith("# Permissions of Managed operations\n")
    assert "northwind / managed-ops / gold" in text
    assert MSP in text
    assert "Around the clock" in text
    bare = text_of(Plan("1"), Format.PERMISSIONS)
    assert "gives no permission to anybody yet" in bare
    assert "Plan in the marketplace" not in bare


def test_a_name_that_is_missing_leaves_the_id() -> None:
    plan = replace(GOOD, authorizations=(Authorization(OPS, CONTRIBUTOR),))
    assert f"(without a name) ({OPS})" in text_of(plan, Format.PERMISSIONS)


# How it is written


def test_the_page_can_be_read_by_everybody() -> None:
    found = page(GOOD)
    assert ("html", {"lang": "en"}) in found.elements
    assert found.texts[found.texts.index("Permissions of Managed operations")]
    names = [name for name, _ in found.elements]
    assert names.count("table") == names.count("caption") == names.count("thead") == 3
    assert all("scope" in attributes for name, attributes in found.elements if name == "th")
    assert names.count("h1") == 1
    addresses = {"src", "href", "onclick", "style"}
    assert not any(addresses & attributes.keys() for _, attributes in found.elements)
    assert "script" not in names
    assert "prefers-color-scheme: dark" in text_of(GOOD, Format.PERMISSIONS_HTML)


@given(plans())
def test_nothing_on_the_page_is_markup_that_we_did_not_write(plan: Plan) -> None:
    found = page(plan)
    assert {name for name, _ in found.elements} <= {
        "html", "head", "meta", "title", "style", "body", "main", "header", "h1", "p", "dl", "div",
        "dt", "dd", "code", "table", "caption", "thead", "tbody", "tr", "th", "td", "h2", "ul",
        "ol", "li", "footer", "span",
    }  # fmt: skip
    for entry in entries_of(plan):
        for text in (entry.display_name, entry.principal_id):
            assert clean(text) in found.texts or not clean(text)


@given(plans())
def test_nothing_in_the_markdown_is_markup_that_we_did_not_write(plan: Plan) -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(text_of(plan, Format.PERMISSIONS))
    kinds = {"heading", "paragraph", "bullet_list", "ordered_list", "list_item", "table", "thead",
             "tbody", "tr", "th", "td", "inline"}  # fmt: skip
    for token in tokens:
        assert token.type.removesuffix("_open").removesuffix("_close") in kinds
        for each in token.children or ():
            assert each.type in ("text", "text_special"), each
    whole = "\n".join("".join(each.content for each in token.children or ()) for token in tokens)
    for entry in entries_of(plan):
        assert clean(entry.display_name) in whole
        assert clean(entry.principal_id) in whole


@pytest.mark.parametrize("form", [Format.PERMISSIONS, Format.PERMISSIONS_HTML])
def test_the_same_plan_gives_the_same_bytes(form: Format) -> None:
    assert text_of(GOOD, form) == text_of(GOOD, form)
    assert NIGHT in text_of(GOOD, form)
    assert BACKUP in text_of(GOOD, form)
