"""People sign in: by a code that they enter in a browser, or by a browser that comes back here.

The shapes are those of the OAuth 2.0 device authorization grant (RFC 8628) and of the code grant
with PKCE (RFC 7636), with Entra's own numbers.
"""

from __future__ import annotations

import base64
import hashlib
import html
import time
from collections.abc import Callable, Mapping
from urllib.parse import urlencode, urlsplit

import msgspec
from aiohttp import web

from data.emulator.entities import Json
from data.emulator.oauth import NO_TENANT, OAuthError, audience, tenant_of
from data.emulator.replies import answer
from data.emulator.routing import Call
from data.emulator.sessions import Entered, Grant, Session

AZ_CLIENT = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
"""The public client that az and the interactive credentials of the SDK sign in as."""

Form = Mapping[str, str]
_PAGE = "<!doctype html><title>Sample Azure</title><h1>Sample Azure</h1>{}"


async def device_code(call: Call) -> web.Response:
    """Begin a sign-in by code."""
    form = {name: str(value) for name, value in (await call.request.post()).items()}
    _home(call)
    audience(call, form.get("scope") or form.get("resource"))
    _check_client(form.get("client_id", ""))
    behaviour = call.world.behaviour
    code, device = call.service.sessions.begin_device(AZ_CLIENT, behaviour.device_seconds)
    page = f"{call.service.url}/devicelogin"
    return answer(
        {
            "user_code": device.user_code,
            "device_code": code,
            "verification_uri": page,
            "expires_in": behaviour.device_seconds,
            "interval": behaviour.device_interval,
            "message": f"Open {page} in a browser and enter {device.user_code} there.",
        }
    )


async def device_page(call: Call) -> web.Response:
    """Show where a code is entered."""
    form = '<form method="post">Code <input name="otc" autofocus> <button>Sign in</button></form>'
    return _page(form)


async def enter_code(call: Call) -> web.Response:
    """Take a code that somebody entered."""
    entered = str((await call.request.post()).get("otc", ""))
    if not call.service.sessions.enter(entered):
        return _page("<p>There is no such code.</p>", status=400)
    return _page(f"<p>Signed in as {html.escape(call.world.user.name)}. Close this window.</p>")


async def authorize(call: Call) -> web.Response:
    """Send the browser of a person who signed in back to the program that asked."""
    asked = call.query
    _home(call)
    _check_client(asked.get("client_id", ""))
    audience(call, asked.get("scope"))
    back = asked.get("redirect_uri", "")
    if urlsplit(back).hostname not in ("localhost", "127.0.0.1"):
        raise OAuthError(400, "invalid_request", 50011, "The address to go back to is not known.")
    if asked.get("code_challenge_method") != "S256":
        raise OAuthError(400, "invalid_request", 501491, "A code challenge by S256 is needed.")
    grant = Grant(
        AZ_CLIENT,
        back,
        asked.get("code_challenge", ""),
        asked.get("nonce", ""),
        asked.get("claims", ""),
    )
    fields = {
        "code": call.service.sessions.begin_grant(grant),
        "state": asked.get("state", ""),
        "session_state": "sample",
    }
    if asked.get("response_mode") != "form_post":
        return web.Response(status=302, headers={"Location": f"{back}?{urlencode(fields)}"})
    inputs = "".join(
        f'<input type="hidden" name="{name}" value="{html.escape(value)}">'
        for name, value in fields.items()
    )
    script = "<script>document.forms[0].submit()</script>"
    action = html.escape(back)
    return _page(f'<form method="post" action="{action}">{inputs}<button>Go on</button>', script)


def _by_device_code(call: Call, form: Form) -> Json:
    device = call.service.sessions.devices.get(form.get("device_code", form.get("code", "")))
    if device is None:
        raise OAuthError(400, "bad_verification_code", 70019, "There is no such device code.")
    if device.until <= time.time():
        raise OAuthError(400, "expired_token", 70020, "The code was not entered in time.")
    if device.entered is Entered.NO:
        raise OAuthError(400, "authorization_declined", 70018, "The person said no.")
    if device.entered is Entered.NOT_YET:
        raise OAuthError(400, "authorization_pending", 70016, "The code was not entered yet.")
    return _tokens(call, form)


def _by_code(call: Call, form: Form) -> Json:
    grant = call.service.sessions.grants.pop(form.get("code", ""), None)
    if grant is None:
        raise OAuthError(400, "invalid_grant", 70008, "The authorization code is not good.")
    digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    if base64.urlsafe_b64encode(digest).decode().rstrip("=") != grant.challenge:
        raise OAuthError(400, "invalid_grant", 501481, "The code verifier is wrong.")
    if form.get("redirect_uri") != grant.redirect_uri:
        raise OAuthError(400, "invalid_grant", 500112, "It was for another address.")
    return _tokens(call, {**form, "claims": form.get("claims") or grant.claims}, grant.nonce)


def _by_refresh_token(call: Call, form: Form) -> Json:
    given = form.get("refresh_token", "")
    session = call.service.sessions.refresh.get(given)
    if session is None or session.client_id != form.get("client_id"):
        message = "The refresh token has expired due to inactivity."
        raise OAuthError(400, "invalid_grant", 700082, message)
    wanted = call.world.behaviour.claims_wanted
    if wanted and wanted in form.get("claims", "") and session.met != wanted:
        message = "Due to a policy of the tenant, the person must sign in once more."
        raise OAuthError(400, "interaction_required", 50076, message)
    return _tokens(call, form, met=session.met)


GRANTS: Mapping[str, Callable[[Call, Form], Json]] = {
    "urn:ietf:params:oauth:grant-type:device_code": _by_device_code,
    "device_code": _by_device_code,
    "authorization_code": _by_code,
    "refresh_token": _by_refresh_token,
}
"""Who answers which kind of request for tokens."""


def _tokens(call: Call, form: Form, nonce: str = "", met: str = "") -> Json:
    client = form.get("client_id", "")
    _check_client(client)
    tenant, user, world = _home(call), call.world.user, call.world
    wanted, seconds = world.behaviour.claims_wanted, world.behaviour.token_seconds
    if wanted and wanted in form.get("claims", ""):
        met = wanted
    if met and world.behaviour.claims_refused:
        message = "Access has been blocked by Conditional Access policies."
        raise OAuthError(400, "access_denied", 53003, message)
    url, asked = call.service.url, audience(call, form.get("scope"))
    person = {"oid": user.id, "sub": user.id, "tid": tenant, "name": user.name}
    if user.guest_of:
        person["idp"] = f"{url}/{user.guest_of}/"
    access = {
        **person,
        "iss": f"{url}/{tenant}/",
        "aud": asked,
        "appid": client,
        "idtyp": "user",
        "scp": "user_impersonation",
        "upn": user.upn,
        **({"acrs": [met]} if met else {}),
    }
    identity = {
        **person,
        "ver": "2.0",
        "iss": f"{url}/{tenant}/v2.0",
        "aud": client,
        "preferred_username": user.upn,
        **({"nonce": nonce} if nonce else {}),
    }
    info = msgspec.json.encode({"uid": user.id, "utid": user.guest_of or tenant})
    return {
        "token_type": "Bearer",
        "scope": f"{asked}/user_impersonation {asked}/.default",
        "expires_in": seconds,
        "ext_expires_in": seconds,
        "access_token": call.service.tokens.signed(access, seconds),
        "refresh_token": call.service.sessions.refresh_token(Session(client, met)),
        "id_token": call.service.tokens.signed(identity, seconds),
        "client_info": base64.urlsafe_b64encode(info).decode().rstrip("="),
    }


def _home(call: Call) -> str:
    """Return the tenant that somebody signs in to; only the managing one has people."""
    tenant = tenant_of(call)
    home = call.world.home.id
    if tenant in (home, *NO_TENANT):
        return home
    message = "The user account does not exist in this tenant."
    raise OAuthError(400, "invalid_grant", 50020, message)


def _check_client(client: str) -> None:
    if client != AZ_CLIENT:
        message = f"There is no application '{client}'."
        raise OAuthError(400, "unauthorized_client", 700016, message)


def _page(content: str, *more: str, status: int = 200) -> web.Response:
    text = _PAGE.format(content + "".join(more))
    return web.Response(text=text, status=status, content_type="text/html")
