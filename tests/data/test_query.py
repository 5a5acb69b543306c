from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.models import version_number
from data.query import Field, Listing, Query, Rows, Sort, Term, collation, fold, parse


class Box(NamedTuple):
    name: str
    version: str = ""
    marks: tuple[str, ...] = ()


BOXES: Listing[Box] = Listing(
    name="boxes",
    key=lambda box: box.name,
    fields=(
        Field("name", "Name", lambda box: box.name),
        Field(
            "version",
            "Version",
            lambda box: box.version,
            lambda box: version_number(box.version) or (),
            number=version_number,
        ),
    ),
    hidden=(Field("mark", "Mark", lambda box: "", values=lambda box: box.marks),),
    search=lambda box: "\n".join((box.name, box.version, *box.marks)),
    record=lambda box: box._asdict(),
)

SHELF = [
    Box("Fabrikam Retail", "1.9.0", ("Reader", "Key Vault Contributor")),
    Box("Adventure Works", "1.10.0", ("Contributor",)),
    Box("contoso https://contoso.example:8080/a", "1.2.0"),
    Box("Contoso Lab", "beta", ("foo:bar",)),
    Box("/subscriptions/0/providers/x:y", "", ("-dash", "!bang", ">1.2.0")),
]


def names(query: str, boxes: Sequence[Box] = SHELF, sort: Sort | None = None) -> list[str]:
    rows = Rows(BOXES, boxes)
    return [boxes[at].name.split()[0] for at in rows.select(parse(query), sort)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Fabrikam", "Adventure", "contoso", "Contoso", "/subscriptions/0/providers/x:y"]),
        ("   ", ["Fabrikam", "Adventure", "contoso", "Contoso", "/subscriptions/0/providers/x:y"]),
        ("CONTOSO", ["contoso", "Contoso"]),
        ("lab contoso", ["Contoso"]),
        ("contributor", ["Fabrikam", "Adventure"]),
        ("contributor -reader", ["Adventure"]),
        ("contributor !reader", ["Adventure"]),
        ("-contributor -contoso", ["/subscriptions/0/providers/x:y"]),
        ('"fabrikam retail"', ["Fabrikam"]),
        ('"retail fabrikam"', []),
        ('-"contoso lab" contoso', ["contoso"]),
        ('"contoso lab', ["Contoso"]),
        ('"-dash"', ["/subscriptions/0/providers/x:y"]),
        ("name:contributor", []),
        ("mark:contributor", ["Fabrikam", "Adventure"]),
        ("MARK:Contributor", ["Fabrikam", "Adventure"]),
        ('mark:"key vault"', ["Fabrikam"]),
        ('mark:"vault key"', []),
        ("mark:key name:vault", []),
        ("-mark:contributor", ["contoso", "Contoso", "/subscriptions/0/providers/x:y"]),
        (
            "mark:",
            ["Fabrikam", "Adventure", "contoso", "Contoso", "/subscriptions/0/providers/x:y"],
        ),
        ("foo:bar", ["Contoso"]),
        ("FOO:Bar", ["Contoso"]),
        ("-foo:bar contoso", ["contoso"]),
        ("foo:baz", []),
        ("https://contoso.example:8080/a", ["contoso"]),
        ("/subscriptions/0/providers/x:y", ["/subscriptions/0/providers/x:y"]),
        ("x:y", ["/subscriptions/0/providers/x:y"]),
    ],
)
def test_words_quotes_negation_and_fields(query: str, found: list[str]) -> None:
    assert names(query) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("version:<1.10.0", ["Fabrikam", "contoso"]),
        ("version:<=1.10.0", ["Fabrikam", "Adventure", "contoso"]),
        ("version:>1.9.0", ["Adventure"]),
        ("version:>=1.9.0", ["Fabrikam", "Adventure"]),
        ("version:=1.9.0", ["Fabrikam"]),
        ("version:=1.9", []),
        ("version:1.9", ["Fabrikam"]),
        ("version:>1.2.0 version:<1.10.0", ["Fabrikam"]),
        ("-version:<1.10.0", ["Adventure", "Contoso", "/subscriptions/0/providers/x:y"]),
        ("name:<b", ["Adventure", "/subscriptions/0/providers/x:y"]),
        ("name:>=F name:<G", ["Fabrikam"]),
        ("mark:=contributor", ["Adventure"]),
        ("-mark:=contributor contributor", ["Fabrikam"]),
        ('mark:="key vault contributor"', ["Fabrikam"]),
        ('version:<"1.9.0"', ["contoso"]),
        ('mark:">1.2.0"', ["/subscriptions/0/providers/x:y"]),
        (">1.2.0", ["/subscriptions/0/providers/x:y"]),
    ],
)
def test_comparisons(query: str, found: list[str]) -> None:
    assert names(query) == found


@pytest.mark.parametrize("query", ["version:<", "version:>=", "-version:<", "mark:=", 'mark:="'])
def test_a_comparison_that_is_not_finished_hides_nothing(query: str) -> None:
    assert len(names(query)) == len(SHELF)


@pytest.mark.parametrize("query", ["version:<1.", "version:<beta", "version:=x"])
def test_what_cannot_be_compared_holds_for_no_row(query: str) -> None:
    assert names(query) == []
    assert len(names(f"-{query}")) == len(SHELF)


def test_terms_as_parsed() -> None:
    assert parse('a -b:c "d e" !F:>=1.0') == Query(
        (
            Term("a"),
            Term("c", "b", negated=True),
            Term("d e"),
            Term("1.0", "f", ">=", negated=True),
        )
    )
    assert not parse(' "" - ! : ""'.replace(":", ""))
    assert parse("x")


ANYTHING = st.lists(
    st.sampled_from('ab-!:"<>= \n\x00\ud800') | st.characters(codec=None), max_size=16
).map("".join) | st.from_regex(
    r'[-!]?(name|version|mark|foo):(<|<=|>|>=|=)?"?[a-z0-9. ]{0,6}"?', fullmatch=True
)


@given(st.lists(ANYTHING, max_size=3).map(" ".join))
def test_any_text_is_a_query(text: str) -> None:
    kept = Rows(BOXES, SHELF).select(parse(text))
    assert kept == sorted(set(kept))
    assert set(kept) <= set(range(len(SHELF)))


@given(ANYTHING)
def test_a_term_and_its_opposite_share_the_rows(text: str) -> None:
    terms = parse(text).terms
    if len(terms) != 1:
        return
    one = Rows(BOXES, SHELF).select(Query(terms))
    term = terms[0]
    turned = Term(term.value, term.field, term.comparison, not term.negated)
    other = Rows(BOXES, SHELF).select(Query((turned,)))
    assert sorted(one + other) == list(range(len(SHELF)))


WORD = st.text("aäßI./:@#", min_size=1, max_size=4).filter(lambda text: text[0] not in ":")


@given(st.lists(WORD, min_size=1, max_size=6), WORD)
def test_plain_words_find_what_holds_them(texts: list[str], word: str) -> None:
    boxes = [Box(each) for each in texts]
    kept = Rows(BOXES, boxes).select(parse(word.upper()))
    assert kept == [at for at, each in enumerate(texts) if fold(word.upper()) in fold(each)]


@given(st.text("ab-!:<=> ", min_size=1, max_size=8).filter(str.strip))
def test_quotes_take_a_text_as_it_is(text: str) -> None:
    boxes = [Box(f"x{text}y"), Box("another")]
    assert Rows(BOXES, boxes).select(parse(f'"{text}"'))[:1] == [0]


BOX = st.builds(
    Box,
    st.sampled_from(["a", "A", "b", "ab", "[a", "é", "E", ""]),
    st.sampled_from(["1.9.0", "1.10.0", "1.2.0", "odd", ""]),
)
QUERY = st.sampled_from(["", "a", "-a", "version:<1.10.0", "-version:>1.2.0", "name:b version:1"])
SORT = st.builds(Sort, st.sampled_from(["name", "version", "mark", "nonsense"]), st.booleans())


@given(st.lists(BOX, max_size=9), QUERY, SORT, st.integers(0, 2))
def test_filter_then_sort_is_sort_then_filter(
    boxes: list[Box], text: str, sort: Sort, pinned: int
) -> None:
    rows = Rows(BOXES, boxes, pinned=min(pinned, len(boxes)))
    query = parse(text)
    kept = set(rows.select(query))
    assert rows.select(query, sort) == [at for at in rows.select(Query(), sort) if at in kept]


@given(st.lists(BOX, max_size=9), SORT)
def test_equal_rows_stay_as_they_were_given(boxes: list[Box], sort: Sort) -> None:
    order = Rows(BOXES, boxes).select(Query(), sort)
    assert sorted(order) == list(range(len(boxes)))
    by = BOXES.by_name.get(sort.field)
    keys = [by.key(box) if by else 0 for box in boxes]
    for left, right in pairwise(order):
        ahead = keys[left] > keys[right] if sort.reverse else keys[left] < keys[right]
        assert ahead or (keys[left] == keys[right] and left < right)


def test_versions_sort_by_number() -> None:
    found = names("", sort=Sort("version", reverse=True))
    assert found[:3] == ["Adventure", "Fabrikam", "contoso"]


def test_a_field_without_an_order_of_its_own_sorts_as_names_do() -> None:
    boxes = [Box(each) for each in ["zebra", "Éclair", "[Fax]", "apple", "Eagle", "  gap", "--"]]
    assert names("", boxes, Sort("name"))[:-1] == ["--", "apple", "Eagle", "Éclair", "[Fax]", "gap"]


@given(st.text("aAéÉ[]- ", max_size=5))
def test_names_sort_without_case_and_accents(text: str) -> None:
    assert collation(text) == collation(text.swapcase())
    assert collation(text) == collation(text.replace("é", "e").replace("É", "e"))
    assert collation(text) or not text


def test_pinned_rows_lead_in_any_order_and_a_filter_hides_them() -> None:
    boxes = [Box("all of them"), Box("b"), Box("c"), Box("a")]
    rows = Rows(BOXES, boxes, pinned=1)
    assert rows.select(Query()) == [0, 1, 2, 3]
    assert rows.select(Query(), Sort("name", reverse=True)) == [0, 2, 1, 3]
    assert rows.select(parse("a")) == [3]


def test_rows_are_found_by_key() -> None:
    assert Rows(BOXES, SHELF).index["Adventure Works"] == 1
    assert set(BOXES.by_name) == {"name", "version", "mark"}


def test_accents_and_case_do_not_hide_what_is_looked_for() -> None:
    assert fold("ÄLGARÅS Źródło Ærø") == "algaras zrodlo ærø".replace("ø", "o")
