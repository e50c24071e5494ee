"""Every listing is found by its district and by its family; every name by itself."""

from __future__ import annotations

import pytest

from odop_bot.answering import Answerer, Question
from odop_bot.knowledge import NATIONAL, Knowledge
from odop_bot.understanding.understander import Understander


@pytest.mark.parametrize("list_id", ["dpiit", "pmfme", "up"])
def test_every_listing_is_named_for_its_district(list_id: str, knowledge: Knowledge, answerer: Answerer) -> None:
    missed = []
    for district in knowledge.districts.values():
        state = knowledge.state_of(district)
        question = f"what is the odop product of {district.name} district in {state.name}"
        reply = answerer.answer(Question(text=question, language="en"))
        text = answerer.renderer.text(reply)
        missed += [
            (question, listing.product, reply.kind, reply.districts)
            for listing in knowledge.listings(district, list_id)
            if reply.districts[:1] != (district.lgd,) or listing.product not in text
        ]
    assert missed == []


def test_every_listing_is_found_by_its_family(knowledge: Knowledge, answerer: Answerer) -> None:
    missed = []
    for family in knowledge.families.values():
        reply = answerer.answer(Question(text=f"which districts make {family.name['en']}"))
        found = set(reply.districts)
        expected = {d.lgd for d, x in knowledge.listings_of_family[family.id] if x.list == NATIONAL} or {
            d.lgd for d, x in knowledge.listings_of_family[family.id]
        }
        if reply.kind != "product" or family.id not in reply.families or not expected <= found:
            missed.append((family.id, reply.kind, reply.families, len(expected - found)))
    assert missed == []


def test_every_synonym_finds_its_family(knowledge: Knowledge, understander: Understander) -> None:
    missed = []
    total = 0
    for family in knowledge.families.values():
        for texts in family.also.values():
            for text in texts:
                total += 1
                decision = understander.read(f"which district makes {text}")
                if family.id not in decision.families and all(c.id != family.id for c in decision.choices):
                    missed.append((text, family.id, decision.kind, decision.families, decision.faq))
    assert len(missed) <= 0.01 * total, missed[:30]


def test_shared_official_names_are_asked_back_and_settled_by_the_state(
    knowledge: Knowledge, answerer: Answerer
) -> None:
    for districts in knowledge.homonyms.values():
        name = districts[0].name
        reply = answerer.answer(Question(text=f"odop of {name}"))
        offered = {int(button.argument) for button in reply.open}
        assert reply.kind == "choice"
        assert offered >= {d.lgd for d in districts}
        for district in districts:
            state = knowledge.state_of(district)
            settled = answerer.answer(Question(text=f"odop of {name}, {state.name}"))
            assert settled.districts == (district.lgd,), (name, state.name, settled.kind)


def test_every_name_in_every_script_finds_its_district(knowledge: Knowledge, understander: Understander) -> None:
    missed = []
    total = 0
    for district in knowledge.districts.values():
        for text in (district.name, *district.names.values(), *district.also, *district.former):
            total += 1
            decision = understander.read(text)
            offered = {choice.id for choice in decision.choices} | set(map(str, decision.districts))
            if str(district.lgd) not in offered:
                missed.append((text, district.name, decision.kind, decision.districts))
    assert len(missed) <= 0.01 * total, missed
