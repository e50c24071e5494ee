"""Replies on a State: its districts with their products."""

from __future__ import annotations

from typing import Any

from odop_bot.answering.replies.base import Builder, screens
from odop_bot.answering.reply import Reply
from odop_bot.knowledge.base import NATIONAL
from odop_bot.understanding.memory import Memory, Shown
from odop_bot.understanding.requests import AskState


class StateBuilder(Builder):
    """Replies to a question about a State."""

    def build(self, request: AskState, memory: Memory) -> Reply:
        """Return one page of the districts of a State."""
        state = self.knowledge.states[request.states[0]]
        list_id = request.list_id or NATIONAL
        districts = self.knowledge.districts_of_state[state.lgd]
        rows: list[dict[str, Any]] = [
            {
                "name": self.wording.place(district),
                "code": district.lgd,
                "products": [self.wording.product(x) for x in self.knowledge.listings(district, list_id)],
            }
            for district in districts
            if not district.abolished or self.knowledge.listings(district, list_id)
        ]
        listed = sum(1 for row in rows if row["products"])
        pages = screens(rows, lambda row: len(row["name"]) + sum(len(product) + 2 for product in row["products"]) + 4)
        page = min(request.page, len(pages) - 1)
        item = self.knowledge.lists[list_id]
        shown = pages[page]
        return self.make(
            request,
            "state",
            {
                "state": self.wording.place(state),
                "rows": shown,
                "page": page + 1,
                "pages": len(pages),
                "total": len(districts),
                "listed": listed,
                "products": sum(len(row["products"]) for row in rows),
                "list": self.wording.text(item.name),
                "as_of": self.wording.date(item.as_of),
                "sources": self.sources([item.source]),
            },
            memory,
            Shown(
                kind="state",
                states=(state.lgd,),
                list_id=request.list_id,
                page=page,
                districts=tuple(row["code"] for row in shown),
            ),
            sources=(item.source,),
        )
