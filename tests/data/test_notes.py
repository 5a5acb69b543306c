"""The note to a customer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from data.clean import clean
from data.errors import StoreError
from data.ledger import CustomerNote, LibraryContents, RecordedVersion, TemplateLink
from data.models import Approver, Authorization, Definition, EligibleAuthorization
from data.notes.note import (
    PLACEHOLDERS,
    NoteTemplate,
    NoteTemplateError,
    Sender,
    file_name,
    write_note,
)
from data.notes.style import STYLES, Format
from data.pending import pending
from data.plans import Plan
from data.snapshot import Snapshot
from data.store.note_files import note_template
from data.update_row import UpdateRow
from tests.data.records import (
    CONTRIBUTOR,
    GOLD,
    NIGHT,
    NIGHT_ON_CALL,
    OPS,
    OPS_CHANGES,
    OPS_READS,
    READER,
    customers,
    definition,
    delegation,
    gold,
    guid,
    known,
    published,
    role_id,
    subscription,
)

PROD, DEV = subscription("Prod", "fabrikam"), subscription("Dev", "fabrikam")
UAA = role_id("User Access Administrator")
DESK = Authorization(guid("desk"), READER, "Service desk")
ROBOT = Authorization(guid("robot"), UAA, "Robot", (CONTRIBUTOR,))
SHORTER = structs.replace(NIGHT_ON_CALL, max_duration="PT1H30M", mfa="None", approvers=())
SENDER = Sender("Northwind", "https://portal.azure.com")


def snapshot(
    held: Definition, *others: Definition, library: LibraryContents | None = None, **latest: Any
) -> Snapshot:
    return Snapshot(
        known(
            [PROD, DEV],
            [held, *others],
            map(delegation, (held, *others)),
            plan_versions=published("1.3.0", **latest),
            customers=customers(fabrikam="Fabrikam Retail"),
        ),
        library or LibraryContents(),
    )


def text_of(of: Snapshot, form: Format = Format.TEXT, template: str = "") -> str:
    (row,) = of.update_board.rows
    text = NoteTemplate(template, "mine") if template else note_template(form, NOWHERE)
    return write_note(row, pending(of, row), SENDER, text, form)


NOWHERE = Path("/nowhere")


def test_it_says_what_is_new_what_changes_and_what_ends() -> None:
    held = definition(
        PROD, gold("1.2.0"), authorizations=(OPS_READS, DESK), eligible=(NIGHT_ON_CALL,)
    )
    found = text_of(
        snapshot(held, authorizations=(OPS_READS, OPS_CHANGES, ROBOT), eligible=(SHORTER,)),
        template="$changes",
    )
    assert found.splitlines() == [
        "- New: Operations gets the role Contributor, permanently. Please note: they could "
        "change nothing before.",
        "- New: Robot gets the role User Access Administrator, only to give these roles to managed "
        "identities in your tenant: Contributor. Please note: they could not manage access before.",
        "- Changes: Night shift, role Contributor: duration: 4 hours → 1 hour 30 minutes; MFA: "
        "Azure → none; approvers: Shift lead → none. Please note: activating it no longer takes "
        "multi-factor authentication, activating it no longer takes an approval.",
        "- Ends: Service desk no longer has the role Reader.",
        "- Unchanged: 1 other permission.",
    ]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            {"authorizations": (OPS_READS,)},
            {"authorizations": (OPS_READS,), "eligible": (NIGHT_ON_CALL,)},
            "New: Night shift may activate the role Contributor when needed, for up to 4 hours at "
            "a time, with multi-factor authentication, once approved by Shift lead. Please note: "
            "they could change nothing before.",
        ),
        (
            {"authorizations": (OPS_READS,), "eligible": (NIGHT_ON_CALL,)},
            {"authorizations": (OPS_READS,)},
            "Ends: Night shift no longer has the role Contributor (which it could activate).",
        ),
        (
            {"authorizations": (OPS_READS,), "eligible": (NIGHT_ON_CALL,)},
            {"authorizations": (OPS_READS, Authorization(NIGHT, CONTRIBUTOR, "Night shift"))},
            "Changes: Night shift gets the role Contributor, permanently, instead of "
            "activating it. Please note: they had to activate this before.",
        ),
        (
            {"authorizations": (OPS_READS, OPS_CHANGES)},
            {
                "authorizations": (OPS_READS,),
                "eligible": (EligibleAuthorization(OPS, CONTRIBUTOR, "Operations"),),
            },
            "Changes: Operations may activate the role Contributor when needed, for up to 8 hours "
            "at a time, without multi-factor authentication, without an approval, instead of "
            "holding it permanently.",
        ),
    ],
)
def test_each_kind_of_change_has_its_sentence(
    before: dict[str, Any], after: dict[str, Any], said: str
) -> None:
    found = text_of(snapshot(definition(PROD, gold("1.2.0"), **before), **after))
    assert f"- {said}" in found.splitlines()


def test_several_approvers_are_alternatives() -> None:
    two = structs.replace(
        NIGHT_ON_CALL, approvers=(Approver("a", "Ann"), Approver("b"), Approver("c", "Cy"))
    )
    found = text_of(
        snapshot(definition(PROD, gold("1.2.0")), authorizations=(OPS_READS,), eligible=(two,))
    )
    assert "once approved by Ann or b or Cy." in found


@pytest.mark.parametrize("form", Format)
def test_it_tells_the_way_and_who_may_go_it(form: Format) -> None:
    found = text_of(snapshot(definition(PROD, gold("1.2.0"))), form).replace("*", "")
    for said in (
        "Fabrikam Retail",
        "Northwind",
        "1.2.0",
        "1.3.0",
        "Managed operations",
        "Service providers",
        "Service provider offers",
        "Access control (IAM)",
        "Role assignments",
        "Owner",
        "a guest cannot",
        f"Prod (subscription {PROD.subscription_id}, now 1.2.0)",
    ):
        assert said in found.replace("\\", "")


def test_scopes_on_two_versions_have_a_part_each() -> None:
    first = definition(PROD, gold("1.1.0"), authorizations=(DESK,))
    found = text_of(
        snapshot(first, definition(DEV, gold("1.2.0")), authorizations=(OPS_READS,)),
        Format.MARKDOWN,
    )
    assert "You are on 1.1.0 and 1.2.0." in found
    assert found.index("### managed-ops/gold 1.1.0 →") < found.index("### managed-ops/gold 1.2.0 →")
    assert "Nothing changes in who may do what." in found


def test_what_is_not_known_is_not_told() -> None:
    library = LibraryContents(versions=(RecordedVersion(GOLD, "2.0.0"),))
    found = text_of(snapshot(definition(PROD, gold("1.3.0")), library=library))
    assert "version 2.0.0 waits" in found
    assert "Azure shows you what changes before you accept anything." in found


def test_a_template_is_deployed_again() -> None:
    standard = Plan("std", "Gold standard", version="2.0.0", authorizations=(OPS_CHANGES,))
    library = LibraryContents(plans=(standard,), links=(TemplateLink(guid("fabrikam"), "", "std"),))
    found = text_of(snapshot(definition(PROD), library=library))
    assert found.startswith("Managed operations: new permissions to deploy")
    assert "deploys the new template" in found
    assert "Deploy a custom template" in found
    assert "accept" not in found
    assert "New: Operations gets the role Contributor, permanently." in found
    assert "an icon" not in found


def test_the_customer_never_reads_what_we_call_it() -> None:
    library = LibraryContents(customers=(CustomerNote(guid("fabrikam"), "late payer"),))
    found = snapshot(definition(PROD, gold("1.2.0")), library=library)
    assert "Dear Fabrikam Retail," in text_of(found)
    assert "late payer" not in text_of(found)
    assert "late" not in file_name(found.update_board.rows[0], Format.TEXT)


def test_of_a_mixed_customer_only_what_waits_is_told() -> None:
    found = text_of(
        snapshot(
            definition(PROD, gold("1.2.0")),
            definition(DEV, gold("1.3.0")),
            authorizations=(OPS_READS,),
        )
    )
    assert "You are on 1.2.0." in found
    assert "- Prod (" in found
    assert "- Dev (" not in found


@given(st.text(min_size=1))
def test_what_others_wrote_stays_text(name: str) -> None:
    of = snapshot(
        definition(PROD, gold("1.2.0"), authorizations=(structs.replace(DESK, display_name=name),)),
        authorizations=(OPS_READS,),
    )
    plain = text_of(of, template="$changes")
    assert len(plain.splitlines()) == 3
    marked = text_of(of, Format.MARKDOWN, "$changes")
    assert len(marked.splitlines()) == 3
    assert STYLES[Format.MARKDOWN].data(clean(name)) in marked or not clean(name)


@given(st.sampled_from("-+*#>_`|<1"), st.sampled_from([" a", ". a", ") a", "a"]))
def test_no_text_begins_a_list_or_a_heading(sign: str, rest: str) -> None:
    begun = STYLES[Format.MARKDOWN].data(sign + rest)
    if sign == "1":
        assert begun in ("1 a", "1\\. a", "1\\) a", "1a")
    else:
        assert begun.startswith("\\")


# Templates


def test_a_template_of_the_users_own_comes_first(tmp_path: Path) -> None:
    assert "$changes" in note_template(Format.TEXT, tmp_path).text
    (tmp_path / "customer-note.txt").write_text("Hello $customer, $$5", encoding="utf-8")
    own = note_template(Format.TEXT, tmp_path)
    assert own.name == str(tmp_path / "customer-note.txt")
    assert text_of(snapshot(definition(PROD, gold("1.2.0"))), template=own.text) == (
        "Hello Fabrikam Retail, $5"
    )
    assert note_template(Format.MARKDOWN, tmp_path).text.startswith("# $subject")


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("Dear $customers", "mine: There is no $customers. There are: $subject, $customer,"),
        ("a\nb $ c", "mine: A $ stands alone (line 2, col 3). Write $$ for a dollar sign."),
        (" \n", "mine is empty."),
    ],
)
def test_a_template_with_a_mistake_is_told_so(template: str, said: str) -> None:
    with pytest.raises(NoteTemplateError) as caught:
        text_of(snapshot(definition(PROD, gold("1.2.0"))), template=template)
    assert str(caught.value).startswith(said)


def test_a_template_that_cannot_be_read_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "customer-note.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(StoreError, match=r"is no UTF-8 text\. Save it as UTF-8"):
        note_template(Format.TEXT, tmp_path)
    (tmp_path / "customer-note.md").mkdir()
    with pytest.raises(StoreError, match="Cannot read"):
        note_template(Format.MARKDOWN, tmp_path)


@pytest.mark.parametrize("form", Format)
def test_ours_names_only_what_there_is(form: Format) -> None:
    text = note_template(form, NOWHERE).text
    within = {"plan", "offer", "accepted", "latest"}
    assert all(f"${each}" in text for each in PLACEHOLDERS.keys() - within)


def test_files_of_two_customers_and_two_plans_have_names_of_their_own() -> None:
    row = snapshot(definition(PROD, gold("1.2.0"))).update_board.rows[0]
    assert file_name(row, Format.MARKDOWN) == (
        f"Fabrikam-Retail-managed-ops-gold-1.3.0-{guid('fabrikam')[:8]}.md"
    )
    odd = UpdateRow(guid("x"), "../株式会社 白鷺 " * 20, GOLD, row.scopes)
    name = file_name(odd, Format.TEXT)
    assert "/" not in name
    assert not name.startswith(".")
    assert len(name.encode()) < 250
