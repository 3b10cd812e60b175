"""When a decision of a person still holds of what is known now. Pure.

**Source**: design section 3: a decision is bound to the evidence and the edition that it judged; a clearance never
hides a new hit.
"""

from __future__ import annotations

from typing import NamedTuple

from riskreg.rules.terms import Verdict


class Ground(NamedTuple):
    """What there is to judge of a flag.

    Attributes:
        verdict: Restricted or suspected.
        digest: SHA-256 of maker, telling traces, and list entry or determination by content; None where it was
            recorded before riskreg kept one.
    """

    verdict: Verdict
    digest: str | None


def still_judged(judged: Ground, now: Ground) -> bool:
    """Whether a decision made of one ground holds of another.

    It holds while the same maker is told by the same traces under an entry or determination that says the same, and
    the verdict has not become graver. An edition that repeats the entry word for word changes nothing; one that says
    something else, or a new trace, opens the flag again. Where no digest was kept, the verdict alone is compared.

    Args:
        judged: The ground that the person judged.
        now: The ground that stands.
    """
    if now.verdict.gravity > judged.verdict.gravity:
        return False
    if judged.digest is None or now.digest is None:
        return judged.verdict is now.verdict
    return judged.digest == now.digest
