"""The picture of a lesson's own race: it stands where no script runs, and on paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from gen.browser.settings import USUAL
from gen.draw import Picture
from gen.draw.arranged import narrow
from gen.draw.formats import encode
from gen.figures.runs import SurfaceRun
from gen.figures.stage import race
from gen.measurements.rate_search import BUDGET, tuned
from gen.optimizer import Optimizer
from gen.optimizers import OPTIMIZERS
from gen.pages.races import LOOKS
from gen.schedules import SCHEDULES
from gen.simulate import simulate
from gen.surface import Surface
from gen.surfaces import SURFACES


@dataclass(frozen=True)
class Drawing:
    """A picture that belongs to one page, and where its files lie."""

    address: str  # from the root of the site, without an ending
    picture: Picture

    @property
    def alt(self) -> str:
        """What happens in it."""
        return self.picture.alt

    @property
    def width(self) -> int:
        """Its width in pixels."""
        return self.picture.width

    @property
    def height(self) -> int:
        """Its height in pixels."""
        return self.picture.height

    @property
    def phone(self) -> tuple[int, int]:
        """Width and height of its form for a phone."""
        small = narrow(self.picture)
        return small.width, small.height

    def file(self, ending: str, theme: str = "light") -> str:
        """Return the address of a format, from the root of the site."""
        return f"{self.address}{'' if theme == 'light' else f'.{theme}'}.{ending}"

    def files(self) -> dict[str, bytes]:
        """Return what is to be written, by its address."""
        return {
            self.file(ending, theme): content
            for ending in ("svg", "phone.svg")
            for theme, content in encode(self.picture, ending).items()
        }


def drawing(address: str, given: Mapping[str, str]) -> Drawing:
    """Draw a race from its checked settings, as it ends."""
    settings = {name: value for name, value in given.items() if name not in LOOKS}
    return Drawing(address, _drawn(tuple(sorted(settings.items()))))


@cache
def _drawn(settings: tuple[tuple[str, str], ...]) -> Picture:
    given: dict[str, Any] = {**USUAL, **dict(settings)}
    surface, schedule = SURFACES[given["surface"]], SCHEDULES[given["schedule"]]
    start = tuple(map(float, given["start"].split(","))) if "start" in given else surface.start
    runs = []
    for slug in given["optimizers"].split(","):
        rule = _rule(slug, surface, given)
        run = simulate(rule, surface, start, int(given["steps"]), schedule)
        runs.append(SurfaceRun(rule, run, surface))
    title = f"{surface.title}: same start, same number of steps"
    return race(title, runs, (start[0], start[1]), search="")


def _rule(slug: str, surface: Surface, given: Mapping[str, Any]) -> Optimizer:
    """Return a racer with its rate and what else is set of it."""
    cls, mine = OPTIMIZERS[slug], f"{slug}."
    own = {n.removeprefix(mine): float(v) for n, v in given.items() if n.startswith(mine)}
    if given["rates"] == "tuned":
        return replace(tuned(cls, surface, BUDGET), **own)
    return cls(**(({"lr": float(given["lr"])} if given["rates"] == "same" else {}) | own))
