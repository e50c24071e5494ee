"""The GI Registry's names: every one is found by its name, and every list and count is that of the files."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from odop_bot.answering import Answerer, Question
from odop_bot.answering.replies.registry_lists import NAMES_A_PAGE
from odop_bot.channels.telegram.codec import encode
from odop_bot.conversation import arguments
from odop_bot.conversation.actions import Choice, Open
from odop_bot.knowledge import NATIONAL, Knowledge, KnowledgeError
from odop_bot.knowledge.loader import load_knowledge
from odop_bot.understanding.memory import Memory
from odop_bot.understanding.requests import AskDistricts, AskGi
from tests.process import ROOT

FILES = sorted((ROOT / "knowledge" / "gi").glob("*.yaml"))
NAMES: list[dict[str, Any]] = [
    item for path in FILES for item in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
]
INDIAN = [item for item in NAMES if "country" not in item]
REGISTRY: dict[str, Any] = yaml.safe_load((ROOT / "knowledge" / "gi_registry.yaml").read_text(encoding="utf-8"))
STATES: dict[int, str] = {}
MARKED: dict[tuple[int, str], bool] = {}
STATE_OF: dict[int, int] = {}
for path in sorted((ROOT / "knowledge" / "districts").glob("*.yaml")):
    whole = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    STATES[whole["state"]["lgd"]] = whole["state"]["name"]
    for each in whole["districts"]:
        STATE_OF[each["lgd"]] = whole["state"]["lgd"]
        for row in each.get("listings", ()):
            if row["list"] == NATIONAL:
                MARKED[each["lgd"], row["product"]] = row.get("gi", False)
REGISTERED = {(x["district"], x["product"]): item for item in NAMES for x in item.get("listings", ())}
UNMARKED = sorted(key for key in REGISTERED if not MARKED[key])
NOT_FOUND = [(x["district"], x["product"]) for x in REGISTRY["not_found"]]
FRAMES = ("is {} a registered GI", "{} gi hai kya", "does {} have GI tag")


def text_of(answerer: Answerer, request: AskGi, language: str = "en") -> str:
    return answerer.renderer.text(answerer.reply(request, language=language))


def rows_of(state: int) -> int:
    return sum(len(item["serials"]) for item in INDIAN if state in item["states"])


def test_the_registry_is_whole() -> None:
    serials = Counter(serial for item in NAMES for serial in item["serials"])
    assert sum(serials.values()) == 696
    assert max(serials) == 697
    assert {serial for serial, count in serials.items() if count > 1} == {29}
    assert sum(len(item["serials"]) for item in INDIAN) == 657
    assert len(UNMARKED) == 20
    assert len(NOT_FOUND) == 6


@pytest.mark.parametrize("frame", FRAMES)
def test_every_name_is_found_by_its_name(frame: str, answerer: Answerer) -> None:
    wrong = []
    for item in NAMES:
        for name in {item["name"], item["name"].lower()}:
            reply = answerer.answer(Question(text=frame.format(name), language="en"))
            said = f"{item['name']}: registered GI, No. {', '.join(map(str, item['serials']))}"
            if reply.kind != "gi" or said not in answerer.renderer.text(reply):
                wrong.append(name)
    assert not wrong


def test_of_the_makers_of_what_the_list_marks_one_that_it_marks_under_that_name_comes_first(
    answerer: Answerer,
) -> None:
    """A name may be that of many products ("Honey"): what is marked under the name asked is meant first."""
    marked: dict[str, set[int]] = {}
    for (district, product), is_marked in MARKED.items():
        if is_marked:
            marked.setdefault(re.sub(r"\W+", " ", product.casefold()).strip(), set()).add(district)
    assert len(marked) == 215
    # A slip of the list: what is asked for is the painting of Madhubani, which has a row of its own.
    assert marked.pop("madhubhani paintings")
    wrong = []
    for product, own in marked.items():
        reply = answerer.answer(Question(text=f"which district makes {product}", language="en"))
        if not reply.districts or reply.districts[0] not in own:
            wrong.append((product, reply.kind, reply.districts[:3]))
    assert wrong == []


def test_a_state_is_counted_and_listed_as_the_files_have_it(answerer: Answerer) -> None:
    for state, name in STATES.items():
        counted = text_of(answerer, AskGi(form="count", states=(state,)))
        assert f": {rows_of(state)} registered GI" in counted.splitlines()[0], name
        mine = [item for item in INDIAN if state in item["states"]]
        told: list[str] = []
        for page in range(len(mine) // 5 + 1):
            reply = answerer.reply(AskGi(states=(state,), page=page))
            if reply.data["page"] == page + 1:
                told += [row["name"] for row in reply.data["rows"]]
                text = answerer.renderer.text(reply)
                assert all(row["name"] in text for row in reply.data["rows"])
        assert sorted(told) == sorted(item["name"] for item in mine), name


def test_the_marks_of_a_state_are_counted_as_the_list_has_them(answerer: Answerer) -> None:
    for state, name in STATES.items():
        reply = answerer.reply(AskGi(form="odop", states=(state,)))
        here = [key for key in MARKED if STATE_OF[key[0]] == state]
        assert reply.data["marked"] == sum(MARKED[key] for key in here), name
        assert reply.data["unmarked"] == sum(key in UNMARKED for key in here), name


def test_who_has_most(answerer: Answerer) -> None:
    ranked = sorted(((rows_of(state), STATES[state]) for state in STATES), key=lambda pair: (-pair[0], pair[1]))
    rows = answerer.reply(AskGi(form="most")).data["rows"]
    assert [(count, name) for name, count in rows] == ranked[: len(rows)]
    fewest = answerer.reply(AskGi(form="least")).data
    none = sorted(STATES[state] for state in STATES if not rows_of(state))
    assert [name for name, _ in fewest["rows"]][: len(none)] == none
    assert fewest["level"] == len(none)


@pytest.mark.parametrize("goods", sorted({item["goods"] for item in INDIAN}))
def test_a_class_of_goods_is_listed_as_the_files_have_it(goods: str, answerer: Answerer) -> None:
    mine = [item for item in INDIAN if item["goods"] == goods]
    data = answerer.reply(AskGi(goods=goods)).data
    assert (data["names"], data["registrations"]) == (len(mine), sum(len(item["serials"]) for item in mine))


def test_what_several_states_share_is_told_with_all_of_them(answerer: Answerer) -> None:
    shared = {item["name"]: item["states"] for item in INDIAN if len(item["states"]) > 1}
    told = [row for page in range(4) for row in answerer.reply(AskGi(joint=True, page=page)).data["rows"]]
    assert {row["name"]: row["states"] for row in told} == {
        name: [STATES[code] for code in codes] for name, codes in shared.items()
    }


@pytest.mark.parametrize(
    ("language", "registered", "unmarked", "not_found"),
    [
        ("en", "registered GI", "not marked by the list", "not found in the GI Registry"),
        ("hi", "पंजीकृत GI", "पर सूची में GI नहीं लिखा है", "पर GI रजिस्ट्री में नहीं मिला"),
        ("te", "నమోదైన GI", "కానీ జాబితాలో GI అని లేదు", "కానీ GI రిజిస్ట్రీలో కనబడలేదు"),
    ],
)
def test_where_mark_and_registry_disagree_both_are_said(
    language: str, registered: str, unmarked: str, not_found: str, answerer: Answerer, knowledge: Knowledge
) -> None:
    for code, product in UNMARKED:
        item = REGISTERED[code, product]
        text = text_of(answerer, AskGi(form="named", names=(item["id"],)), language)
        assert registered in text
        # English says it in its own order.
        assert (unmarked if language != "en" else "not marked as GI by the list, though registered") in text
    for code, product in (*UNMARKED, *NOT_FOUND):
        asked = next(x for x in knowledge.districts[code].listings if x.product == product)
        mark = knowledge.gi_mark(knowledge.districts[code], asked)
        assert mark == ("registered" if (code, product) in REGISTERED else "not_found")
        said = answerer.renderer.wording(language).words.gi_marks[mark]
        assert (unmarked if mark == "registered" else not_found) in said
        assert said in answerer.renderer.text(answerer.reply(AskDistricts(districts=(code,)), language=language))


def test_no_other_product_is_said_to_disagree(knowledge: Knowledge) -> None:
    for district in knowledge.districts.values():
        for listing in knowledge.listings(district, NATIONAL):
            key = district.lgd, listing.product
            if key not in UNMARKED and key not in NOT_FOUND:
                assert knowledge.gi_mark(district, listing) == ("marked" if MARKED[key] else None)


@pytest.mark.parametrize("language", ["en", "hi", "te"])
def test_marked_and_registered_are_never_one_word(language: str) -> None:
    registered = {"en": "regist", "hi": "पंजीकृत", "te": "నమోద"}[language]
    words = yaml.safe_load((ROOT / "templates" / language / "quiz.yaml").read_text(encoding="utf-8"))
    for text in (words["district_product"], words["product_district"], words["topics"]["gi"]):
        assert registered not in text
        marked = {
            "en": ("marks as GI", "marked as GI"),
            "hi": ("GI लिखा", "सूची में GI"),
            "te": ("GI అని ఉన్న", "జాబితాలో GI"),
        }
        assert any(words in text for words in marked[language])


def test_every_answer_is_one_screen_and_goes_on_by_its_button(answerer: Answerer, knowledge: Knowledge) -> None:
    requests = [AskGi(form=form, states=(state,)) for state in STATES for form in ("list", "odop", "count")]
    requests += [AskGi(form="named", names=(item["id"],)) for item in NAMES]
    requests += [AskGi(joint=True), AskGi(), AskGi(goods="handicraft"), AskGi(form="most"), AskGi(word="Bodo")]
    for request in requests:
        encode(Open(Choice("gi", request.code), 40))
        assert arguments.gi(knowledge, request.code) == request
        for language in ("en", "hi", "te"):
            assert len(text_of(answerer, request, language)) <= 1500, request


def test_more_goes_on_and_another_state_is_asked_the_same(answerer: Answerer) -> None:
    memory = Memory()
    seen: list[str] = []
    for text in ("list of GI products of Uttar Pradesh", "more", "more"):
        reply = answerer.answer(Question(text=text, language="en", memory=memory))
        assert reply.kind == "gi"
        seen += [row["name"] for row in reply.data["rows"]]
        memory = reply.memory
    assert len(set(seen)) == len(seen) == 3 * NAMES_A_PAGE
    there = answerer.answer(Question(text="and kerala?", language="en", memory=memory))
    assert (there.kind, there.states, there.data["page"]) == ("gi", (32,), 1)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("goa.yaml", "states: [30]", "states: [99]"), "no state has the id 99"),
        (("goa.yaml", "goods: food", "goods: foods"), "should be"),
        (("goa.yaml", "families: [feni]", "families: [fenni]"), "no family has the id fenni; write feni"),
        (("bihar.yaml", "product: Madhubani Paintings", "product: Madhubani"), "the national list has no Madhubani"),
        (("bihar.yaml", "districts: [206]", "districts: [171]"), "Moradabad is in none of its States"),
        (("bihar.yaml", "  by: known\n", ""), "districts need a word on how they are known"),
        (
            ("../gi_registry.yaml", "- {district: 451, product: Cumin}\n", ""),
            "whether it is registered is said nowhere",
        ),
        (
            ("../gi_registry.yaml", "source: gi-registry-2025", "source: gi-registry"),
            "no source has the id gi-registry",
        ),
    ],
)
def test_a_slip_in_the_files_is_one_fault(change: tuple[str, str, str], message: str, tmp_path: Path) -> None:
    name, old, new = change
    folder = tmp_path / "knowledge"
    shutil.copytree(ROOT / "knowledge", folder)
    path = (folder / "gi" / name).resolve()
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(KnowledgeError) as error:
        load_knowledge(folder)
    told = [str(fault) for fault in error.value.faults]
    assert len(told) == 1, told
    assert message in told[0]
    assert re.search(r"gi(/|_registry)[\w.-]*:\d+:\d+:", told[0]), told[0]
