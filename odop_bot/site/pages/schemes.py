"""The page of an FAQ entry: a scheme, a programme, another topic."""

from __future__ import annotations

from odop_bot.site import addresses
from odop_bot.site.desk import Desk
from odop_bot.site.page import Link, Page


def page(desk: Desk, key: str) -> Page:
    """Return the page of an FAQ entry."""
    knowledge = desk.knowledge
    entry = knowledge.faq[key]
    title = desk.wording.text(entry.title)
    answer = desk.answerer.renderer.faq_answer(key, desk.language)
    subject = desk.wording.text(knowledge.subjects[entry.subject].name)
    alike = [x for x in knowledge.faq.values() if x.subject == entry.subject and x.id != key]
    see = [*(knowledge.faq[x] for x in entry.see_also), *alike]
    return Page(
        path=addresses.page("f", key),
        layout="scheme",
        title=title,
        description=answer.partition("\n")[0],
        as_of=desk.date(entry.as_of),
        sources=entry.sources,
        data={
            "title": title,
            "answer": answer,
            "subject": subject,
            "aspects": [desk.wording.text(knowledge.aspects[x].name) for x in entry.aspects],
            "see": [desk.link("f", x.id, desk.wording.text(x.title)) for x in {x.id: x for x in see}.values()],
        },
        crumbs=(desk.overview("schemes"), Link(label=subject, path=f"schemes.html#{addresses.slug(entry.subject)}")),
        record=addresses.record("f", key),
        thing={
            "@type": "FAQPage",
            "mainEntity": [
                {
                    "@type": "Question",
                    "name": title,
                    "acceptedAnswer": {"@type": "Answer", "text": answer},
                }
            ],
        },
    )
