"""What stands under each kind of answer and in each menu: every button, in its row."""

from __future__ import annotations

from dataclasses import replace

import pytest

from odop_bot.answering import Answerer, Question
from odop_bot.channels.telegram.codec import encode
from odop_bot.conversation.actions import Browse, Menu
from odop_bot.conversation.phone import lines_on_phone
from odop_bot.conversation.screen import Key, Screen
from odop_bot.conversation.screens import DISTRICT_LINES, GI_DISTRICTS, MAX_SOURCES, NEAREST, Screens
from odop_bot.conversation.strings import read_strings
from odop_bot.engine import TEMPLATES
from odop_bot.knowledge import NATIONAL
from odop_bot.understanding.requests import (
    AskCompare,
    AskCount,
    AskDistricts,
    AskFaq,
    AskGi,
    AskPin,
    AskProduct,
    AskState,
    AskSupport,
    Choice,
    Request,
)

NAMES = {"en": "English", "hi": "हिन्दी", "te": "తెలుగు"}


class Pages:
    """Where things have pages."""

    def __call__(self, choice: Choice, language: str) -> str | None:
        return None if choice.kind == "faq" else f"https://x.in/{language}/{choice.kind}/{choice.id}"

    def picture(self, choice: Choice, language: str) -> str | None:
        raise AssertionError("no screen shows one")


def screens_in(answerer: Answerer, language: str, *, person: bool = True, roomy: bool = False) -> Screens:
    strings = read_strings(TEMPLATES)[language]
    return Screens(answerer, strings, language, NAMES, "A person" if person else None, Pages(), roomy=roomy)


@pytest.fixture(scope="module")
def screens(answerer: Answerer) -> Screens:
    return screens_in(answerer, "en")


def does(key: Key) -> str:
    if key.share is not None:
        return f"share {key.share}"
    return encode(key.action) if key.action else "wa" if (key.url or "").startswith("https://wa.me/") else str(key.url)


def keys(screen: Screen | None) -> list[list[str]]:
    """Return what each button does, in rows."""
    assert screen is not None
    return [[does(key) for key in row] for row in screen.rows]


def labels(screen: Screen | None) -> list[list[str]]:
    assert screen is not None
    return [[key.label for key in row] for row in screen.rows]


def shown(screens: Screens, asked: Request, own: int | None = None) -> Screen:
    return screens.reply(screens.answerer.reply(asked, language=screens.language), own)


MORADABAD = [
    ["bn:171"],
    ["g:list///171", "c:171"],
    ["o:171", "wa"],
    ["p:brassware", "s:9"],
    ["r:d.171"],
    ["bw:d171", "share Moradabad, Uttar Pradesh", "m:"],
]


def test_a_district_leads_to_help_gi_picture_and_its_state(screens: Screens, answerer: Answerer) -> None:
    screen = shown(screens, AskDistricts(districts=(171,)))
    assert (keys(screen), screen.kind) == (MORADABAD, "district")
    assert keys(shown(screens, AskDistricts(districts=(171,)), 172)) == MORADABAD
    assert keys(shown(screens, AskPin(pin="244001", districts=(171,)))) == MORADABAD
    # Who calls it their own is not asked to.
    own = shown(screens, AskDistricts(districts=(171,)), int("171"))
    assert keys(own) == [*MORADABAD[:2], ["wa"], *MORADABAD[3:]]
    hindi = screens_in(answerer, "hi")
    assert keys(shown(hindi, AskDistricts(districts=(171,))))[4:] == [
        ["r:d.171", "t:en.d.171"],
        ["bw:d171", "share मुरादाबाद, उत्तर प्रदेश", "m:"],
    ]
    assert labels(shown(hindi, AskDistricts(districts=(171,))))[4][1] == "English"


def test_two_answers_have_the_ways_on_of_both(screens: Screens, answerer: Answerer) -> None:
    first = answerer.reply(AskDistricts(districts=(171,)))
    also = answerer.reply(AskState(states=(9,)))
    screen = screens.reply(replace(first, also=also))
    assert keys(screen)[0] == ["s:9:3", "s:9:1"]
    assert keys(screen)[1:4] == MORADABAD[:3]
    related = [button.choice for button in dict.fromkeys((*first.related, *also.related))]
    assert sum(len(row) for row in keys(screen)[4:-2]) == len(related)
    assert keys(screen)[-2:] == MORADABAD[-2:]


STATE = [["c:s.9", "wa"], ["share Uttar Pradesh", "m:"]]


def test_a_state_leads_to_the_districts_on_its_page(screens: Screens) -> None:
    screen = shown(screens, AskState(states=(9,), page=1))
    turning, *districts, picture, details, last = keys(screen)
    assert turning == ["s:9", "s:9:4", "s:9:2"]
    assert districts == [[f"d:{code}" for code in row] for row in
                         ((128, 129, 130), (131, 179, 132), (133, 134, 135), (136, 137, 138))]  # fmt: skip
    assert [picture, last] == STATE
    assert details == ["r:s.9:1"]
    goa = keys(shown(screens, AskState(states=(30,))))
    assert goa == [["d:793", "d:551", "d:552"], ["c:s.30", "wa"], ["r:s.30"], ["share Goa", "m:"]]


def test_a_product_leads_to_its_districts_and_to_the_other_lists(screens: Screens) -> None:
    screen = shown(screens, AskProduct(families=("dari",)))
    assert keys(screen) == [
        ["d:152", "d:183", "d:433"],
        ["d:522"],
        ["p:dari/madhya-pradesh"],
        ["p:dari/up"],
        ["c:p.dari", "wa"],
        ["r:p.dari"],
        ["share Dari (flat rug)", "m:"],
    ]
    assert labels(screen)[2:4] == [["1 on: Madhya Pradesh's trade portal"], ["2 on: Uttar Pradesh's own ODOP list"]]
    second = keys(shown(screens, AskProduct(families=("rice",), page=1)))
    assert second[0] == ["p:rice", "p:rice"]
    assert second[-2] == ["r:p.rice:1"]


def test_a_count_leads_to_the_states_that_it_counts_where_they_are_few(screens: Screens) -> None:
    share = ["share Uttar Pradesh", "m:"]
    assert keys(shown(screens, AskCount(states=(9,)))) == [["s:9"], share]
    assert keys(shown(screens, AskCount(states=(9, 10)))) == [["s:9"], ["s:10"], share]
    assert keys(shown(screens, AskCount(states=(9, 10, 11)))) == [share]
    assert keys(shown(screens, AskCount(families=("rice",)))) == [["share Rice", "m:"]]


def test_other_answers_have_their_own_ways_on(screens: Screens, answerer: Answerer) -> None:
    title = "When and where ODOP began"
    assert keys(shown(screens, AskFaq(entries=("first-launch",)))) == [
        ["f:national-start"],
        ["f:first-product"],
        ["f:first-summit"],
        ["wa"],
        ["r:f.first-launch"],
        ["y:f.first-launch", "bw:f.first-launch", f"share {title}", "m:"],
    ]
    assert keys(shown(screens, AskSupport(needs=("loan",), families=("dari",), districts=(183,)))) == [
        ["f:margin-money-amount"],
        ["f:mudra-limits"],
        ["f:pmegp"],
        ["r:a.loan//dari/183"],
        ["y:a.loan", "bw:a.loan", "share Loan", "m:"],
    ]
    assert keys(shown(screens, AskGi(states=(30,)))) == [
        ["d:551", "d:552"],
        ["r:g.list////30"],
        ["bw:s30", "share Goa", "m:"],
    ]
    wide = keys(shown(screens, AskGi(states=(9,))))
    assert wide[0][-1] == "g:list////9:1"
    assert sum(len(row) for row in wide[1:-2]) == GI_DISTRICTS
    assert keys(shown(screens, AskCompare(districts=(171, 118)))) == [["d:171", "d:118"], ["m:"]]
    choice = screens.reply(answerer.answer(Question(text="bilaspur")))
    assert keys(choice) == [["d:375"], ["d:15"], ["m:"]]
    solved = screens.reply(answerer.answer(Question(text="Manjusha painting belongs to (a) Madhubani (b) Bhagalpur")))
    assert keys(solved) == [["d:192"], ["y:d192", "bw:d192", "share Bhagalpur, Bihar", "m:"]]


def test_what_is_not_known_leads_to_help_and_to_a_person_if_there_is_one(answerer: Answerer) -> None:
    reply = answerer.answer(Question(text="qwerty zxcv"))
    assert reply.kind == "unknown"
    assert keys(screens_in(answerer, "en").reply(reply)) == [["bn:", "bm:"], ["h:"], ["m:"]]
    assert keys(screens_in(answerer, "en", person=False).reply(reply)) == [["bn:", "bm:"], ["m:"]]
    near = answerer.reply(AskFaq(entries=("first-launch",))).related
    many = replace(reply, related=(*near, *(replace(near[0], label=f"{n}") for n in range(4))))
    assert len(near) == NEAREST
    assert keys(screens_in(answerer, "en").reply(many))[:NEAREST] == [[f"f:{b.choice.id}"] for b in near]
    assert keys(screens_in(answerer, "en").reply(many))[NEAREST] == ["bn:", "bm:"]


def test_what_is_shared_names_its_page_and_what_has_none_is_shared_alone(screens: Screens) -> None:
    for asked, address in (
        (AskDistricts(districts=(171,)), "https%3A%2F%2Fx.in%2Fen%2Fdistrict%2F171"),
        (AskState(states=(30,)), "https%3A%2F%2Fx.in%2Fen%2Fstate%2F30"),
        (AskProduct(families=("dari",)), "https%3A%2F%2Fx.in%2Fen%2Ffamily%2Fdari"),
        (AskFaq(entries=("first-launch",)), ""),
    ):
        [key] = [key for key in shown(screens, asked).keys if key.url]
        assert key.label == "On WhatsApp"
        assert (key.url or "").endswith(address)
        assert ("x.in" in (key.url or "")) == bool(address)


def test_details_are_two_pages_of_a_district_and_one_of_all_else(screens: Screens, answerer: Answerer) -> None:
    district = answerer.reply(AskDistricts(districts=(171,)))
    first = screens.detail(district)
    assert first.html == answerer.renderer.html(district)
    assert keys(first) == [["r:d.171:1", "r:d.171:1"], ["d:171", "m:"]]
    assert labels(first) == [["1/2", "Next ›"], ["« Back", "Menu"]]
    for page in (1, 2):
        sources = screens.detail(district, page)
        assert sources.html.splitlines()[0] == "<b>Sources</b>"
        assert keys(sources) == [["r:d.171", "r:d.171"], ["d:171", "m:"]]
        assert labels(sources)[0] == ["‹ Before", "2/2"]
    entry = answerer.reply(AskFaq(entries=("first-launch",)))
    for page in (0, 1):
        sources = screens.detail(entry, page)
        assert sources.html.splitlines()[0] == "<b>Sources</b>"
        assert keys(sources) == [["f:first-launch", "m:"]]
    assert keys(screens.detail(answerer.reply(AskCompare(districts=(171, 118))))) == [["m:"]]
    many = replace(entry, sources=tuple(answerer.knowledge.sources)[: MAX_SOURCES + 2])
    assert len(screens.detail(many).html.splitlines()) == MAX_SOURCES + 1
    # Only an address of the web becomes a link.
    for line in screens.detail(many).html.splitlines()[1:]:
        assert line.startswith("• ")
        assert line.count("<a ") == line.count('<a href="http')


def test_a_district_that_is_long_is_told_in_brief_where_there_is_little_room(answerer: Answerer) -> None:
    small, large = screens_in(answerer, "en"), screens_in(answerer, "en", roomy=True)
    briefs = set()
    for code in answerer.knowledge.districts:
        reply = answerer.reply(AskDistricts(districts=(code,)))
        told = [answerer.renderer.phone_html(reply, brief) for brief in (0, 1, 2)]
        fits = [lines_on_phone(html) <= DISTRICT_LINES for html in told]
        wanted = fits.index(True) if any(fits) else 2
        assert small.reply(reply).html == told[wanted]
        briefs.add(wanted)
        if len(briefs) == 3:
            break
    assert briefs == {0, 1, 2}
    assert large.reply(reply).html == answerer.renderer.html(reply)
    state = answerer.reply(AskState(states=(9,)))
    assert lines_on_phone(answerer.renderer.phone_html(state)) > DISTRICT_LINES
    assert small.reply(state).html == answerer.renderer.phone_html(state)


# Menus

FIRST = [["w:", "bs:"], ["bn:", "bp:"], ["bt:", "bm:"], ["qt:", "ml:"]]


def test_the_first_screen_and_the_languages(screens: Screens, answerer: Answerer) -> None:
    assert keys(screens.menu(Browse(Menu.START))) == FIRST
    assert labels(screens.menu(Browse(Menu.START)))[3] == ["Quiz", "Language"]
    assert labels(screens_in(answerer, "hi").menu(Browse(Menu.START)))[3][1].endswith(" · Language")
    languages = screens.menu(Browse(Menu.LANGUAGES))
    assert keys(languages) == [["l:en"], ["l:hi"], ["l:te"], ["l:auto"], ["m:"]]
    assert labels(languages) == [["English"], ["हिन्दी"], ["తెలుగు"], ["As I write"], ["Menu"]]
    assert keys(screens.menu(Browse(Menu.HELP))) == [["m:"]]
    assert keys(screens.menu(Browse(Menu.MINE))) == [["w:", "bs:"], ["m:"]]
    about = screens.menu(Browse(Menu.ABOUT))
    assert keys(about) == [["m:"]]
    assert about is not None
    assert about.text.count("•") == len(answerer.knowledge.lists)


def test_privacy_has_two_pages(screens: Screens) -> None:
    for page in range(3):
        screen = screens.menu(Browse(Menu.PRIVACY, "", page))
        assert screen is not None
        assert [key.label for key in screen.rows[0]] == (["1/2", "Next ›"] if page == 0 else ["‹ Before", "2/2"])
        assert [key.action for key in screen.rows[0]] == [Browse(Menu.PRIVACY, "", int(not page))] * 2
        assert screen.html == screens.strings.fill("privacy_more" if page else "privacy")
        assert [key.action for key in screen.rows[1]] == [Browse(Menu.START)]


@pytest.mark.parametrize(
    ("page", "pages", "turns"),
    [
        (0, 0, []),
        (0, 1, []),
        (0, 2, [("1/2", 1), ("Next ›", 1)]),
        (1, 2, [("‹ Before", 0), ("2/2", 0)]),
        (0, 3, [("1/3", 2), ("Next ›", 1)]),
        (1, 3, [("‹ Before", 0), ("2/3", 2), ("Next ›", 2)]),
        (2, 3, [("« 1", 0), ("‹ Before", 1), ("3/3", 0)]),
        (0, 9, [("1/9", 3), ("Next ›", 1)]),
        (4, 9, [("« 1", 0), ("‹ Before", 3), ("5/9", 7), ("Next ›", 5)]),
        (6, 9, [("« 1", 0), ("‹ Before", 5), ("7/9", 8), ("Next ›", 7)]),
    ],
)
def test_pages_are_turned_by_one_by_three_and_to_the_first(
    page: int, pages: int, turns: list[tuple[str, int]], screens: Screens
) -> None:
    row = screens.turning(lambda page: Browse(Menu.STATES, "", page), page, pages)
    assert [(key.label, key.action.page) for key in row if isinstance(key.action, Browse)] == turns
    assert len(row) == len(turns)


def test_what_a_maker_needs_is_asked_for_a_district_or_for_anybody(screens: Screens, answerer: Answerer) -> None:
    needs = list(screens.wording.words.needs)
    assert set(needs) == set(answerer.knowledge.words.needs_of_makers)
    anybody = keys(screens.menu(Browse(Menu.NEEDS)))
    assert [key for row in anybody[:-1] for key in row] == [f"a:{need}" for need in needs]
    assert ([len(row) for row in anybody[:-1]], anybody[-1]) == ([2] * (len(needs) // 2), ["m:"])
    screen = screens.menu(Browse(Menu.NEEDS, "171"))
    assert screen is not None
    assert screen.text == "What do you need for Moradabad Metal Craft in Moradabad?"
    *rows, last = keys(screen)
    assert [key for row in rows for key in row] == [f"a:{need}//brassware/171" for need in needs]
    assert (last, screen.rows[-1][0].label) == (["d:171", "m:"], "« Moradabad")
    bare = next(d for d in answerer.knowledge.districts.values() if not answerer.knowledge.listings(d, NATIONAL))
    screen = screens.menu(Browse(Menu.NEEDS, str(bare.lgd)))
    assert screen is not None
    assert screen.text.startswith("What do you need for ODOP in ")
    assert keys(screen)[0][0] == f"a:{needs[0]}///{bare.lgd}"
    for wrong in ("x", "99999"):
        assert screens.menu(Browse(Menu.NEEDS, wrong)) is None


@pytest.mark.parametrize(
    ("subject", "back"),
    [
        ("d171", "d:171"),
        ("s9", "s:9"),
        ("f.first-launch", "f:first-launch"),
        ("p.rice", "p:rice"),
        ("a.loan", "a:loan"),
    ],
)
def test_what_is_wrong_is_asked_with_the_way_back(subject: str, back: str, screens: Screens) -> None:
    screen = screens.menu(Browse(Menu.WRONG, subject))
    assert keys(screen)[-1] == [back, "m:"]
    what = [key.action for row in (screen.rows if screen else ())[:-1] for key in row]
    assert [(item.subject, item.right, item.what) for item in what] == [  # type: ignore[union-attr] # judgements
        (subject, False, "product"),
        (subject, False, "district"),
        (subject, False, "old"),
        (subject, False, "other"),
    ]
    assert [len(row) for row in keys(screen)] == [2, 2, 2]


def test_menus_of_what_is_not_there_lead_nowhere(screens: Screens) -> None:
    for menu in (Menu.WRONG, Menu.DISTRICTS, Menu.QUESTIONS):
        for argument in ("", "x", "gone", "99999"):
            assert screens.menu(Browse(menu, argument)) is None, (menu, argument)


def test_states_districts_products_and_questions_are_found_in_menus(screens: Screens, answerer: Answerer) -> None:
    knowledge = answerer.knowledge
    for menu, sign in ((Menu.STATES, "bd"), (Menu.STATE_LISTS, "s")):
        *rows, last = keys(screens.menu(Browse(menu)))
        assert (rows[0], last) == ([f"{sign}:35", f"{sign}:28"], ["m:"])
        assert [key for row in rows for key in row][-1] == f"{sign}:19"
        assert sum(len(row) for row in rows) == len(knowledge.states)
        assert {len(row) for row in rows} == {2}
    assert keys(screens.menu(Browse(Menu.DISTRICTS, "30"))) == [["d:793", "d:551"], ["d:552"], ["bs:", "m:"]]
    second = keys(screens.menu(Browse(Menu.DISTRICTS, "9", 1)))
    assert (second[0], second[-2:]) == (["d:139", "d:141"], [["bd:9", "bd:9:3", "bd:9:2"], ["bs:", "m:"]])
    assert [len(row) for row in second[:-2]] == [2] * 12
    gone = next(d for d in knowledge.districts.values() if d.abolished)
    pages = [keys(screens.menu(Browse(Menu.DISTRICTS, str(gone.state), page))) for page in (0, 1)]
    assert f"d:{gone.lgd}" not in str(pages)
    products = screens.menu(Browse(Menu.PRODUCTS))
    assert keys(products)[-2:] == [["bp::3", "bp::1"], ["m:"]]
    assert [len(row) for row in keys(products)[:-2]] == [2] * 10
    sizes = []
    for page in range(99):
        shown = screens.menu(Browse(Menu.PRODUCTS, "", page))
        assert shown is not None
        named = [key for key in shown.keys if does(key).startswith("p:") and key.label.endswith(")")]
        sizes += [(-int(key.label.rpartition("(")[2][:-1]), does(key)[2:]) for key in named]
        if not any(key.label == "Next ›" for key in shown.keys):
            break
    assert sizes == sorted(sizes)
    assert len(dict(sizes)) > 3
    for size, family in sizes:
        counted = {d.lgd for d, x in knowledge.listings_of_family[family] if x.list == NATIONAL}
        assert 0 < len(counted) == -size
    listed = {f for f in knowledge.families if any(x.list == NATIONAL for _, x in knowledge.listings_of_family[f])}
    assert {family for _, family in sizes} == listed


@pytest.mark.parametrize("language", ["en", "hi", "te"])
def test_every_topic_has_a_name_and_leads_to_its_questions(language: str, answerer: Answerer) -> None:
    screens, faq = screens_in(answerer, language), answerer.knowledge.faq
    menu = screens.menu(Browse(Menu.TOPICS))
    *rows, last = keys(menu)
    assert last == ["m:"]
    topics = [key.removeprefix("be:") for row in rows for key in row]
    assert len(topics) == len(set(topics))
    assert set(topics) == {entry.topic for entry in faq.values()}
    assert [screens.strings.topics[topic] for topic in topics] == [label for row in labels(menu)[:-1] for label in row]
    assert topics[:2] == ["finance-central", "pmfme"]
    first = screens.menu(Browse(Menu.QUESTIONS, "finance-central"))
    assert first is not None
    assert [len(row) for row in keys(first)] == [1] * 8 + [2, 2]
    assert keys(first)[-1] == ["bt:", "m:"]
    assert screens.strings.topics["finance-central"] in first.text
    wanted = [f"f:{entry.id}" for entry in faq.values() if entry.topic == "finance-central"]
    second = keys(screens.menu(Browse(Menu.QUESTIONS, "finance-central", 1)))
    assert [row[0] for row in (*keys(first)[:8], *second[:-2])] == wanted


def test_short_forms_of_offices_are_written_out_on_buttons(screens: Screens) -> None:
    for title, label in (
        ("Who may apply for a CFC: the SPV", "Who may apply for a shared facility: the makers…"),
        ("What the SPV does", "What the makers' company does"),
        ("MDAs and CFCX", "MDAs and CFCX"),
        ("PMEGP", "PMEGP"),
    ):
        assert screens._title({"en": title}) == label
