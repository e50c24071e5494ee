"""Turn a reply into text: plain for the terminal, HTML for messengers. One template serves both."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jinja2
from markupsafe import Markup

from odop_bot.answering.reply import Reply
from odop_bot.answering.wording import Wording
from odop_bot.knowledge import ENGLISH
from odop_bot.knowledge.base import Knowledge

_BLANK_LINES = re.compile(r"\n{3,}")
SHORT = "short"
"""The template that serves every kind of reply."""
_SPACES = re.compile(r"[ \t]+\n")


@dataclass(frozen=True, slots=True)
class Reference:
    """A source with all that is known of it."""

    named: str
    """How answers cite it: publisher and date."""
    title: str
    url: str | None

    def __str__(self) -> str:
        """Return it in a line."""
        return ". ".join(part for part in (self.named, self.title, self.url) if part)


class Renderer:
    """Renders replies from the templates of `templates/<language>/<name>.j2`."""

    def __init__(self, templates: Mapping[str, str], knowledge: Knowledge) -> None:
        """Compile templates on first use; `templates` maps `en/district` to its source."""
        self._text = _environment(templates, autoescape=False, bold=str)
        self._html = _environment(templates, autoescape=True, bold=_bold)
        self._knowledge = knowledge
        self._answers: dict[str, jinja2.Template] = {}
        found = sorted({name.partition("/")[0] for name in templates if name.endswith("/words")})
        self.languages: tuple[str, ...] = (ENGLISH, *(language for language in found if language != ENGLISH))
        """The languages that have templates, English first."""
        self._wordings: dict[str, Wording] = {}

    def wording(self, language: str) -> Wording:
        """Return what things are called in a language that has templates."""
        if language not in self._wordings:
            words = self._text.get_template(f"{language}/words").module
            self._wordings[language] = Wording(language, vars(words), self._knowledge)
        return self._wordings[language]

    def text(self, reply: Reply) -> str:
        """Return a reply as a person reads it in a terminal, without markup."""
        return self._render(self._text, reply)

    def html(self, reply: Reply) -> str:
        """Return a reply as HTML with the few tags that messengers allow, everything escaped."""
        return self._render(self._html, reply)

    def phone_html(self, reply: Reply, brief: int = 0) -> str:
        """Return it as HTML laid out for a phone; the more `brief` (0 to 2), the less is told beside the products."""
        return self._render(self._html, reply, phone=True, brief=brief)

    def references(self, reply: Reply) -> list[Reference]:
        """Return all that is known of the sources of a reply, best first."""
        ids = dict.fromkeys((*reply.sources, *(reply.also.sources if reply.also else ())))
        out = []
        for source_id in ids:
            source = self._knowledge.sources[source_id]
            out.append(Reference(self.wording(reply.language).cite(source_id), source.title, source.url))
        return out

    def short_text(self, reply: Reply) -> str:
        """Return one to three lines and the source line, without markup: to paste elsewhere."""
        return self._render(self._text, reply, SHORT)

    def short_html(self, reply: Reply) -> str:
        """Return the same as HTML."""
        return self._render(self._html, reply, SHORT)

    def faq_answer(self, entry_id: str, language: str) -> str:
        """Return an FAQ answer with its figures filled in, in a language or else in English."""
        entry = self._knowledge.faq[entry_id]
        source = entry.answer.get(language) or entry.answer["en"]
        template = self._answers.get(source)
        if template is None:
            template = self._answers[source] = self._text.from_string(source)
        return template.render(figure=self.wording(language).figure).strip()

    def _render(
        self,
        environment: jinja2.Environment,
        reply: Reply,
        name: str | None = None,
        *,
        phone: bool = False,
        brief: int = 0,
    ) -> str:
        template = environment.get_template(f"{reply.language}/{name or reply.template}")
        date = self.wording(reply.language).date
        text = template.render(**{"reply": reply, "date": date, "phone": phone, "brevity": brief, **reply.data})
        text = _BLANK_LINES.sub("\n\n", _SPACES.sub("\n", text)).strip()
        return (
            f"{text}\n\n{self._render(environment, reply.also, name, phone=phone, brief=brief)}" if reply.also else text
        )


def _bold(text: object) -> Markup:
    return Markup("<b>{}</b>").format(text)


def _environment(
    templates: Mapping[str, str],
    *,
    autoescape: bool,
    bold: Callable[[object], Any],
) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.DictLoader(dict(templates)),
        autoescape=autoescape,  # noqa: S701 - plain text must stay as it is; HTML is escaped
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["bold"] = bold
    return environment
