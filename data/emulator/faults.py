"""What can go wrong with the sample Azure on purpose: the kinds, and when one of them strikes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

KINDS = {
    "latency": "Answers come late.",
    "storm": "Requests are answered with 429 and Retry-After, again and again.",
    "outage": "Requests are answered with 500 or 503, as JSON or as HTML.",
    "drop": "The connection is cut: before an answer, or in the middle of one.",
    "truncated": "The JSON of an answer is cut off; the answer looks complete.",
    "garbage": "An answer is 200 with HTML, with nothing, or with other JSON.",
    "loop": "A list never ends: its next page is one that was given already.",
    "refused": "Some customers' subscriptions are answered with 403.",
    "expired": "At some moment all tokens issued so far expire; new ones work.",
    "oversized": "An answer is larger than 100 MB, or has no end at all.",
    "stall": "An answer begins, and then stays open without another byte.",
    "elsewhere": "The next page of a list is said to be on another host.",
}
"""Every kind of fault with one sentence that explains it."""
RATE = 1 / 3
LONGEST_BURST = 3
"""How often in a row a fault that heals strikes one and the same request, at most."""


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong, for some requests and some of their repetitions.

    What it strikes follows from the seed, the request, and how often that one came before, so that
    it is the same on every run, in whatever order requests arrive.

    Raises:
        ValueError: When there is no such kind, or the rate is no share.
    """

    kind: str
    rate: float = RATE
    """The share of requests that it strikes: above 0, at most 1."""
    seed: int = 1
    lasting: bool = False
    """Whether a request that it strikes stays struck, however often it is repeated."""
    seconds: float = 3.0
    """The longest wait: for a late answer (latency), or said in Retry-After (storm, outage)."""
    sign_in: bool = False
    """Whether requests for tokens are struck, too; refused, expired, loop and elsewhere cannot."""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            known = ", ".join(KINDS)
            raise ValueError(f"There is no fault '{self.kind}'; known are {known}.")
        if not 0 < self.rate <= 1:
            raise ValueError(
                f"The rate of fault {self.kind} must be above 0 and at most 1, not {self.rate:g}."
            )

    def strikes(self, request: str, before: int) -> bool:
        """Whether it strikes a request that came so many times before.

        A fault that heals comes in bursts: of four tries in a row it takes the first one to three.
        """
        if self.lasting:
            return self.share(request) < self.rate
        burst, at = divmod(before, LONGEST_BURST + 1)
        if self.share(request, burst) >= self.rate:
            return False
        return at <= self.share(request, burst, "length") * LONGEST_BURST

    def share(self, *about: object) -> float:
        """Return a number from 0 up to 1 that always belongs to these things and this fault."""
        text = repr((self.seed, self.kind, *about))
        digest = hashlib.blake2b(text.encode(), digest_size=6).digest()
        return int.from_bytes(digest) / 2**48


def parse(text: str, seed: int) -> Fault:
    """Return the fault that ``NAME`` or ``NAME=RATE`` stands for.

    Raises:
        ValueError: When it stands for none.
    """
    kind, separator, rate = text.partition("=")
    if not separator:
        return Fault(kind, seed=seed)
    try:
        share = float(rate)
    except ValueError:
        raise ValueError(
            f"'{rate}' in --fault {text} is no number; write {kind}=0.5 for every second request."
        ) from None
    return Fault(kind, share, seed)
