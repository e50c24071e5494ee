"""Masking: of what people write only words of ours are kept, and nothing that tells who they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.masking import hard_texts
from odop_bot.helpdesk.masking import MAX_READ, Masker
from odop_bot.helpdesk.page import HIDDEN
from odop_bot.knowledge import Knowledge
from tests.masking import Measure, differs, read_rows

ROWS = Path(__file__).parent / "masking_rows" / "own.jsonl"
ORDINARY = ROWS.with_name("ordinary.jsonl")
"""Messages that mostly tell of nobody, and such at the edge of what does."""


@pytest.fixture(scope="module")
def masker(knowledge: Knowledge) -> Masker:
    return Masker(knowledge)


def test_what_tells_of_a_person_goes_and_what_is_asked_stays(masker: Masker) -> None:
    rows = read_rows(ROWS)
    assert len(rows) >= 500
    assert {row.lang for row in rows} == {"en", "hi", "te", "hi-Latn", "te-Latn"}
    assert list(Measure(masker).left(rows)) == []


def test_a_clerk_reads_of_a_message_what_was_read_through(masker: Masker) -> None:
    rows = [row for path in (ROWS, ORDINARY) for row in read_rows(path) if row.kept is not None]
    assert len(rows) >= 1300
    assert {row.text: words for row in rows if (words := differs(masker, row))} == {}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Grandmother Tulsi weaves mats in Agra", f"Grandmother {HIDDEN} weaves mats in Agra"),
        ("uncle Mango Singh grows litchi", f"uncle {HIDDEN} grows litchi"),
        ("Our member Kali Charan has not got the loan", f"Our member {HIDDEN} has not got the loan"),
        ("John Cotton from Kochi asks", f"{HIDDEN} from Kochi asks"),
        ("You can reach Bharat on the phone", f"You can reach {HIDDEN} on the phone"),
        ("रानी के पति को लोन", f"{HIDDEN} के पति को लोन"),
        ("మా తాత పేరు రత్నం, బిద్రీ", f"మా తాత పేరు {HIDDEN}, బిద్రీ"),
        ("Badal, kanpur se", f"{HIDDEN}, kanpur se"),
        ("Mutyam mama, chittoor", f"{HIDDEN} mama, chittoor"),
        ("I am Cotton Moti, loan?", f"I am {HIDDEN}, loan?"),
        ("Kesar is my name", f"{HIDDEN} is my name"),
        ("Kesar mera naam hai", f"{HIDDEN} mera naam hai"),
        ("मोती मेरा नाम है", f"{HIDDEN} मेरा नाम है"),
        ("mere bhai brass ko loan", f"mere bhai {HIDDEN} ko loan"),
        ("carpets? - Krishna", f"carpets? - {HIDDEN}"),
        # The same words where they are what is asked about.
        ("pearl and mango of Agra", "pearl and mango of Agra"),
        ("moti, kesar and cotton", "moti, kesar and cotton"),
        ("compare Anand and Krishna", "compare Anand and Krishna"),
        ("odop sital pati", "odop sital pati"),
        ("tell Krishna district products", "tell Krishna district products"),
        ("Ramesh aur Anand se", f"{HIDDEN} aur Anand se"),
        ("Ramesh and Anand district", f"{HIDDEN} and Anand district"),
        ("I am Anand from Anand district", f"I am {HIDDEN} from Anand district"),
        ("Anand ji of Anand district asks", f"{HIDDEN} of Anand district asks"),
        ("we went to uncle Anand district", "we went to uncle Anand district"),
    ],
)
def test_a_product_or_a_place_is_a_name_where_its_neighbours_say_so(masker: Masker, text: str, kept: str) -> None:
    assert masker.mask(text) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        # Who is called so, by themselves or by others.
        ("అనంతపురం శ్రీను నా పేరు, రుణం?", f"{HIDDEN} నా పేరు, రుణం?"),
        ("sab mujhe bhagalpuri bolte hai, silk", f"sab mujhe {HIDDEN} bolte hai, silk"),
        ("bhai banarsi bolte h mujhe, saree", f"bhai {HIDDEN} bolte h mujhe, saree"),
        ("Cotton is what they call me. loan?", f"{HIDDEN} is what they call me. loan?"),
        ("mai Sugandha", f"mai {HIDDEN}"),
        # Who is spoken of as persons are.
        ("जयपुरी जी ने फॉर्म लिया", f"{HIDDEN} जी ने फॉर्म लिया"),
        ("सीमा जयपुरी के नाम से फॉर्म", f"{HIDDEN} के नाम से फॉर्म"),
        ("मिठाई लाल की पत्नी को लोन", f"{HIDDEN} की पत्नी को लोन"),
        ("पुत्र स्व. मथुरा प्रसाद, लोन", f"पुत्र {HIDDEN}, लोन"),
        ("చెరుకు మల్లేశం గారికి రుణం", f"{HIDDEN} రుణం"),
        ("రైతు పత్తి సోమయ్య, రుణం?", f"రైతు {HIDDEN}, రుణం?"),
        # Several.
        ("three sisters Mehndi, Rani and Sona make lac", f"three sisters {HIDDEN} and {HIDDEN} make lac"),
        ("मुन्ना और चाँदी का नाम है", f"{HIDDEN} और {HIDDEN} का नाम है"),
        # The same words where they are what is asked about.
        ("log tirupur ko cotton city bolte hai", "log tirupur ko cotton city bolte hai"),
        ("पीतल और चाँदी का नाम है", "पीतल और चाँदी का नाम है"),
        ("చెరుకు రైతు, రుణం?", "చెరుకు రైతు, రుణం?"),
        ("लाल मिर्च, रुई", "लाल मिर्च, रुई"),
        ("जयपुरी रजाई ने नाम किया", "जयपुरी रजाई ने नाम किया"),
        ("main cotton, kesar aur silk bechta hu", "main cotton, kesar aur silk bechta hu"),
        ("three districts, cotton, silk and jute", "three districts, cotton, silk and jute"),
    ],
)
def test_a_borrowed_name_is_told_by_what_is_said_of_it(masker: Masker, text: str, kept: str) -> None:
    assert masker.mask(text) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("main Ramesh, gali no 6, naya bans, aligarh. tala", f"main {HIDDEN}, aligarh. tala"),
        ("मैं रमेश, दुकान 12, बर्तन बाजार, मिर्जापुर", f"मैं {HIDDEN}, मिर्जापुर"),
        ("मैं रमेश, मकान 18, तेली पारा, रायगढ़", f"मैं {HIDDEN}, रायगढ़"),
        ("I am Indu Bala, Room 5, Girls hostel, Block C, Kangra", f"I am {HIDDEN}, Kangra"),
        ("nenu Rambabu, 4th line, guntur", f"nenu {HIDDEN}, guntur"),
        ("నేను రాంబాబు, 7వ లైన్, గుంటూరు", f"నేను {HIDDEN}, గుంటూరు"),
        ("मैं रमेश, ग्राम सिरतोली, पट्टी बछणस्यूं, पौड़ी", f"मैं {HIDDEN}, पौड़ी"),
        ("main Ramesh, gram Sohna, tola dakkhin, basti ka craft", f"main {HIDDEN}, basti ka craft"),
        ("main Ramesh, powerloom wali gali, azamgarh", f"main {HIDDEN}, azamgarh"),
        ("main Ramesh, chowk gali kashmiri lucknow se", f"main {HIDDEN} lucknow se"),
        ("నేను రాంబాబు, షాపు 4, రైతు బజార్ ఎదురు. రుణం", f"నేను {HIDDEN}. రుణం"),
        # What is asked about, and the district at the end, stay beside an address.
        ("main Ramesh, ward 6, aligarh, cotton aur silk", f"main {HIDDEN}, aligarh, cotton aur silk"),
        ("my phone 9415022871, silk market, Bangalore", f"my phone {HIDDEN}, silk market, Bangalore"),
        ("मैं रमेश, ग्राम सिकंदरपुर, बस्ती", f"मैं {HIDDEN}, बस्ती"),
        ("room 12 lakh loan", "room 12 lakh loan"),
        ("handloom side business", "handloom side business"),
        ("sital patti, basti", "sital patti, basti"),
    ],
)
def test_an_address_goes_whole_and_its_district_stays(masker: Masker, text: str, kept: str) -> None:
    assert masker.mask(text) == kept


@pytest.mark.parametrize(
    ("within", "kept", "beyond", "then"),
    [
        ("I am Cotton Moti Pearl", f"I am {HIDDEN}", "I am Cotton Moti Pearl Mango", "I am Cotton Moti Pearl Mango"),
        ("mango cotton pearl road, Agra", f"{HIDDEN}, Agra", "kesar mango cotton pearl road", f"kesar {HIDDEN}"),
        ("near the big old school, Agra", f"{HIDDEN}, Agra", "near the big old wide school", None),
        ("one two three", HIDDEN, "one two brass", "one two brass"),
        ("hsn code for brass idols and lamps 7418", None, "hsn code brass idols lamps pots 7418", f"{HIDDEN}"),
        ("1234567 units of brass", None, "12345678 units of brass", f"{HIDDEN} units of brass"),
        ("Rs 123456789 loan", None, "Rs 1234567890 loan", f"Rs {HIDDEN} loan"),
        ("list of 2010", None, "list of 2009", f"list of {HIDDEN}"),
        ("plan of 2039", None, "plan of 2040", f"plan of {HIDDEN}"),
        ("scheme of 2018-19", None, "scheme of 2018-20", f"scheme of {HIDDEN}"),
    ],
)
def test_each_rule_reaches_as_far_as_it_says(
    masker: Masker, within: str, kept: str | None, beyond: str, then: str | None
) -> None:
    """None: all of it stays."""
    assert masker.mask(within) == (kept or within)
    assert masker.mask(beyond).endswith(then or beyond)


def test_the_measure_sees_what_is_left(masker: Masker) -> None:
    class Blind(Masker):
        def mask(self, text: str) -> str:
            return text

    rows = read_rows(ROWS)
    blind = Blind.__new__(Blind)
    blind.knowledge = masker.knowledge
    seen = {(item.span, item.text) for item in Measure(blind).left(rows) if item.kind != "lost"}
    assert seen == {(span, row.text) for row in rows for span in row.private}
    mute = Blind.__new__(Blind)
    mute.knowledge = masker.knowledge
    mute.mask = lambda text: HIDDEN  # type: ignore[method-assign] # for this test alone
    assert all(item.kind == "lost" for item in Measure(mute).left(rows))


@pytest.mark.parametrize("word", ["Xqzwv", "Bhagyaprada", "रत्नप्रभाकर", "వెంకటరమణయ్య", "মৃত্যুঞ্জয়", "Дмитрий", "ก้องเกียรติ"])
@pytest.mark.parametrize("frame", ["{}", "loan {} brass", "{} odop moradabad", "what is {}?", "moradabad,{},brass"])
def test_a_word_that_nobody_knows_is_never_kept(masker: Masker, word: str, frame: str) -> None:
    assert masker.mask(frame.format(word)) == frame.format(HIDDEN)


def test_no_district_loses_its_name_when_it_is_asked_about(masker: Masker, knowledge: Knowledge) -> None:
    lost = [
        district.name
        for district in knowledge.districts.values()
        if HIDDEN in masker.mask(f"odop of {district.name} district")
    ]
    assert lost == []


def test_a_text_that_a_search_is_slow_with_is_masked(masker: Masker, knowledge: Knowledge) -> None:
    # How long it takes is measured in benchmarks/masking.py.
    for text in hard_texts(knowledge).values():
        assert len(masker.mask(text)) <= len(text)


def test_what_is_behind_the_part_that_is_read_is_not_kept(masker: Masker) -> None:
    assert "moradabad" not in masker.mask("brass " * (MAX_READ // 6) + "brass moradabad")
