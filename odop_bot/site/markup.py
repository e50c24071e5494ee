"""Turn the text of an answer into paragraphs and lists of a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import jinja2
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

_BULLETS = ("• ", "- ")


def blocks(text: str | Markup) -> Markup:
    """Return lines as HTML: lines that begin with a bullet are lists, the others paragraphs.

    Plain text is escaped; Markup stays as it is.
    """
    return Markup("\n").join(block for part in escape(text).split("\n\n") for block in _blocks(part.split("\n")))


def _blocks(lines: Sequence[str]) -> Iterator[Markup]:
    for is_list, group in groupby((line.strip() for line in lines if line.strip()), lambda x: x.startswith(_BULLETS)):
        if is_list:
            items = [Markup("<li>{}</li>").format(Markup(line[2:])) for line in group]  # noqa: S704 - escaped above
            yield Markup("<ul>{}</ul>").format(Markup("").join(items))
        else:
            lines_ = Markup("<br>").join(Markup(line) for line in group)  # noqa: S704 - escaped above
            yield Markup("<p>{}</p>").format(lines_)


def paper(text: str) -> Markup:
    """Return a Markdown file as HTML, its headings one level lower; HTML in it is shown, not run."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["link", "image", "autolink"])
    tokens = parser.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
    return Markup(parser.renderer.render(tokens, parser.options, {}))  # noqa: S704 - the parser escapes all text


def environment(folder: str) -> jinja2.Environment:
    """Return what renders the templates of a folder as HTML."""
    out = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    out.filters["bold"] = lambda text: Markup("<b>{}</b>").format(text)
    out.filters["blocks"] = blocks
    return out
