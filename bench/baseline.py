"""The plain way to animate the race: matplotlib draws every frame, Pillow writes every pixel."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.animation import FuncAnimation, PillowWriter

from gen.figures.runs import SurfaceRun
from gen.palette import HUES
from gen.surface import Surface


def plain_gif(surface: Surface, runs: Sequence[SurfaceRun], title: str, frames: int) -> bytes:
    """Return the race as a 640 by 480 GIF: contours, paths, losses, legend and step counter.

    The contours are flat colors without lines: the plain way at its smallest and fastest.
    """
    figure, (ground, chart) = plt.subplots(
        1, 2, figsize=(6.4, 4.8), dpi=100, width_ratios=(5, 2), layout="constrained"
    )
    _contours(ground, surface)
    heights = np.concatenate([run.heights for run in runs])
    chart.set(
        yscale="log", xlim=(0, runs[0].trajectory.steps), xlabel="step", ylabel="loss above lowest"
    )
    chart.set_ylim(heights.min() + 1e-12, heights.max())
    figure.suptitle(title)
    counter = chart.set_title("step 0")
    lines = [(run, *_lines(run, ground, chart)) for run in runs]
    ground.legend(loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=2, fontsize=7)

    def update(step: int) -> None:
        counter.set_text(f"step {step}")
        for run, path, loss in lines:
            path.set_data(*run.trajectory.points[: step + 1].T)
            loss.set_data(np.arange(step + 1), run.heights[: step + 1])

    animation = FuncAnimation(figure, update, frames=frames)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "race.gif")
        animation.save(file, writer=PillowWriter(fps=20))
        plt.close(figure)
        return file.read_bytes()


def _lines(run: SurfaceRun, *panels: plt.Axes) -> list[plt.Line2D]:
    look = {
        "color": HUES[run.optimizer.hue].light,
        "marker": "o",
        "markevery": [-1],
        "linewidth": 2,
    }
    return [axes.plot([], [], label=f"{run.name}, η = {run.rate:g}", **look)[0] for axes in panels]


def _contours(axes: plt.Axes, surface: Surface) -> None:
    (x_low, x_high), (y_low, y_high) = surface.window
    x, y = np.meshgrid(np.linspace(x_low, x_high, 200), np.linspace(y_low, y_high, 200))
    height = np.log1p((surface.value(np.stack([x, y], axis=-1)) - surface.lowest) / surface.unit)
    axes.contourf(x, y, height, levels=30, cmap="Blues_r")
    axes.plot(*np.array(surface.minima).T, "k+")
    axes.set(xlim=(x_low, x_high), ylim=(y_low, y_high), aspect="equal", xlabel="x", ylabel="y")
