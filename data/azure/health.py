"""Whether Azure can be reached, as whom, and what each way to read it shows. Nothing is kept."""

from __future__ import annotations

from collections.abc import Iterator

from azure.core.exceptions import AzureError
from azure.mgmt.resourcegraph.models import QueryRequest, QueryRequestOptions

from data.azure import clouds, sign_in
from data.azure.arm_reader import list_subscriptions
from data.azure.cancel import Watch
from data.azure.clients import Clients, connect
from data.azure.errors import explain
from data.azure.graph_reader import TABLE
from data.azure.limits import BadAnswerError, OutOfTimeError
from data.azure.pages import query_page
from data.azure.reading import Session
from data.azure.sync import Source, opened, refuse_other_tenant, refuse_stranger
from data.errors import PlainError
from data.health import Check, failed, ok, warning
from data.known import Known
from data.words import plural

_SIGN_IN, _TENANT, _ARM, _GRAPH = "sign-in", "tenant", "resource manager", "Resource Graph"
_NO_ANSWER = (AzureError, BadAnswerError, OutOfTimeError)


def azure_checks(source: Source, before: Known | None, watch: Watch) -> Iterator[Check]:
    """Yield what of Azure works, until something fails without which the rest cannot be asked.

    Args:
        source: Which Azure, and as whom.
        before: What the profile's cache holds.
        watch: Cancels it.
    """
    name = "address"
    try:
        clouds.check(source.arm_url, source.ca)
        with opened(source, watch) as transport:
            cloud = source.cloud(transport)
            yield ok(name, f"{cloud.arm_url}, sign-in at {cloud.authority}.")
            name = _SIGN_IN
            credential = sign_in.credential(cloud, source.identity, transport)
            tenant, is_guest = sign_in.managing_tenant(credential, cloud)
            yield ok(name, f"there is a token ({source.method.value}).")
            name = _TENANT
            refuse_other_tenant(tenant, source.tenant)
            refuse_stranger(tenant, before)
            fix = "If customers are missing, sign in with an account of the tenant itself."
            said = f"{tenant} manages."
            yield (
                warning(name, f"{said} We are a guest there.", fix) if is_guest else ok(name, said)
            )
            clients = connect(cloud, credential, transport)
            session = Session(clients, tenant, watch, before, source.left_out)
            yield _arm(session)
            yield _graph(clients, watch)
    except PlainError as error:
        yield failed(name, str(error))


def _arm(session: Session) -> Check:
    try:
        found = list_subscriptions(session)
    except _NO_ANSWER as error:
        return _refused(_ARM, error)
    if not found:
        return warning(
            _ARM,
            "it answers, and shows no customer's subscription.",
            "Ask whether somebody delegated to this tenant, and whether your group is named there.",
        )
    customers = plural(len({each.tenant_id for each in found}), "customer")
    return ok(_ARM, f"{plural(len(found), 'subscription')} of {customers} to be read.")


def _graph(clients: Clients, watch: Watch) -> Check:
    query = f"{TABLE} | project id"
    options = QueryRequestOptions(top=1, result_format="objectArray")
    request = QueryRequest(query=query, options=options)
    try:
        page = query_page(watch, clients.graph.resources, request)
    except _NO_ANSWER as error:
        check = _refused(_GRAPH, error)
        return warning(_GRAPH, check.words, "Reader auto and arm do without it.")
    if not page.total:
        said = "it answers, and shows no delegation."
        return warning(_GRAPH, said, "Reader auto asks each subscription instead.")
    return ok(_GRAPH, f"{page.total:,} definitions and delegations to be read.")


def _refused(name: str, error: Exception) -> Check:
    failure = explain(name, error)
    return failed(name, f"{failure.cause} {failure.remedy} [{failure.code}]")
