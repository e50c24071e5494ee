"""Every listing is found by its district and by its family; every name by itself."""

from __future__ import annotations

import pytest

from odop_bot.answering import Answerer, Question
from odop_bot.knowledge import NATIONAL, Knowledge
from odop_bot.understanding.requests import AskDistricts
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
        offered = {int(button.choice.id) for button in reply.open}
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
        for text in (district.name, *district.names.values(), *district.also, *district.old_names):
            total += 1
            decision = understander.read(text)
            offered = {choice.id for choice in decision.choices} | set(map(str, decision.districts))
            if str(district.lgd) not in offered:
                missed.append((text, district.name, decision.kind, decision.districts))
    assert len(missed) <= 0.01 * total, missed


def test_a_district_of_some_time_is_told_as_what_it_was(knowledge: Knowledge, answerer: Answerer) -> None:
    merged = [(district, item) for district in knowledge.districts.values() for item in district.merged]
    assert len(merged) == 8
    for district, item in merged:
        for language, name in item.names.items():
            reply = answerer.answer(Question(text=name, language=language))
            text = answerer.renderer.text(reply)
            assert reply.districts == (district.lgd,), name
            assert name in text
            assert "2023" in text.partition("2025")[0]
            assert "2024" in text.partition("2025")[0]
            assert "is the former name" not in text
            assert "पुराना नाम" not in text
            assert "పాత పేరు" not in text


def test_a_list_that_was_not_read_from_its_owner_says_so_beside_its_name(
    knowledge: Knowledge, answerer: Answerer
) -> None:
    words = {
        "copy": {"en": "from a private copy", "hi": "निजी प्रति से", "te": "ప్రైవేటు ప్రతి నుంచి"},
        "press": {"en": "from press reports", "hi": "अख़बारों से", "te": "వార్తల నుంచి"},
    }
    for item in knowledge.lists.values():
        district = next(d for d in knowledge.districts.values() if not d.abolished and knowledge.listings(d, item.id))
        request = AskDistricts(districts=(district.lgd,), list_id=item.id)
        for language in ("en", "hi", "te"):
            text = answerer.renderer.text(answerer.reply(request, language=language))
            line = next(x for x in text.splitlines() if x.startswith(item.name[language]))
            said = [basis for basis, told in words.items() if told[language] in line]
            assert said == ([item.basis] if item.basis else [])


@pytest.mark.parametrize("name", ["Manbhum", "Dhalbhum", "Trigarta", "Dhundhar"])
def test_a_region_is_no_former_name(name: str, knowledge: Knowledge, answerer: Answerer) -> None:
    assert all(name not in district.former for district in knowledge.districts.values())
    assert "is the former name" not in answerer.renderer.text(answerer.answer(Question(text=name, language="en")))
