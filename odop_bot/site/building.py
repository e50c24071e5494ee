"""Build the site: divide the work, write what all pages share, clear away what is old."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from odop_bot.answering import Answerer
from odop_bot.errors import OdopError
from odop_bot.knowledge import NATIONAL, Knowledge
from odop_bot.site import addresses
from odop_bot.site.dataset import as_json, dataset
from odop_bot.site.folder import Folder, NotOursError
from odop_bot.site.pages import KINDS
from odop_bot.site.search import search_files
from odop_bot.site.working import Order, Plan, Worker, begin, carry_out

STATIC = Path(__file__).resolve().parent / "static"
_PAGES, _PICTURES = 60, 12
"""Pages and pictures of one order."""


class SiteError(OdopError):
    """The site cannot be built; the message says why and what would be right."""


@dataclass(frozen=True, slots=True)
class Built:
    """What was built."""

    pages: int
    files: int
    size: int
    """Bytes of all files."""


def build_site(answerer: Answerer, plan: Plan, jobs: int, tell: Callable[[int, int], object]) -> Built:
    """Write the site into a folder with so many processes; `tell` is called with what is done and what there is.

    Raises SiteError for a folder with other files in it, OSError where it cannot be written.
    """
    folder = Folder(plan.out)
    orders = list(_orders(answerer, folder.painted() if plan.pictures else None))
    shared = dict(_shared(answerer, plan))
    pages = [path for order in orders for path in _pages(order)]
    if plan.base_url:
        shared |= _sitemap(plan.base_url, pages)
    try:
        folder.claim([*shared, *pages])
    except NotOursError as error:
        raise SiteError(
            f"{error} holds other files; give --out an empty folder or one that this command has written"
        ) from error
    total, done = sum(len(order.keys) for order in orders), 0
    written: dict[str, str] = {}
    tell(done, total)
    for path, content in shared.items():
        folder.write(path, content)
    for order, made in _carried_out(orders, plan, answerer, jobs):
        written |= made
        done += len(order.keys)
        if order.painted is not None:
            # Each picture that is finished is kept, should the rest be cut short.
            folder.note_painted({**folder.painted(), **made})
        tell(done, total)
    if plan.pictures:
        folder.note_painted({path: digest for path, digest in written.items() if digest})
    folder.keep_only([*shared, *written])
    return Built(len(pages), len(shared) + len(written), folder.size())


def _orders(answerer: Answerer, painted: dict[str, str] | None) -> Iterator[Order]:
    """Yield the work, the longest first; pictures only where it is known what is painted already."""
    for kind, what in KINDS.items():
        keys = tuple(map(str, what.keys(answerer.knowledge)))
        size = 1 if kind in "os" else _PAGES
        for language in answerer.languages:
            for start in range(0, len(keys), size):
                yield Order(language, kind, keys[start : start + size])
    if painted is None:
        return
    districts = tuple(map(str, answerer.knowledge.districts))
    for language in answerer.languages:
        for start in range(0, len(districts), _PICTURES):
            some = districts[start : start + _PICTURES]
            before = tuple(painted.get(addresses.picture("d", key, language), "") for key in some)
            yield Order(language, "d", some, before)


def _pages(order: Order) -> Iterator[str]:
    if order.painted is None:
        for key in order.keys:
            path = f"{key}.html" if order.kind == "o" else addresses.page(order.kind, key)
            yield addresses.in_language(path, order.language)


def _carried_out(
    orders: list[Order], plan: Plan, answerer: Answerer, jobs: int
) -> Iterator[tuple[Order, dict[str, str]]]:
    """Yield each order with what was written for it, in this process or in several."""
    if jobs == 1:
        worker = Worker(plan, answerer)
        for order in orders:
            yield order, worker.carry_out(order)
        return
    # A process that is begun anew shares nothing with this one, on every system.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context, initializer=begin, initargs=(plan,)) as pool:
        waiting = {pool.submit(carry_out, order): order for order in orders}
        try:
            for future in as_completed(waiting):
                yield waiting[future], future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _shared(answerer: Answerer, plan: Plan) -> Iterator[tuple[str, bytes]]:
    """Yield the files that all pages share, by path."""
    for path in sorted(STATIC.rglob("*")):
        if path.is_file():
            yield f"static/{path.relative_to(STATIC).as_posix()}", path.read_bytes()
    yield "map.json", as_json(_colours(answerer.knowledge))
    yield from search_files(answerer)
    yield from dataset(answerer, plan.base_url)
    licence = plan.knowledge_dir / "LICENCE.md"
    if not licence.is_file():
        raise SiteError(f"{licence} is missing: it says on which terms the data may be used; restore it")
    yield "LICENCE.md", licence.read_bytes()
    yield ".nojekyll", b""


def _colours(knowledge: Knowledge) -> dict[str, dict[str, object]]:
    """Return by what the map can be coloured, by LGD code: GI marks, lists in force, families with broader ones."""
    out: dict[str, dict[str, object]] = {}
    for code in sorted(knowledge.borders.of_district):
        district = knowledge.districts.get(code)
        if district is None:
            continue
        current = [x for x in district.listings if not knowledge.lists[x.list].superseded_by]
        marks = {knowledge.gi_mark(district, x) for x in current if x.list == NATIONAL}
        out[str(code)] = {
            "g": next((mark for mark in ("marked", "registered", "not_found") if mark in marks), ""),
            "l": sorted({x.list for x in current}),
            "f": sorted({broad for x in current for family in x.families for broad in knowledge.broader(family)}),
        }
    return out


def _sitemap(base: str, pages: Iterable[str]) -> dict[str, bytes]:
    """Return the sitemap with every page in every language, and the file that leads to it."""
    urls = "".join(f"<url><loc>{escape(f'{base}/{path}')}</loc></url>\n" for path in sorted(pages))
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    )
    return {
        "sitemap.xml": text.encode(),
        "robots.txt": f"User-agent: *\nAllow: /\nSitemap: {base}/sitemap.xml\n".encode(),
    }
