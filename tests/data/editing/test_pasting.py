"""Authorizations from pasted lines."""

from __future__ import annotations

import csv
import io
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.editing.pasting import LineProblem, read_lines
from data.entries import Entry, duration_words
from data.models import Authorization, EligibleAuthorization
from data.roles import role_name
from tests.data.records import CONTRIBUTOR, NIGHT, OPS, READER

KNOWN = {OPS: "Operations", NIGHT: "Night shift"}
READS = Authorization(OPS, READER, "Operations")
CHANGES = EligibleAuthorization(NIGHT, CONTRIBUTOR, "Night shift", "Azure", "PT4H")
BOTH = (READS, CHANGES)


def entries(text: str) -> tuple[Entry, ...]:
    found = read_lines(text, {})
    assert found.problems == ()
    return found.entries


def why(line: str) -> str:
    found = read_lines(line, KNOWN)
    assert found.entries == ()
    (problem,) = found.problems
    assert problem.line == 1
    return problem.why


# Forms


@pytest.mark.parametrize(
    "text",
    [
        f"Operations\t{OPS}\tReader\tActive\t\t\n"
        f"Night shift\t{NIGHT}\tContributor\tEligible\t4 hours\tAzure",
        f"{OPS.upper()};reader;Permanent;Operations\r\nPT4H;MFA;Night shift;CONTRIBUTOR;{NIGHT};"
        "eligible\r\n",
        f'"Operations", {OPS}, {READER}\n\n{NIGHT},{CONTRIBUTOR},4h,"Night shift",yes\n',
        f"| `{OPS}` | **Operations** | Reader |\n|{NIGHT}|Night shift|Contributor|4 h|Azure|",
        f"Operations ({OPS}): Reader\n> - Night shift  {NIGHT}  Contributor  Eligible  4h  MFA",
        f" 1. Operations {OPS} Reader\n 2) {NIGHT}: Night shift  Contributor  240 min  Azure MFA",
    ],
    ids=["tabs", "semicolons", "commas", "pipes", "mail", "numbered"],
)
def test_lines_without_headings_in_any_order(text: str) -> None:
    assert entries(text) == BOTH


def test_a_markdown_table() -> None:
    text = f"""
| Principal ID | Display name | Access type | Role | Maximum duration | MFA |
|:-------------|:------------:|-------------|------|-----------------:|-----|
| {OPS}        | Operations   | Active      | Reader | –              | None |
| {NIGHT}      | Night shift  | Eligible    | Contributor | 4 hours   | Azure |
"""
    assert entries(text) == BOTH


def test_what_az_prints_as_a_table_with_empty_cells() -> None:
    text = f"""\
PrincipalName    PrincipalId                           RoleDefinitionName    Scope
---------------  ------------------------------------  --------------------  -----
Operations       {OPS}  Reader                /x
                 {NIGHT}  Contributor
"""
    found = read_lines(text, {NIGHT: "Night shift"})
    assert found.problems == ()
    assert found.entries == (READS, Authorization(NIGHT, CONTRIBUTOR, "Night shift"))


def test_ids_of_roles_as_az_spells_them() -> None:
    path = f"/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/{READER.upper()}"
    assert entries(f"{OPS}\t{path}\tOperations") == (READS,)
    text = f"principalId,principalIdDisplayName,roleDefinitionId\n{OPS},Operations,{READER}\n"
    assert entries(text) == (READS,)


def test_headings_decide_where_cells_would_say_something_else() -> None:
    text = f"Role;Name;Object id;Remark\nContributor;Reader;{OPS};Active\n"
    assert entries(text) == (Authorization(OPS, CONTRIBUTOR, "Reader"),)
    assert entries(f"Reader;Contributor;{OPS}") == (Authorization(OPS, CONTRIBUTOR, "Reader"),)


def test_a_role_that_no_catalogue_knows_is_taken_by_its_id() -> None:
    assert entries(f"{OPS},{NIGHT},Operations") == (Authorization(OPS, NIGHT, "Operations"),)


def test_conditions_that_are_not_told_are_those_of_the_service() -> None:
    assert entries(f"{OPS},Reader,Eligible") == (EligibleAuthorization(OPS, READER),)
    assert entries(f"{OPS},Reader,MFA") == (EligibleAuthorization(OPS, READER, "", "Azure"),)
    assert entries(f"{OPS},Reader,None") == (Authorization(OPS, READER),)


def test_known_principals_fill_in_ids_and_names() -> None:
    assert read_lines(f"operations\tReader\n{NIGHT}\tReader", KNOWN).entries == (
        READS,
        Authorization(NIGHT, READER, "Night shift"),
    )
    assert read_lines(f"Our own;{OPS};Reader", KNOWN).entries == (
        Authorization(OPS, READER, "Our own"),
    )


# What cannot be read


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (f"{OPS},Raeder", 'No built-in role is called "Raeder". Did you mean Reader?'),
        (f"{OPS},Zebra tamer", 'No role in "Zebra tamer"; part cells by tabs or commas'),
        (f"{OPS} Reader Active", 'No role in "Reader Active"; part cells by tabs or commas'),
        (OPS, "No role: a name such as Reader, or its GUID."),
        ("Reader", "No object id (a GUID) of a user, group or service principal."),
        ("kim@contoso.com,Reader", '"kim@contoso.com": This is an e-mail address.'),
        ("/subscriptions/s,Reader", '"/subscriptions/s": This is a resource id.'),
        ("Operatoins,Reader", "Did you mean Operations?"),
        (f"{OPS},Reader,Permanent,4h", "neither a duration nor MFA"),
        (f"{OPS},Reader,Active,MFA", "neither a duration nor MFA"),
        (f"{OPS},a,Reader,b", 'It cannot be told what "b" is.'),
        (f"{OPS},a,b,c,d,e,f,g,h", "It has more cells than an authorization needs."),
        (f"{OPS},Reader,Active,Eligible,x", 'It cannot be told what "x" is.'),
        ("x" * 2_001, "It is too long to be an authorization."),
    ],
)
def test_a_line_that_cannot_be_read_says_why(line: str, words: str) -> None:
    assert words in why(line)


@pytest.mark.parametrize(
    ("head", "cells", "words"),
    [
        ("Role,Id", f"Zebra tamer,{OPS}", 'No built-in role is called "Zebra tamer".'),
        ("Role,Id,Type", f"Reader,{OPS},Owner", '"Owner" is neither Active (Permanent) nor'),
        ("Role,Id,Duration", f"Reader,{OPS},long", '"long" is no duration such as 4 hours'),
        ("Role,Id,MFA", f"Reader,{OPS},maybe", '"maybe" says nothing about MFA'),
        ("Role,Id", f"Reader,{OPS},more", "It has more cells than the table has headings."),
        ("Role,Id", "Reader", "No object id (a GUID)"),
        ("Role,Id", "Reader,7", '"7": Not a GUID: 8-4-4-4-12'),
    ],
)
def test_a_row_that_cannot_be_read_says_why(head: str, cells: str, words: str) -> None:
    found = read_lines(f"{head}\n\n{cells}\n{OPS},{OPS}", {})
    assert found.problems[0].line == 3
    assert words in found.problems[0].why
    assert found.problems[0].words == f"Line 3: {found.problems[0].why}"


def test_what_is_left_out_of_a_row_is_said() -> None:
    found = read_lines(f"Id;Role;Approvers\n{OPS};Reader;{NIGHT}\n{NIGHT};Reader;", {})
    assert found.entries == (Authorization(OPS, READER), Authorization(NIGHT, READER))
    line = f"{OPS};Reader;{NIGHT}"
    assert found.problems == (
        LineProblem(2, line, "Its approvers were left out: add them in the form.", is_taken=True),
    )


def test_a_name_that_several_have_stands_for_none() -> None:
    found = read_lines("Operations,Reader", {OPS: "Operations", NIGHT: "operations"})
    assert found.entries == ()
    assert found.problems[0].why.startswith('Several principals are called "Operations": ')


def test_good_lines_are_read_beside_bad_ones() -> None:
    found = read_lines(f"Hello Kim,\n\n{OPS},Reader,Operations\nRegards\n", {})
    assert found.entries == (READS,)
    assert [each.line for each in found.problems] == [1, 4]


# Anything


@given(
    st.lists(
        st.sampled_from([*BOTH, Authorization(NIGHT, READER), EligibleAuthorization(OPS, READER)]),
        max_size=6,
    ),
    st.permutations(["Name", "Principal ID", "Role", "Type", "Duration", "MFA"]),
    st.sampled_from("\t,;"),
)
def test_what_is_written_as_a_table_is_read_back(
    wanted: list[Entry], columns: list[str], separator: str
) -> None:
    written = io.StringIO()
    table = csv.DictWriter(written, columns, delimiter=separator)
    table.writeheader()
    for each in wanted:
        row = {
            "Name": each.display_name,
            "Principal ID": each.principal_id,
            "Role": role_name(each.role_id),
            "Type": "Active",
        }
        if isinstance(each, EligibleAuthorization):
            duration = duration_words(each.max_duration)
            row |= {"Type": "Eligible", "Duration": duration, "MFA": each.mfa}
        table.writerow(row)
    assert entries(written.getvalue()) == tuple(wanted)


PIECES = st.sampled_from(
    [
        OPS,
        "Reader",
        "Operations",
        "\t",
        ",",
        ";",
        "|",
        "\n",
        '"',
        "  ",
        "--",
        "4h",
        "Role",
        "\x1b[2J",
    ]
)


@settings(max_examples=80)
@given(st.lists(st.one_of(PIECES, st.text(max_size=3)), max_size=20).map("".join))
def test_any_text_is_read_or_refused_line_by_line(text: str) -> None:
    found = read_lines(text, KNOWN)
    assert len(found.entries) + len(found.problems) <= len(text.splitlines())
    numbers = [each.line for each in found.problems]
    assert numbers == sorted(set(numbers))
    for name in (each.display_name for each in found.entries):
        assert name.isprintable()


@pytest.mark.parametrize(
    "line", ["(" * 1_999, "x- " * 600, "x  " * 600, '"' * 1_999, "1." * 900, "--=" * 600 + "x"]
)
def test_much_hostile_text_is_refused_soon(line: str) -> None:
    started = time.monotonic()
    found = read_lines(f"{line}\n" * 5_000, KNOWN)
    assert len(found.problems) == 501
    assert found.problems[-1].why == "Only the first 500 lines were read: paste the rest anew."
    assert time.monotonic() - started < 20


def test_an_address_in_place_of_an_id_is_named_as_one() -> None:
    found = read_lines("bob@acme.example, Reader, Bob", {})
    assert found.entries == ()
    assert "e-mail address" in found.problems[0].why
    assert not found.problems[0].is_taken
