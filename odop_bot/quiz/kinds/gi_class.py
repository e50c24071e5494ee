"""Which of four registered names is of a class of goods, as the GI Registry books it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from odop_bot.quiz.draft import Maker, Option, finished, shuffled, wrong_options
from odop_bot.quiz.facts import GiFact, Subject
from odop_bot.quiz.question import WANTED_OPTION, QuizQuestion

KIND = "gi-class"
CONFUSED: Mapping[str, Sequence[str]] = {
    "manufactured": ("food", "handicraft", "agricultural"),
    "food": ("agricultural", "manufactured"),
    "agricultural": ("food", "manufactured"),
    "natural": ("handicraft", "manufactured"),
}
"""Classes that may be taken for one another: between the others everybody can tell."""
_CONSIDERED = 40


def _are_apart(one: GiFact, other: GiFact) -> bool:
    """Whether two registrations are of different things: neither two turmerics nor two drinks of the Bodo."""
    begin = {fact.item.name.partition(" ")[0] for fact in (one, other)}
    return len(begin) > 1 and not set(one.item.families) & set(other.item.families)


def make(maker: Maker, subject: Subject) -> QuizQuestion | None:
    """Return a question for the registration of a class among three of classes that are near to it."""
    if not isinstance(subject, GiFact) or subject.item.goods not in CONFUSED:
        return None  # a craft is told from beer and candles by everybody
    phrasing, item = maker.phrasing, subject.item
    name = phrasing.gi_name(subject)
    if name is None or len(name) > WANTED_OPTION:
        return None
    near = [x for x in maker.fact_base.gis if x.item.goods in CONFUSED[item.goods] and phrasing.gi_name(x) is not None]

    if item.goods == "agricultural":
        near = [x for x in near if x.item.id in maker.fact_base.bank.farm_like_gis]

    def fair(other: GiFact) -> bool:
        return other.item.id != item.id and len(phrasing.gi_name(other) or "") <= WANTED_OPTION

    wrong = wrong_options(
        maker.random, name, [near], lambda x: phrasing.gi_name(x) or "", fair, considered=_CONSIDERED, apart=_are_apart
    )
    if wrong is None:
        return None
    options, place = shuffled(maker.random, Option(name), [Option(phrasing.gi_name(x) or "") for x in wrong])
    goods, registry = phrasing.wording.words.goods, maker.fact_base.knowledge.gi_registry
    classes = [
        phrasing.fill("gi_class_answer", name=phrasing.gi_name(x) or "", goods=goods[x.item.goods])
        for x in (subject, *wrong)
    ]
    dated = phrasing.fill(
        "told_by", list=phrasing.wording.text(registry.name), as_of=phrasing.wording.date(registry.as_of)
    )
    return finished(
        maker,
        KIND,
        subject.id,
        phrasing.fill("gi_class", goods=goods[item.goods]),
        options,
        place,
        phrasing.told(classes[0], dated, registry.source, *classes[1:]),
        (registry.source,),
        None,
        [maker.fact_base.knowledge.districts[code] for code in item.districts],
    )
