"""Judge whether a text tells what a row of the development sets wants."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 1500
"""Characters of a reply: more is not one screen of a phone, and no reply is right by telling everything."""
_ASIDE = re.compile(
    r"(?:^|(?<=\s))(see also|sources?|यह भी देखें|ये भी देखें|स्रोत|ఇవి కూడా చూడండి|మూలం|ఆధారం)\s*:.*$", re.I | re.M
)
"""What names other answers, or where this one is from: what stands only there is not told."""


@lru_cache(maxsize=65536)
def folded(text: str) -> str:
    """Return a text without case, spaces, commas and the rupee sign, with ASCII digits."""
    text = "".join(
        str(unicodedata.digit(c)) if c.isdigit() and unicodedata.digit(c, None) is not None else c for c in text
    )
    return re.sub(r"[\s,₹]+", "", unicodedata.normalize("NFC", text)).casefold()


@dataclass(frozen=True, slots=True)
class Told:
    """A reply as it is judged: without sources and hints at other answers, folded."""

    text: str
    fits: bool
    """Whether it is one screen at most."""

    @classmethod
    def of(cls, text: str) -> Told:
        """Return a reply's text as it is judged."""
        plain = _ASIDE.sub("", text)
        return cls(folded(plain), len(plain) <= LONGEST)

    def tells(self, must: str, must_not: str) -> bool:
        """Whether it holds all key strings of one of the alternatives (`a|b||c`: a and b, or c), and none barred."""
        wanted = not must or any(all(folded(key) in self.text for key in way.split("|")) for way in must.split("||"))
        return self.fits and wanted and not any(folded(key) in self.text for key in must_not.split("|") if key)
