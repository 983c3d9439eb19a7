"""A page for each figure with knobs that has nothing else on it, for frames and slides."""

from __future__ import annotations

from collections.abc import Iterator

from gen.pages.manifest import Manifest
from gen.pages.parts import part


def embedded_figures(manifest: Manifest) -> Iterator[tuple[str, str]]:
    """Yield (source, HTML) of each."""
    for drawn in manifest.figures.values():
        if drawn.live:
            url = f"embed/figures/{drawn.id}/"
            about = {"figure": drawn, "drawings": {}, "permalink": False}
            yield f"{url}index.html", part("embed.html", url, home=f"figures/{drawn.id}/", **about)
