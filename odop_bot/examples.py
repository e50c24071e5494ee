"""Examples of every kind of reply, picked from whatever the knowledge base holds: what `check` and the tests render.

A new kind of request needs an entry in EXAMPLES; a new template needs an example whose reply uses it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise, permutations
from typing import TypeVar

from odop_bot.knowledge import NATIONAL, Knowledge
from odop_bot.knowledge.models import District, Registration
from odop_bot.understanding.decision import Decision
from odop_bot.understanding.pasted import pasted_text, read_pasted
from odop_bot.understanding.requests import (
    AskCompare,
    AskCount,
    AskDistricts,
    AskFaq,
    AskGi,
    AskHelp,
    AskMcq,
    AskMost,
    AskPin,
    AskProduct,
    AskState,
    AskSupport,
    Choice,
    Location,
    NotForUs,
    Request,
    Smalltalk,
)

T = TypeVar("T")
ASPECTS = tuple(frozenset({aspect}) for aspect in ("earlier", "state_list", "special", "former_name"))
"""What of a district the templates tell apart."""


def asked(request: Request) -> Decision:
    """Return the decision to answer one request."""
    return Decision(requests=(request,))


def _on_another_list(knowledge: Knowledge) -> AskDistricts:
    """Return a question for a product on a list that has it not for its district, where another one has."""
    for district in knowledge.districts.values():
        made: dict[str, set[str]] = {}
        for listing in district.listings:
            made.setdefault(listing.list, set()).update(*map(knowledge.broader, listing.families))
        for one, other in permutations(made, 2):
            for family in sorted(made[other] - made[one]):
                return AskDistricts(districts=(district.lgd,), families=(family,), list_id=one)
    raise LookupError("every list has the same products for each district")


def _districts(knowledge: Knowledge) -> Iterator[Decision]:
    unlike = [district.lgd for district in _unlike(knowledge.districts.values(), _shape)]
    for code in unlike:
        yield asked(AskDistricts(districts=(code,)))
    for aspects in ASPECTS:
        for like in _unlike(knowledge.districts.values(), _past):
            yield asked(AskDistricts(districts=(like.lgd,), aspects=aspects))
    code, other = unlike[0], unlike[-1]
    for list_id in knowledge.lists:
        yield asked(AskDistricts(districts=(code,), list_id=list_id))
    for pair in pairwise(unlike):
        yield asked(AskDistricts(districts=pair))
    for several in (3, len(unlike)):
        yield asked(AskDistricts(districts=tuple(unlike[:several])))
    yield asked(AskDistricts(districts=(code,), former="Old Name"))
    yield asked(AskDistricts(districts=(code,), town="New Town"))
    for family in list(knowledge.families)[:3]:
        yield asked(AskDistricts(districts=(code,), families=(family,)))
    yield asked(_on_another_list(knowledge))
    elsewhere = next(state for state in knowledge.states if state != knowledge.districts[code].state)
    yield asked(AskDistricts(districts=(code,), not_in=(elsewhere,)))
    yield asked(AskDistricts(districts=(code, other), not_in=(elsewhere,)))
    for district in knowledge.districts.values():
        if district.merged:
            name = next(iter(district.merged[0].names.values()))
            yield asked(AskDistricts(districts=(district.lgd,), former=name))
            break
    for location in (
        Location(code, "borders"),
        Location(code, "borders", other, 1.5),
        Location(code, "nearest", km=3.2),
    ):
        yield asked(AskDistricts(districts=(code,), location=location))
    for like in _unlike(knowledge.districts.values(), lambda item: _sure(knowledge, item)):
        yield asked(AskDistricts(districts=(like.lgd,), location=Location(like.lgd, "borders")))


def _states(knowledge: Knowledge) -> Iterator[Decision]:
    for code in knowledge.states:
        for page in (0, 1):
            yield asked(AskState(states=(code,), page=page))
    for list_id in knowledge.lists:
        yield asked(AskState(states=(next(iter(knowledge.states)),), list_id=list_id))


def _products(knowledge: Knowledge) -> Iterator[Decision]:
    def shape(family: str) -> Hashable:
        listings = knowledge.listings_of_family[family]
        return (
            frozenset(listing.list for _, listing in listings),
            len({district.state for district, _ in listings}) > 1,
            len(listings) > 1,
        )

    largest = max(knowledge.families, key=lambda family: len(knowledge.listings_of_family[family]))
    for family in (*_unlike(knowledge.families, shape), largest):
        yield asked(AskProduct(families=(family,)))
        for district, listing in knowledge.listings_of_family[family][:1]:
            yield asked(AskProduct(families=(family,), states=(district.state,)))
            yield asked(AskProduct(families=(family,), product=listing.product))
    for note in knowledge.notes.values():
        listing = next(x for x in knowledge.districts[note.district].listings if x.product == note.product)
        yield asked(AskProduct(families=listing.families[:1], product=note.product))
        break
    for page in (0, 1):
        yield asked(AskProduct(families=(largest,), page=page))
    yield asked(AskProduct(families=(largest,), special=True))
    made = {district.lgd for district, _ in knowledge.listings_of_family[largest]}
    yield asked(
        AskProduct(families=(largest,), lacking=tuple(code for code in knowledge.districts if code not in made)[:1])
    )
    maker = next(district.lgd for district, x in knowledge.listings_of_family[largest] if x.list == NATIONAL)
    yield asked(AskProduct(families=(largest,), districts=(maker,), narrow=True))
    for family, listings in knowledge.listings_of_family.items():
        makers = tuple(dict.fromkeys(district.lgd for district, x in listings if x.list == NATIONAL))
        if len(makers) == 2:  # one that is named, and one beside it
            yield asked(AskProduct(families=(family,), districts=makers[:1], narrow=True, by_place=True))
            yield asked(AskProduct(families=(family, largest), joined=True))
            break
    for list_id in knowledge.lists:
        yield asked(AskProduct(families=(largest,), list_id=list_id))
        yield asked(AskProduct(families=(largest,), list_id=list_id, states=(min(knowledge.states),)))


def _pins(knowledge: Knowledge) -> Iterator[Decision]:
    unlike = [district.lgd for district in _unlike(knowledge.districts.values(), _shape)]
    for code in unlike:
        yield asked(AskPin(pin="244001", districts=(code,)))
    yield asked(AskPin(pin="244001", districts=tuple(unlike[:2])))
    yield asked(AskPin(pin="244001", districts=tuple(unlike)))


def _faq(knowledge: Knowledge) -> Iterator[Decision]:
    entries = tuple(knowledge.faq)
    for entry in entries:
        yield asked(AskFaq(entries=(entry,)))
    yield asked(AskFaq(entries=(entries[0], entries[-1])))
    yield asked(AskFaq(entries=(entries[0], entries[-1]), doubt=True))


def _counts(knowledge: Knowledge) -> Iterator[Decision]:
    family, state = next(iter(knowledge.families)), next(iter(knowledge.states))
    for list_id in (None, *knowledge.lists):
        yield asked(AskCount(states=(state,), list_id=list_id))
        yield asked(AskCount(list_id=list_id))
        yield asked(AskCount(families=(family,), list_id=list_id))
        yield asked(AskCount(families=(family,), states=(state,), list_id=list_id))
    unlike = [district.lgd for district in _unlike(knowledge.districts.values(), _shape)]
    for code in unlike:
        yield asked(AskCount(districts=(code,)))
    yield asked(AskCount(districts=tuple(unlike[:2])))


def _comparisons(knowledge: Knowledge) -> Iterator[Decision]:
    unlike = [district.lgd for district in _unlike(knowledge.districts.values(), _shape)]
    for pair in pairwise(unlike):
        yield asked(AskCompare(districts=pair))
    for list_id in knowledge.lists:
        yield asked(AskCompare(districts=(unlike[0], unlike[-1]), list_id=list_id))
    family = max(knowledge.families, key=lambda f: len(knowledge.listings_of_family[f]))
    alike = tuple(dict.fromkeys(d.lgd for d, _ in knowledge.listings_of_family[family]))[:4]
    yield asked(AskCompare(districts=alike[:2]))
    yield asked(AskCompare(districts=alike))
    strange = next(code for code in unlike if code not in alike)
    yield asked(AskCompare(districts=(*alike[:2], strange)))
    for by_district in (False, True):
        yield asked(AskMost(by_district=by_district))
    states = tuple(knowledge.states)
    yield asked(AskCompare(states=states[:2]))
    for least in (False, True):
        yield asked(AskMost(least=least))
        yield asked(AskMost(states=states[:1], least=least))
        yield asked(AskMost(families=(family,), least=least))
        yield asked(AskMost(of_districts=True, least=least))
    yield asked(AskMost(families=(min(knowledge.families),), list_id="dpiit-2022"))


def _support(knowledge: Knowledge) -> Iterator[Decision]:
    families = ("brassware", "pickles", "handloom-fabrics", "pottery")
    crafts = ((), *((family,) for family in families if family in knowledge.families))
    places = ((), (next(iter(knowledge.districts)),), (171,))
    needs = sorted({need for scheme in knowledge.support.values() for need in scheme.helps} | {"papers", "apply"})
    for need in ((), *((need,) for need in needs)):
        for craft in crafts:
            for place in places:
                yield asked(AskSupport(needs=need, families=craft, districts=place))
    yield asked(AskSupport(needs=("papers", "loan"), families=crafts[-1]))
    yield asked(AskSupport(needs=("loan",), groups=("woman",), states=(9,)))


def _gi(knowledge: Knowledge) -> Iterator[Decision]:
    def shape(item: Registration) -> Hashable:
        return (
            len(item.serials) > 1,
            len(item.states) > 1,
            item.country is None,
            item.by,
            min(len(item.listings), 5),
            any((x.district, x.product) in knowledge.notes for x in item.listings),
        )

    unlike = [item.id for item in _unlike(knowledge.gi.values(), shape)]
    for name in unlike:
        yield asked(AskGi(form="named", names=(name,)))
    yield asked(AskGi(form="named", names=tuple(unlike[:4])))
    yield asked(AskGi(form="named", near=tuple(unlike[:2])))
    yield asked(AskGi(form="named"))
    bare = next(d.lgd for d in knowledge.districts.values() if not knowledge.listings(d, NATIONAL))
    family = next(iter(knowledge.families))
    yield asked(AskGi(form="named", families=(family,), districts=(bare,), near=(unlike[0],)))
    homes = {code for item in knowledge.gi.values() for code in item.districts}
    for district in knowledge.districts.values():
        plain = [x for x in knowledge.listings(district, NATIONAL) if x.families]
        if plain and district.lgd not in homes and not any(knowledge.gi_mark(district, x) for x in plain):
            yield asked(AskGi(form="named", families=plain[0].families[:1], districts=(district.lgd,)))
            break
    doubtful = knowledge.gi_registry.not_found
    places: list[AskGi] = [AskGi(), AskGi(joint=True), AskGi(word="Bodo")]
    places += [AskGi(states=(code,)) for code in knowledge.states]
    places += [AskGi(districts=(x.district,)) for x in (*doubtful, *knowledge.gi[unlike[0]].listings)]
    places += [AskGi(goods=goods) for goods in dict.fromkeys(item.goods for item in knowledge.gi.values())]
    places += [AskGi(families=(family,)) for family in ("saree", "mango", "turmeric") if family in knowledge.families]
    for request in places:
        yield asked(request)
        yield asked(replace(request, form="odop"))
    for request in (places[0], *_unlike(places[1:], _asks_by)):
        for page in (1, 99):
            yield asked(replace(request, page=page))
            yield asked(replace(request, page=page, form="odop"))
        for form in ("count", "named"):
            yield asked(replace(request, form=form))
    for request in places:
        yield asked(replace(request, form="most"))
        yield asked(replace(request, form="least"))
    for listing in doubtful:
        families = next(
            x.families for x in knowledge.districts[listing.district].listings if x.product == listing.product
        )
        yield asked(AskGi(form="named", families=families[:1], districts=(listing.district,), near=()))


_NOBODY = "Nobody"
_PASTED = (
    "The GI 'Kannauj Perfume' is of (a) Bihar (b) Uttar Pradesh (c) Goa",
    "Which of these is NOT a GI? (a) Silao Khaja (b) Kalanamak Rice (c) Bandar Laddu (d) Kolkata Biryani",
    "PMFME was launched in (a) January 2018 (b) June 2020 (c) May 2022",
    "Which ministry runs the PMFME scheme? (a) Textiles (b) Tourism",
    "ODOP Walls have been set up in all the following EXCEPT (a) Singapore (b) Milan (c) Paris (d) Vancouver",
    "PM Ekta Mall: 1. They were announced in Budget 2023-24. 2. They sell only GI tagged goods. Which are correct? "
    "(a) 1 only (b) 2 only (c) Both (d) Neither",
    "विचार कीजिए: 1. पीएमएफएमई 29 जून 2020 को शुरू हुई 2. पीएमएफएमई में 50 प्रतिशत सब्सिडी है। सही: "
    "(a) केवल 1 (b) केवल 2 (c) दोनों",
    "పరిశీలించండి: 1. పీఎంఎఫ్ఎంఈ 29 జూన్ 2020న మొదలైంది 2. పీఎంఎఫ్ఎంఈ సబ్సిడీ 50 శాతం. సరైనవి: (a) 1 మాత్రమే (b) 2 మాత్రమే (c) రెండూ",
    "Which ODOP products of Andhra Pradesh are marked GI on the national list? (a) Araku coffee (b) Mango jelly",
    "The ODOP product of Agra is (a) Saffron (b) Makhana (c) Feni",
    "Consider (ODOP): 1. Agra - Petha 2. Meerut - Saffron. Which is correct? (a) 1 only (b) 2 only (c) Both",
    "Mango is on the 2022 list for (a) Agra (b) Lucknow (c) Meerut (d) Jhansi",
    "ODOP wall kahan nahi hai? (a) Singapore (b) New York (c) Milan (d) Oslo",
    "What is the capital of Peru? (a) Lima (b) Quito",
    "Which State has the most GI tags? (a) Bihar (b) Goa",
    "Which pair is not correctly matched? (a) Pilibhit - Flute (b) Mahoba - Gaura stone",
)
"""Questions whose replies differ: by fact, by elimination, by marks, by another list, by an old list, foreign, ranked,
none wrong."""


def _mcq(knowledge: Knowledge) -> Iterator[Decision]:
    def which(family: str, districts: Iterable[str]) -> str:
        names = list(dict.fromkeys(districts))
        return pasted_text(f"{knowledge.families[family].name['en']} is the ODOP product of", names)

    largest = max(knowledge.families, key=lambda f: len(knowledge.listings_of_family[f]))
    makers = [d for d, x in knowledge.listings_of_family[largest] if x.list == NATIONAL]
    others = [d for d in knowledge.districts.values() if d not in makers]
    several = next((d.name for d in others if len(knowledge.listings(d, NATIONAL)) > 3), _NOBODY)
    for names in (
        [makers[0].name, several],
        [makers[0].name, makers[-1].name, _NOBODY],
        [d.name for d in others[:3]],
        [_NOBODY, "No one"],
    ):
        yield from _pasted(which(largest, names))
    for text in _PASTED:
        yield from _pasted(text)


def _pasted(text: str) -> Iterator[Decision]:
    question = read_pasted(text)
    if question is not None:
        yield asked(AskMcq(question=question))


def _choices(knowledge: Knowledge) -> Iterator[Decision]:
    for choice in _things(knowledge):
        yield Decision(choices=(choice,))
        yield Decision(choices=(choice, choice))
    for number, shared in enumerate(knowledge.shared_names):
        choices = tuple(Choice("district", str(code)) for code in shared.districts)
        yield Decision(choices=choices, shared=number)


def _smalltalk(knowledge: Knowledge) -> Iterator[Decision]:
    for name in knowledge.words.smalltalk:
        yield asked(Smalltalk(what=name))


def _help(_: Knowledge) -> Iterator[Decision]:
    yield asked(AskHelp())


def _unknown(knowledge: Knowledge) -> Iterator[Decision]:
    yield asked(NotForUs())
    yield asked(NotForUs(pin="999999"))
    yield asked(NotForUs(elsewhere=True))
    yield Decision(near=tuple(_things(knowledge)))
    yield Decision(of=(min(knowledge.districts),))


EXAMPLES: Mapping[str, Callable[[Knowledge], Iterator[Decision]]] = {
    "district": _districts,
    "state": _states,
    "product": _products,
    "pin": _pins,
    "faq": _faq,
    "count": _counts,
    "compare": _comparisons,
    "support": _support,
    "gi": _gi,
    "mcq": _mcq,
    "choice": _choices,
    "smalltalk": _smalltalk,
    "help": _help,
    "unknown": _unknown,
}
"""What makes the examples of each kind of reply."""


def card_districts(knowledge: Knowledge) -> list[District]:
    """Return districts whose pictures differ: by how much they list, and by how sure their borders are."""
    return _unlike(
        knowledge.districts.values(),
        lambda district: (len(knowledge.listings(district, NATIONAL)), _sure(knowledge, district)),
    )


def _sure(knowledge: Knowledge, district: District) -> str | None:
    """Return how sure the border of a district is; None where it has none."""
    border = knowledge.borders.of_district.get(district.lgd)
    return border.sure if border else None


def _things(knowledge: Knowledge) -> list[Choice]:
    """Return one of each thing that can be chosen."""
    things: dict[str, Iterable[object]] = {
        "district": knowledge.districts,
        "state": knowledge.states,
        "family": knowledge.families,
        "faq": knowledge.faq,
    }
    return [Choice(kind, str(next(iter(keys)))) for kind, keys in things.items()]


def _shape(district: District) -> Hashable:
    """Return what templates tell apart in a district."""
    national = [listing for listing in district.listings if listing.list == NATIONAL]
    return (
        district.abolished is None,
        bool(district.note),
        min(len(national), 5),
        any(x.gi for x in national),
        any(x.doubt for x in national),
        any(x.reading for x in national),
        any(x.rank for x in national),
        any(x.note for x in district.listings),
        any(x.hi for x in district.listings),
        len({x.list for x in district.listings}),
    )


def _past(district: District) -> Hashable:
    """Return what templates tell apart in a district when one aspect of it is asked for."""
    return (
        district.abolished is None,
        bool(district.note),
        bool(district.former),
        bool(district.merged),
        frozenset(x.list for x in district.listings),
        any(x.gi for x in district.listings),
    )


def _asks_by(request: AskGi) -> Hashable:
    """Return what a question for registrations names."""
    return tuple(
        map(bool, (request.states, request.districts, request.goods, request.families, request.joint, request.word))
    )


def _unlike(items: Iterable[T], shape: Callable[[T], Hashable]) -> list[T]:
    """Return the first item of each shape."""
    out: dict[Hashable, T] = {}
    for item in items:
        out.setdefault(shape(item), item)
    return list(out.values())
