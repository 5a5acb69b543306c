"""What the readers make of hostile texts: nothing lost, nothing harmful, every row with a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import msgspec
import pytest

from data.clean import STAND_IN, clean
from data.known import Known
from data.query import parse
from data.snapshot import Snapshot
from data.store.profile import Profile
from tests.hostile.looking import every_text, harm
from tests.hostile.payloads import LONG, MARKUP, MIMICS, PAYLOADS, STEERING
from tests.hostile.world import NAMES, Hostile

Read = Callable[[str], Known]
READERS = ("graph", "arm", "auto")


def test_every_payload_stands_in_every_kind_of_field(hostile: Hostile) -> None:
    everywhere = {kind: met for kind, met in hostile.met.items() if not kind.startswith("lost")}
    assert len(everywhere) > 30
    assert {kind for kind, met in everywhere.items() if met != set(NAMES)} == set()


@pytest.mark.parametrize(
    "reader",
    [pytest.param(each, marks=pytest.mark.large) if each == "arm" else each for each in READERS],
)
def test_every_customer_is_read_and_every_text_is_harmless(
    reader: str, read: Read, hostile: Hostile
) -> None:
    known = read(reader)
    assert {each.tenant_id for each in known.customers} == set(hostile.tenants)
    assert len(known.delegations) == 2 * len(NAMES)
    assert len(known.definitions) == 2 * len(NAMES)
    texts = list(every_text(msgspec.to_builtins(known)))
    assert len(texts) > 10_000
    assert [text for text in texts if harm(text)] == []
    assert [text for text in texts if text != text.strip()] == []


@pytest.mark.parametrize("reader", READERS[1:])
def test_the_readers_agree(reader: str, read: Read) -> None:
    known, graph = read(reader), read("graph")
    for kind in ("customers", "subscriptions", "definitions", "delegations", "plan_versions"):
        assert getattr(known, kind) == getattr(graph, kind)


def test_the_cache_gives_back_what_it_was_given(sample: Known, profile: Profile) -> None:
    profile.cache.commit(sample)
    assert profile.cache.load() == sample


def test_no_row_is_without_a_name_and_no_two_customers_look_alike(everything: Snapshot) -> None:
    rows = everything.customers.rows[1:]
    assert len(rows) == len(NAMES)
    assert all(row.name.strip() for row in rows)
    assert [name for name, count in Counter(row.name for row in rows).items() if count > 1] == []
    assert all(row.scope.strip() and row.customer.strip() for row in everything.scopes.rows)


@pytest.mark.parametrize("payload", [*MARKUP, *MIMICS])
def test_a_name_of_ordinary_signs_is_kept_to_the_letter(
    payload: str, hostile: Hostile, everything: Snapshot
) -> None:
    row = next(row for row in everything.customers.rows if row.tenant_id == hostile.tenant(payload))
    assert row.azure_name == PAYLOADS[payload]
    assert row.name.startswith(PAYLOADS[payload])


@pytest.mark.parametrize("payload", [each for each in STEERING if each in NAMES])
def test_what_was_taken_out_of_a_name_can_be_seen(
    payload: str, hostile: Hostile, everything: Snapshot
) -> None:
    row = next(row for row in everything.customers.rows if row.tenant_id == hostile.tenant(payload))
    blanks_only = payload in ("newlines", "line separators")
    assert (STAND_IN in row.azure_name) is not blanks_only
    assert [each for each in row.azure_name if each.isalnum()] == [
        each for each in PAYLOADS[payload] if each.isalnum()
    ]


@pytest.mark.parametrize("payload", NAMES)
def test_every_customer_is_found_by_its_name(
    payload: str, hostile: Hostile, everything: Snapshot
) -> None:
    rows = everything.customers
    at = rows.index[hostile.tenant(payload)]
    words = rows.rows[at].name[: LONG // 10].replace('"', " ")
    assert at in rows.select(parse(f'name:"{words.split()[0]}"'))
    assert at in rows.select(parse(rows.rows[at].tenant_id))


def test_a_long_name_is_kept_whole(hostile: Hostile, everything: Snapshot) -> None:
    for payload in ("long", "long words", "long wide", "long emoji"):
        row = everything.customers.rows[everything.customers.index[hostile.tenant(payload)]]
        assert row.azure_name == clean(PAYLOADS[payload])
        assert len(row.azure_name) > LONG - 30
