"""What a shared link shows: a card with the page's title, its sentence, and its first figure."""

from __future__ import annotations

from html import escape

from gen.pages.manifest import Drawn

FALLBACK = "race-on-rosenbrock"  # for a page without a figure
SCALE = 2  # pixels of a PNG for each of its figure


def tags(title: str, description: str, address: str, site: str, figure: Drawn | None) -> str:
    """Return the page's Open Graph tags; `address` is the page's own, `site` that of the site.

    A picture is named by its whole address, so there is none where the site's is not known.
    """
    said = {"og:type": "website", "og:title": title, "og:description": description}
    if address:
        said["og:url"] = address
    if address and figure:
        said |= {
            "og:image": site + figure.file("png"),
            "og:image:type": "image/png",
            "og:image:width": str(SCALE * figure.width),
            "og:image:height": str(SCALE * figure.height),
            "og:image:alt": figure.alt,
        }
    lines = [f'<meta property="{name}" content="{escape(text)}">' for name, text in said.items()]
    kind = "summary_large_image" if "og:image" in said else "summary"
    return "\n".join([*lines, f'<meta name="twitter:card" content="{kind}">'])
