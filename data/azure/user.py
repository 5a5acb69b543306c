"""People sign in: by a browser, or by a code that they enter in a browser anywhere."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from azure.core.credentials import AccessTokenInfo, TokenRequestOptions
from azure.core.exceptions import ClientAuthenticationError
from azure.core.pipeline.transport import HttpTransport
from azure.identity import (
    AuthenticationRecord,
    AuthenticationRequiredError,
    DeviceCodeCredential,
    InteractiveBrowserCredential,
)

from data.asking import Answer, SignInAsked, Why
from data.azure import token_store
from data.azure.asking import ask, interruptibly
from data.azure.clouds import Cloud
from data.azure.no_token import person_refused
from data.azure.transport import InterruptibleTransport
from data.errors import NotSignedInError
from data.found import can_open
from data.profile_settings import SignIn

BROWSER_SECONDS = 300
"""How long a browser may take to come back."""

Interactive = DeviceCodeCredential | InteractiveBrowserCredential


@dataclass(frozen=True)
class Place:
    """Where somebody signs in."""

    cloud: Cloud
    tenant: str
    record: Path | None = None
    """Where to keep who it was, so that the next start needs nobody."""


class People:
    """The sign-ins of people, which last from sync to sync as long as the program runs."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._held: dict[tuple[str, str], _Held] = {}

    def held(self, place: Place, transport: InterruptibleTransport) -> _Held | None:
        """Return who signed in there, for a sync that sends through this transport."""
        held = self._held.get((place.cloud.authority, place.tenant))
        if held:
            held.line.current = transport
        return held

    def hold(self, place: Place, held: _Held) -> None:
        """Remember who signed in there."""
        self._held[place.cloud.authority, place.tenant] = held


class UserCredential:
    """Asks for a token quietly, and asks a person only where there is no other way."""

    def __init__(
        self,
        people: People,
        place: Place,
        how: SignIn,
        transport: InterruptibleTransport,
        *,
        renew: bool = False,
    ) -> None:
        """Make the credential of whoever signs in there.

        Args:
            people: Those who signed in so far.
            place: Where.
            how: By a browser or by a code.
            transport: What the sync sends through; its watch knows whom to ask.
            renew: Whether the token that is in store was refused.
        """
        self._people, self._place, self._how = people, place, how
        self._transport = transport
        self._watch = transport.watch
        self._renew = renew
        self._has_given = renew

    def get_token_info(
        self, *scopes: str, options: TokenRequestOptions | None = None
    ) -> AccessTokenInfo:
        """Return a token.

        Raises:
            Cancelled: The sync was cancelled while somebody was asked.
            ClientAuthenticationError: Azure's sign-in said no.
            NotSignedInError: There is nobody to ask.
        """
        said = options or {}
        held = self._people.held(self._place, self._transport) or self._from_record()
        token = _quietly(held.credential, scopes, self._asking(said)) if held else None
        if token is None:
            why = Why.RAN_OUT if self._has_given else Why.FIRST
            held = self._ask(Why.POLICY if said.get("claims") else why, scopes, said)
            # Without the claims, which the token meets: with them it would be asked for anew.
            token = held.credential.get_token_info(*scopes, options=_less_claims(said))
        self._has_given, self._renew = True, False
        return token

    def _asking(self, said: TokenRequestOptions) -> TokenRequestOptions:
        """Return what to ask for quietly: one that is no older than now, if it is to be new."""
        if not self._renew or said.get("claims"):
            return said
        newer = {"nbf": {"essential": True, "value": str(int(time.time()))}}
        return {**said, "claims": json.dumps({"access_token": newer})}

    def _from_record(self) -> _Held | None:
        """Return whoever signed in at an earlier start, if the system kept the tokens."""
        path = self._place.record
        record = token_store.read_record(path) if path else None
        if record is None or not self._is_of_here(record) or not self._store():
            return None
        held = self._make(SignIn.BROWSER, record=record)
        self._people.hold(self._place, held)
        return held

    def _is_of_here(self, record: AuthenticationRecord) -> bool:
        """Whether it is of this tenant and cloud: the profile may have changed since."""
        there = urlsplit(self._place.cloud.authority).netloc
        return (record.authority, record.tenant_id.lower()) == (there, self._place.tenant)

    def _ask(self, why: Why, scopes: tuple[str, ...], said: TokenRequestOptions) -> _Held:
        if not self._watch.can_ask:
            raise NotSignedInError(
                f"Somebody must sign in to tenant {self._place.tenant} first. Run lightkeeper in "
                "a terminal and press r, or let sign_in be az or environment in the profile."
            )
        how = self._how
        if how is SignIn.BROWSER and ask(self._watch, self._asked(how, why)) is Answer.CODE:
            how = SignIn.DEVICE_CODE
        held = self._make(how, why)
        try:
            self._sign_in(held, self._asked(how, why), scopes, said)
        except ClientAuthenticationError as error:
            raise person_refused(error, self._place.cloud, self._place.tenant) from error
        self._people.hold(self._place, held)
        return held

    def _sign_in(
        self,
        held: _Held,
        asked: SignInAsked,
        scopes: tuple[str, ...],
        said: TokenRequestOptions,
    ) -> None:
        def work() -> None:
            record = held.credential.authenticate(
                scopes=scopes,
                claims=said.get("claims"),
                enable_cae=said.get("enable_cae", False),
            )
            if self._place.record and self._store():
                token_store.keep_record(self._place.record, record)

        with self._watch.paused():
            if asked.how is SignIn.BROWSER:
                until = datetime.now(UTC) + timedelta(seconds=BROWSER_SECONDS)
                self._watch.on_sign_in(replace(asked, until=until))
            try:
                interruptibly(self._watch, asked.how.value, work)
            finally:
                self._watch.on_sign_in(None)

    def _make(
        self, how: SignIn, why: Why = Why.FIRST, record: AuthenticationRecord | None = None
    ) -> _Held:
        cloud, line = self._place.cloud, CurrentTransport(self._transport)

        def prompt(address: str, code: str, until: datetime) -> None:
            asked = self._asked(how, why, address=address, code=code, until=until)
            self._watch.on_sign_in(asked)

        options: dict[str, Any] = {
            "tenant_id": self._place.tenant,
            # Who could be asked about an address knows those of Azure's own clouds only.
            "disable_instance_discovery": not cloud.az_name,
            "disable_automatic_authentication": True,
            "transport": line,
            "cache_persistence_options": self._store(),
        }
        if record:
            # It names the authority without its scheme, which azure-identity needs with a port.
            options["authentication_record"] = AuthenticationRecord(
                record.tenant_id,
                record.client_id,
                cloud.authority,
                record.home_account_id,
                record.username,
            )
        else:
            options["authority"] = cloud.authority
        if how is SignIn.DEVICE_CODE:
            return _Held(DeviceCodeCredential(prompt_callback=prompt, **options), line)
        return _Held(InteractiveBrowserCredential(timeout=BROWSER_SECONDS, **options), line)

    def _store(self) -> Any:
        return interruptibly(self._watch, "token store", token_store.encrypted)

    def _asked(self, how: SignIn, why: Why, address: str = "", **more: Any) -> SignInAsked:
        return SignInAsked(
            how,
            self._place.tenant,
            address or self._place.cloud.authority,
            why,
            is_kept=self._store() is not None,
            can_open=can_open(os.environ),
            **more,
        )


class CurrentTransport(HttpTransport[Any, Any]):
    """Sends through whichever sync is under way: a sign-in outlasts the one that it began in."""

    def __init__(self, current: InterruptibleTransport) -> None:
        self.current = current

    def send(self, request: Any, **kwargs: Any) -> Any:
        """Send a request, unless that sync was cancelled."""
        return self.current.send(request, **kwargs)

    def sleep(self, duration: float) -> None:
        """Wait between two tries; cut short by a cancel."""
        self.current.sleep(duration)

    def open(self) -> None:
        """Do nothing: the sync opens its transport."""

    def close(self) -> None:
        """Do nothing: the sync closes its transport."""

    def __enter__(self) -> CurrentTransport:
        """Do nothing."""
        return self

    def __exit__(self, *args: object) -> None:
        """Do nothing."""


@dataclass
class _Held:
    credential: Interactive
    line: CurrentTransport = field(repr=False)


def _quietly(
    credential: Interactive, scopes: tuple[str, ...], said: TokenRequestOptions
) -> AccessTokenInfo | None:
    try:
        return credential.get_token_info(*scopes, options=said)
    except AuthenticationRequiredError:
        return None


def _less_claims(said: TokenRequestOptions) -> TokenRequestOptions:
    return {"enable_cae": said.get("enable_cae", False)}
