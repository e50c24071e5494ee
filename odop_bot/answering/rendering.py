"""Turn a reply into text: plain for the terminal, HTML for messengers. One template serves both."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, partial
from html import unescape

import jinja2
from markupsafe import Markup

from odop_bot.answering.layouts import Templates
from odop_bot.answering.reply import Reply
from odop_bot.answering.texts import StringsError
from odop_bot.answering.wording import DATED, Wording, dates_of
from odop_bot.knowledge.base import Knowledge

_BLANK_LINES = re.compile(r"\n{3,}")
SHORT = "short"
"""The template that serves every kind of reply."""
_TAG = re.compile(r"</?[a-z]+>")
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
    """Renders replies from the layouts of `templates/layouts/`, in the words of each language."""

    def __init__(self, templates: Templates, knowledge: Knowledge) -> None:
        """Read the words of a language, and compile its templates, on first use."""
        self._templates = templates
        self._environments: dict[tuple[str, bool], jinja2.Environment] = {}
        """By language, and whether for HTML."""
        self._knowledge = knowledge
        self._answers: dict[str, jinja2.Template] = {}
        self.languages: tuple[str, ...] = tuple(templates.spoken)
        """The languages that have words, English first."""
        self._wordings: dict[str, Wording] = {}
        self._dates = {
            language: knowledge.later(f"dates/{language}", dict[str, str], partial(self._written, language), of=DATED)
            for language in self.languages
        }

    def wording(self, language: str) -> Wording:
        """Return what things are called in a language that has templates."""
        if language not in self._wordings:
            words = self._templates.spoken[language].words
            self._wordings[language] = Wording(language, words, self._knowledge, self._dates[language])
        return self._wordings[language]

    def _written(self, language: str, knowledge: Knowledge) -> dict[str, str]:
        try:
            return dates_of(knowledge, self._templates.spoken[language].words, language)
        except StringsError:  # told when the language is spoken
            return {}

    def text(self, reply: Reply) -> str:
        """Return a reply as a person reads it in a terminal, without markup."""
        return self._render(False, reply)

    def html(self, reply: Reply) -> str:
        """Return a reply as HTML with the few tags that messengers allow, everything escaped."""
        return self._render(True, reply)

    def phone_html(self, reply: Reply, brief: int = 0) -> str:
        """Return it as HTML laid out for a phone; the more `brief` (0 to 2), the less is told beside the products."""
        return self._render(True, reply, phone=True, brief=brief)

    def parts(self, language: str) -> object:
        """Return the macros that several layouts share, as HTML, for pages that say the same."""
        return self._environment(language, True).get_template("_listings").module

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
        # Each start of a bot that shares its answers would have to compile the same templates for plain text too.
        return unescape(_TAG.sub("", self.short_html(reply)))

    def short_html(self, reply: Reply) -> str:
        """Return the same as HTML."""
        return self._render(True, reply, SHORT)

    def faq_answer(self, entry_id: str, language: str) -> str:
        """Return an FAQ answer with its figures filled in, in a language or else in English."""
        entry = self._knowledge.faq[entry_id]
        source = entry.answer.get(language) or entry.answer["en"]
        template = self._answers.get(source)
        if template is None:
            template = self._answers[source] = self._answer_environment.from_string(source)
        return template.render(figure=self.wording(language).figure).strip()

    def _render(
        self, is_html: bool, reply: Reply, name: str | None = None, *, phone: bool = False, brief: int = 0
    ) -> str:
        template = self._environment(reply.language, is_html).get_template(name or reply.template)
        text = template.render(**{"reply": reply, "phone": phone, "brevity": brief, **reply.data})
        text = _BLANK_LINES.sub("\n\n", _SPACES.sub("\n", text)).strip()
        also = self._render(is_html, reply.also, name, phone=phone, brief=brief) if reply.also else None
        return text if also is None else f"{text}\n\n{also}"

    @cached_property
    def _answer_environment(self) -> jinja2.Environment:
        """What fills the figures of answers in: these come from the data folder, and nothing there may run code."""
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        return ImmutableSandboxedEnvironment(
            autoescape=False,
            undefined=jinja2.StrictUndefined,
        )

    def _environment(self, language: str, is_html: bool) -> jinja2.Environment:
        """Return what compiles the layouts in the words of a language."""
        environment = self._environments.get((language, is_html))
        if environment is None:
            environment = self._environments[language, is_html] = jinja2.Environment(
                loader=jinja2.DictLoader(self._templates.in_language(language)),
                autoescape=is_html,  # noqa: S701 - plain text must stay as it is; HTML is escaped
                undefined=jinja2.StrictUndefined,
                trim_blocks=True,
                auto_reload=False,
                optimized=False,  # our layouts have nothing to work out beforehand, and looking for it takes time
            )
            environment.filters["bold"] = _bold if is_html else str
            wording = self.wording(language)
            environment.globals |= {
                "words": wording.words,
                "gap": "",
                "date": wording.date,
                "plural": wording.plural,
            }
        return environment


def _bold(text: object) -> Markup:
    return Markup("<b>{}</b>").format(text)
