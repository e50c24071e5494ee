"""Pick options by what was found of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from odop_bot.solving.solution import Finding, Outcome, Solution, Truth

_RIVAL, _FELLOW = 0.12, 0.16
"""How much worse than the best a listing may fit and be right as well: the one product that is asked for; one product
of several."""


def picked(findings: Sequence[Finding], negative: bool, list_id: str | None, *, rivals: bool = True) -> Solution:
    """Return which options some findings speak for; of those only what fits about as well as the best."""
    best = max((f.score for f in findings if f.truth is Truth.YES), default=0.0)
    least = 0.0 if negative else best - (_RIVAL if rivals else _FELLOW)
    yes = [i for i, f in enumerate(findings) if f.truth is Truth.YES and f.score >= least]
    no = [i for i, f in enumerate(findings) if f.truth is Truth.NO]
    right = no if negative else yes
    if not negative:  # what fits less than the best is neither told as right nor as wrong
        less = [f.truth is Truth.YES and i not in yes for i, f in enumerate(findings)]
        findings = [replace(f, truth=Truth.OPEN) if far else f for f, far in zip(findings, less, strict=True)]
    outcome: Outcome = "open"
    if negative and not (yes and 2 * (len(yes) + len(no)) > len(findings) and len(yes) >= len(no)):
        right = []
    if right:
        outcome = "one" if len(right) == 1 else "several"
    elif len(no if not negative else yes) == len(findings) and not (negative and rivals):
        outcome = "none"  # each is wrong; or, where the wrong one of some pairs is asked for, each is right
    used = list_id or next((findings[i].list_id for i in right), None)
    return Solution(outcome=outcome, chosen=tuple(right), options=tuple(findings), list_id=used)


def of_statements(findings: Sequence[Finding], negative: bool) -> Solution:
    """Return which of several statements is so, or is not: only by what is said, never by likeness."""
    wanted = Truth.NO if negative else Truth.YES
    chosen = tuple(i for i, finding in enumerate(findings) if finding.truth is wanted)
    none = all(finding.truth is wanted.negated for finding in findings)
    outcome: Outcome = "one" if len(chosen) == 1 else "several" if chosen else "none" if none else "open"
    entry = next((findings[i].entry for i in chosen if findings[i].entry), None)
    list_id = next((findings[i].list_id for i in chosen if findings[i].list_id), None)
    return Solution(outcome=outcome, chosen=chosen, options=tuple(findings), entry=entry, list_id=list_id)
