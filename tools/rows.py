"""The rows that the weights are fitted on: a message, and what may be asked by it."""

from __future__ import annotations

import csv
import json
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from benchmarks.cases import asked, foreign, typo
from odop_bot.answering import Renderer
from odop_bot.knowledge import Knowledge
from odop_bot.knowledge.models import ENGLISH, FaqEntry
from odop_bot.language.tokens import key_of, normalise, tokenise
from odop_bot.understanding.annotators.agreeing import makes
from odop_bot.understanding.memory import Memory, Shown
from odop_bot.understanding.requests import Choice
from tests.data import TESTS, load, load_all
from tools.judging import Told

QUESTIONS = TESTS / "development" / "questions"
KEPT = TESTS / "development" / "kept"
REPLY_LANGUAGE = {"hinglish": "hi", "tenglish": "te"}
"""Language of the reply to questions in Latin letters."""
NONE = "none"
_CLASSES = {
    "district": ("district",),
    "state": ("state",),
    "product": ("product",),
    "pin": ("pin",),
    "count": ("count",),
    "compare": ("compare",),
    "support": ("support",),
    "gi": ("gi",),
    "smalltalk": ("smalltalk",),
    "unknown": (NONE,),
}
_MOST_ENTRIES = 10
"""A row whose key strings more entries hold says nothing of which is meant."""
_NEGATIVES = 2.0
"""Weight of a message that is none of our business: what is left unanswered in error costs too."""
_FOLLOWING = 2
"""Bare follow-up questions for each entry and language."""
_LONGEST_FOLLOWING = 8
"""Words of a question that leans on the answer before it."""
_ASIDE = 0.6
"""The same for one that stands behind an answer: there are as many of them as of all others."""
_NAME_ALONE = 1.0
"""Weight of a name that is all of a message: that is how most people ask."""
_IN_A_TALK = 0.6
"""Share of the short ways of naming another district that stand behind a card."""
_WORDS = 2.0
"""Weight of a question in a word or two: there are few of each."""
_SMALL_SETS = 3.0
"""Weight of a row that somebody wrote from life, against a known question of ours."""


@dataclass(frozen=True, slots=True)
class Row:
    """One message with what may be asked by it."""

    text: str
    labels: frozenset[str]
    """Classes of the model: kinds, and `faq <id>`."""
    group: str
    """Rows of one writer or origin stay together when the figures are checked on rows left out."""
    language: str
    weight: float = 1.0
    memory: Memory = field(default_factory=Memory)
    """What was shown before."""
    must: str = ""
    must_not: str = ""
    districts: str = ""
    """LGD codes that a right card is about, joined by `|`."""


def kept(knowledge: Knowledge, renderer: Renderer) -> list[Row]:
    """Return the rows that are kept aside: nothing is fitted on them."""
    told = _Entries(knowledge, renderer)
    return [*_written(told, KEPT), *_dialogues(told, KEPT)]


def rows(knowledge: Knowledge, renderer: Renderer) -> list[Row]:
    """Return all rows to fit on, in a fixed order."""
    told = _Entries(knowledge, renderer)
    written = [*_written(told, QUESTIONS), *_dialogues(told, QUESTIONS)]
    return _joined(
        [
            *_known(knowledge),
            *_following(knowledge),
            *_aside(knowledge),
            *_frames(knowledge),
            *_conversations(),
            *written,
            *_foreign(),
        ]
    )


def _joined(found: list[Row]) -> list[Row]:
    """Return rows with those of one text in one, which allows what each of them allows."""
    out: dict[tuple[str, Memory], Row] = {}
    for row in found:
        key = row.text, row.memory
        first = out.setdefault(key, row)
        if first is not row:
            out[key] = replace(first, labels=first.labels | row.labels, weight=max(first.weight, row.weight))
    return list(out.values())


class _Entries:
    """Which entries tell what a row wants."""

    def __init__(self, knowledge: Knowledge, renderer: Renderer) -> None:
        self._texts = {
            (entry.id, language): Told.of(
                f"{renderer.wording(language).text(entry.title)}\n{renderer.faq_answer(entry.id, language)}"
            )
            for entry in knowledge.faq.values()
            for language in renderer.languages
        }
        self._entries = tuple(knowledge.faq)
        self._tellers: dict[str, set[str]] = defaultdict(set)
        for entry, facts in load("development/facts_of_entries.yaml").items():
            for fact in facts:
                self._tellers[fact].add(entry)

    def labels(
        self, kinds: set[str], language: str, must: str, must_not: str, districts: str, facts: str = ""
    ) -> frozenset[str]:
        """Return the classes of a row; none where its key strings do not tell which entry is meant."""
        out: set[str] = set()
        if "help" in kinds:
            kinds = kinds | ({"support", "faq"} if not kinds & {"smalltalk", "unknown"} else {"bot help"})
        for kind in kinds:
            out.update(_CLASSES.get(kind, ()))
        if "bot help" in kinds:
            out.add("help")
        if "choice" in kinds and districts:
            out.add("district")
        if kinds & {"faq", "count"} and must:
            reply = REPLY_LANGUAGE.get(language, language)
            reply = reply if (self._entries[0], reply) in self._texts else ENGLISH
            found = [e for e in self._entries if self._texts[e, reply].tells(must, must_not)]
            tellers = {entry for fact in facts.split("|") for entry in self._tellers.get(fact, ())}
            found = [e for e in found if e in tellers] or found
            if len(found) > _MOST_ENTRIES:
                return frozenset()
            out.update(f"faq {entry}" for entry in found)
        return frozenset(out)


def _known(knowledge: Knowledge) -> Iterator[Row]:
    """Yield our own ways of asking, and titles."""
    for entry in knowledge.faq.values():
        label = frozenset({f"faq {entry.id}"})
        for code, lines in entry.asks.items():
            for line in lines:
                yield Row(line, label, "known", code)
        for code, title in entry.title.items():
            yield Row(title, label, "known", code, 0.5)
    for language, cases in asked().items():
        for case in cases:
            yield Row(case.text, frozenset({f"faq {case.entry}"}), "own words", language, 2.0)


def _following(knowledge: Knowledge) -> Iterator[Row]:
    """Yield what is asked next: our ways of asking without the name of the subject, after another answer on it."""
    rng = random.Random(7)
    by_subject: dict[str, list[FaqEntry]] = defaultdict(list)
    for entry in knowledge.faq.values():
        by_subject[entry.subject].append(entry)
    for entry in knowledge.faq.values():
        others = [other.id for other in by_subject[entry.subject] if other is not entry] or [entry.id]
        names = _names_of_subject(knowledge, entry)
        for code, lines in entry.asks.items():
            bare = dict.fromkeys(text for line in lines if (text := _without(line, names)))
            for text in rng.sample(list(bare), min(_FOLLOWING, len(bare))):
                # What was told already is asked again, too: "when?" after the answer that has the date.
                shown = Shown(kind="faq", entry=rng.choice([*others, entry.id]))
                yield Row(text, frozenset({f"faq {entry.id}"}), "following", code, memory=Memory(trail=(shown,)))


def _aside(knowledge: Knowledge) -> Iterator[Row]:
    """Yield what is none of our business, asked after an answer: the answer before makes it no clearer."""
    rng = random.Random(5)
    entries, districts = tuple(knowledge.faq), tuple(knowledge.districts)
    for path in sorted(QUESTIONS.glob("negatives*.csv")):
        for row in csv.DictReader(path.open(encoding="utf-8", newline="")):
            of_scheme = Shown(kind="faq", entry=rng.choice(entries))
            of_place = Shown(kind="district", districts=(rng.choice(districts),))
            memory = Memory(trail=(rng.choice((of_scheme, of_place)),))
            yield Row(row["text"], frozenset({NONE}), "aside", row["lang"], _ASIDE, memory)


def _in_a_word(knowledge: Knowledge) -> Iterator[Row]:
    """Yield what is asked next in a word or two, "documents?", after another answer on the subject."""
    rng = random.Random(3)
    words = load("development/aspects_in_a_word.yaml")
    for entry in knowledge.faq.values():
        sisters = [x for x in knowledge.faq.values() if x.subject == entry.subject]
        for aspect in entry.aspects:
            foremost = [x for x in sisters if aspect in x.aspects]
            if aspect in words and min(foremost, key=lambda x: x.aspects.index(aspect)) is entry:
                for code, texts in words[aspect].items():
                    shown = Shown(kind="faq", entry=rng.choice(sisters).id)
                    memory = Memory(trail=(shown,))
                    yield Row(rng.choice(texts), frozenset({f"faq {entry.id}"}), "following", code, _WORDS, memory)


def _names_of_subject(knowledge: Knowledge, entry: FaqEntry) -> set[str]:
    """Return the stems of the words that name what an entry is about."""
    subject = knowledge.subjects[entry.subject]
    names = [*subject.name.values(), entry.subject.replace("-", " ")]
    stems = {token.stem for name in names for token in tokenise(normalise(name))}
    for concept in knowledge.words.schemes:
        phrases = [{t.stem for t in tokenise(normalise(phrase))} for phrase in knowledge.words.concepts[concept]]
        if any(phrase <= stems for phrase in phrases):
            stems |= {stem for phrase in phrases if len(phrase) == 1 for stem in phrase}
    return stems


def _without(line: str, names: set[str]) -> str | None:
    """Return a question without the words of its subject; None where too little is left, or too much."""
    left = [token.text for token in tokenise(normalise(line)) if token.stem not in names]
    return " ".join(left) if 1 < len(left) <= _LONGEST_FOLLOWING else None


def _frames_of_districts(knowledge: Knowledge, rng: random.Random) -> Iterator[Row]:
    frames = load("development/frames.yaml")
    for district in knowledge.districts.values():
        state = knowledge.state_of(district)
        name = district.name
        if len(name) > 5 and name.isalpha() and rng.random() < 0.5:
            name = typo(name.lower(), rng)
        names = [name, district.names["hi"], *district.names.values(), *district.also[:2], *district.former[:1]]
        yield Row(rng.choice(names), frozenset({"district"}), "frames", "en", _NAME_ALONE)
        yield Row(
            f"{rng.choice(names)} {rng.choice([state.name, state.code, state.name.lower()])}",
            frozenset({"district"}),
            "frames",
            "en",
            0.3,
        )
        # In English for each: names that our own questions hold (Lucknow, of the summit) must not tilt them.
        for code in (ENGLISH, *rng.sample(sorted(frames.keys() - {ENGLISH}), 2)):
            text = rng.choice(frames[code]).format(
                district.names.get(code, district.name) if "Latn" not in code else name
            )
            yield Row(text, frozenset({"district"}), "frames", code, 0.5)


def _districts_of_questions(knowledge: Knowledge) -> Iterator[Row]:
    """Yield every frame with the districts that our own questions name: the summit of Lucknow is not all of it."""
    asks = {
        word
        for entry in knowledge.faq.values()
        for line in (entry.title[ENGLISH], *entry.asks.get(ENGLISH, ()))
        for word in key_of(line).split()
    }
    for district in knowledge.districts.values():
        if key_of(district.name) in asks:
            for frame in load("development/frames.yaml")[ENGLISH]:
                yield Row(frame.format(district.name), frozenset({"district"}), "frames", ENGLISH, 0.3)


def _next_districts(knowledge: Knowledge, rng: random.Random) -> Iterator[Row]:
    """Yield how people go on to another district, in a talk or at its beginning."""
    districts = list(knowledge.districts.values())
    for code, lines in load("development/follow_ups.yaml").items():
        for line in lines:
            for district in rng.sample(districts, 8):
                shown = Shown(kind="district", districts=(rng.choice(districts).lgd,))
                memory = Memory(trail=(shown,)) if rng.random() < _IN_A_TALK else Memory()
                text = line.format(district.names.get(code, district.name))
                yield Row(text, frozenset({"district"}), "frames", code, 0.5, memory)


def _frames(knowledge: Knowledge) -> Iterator[Row]:
    """Yield names alone and in short frames, with and without typos: what most people type."""
    rng = random.Random(11)
    yield from _frames_of_districts(knowledge, rng)
    yield from _districts_of_questions(knowledge)
    yield from _next_districts(knowledge, rng)
    for state in knowledge.states.values():
        for text in (state.name, state.names["hi"], f"list odop of {state.name}", f"{state.name} ke sabhi jile"):
            yield Row(text, frozenset({"state"}), "frames", "en", 0.5)
        for frame in (
            "how many odop products in {}",
            "{} me kitne product hai",
            "{} me kitne jile list me hai",
            "{} lo enni districts",
        ):
            yield Row(frame.format(rng.choice([state.name, state.code])), frozenset({"count"}), "frames", "en", 0.5)
    yield from _frames_of_products(knowledge, rng)
    for kind, phrases in knowledge.words.smalltalk.items():
        for phrase in phrases:
            yield Row(phrase, frozenset({"help" if kind == "help" else "smalltalk"}), "frames", "en", 2.0)
    yield from _pairs(knowledge, rng)
    yield from _frames_of_makers(knowledge, rng)
    pins = list(knowledge.pins.codes())
    for frame in ("{}", "{}", "pin {}", "{} ka odop", "{} which district", "odop product of pin code {}", "మా పిన్ {}"):
        for pin in rng.sample(pins, 40):
            yield Row(frame.format(rng.choice((pin, f"{pin[:3]} {pin[3:]}"))), frozenset({"pin"}), "frames", "en")
    for item in rng.sample(list(knowledge.gi.values()), 200):
        text = rng.choice(_OF_GIS).format(rng.choice([item.name, item.name.lower(), *item.also]))
        yield Row(text, frozenset({"gi"}), "frames", "en", 0.5)


def _frames_of_products(knowledge: Knowledge, rng: random.Random) -> Iterator[Row]:
    for family in knowledge.families.values():
        for texts in family.also.values():
            yield Row(rng.choice(texts), frozenset({"product"}), "frames", "en", 0.5)
        yield Row(family.name["en"], frozenset({"product"}), "frames", "en", 0.5)
        frame = rng.choice(
            [
                "which district makes {}",
                "{} kahan banta hai",
                "{} districts",
                "{} ke jile",
                "where is {} made",
                "{} odop districts",
                "{} ఏ జిల్లాలో",
            ]
        )
        yield Row(frame.format(family.name["en"]), frozenset({"product"}), "frames", "en", 0.5)
    listings = [(d, x) for d in knowledge.districts.values() for x in d.listings if x.list == "dpiit"]
    for district, listing in rng.sample(listings, 500):
        yield Row(listing.product, frozenset({"product"}), "frames", "en", 0.4)
        yield Row(f"{district.name} {listing.product}", frozenset({"district", "product"}), "frames", "en", 0.3)


def _frames_of_makers(knowledge: Knowledge, rng: random.Random) -> Iterator[Row]:
    """Yield what makers need, and what is asked of products where they are made and where not."""
    districts = list(knowledge.districts.values())
    for code, needs in _NEEDS.items():
        for frame in needs:
            for family in rng.sample(list(knowledge.families.values()), 14):
                district = rng.choice(districts)
                craft = rng.choice(family.also.get(code) or family.also[ENGLISH])
                text = frame.format(p=craft, d=district.names.get(code, district.name))
                yield Row(text, frozenset({"support"}), "frames", code, 0.5)
    for frame in _ASTRAY:
        for family in rng.sample(list(knowledge.families.values()), 20):
            name, district = rng.choice([*family.name.values()]), rng.choice(districts)
            if not makes(knowledge, district.lgd, (family.id,)):
                text = frame.format(p=name.lower(), d=district.name)
                yield Row(text, frozenset({"product"}), "frames", "en", 0.5)
    for frame in _IN_STATES:
        for family in rng.sample(list(knowledge.families.values()), 20):
            within = sorted({d.state for d, _ in knowledge.listings_of_family[family.id]})
            if within:
                state = knowledge.states[rng.choice(within)]
                name = rng.choice([*family.name.values()]).lower()
                text = frame.format(p=name, s=rng.choice([state.name, state.names["hi"], state.code]))
                yield Row(text, frozenset({"product"}), "frames", "en", 0.5)
    for frame in _MOST:
        for state in rng.sample(list(knowledge.states.values()), 4):
            text = frame.format(s=rng.choice([state.name, state.names["hi"]]))
            yield Row(text, frozenset({"compare"}), "frames", "en", 0.5)
    for code, frames in _HOW_MANY.items():
        for frame in frames:
            for family in rng.sample(list(knowledge.families.values()), 10):
                text = frame.format(p=rng.choice(family.also.get(code) or family.also[ENGLISH]))
                yield Row(text, frozenset({"count", "product"}), "frames", code, 0.5)
    for code, lines in _MORE_OF_NEEDS.items():
        for line in lines:
            for family in rng.sample(list(knowledge.families.values()), 4):
                shown = Shown(
                    kind="support", districts=(rng.choice(districts).lgd,), families=(family.id,), needs=("loan",)
                )
                yield Row(line, frozenset({"support"}), "frames", code, 0.5, Memory(trail=(shown,)))


_HOW_MANY = {
    "en": ("how many districts make {p}", "number of districts with {p}", "in how many districts is {p} the product"),
    "hi": (
        "कितने ज़िलों में {p} बनता है",
        "{p} कितने ज़िलों का उत्पाद है",
        "kitne jile me {p} banti hai",
        "kitne zilo me {p} banta h",
        "{p} kitne jilo ka odop hai",
    ),
    "te": ("{p} ఎన్ని జిల్లాల్లో ఉంది", "{p} enni jillallo undi", "enni jillalu {p} chestayi"),
}
"""In how many districts a product is made."""
_MORE_OF_NEEDS = {
    "en": ("how much will i get", "how much money", "where do i go for it", "and the papers"),
    "hi": ("kitna milega", "kitna paisa milega", "कितना मिलेगा", "कहाँ जाना पड़ेगा", "kaha jau", "kagaj kya lagenge"),
    "te": ("entha vastundi", "ఎంత వస్తుంది", "ఎక్కడికి వెళ్లాలి", "ekkadiki vellali", "e papers kavali"),
}
"""What a maker goes on to ask when he was told what helps him."""
_MOST = (
    "which district has the most odop products",
    "which district in india has maximum number of products in the national list",
    "which district of {s} has the most products",
    "{s} district with the longest odop list",
    "sabse zyada odop product kis jile me hai",
    "{s} me sabse zyada product kis jile ke hai",
    "किस ज़िले में सबसे ज़्यादा ओडीओपी उत्पाद हैं",
    "{s} में सबसे ज़्यादा उत्पाद किस ज़िले के हैं",
    "ఏ జిల్లాలో ఎక్కువ ఓడీఓపీ ఉత్పత్తులు ఉన్నాయి",
    "{s} lo ekkuva products e jilla lo",
    "which district of {s} has fewest odop products",
)
"""Where there are most products."""
_IN_STATES = (
    "list all districts of {s} where {p} is the odop product",
    "which districts of {s} have {p}",
    "{s} me {p} wale jile batao",
    "{s} ke kis kis jile me {p} hai",
    "{p} districts in {s}",
    "all the {p} districts of {s} please",
    "{s} में {p} कौन कौन से ज़िलों का उत्पाद है",
    "{s} lo {p} e e jillalu",
    "{s}లో {p} ఏ జిల్లాల్లో ఉంది",
)
"""What is asked of a product within a State."""
_ASTRAY = (
    "{p} is odop of which district, my book says {d}",
    "is {p} really from {d} or from another district",
    "i live in {d}, which district is known for {p}",
    "which district makes {p}? someone told me {d}",
    "buyer from {d} here, who makes {p}",
    "{p} {d} ka nahi hai to kis jile ka hai",
    "mai {d} me rehta hu, {p} wala jila kaun sa hai",
    "{p} kahan ka hai, {d} walo ne bataya",
    "{d} se hu, {p} kis jile me milega",
    "{p} किस ज़िले का है, किताब में {d} लिखा है",
    "{d} से हूँ, {p} कौन से ज़िले में बनता है",
    "{p} ఏ జిల్లాది, {d} అని చెప్పారు",
    "{d} lo untanu, {p} e jilla lo dorukutundi",
    "{p} {d} di anukunna, asalu e jilla",
)
"""What is asked of a product beside a district that does not make it."""
_NEEDS = {
    "en": (
        "i make {p} in {d}, i need a loan",
        "{p} maker from {d}, which scheme helps me",
        "loan for {p} in {d}",
        "where do i get training for {p} in {d}",
        "i am a {p} artisan of {d} and need a machine",
        "loan in {d}",
        "subsidy for a {p} unit in {d}",
        "how can i sell my {p}, i am from {d}",
        "i do {p} work since my father's time, which loan",
    ),
    "hi-Latn": (
        "{d} me loan chahiye",
        "{d} me loan",
        "{d} me {p} ka kaam karta hu, loan chahiye",
        "mera jila {d} hai, {p} ka kaam karta hu, loan chahiye",
        "mai {d} se hu {p} banata hu loan kaise milega",
        "{d} me {p} ki training kaha milegi",
        "{d} me {p} ki machine ke liye subsidy chahiye",
        "{p} bechna hai {d} se, madad chahiye",
    ),
    "hi": (
        "{d} में {p} बनाता हूँ, लोन चाहिए",
        "{d} में लोन",
        "मैं {d} से हूँ, {p} का काम है, मशीन चाहिए",
        "{p} के लिए {d} में ट्रेनिंग कहाँ मिलेगी",
        "मेरा ज़िला {d} है, {p} बनाती हूँ, मदद चाहिए",
    ),
    "te": ("{d}లో {p} తయారు చేస్తాను, లోన్ కావాలి", "{d}లో లోన్", "మాది {d}, {p} పని, మెషీన్ కి సాయం కావాలి"),
    "te-Latn": (
        "{d} lo {p} chestanu, loan kavali",
        "{d} lo loan kavali",
        "{d} lo {p} training ekkada istaru",
        "maadi {d}, {p} pani, machine ki subsidy kavali",
    ),
}
"""What a maker needs, with craft and place."""
_PAIRS = (
    ("odop of {} and {}", "district"),
    ("{} aur {} ka odop batao", "district"),
    ("{} and {}", "district"),
    ("{}, {} and odop products", "district"),
    ("{} మరియు {} ఉత్పత్తి", "district"),
    ("{} और {} का उत्पाद", "district"),
    ("compare {} and {}", "compare"),
    ("{} vs {}", "compare"),
    ("difference between {} and {}", "compare"),
    ("what is common to {} and {}", "compare"),
    ("{} aur {} me kya farak hai", "compare"),
    ("do {} and {} make the same thing", "compare"),
    ("{} और {} में क्या समान है", "compare"),
    ("{} {} rendu okatena", "compare"),
    ("{} and {} together", "compare"),
)
"""What is asked of two districts."""


_OF_GIS = (
    "is {} GI",
    "does {} have GI tag",
    "{} gi hai kya",
    "{} gi unda",
    "{} gi",
    "is {} a registered GI",
    "{} ko gi mila hai kya",
    "{} gi which state",
    "क्या {} जीआई है",
    "{} జీఐ ఉందా",
    "GI number of {}",
    "has {} got a geographical indication",
    "{} gi tag kis rajya ka hai",
    "{} gi registered aa",
)
"""What is asked of a registered name."""


def _pairs(knowledge: Knowledge, rng: random.Random) -> Iterator[Row]:
    names = [district.name for district in knowledge.districts.values()]
    for frame, kind in _PAIRS:
        for _ in range(25):
            yield Row(frame.format(*rng.sample(names, 2)), frozenset({kind}), "frames", "en", 0.5)


def _written(told: _Entries, folder: Path) -> Iterator[Row]:
    """Yield what people wrote: `tests/development/questions/*.csv`."""
    for path in sorted(folder.glob("*.csv")):
        for row in csv.DictReader(path.open(encoding="utf-8", newline="")):
            group = path.stem
            if group.startswith("places"):
                text = f"{row['text']}, {row['state_hint']}" if row.get("state_hint") else row["text"]
                yield Row(text, frozenset({"district"}), group, row["script"])
            elif group.startswith("negatives"):
                yield Row(row["text"], frozenset({NONE}), group, row["lang"], _NEGATIVES)
            else:
                kinds = set(filter(None, row["kind"].split("|")))
                labels = (
                    frozenset({f"faq {row['entry']}"})
                    if row.get("entry")
                    else told.labels(
                        kinds, row["lang"], row["must"], row["must_not"], row["districts"], row.get("facts", "")
                    )
                )
                before = (Shown(kind="faq", entry=row["after"]),) if row.get("after") else ()
                if labels:
                    yield Row(
                        row["text"],
                        labels,
                        group,
                        row["lang"],
                        _SMALL_SETS,
                        Memory(trail=before),
                        must=row["must"],
                        must_not=row["must_not"],
                        districts=row["districts"],
                    )


def _conversations() -> Iterator[Row]:
    """Yield the first turns of the conversations of the tests, which stand for themselves."""
    for _, talk in load_all("conversations"):
        turn = talk["talk"][0]
        kinds = turn.get("kind") or []
        labels = {c for kind in ([kinds] if isinstance(kinds, str) else kinds) for c in _CLASSES.get(kind, ())}
        if "faq" in turn:
            labels = {f"faq {turn['faq']}"}
        elif "choices" in turn and "of" not in turn and not labels:
            labels = {"district"}
        if labels:
            yield Row(turn["ask"], frozenset(labels), "conversations", turn.get("language", ENGLISH), 3.0)


def _dialogues(told: _Entries, folder: Path) -> Iterator[Row]:
    """Yield the turns of dialogues, each with the memory that a right reply to the turns before leaves."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            talk = json.loads(line)
            memory = Memory()
            for turn in talk["turns"]:
                labels = told.labels(
                    set(turn.get("kind") or []),
                    talk["lang"],
                    "|".join(turn.get("must_contain") or []),
                    "|".join(turn.get("must_not_contain") or []),
                    "|".join(turn.get("districts") or []),
                )
                if labels:
                    yield Row(turn["user"], labels, path.stem, talk["lang"], _SMALL_SETS, memory)
                memory = _after(memory, labels, turn)


def _after(memory: Memory, labels: frozenset[str], turn: dict[str, Any]) -> Memory:
    """Return what a chat remembers after a right reply to a turn."""
    codes = tuple(int(code) for code in turn.get("districts") or [] if code.isdecimal())
    kinds = turn.get("kind") or []
    entries = [label.removeprefix("faq ") for label in sorted(labels) if label.startswith("faq ")]
    if "choice" in kinds and codes:
        return memory.offering(tuple(Choice("district", str(code)) for code in codes), Shown(kind="district"))
    if codes and set(kinds) & {"district", "pin", "compare"}:
        return memory.showing(Shown(kind="district", districts=codes))
    if entries and "faq" in kinds:
        return memory.showing(Shown(kind="faq", entry=entries[0]))
    if set(kinds) & {"support", "help"}:
        return memory.showing(Shown(kind="support", districts=memory.districts))
    for kind in ("product", "state", "count", "compare", "gi"):
        if kind in kinds:
            return memory.showing(Shown(kind=kind, districts=codes))
    return memory


def _foreign() -> Iterator[Row]:
    for case in foreign():
        yield Row(case.text, frozenset({NONE}), "not our business", "en")
