"""What an audit found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from odop_bot.quiz.audit import manners

_SHOWN = 5


@dataclass(slots=True)
class Audit:
    """Faults of questions, and what they are about."""

    asked: int = 0
    faults: dict[str, list[str]] = field(default_factory=dict)
    """By kind of fault the questions, as one line."""
    kinds: Counter[str] = field(default_factory=Counter)
    topics: Counter[str] = field(default_factory=Counter)
    lists: Counter[str] = field(default_factory=Counter)
    best_known: int = 0
    """Questions on the best-known districts."""
    placed: int = 0
    """Questions on any districts."""
    guessed: dict[str, tuple[int, int]] = field(default_factory=dict)
    """By what a solver knows: how many questions it solved, of how many."""
    absolute: tuple[int, int] = (0, 0)
    """Statements with words like only or never: how many are false, of how many."""

    FAULTS = (
        "also right",
        "wrong key",
        "between",
        "impossible",
        "unreadable",
        "repeated in a round",
        "explanation cut",
        "told by the stem",
        *manners.FAULTS,
    )

    def fault(self, kind: str, what: str) -> None:
        """Note a fault."""
        self.faults.setdefault(kind, []).append(what)

    @property
    def clean(self) -> bool:
        """Whether there is no fault."""
        return not any(self.faults.values())

    def lines(self) -> list[str]:
        """Return the audit for people."""
        out = [f"{self.asked} questions"]
        for kind in self.FAULTS:
            found = self.faults.get(kind, [])
            out.append(f"{kind}: {len(found)}")
            out += [f"    {text}" for text in found[:_SHOWN]]
        for name, (right, of) in self.guessed.items():
            out.append(f"solved by {name}: {_share(right, of)} (chance 25.0 %)")
        false, of = self.absolute
        out.append(f"statements with only, never, no, not that are false: {_share(false, of)}")
        out.append(
            f"on the best-known districts: {_share(self.best_known, self.asked)} of all, "
            f"{_share(self.best_known, self.placed)} of those on districts"
        )
        for title, counts in (("kind", self.kinds), ("topic", self.topics), ("list", self.lists)):
            told = ", ".join(f"{name} {_share(n, self.asked)}" for name, n in counts.most_common())
            out.append(f"by {title}: {told}")
        return out


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "none"
