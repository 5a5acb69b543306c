"""What a profile leaves out is not read, not kept, and not called gone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.azure.cancel import Watch
from data.azure.sync import sync
from data.changes import GONE, vanished
from data.emulator.serve import Running
from data.known import Known, without
from data.store.profile import Profile
from tests.conftest import Sync, source_of


def told(known: Known) -> set[str]:
    """Every tenant and subscription that a cache speaks of."""
    found = {each.tenant_id for each in known.customers}
    for each in known.subscriptions:
        found |= {each.tenant_id, each.subscription_id}
    found |= {each.subscription_id for each in known.definitions}
    return found | {each.subscription_id for each in known.delegations}


@pytest.mark.parametrize("reader", ["auto", "graph", "arm"])
def test_a_customer_and_a_subscription_are_left_out(
    reader: str, azure: Running, synced: Sync, profile: Profile
) -> None:
    before = synced(reader)
    tenant = before.subscriptions[0].tenant_id
    one = next(each for each in before.subscriptions if each.tenant_id != tenant)
    left_out = frozenset({tenant, one.subscription_id})
    azure.requests.clear()
    after = sync(profile, replace(source_of(azure, reader), left_out=left_out), Watch())
    theirs = {each.subscription_id for each in before.subscriptions if each.tenant_id == tenant}
    assert theirs
    assert not told(after) & (theirs | left_out)
    assert told(after) == told(without(before, left_out))
    asked = " ".join(each.path for each in azure.requests)
    assert [each for each in (*theirs, one.subscription_id) if each in asked] == []
    assert after.meta.left_out == tuple(sorted(left_out))
    assert vanished(before, after) == 0, "nobody looked there"
    changes = [each for month in profile.history.months() for each in profile.history.load(month)]
    assert GONE not in {each.kind for each in changes}
    again = synced(reader)
    assert told(again) == told(before)


def test_nothing_is_left_out_of_its_own(synced: Sync) -> None:
    known = synced("graph")
    assert without(known, ()) is known
    assert known.meta.left_out == ()
