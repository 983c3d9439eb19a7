"""Where MkDocs calls: each event is passed on to the module that knows."""

from __future__ import annotations

import json
import re
from functools import partial
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as Written
from mkdocs.structure.toc import AnchorLink

from gen.pages import (
    citation,
    feed,
    glossary,
    notebooks,
    references,
    scripts,
    search,
    styles,
    vendored,
)
from gen.pages.addresses import SHELVES, Address, about_notebook, addresses, unlisted
from gen.pages.cards import FALLBACK, tags
from gen.pages.depths import with_control
from gen.pages.directives import Page, around, card, fill, resolve
from gen.pages.embeds import embedded_figures
from gen.pages.evidence import Ledger
from gen.pages.glossary import Glossary
from gen.pages.handout import with_notes
from gen.pages.identity import Identity, identity
from gen.pages.katex import render_marked, render_title
from gen.pages.manifest import Manifest
from gen.pages.navigation import filled
from gen.pages.parts import part
from gen.pages.permalinks import figure_pages, moved_page, redirects

RACE = re.compile(r"javascripts/(race|engine|functions|simulate|arithmetic)\b.*\.js$")
NOTEBOOK = ".ipynb"
NOWHERE = "https://site.example/"  # in code to be copied, it stands for the site's own address
WITH_TERMS = ("learn/", *(f"{shelf}/" for shelf in SHELVES))

_known: dict[str, Address] = {}
_shown: dict[str, Manifest] = {}
_ledger: dict[str, Ledger] = {}
_words: dict[str, Glossary] = {}
_asking: dict[str, Page] = {}
_told: dict[str, dict[str, Any]] = {}  # what the search is told of each URL
_who: dict[str, Identity] = {}
_urls: dict[str, str] = {}  # of the page of each source
_race_modules: list[str] = []


def on_config(config: MkDocsConfig) -> None:
    """Make ready for running notebooks, and ask where the site and its sources are."""
    notebooks.prepare()
    who = _who["now"] = identity(config)
    config.edit_uri = ""  # a page that is written by a program is not edited there
    if who.repo_url:
        link = {"icon": "material/source-repository", "link": who.repo_url, "name": "Source code"}
        config.extra["social"] = [link]


@event_priority(100)  # before mkdocs-jupyter takes the notebooks
def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Take away what is no longer there, and add figure pages, fonts and redirects."""
    docs = Path(config.docs_dir)
    manifest = _shown["now"] = Manifest(docs / "figures")
    _ledger["now"] = Ledger(docs)
    _words["now"] = glossary.read(docs)
    _known.clear()
    _known.update(addresses(docs))
    for file in list(files):
        if unlisted(file.src_uri) or _left_over(file, manifest):
            files.remove(file)
        elif file.src_uri.endswith(NOTEBOOK):
            files.remove(file)
            files.append(notebooks.elsewhere(file, config))
    for source, text in figure_pages(manifest):
        files.append(File.generated(config, source, content=text))
    for source, text in embedded_figures(manifest):
        files.append(File.generated(config, source, content=text))
    for address, path in vendored.files():
        files.append(File.generated(config, address, abs_src_path=str(path)))
    files.append(File.generated(config, "vendor/katex/katex.css", content=vendored.katex_styles()))
    _add_redirects(files, config, manifest)
    notebooks.lend(docs / "figures")
    config.nav = filled(config.nav or [], docs)
    return files


def _left_over(file: File, manifest: Manifest) -> bool:
    folder, _, name = file.src_uri.partition("/")
    return folder == "figures" and name not in manifest.files


def _add_redirects(files: Files, config: MkDocsConfig, manifest: Manifest) -> None:
    moved = config.extra.get("moved_figures") or {}
    for old, new in redirects(moved, manifest):
        files.append(
            File.generated(config, old, abs_src_path=str(Path(config.docs_dir, "figures", new)))
        )
    for old, new in moved.items():
        files.append(File.generated(config, f"figures/{old}/index.html", content=moved_page(new)))


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    """Note where every page and module will be: to ask anew for each page takes long."""
    _urls.clear()
    _urls.update((file.src_uri, file.url) for file in files.documentation_pages())
    modules = files.javascript_files()
    _race_modules[:] = [file.url for file in modules if RACE.match(file.src_uri)]


def on_page_markdown(markdown: str, page: Written, config: MkDocsConfig, files: Files) -> str:
    """Answer what the page asks for; an error names the page."""
    asking = _asking[page.file.src_uri] = Page(
        page.file.src_uri,
        page.url,
        _shown["now"],
        _ledger["now"],
        _known,
        _urls,
        site_url=config.site_url or "",
    )
    described = tuple(f"{folder}/" for folder in (*SHELVES, "notebooks"))
    if page.file.src_uri.startswith(described) and asking.slug in _known:
        page.meta.setdefault("description", _known[asking.slug].description)
    _told[page.url] = search.about(page.file.src_uri, page.meta)
    if page.file.src_uri == glossary.PAGE:
        _told[page.url]["sections"] = {term.slug: term.aliases for term in _words["now"].terms}
    if page.file.src_uri.endswith(NOTEBOOK):
        return markdown  # in a notebook [[1, 2]] is a matrix
    if config.site_url:
        markdown = markdown.replace(NOWHERE, config.site_url)
    try:
        resolved = resolve(asking, markdown)
    except (LookupError, ValueError, yaml.YAMLError) as error:
        raise PluginError(f"{page.file.src_uri}: {error}") from error
    for drawing in asking.drawings:
        for address, content in drawing.files().items():
            files.append(File.generated(config, address, content=content))
    return resolved


def on_page_content(html: str, page: Written, config: MkDocsConfig, files: Files) -> str:
    """Set the mathematics, fill in the blocks, and offer the depths."""
    asking = _asking[page.file.src_uri]
    try:
        if page.file.src_uri.endswith(NOTEBOOK):
            html = _page_of_notebook(html, page, config, files)
        elif page.url.startswith(WITH_TERMS) or page.is_homepage:
            html = _with_terms(html, page, asking)
        content = render_marked(html)
        for item in page.toc:
            _set_title(item)
        whole = with_control(fill(asking, content), page.url)
        if page.url.startswith(WITH_TERMS):
            whole = with_notes(whole, page.url, _who["now"].site_url)
        if page.url.startswith("learn/") and asking.slug in _known:
            whole += around(asking)
            page.meta["hide"] = [*page.meta.get("hide", []), "footer"]  # it says the same
        whole = _identified(page, asking, config, _who["now"].linked(whole))
    except (LookupError, ValueError) as error:
        raise PluginError(f"{page.file.src_uri}: {error}") from error
    _note_uses(page, asking, whole)
    page.meta["race_modules"] = _race_modules
    return whole


def _identified(page: Written, asking: Page, config: MkDocsConfig, content: str) -> str:
    """Give the page the card that a link to it shows; return it with how it is cited, once."""
    title, site = re.sub("<[^>]+>", "", str(page.title)), _who["now"].site_url
    address = site + page.url if site else ""
    figure = asking.shown[0] if asking.shown else _shown["now"].figures.get(FALLBACK)
    description = page.meta.get("description") or config.site_description or ""
    page.meta["card"] = tags(title, str(description), address, site, figure)
    if asking.cited:
        return content
    work = citation.work()
    lines = work.text(title, address), work.bibtex(title, page.url, address)
    return content + part("cite.html", page.url, text=lines[0], bibtex=lines[1])


def _with_terms(html: str, page: Written, asking: Page) -> str:
    """Link the words that the glossary explains, but not on the page that is named as the word."""
    words = _words["now"]
    own = [term.name for term in words.terms if term.slug == asking.slug]
    without = [*page.meta.get("without_terms", ()), *own]
    return glossary.linked(html, words, without, partial(card, asking))


def _page_of_notebook(written: str, page: Written, config: MkDocsConfig, files: Files) -> str:
    path, asking = Path(str(page.file.abs_src_path)), _asking[page.file.src_uri]
    about = [slug for slug in about_notebook(path).get("about", ()) if slug in _known]
    ran = notebooks.page_of(written, config)
    page.toc = ran.toc
    for name, data in ran.pictures.items():
        files.append(File.generated(config, f"{page.url}{name}", content=data))
    download = f"{page.url}{path.name}"
    colab = notebooks.in_colab(config.repo_url or "", page.file.src_uri)
    size = path.stat().st_size
    frame = asking.part("notebook.html", file=download, bytes=size, about=about, colab=colab)
    return ran.content.replace("</h1>", f"</h1>\n{frame}", 1)


def _set_title(item: AnchorLink) -> None:
    item.title = render_title(item.title)
    for child in item.children:
        _set_title(child)


def _note_uses(page: Written, asking: Page, content: str) -> None:
    """Tell the template which styles and scripts the page needs."""
    marks = {"math": 'class="katex', "depth": 'class="depths"', "copy": 'highlight"><'}
    used: set[Any] = asking.uses | {name for name, mark in marks.items() if mark in content}
    page.meta["uses"] = sorted(used)


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """List the papers, now that all pages are written; an error names those that nobody lists."""
    pages = [file.page for file in files.documentation_pages() if file.page]
    contents = {
        references.Place(page.url, _title(page), None): page.content or ""
        for page in pages
        if not page.url.startswith("figures/")
    }
    cited, unlisted = references.collect(references.known(Path(config.docs_dir)), contents)
    if unlisted:
        raise PluginError("\n".join(unlisted))
    for page in pages:
        if page.content and references.HERE in page.content:
            listing = _who["now"].linked(part("references.html", page.url, cited=cited))
            page.content = page.content.replace(references.HERE, listing)


def _title(page: Written) -> str:
    address = _known.get(_asking[page.file.src_uri].slug)
    return address.title if address and address.source == page.file.src_uri else str(page.title)


@event_priority(-100)  # after the search has written its index
def on_post_build(config: MkDocsConfig) -> None:
    """Tell the search the other names of each page, and make styles, scripts and the feed ready."""
    site = Path(config.site_dir)
    notebooks.tell_address(site, config.site_url or "")
    Path(site, styles.SHEET).write_text(styles.sheet(site, config.extra["styles"]), "utf-8")
    scripts.lighten(site / "javascripts")
    path = site / "search" / "search_index.json"
    index = search.with_names(json.loads(path.read_text(encoding="utf-8")), _told)
    path.write_text(json.dumps(index, separators=(",", ":")), encoding="utf-8")
    if address := _who["now"].site_url:  # a feed names its entries by whole addresses
        figures, work = _shown["now"].figures, citation.work()
        text = feed.feed(Path(config.docs_dir), figures, work.title, work.authors[0], address)
        Path(site, feed.ADDRESS).write_bytes(text)
