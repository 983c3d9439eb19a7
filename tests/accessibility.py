"""What axe finds on a page in both palettes, whether it fits a phone, and on which pages to look.

The contrast of what looks alike is measured once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT

# Formulas are most elements of a page, all from KaTeX, and a race is one part on many pages: each
# takes axe longer than all else. Who wants them looked at does it once.
WITHOUT_FORMULAS = """() => document.querySelectorAll(".katex").forEach(
  (formula) => formula.replaceChildren("x"))"""
WITHOUT_RACES = """() => document.querySelectorAll("optimizer-race").forEach(
  (race) => race.remove())"""
# Claims are one part, too, hundreds of times on the page of the evidence: a dozen stand for all.
WITHOUT_LIKE_CLAIMS = """() => document.querySelectorAll("article.claim").forEach(
  (claim, i) => i < 12 || claim.remove())"""

# Text of one color and size on one ground has one contrast: the rule for it, which takes axe most
# of its time, is given one of each look; inside races and drawings it is given all.
ONE_OF_EACH_LOOK = """(scheme) => {
  document.body.setAttribute("data-md-color-scheme", scheme);
  const looks = new Set(), grounds = new Map([[document, ""]]);
  const paints = ({ backgroundColor, backgroundImage, opacity, filter, position }) =>
    backgroundColor !== "rgba(0, 0, 0, 0)" || backgroundImage !== "none" || opacity !== "1"
    || filter !== "none" || position !== "static";
  const ground = (element, style) => {
    if (!grounds.has(element)) {
      const own = style ?? getComputedStyle(element), behind = ground(element.parentNode);
      grounds.set(element, !paints(own) ? behind : [behind, element.tagName, element.className,
        own.backgroundColor, own.backgroundImage, own.opacity, own.filter, own.position].join());
    }
    return grounds.get(element);
  };
  const written = (node) => node.nodeType === Node.TEXT_NODE && node.data.trim();
  for (const element of document.querySelectorAll("body *:not(svg, svg *)")) {
    element.removeAttribute("data-alike");
    if (![...element.childNodes].some(written)) continue;
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    const style = getComputedStyle(element);
    const { color, font, textShadow } = style;
    const look = [ground(element, style), color, font, textShadow].join();
    if (looks.has(look)) element.setAttribute("data-alike", "");
    looks.add(look);
  }
  axe.configure({ rules: [{ id: "color-contrast", selector: "*:not([data-alike])" }] });
}"""

RACES_STAND = """() => [...document.querySelectorAll("optimizer-race")]
  .filter((race) => race.checkVisibility())
  .every((race) => {
    if (race.shadowRoot) return !race.shadowRoot.querySelector("canvas:not([aria-label])");
    race.scrollIntoView(); // it comes when a reader comes near
    return false;
  })"""

LESSON = "learn/why-plain-descent-is-slow/"
RACES = ("", "embed/race/", "optimizers/adam/")

RUN = """(options) => axe.run(document, options).then(({ violations }) => violations.map(
  ({ id, help, nodes }) =>
    [id, help, ...nodes.slice(0, 3).map((node) => node.html.slice(0, 120))].join("; ")))"""


def violations(page, formulas: bool = False, races: bool = False) -> Iterator[str]:
    """Yield what is wrong on a page, in a line each; inside of formulas and races if asked."""
    page.evaluate(AXE_SCRIPT)
    if not formulas:
        page.evaluate(WITHOUT_FORMULAS)
    if not races:
        page.evaluate(WITHOUT_RACES)
    page.evaluate(WITHOUT_LIKE_CLAIMS)
    # Of all rules only one depends on the palette.
    for scheme, only in (("default", {}), ("slate", {"runOnly": ["color-contrast"]})):
        page.evaluate(ONE_OF_EACH_LOOK, scheme)
        for found in page.evaluate(RUN, {"resultTypes": ["violations"], **only}):
            yield f"in {scheme}: {found}"


def troubles(page, address: str) -> Iterator[str]:
    """Yield what is wrong on a page that has just been opened, unfolded and as a phone shows it."""
    page.wait_for_function(RACES_STAND)
    page.set_viewport_size({"width": 375, "height": 800})
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > 375:
        yield f"/{address} is {wide} px wide on a phone"
    page.set_viewport_size({"width": 1280, "height": 800})
    # Formulas are set alike everywhere: those of one page stand for all, as do two races.
    for said in violations(page, formulas=address == LESSON, races=address in RACES):
        yield f"/{address} {said}"


def pages_of(site: Path) -> list[str]:
    """Return the addresses of the site's pages."""
    found = sorted(path.parent.relative_to(site).as_posix() for path in site.rglob("index.html"))
    return [f"{page}/" if page != "." else "" for page in found]


FORMULA = re.compile(
    r'<span class="katex-html".*?(?:</span>)+(?=[^<]|<(?!/?(?:span|svg|path)))', re.DOTALL
)
HIDDEN = re.compile(r"<(svg|script|style)\b.*?</\1>", re.DOTALL)
TAG = re.compile(r"<([a-z][\w-]*)((?:\s[^<>]*)?)>")
KIND = re.compile(r'\s(class|role|type)="?([^">]*)')


def kinds(text: str) -> Iterator[tuple[str, ...]]:
    """Yield what kinds of elements a page has: by name, with each class, role and type."""
    for tag, attributes in TAG.findall(HIDDEN.sub("", FORMULA.sub("", text))):
        yield (tag,)
        for name, words in KIND.findall(attributes):
            yield from ((tag, name, word) for word in words.split())


def representatives(site: Path) -> list[str]:
    """Return few pages that together have every kind of element that any page has."""
    files = {page: site / page / "index.html" for page in pages_of(site)}
    files["404.html"] = site / "404.html"
    has = {page: {*kinds(file.read_text(encoding="utf-8"))} for page, file in files.items()}
    chosen = [LESSON, *RACES, "404.html"]
    missing = set().union(*has.values()).difference(*(has[page] for page in chosen))
    while missing:
        chosen.append(max(has, key=lambda page: len(has[page] & missing)))
        missing -= has[chosen[-1]]
    return chosen
