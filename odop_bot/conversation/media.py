"""Files that a channel sends along with words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Media:
    """A picture or another file, with the words under it."""

    name: str
    content: bytes
    caption: str
    """HTML with the few tags that every messenger has."""

    @property
    def is_picture(self) -> bool:
        """Whether it is to be shown as a picture."""
        return self.name.endswith(".png")
