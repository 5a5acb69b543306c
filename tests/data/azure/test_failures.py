from __future__ import annotations

from data.azure.failures import unread_failures
from data.azure.reading import Reading, Unread
from data.known import CustomerRead, Failure
from tests.data.records import guid, subscription

REFUSED, SILENT = ("It refuses.", "Ask.", "403"), ("It is silent.", "Wait.", "Connection")


def failures(count: int, reason: tuple[str, str, str]) -> list[Failure]:
    subscriptions = [subscription(f"sub-{number}", "fabrikam") for number in range(count)]
    unread = {
        each.subscription_id: Unread(Failure(each.name, *reason), alone=True)
        for each in subscriptions
    }
    return unread_failures(
        Reading(subscriptions, unread=unread), [CustomerRead(guid("fabrikam"), "Fabrikam")]
    )


def test_one_subscription_is_named_with_its_customer() -> None:
    assert failures(1, REFUSED) == [Failure("Delegations of sub-0 (Fabrikam)", *REFUSED)]


def test_many_for_one_reason_are_one_entry() -> None:
    (three,), (four,), (many,) = (failures(count, SILENT) for count in (3, 4, 2_005))
    assert three.what.endswith("sub-1 (Fabrikam), sub-2 (Fabrikam)")
    assert four.what.endswith("sub-2 (Fabrikam) and 1 more subscription")
    assert many.what.endswith(" and 2,002 more subscriptions")


def test_each_reason_has_an_entry_of_its_own() -> None:
    one, other = subscription("", "nobody"), subscription("Prod", "nobody")
    unread = {
        one.subscription_id: Unread(Failure("x", *REFUSED), alone=True),
        other.subscription_id: Unread(Failure("x", *SILENT), alone=False),
    }
    found = unread_failures(Reading([one, other], unread=unread), [])
    nobody = guid("nobody")
    assert [(each.what, each.code) for each in found] == [
        (f"Delegations of {one.subscription_id} ({nobody})", "403"),
        (f"Delegations of Prod ({nobody})", "Connection"),
    ]
