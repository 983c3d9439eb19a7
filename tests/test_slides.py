"""Slides of 1920 by 1080: large letters, nothing cut off, and motion between the steps."""

import io
import itertools
import re

import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image

import gen.figures  # noqa: F401 (fills the register)
from gen.draw.contours import rgb
from gen.draw.frames import between
from gen.draw.ink import Trail
from gen.draw.picture import HOLD_SECONDS
from gen.draw.slide import HEIGHT, WIDTH, slide
from gen.draw.slides import films, moments, stills
from gen.draw.trails import near
from gen.figure import FIGURES
from gen.figures.runs import run_of
from gen.figures.stage import race
from gen.optimizers import OPTIMIZERS
from gen.palette import THEMES
from gen.surfaces import SURFACES

STEPS = 12
LIVE, STILL = "rate-and-directions", "experiments-first-steps"


@pytest.fixture(scope="module")
def running():
    """A short race."""
    surface = SURFACES["quadratic"]
    rules = [OPTIMIZERS["momentum"](lr=0.02), OPTIMIZERS["sgd"](lr=0.02)]
    return race("Short", [run_of(rule, surface, steps=STEPS) for rule in rules], surface.start)


@pytest.fixture(scope="module")
def filmed(running):
    return films(running)


def pictures(gif):
    """Yield each frame of a GIF and how many milliseconds it stays."""
    with Image.open(io.BytesIO(gif)) as image:
        for i in range(image.n_frames):
            image.seek(i)
            yield np.asarray(image.convert("RGB")).astype(int), image.info["duration"]


@pytest.mark.parametrize("slug", [LIVE, STILL, ""], ids=["live", "still", "moving"])
def test_stills_have_the_size_of_a_slide_in_both_themes(slug, running):
    made = stills(FIGURES[slug].draw() if slug else running)
    for theme in THEMES:
        with Image.open(io.BytesIO(made["slide.png"][theme])) as image:
            assert image.size == (WIDTH, HEIGHT)
        root = re.match(r"<svg [^>]*>", made["slide.svg"][theme].decode())[0]
        _, _, wide, high = map(float, re.search(r'viewBox="([^"]+)"', root)[1].split())
        assert f'width="{WIDTH}" height="{HEIGHT}"' in root
        assert wide / high == pytest.approx(WIDTH / HEIGHT)
    assert made["slide.png"]["light"] != made["slide.png"]["dark"]


def test_what_stands_still_has_no_film():
    assert films(FIGURES[STILL].draw()) == {}


def test_a_gif_has_thirty_frames_a_second_and_comes_to_an_end(filmed, running):
    frames = list(pictures(filmed["slide.gif"]["light"]))
    *all_but_last, last = [stays for _, stays in frames]
    assert frames[0][0].shape == (HEIGHT, WIDTH, 3)
    assert max(all_but_last) <= 1000 / 30
    assert last == 1000 * HOLD_SECONDS
    seconds = sum(all_but_last) / 1000
    assert seconds == pytest.approx(running.steps * running.pace, abs=max(all_but_last) / 1000)
    assert (frames[0][0] != frames[-1][0]).any()
    for (a, _), (b, _) in itertools.pairwise(frames[: len(frames) // 2]):
        assert (a != b).any()  # also between two steps


@pytest.mark.parametrize("theme", THEMES)
def test_a_video_has_thirty_frames_a_second_or_more(filmed, running, tmp_path, theme):
    path = tmp_path / "slide.mp4"
    path.write_bytes(filmed["slide.mp4"][theme])
    reader = imageio_ffmpeg.read_frames(str(path))
    about, frames = next(reader), [np.frombuffer(frame, np.uint8)[::97] for frame in reader]
    assert about["size"] == (WIDTH, HEIGHT)
    assert about["fps"] >= 30
    promised = running.steps * running.pace + HOLD_SECONDS
    assert len(frames) / about["fps"] == pytest.approx(promised, abs=0.05)
    assert np.abs(frames[0].astype(int) - frames[-1]).max() > 60


def test_between_two_steps_a_run_is_between_two_points(filmed, running):
    page, at = slide(running), moments(running, 0.03)
    frames = [frame for frame, _ in pictures(filmed["slide.gif"]["light"])]
    last = next(t for t in reversed(page.picture.trails()) if isinstance(t, Trail) and not t.curve)
    for moment, frame in zip(at, frames, strict=True):
        x, y = (page.scale * between(near(last.points), moment)).round().astype(int)
        assert tuple(frame[y, x]) == rgb(last.hue.light)
    assert any(moment % 1 for moment in at)
    assert at[0] == 0 and at[-1] == running.steps
