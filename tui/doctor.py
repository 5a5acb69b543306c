"""What ``doctor`` looks at, in order: this machine, the settings, the files, then Azure."""

from __future__ import annotations

import os
import platform
import re
import shutil
import socket
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from data.errors import PlainError
from data.health import Check, Health, failed, ok, warning
from data.known import Known
from data.redaction import Redactor
from data.store.health import cache_check, folder_check, library_check, lock_checks
from data.store.profile import Profile
from data.store.profile_file import ProfileFile
from tui.demo import PROFILE
from tui.jobs import Connect
from tui.settings import Settings

_PACKAGES = ("lightkeeper", "textual", "azure-identity", "azure-mgmt-managedservices")
_PROXIES = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "NO_PROXY", "no_proxy")
_BUNDLES = ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE")
_COLUMNS, _LINES = 80, 24
_OLDEST = (3, 11)


def examine(settings: Settings, connect: Connect) -> Iterator[Check]:
    """Yield a line for each thing, as soon as it was looked at.

    Args:
        settings: Which profile, and what was said on the command line.
        connect: Finds the Azure of that profile.
    """
    yield _python()
    yield ok("versions", ", ".join(f"{each} {version(each)}" for each in _PACKAGES) + ".")
    yield _terminal()
    yield from _network()
    yield (settled := _settings(settings))
    profile = Profile(settings.profile)
    yield folder_check(profile)
    cache, known = cache_check(profile)
    yield cache
    yield library_check(profile)
    yield from lock_checks(profile)
    if settled.state is not Health.FAILED:
        yield from _azure(connect, known)


def brings_its_own(settings: Settings) -> bool:
    """Whether it is the demo's profile, on the sample Azure that the demo starts."""
    return settings.profile == PROFILE and not settings.arm_url


def redacted(checks: Iterable[Check]) -> Iterator[Check]:
    """Yield the same without ids, names of this machine or the folder of its user."""
    redactor = Redactor(b"")  # it only has to put zeros for ids, so no key decides over numbers
    home, host = str(Path.home()), socket.gethostname()

    def told(text: str) -> str:
        found = redactor.sentence(text).replace(home, "~")
        return re.sub(rf"\b{re.escape(host)}\b", "this machine", found) if host else found

    for each in checks:
        yield each._replace(words=told(each.words), fix=told(each.fix))


def _python() -> Check:
    found = platform.python_version()
    if sys.version_info < _OLDEST:
        return failed("Python", f"This is Python {found}. Install 3.11 or a newer one.")
    return ok("Python", f"{found} on {platform.system()}.")


def _terminal() -> Check:
    name = "terminal"
    stdout = sys.__stdout__  # what the dashboard puts in its place is no terminal
    if stdout is None or not stdout.isatty():
        return ok(name, "none here, since the output goes elsewhere.")
    size = shutil.get_terminal_size()
    words = f"{size.columns}x{size.lines}, {os.environ.get('TERM') or 'of no known kind'}"
    if size.columns < _COLUMNS or size.lines < _LINES:
        fix = f"Make it {_COLUMNS}x{_LINES} at least."
        return warning(name, f"{words}: some of the screens is cut.", fix)
    encoding = (stdout.encoding or "").lower()
    if not encoding.startswith("utf"):
        fix = "Set LANG to a locale of UTF-8, such as C.UTF-8."
        return warning(name, f"{words}, in {encoding}: not every sign can be shown.", fix)
    return ok(name, f"{words}, {encoding}.")


def _network() -> Iterator[Check]:
    said = [f"{name}={_plain(value)}" for name in _PROXIES if (value := os.environ.get(name))]
    yield ok("proxy", f"{', '.join(said)}." if said else "none is named.")
    bundles = {name: value for name in _BUNDLES if (value := os.environ.get(name))}
    for name, value in bundles.items():
        if not Path(value).exists():
            fix = f"Let {name} name the file with the certificates to trust, or unset it"
            yield failed("certificates", f"{name} names {value}, which is not there. {fix}.")
            return
    said = [f"{name}={value}" for name, value in bundles.items()]
    yield ok("certificates", f"{', '.join(said)}." if said else "the usual ones.")


def _plain(url: str) -> str:
    """Return a proxy's address without the name and password that may be in it."""
    parts = urlsplit(url)
    if parts.netloc:
        return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    return url.rpartition("@")[2]


def _settings(settings: Settings) -> Check:
    name = "profile"
    try:
        holds = settings.resolved()
        file = ProfileFile()
        source = file.path if settings.profile in file.profiles() else "no file, which is fine"
    except PlainError as error:
        return failed(name, str(error))
    if brings_its_own(settings):
        return ok(name, f"{settings.profile}, with a sample Azure of its own.")
    where = holds.arm_url or f"cloud {holds.cloud.value}"
    tenant = holds.tenant or "any"
    return ok(name, f"{settings.profile} ({source}): {where}, tenant {tenant}.")


def _azure(connect: Connect, known: Known | None) -> Iterator[Check]:
    from data.azure.cancel import Watch
    from data.azure.health import azure_checks

    try:
        source = connect()
    except PlainError as error:
        yield failed("address", str(error))
        return
    yield from azure_checks(source, known, Watch())
