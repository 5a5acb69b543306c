"""Files that another or an older program wrote may hold what we would never write."""

from __future__ import annotations

import pytest
from msgspec import structs

from data.known import CustomerRead, Failure, Known, Stale
from data.models import Authorization, MarketplacePlan
from data.plans import Plan
from data.store.profile import Profile
from tests.hostile.looking import assert_sound
from tests.hostile.payloads import PAYLOADS
from tests.tui.conftest import MakeApp
from tests.tui.steps import settled

DIRTY = [
    text
    for name, text in PAYLOADS.items()
    if name not in ("surrogate", "joiners", "empty", "blanks", "odd blanks")
]
"""The payloads that a file of ours can hold, none of them cleaned. A stray joiner is left out: it
only moves what stands to the right of it by a cell, until the next sync."""


@pytest.fixture
def dirty(sample: Known) -> Known:
    """A cache in which nothing was cleaned."""
    names = DIRTY * (1 + len(sample.subscriptions) // len(DIRTY))
    rows = zip(sample.subscriptions, names, strict=False)
    customers = zip(sample.customers, names, strict=False)
    definitions = [
        structs.replace(
            each,
            offer_name=name,
            description=name,
            plan=MarketplacePlan(name, name, name, name) if each.plan else None,
            authorizations=(Authorization(name, name, name, (name,)),),
            provisioning_state=name,
        )
        for each, name in zip(sample.definitions, names, strict=False)
    ]
    meta = structs.replace(
        sample.meta,
        managing_tenant_name="\x1b]0;owned\x07MSP\u202e",
        failures=tuple(Failure(name, name, name, name) for name in DIRTY),
        stale=tuple(Stale(each.subscription_id, "\x1b[2J\u2028x") for each in sample.meta.stale),
    )
    return structs.replace(
        sample,
        meta=meta,
        subscriptions=tuple(structs.replace(each, name=name, state=name) for each, name in rows),
        customers=tuple(CustomerRead(each.tenant_id, name) for each, name in customers),
        definitions=tuple(definitions),
        plan_versions=(),
    )


@pytest.mark.large
@pytest.mark.parametrize("size", [(160, 45), (80, 24)], ids=["wide", "narrow"])
async def test_a_cache_that_was_never_cleaned(
    size: tuple[int, int], make_app: MakeApp, profile: Profile, dirty: Known
) -> None:
    profile.cache.commit(dirty)
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        screen = await settled(pilot)
        for active in ("customers", "scopes"):
            screen.active, screen.detailed = active, True
            for at in range(1, screen.customers.table.line_count, 30):
                screen.customers.table.cursor = at
                await pilot.pause()
                assert_sound(app)
                await pilot.press("y")
                await pilot.pause()
                assert_sound(app)
        await pilot.press("exclamation_mark")
        for _ in range(6):
            await pilot.press("pagedown")
            await pilot.pause()
            assert_sound(app)


async def test_a_library_that_was_never_cleaned(make_app: MakeApp, profile: Profile) -> None:
    for at, text in enumerate(DIRTY[::9]):
        entries = (Authorization(text, text, text),)
        profile.library.save(Plan(str(at), text, text, text, text, text, entries))
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settled(pilot)
        await pilot.press("3")
        await pilot.pause()
        assert_sound(app)
        for _ in DIRTY[::24]:
            await pilot.press("down", "enter")
            await pilot.pause()
            assert_sound(app)
            await pilot.press("escape", "d")
            await pilot.pause()
            assert_sound(app)
            await pilot.press("escape")
