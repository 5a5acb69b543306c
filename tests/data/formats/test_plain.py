"""Plans as YAML and JSON: the round trip, what people get wrong, and what is no plan."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from data.clean import clean
from data.formats.plain import to_json, to_yaml
from data.formats.plain_reader import is_plan_file, read_plan
from data.formats.plain_tree import PlanFileError
from data.models import Authorization, EligibleAuthorization
from data.plans import AcceptedFinding, Plan, Visibility, guid_problem
from tests.data.arbitrary import records
from tests.data.lint.examples import BACKUP, GOOD, TEMPLATE
from tests.data.records import CONTRIBUTOR, MSP, OPS, OPS_READS, READER

Write = Callable[[Plan], str]
HEAD = "lightkeeper_plan: 1\n"
DAY = date(2026, 11, 22)
both = pytest.mark.parametrize("write", [to_yaml, to_json])

_odd = st.sampled_from(
    [
        "yes", "No", "null", "private", "true", "~", "1.0", "1.10.0", "1e3", "0x1f", "12:30:45",
        "2026-11-22", "=", "<<", "a: b", "a #b", "- a", "? a", "'", '"', "\\", "\\n", "%", "@a",
        "`", "!x", "&a", "*a", "{", "}", "[", "]", ",", "|", ">", "a\tb", " a", "a ", "é", "日本",
        "\U0001f600", "\xa0", "\x7f", "\x00", "\u2028", "\ufeff", "\u202e", READER, READER.upper(),
        "#", "---", "...", "a.", "a-",
    ]
)  # fmt: skip
_texts = st.one_of(_odd, st.text(max_size=6))


def cleaned(record: Any) -> Any:
    """The record with every text in it cleaned."""
    if isinstance(record, bool | date | Visibility):
        return record
    if isinstance(record, str):
        return clean(record)
    if isinstance(record, tuple):
        return tuple(map(cleaned, record))
    fields = msgspec.structs.asdict(record)
    return replace(record, **{name: cleaned(value) for name, value in fields.items()})


def texts_of(record: Any) -> Any:
    """The record as lists and mappings of texts."""
    return msgspec.to_builtins(record)


@both
@given(plan=records(Plan), odd=_texts, other=_texts)
@example(plan=GOOD, odd="Operations", other="Gold")
@example(plan=Plan("", version=""), odd="", other="")
def test_the_round_trip(write: Write, plan: Plan, odd: str, other: str) -> None:
    entry = Authorization(odd, other, other, (odd, READER))
    active = EligibleAuthorization(other, odd, odd, other, odd)
    plan = replace(
        plan,
        name=odd,
        description=other,
        offer_name=odd,
        audience=(other, odd),
        accepted=(*plan.accepted, AcceptedFinding(odd, other, odd, date(2026, 11, 22))),
        authorizations=(*plan.authorizations, entry),
        eligible=(active, *plan.eligible),
    )
    known = cleaned(plan)
    assert read_plan(write(known).encode()) == known
    # What somebody put in by other ways is made safe
    assert read_plan(write(plan).encode()) == known
    assert write(read_plan(write(known).encode())) == write(known)


@given(plan=records(Plan), odd=_texts)
def test_other_programs_read_the_same(plan: Plan, odd: str) -> None:
    plan = replace(plan, name=odd)
    as_yaml, as_json = yaml.safe_load(to_yaml(plan)), json.loads(to_json(plan))
    assert as_yaml.pop("lightkeeper_plan") == as_json.pop("lightkeeper_plan") == 1
    for each in (*as_json.get("authorizations", ()), *as_json.get("eligible", ())):
        each.pop("role_name", None)
    assert as_yaml == as_json
    assert msgspec.convert(as_json, Plan) == plan


def test_the_yaml_of_a_plan() -> None:
    plan = replace(
        GOOD,
        description='Day & "night": 24/7',
        authorizations=GOOD.authorizations[2:],
        audience=(),
        id="17",
    )
    principal, night = plan.authorizations[0].principal_id, plan.eligible[0]
    assert (
        to_yaml(plan)
        == f"""\
lightkeeper_plan: 1
id: "17"
name: Managed operations
description: "Day & \\"night\\": 24/7"
publisher_id: northwind
offer_id: managed-ops
plan_id: gold
version: 1.1.0
managing_tenant_id: {MSP}
authorizations:
- display_name: Robot
  principal_id: {principal}
  role_id: 18d7d88d-d35e-4fb5-a5c3-7773c20a72d9  # User Access Administrator
  delegated_role_ids:
  - {BACKUP}  # Backup Contributor
eligible:
- display_name: Night shift
  principal_id: {night.principal_id}
  role_id: {BACKUP}  # Backup Contributor
  max_duration: PT4H
  mfa: Azure
  approvers:
  - display_name: Shift lead
    principal_id: {night.approvers[0].principal_id}
"""
    )


def test_the_json_of_a_plan_names_roles_beside_their_ids() -> None:
    written = json.loads(to_json(GOOD))
    assert list(written)[:3] == ["lightkeeper_plan", "id", "name"]
    assert [each["role_name"] for each in written["eligible"]] == ["Backup Contributor"]
    assert list(written["authorizations"][1]) == [
        "display_name",
        "principal_id",
        "role_id",
        "role_name",
    ]


@both
def test_what_is_empty_is_left_out(write: Write) -> None:
    text = write(TEMPLATE)
    for field in ("publisher_id", "offer_id", "plan_id", "description", "saved_at"):
        assert field in write(GOOD) or field in ("description", "saved_at")
        assert field not in text
    assert "version" in write(Plan("1"))


def test_what_a_plan_says_about_its_offer() -> None:
    plan = replace(
        TEMPLATE,
        id="plan",
        version="1.0.0",
        offer_name="Managed services",
        visibility=Visibility.PUBLIC,
        audience=(OPS,),
        authorizations=(),
        eligible=(),
        accepted=(AcceptedFinding("no-reader", "authorizations: Nobody", "soon", DAY),),
        ready=True,
        archived=True,
        saved_at="2026-11-22T08:00:00+00:00",
    )
    text = f"""\
lightkeeper_plan: 1
id: plan
name: Managed operations
offer_name: Managed services
version: 1.0.0
visibility: public
audience:
- {OPS}
managing_tenant_id: {MSP}
accepted:
- rule: no-reader
  about: "authorizations: Nobody"
  reason: soon
  day: "2026-11-22"
ready: true
archived: true
saved_at: "2026-11-22T08:00:00+00:00"
"""
    assert to_yaml(plan) == text
    assert read_plan(text.replace("public", "Public").replace(": true", ": Yes").encode()) == plan
    assert read_plan(text.replace('"2026-11-22"', "2026-11-22").encode()) == plan


@pytest.mark.parametrize("said", ["false", "no", "Off", "", "~"])
def test_ways_to_say_no(said: str) -> None:
    assert read_plan(f"{HEAD}ready: {said}\n".encode()).ready is False
    assert read_plan(f"{HEAD}ready: ON\n".encode()).ready is True


def test_a_plan_that_was_written_by_hand() -> None:
    plan = read_plan(
        b"\xef\xbb\xbf# Ours\r\n"
        b"lightkeeper_plan: 1\r\n"
        b"name: Yes\r\n"
        b"version: 1.10\r\n"
        b"description: >\r\n  Two\r\n  lines\r\n"
        b"offer_id:\r\n"
        b"eligible:\r\n"
        b"authorizations: [{principal_id: 1, role_id: 0x1F, role_name: Reader}]\r\n"
    )
    assert guid_problem(plan.id) == ""
    assert plan == Plan(
        plan.id,
        "Yes",
        version="1.10",
        description="Two lines",
        authorizations=(Authorization("1", "0x1F"),),
    )


ENTRY = f"authorizations:\n- principal_id: {OPS}\n  role_id: {READER}\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f"{HEAD}authorisations: []", "Line 2: authorisations: there is no such field. Is "
         "authorizations meant?"),
        (f"{HEAD}{ENTRY}  colour: red", "Line 5: authorizations[0].colour: there is no such "
         "field. Known are delegated_role_ids, display_name, principal_id, role_id."),
        (f"{HEAD}authorizations:\n- principal_id: x", "Line 3: authorizations[0]: role_id is "
         "missing."),
        (f"{HEAD}authorizations: Reader", "Line 2: authorizations: here must be a list."),
        (f"{HEAD}authorizations:\n\n- Reader", "Line 4: authorizations[0]: here must be fields "
         "such as principal_id."),
        (f"{HEAD}{ENTRY}  delegated_role_ids: [[x]]", "Line 5: authorizations[0]."
         "delegated_role_ids[0]: here must be a text, in quotes."),
        (f"{HEAD}name: [a]", "Line 2: name: here must be a text, in quotes."),
        (f"{HEAD}name: a\nname: b", 'Line 3: the key "name" is there twice.'),
        (f"{HEAD}{ENTRY}  role_name: contributor", "Line 5: authorizations[0].role_name: role_id "
         f"is that of Reader; Contributor has {CONTRIBUTOR}."),
        (f"{HEAD}ready: soon", "Line 2: ready: here must be true or false."),
        ('{"lightkeeper_plan": 1, "archived": 1}', "archived: here must be true or false."),
        (f"{HEAD}visibility: hidden", "Line 2: visibility: here must be private or public."),
        (f"{HEAD}accepted: [{{rule: a, about: b, reason: c, day: soon}}]", "Line 2: "
         "accepted[0].day: here must be a day, as YYYY-MM-DD."),
        (f"{HEAD}accepted: [{{rule: a}}]", "Line 2: accepted[0]: about is missing."),
        ("lightkeeper_plan: 2", 'Line 1: lightkeeper_plan is "2", but this program reads 1. A '
         "newer Lightkeeper may have written the file."),
        ("name: Gold", 'This is no plan: it does not begin with "lightkeeper_plan: 1".'),
        ("- a", 'This is no plan: it does not begin with "lightkeeper_plan: 1".'),
        ("", 'This is no plan: it does not begin with "lightkeeper_plan: 1".'),
        (f"{HEAD}name: a: b", "Line 2, column 8: this is no YAML: mapping values are not allowed "
         "here."),
        (f"{HEAD}name:\n\t- a", "Line 3, column 1: this is no YAML: found character '\\t' that "
         "cannot start any token."),
        (f"{HEAD}---\na: b", "Line 2, column 1: this is no YAML: found another document."),
        ("a: \x00", "The file holds characters that YAML does not allow."),
        ("a: &x b", "Line 1: anchors and aliases (& and *) are not read. Write the values out."),
        ("a: *x", "Line 1: anchors and aliases (& and *) are not read. Write the values out."),
        ("!!python/name:os.system a", "Line 1: tags (!) are not read. Write the value alone."),
        ("a: !!binary aGk=", "Line 1: tags (!) are not read. Write the value alone."),
        ("a: !!set {b}", "Line 1: tags (!) are not read. Write the value alone."),
        ("[a]: b", "Line 1: a key must be a word."),
        ("- " * 30, "Line 1: this is nested deeper than any plan."),
        ('{"lightkeeper_plan": 1, "version": 1.2}', "version: here must be a text, in quotes."),
        ('{"lightkeeper_plan": 1, "eligible": {}}', "eligible: here must be a list."),
        ('{"lightkeeper_plan": true}', 'lightkeeper_plan is "True", but this program reads 1. A '
         "newer Lightkeeper may have written the file."),
        ('{"a": 1, "a": 2}', 'The key "a" is there twice. Keep one of them.'),
        ('{"a": 1,\n"b" 2}', "Line 2, column 5: the JSON cannot go on with '2'. Expecting ':' "
         "delimiter."),
        ('{"a": ', "Line 1, column 7: the JSON cannot go on with 'the end of the file'. Expecting "
         "value."),
        ('{"a":' * 99_999, "The JSON is nested deeper than any plan."),
        (f'{{"a": {"9" * 5000}}}', "The JSON holds a number that is longer than any in a plan."),
        (f"{HEAD}\u0301name\u202e: x", None),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(text: str, says: str | None) -> None:
    with pytest.raises(PlanFileError) as caught:
        read_plan(text.encode())
    assert says is None or str(caught.value) == says
    assert str(caught.value) == clean(str(caught.value))


def test_what_is_no_text_or_too_long() -> None:
    with pytest.raises(PlanFileError, match=r"^Line 2: this is no text in UTF-8\."):
        read_plan(b"lightkeeper_plan: 1\nname: \xff")
    with pytest.raises(PlanFileError, match="at most 1,000,000 bytes"):
        read_plan(b"#" * 1_000_001)


def test_a_name_that_nobody_knows_is_no_contradiction() -> None:
    text = f"{HEAD}{ENTRY}  role_name: Reader (old name)"
    assert read_plan(text.encode()).authorizations == (Authorization(OPS, READER),)


def test_plan_files_are_told_from_templates() -> None:
    assert is_plan_file(to_yaml(GOOD).encode())
    assert is_plan_file(to_json(GOOD).encode())
    assert not is_plan_file(b'{"$schema": "https://schema.management.azure.com/x.json#"}')


@settings(max_examples=80)
@given(
    st.one_of(
        st.binary(max_size=60),
        st.text("{}[]-:?&*!|>'\"#%@, \n\tab1", max_size=60).map(str.encode),
        st.tuples(
            st.sampled_from([to_yaml(GOOD), to_json(GOOD)]),
            st.integers(0, 2000),
            st.integers(0, 40),
            st.text('{}[]-:&*!|"\n ax', max_size=4),
        ).map(lambda cut: (cut[0][: cut[1]] + cut[3] + cut[0][cut[1] + cut[2] :]).encode()),
    )
)
def test_anything_is_read_or_refused_in_a_sentence(content: bytes) -> None:
    try:
        plan = read_plan(content)
    except PlanFileError:
        return
    assert read_plan(to_yaml(plan).encode()) == plan


@pytest.mark.parametrize(
    "content",
    [
        b"a: " + b"[" * 500_000,
        b"a: |\n" + b"  x\n" * 200_000,
        b"{" * 900_000,
        b'"' + b"\\x41" * 200_000,
        b"? " * 400_000,
        b"a: &a [x]\nb: &b [" + b"*a," * 100_000 + b"]",
    ],
    ids=["brackets", "lines", "braces", "escapes", "questions", "aliases"],
)
def test_nothing_takes_long(content: bytes) -> None:
    before = time.process_time()
    with pytest.raises(PlanFileError):
        read_plan(content)
    assert time.process_time() - before < 5


def test_the_name_of_another_role_behind_an_id_is_refused() -> None:
    text = to_yaml(Plan("1", authorizations=(OPS_READS,)))
    assert f"{READER}  # Reader" in text
    for other in ("# Contributor", "#contributor "):
        with pytest.raises(PlanFileError, match=r"Line \d+: the id is that of Reader; Contributor"):
            read_plan(text.replace("# Reader", other).encode())
    for remark in ("# ours", "# reader", "#"):
        assert read_plan(text.replace("# Reader", remark).encode()).authorizations == (OPS_READS,)
