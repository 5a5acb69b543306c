"""Azure's list of built-in roles, and what Lighthouse makes of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from azure.core.exceptions import HttpResponseError

from data.azure import wire
from data.azure.cancel import Cancelled, Progress, Watch
from data.azure.clients import Clients
from data.azure.errors import explain, is_answer
from data.azure.limits import BadAnswerError
from data.azure.pages import pages
from data.azure.reading import Reading
from data.known import Failure
from data.role_rule import evaluate
from data.roles import OWNER, Role, shipped

_SCOPES = 3
"""At so many subscriptions the list is asked for, before the tenant is."""


@dataclass(frozen=True)
class RolesRead:
    """What Azure told of its roles: the roles, or why there are none."""

    roles: tuple[Role, ...] = ()
    failures: tuple[Failure, ...] = ()


def read_roles(clients: Clients, reading: Reading, watch: Watch) -> RolesRead:
    """Read the list; a sync goes on without it, with the roles that it knows."""
    watch.tell(Progress("Reading Azure's roles"))
    try:
        return RolesRead(roles=tuple(_roles(clients, _scopes(reading), watch)))
    except Cancelled:
        raise
    except Exception as error:
        return RolesRead(failures=(explain("Azure's list of built-in roles", error),))


def _scopes(reading: Reading) -> Iterator[str]:
    """Yield where the list can be read: built-in roles are the same everywhere.

    Whoever reads a customer's subscription reads its roles; whether everybody may at the tenant
    is unverified.
    """
    delegated = {each.subscription_id for each in reading.delegations}
    for each in sorted(delegated - reading.unread.keys())[:_SCOPES]:
        yield f"/subscriptions/{each}"
    yield ""


def _roles(clients: Clients, scopes: Iterable[str], watch: Watch) -> list[Role]:
    refusal: HttpResponseError | None = None
    for scope in scopes:
        try:
            return _listed(clients, scope, watch)
        except HttpResponseError as error:
            if not is_answer(error):
                raise
            refusal = error
    assert refusal is not None, "the tenant is always asked"
    raise refusal


def _listed(clients: Clients, scope: str, watch: Watch) -> list[Role]:
    listing = pages(watch, clients.lists.built_in_roles, scope=scope)
    definitions = (wire.role_definition(row) for page in listing for row in page)
    found = {
        each.id: evaluate(each, shipped().get(each.id)) for each in definitions if each is not None
    }
    if OWNER not in found:
        raise BadAnswerError("The list of roles is not whole: Owner is not in it.")
    return sorted(found.values(), key=lambda role: (role.name.casefold(), role.id))
