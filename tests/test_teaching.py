"""Lessons: where each kind of line goes, in which language, and what it would steal."""

from __future__ import annotations

from textwrap import dedent

import pytest

from odop_bot.helpdesk.proposals import Kind, Proposal, ProposalError, answered, changed, language_of, regressions
from odop_bot.understanding.understander import Understander

FILES = {
    "faq/a.yaml": """\
        # first
        - id: loan
          title: {en: Loan}
          asks:
            en:
            - how to get a loan # plain
            - 'loan: how?'

        - id: fair
          title: {en: Fair}
        """,
    "districts/up.yaml": """\
        state: {lgd: 9}
        districts:
        - lgd: 171
          name: Moradabad
          also: [Peetal Nagri]
        - lgd: 118
          name: Agra
        """,
    "families/metal.yaml": """\
        - id: brass
          name: {en: Brass}
          also:
            en: [brassware]
        - id: iron
          name: {en: Iron}
        """,
    "languages/hi/faq/a.yaml": """\
        loan:
          asks:
          - लोन कैसे मिलेगा
          latin:
          - loan kaise milega
        """,
    "languages/hi/families/metal.yaml": """\
        brass:
          also: [पीतल]
        """,
    "faq/notes.txt": "loan",
}


def files() -> dict[str, bytes]:
    return {name: dedent(content).encode() for name, content in FILES.items()}


@pytest.mark.parametrize(
    ("lesson", "path", "before", "after"),
    [
        (
            Proposal(Kind.ASK, "loan", "en", "credit for a loom"),
            "faq/a.yaml",
            "    - 'loan: how?'\n\n",
            "    - 'loan: how?'\n    - credit for a loom\n\n",
        ),
        (
            Proposal(Kind.ASK, "fair", "en", "when is the fair"),
            "faq/a.yaml",
            "  title: {en: Fair}\n",
            "  title: {en: Fair}\n  asks:\n    en:\n    - when is the fair\n",
        ),
        (
            Proposal(Kind.ASK, "loan", "hi", "कर्ज चाहिए"),
            "languages/hi/faq/a.yaml",
            "  - लोन कैसे मिलेगा\n",
            "  - लोन कैसे मिलेगा\n  - कर्ज चाहिए\n",
        ),
        (
            Proposal(Kind.ASK, "loan", "hi", "karz chahiye"),
            "languages/hi/faq/a.yaml",
            "  - loan kaise milega\n",
            "  - loan kaise milega\n  - karz chahiye\n",
        ),
        (
            Proposal(Kind.ALIAS, "171", "en", "Brass City"),
            "districts/up.yaml",
            "[Peetal Nagri]",
            "[Peetal Nagri, Brass City]",
        ),
        (
            Proposal(Kind.ALIAS, "171", "hi", "पीतल नगरी"),
            "districts/up.yaml",
            "[Peetal Nagri]",
            "[Peetal Nagri, पीतल नगरी]",
        ),
        (
            Proposal(Kind.ALIAS, "118", "en", "Taj City"),
            "districts/up.yaml",
            "  name: Agra\n",
            "  name: Agra\n  also:\n  - Taj City\n",
        ),
        (
            Proposal(Kind.SYNONYM, "brass", "en", "brass pots"),
            "families/metal.yaml",
            "[brassware]",
            "[brassware, brass pots]",
        ),
        (
            Proposal(Kind.SYNONYM, "brass", "hi", "पीतल के बर्तन"),
            "languages/hi/families/metal.yaml",
            "[पीतल]",
            "[पीतल, पीतल के बर्तन]",
        ),
        (
            Proposal(Kind.SYNONYM, "brass", "hi", "pital"),
            "languages/hi/families/metal.yaml",
            "  also: [पीतल]\n",
            "  also: [पीतल]\n  latin:\n  - pital\n",
        ),
        (
            Proposal(Kind.SYNONYM, "iron", "en", "cast iron"),
            "families/metal.yaml",
            "  name: {en: Iron}\n",
            "  name: {en: Iron}\n  also:\n    en:\n    - cast iron\n",
        ),
    ],
)
def test_each_kind_of_lesson_goes_where_it_belongs(lesson: Proposal, path: str, before: str, after: str) -> None:
    name, content = changed(files(), lesson)
    assert name == path
    assert before in files()[path].decode()
    assert content.decode() == files()[path].decode().replace(before, after)


@pytest.mark.parametrize(
    "lesson",
    [
        Proposal(Kind.ASK, "loan", "en", "How to get a LOAN?"),
        Proposal(Kind.ALIAS, "171", "en", "peetal nagri"),
        Proposal(Kind.SYNONYM, "brass", "en", "Brassware"),
        Proposal(Kind.SYNONYM, "brass", "hi", "पीतल"),
    ],
)
def test_what_stands_there_changes_nothing(lesson: Proposal) -> None:
    name, content = changed(files(), lesson)
    assert content == files()[name]


@pytest.mark.parametrize(
    "lesson",
    [
        Proposal(Kind.ASK, "nothing", "en", "x"),
        Proposal(Kind.ASK, "fair", "hi", "मेला कब है"),
        Proposal(Kind.ASK, "loan", "te", "లోన్"),
        Proposal(Kind.ALIAS, "9", "en", "x"),
        Proposal(Kind.SYNONYM, "iron", "hi", "लोहा"),
        Proposal(Kind.SYNONYM, "171", "en", "x"),
    ],
)
def test_what_has_no_place_is_refused(lesson: Proposal) -> None:
    with pytest.raises(ProposalError, match=f"{lesson.target}: no file of the language {lesson.language} has it"):
        changed(files(), lesson)


@pytest.mark.parametrize(
    ("line", "language", "told"),
    [
        ("loan", "en", "en"),
        ("loan kaise", "hi", "hi"),
        ("लोन", "en", "hi"),
        ("లోన్", "hi", "te"),
        ("लोन loan", "te", "hi"),
        ("?", "te", "te"),
        ("கடன்", "en", "en"),
    ],
)
def test_the_letters_tell_the_language(line: str, language: str, told: str) -> None:
    assert language_of(line, language) == told


def test_a_lesson_that_changes_nothing_steals_nothing(understander: Understander) -> None:
    lesson = Proposal(Kind.ASK, "pmfme-subsidy", "en", "how much subsidy under pmfme")
    assert regressions(understander, understander, lesson) == []
    assert answered(understander, lesson) is None
    wrong = Proposal(Kind.ASK, "pmfme-apply", "en", "how much subsidy under pmfme")
    assert "pmfme-subsidy" in str(answered(understander, wrong))
