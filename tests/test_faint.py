"""Words of a sentence that only sound like a product or a place are not taken for it; slips of the pen are."""

from __future__ import annotations

import pytest

from odop_bot.understanding.understander import Understander

EVERYDAY = (
    "एक करोड़ रुपये तक का काम बढ़ाना है",
    "शिशु के लिए मुद्रा योजना में कितना मिलता है",
    "मेरा बजट कम है, लागत का कितना हिस्सा मिलेगा",
    "రాష్ట్ర ప్రభుత్వ శాఖ ఏది చూస్తుంది",
    "మార్జిన్ మనీ ఎంత శాతం వస్తుంది",
    "udyam registration ke baad mudra kaise milega",
    "rs 50000 ka loan kis bank se milega",
)
"""Karur and carrot, mirror, millet and agate, textiles and honey, marine products, dolls and chicken, RS Pura."""
MISSPELT = {
    "mujhe makhna ka kaam shuru karna hai": "makhana",
    "which district makes machinary of this kind": "engineering",
    "kondapalli bommalaki loan ela vastundi": "kondapalli-toys",
    "నేను చేనేతకు సంబంధించిన పని చేస్తాను": "handloom",
    "which district makes carpets and durries for export please tell carpte": "carpet",
}
"""What a slip of one letter, a vowel or an ending makes of a product, by family."""


@pytest.mark.parametrize("text", EVERYDAY)
def test_everyday_words_are_no_products_and_no_places(text: str, understander: Understander) -> None:
    evidence = understander.annotate(text)
    assert not evidence.products
    assert [c.name for c in evidence.sure] == []


@pytest.mark.parametrize("text", MISSPELT)
def test_misspelt_and_inflected_products_are_found(text: str, understander: Understander) -> None:
    found = {value for hit in understander.annotate(text).products for value in hit.values}
    assert MISSPELT[text] in found


def test_a_word_or_two_may_be_a_name_that_is_far_off(understander: Understander) -> None:
    """Alone, what sounds like a product may be meant as it; in a sentence it is another word."""
    assert understander.annotate("बजट").products
    assert not understander.annotate("मेरा बजट अभी बहुत कम है").products


def test_a_misspelt_place_in_a_sentence_is_found(understander: Understander) -> None:
    evidence = understander.annotate("हमारे जिला मुरादाबद में पीतल का काम होता है")
    assert [c.place.districts for c in evidence.sure] == [(171,)]
