"""Hostile texts that only raw answers can hold: halves of a surrogate pair, and errors."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec

from data.azure.cancel import Watch
from data.azure.sync import sync
from data.clean import clean
from data.emulator.ids import guid_of
from data.known import Known
from data.store.profile import Profile
from tests.data.azure.canned import Canned, serving
from tests.hostile.looking import every_text, harm
from tests.hostile.payloads import PAYLOADS

OURS = "11111111-1111-1111-1111-111111111111"
NAME = "Half \ud83d of \udc9b a pair"
Answer = tuple[int, bytes]


def listed(*rows: object) -> bytes:
    """Return a list as raw JSON, in which half a pair stands as an escape."""
    return json.dumps({"value": rows}).encode()


def read(folder: Path, *answers: Answer) -> Known:
    """Sync with an Azure of as many customers as answers, which their managed services give."""
    subscriptions, tenants = [], []
    bodies, statuses = {}, {}
    for at, (status, body) in enumerate(answers):
        tenant, subscription = guid_of(f"tenant {at}"), guid_of(f"subscription {at}")
        tenants.append({"id": f"/tenants/{tenant}", "tenantId": tenant, "displayName": NAME})
        subscriptions.append(
            {
                "id": f"/subscriptions/{subscription}",
                "subscriptionId": subscription,
                "tenantId": tenant,
                "displayName": NAME,
                "state": "Enabled",
                "managedByTenants": [{"tenantId": OURS}],
            }
        )
        path = f"/subscriptions/{subscription}/providers/microsoft.managedservices"
        bodies[f"{path}/registrationassignments"] = body
        statuses[f"{path}/registrationassignments"] = status
    bodies |= {"/tenants": listed(*tenants), "/subscriptions": listed(*subscriptions)}
    with serving(Canned(OURS, bodies, statuses), folder) as source:
        return sync(Profile("test", root=folder), source, Watch())


def test_half_a_pair_is_replaced_and_the_cache_can_be_written(tmp_path: Path) -> None:
    known = read(tmp_path, (200, listed()))
    assert [each.name for each in known.customers] == ["Half \ufffd of \ufffd a pair"]
    assert [each.name for each in known.subscriptions] == ["Half \ufffd of \ufffd a pair"]
    assert Profile("test", root=tmp_path).cache.load() == known


def test_no_error_of_azure_says_anything_harmful(tmp_path: Path) -> None:
    known = read(tmp_path, *[(400, error(text)) for text in PAYLOADS.values()])
    assert len(known.meta.stale) == len(PAYLOADS)
    assert [each for each in every_text(msgspec.to_builtins(known)) if harm(each)] == []
    codes = {failure.code for failure in known.meta.failures}
    assert codes == {f"{clean(text) or 'HTTP'} (400)" for text in PAYLOADS.values()}
    for failure in known.meta.failures:
        assert failure.cause
        assert failure.remedy


def error(text: str) -> bytes:
    """Return an error in Azure's envelope, with a text wherever one can be."""
    detail = {"code": text, "target": text, "message": text}
    return json.dumps({"error": {**detail, "details": [detail], text: text}}).encode()
