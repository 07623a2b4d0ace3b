"""The guide as a book: whole, linked within itself, valid as XML, and printed with numbers."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import unicodedata
import xml.etree.ElementTree as etree
import zipfile
from pathlib import Path

import book
import epub
import pdf
import pytest
from pypdf import PdfReader

from helpers import ROOT, Built

CONFIG = ROOT / "mkdocs.yml"


@pytest.fixture(scope="module")
def packed(guide: Built, tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    target = tmp_path_factory.mktemp("book") / "guide.epub"
    epub.main(guide.site, target)
    return zipfile.ZipFile(target)


def test_every_page_of_the_text_is_a_chapter_in_reading_order(guide: Built) -> None:
    chapters = book.read(guide.site, CONFIG)
    pages = [uri for part, uri in book.navigation(CONFIG) if uri not in book.LEFT_OUT and part != "Contributing"]
    assert [one.uri for one in chapters] == pages
    assert all(one.title and one.headings for one in chapters)


def test_links_within_the_book_lead_somewhere_and_others_leave_it(guide: Built) -> None:
    chapters = book.read(guide.site, CONFIG)
    book.link(chapters, lambda chapter, id_: f"#{id_ or chapter.slug}", lambda _: "")
    elements = [one for chapter in chapters for one in chapter.article.iter() if isinstance(one.tag, str)]
    ids = [one.get("id") for one in elements if one.get("id")]
    assert len(ids) == len(set(ids))
    hrefs = [one.get("href", "") for one in elements if book.local(one) == "a" and one.get("href")]
    inside = [href[1:] for href in hrefs if href.startswith("#")]
    assert len(inside) > 1000
    assert set(inside) <= set(ids)
    assert [href for href in hrefs if not href.startswith(("#", "http:", "https:"))] == []
    for one in elements:
        for name in ("aria-labelledby", "aria-describedby"):
            assert set((one.get(name) or "").split()) <= set(ids), one.attrib


def test_nothing_is_left_that_only_a_screen_can_use(guide: Built) -> None:
    for chapter in book.read(guide.site, CONFIG):
        tags = {book.local(one) for one in chapter.article.iter()}
        assert not tags & {"script", "button", "form", "input", "select", "textarea"}, chapter.uri


def test_epub_is_well_formed_and_complete(packed: zipfile.ZipFile) -> None:
    names = packed.namelist()
    assert names[0] == "mimetype"
    assert packed.getinfo("mimetype").compress_type == zipfile.ZIP_STORED
    package = etree.fromstring(packed.read("book/content.opf"))
    listed = {f"book/{item.get('href')}" for item in package.iter("{http://www.idpf.org/2007/opf}item")}
    assert listed == {name for name in names if name.startswith("book/")} - {"book/content.opf"}
    documents = {name: etree.fromstring(packed.read(name)) for name in names if name.endswith(".xhtml")}
    ids = {name: {one.get("id") for one in tree.iter()} for name, tree in documents.items()}
    for name, tree in documents.items():
        for one in tree.iter():
            href = one.get("href") or ""
            if href and not re.match(r"https?:|style\.css", href):
                file, _, fragment = href.partition("#")
                assert f"book/{file}" in documents, (name, href)
                assert not fragment or fragment in ids[f"book/{file}"], (name, href)


def test_same_site_gives_the_same_epub(guide: Built, tmp_path: Path) -> None:
    epub.main(guide.site, tmp_path / "1.epub")
    epub.main(guide.site, tmp_path / "2.epub")
    assert (tmp_path / "1.epub").read_bytes() == (tmp_path / "2.epub").read_bytes()


def test_pdf_has_contents_with_the_pages_on_which_chapters_begin(guide: Built, tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(guide.site, site)
    target = tmp_path / "guide.pdf"
    command = [sys.executable, str(ROOT / "tools" / "pdf.py"), str(site), str(target)]
    subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": "tools"})
    assert not list(site.glob("whole-guide*"))
    reader = PdfReader(target)
    chapters = book.read(site, CONFIG)
    numbers = pdf.page_numbers(target)
    texts = [unicodedata.normalize("NFKC", page.extract_text()).replace("\n", " ") for page in reader.pages]
    contents = "".join(texts[1:4])
    assert len(reader.pages) > 100
    assert len(reader.outline) > 5
    for chapter in chapters:
        assert chapter.title.split("?")[0][:30] in texts[numbers[chapter.slug] - 1]
        assert re.search(rf"{re.escape(chapter.title)}\s*{numbers[chapter.slug]}\b", contents), chapter.title
    links = [
        one for page in reader.pages for one in page.get("/Annots") or [] if one.get_object().get("/Subtype") == "/Link"
    ]
    assert len(links) > 1000
