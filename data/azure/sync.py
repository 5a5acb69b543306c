"""One sync: read everything, merge it with what was known, commit once, tell what changed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from azure.core.exceptions import AzureError, ClientAuthenticationError
from azure.identity import CredentialUnavailableError

from data.azure import clouds, sign_in, wire
from data.azure.arm_reader import ArmReader
from data.azure.auto_reader import AutoReader
from data.azure.cancel import Cancelled, Progress, Watch
from data.azure.clients import SUBSCRIPTIONS_VERSION, Clients, connect
from data.azure.clouds import Cloud
from data.azure.errors import asks_for_more, explain
from data.azure.graph_reader import GraphReader
from data.azure.limits import BadAnswerError, OutOfTimeError
from data.azure.marketplace import Published, read_published, wanted_plans
from data.azure.merge import Sources, keep_unread, merge
from data.azure.no_token import explain_no_token
from data.azure.pages import pages
from data.azure.policies import WouldWriteError
from data.azure.reading import Reader, Reading, Session
from data.azure.role_catalogue import read_roles
from data.azure.transport import InterruptibleTransport
from data.azure.user import People
from data.changes import changes
from data.errors import NotSignedInError, SyncFailedError
from data.known import Failure, Known, KnownMeta, without
from data.profile_settings import CloudName, SignIn
from data.store.profile import Profile

for _name in ("azure", "msal", "urllib3"):
    # Without a handler Python prints their warnings to stderr, across the dashboard.
    logging.getLogger(_name).addHandler(logging.NullHandler())

READERS: Mapping[str, Callable[[Session], Reader]] = {
    "auto": AutoReader,
    "graph": GraphReader,
    "arm": ArmReader,
}


@dataclass(frozen=True)
class Source:
    """Which Azure to read, how, and as whom."""

    arm_url: str = ""
    """The resource manager's address; the cloud of that name when empty."""
    ca: str | None = None
    """A file with the certificates to trust."""
    reader: str = "auto"
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Where a service principal may be named (``AZURE_TENANT_ID`` and so on)."""
    cloud_name: CloudName = CloudName.PUBLIC
    """Says something only without an address."""
    tenant: str = ""
    """The managing tenant that it must be, in lower case; any when empty."""
    method: SignIn = SignIn.AUTO
    left_out: frozenset[str] = frozenset()
    """Ids of customers' tenants and of subscriptions that are not read."""
    record: Path | None = None
    """Where to keep who signed in by browser or code."""
    people: People = field(default_factory=People, repr=False, compare=False)
    """Those who signed in since the program began."""

    @property
    def identity(self) -> sign_in.Identity:
        """As whom to sign in."""
        return sign_in.Identity(
            self.tenant, self.method, self.environment, self.record, self.people
        )

    def cloud(self, transport: InterruptibleTransport) -> Cloud:
        """Find the addresses.

        Raises:
            SyncFailedError: The address is no Azure.
        """
        if self.arm_url:
            return clouds.at(self.arm_url, self.ca, transport)
        return clouds.named(self.cloud_name, self.ca)


def sync(profile: Profile, source: Source, watch: Watch) -> Known:
    """Read Azure and make the result the profile's cache.

    Args:
        profile: Whose cache and history to write.
        source: Which Azure.
        watch: Cancels it and hears of its progress.

    Returns:
        What is known now. ``meta.failures`` names what could not be read.

    Raises:
        Cancelled: The cache is as it was.
        NotSignedInError: There is no usable sign-in.
        SyncFailedError: Nothing could be read.
        StoreError: The cache cannot be written, or another program is syncing.
    """
    with profile.writing("sync"):
        before = profile.cache.load()
        try:
            known = _read(source, before, watch)
        except Exception:
            watch.check()  # a cancel shuts connections, which looks like many other errors
            raise
        watch.check()
        profile.cache.commit(known)
        if before and before.meta.managing_tenant_id == known.meta.managing_tenant_id:
            profile.history.append(changes(before, known))
    return known


def _read(source: Source, before: Known | None, watch: Watch) -> Known:
    clouds.check(source.arm_url, source.ca)
    watch.tell(Progress("Signing in"))
    with opened(source, watch) as transport:
        cloud = source.cloud(transport)
        credential = sign_in.credential(cloud, source.identity, transport)
        tenant, is_guest = sign_in.managing_tenant(credential, cloud)
        refuse_other_tenant(tenant, source.tenant)
        refuse_stranger(tenant, before)
        clients = connect(cloud, credential, transport)
        before = without(before, source.left_out) if before else None
        session = Session(clients, tenant, watch, before, source.left_out)
        reading = _read_all(READERS[source.reader](session), cloud)
        _refuse_emptiness(reading, before)
        reading, stale = keep_unread(reading, before)
        names, failures = _tenant_names(clients, watch)
        ours = [each for each in reading.definitions if each.managing_tenant_id == tenant]
        plans = wanted_plans(ours, reading.unread)
        published = read_published(clients, plans, watch) if plans else Published()
        roles = read_roles(clients, reading, watch)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    meta = KnownMeta(
        now,
        now,
        source.reader,
        tenant,
        portal_url=cloud.portal_url,
        left_out=tuple(sorted(source.left_out)),
        as_guest=is_guest,
    )
    return merge(Sources(reading, published, names, roles, tuple(failures)), stale, before, meta)


@contextmanager
def opened(source: Source, watch: Watch) -> Iterator[InterruptibleTransport]:
    """Send to an Azure until the block ends."""
    direct = clouds.is_local(source.arm_url)
    transport = InterruptibleTransport(watch, ca=source.ca, direct=direct)
    transport.open()
    try:
        yield transport
    finally:
        transport.close()


def _read_all(reader: Reader, cloud: Cloud) -> Reading:
    try:
        return reader.read()
    except (Cancelled, WouldWriteError):
        raise
    except ClientAuthenticationError as error:
        if error.response is None or isinstance(error, CredentialUnavailableError):
            raise explain_no_token(error, cloud) from error
        if asks_for_more(error):
            failure = explain("", error)
            raise NotSignedInError(f"{failure.cause} {failure.remedy}") from error
        raise NotSignedInError(
            "Azure does not accept our sign-in any more. Run az login for the managing tenant, "
            "then sync again."
        ) from error
    except (AzureError, BadAnswerError, OutOfTimeError) as error:
        failure = explain("The list of customers", error)
        raise SyncFailedError(
            f"{failure.what} could not be read. {failure.cause} {failure.remedy} ({failure.code})"
        ) from error


def refuse_other_tenant(tenant: str, wanted: str) -> None:
    """Refuse a sign-in to another tenant than the profile names.

    Raises:
        NotSignedInError: It is another one.
    """
    if wanted and tenant != wanted:
        raise NotSignedInError(
            f"We are signed in to tenant {tenant}, but the profile is for {wanted}. Sign in there "
            "(az login --tenant), or put the other tenant into the profile."
        )


def refuse_stranger(tenant: str, before: Known | None) -> None:
    """Refuse to put one tenant's customers in the place of another's.

    ``az account set`` is enough to be signed in to another tenant, without a word.

    Raises:
        NotSignedInError: The profile holds those of another one.
    """
    if before and before.meta.managing_tenant_id != tenant:
        raise NotSignedInError(
            f"We are signed in to tenant {tenant}, but this profile holds the customers of "
            f"{before.meta.managing_tenant_id}. Sign in there (az login --tenant), or keep the "
            "other tenant in a profile of its own: lightkeeper sync --profile NAME."
        )


def _refuse_emptiness(reading: Reading, before: Known | None) -> None:
    """Refuse to believe that every customer left at once: more likely we are someone else now."""
    if before and before.subscriptions and not reading.subscriptions:
        raise SyncFailedError(
            "Azure shows us no customer's subscription at all, where there were "
            f"{len(before.subscriptions):,}, so the cache stays as it is. Are you signed in as "
            "someone who may see them? If they are truly gone: lightkeeper wipe, then sync."
        )


def _tenant_names(clients: Clients, watch: Watch) -> tuple[dict[str, str], list[Failure]]:
    """Read display names; without them the sync goes on, with the names that it knows."""
    listing = clients.subscriptions.tenants.list
    try:
        found = [
            wire.tenant_name(row)
            for page in pages(watch, listing, api_version=SUBSCRIPTIONS_VERSION)
            for row in page
        ]
    except Cancelled:
        raise
    except Exception as error:
        return {}, [explain("The customers' display names", error)]
    return {tenant: name for tenant, name in found if name}, []
