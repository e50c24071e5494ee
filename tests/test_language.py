"""Scripts, romanisation and sound keys."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odop_bot.language.romanisation import romanise
from odop_bot.language.scripts import script_of, scripts_in
from odop_bot.language.sound import fold, skeleton
from odop_bot.language.tokens import key_of, normalise, tokenise


@pytest.mark.parametrize(
    ("word", "script", "expected"),
    [
        ("जयपुर", "Deva", "jaypur"),
        ("मुरादाबाद", "Deva", "muradabad"),
        ("चित्तौड़गढ़", "Deva", "chittaurgarh"),
        ("হাওড়া", "Beng", "haora"),
        ("ਪਟਿਆਲਾ", "Guru", "patiala"),
        ("રાજકોટ", "Gujr", "rajkot"),
        ("ନବରଙ୍ଗପୁର", "Orya", "nabarangapura"),
        ("தஞ்சாவூர்", "Taml", "tanjavur"),
        ("విశాఖపట్నం", "Telu", "vishakhapatnam"),
        ("ಧಾರವಾಡ", "Knda", "dharavada"),
        ("ആലപ്പുഴ", "Mlym", "alappuzha"),
        ("جموں", "Arab", "jmon"),
        ("ᱥᱟᱱᱛᱟᱲ", "Olck", "santar"),
        ("ꯃꯅꯤꯄꯨꯔ", "Mtei", "manipur"),
    ],
)
def test_names_are_romanised_as_people_type_them(word: str, script: str, expected: str) -> None:
    assert romanise(word, script) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Muzaffarnagar", "mujafarnagar"),
        ("Chhindwara", "chindvara"),
        ("Vizag", "wijag"),
        ("Sitapur", "seetapur"),
        ("Puri", "poori"),
        ("Kozhikode", "kolikode"),
        ("Thane", "tane"),
        ("Jaipur", "jaypur"),
    ],
)
def test_spellings_of_one_sound_have_one_fold(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_skeletons_forget_the_vowel_that_people_drop() -> None:
    assert skeleton(fold("jodhpur")) == skeleton(fold("jodhapura")).replace("rr", "r")
    assert skeleton(fold("muradabad")) != skeleton(fold("moradnagar"))


def test_scripts_are_told_apart() -> None:
    assert script_of("क") == "Deva"
    assert script_of("1") is None
    assert scripts_in("Agra आगरा") == {"Latn", "Deva"}


def test_single_letters_are_joined_and_digits_folded() -> None:
    assert [t.text for t in tokenise(normalise("U.P. ka Y.S.R. २४४००१"))] == ["up", "ka", "ysr", "244001"]


def test_keys_ignore_case_punctuation_and_emoji() -> None:
    assert key_of("When was ODOP launched?") == key_of("  when WAS odop, launched 🙏!!")


def _normalised_slowly(text: str) -> str:
    """Return a text as `normalise` should, letter by letter."""
    out: list[str] = []
    for char in unicodedata.normalize("NFKC", text):
        category = unicodedata.category(char)
        if category == "Nd":
            out.append(str(unicodedata.digit(char)))
        elif category in ("Cc", "Co", "Cs") and not text.isascii():
            out.append(" ")
        elif char.isalpha() and not char.isascii() and script_of(char) == "Latn":
            out.append("".join(c for c in unicodedata.normalize("NFKD", char) if c.isascii()))
        else:
            out.append(char)
    return unicodedata.normalize("NFC", "".join(out))


@given(st.text(alphabet=st.sampled_from("aé1२४௨ॠकि़क़్తె\u200d\u0300\x07ﬁﷺ٣ے।🙏 "), max_size=12) | st.text(max_size=12))
def test_the_quick_way_to_normalise_agrees_with_the_slow_one(text: str) -> None:
    assert normalise(text) == _normalised_slowly(text)
