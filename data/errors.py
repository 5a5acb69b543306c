"""What can go wrong that a user can do something about: the message is one clear sentence."""

from __future__ import annotations


class PlainError(Exception):
    """Says what happened and what to do; shown as it is, never as a traceback."""


class WrongUseError(PlainError):
    """An option has a value that cannot be right."""


class StoreError(PlainError):
    """A file of ours cannot be read or written."""


class NotSignedInError(PlainError):
    """There is no usable sign-in."""


class SyncFailedError(PlainError):
    """Nothing could be read from Azure; what was known before stays."""
