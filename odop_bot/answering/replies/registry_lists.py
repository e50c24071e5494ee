"""Replies on many GIs: lists, counts, products of the national list, who has most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from odop_bot.answering.replies.base import unique
from odop_bot.answering.replies.registry_base import FEW, RegistryReplies, marks_of, registrations
from odop_bot.answering.reply import Reply
from odop_bot.knowledge.base import Knowledge
from odop_bot.knowledge.models import Registration
from odop_bot.understanding.memory import Memory
from odop_bot.understanding.requests import AskGi

NAMES_A_PAGE, MIXED_A_PAGE, PRODUCTS_A_PAGE = 12, 9, 12
_TOP = 8


class ListReplies(RegistryReplies):
    """Replies that tell many registrations, a page each."""

    def listed(self, request: AskGi, memory: Memory) -> Reply:
        """Return the registrations of a place, a family, a class of goods."""
        knowledge = self.knowledge
        items = registrations(knowledge, request)
        items.sort(key=lambda item: (not item.listings, item.name))
        marks = marks_of(knowledge, request)
        # Rows with States in them are longer.
        size = NAMES_A_PAGE if len(request.states) == 1 and not request.joint else MIXED_A_PAGE
        page, pages = _page_of(request.page, len(items), size)
        counted = request.form == "count"
        shown = items[page * size : (page + 1) * size]
        if counted:
            shown, pages = (items if len(items) <= FEW else []), 1
        whole = request == AskGi(form=request.form, page=request.page)
        foreign = sum(len(item.serials) for item in knowledge.gi.values() if item.country)
        extra = [(d, x) for d, x in marks if knowledge.gi_mark(d, x) == "not_found"] if page == pages - 1 else []
        return self.make_of(
            request,
            "gi_list",
            {
                **self.scope(request),
                "counted": counted,
                "registrations": sum(len(item.serials) for item in items),
                "names": len(items),
                "joint_names": sum(1 for item in items if len(item.states) > 1),
                "odop": sum(1 for item in items if item.listings),
                "marked": sum(1 for _, listing in marks if listing.gi),
                "marked_products": [self.wording.product(x) for _, x in marks if x.gi] if request.districts else [],
                "unmarked": sum(1 for _, listing in marks if not listing.gi),
                "foreign": foreign if whole else 0,
                "top": self._top(_counts(knowledge, request, items, whole=whole))[:_TOP],
                "rows": [self._row(item) for item in shown],
                "unfound": [self.mark(d, x) for d, x in extra] if not counted and not whole else [],
                "page": page + 1,
                "pages": pages,
            },
            memory,
            unique(code for item in shown for code in item.districts) if not request.districts else request.districts,
            related=(),
        )

    def _row(self, item: Registration) -> dict[str, Any]:
        names = [self.wording.place(self.knowledge.districts[x.district]) for x in item.listings]
        return {
            "name": item.name,
            "serials": item.serials,
            "odop": list(dict.fromkeys(names)),
            "states": self.place_names(item.states) if len(item.states) > 1 else [],
        }

    def products(self, request: AskGi, memory: Memory) -> Reply:
        """Return the products of the national list that are marked as GI or registered."""
        marks = marks_of(self.knowledge, request)
        page, pages = _page_of(request.page, len(marks), PRODUCTS_A_PAGE)
        shown = marks[page * PRODUCTS_A_PAGE : (page + 1) * PRODUCTS_A_PAGE]
        return self.make_of(
            request,
            "gi_products",
            {
                **self.scope(request),
                "marked": sum(1 for _, listing in marks if listing.gi),
                "unmarked": sum(1 for _, listing in marks if not listing.gi),
                "rows": [self.mark(d, x) for d, x in shown],
                "page": page + 1,
                "pages": pages,
            },
            memory,
            unique(d.lgd for d, _ in shown),
            related=(),
        )

    def most(self, request: AskGi, memory: Memory) -> Reply:
        """Return who has most registrations, or fewest."""
        knowledge = self.knowledge
        items = registrations(knowledge, request)
        marks = [(d, x) for d, x in marks_of(knowledge, request) if x.gi]
        counts: Counter[str] = Counter()
        marked: Counter[str] = Counter()
        if request.states:
            here = {d.lgd: self.wording.place(d) for d in knowledge.districts_of_state[request.states[0]]}
            for item in items:
                counts.update({here[code]: len(item.serials) for code in item.districts if code in here})
            marked.update(self.wording.place(d) for d, _ in marks)
        else:
            by_state = Counter(_by_state(knowledge, items))
            if request.form == "least":
                by_state.update(dict.fromkeys(knowledge.states, 0))
            counts.update({self.wording.place(knowledge.states[code]): n for code, n in by_state.items()})
            marked.update(self.wording.place(knowledge.state_of(d)) for d, _ in marks)
        least = request.form == "least"
        ranked = sorted(counts.items(), key=lambda pair: (pair[1] if least else -pair[1], pair[0]))
        level = sum(1 for _, n in ranked if ranked and n == ranked[0][1])
        return self.make_of(
            request,
            "gi_most",
            {
                **self.scope(request),
                "least": least,
                "rows": ranked[: _TOP if not least else max(_TOP, level)],
                "level": level,
                "marked": marked.most_common(3) if not least else [],
            },
            memory,
            (),
            related=(),
        )

    def _top(self, counts: Counter[int]) -> list[tuple[str, int]]:
        return [(self.wording.place(self.knowledge.states[code]), n) for code, n in counts.most_common()]


def _page_of(wanted: int, rows: int, size: int) -> tuple[int, int]:
    """Return the page that exists for the one wanted, and how many there are."""
    pages = max(1, -(-rows // size))
    return min(wanted, pages - 1), pages


def _counts(knowledge: Knowledge, request: AskGi, items: Sequence[Registration], *, whole: bool) -> Counter[int]:
    """Return the Registry's rows by State where all of them or several States are asked for."""
    by_state = _by_state(knowledge, items)
    if whole:
        return Counter(by_state)
    return Counter({code: by_state.get(code, 0) for code in request.states if len(request.states) > 1})


def _by_state(knowledge: Knowledge, items: Sequence[Registration]) -> dict[int, int]:
    """Return the Registry's rows by State; what several States share counts for each."""
    counts = Counter[int]()
    for item in items:
        counts.update({code: len(item.serials) for code in item.states})
    return dict(counts)
