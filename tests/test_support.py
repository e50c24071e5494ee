"""What a maker is told: the schemes that fit, in every language, on one screen."""

from __future__ import annotations

import re
from itertools import combinations, product

import pytest

from odop_bot.answering import Answerer
from odop_bot.answering.reply import Reply
from odop_bot.answering.support import MAX_LINES, Advice, advise
from odop_bot.answering.support_reply import SupportReply, support_reply
from odop_bot.knowledge import Knowledge, KnowledgeError
from odop_bot.knowledge.files import read_files
from odop_bot.knowledge.loader import load_knowledge
from odop_bot.language.tokens import normalise, tokenise
from odop_bot.understanding.annotators import Annotator
from odop_bot.understanding.memory import Memory
from odop_bot.understanding.requests import AskSupport
from tests.process import ROOT

LONGEST = 1300
UTTAR_PRADESH, ANDHRA = 9, 28
CRAFTS = ((), ("brassware",), ("pickle",), ("banarasi-saree",), ("pottery",), ("plastic",), ("mahua",))
GROUPS = ((), ("woman", "shg"), ("youth",))
AMOUNT_OR_PLACE = re.compile(
    r"Rs \d|per cent|\.in\b|\.com\b|Centre|bank|office|station|portal|ask"
    r"|रुपये|प्रतिशत|केंद्र|बैंक|दफ़्तर|पूछिए|करोड़|लाख|శాతం|రూపాయ|కేంద్రం|బ్యాంకు|అడగండి|ఆఫీసు|లక్షల|కోట్ల"
)


@pytest.fixture(scope="module")
def annotator(knowledge: Knowledge) -> Annotator:
    return Annotator(knowledge)


def district(knowledge: Knowledge, name: str) -> int:
    return next(code for code, each in knowledge.districts.items() if each.name == name)


def told(answerer: Answerer, request: AskSupport, language: str) -> tuple[str, SupportReply]:
    """Return the text of the reply to a request, with its parts."""
    parts = support_reply(request, answerer.knowledge, answerer.renderer.wording(language))
    reply = Reply(kind="support", language=language, template="support", data=parts.data, confidence=1.0)
    return answerer.renderer.text(reply), parts


def verdicts(advice: Advice) -> dict[str, str]:
    return {verdict.scheme.id: verdict.fit for verdict in advice.shown}


def places(knowledge: Knowledge) -> list[AskSupport]:
    return [
        AskSupport(),
        AskSupport(districts=(district(knowledge, "Moradabad"),)),
        AskSupport(districts=(district(knowledge, "Guntur"),)),
        AskSupport(states=(UTTAR_PRADESH,)),
        AskSupport(states=(ANDHRA,)),
    ]


@pytest.mark.slow  # asks thousands of questions
@pytest.mark.parametrize("language", ["en", "hi", "te"])
def test_every_need_is_answered_on_one_screen(answerer: Answerer, knowledge: Knowledge, language: str) -> None:
    needs = list(knowledge.words.needs_of_makers)
    few = (places(knowledge)[:3], CRAFTS[:4], GROUPS[:2])
    wanted = [
        *product([(), *((need,) for need in needs)], places(knowledge), CRAFTS, GROUPS),
        *product(combinations(needs, 2), *few),
    ]
    faults = []
    for asked, place, craft, group in wanted:
        request = AskSupport(needs=asked, families=craft, groups=group, districts=place.districts, states=place.states)
        text, parts = told(answerer, request, language)
        lines = [*parts.data["fits"], *parts.data["may"]]
        helpful = [x for x in lines if AMOUNT_OR_PLACE.search(" ".join([*x["texts"], x["where"] or ""]))]
        if len(text) >= LONGEST or len(helpful) < 2 or len(lines) > MAX_LINES:
            faults.append((request, len(text), len(helpful)))
    assert faults == []


def test_the_schemes_of_a_state_stay_in_it(knowledge: Knowledge) -> None:
    own = {scheme.id for scheme in knowledge.support.values() if scheme.states}
    assert {"margin-money", "training-toolkit", "mda", "cfc"} <= own
    for need in knowledge.words.needs_of_makers:
        for state in knowledge.states:
            shown = verdicts(advise(AskSupport(needs=(need,), families=("brassware",), states=(state,)), knowledge))
            assert state == UTTAR_PRADESH or not own & set(shown), (need, state, shown)


@pytest.mark.parametrize(
    ("scheme", "request_", "fit"),
    [
        ("pmfme", AskSupport(needs=("loan",), families=("brassware",), states=(ANDHRA,)), "no"),
        ("pmfme", AskSupport(needs=("loan",), families=("pickle",)), "fits"),
        ("pmfme", AskSupport(needs=("loan",)), "may"),
        ("pm-vishwakarma", AskSupport(needs=("machine",), groups=("weaver", "woman")), "no"),
        ("pm-vishwakarma", AskSupport(needs=("loan",), families=("banarasi-saree",)), "no"),
        ("pm-vishwakarma", AskSupport(needs=("machine",), families=("pottery",)), "fits"),
        ("pm-vishwakarma", AskSupport(needs=("loan",), families=("brassware",)), "may"),
        ("pmfme-seed-capital", AskSupport(needs=("loan",), families=("pickle",), groups=("shg",)), "fits"),
        ("pmfme-seed-capital", AskSupport(needs=("loan",), families=("pickle",)), None),
        ("tribes-india", AskSupport(needs=("market",), groups=("tribal",)), "fits"),
        ("tribes-india", AskSupport(needs=("market",), families=("pottery",)), None),
        ("cfc", AskSupport(needs=("cluster",), states=(UTTAR_PRADESH,)), "fits"),
    ],
)
def test_whom_a_scheme_fits(scheme: str, request_: AskSupport, fit: str | None, knowledge: Knowledge) -> None:
    assert verdicts(advise(request_, knowledge)).get(scheme) == fit


def test_nothing_is_both_food_and_brass(knowledge: Knowledge) -> None:
    """PMFME never fits a craft: no family of a handicraft or of handloom is a kind of food."""
    food = {kind.id for kind in knowledge.craft_kinds.values() if kind.food}
    crafts = {"metal", "weaving", "embroidery", "leather", "toys", "pottery", "painting"}
    for family in knowledge.families:
        kinds = set(knowledge.crafts_of(family))
        assert not (kinds & food and kinds & crafts), family


def test_pmfme_fits_no_metal(knowledge: Knowledge) -> None:
    metal = [family for family in knowledge.families if "metal" in knowledge.crafts_of(family)]
    assert "brassware" in metal
    for family in metal:
        for need in knowledge.words.needs_of_makers:
            shown = verdicts(advise(AskSupport(needs=(need,), families=(family,), groups=("shg",)), knowledge))
            assert shown.get("pmfme") in ("no", None), (family, need)
            assert "pmfme-seed-capital" not in shown, (family, need)


def test_margin_money_is_for_what_the_district_lists(knowledge: Knowledge) -> None:
    moradabad, lucknow = district(knowledge, "Moradabad"), district(knowledge, "Lucknow")
    for code, fit in ((moradabad, "fits"), (lucknow, "may")):
        advice = advise(AskSupport(needs=("loan",), families=("brassware",), districts=(code,)), knowledge)
        verdict = next(v for v in advice.shown if v.scheme.id == "margin-money")
        assert (verdict.fit, verdict.condition) == (fit, None if fit == "fits" else "product")


def test_a_woman_hears_of_the_lower_share(answerer: Answerer, knowledge: Knowledge) -> None:
    place = (district(knowledge, "Moradabad"),)
    text, _ = told(answerer, AskSupport(needs=("loan",), families=("brassware",), districts=place), "en")
    hers, _ = told(
        answerer, AskSupport(needs=("loan",), families=("brassware",), districts=place, groups=("woman",)), "en"
    )
    assert "own share 5 per cent" not in text
    assert "own share 5 per cent" in hers


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            (
                "Loan: Brassware, Moradabad, Uttar Pradesh",
                "25 per cent",
                "Rs 25 lakh",
                "Rs 50,000",
                "District Industries Centre of Moradabad",
                "Source: ",
            ),
        ),
        (
            "hi",
            (
                "लोन: पीतल का सामान, मुरादाबाद, उत्तर प्रदेश",
                "25 प्रतिशत",
                "25 लाख रुपये",
                "50,000 रुपये",
                "मुरादाबाद का ज़िला उद्योग केंद्र",
                "स्रोत: ",
            ),
        ),
        (
            "te",
            (
                "రుణం: ఇత్తడి సామాన్లు, మొరాదాబాద్, ఉత్తరప్రదేశ్",
                "25 శాతం",
                "25 లక్షల రూపాయల",
                "50,000 రూపాయల",
                "మొరాదాబాద్ జిల్లా పరిశ్రమల కేంద్రం",
                "ఆధారం: ",
            ),
        ),
    ],
)
def test_a_brass_worker_of_moradabad(
    language: str, words: tuple[str, ...], answerer: Answerer, knowledge: Knowledge
) -> None:
    request = AskSupport(needs=("loan",), families=("brassware",), districts=(district(knowledge, "Moradabad"),))
    text, parts = told(answerer, request, language)
    assert [word for word in words if word not in text] == []
    assert parts.choices == ()
    assert ("faq", "margin-money-amount") in [(button.choice.kind, button.choice.id) for button in parts.related]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Does not fit: PM Vishwakarma", "weavers of cloth")),
        ("hi", ("नहीं मिलेगा: पीएम विश्वकर्मा", "बुनने वाले")),
        ("te", ("రాదు: పీఎం విశ్వకర్మ", "నేసేవారు")),
    ],
)
def test_a_weaver_is_told_that_pm_vishwakarma_does_not_fit(
    language: str, words: tuple[str, ...], answerer: Answerer
) -> None:
    for need in ("loan", "machine", "training", "scheme"):
        text, _ = told(answerer, AskSupport(needs=(need,), families=("handloom",)), language)
        assert [word for word in words if word not in text] == [], need


def test_papers_are_a_list_to_tick(answerer: Answerer) -> None:
    for language in answerer.languages:
        text, parts = told(answerer, AskSupport(needs=("loan", "papers"), families=("pickle",)), language)
        assert text.count("☐") == len(parts.data["papers"]["list"]) >= 4
        text, parts = told(answerer, AskSupport(needs=("loan",), families=("pickle",)), language)
        assert "☐" not in text


def test_one_thing_is_asked_back(answerer: Answerer, knowledge: Knowledge) -> None:
    for request, asked in (
        (AskSupport(needs=("papers",)), "need"),
        (AskSupport(needs=("loan",)), "craft"),
        (AskSupport(needs=("loan",), families=("pottery",)), "state"),
        (AskSupport(needs=("loan",), states=(ANDHRA,)), "craft"),
        (AskSupport(needs=("loan",), families=("pottery",), states=(ANDHRA,)), None),
    ):
        text, parts = told(answerer, request, "en")
        assert parts.data["ask"] == asked
        assert bool(parts.choices) == bool(asked)
        for button in parts.choices:
            assert f". {button.label}" in text
            after = AskSupport.of(button.choice.id)
            assert set(request.needs) <= set(after.needs)
            assert support_reply(after, knowledge, answerer.renderer.wording("en")).data["ask"] != asked


def test_a_state_whose_schemes_we_do_not_know_is_said(answerer: Answerer, knowledge: Knowledge) -> None:
    guntur = AskSupport(needs=("loan",), families=("pickle",), districts=(district(knowledge, "Guntur"),))
    text, _ = told(answerer, guntur, "en")
    assert "District Industries Centre of Guntur" in text
    assert "Andhra Pradesh's own schemes, which I do not have" in text


def test_a_code_is_the_request(knowledge: Knowledge) -> None:
    request = AskSupport(needs=("loan", "papers"), groups=("woman",), families=("pickle",), districts=(506,))
    assert AskSupport.of(request.code) == request
    assert AskSupport.of("loan") == AskSupport(needs=("loan",))
    assert AskSupport.of(AskSupport().code) == AskSupport()
    needs, groups = knowledge.words.needs_of_makers, knowledge.words.groups
    longest = AskSupport(
        needs=tuple(sorted(needs, key=len)[-2:]),
        groups=tuple(sorted(groups, key=len)[-2:]),
        families=(max(knowledge.families, key=len),),
        districts=(999,),
        states=(38,),
    )
    assert len(f"h:{longest.code}".encode()) <= 64, "more than a button of Telegram holds"


def test_a_code_of_nothing_still_helps(answerer: Answerer) -> None:
    text, parts = told(answerer, AskSupport.of("gold,loan/kings/no-family/99999/77"), "en")
    assert "MUDRA" in text
    assert parts.data["ask"] == "craft"


def test_every_need_and_every_scheme_has_its_words(answerer: Answerer, knowledge: Knowledge) -> None:
    for language in answerer.languages:
        assert set(answerer.renderer.wording(language).words.needs) == set(knowledge.words.needs_of_makers)
    helped = {need for scheme in knowledge.support.values() for need in scheme.helps}
    assert helped == set(knowledge.words.needs_of_makers) - {"papers", "apply"}


@pytest.mark.slow  # checks the whole knowledge base often
def test_faults_of_the_data_are_named() -> None:
    changes = [
        ("support.yaml", "रोज़ 500 रुपये, फिर", "रोज़ 600 रुपये, फिर", "its numbers are not those"),
        ("support.yaml", "states: [9]", "states: [999]", "no state has the id 999"),
        (
            "support.yaml",
            "  crafts: [food]\n  maybe: [forest]",
            "  crafts: [fod]\n  maybe: [forest]",
            "no kind of work has the id fod",
        ),
        ("support.yaml", "te: పీఎం విశ్వకర్మ}", "te: Vishwakarma}", "not written in the script"),
        ("support.yaml", "te: GI రిజిస్ట్రీ చెన్నై}", "xx: GI}", "no language has the code xx"),
        ("support.yaml", "मेलों के लिए'", "मेलों और fairs के लिए'", "fairs is English"),
        ("support.yaml", "en: 'training with Rs 500", f"en: '{'very ' * 20}good training with Rs 500", "at most 110"),
        ("support.yaml", "depends: {en: if you are tribal", "because: {en: if you are tribal", "on what that depends"),
        ("craft_kinds.yaml", "papad, pickle, ", "papad, ", "the family pickle belongs to no kind of work"),
    ]
    files = read_files(ROOT / "knowledge")
    for file, old, new, _ in changes:
        assert old in files[file].decode(), old
        files[file] = files[file].decode().replace(old, new, 1).encode()
    with pytest.raises(KnowledgeError) as error:
        load_knowledge(ROOT / "knowledge", files)
    assert [fault for *_, fault in changes if fault not in str(error.value)] == []


@pytest.mark.parametrize(
    ("text", "needs", "groups", "families"),
    [
        ("mera jila moradabad hai, pital ka kaam karta hu, 3 lakh loan chahiye", {"loan"}, set(), {"brassware"}),
        ("I am a weaver widow, need a loom", {"machine"}, {"weaver", "woman"}, set()),
        ("kagaz kya lagenge", {"papers"}, set(), set()),
        ("where do I sell my pickles", {"market"}, set(), {"pickle"}),
        ("ek lakh ka loan", {"loan"}, set(), set()),
        ("लाख की चूड़ी बनाती हूँ, 5 लाख का लोन चाहिए", {"loan"}, set(), {"lac-bangle"}),
        ("all of us want a shared shed", {"cluster"}, set(), set()),
        ("kumhar hu, bijli ka chaak chahiye", {"machine"}, {"trade"}, set()),
        ("నేను చేనేత పని చేస్తాను, విదేశాలకి ఎగుమతి చేయాలి", {"export"}, {"weaver"}, set()),
    ],
)
def test_what_a_maker_says_is_heard(
    text: str, needs: set[str], groups: set[str], families: set[str], annotator: Annotator
) -> None:
    message = normalise(text)
    evidence = annotator.annotate(message, tokenise(message), Memory())
    assert needs <= set(evidence.needs)
    assert groups <= set(evidence.groups)
    assert families <= set(evidence.families)
    assert "lac" not in evidence.families, "an amount is no resin"
