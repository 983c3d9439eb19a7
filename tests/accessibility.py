"""What axe finds on a page in both palettes; the contrast of what looks alike is measured once."""

from __future__ import annotations

from collections.abc import Iterator

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
