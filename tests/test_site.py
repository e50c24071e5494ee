"""The static site: whole, valid, honest, the same each time, and harmless whatever a name contains."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import html5lib
import pytest
from frictionless import Package

from odop_bot.answering import Answerer
from odop_bot.engine import TEMPLATES
from odop_bot.site import addresses
from odop_bot.site.building import STATIC, Built, SiteError, build_site
from odop_bot.site.folder import MANIFEST, PAINTED
from odop_bot.site.markup import blocks, paper
from odop_bot.site.pages import KINDS
from odop_bot.site.working import Plan
from tests.process import ROOT
from tests.small_world import HOSTILE, answerer_of, hostile_world, small_world
from tests.test_cli import run

BASE = "https://odop.example.org"
LANGUAGES = ("en", "hi", "te")
MAX_SIZE, MAX_DISTRICT, MAX_MAP = 80_000_000, 60_000, 500_000
"""Bytes of the whole site, and of what a browser loads for a page before anybody searches."""
Build = Callable[..., Built]


def build(answerer: Answerer, out: Path, base: str | None = BASE, *, pictures: bool = False, jobs: int = 1) -> Built:
    plan = Plan(
        out=out,
        knowledge_dir=ROOT / "knowledge",
        data_dir=out.parent / "data",
        templates=TEMPLATES,
        base_url=base,
        pictures=pictures,
    )
    return build_site(answerer, plan, jobs, lambda done, total: None)


@pytest.fixture(scope="module")
def small(answerer: Answerer) -> Answerer:
    return answerer_of(small_world(answerer.knowledge), answerer)


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class Seen(HTMLParser):
    """What a page links to, loads and says."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.ids: list[str] = []
        self.of_class: dict[str, str] = {}
        self.language = ""
        self.alternates: dict[str, str] = {}
        self.canonical = ""
        self._class = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "html":
            self.language = given.get("lang", "")
        if tag == "a":
            self.links.append(given.get("href", ""))
        if tag == "link" and given.get("rel") == "alternate" and "hreflang" in given:
            self.alternates[given["hreflang"]] = given["href"]
        elif tag == "link" and given.get("rel") == "canonical":
            self.canonical = given["href"]
        elif tag == "link" and given.get("rel") == "alternate":
            self.links.append(given["href"])
        elif tag == "link" or "src" in given:
            self.loads.append(given.get("href") or given.get("src", ""))
        if tag in ("p", "span"):
            self._class = given.get("class", "")

    def handle_data(self, data: str) -> None:
        if self._class:
            self.of_class[self._class] = self.of_class.get(self._class, "") + data


def target(page: str, link: str) -> str:
    """Return the file that a link of a page leads to."""
    return unquote(urlsplit(urljoin(f"http://site/{page}", link)).path.removeprefix("/"))


def test_the_whole_site_hangs_together(answerer: Answerer, tmp_path: Path) -> None:
    out = tmp_path / "site"
    built = build(answerer, out)
    assert built.size < MAX_SIZE
    there = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    knowledge = answerer.knowledge
    for kind, what in KINDS.items():
        for key in what.keys(knowledge):
            page = f"{key}.html" if kind == "o" else addresses.page(kind, key)
            assert {addresses.in_language(page, language) for language in LANGUAGES} <= there, page
            assert kind == "o" or addresses.record(kind, key) in there, page
    pages = sorted(path for path in there if path.endswith(".html"))
    assert len(pages) == built.pages
    found: set[str] = set()
    anchors: dict[str, set[str]] = {}
    wanted: set[tuple[str, str]] = set()
    for page in pages:
        seen = Seen((out / page).read_text(encoding="utf-8"))
        anchors[page] = set(seen.ids)
        assert len(seen.ids) == len(anchors[page]), f"{page}: an id stands twice"
        for link in (*seen.links, *seen.loads):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                assert parts.scheme in ("http", "https"), f"{page}: {link}"
                assert link in seen.links, f"{page} loads {link} from elsewhere"
                continue
            where = target(page, link)
            found.add(where)
            if parts.fragment:
                wanted.add((where, parts.fragment))
        assert len(seen.of_class["source"].partition(":")[2].strip(" .")) > 5, f"{page} names no source"
        assert seen.of_class["date"].strip(), f"{page} has no date"
        language = page.partition("/")[0] if page.partition("/")[0] in LANGUAGES else "en"
        assert seen.language == language, page
        assert seen.canonical == f"{BASE}/{page}"
        neutral = page.removeprefix(f"{language}/")
        assert seen.alternates == {
            **{code: f"{BASE}/{addresses.in_language(neutral, code)}" for code in LANGUAGES},
            "x-default": f"{BASE}/{neutral}",
        }, page
    assert found <= there, sorted(found - there)[:10]
    lost = sorted((page, anchor) for page, anchor in wanted if anchor not in anchors.get(page, set()))
    assert not lost, lost[:10]
    assert set(pages) <= found | {"index.html"}, sorted(set(pages) - found)[:10]
    shared = sum((STATIC / name).stat().st_size for name in ("style.css", "site.js", "icon.svg"))
    heaviest = max(
        (out / addresses.in_language(addresses.page("d", code), language)).stat().st_size
        for code in knowledge.districts
        for language in LANGUAGES
    )
    assert heaviest + shared < MAX_DISTRICT
    colours = (out / "map.json").stat().st_size + (STATIC / "map.js").stat().st_size
    for language in LANGUAGES:
        page = addresses.in_language("index.html", language)
        assert (out / page).stat().st_size + shared + colours < MAX_MAP, page
    sitemap = (out / "sitemap.xml").read_text(encoding="utf-8")
    assert set(re.findall(r"<loc>(.*?)</loc>", sitemap)) == {f"{BASE}/{page}" for page in pages}
    package = Package(str(out / "datapackage.json"))
    report = package.validate()
    assert report.valid, report.flatten(["type", "title", "note"])[:5]
    rows = {task.name: task.stats.get("rows") for task in report.tasks}
    assert rows["districts"] == len(knowledge.districts)
    assert rows["listings"] == sum(len(d.listings) for d in knowledge.districts.values())
    record = json.loads((out / "d/171.json").read_bytes())
    assert record["name"]["te"] == "మొరాదాబాద్"
    assert record["listings"][0]["product"]["en"] == "Moradabad Metal Craft"
    assert "dpiit-v31" in record["sources"]


def test_every_page_is_valid_html(small: Answerer, tmp_path: Path) -> None:
    for base in (BASE, None):
        out = tmp_path / str(base)[:5]
        build(small, out, base)
        for name, content in files(out).items():
            if name.endswith(".html"):
                try:
                    html5lib.HTMLParser(strict=True).parse(content)
                except html5lib.html5parser.ParseError as error:
                    pytest.fail(f"{name}: {error}")


def test_a_page_says_what_the_bot_says(small: Answerer, tmp_path: Path) -> None:
    build(small, tmp_path / "site")
    knowledge = small.knowledge
    for language in LANGUAGES:
        wording = small.renderer.wording(language)
        for code, district in knowledge.districts.items():
            path = tmp_path / "site" / addresses.in_language(addresses.page("d", code), language)
            tree = html5lib.parse(path.read_bytes(), namespaceHTMLElements=False)
            text = " ".join("".join(tree.itertext()).split())
            for listing in district.listings:
                item = knowledge.lists[listing.list]
                assert wording.product(listing) in text, (path, listing.product)
                assert wording.text(item.name) in text
                assert wording.date(item.as_of) in text
                assert wording.cite(knowledge.source_of(listing)) in text or item.superseded_by
                note = knowledge.notes.get((code, listing.product))
                if note and listing.list == "dpiit":
                    assert " ".join(wording.text(note.note).split()) in text
        for key in knowledge.faq:
            page = (tmp_path / "site" / addresses.in_language(addresses.page("f", key), language)).read_bytes()
            text = " ".join("".join(html5lib.parse(page, namespaceHTMLElements=False).itertext()).split())
            for line in small.renderer.faq_answer(key, language).splitlines():
                assert " ".join(line.removeprefix("- ").split()) in text, key


def test_the_same_is_written_twice_and_only_changes_are_touched(small: Answerer, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    build(small, first)
    build(small, second)
    assert files(first) == files(second)
    kept = first / "d" / "551.html"
    os.utime(kept, (1, 1))
    changed = first / "d" / "552.html"
    changed.write_text("not this", encoding="utf-8")
    (first / "CNAME").write_text("odop.example.org", encoding="utf-8")
    build(small, first)
    assert kept.stat().st_mtime == 1
    assert files(first) == files(second) | {"CNAME": b"odop.example.org"}


def test_what_is_no_longer_told_goes_and_what_others_put_there_stays(small: Answerer, tmp_path: Path) -> None:
    out = tmp_path / "site"
    build(small, out)
    outside = tmp_path / "outside.html"
    outside.write_text("mine", encoding="utf-8")
    noted = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    (out / "d" / "999.html").write_text("old", encoding="utf-8")
    (out / "mine.html").write_text("mine", encoding="utf-8")
    noted["files"] += ["d/999.html", "../outside.html", "x/gone.html"]
    (out / MANIFEST).write_text(json.dumps(noted), encoding="utf-8")
    build(small, out)
    assert not (out / "d" / "999.html").exists()
    assert (out / "mine.html").exists()
    assert outside.exists()


def test_a_folder_of_others_is_refused(small: Answerer, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(SiteError, match="holds other files"):
        build(small, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_names_cannot_run_anything(answerer: Answerer, tmp_path: Path) -> None:
    hostile = answerer_of(hostile_world(answerer.knowledge), answerer)
    out = tmp_path / "site"
    build(hostile, out)
    for name, content in files(out).items():
        if not name.endswith(".html"):
            continue
        tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(content)
        tags = [element for element in tree.iter() if isinstance(element.tag, str)]
        assert not [x for x in tags if x.tag in ("img", "iframe", "object", "embed", "base", "style")], name
        for element in tags:
            assert not [key for key in element.attrib if key.lower().startswith("on") or key == "style"], name
            assert not element.attrib.get("href", "").lower().startswith(("javascript:", "data:")), name
            if element.tag == "script":
                if "src" in element.attrib:
                    assert element.attrib["src"].rpartition("static/")[2] in ("site.js", "map.js")
                else:
                    assert element.attrib["type"] == "application/ld+json"
                    assert json.loads("".join(element.itertext()))["@context"] == "https://schema.org"
        text = "".join(tree.itertext())
        assert "49" not in text or "{{ 7 * 7 }}" in text or name.split("/")[-1] not in ("551.html", "552.html")
    assert HOSTILE in "".join(html5lib.parse((out / "d/551.html").read_bytes(), namespaceHTMLElements=False).itertext())


@pytest.mark.parametrize("key", ["../../etc/passwd", "a/b", "con:", "ज़िला", "x.y", "A", "", "a_2e_b"])
def test_no_id_leads_out_of_its_folder(key: str) -> None:
    path = addresses.page("g", key)
    assert re.fullmatch(r"g/[a-z0-9_-]*\.html", path)
    assert ".." not in path


def test_different_ids_have_different_addresses() -> None:
    ids = ["a.b", "a_2e_b", "a-b", "A", "a", "_41_"]
    assert len({addresses.slug(key) for key in ids}) == len(ids)


def test_answers_become_paragraphs_and_lists() -> None:
    assert blocks("One & two\n- a\n- <b>\n\nlast") == (
        "<p>One &amp; two</p>\n<ul><li>a</li><li>&lt;b&gt;</li></ul>\n<p>last</p>"
    )


def test_papers_show_html_and_do_not_run_it() -> None:
    shown = paper("# Terms\n\n<script>x</script> [a](javascript:alert(1))\n\n| a | b |\n|---|---|\n| `c` | d |\n")
    assert "<h2>Terms</h2>" in shown
    assert "<table>" in shown
    assert "<script>" not in shown
    assert "href" not in shown


def test_pictures_are_small_and_only_what_changed_is_painted_again(
    small: Answerer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from odop_bot.site import pictures

    painted: list[str] = []
    paint = pictures.Previews.painted

    def counted(self: pictures.Previews, svg: str) -> bytes:
        painted.append(svg)
        return paint(self, svg)

    monkeypatch.setattr(pictures.Previews, "painted", counted)
    out = tmp_path / "site"
    build(small, out, pictures=True)
    districts = len(small.knowledge.districts)
    assert len(painted) == districts * len(LANGUAGES)
    found = sorted(out.glob("pictures/*/d/*.png"))
    assert len(found) == len(painted)
    assert all(path.stat().st_size < pictures.MOST for path in found)
    assert f'<meta property="og:image" content="{BASE}/pictures/hi/d/551.png">' in (out / "hi/d/551.html").read_text(
        encoding="utf-8"
    )
    before = files(out)
    painted.clear()
    build(small, out, pictures=True)
    assert painted == []
    assert files(out) == before
    (out / "pictures/en/d/551.png").unlink()
    noted = json.loads((out / PAINTED).read_text(encoding="utf-8"))
    noted["pictures/te/d/552.png"] = "painted from something else"
    (out / PAINTED).write_text(json.dumps(noted), encoding="utf-8")
    build(small, out, pictures=True)
    assert len(painted) == 2
    assert files(out) == before


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ([], "--out FOLDER"),
        (["--out", "x", "--base-url", "ftp://x"], "--base-url must be an address"),
        (["--out", "x", "--base-url", 'https://x"y'], "--base-url must be an address"),
    ],
)
def test_wrong_use_is_one_clear_line(options: list[str], says: str, compiled: Path) -> None:
    done = run(compiled, "site", *options)
    assert (done.returncode, done.stderr.decode().count("\n")) == (2, 1), done.stderr.decode()
    assert says in done.stderr.decode()


def test_the_library_of_the_search_is_as_it_was_published() -> None:
    package = json.loads((STATIC / "minisearch.json").read_text(encoding="utf-8"))
    import hashlib

    content = (STATIC / "minisearch.js").read_bytes()
    assert hashlib.sha256(content).hexdigest() == package["sha256"]
    assert "MIT" in package["licence"]
    assert "Luca Ongaro" in (STATIC / "minisearch.LICENSE.txt").read_text(encoding="utf-8")


def test_a_missing_licence_stops_the_open_data(small: Answerer, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge", ignore=shutil.ignore_patterns("LICENCE.md"))
    plan = Plan(
        out=tmp_path / "site",
        knowledge_dir=tmp_path / "knowledge",
        data_dir=tmp_path,
        templates=TEMPLATES,
    )
    with pytest.raises(SiteError, match=r"LICENCE\.md is missing"):
        build_site(small, plan, 1, lambda done, total: None)
