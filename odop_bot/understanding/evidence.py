"""What was found in a message: labelled spans and the words around them. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from odop_bot.language.tokens import Token
from odop_bot.understanding.memory import Memory
from odop_bot.understanding.mentions import Candidate, Flags, Mention
from odop_bot.understanding.phrases import Hit

PRODUCT = "product:"
"""Prefix of the value of a phrase that is a product's official wording."""


@dataclass(frozen=True, slots=True)
class Registered:
    """What a message may name of the GI Registry."""

    names: tuple[str, ...] = ()
    """Ids of the registrations that explain every product, place and name of the message, the likeliest first."""
    near: tuple[str, ...] = ()
    """Those that explain most of it, where none explains all."""
    whole: bool = False
    """Whether the message holds the whole name."""
    tokens: frozenset[int] = frozenset()
    """Tokens that stand in the names."""
    word: str | None = None
    """The first of them that few names have, as it is registered."""
    thing: bool = False
    """Whether it names any thing at all, not only places."""
    goods: str | None = None
    """The class of goods that it names."""
    unknown: bool = False
    """Whether it has words that may be a name that is not registered."""


NOTHING_REGISTERED = Registered()


@dataclass(slots=True)
class Evidence:
    """One message, taken apart by the annotators."""

    text: str
    """The message, normalised."""
    tokens: Sequence[Token]
    language: str | None
    """Language that it is written in, if it shows one."""
    memory: Memory
    flags: Flags
    """What each word is: filler, cue, everyday word, …"""
    intents: dict[str, list[Hit]]
    lists: list[Hit]
    products: list[Hit]
    """Families and official wordings, no two overlapping."""
    mentions: list[Mention]
    """Places that may well be meant, no two overlapping, in order."""
    doubted: list[Mention]
    """Places that something speaks against: an idiom, a product, a person's name."""
    sure: list[Candidate]
    """Districts that a mention names beyond doubt."""
    unsure: list[Mention]
    """Mentions that could be several districts, or a misspelt one; with the candidates too close to call."""
    states: tuple[int, ...]
    """LGD codes of the States named."""
    not_in: tuple[int, ...]
    """Those of them that the message puts a district in which lies elsewhere."""
    pins: list[str]
    pinned: tuple[int, ...]
    """LGD code of the district that the PIN codes lie in, if they lie in one and no district is named surely."""
    in_domain: bool
    """Whether it says ODOP, product, PMFME or the like."""
    out_of_domain: bool
    """Whether it speaks of a subject that is none of our business."""
    abroad: bool
    """Whether it names a place outside India."""
    concepts: list[tuple[int, int, str]]
    """Words that mean one thing in questions on schemes: first token, behind the last, concept."""
    types: frozenset[str]
    """Kinds of things asked for: a time, a person, a number, …"""
    needs: tuple[str, ...] = ()
    """Ids of what a maker asks for."""
    groups: tuple[str, ...] = ()
    """Ids of what the person says to be."""
    denied: set[int] = field(default_factory=set)
    """Tokens that say which place is not meant."""
    old_lists: frozenset[str] = frozenset()
    """Lists named that a newer edition has replaced."""
    agreed: tuple[int, ...] = ()
    """LGD code of the district named that makes what is named beside it."""
    beside: tuple[int, ...] = ()
    """LGD codes of the districts that share the name of one that the talk told apart."""
    referred: tuple[int, ...] = ()
    """LGD codes of the districts that words of the message point at in the memory."""
    referred_entry: str | None = None
    """FAQ entry that the message goes on from."""
    subject_id: str | None = None
    """What that entry is about."""
    subject: tuple[str, ...] = ()
    """Stems of the name of what that entry is about: they count as if they stood in the message."""
    refers: bool = False
    """Whether the message points at what was shown, or goes on from it."""
    corrects: bool = False
    """Whether it says that the answer before was wrong."""
    about: tuple[str, ...] = ()
    """Ids of the subjects of FAQ entries that it names."""
    lacking: bool = False
    """Whether the district named is listed for nothing of the kind named beside it."""
    programme: set[int] = field(default_factory=set)
    """Tokens of the programme's name written out."""
    registered: Registered = NOTHING_REGISTERED
    """What of the GI Registry it may name."""
    small: dict[str, list[Hit]] = field(default_factory=dict)
    """Small talk by kind."""

    def wants(self, *intents: str) -> bool:
        """Whether the message shows one of these intents."""
        return any(intent in self.intents for intent in intents)

    @property
    def list_id(self) -> str | None:
        """The list that the message names; None where it names several, or an old one and what stands there now."""
        named = {hit.values[0] for hit in self.lists}
        several = self.then_and_now or self.wants("both_lists")
        return named.pop() if len(named) == 1 and not several else None

    @property
    def then_and_now(self) -> bool:
        """Whether the message asks of an older list and of today's."""
        return bool(self.old_lists) and (len({hit.values[0] for hit in self.lists}) > 1 or self.wants("now"))

    @property
    def named(self) -> frozenset[int]:
        """Tokens that belong to a place's name."""
        return frozenset(i for mention in self.mentions for i in range(mention.start, mention.end))

    @property
    def districts(self) -> tuple[int, ...]:
        """LGD codes of the districts that it is about: those named, or that of a PIN code, or those pointed at."""
        return tuple(candidate.place.id for candidate in self.sure) or self.pinned or self.referred

    @property
    def quoted(self) -> str | None:
        """The official wording of a product that the message quotes."""
        for hit in self.products:
            for value in hit.values:
                if value.startswith(PRODUCT):
                    return value.removeprefix(PRODUCT)
        return None

    @property
    def families(self) -> tuple[str, ...]:
        """Ids of the families named, in order."""
        return tuple(dict.fromkeys(v for hit in self.products for v in hit.values if not v.startswith(PRODUCT)))

    @property
    def unexplained(self) -> tuple[int, ...]:
        """Tokens with content that nothing explains."""
        explained = self.named | self.flags.filler | self.flags.cue | span_of(self.lists) | span_of(self.products)
        explained |= self.denied
        explained |= {i for hits in self.intents.values() for i in span_of(hits)}
        explained |= {i for start, end, _ in self.concepts for i in range(start, end)} | self.registered.tokens
        return tuple(i for i, token in enumerate(self.tokens) if i not in explained and not token.text.isdigit())


def span_of(hits: Iterable[Hit]) -> set[int]:
    """Return the tokens of some hits."""
    return {i for hit in hits for i in range(hit.start, hit.end)}
