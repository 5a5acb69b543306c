"""A plan as the fields of Partner Center's form, and the sheets of it."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from msgspec.structs import replace

from data.clean import clean, defused_cell
from data.entries import entries_of
from data.formats.exports import export
from data.formats.form_steps import Step, StepKind
from data.formats.format import Format
from data.formats.identity import Target
from data.formats.partner_center import steps
from data.lint.accepting import accept
from data.lint.engine import lint
from data.models import Approver, Authorization, EligibleAuthorization
from data.plans import Plan, Visibility
from data.roles import USER_ACCESS_ADMINISTRATOR, role_name
from tests.data.arbitrary import records
from tests.data.lint.examples import (
    BACKUP,
    GOOD,
    MACHINES,
    activates,
    adding,
    gives,
)
from tests.data.records import CONTRIBUTOR, MSP, NIGHT, OPS, READER, guid

PROD, DEV = guid("prod"), guid("dev")
WHOLE = replace(
    GOOD,
    description="We look after your machines.\nAround the clock.",
    offer_name="Northwind managed services",
    audience=(PROD, DEV),
)
NAMES = {PROD: "Fabrikam / Prod"}
_texts = st.one_of(st.text(max_size=12), st.text("|\\`*_[]<>&!~#-+.:@=$^\n\r\t a1;", max_size=12))


def plans() -> st.SearchStrategy[Plan]:
    """Arbitrary plans, with texts that like to be markup."""
    return st.builds(
        lambda plan, name, description, entry: replace(
            plan,
            name=name,
            description=description,
            authorizations=(*plan.authorizations, Authorization(name, READER, entry)),
        ),
        records(Plan),
        _texts,
        _texts,
        _texts,
    )


def told(plan: Plan, section: str) -> list[tuple[str, str]]:
    return [(each.field, each.value) for each in steps(plan, NAMES) if each.section == section]


def step(plan: Plan, field: str, value: str | None = None) -> Step:
    found = (each for each in steps(plan, NAMES) if each.field == field)
    return next(each for each in found if value in (None, each.value))


def text_of(plan: Plan, form: Format, target: Target | None = None) -> str:
    (file,) = export(plan, form, target or Target(names=NAMES)).files
    return file.text


# The steps


def test_the_parts_come_in_the_order_of_the_form() -> None:
    assert list(dict.fromkeys(each.section for each in steps(WHOLE))) == [
        "New offer",
        "Offer setup",
        "Properties",
        "Offer listing",
        "Preview audience",
        "Plan overview",
        "Plan listing",
        "Pricing and availability",
        "Technical configuration",
        "Authorization 1 of 4",
        "Authorization 2 of 4",
        "Authorization 3 of 4",
        "Authorization 4 of 4",
        "At the end",
    ]


def test_the_offer_and_the_plan_are_told_field_by_field() -> None:
    assert told(WHOLE, "New offer") == [
        ("New offer > Managed service", ""),
        ("Publisher", "northwind"),
        ("Offer ID", "managed-ops"),
        ("Offer alias", "Northwind managed services"),
        ("Create", ""),
    ]
    assert told(WHOLE, "Plan overview") == [
        ("Create new plan", ""),
        ("Plan ID", "gold"),
        ("Plan name", "Managed operations"),
        ("Create", ""),
    ]
    assert told(WHOLE, "Plan listing") == [
        ("Plan name", "Managed operations"),
        ("Plan summary", ""),
        ("Plan description", "We look after your machines.\nAround the clock."),
        ("Save draft", ""),
    ]
    assert told(WHOLE, "Technical configuration") == [
        ("New manifest", ""),
        ("Version", "1.1.0"),
        ("Tenant ID", MSP),
    ]


def test_a_private_plan_has_its_audience_with_the_names_that_are_known() -> None:
    assert told(WHOLE, "Pricing and availability") == [
        ("Plan visibility", "Private"),
        ("Azure subscription ID", PROD),
        ("Description", "Fabrikam / Prod"),
        ("Add ID", ""),
        ("Azure subscription ID", DEV),
        ("Save draft", ""),
    ]


def test_a_public_plan_has_no_audience_and_says_so_when_there_is_one() -> None:
    public = replace(WHOLE, visibility=Visibility.PUBLIC)
    assert told(public, "Pricing and availability") == [
        ("Plan visibility", "Public"),
        ("Save draft", ""),
    ]
    assert "has an audience of 2" in step(public, "Plan visibility").warning


def test_a_long_audience_is_uploaded() -> None:
    long = replace(WHOLE, audience=(*(guid(str(each)) for each in range(10)), "x"))
    assert told(long, "Pricing and availability")[1:] == [
        ("Import Audience (csv)", ""),
        ("Save draft", ""),
    ]
    found = step(long, "Import Audience (csv)")
    assert "11 subscriptions" in found.hint
    assert "no id of a subscription" in found.warning


def test_a_private_plan_without_an_audience_is_warned_about() -> None:
    lone = replace(GOOD, audience=())
    (only,) = (each for each in steps(lone) if each.place == "audience")
    assert only.field == "Azure subscription ID"
    assert "The plan is private and has no audience." in only.warning


def test_nothing_of_the_offer_has_to_be_looked_up() -> None:
    fields = [each.field for each in steps(WHOLE)]
    for contact in ("Support contact", "Engineering contact"):
        assert [each for each in fields if each.startswith(contact)] == [
            f"{contact}: name",
            f"{contact}: email",
            f"{contact}: phone",
        ]
    assert "Marketo" in step(WHOLE, "Lead destination").hint
    assert "IT & Management Tools" in step(WHOLE, "Categories").hint
    assert "In another language than English" in step(WHOLE, "Description").hint


def test_a_publisher_that_is_not_known_is_asked_for() -> None:
    found = step(replace(WHOLE, publisher_id=""), "Publisher")
    assert (found.value, found.kind) == ("", StepKind.PICK)
    assert found.warning


def test_what_is_no_part_of_a_plan_is_there_with_its_limits() -> None:
    found = {each.field: each for each in steps(WHOLE) if each.section == "Offer listing"}
    assert "100 characters" in found["Search results summary"].hint
    assert "https" in found["Privacy policy link"].hint
    assert not any(each.warning for each in found.values())


def test_an_active_authorization() -> None:
    assert told(WHOLE, "Authorization 2 of 4") == [
        ("Add authorization", ""),
        ("Display Name", "Night shift"),
        ("Principal ID", NIGHT),
        ("Access type", "Active"),
        ("Role", "Reader"),
    ]
    assert READER in step(WHOLE, "Role", "Reader").hint


def test_roles_to_assign_are_picked_one_by_one() -> None:
    plan = replace(
        GOOD,
        authorizations=(
            Authorization(OPS, USER_ACCESS_ADMINISTRATOR, "Robot", (BACKUP, MACHINES)),
        ),
    )
    assert told(plan, "Authorization 1 of 2")[4:] == [
        ("Role", "User Access Administrator"),
        ("Assignable Roles", "Backup Contributor"),
        ("Assignable Roles", "Virtual Machine Contributor"),
    ]
    none = gives(USER_ACCESS_ADMINISTRATOR)
    assert "may assign no role" in step(none, "Assignable Roles", "").warning
    assert "Assignable Roles" not in dict(told(WHOLE, "Authorization 1 of 4"))


def test_an_eligible_authorization_says_how_it_is_activated() -> None:
    assert told(WHOLE, "Authorization 4 of 4") == [
        ("Add authorization", ""),
        ("Display Name", "Night shift"),
        ("Principal ID", NIGHT),
        ("Access type", "Eligible"),
        ("Role", "Backup Contributor"),
        ("Maximum duration", "4 hours"),
        ("Multifactor authentication", "Azure"),
        ("Add approver", ""),
        ("Approver 1 Display Name", "Shift lead"),
        ("Approver 1 Principal ID", guid("boss")),
    ]


def test_what_is_unverified_is_not_promised() -> None:
    for field in ("Publisher", "Multifactor authentication", "Add approver"):
        assert "unverified" in step(WHOLE, field).hint
    assert "unverified" in step(activates(max_duration="PT45M"), "Maximum duration").hint
    assert "unverified" not in step(activates(max_duration="PT90M"), "Maximum duration").hint
    for field in ("Plan name", "Plan summary", "Plan description"):
        assert "by one of Microsoft's pages" in step(WHOLE, field).hint


@pytest.mark.parametrize(
    ("plan", "field", "said"),
    [
        (replace(GOOD, name=""), "Plan name", "The plan has no name."),
        (replace(GOOD, name="n" * 51), "Plan name", "hint: The name has 51 characters."),
        (replace(GOOD, name="n" * 201), "Plan name", "error: The name has 201 characters."),
        (replace(GOOD, description=""), "Plan description", "The plan does not have it."),
        (replace(GOOD, description="d" * 5001), "Plan description", "has 5,001 characters."),
        (replace(GOOD, offer_id="Up"), "Offer ID", "Only lower-case letters"),
        (Plan("1"), "Offer ID", "The plan does not have it."),
        (replace(GOOD, version="1.2"), "Version", "Three numbers with dots"),
        (replace(GOOD, managing_tenant_id="x"), "Tenant ID", "is no tenant id"),
        (replace(GOOD, authorizations=()), "Add authorization", "no permanent authorization"),
        (Plan("1"), "Add authorization", "no permanent authorization"),
        (gives("x"), "Role", '"x" is no role id.'),
        (gives(guid("no role")), "Role", "is not in the catalogue of built-in roles"),
        (activates(max_duration="PT9H"), "Maximum duration", "would activate for 9 hours"),
        (activates(max_duration=""), "Maximum duration", "is no duration"),
        (activates(mfa="Okta"), "Multifactor authentication", "is neither Azure nor None"),
        (
            activates(approvers=tuple(Approver(guid(str(at)), "a") for at in range(11))),
            "Add approver",
            "11 approvers",
        ),
        (activates(approvers=(Approver("", ""),)), "Approver 1 Principal ID", "Required"),
        (activates(approvers=(Approver(OPS, ""),)), "Approver 1 Display Name", "no display name"),
        (adding(*(Authorization(OPS, READER, str(at)) for at in range(21))), "Add authorization",
         "24 permanent authorizations"),
    ],
)  # fmt: skip
def test_what_the_form_would_refuse_is_said_at_its_field(plan: Plan, field: str, said: str) -> None:
    found = [each.warning for each in steps(plan) if each.field == field]
    assert any(said in each for each in found), found


def test_twenty_with_eligible_ones_are_warned_about_where_those_begin() -> None:
    plan = adding(*(Authorization(guid(str(at)), READER, str(at)) for at in range(17)))
    (found,) = (each for each in steps(plan) if "20 permanent and 1 eligible" in each.warning)
    assert (found.section, found.field) == ("Authorization 21 of 21", "Add authorization")


def test_a_plan_without_anything_wrong_warns_of_nothing() -> None:
    assert [each for each in steps(WHOLE) if each.warning] == []


def test_what_somebody_accepted_is_not_warned_about() -> None:
    public = replace(WHOLE, visibility=Visibility.PUBLIC, audience=())
    (finding,) = (each for each in lint(public) if each.rule == "public-plan")
    assert step(public, "Plan visibility").warning
    accepted = accept(public, finding, "everybody may buy it", date(2026, 11, 22))
    assert step(accepted, "Plan visibility").warning == ""


def test_buttons_have_no_value_and_choices_have_one() -> None:
    found = steps(WHOLE)
    assert all(not each.value for each in found if each.kind is StepKind.PRESS)
    choices = [each.field for each in found if each.kind is StepKind.PICK and not each.value]
    assert choices == ["Lead destination", "Categories"], "no plan has these"


@given(plans())
def test_every_value_of_the_form_is_there_letter_by_letter(plan: Plan) -> None:
    found = [each.value for each in steps(plan)]
    wanted = [plan.offer_id, plan.plan_id, plan.name, plan.description, plan.version]
    wanted += [plan.managing_tenant_id, plan.publisher_id, plan.offer_name]
    wanted += plan.audience if plan.visibility is Visibility.PRIVATE else ()
    for entry in entries_of(plan):
        wanted += [entry.display_name, entry.principal_id, role_name(entry.role_id)]
        if isinstance(entry, EligibleAuthorization):
            wanted.append(entry.mfa)
            for each in entry.approvers:
                wanted += [each.display_name, each.principal_id]
        else:
            wanted += map(role_name, entry.delegated_role_ids)
    assert set(wanted) - {""} <= set(found)
    assert steps(plan) == steps(plan)


# The sheets


@given(plans())
def test_the_csv_reads_back(plan: Plan) -> None:
    rows = list(csv.reader(io.StringIO(text_of(plan, Format.PARTNER_CENTER_CSV), newline="")))
    assert rows[0] == ["Section", "Field", "Value", "Note"]
    found = steps(plan, NAMES)
    assert [row[2] for row in rows[1:]] == [defused_cell(each.value) for each in found]
    assert [row[1] for row in rows[1:]] == [each.field for each in found]
    for row, each in zip(rows[1:], found, strict=True):
        assert defused_cell(each.warning) in row[3]


@given(plans())
def test_nothing_in_the_markdown_is_markup_that_we_did_not_write(plan: Plan) -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(text_of(plan, Format.PARTNER_CENTER))
    shown: list[str] = []
    blocks: list[str] = []
    for token in tokens:
        assert token.type != "html_block"
        if token.type == "fence":
            blocks.append(token.content)
        for each in token.children or ():
            assert each.type in ("text", "strong_open", "strong_close", "text_special"), each
        if token.type == "inline":
            shown.append("".join(each.content for each in token.children or ()))
    for told_step in steps(plan, NAMES):
        field, value = told_step.field, told_step.value
        assert field in shown or f"Press {field}" in shown
        if any(sign in value for sign in "\r\n"):
            assert as_block(value) in blocks
        else:
            assert clean(value) in shown or not clean(value)


def as_block(value: str) -> str:
    """A text as Markdown hands it on from a block; it knows three ends of lines, and no null."""
    lines = value.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "".join(f"{line}\n" for line in lines).replace("\0", "\ufffd")


def test_the_markdown_can_be_ticked_off_and_tells_a_long_text_below() -> None:
    text = text_of(WHOLE, Format.PARTNER_CENTER)
    assert text.startswith("# Partner Center: Managed operations 1.1.0\n")
    assert "| ☐ | Offer ID | managed-ops | At most 50" in text
    assert "| ☐ | Press **Add authorization** |  | If the form" in text
    assert "| ☐ | Plan description | (below the table) |" in text
    assert "```text\nWe look after your machines.\nAround the clock.\n```" in text
    assert "to look at first" not in text


def test_a_text_with_a_fence_in_it_stays_within_its_block() -> None:
    text = text_of(replace(WHOLE, description="a\n````\n<b>"), Format.PARTNER_CENTER)
    assert "`````text\na\n````\n<b>\n`````" in text


def test_the_notes_count_what_is_to_be_looked_at() -> None:
    assert export(WHOLE, Format.PARTNER_CENTER, Target()).notes == ()
    wrong = replace(WHOLE, offer_id="", version="1")
    for form in (Format.PARTNER_CENTER, Format.PARTNER_CENTER_CSV):
        assert export(wrong, form, Target()).notes == (
            "2 steps to look at first; the sheet says which and why.",
        )
    assert "**2 steps to look at first: they say so below.**" in text_of(
        wrong, Format.PARTNER_CENTER
    )


def test_an_unknown_role_is_told_by_its_id() -> None:
    id = guid("no role")
    found = step(gives(id), "Role", id)
    assert "knows no role" in found.hint


def test_roles_to_assign_by_another_role_are_told_with_the_reason_against_them() -> None:
    found = (each for each in steps(gives(CONTRIBUTOR, BACKUP)) if each.field == "Assignable Roles")
    assert [(each.section, each.value, bool(each.warning)) for each in found] == [
        ("Authorization 3 of 5", "Backup Contributor", False),
        ("Authorization 4 of 5", "Backup Contributor", True),
    ]
