"""What people say of themselves: where they are from, in which language they want to talk."""

from __future__ import annotations

import re
from collections.abc import Mapping

from odop_bot.conversation.strings import Strings

_EDGES = " .,!?।;:"
MOST_WORDS = 6
"""Words of a message that asks for a language, at most."""


class Personal:
    """Finds in messages what is said about the person, in all languages at once."""

    def __init__(self, strings: Mapping[str, Strings]) -> None:
        phrases = {code: item.phrases for code, item in strings.items()}
        mine = sorted((words for item in phrases.values() for words in item.mine), key=len, reverse=True)
        self._mine = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, mine))})(?![^\W\d_])", re.IGNORECASE)
        sentences = "|".join(
            re.escape(words).replace(r"\{\}", r"(?:[^\s,.?!]+\s?){1,3}?")
            for item in phrases.values()
            for words in item.from_here
        )
        self._from_here = re.compile(rf"(?<!\w)(?:{sentences})(?!\w)", re.IGNORECASE)
        self._called = {name: code for code, item in phrases.items() for name in item.called}
        self._around = frozenset(words for item in phrases.values() for words in item.around_language)

    def language(self, text: str) -> str | None:
        """Return the code of the language that a message asks for and does nothing else; None if it does not."""
        words = [word.strip(_EDGES) for word in text.casefold().split()]
        names = [self._called[word] for word in words if word in self._called]
        rest = [word for word in words if word and word not in self._called]
        asks = len(names) == 1 and bool(rest) and len(words) <= MOST_WORDS
        return names[0] if asks and all(word in self._around for word in rest) else None

    def named_language(self, text: str) -> str | None:
        """Return the code of a language that is called by its name, as behind a command."""
        word = text.casefold().strip(_EDGES)
        return self._called.get(word) or (word if word in self._called.values() else None)

    def says_where_from(self, text: str) -> bool:
        """Whether a message says where the person is from."""
        return self._from_here.search(text) is not None

    def means_own_district(self, text: str) -> bool:
        """Whether a message speaks of the person's own district without its name."""
        return self._mine.search(text) is not None

    def with_name(self, text: str, name: str) -> str:
        """Return a message with the district's name where the person speaks of their own."""
        return self._mine.sub(lambda _: name, text)
