"""Every figure says what happens in it and shows just that: the frames, the ends, the bytes."""

import functools
import io
import itertools
import json
import math
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import imageio_ffmpeg
import matplotlib
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.path import Path as Outline
from PIL import Image, ImageFont

import gen.figures  # noqa: F401 (fills the register)
from gen.build.tasks import all_tasks
from gen.cache.fingerprints import home
from gen.draw.arranged import WIDEST, narrow
from gen.draw.contours import LEVELS, cuts, rgb, tone
from gen.draw.extent import extent
from gen.draw.formats import ENCODE, encode, formats
from gen.draw.indexed import earth, in_theme, painted
from gen.draw.ink import Box, Link, Terrain, Words
from gen.draw.legend import Entry, Legend
from gen.draw.letters import TEXT, wrapped
from gen.draw.marks import Line, Spot
from gen.draw.picture import HOLD_SECONDS, PHONE
from gen.draw.raster import ground, packed
from gen.draw.simplify import simplified
from gen.draw.slide import HEIGHT, LEAST, WIDTH, slide
from gen.draw.thumbnail import MARGIN
from gen.draw.trails import exit_from, near
from gen.figure import FIGURES
from gen.figures.rates import FAN
from gen.figures.runs import SurfaceRun, run_of
from gen.figures.stage import race
from gen.measurements.rate_search import tuned
from gen.measurements.register import MEASUREMENTS
from gen.optimizer import Optimizer
from gen.optimizers import OPTIMIZERS, RACERS
from gen.palette import (
    BESIDE,
    HIGH,
    HUES,
    LIT,
    LOW,
    MARKERS,
    PAGE,
    SHADE,
    SHAPES,
    SLOPE,
    THEMES,
)
from gen.simulate import Trajectory
from gen.surface import Surface
from gen.surfaces import SURFACES
from tests.criterion import is_the_smallest_of_the_best, judged, nine

ROOT = Path(__file__).parent.parent
SVG = "{http://www.w3.org/2000/svg}"


@functools.cache
def watched(slug):
    """Draw a figure, or measure what figures share; with it, the files of all who ran for it."""
    met = set()
    with pytest.MonkeyPatch.context() as patch:
        for cls, method in [*((cls, "step") for cls in OPTIMIZERS.values()), (Surface, "value")]:
            patch.setattr(cls, method, noting(met, getattr(cls, method)))
        made = FIGURES[slug].draw() if slug in FIGURES else MEASUREMENTS[slug].measure()
    return made, {f"{module.replace('.', '/')}.py" for module in met}


def noting(met, original):
    def asked(self, *arguments):
        met.add(
            type(self).__module__ if isinstance(self, Optimizer) else home("surfaces", self.slug)
        )
        return original(self, *arguments)

    return asked


def drawn(slug):
    return watched(slug)[0]


FOLDER = ROOT / "docs" / "figures"
if not (FOLDER / "index.json").is_file():
    pytest.exit("draw the figures before testing them: nox -s figures, or python -m gen", 1)
# What the build has drawn: it knows what is stale, and to draw all again would take minutes.
BUILT = {entry["id"]: entry for entry in json.loads((FOLDER / "index.json").read_text())["figures"]}


def encoded(slug, ending, theme="light"):
    return (FOLDER / BUILT[slug]["formats"][ending][theme]["file"]).read_bytes()


def moves(slug):
    return "gif" in BUILT.get(slug, {}).get("formats", {})


# One figure of each function: what is costly to check is checked on these.
KINDS = list({figure.function: slug for slug, figure in FIGURES.items()}.values())
MOVING = [slug for slug in KINDS if moves(slug)]
RACES = [slug for slug, figure in FIGURES.items() if figure.slug.startswith("race-on-")]

every_figure = pytest.mark.parametrize("slug", FIGURES)
every_kind = pytest.mark.parametrize("slug", KINDS)
every_moving_kind = pytest.mark.parametrize("slug", MOVING)
both_themes = pytest.mark.parametrize("theme", THEMES)


@every_figure
def test_says_what_happens_in_it(slug):
    alt = BUILT[slug]["alt"]
    assert alt.endswith(".") and len(alt) > 40
    assert alt != BUILT[slug]["title"]


TASKS = {task.name: task for task in all_tasks()}
MEASURED = list(MEASUREMENTS)


@pytest.mark.parametrize("name", [*KINDS, *MEASURED[:1]])
def test_declares_whom_it_runs(name):
    """One that ran a rule or a surface outside of its cast would go stale and nobody notice."""
    met = watched(name)[1]
    assert met <= TASKS[name].inputs.keys()
    assert met or name not in MEASURED


@every_kind
def test_comes_in_every_format_and_theme(slug):
    picture, film = drawn(slug), FIGURES[slug].video
    both, one = {"svg", "png", "thumbnail.webp"}, {"json"}
    if picture.panels and picture.width > WIDEST:
        both |= {"phone.svg"} | ({"phone.animated.svg"} if any(picture.trails()) else set())
    if any(trail for trail in picture.trails()):
        both, one = both | {"gif", "animated.svg"}, one | ({"mp4"} if film else set())
    if picture.alone:
        both = both | {"map.svg"}
    if picture.live:  # for the page alone: what stands still, and what computes the rest
        both, one = both | {"still.svg", "phone.still.svg"}, one | {"live.js"}
    assert formats(picture, film) == dict.fromkeys(both, THEMES) | dict.fromkeys(one, THEMES[:1])


@every_figure
def test_measures_in_finite_numbers(slug):
    numbers = json.loads(encoded(slug, "json"))["numbers"]
    measured = [value for value in numbers.values() if not isinstance(value, str)]
    assert measured and all(math.isfinite(value) for value in measured)


@every_kind
def test_data_hold_what_the_page_quotes(slug):
    data = json.loads(encoded(slug, "json"))
    assert (data["title"], data["alt"]) == (drawn(slug).title, drawn(slug).alt)
    for key, value in drawn(slug).numbers.items():
        assert data["numbers"][key] == (
            value if isinstance(value, str) else pytest.approx(value, rel=1e-5)
        )


@functools.cache
def face(size, bold):
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(Path(matplotlib.get_data_path(), "fonts/ttf", name), size)


def written(element, given=()):
    """Yield the texts of an SVG that read from left to right, each with all that holds for it."""
    look = {**dict(given), **element.attrib}
    if element.tag == f"{SVG}text" and "rotate" not in look.get("transform", ""):
        yield element.text, look
    for child in element:
        if child.tag != f"{SVG}defs":
            yield from written(child, look.items())


@every_figure
@pytest.mark.parametrize("ending", ["svg", "phone.svg"])
def test_fits_its_width(slug, ending):
    """No word begins or ends outside the picture, even in DejaVu, the widest face of a browser."""
    if ending not in BUILT[slug]["formats"]:
        pytest.skip("fits a phone as it is")
    root = ElementTree.fromstring(encoded(slug, ending))
    fine = int(root.get("viewBox").split()[2]) / float(root.get("width"))
    texts = list(written(root))
    assert texts
    for text, look in texts:
        left, right = sides(text, look, fine)
        assert left > -4 and right < float(root.get("width")) + 4, text
        assert 0 < float(look["y"]) / fine < float(root.get("height"))


def sides(text, look, fine, narrow=1.0):
    """Return left and right of a line of words in pixels, in a face so many times as wide."""
    x, size = (float(look[name]) / fine for name in ("x", "font-size"))
    width = narrow * face(size, "font-weight" in look).getlength(text)
    left = x - {"start": 0, "middle": width / 2, "end": width}[look.get("text-anchor", "start")]
    return left, left + width


PAGE_OF_A_PHONE = 343  # pixels for a figure on a screen of 375
DRAWN = [ending for ending in ENCODE if ending.endswith("svg") and ending != "map.svg"]


@every_figure
def test_words_are_large_enough_to_be_read(slug):
    """Where a figure has its own width, and on a phone; tables keep their width and scroll."""
    for ending in [ending for ending in DRAWN if ending in BUILT[slug]["formats"]]:
        text = encoded(slug, ending).decode()
        root = ElementTree.fromstring(text)
        fine, width = (float(v) for v in (root.get("viewBox").split()[2], root.get("width")))
        sizes = [width / fine * float(size) for size in re.findall(r'font-size="([\d.]+)"', text)]
        least, shown = min(sizes), min(1, PAGE_OF_A_PHONE / width)
        assert least * min(1, 640 / width) >= TEXT
        has_phone = "phone.svg" in BUILT[slug]["formats"] and not ending.startswith("phone")
        assert has_phone or "standings" in slug or slug == "family-tree" or least * shown >= 11


@pytest.mark.parametrize("slug", ["kronecker", "one-matrix"])
def test_bare_squares_stand_two_beside_each_other_on_a_phone(slug):
    bare = [panel.box for panel in narrow(drawn(slug)).panels if panel.bare]
    for left, right in zip(bare[::2], bare[1::2], strict=True):
        assert left.top == right.top and left.right < right.left and right.right <= PHONE


def of_one_hue(slug):
    """Return the hues that several of a figure's optimizers have."""
    hues = [OPTIMIZERS[each].hue for each in FIGURES[slug].cast.optimizers]
    return {HUES[hue] for hue in hues if hues.count(hue) > 1}


CROWD = len(HUES)  # more have no hues of their own
ALIKE = [
    slug
    for slug, figure in FIGURES.items()
    if len(figure.cast.optimizers) <= CROWD and of_one_hue(slug)
]


@pytest.mark.parametrize("slug", ALIKE)
def test_no_two_optimizers_of_a_panel_are_drawn_in_one_hue(slug):
    for panel in drawn(slug).panels:
        looks = {(m.hue, m.marker) for m in panel.marks if isinstance(m, Line) and m.marker}
        looks |= {(m.hue, m.shape) for m in panel.marks if isinstance(m, Spot)}
        for hue in of_one_hue(slug):
            assert len([look for look in looks if look[0] == hue]) <= 1


def test_no_figure_is_much_higher_than_the_screen_of_a_phone():
    tall = {slug: entry["phone"] for slug, entry in BUILT.items() if entry.get("phone")}
    assert tall and {slug: size for slug, size in tall.items() if size[1] > 1400} == {}


@every_figure
@pytest.mark.parametrize("ending", ["svg", "phone.svg"])
def test_words_do_not_lie_on_each_other(slug, ending):
    """In the face that a browser takes, a tenth narrower than DejaVu."""
    if ending not in BUILT[slug]["formats"]:
        pytest.skip("fits a phone as it is")
    root = ElementTree.fromstring(encoded(slug, ending))
    fine = int(root.get("viewBox").split()[2]) / float(root.get("width"))
    places = [(text, place(text, look, fine)) for text, look in written(root)]
    for (text, a), (other, b) in itertools.combinations(places, 2):
        apart = a[0] >= b[2] or b[0] >= a[2] or a[1] >= b[3] or b[1] >= a[3]
        assert apart, f"{text!r} and {other!r}"


def place(text, look, fine):
    """Return left, top, right and bottom of a line of words, in pixels, without its fringes."""
    left, right = sides(text, look, fine, narrow=0.9)
    y, size = (float(look[name]) / fine for name in ("y", "font-size"))
    return left + 1, y - 0.7 * size, right - 1, y


# Tables of forty rows, for which no slide has room.
TABLES = {"family_tree", "matrix_standings", "standings", "standings_at_one_rate"}


@every_kind
def test_on_a_slide_every_letter_is_large_and_none_is_cut_off(slug):
    page = slide(drawn(slug))
    table = FIGURES[slug].function.__name__ in TABLES
    assert (page.smallest >= LEAST) != table
    assert page.scale * page.picture.width == pytest.approx(WIDTH)
    assert page.scale * page.picture.height == pytest.approx(HEIGHT)
    sheet = Box(-1, -1, page.picture.width + 2, page.picture.height + 2)
    for mark in (*page.picture.ink(), *page.picture.final_words()):
        if isinstance(mark, Words) and mark.text:
            box = extent(mark)
            assert sheet.holds([(box.left, box.top), (box.right, box.bottom)]).all(), mark.text


@every_kind
@both_themes
@pytest.mark.parametrize("ending", ["svg", "animated.svg", "phone.svg", "phone.animated.svg"])
def test_svg_carries_its_alt_text_and_nothing_from_outside(slug, theme, ending):
    if ending not in BUILT[slug]["formats"]:
        pytest.skip("stands still")
    text = encoded(slug, ending, theme).decode()
    root = ElementTree.fromstring(text)
    named = {
        root.find(f"{SVG}{tag}").get("id"): root.find(f"{SVG}{tag}").text
        for tag in ("title", "desc")
    }
    assert [named[name] for name in root.get("aria-labelledby").split()] == [
        drawn(slug).title,
        drawn(slug).alt,
    ]
    leads = any(isinstance(mark, Link) for mark in drawn(slug).ink())
    assert root.get("role") == (
        "group" if leads else "img"
    )  # an image has no parts that could be reached
    assert not re.search(r"(href|src)=\"(?!#|\.\./)|url\((?!#)|<script|@import", text)
    references = set(re.findall(r"(?:href=\"|url\()#([^\")]+)", text))
    assert references <= {element.get("id") for element in root.iter()}


@pytest.mark.parametrize("slug", list(filter(moves, FIGURES)))
def test_animated_svg_stays_small(slug):
    for theme in THEMES:
        file = encoded(slug, "animated.svg", theme)
        shapes, runners = b'attributeName="d"' in file, file.count(b"<animateMotion")
        # Shapes that change take more, and so do six runners where four are usual.
        assert len(file) <= (45_000 if shapes else 32_000 if runners > 4 else 30_000)


@every_figure
def test_static_svg_stays_small(slug):
    assert len(encoded(slug, "svg")) <= 60_000


@every_moving_kind
def test_animated_svg_runs_on_one_clock(slug):
    picture, root = drawn(slug), ElementTree.fromstring(encoded(slug, "animated.svg"))
    animations = [e for e in root.iter() if e.tag.startswith(f"{SVG}animate")]
    assert {e.get("dur") for e in animations} == {
        f"{picture.steps * picture.pace + HOLD_SECONDS:g}s"
    }
    heads = [e for e in animations if e.tag == f"{SVG}animateMotion"]
    assert len(heads) == sum(not trail.curve for trail in picture.trails())
    for head in heads:
        places = head.get("values").split(";")
        assert len(places) == picture.steps + round(HOLD_SECONDS / picture.pace) + 1
        assert set(places[picture.steps :]) == {
            "0,0"
        }  # moves are told from the end: it rests there


@pytest.mark.parametrize("slug", RACES)
def test_a_thumbnail_of_a_race_is_its_map_alone(slug):
    """Beside the chart stand marks of a legend, which mean nothing without their words."""
    box = drawn(slug).panels[0].box
    with Image.open(io.BytesIO(encoded(slug, "thumbnail.webp"))) as image:
        assert image.size == pytest.approx((box.width / 2, box.height / 2), abs=MARGIN + 1)


@pytest.mark.parametrize("slug", list(filter(moves, FIGURES)))
def test_an_animated_svg_is_at_rest_for_who_asks_for_less_motion(slug):
    """SMIL does not hear of the preference: each animation is hidden, or outdone by a style."""
    root = ElementTree.fromstring(encoded(slug, "animated.svg"))
    over = {child: parent for parent in root.iter() for child in parent}
    shown, calm = root.iter(f"{SVG}style")
    assert shown.text == ".rest{display:none}"
    assert calm.get("media") == "(prefers-reduced-motion:reduce)"
    assert {".move{display:none}", ".rest{display:inline}"} <= set(
        re.findall(r"\.\w+{[^}]*}", calm.text)
    )
    veiled = {e.get("clip-path") for e in root.iter() if e.get("class") == "veil"}
    for animation in root.iter():
        if not animation.tag.startswith(f"{SVG}animate"):
            continue
        above = list(
            itertools.takewhile(lambda each: each is not None, iterate(over.get, animation))
        )
        classes = {element.get("class") for element in above}
        curtains = {f"url(#{element.get('id')})" for element in above}
        outdone = {"opacity": "come", "stroke-dashoffset": "grow"}.get(
            animation.get("attributeName")
        )
        assert "move" in classes or outdone in classes - {None} or curtains & veiled


def iterate(function, value):
    while True:
        yield value
        value = function(value)


@every_moving_kind
def test_gif_has_the_frames_size_and_duration_promised(slug):
    picture = drawn(slug)
    with Image.open(io.BytesIO(encoded(slug, "gif"))) as image:
        assert image.size == (picture.width, picture.height)
        assert image.n_frames == picture.steps + 1
        assert image.info["loop"] == 0
        durations = []
        for frame in range(image.n_frames):
            image.seek(frame)
            durations.append(image.info["duration"])
    assert durations == [1000 * picture.pace] * picture.steps + [1000 * HOLD_SECONDS]


def gif_frame(file, step):
    with Image.open(io.BytesIO(file)) as image:
        image.seek(step)
        return np.asarray(image.convert("RGB")).astype(int)


def pixel(frame, point):
    x, y = (round(float(v)) for v in point)
    return tuple(frame[y, x].tolist())


@pytest.mark.parametrize("slug", RACES)
@pytest.mark.parametrize("moment", [0.25, 1.0])
def test_gif_shows_each_run_where_the_data_say(slug, moment):
    picture, data = drawn(slug), json.loads(encoded(slug, "json"))
    step = int(moment * picture.steps)
    frame, panel = gif_frame(encoded(slug, "gif"), step), picture.panels[0]
    points = panel.at([run["points"][step] for run in data["runs"]])
    colors = [rgb(HUES[OPTIMIZERS[run["optimizer"]].hue].light) for run in data["runs"]]
    for i, point in enumerate(points):
        # Who is drawn later may cover who is drawn earlier, nobody the last. Who is lost has left.
        gone = 0 <= data["runs"][i]["diverged_at"] <= step or not panel.box.holds(point[None])[0]
        if not gone and all(np.hypot(*(later - point)) > 16 for later in points[i + 1 :]):
            assert pixel(frame, point) == colors[i]


@pytest.mark.parametrize("slug", RACES[:1])
def test_video_has_the_frames_and_ends_where_the_data_say(slug, tmp_path):
    picture, data = drawn(slug), json.loads(encoded(slug, "json"))
    (tmp_path / "race.mp4").write_bytes(encoded(slug, "mp4"))
    reader = imageio_ffmpeg.read_frames(str(tmp_path / "race.mp4"))
    width, height = next(reader)["size"]
    count, end = 0, b""
    for frame in reader:  # one at a time: all of them would fill the memory
        count, end = count + 1, frame
    assert count == picture.steps + round(HOLD_SECONDS / picture.pace)
    assert (width, height) == (2 * picture.width, 2 * picture.height)
    last_frame = np.frombuffer(end, np.uint8).reshape(height, width, 3)
    last = data["runs"][-1]
    wanted = rgb(HUES[OPTIMIZERS[last["optimizer"]].hue].light)
    seen = pixel(last_frame, 2 * picture.panels[0].at(last["points"][-1]))
    assert (
        np.abs(np.subtract(seen, wanted)).max() < 40
    )  # video stores colors at half the resolution


@functools.cache
def diverging():
    surface = SURFACES["quadratic"]
    rules = [next(iter(OPTIMIZERS.values()))(lr=lr) for lr in (0.5, 0.01)]
    runs = [run_of(rule, surface, steps=40) for rule in rules]
    return runs, race("Too fast", runs, surface.start)


def test_divergence_is_said():
    runs, picture = diverging()
    assert runs[0].lost > 0 and runs[1].lost < 0
    assert f"diverges at step {runs[0].lost}" in picture.alt
    assert any(
        f"diverged at step {runs[0].lost}" in m.text for m in picture.ink() if isinstance(m, Words)
    )
    for ending in ("svg", "animated.svg"):
        assert f"diverged at step {runs[0].lost}" in encode(picture, ending)["light"].decode()


def test_divergence_is_drawn_where_the_run_leaves():
    runs, picture = diverging()
    trail = picture.trails()[0]
    leaves = np.array(exit_from(trail.clip, trail.points))
    assert trail.clip.touches(leaves[None])[0]
    file, wanted = encode(picture, "gif")["light"], rgb(trail.hue.light)
    before, after = (gif_frame(file, step) for step in (runs[0].lost - 1, runs[0].lost))
    x, y = (round(float(v)) for v in leaves)
    around = np.s_[y - 6 : y + 7, x - 6 : x + 7]
    count = [int((frame[around] == wanted).all(axis=-1).sum()) for frame in (before, after)]
    assert count[1] > count[0] + 20  # the cross


def test_a_point_beyond_all_floats_keeps_its_direction():
    points = np.array([(60.0, 50.0), (60 + 3e9, 50 + 1e9), (60.0, 50.0)])
    pulled = near(points)
    assert (pulled[[0, 2]] == points[[0, 2]]).all()
    assert np.abs(pulled).max() < 1e5
    rise, run = (pulled[1] - pulled[0])[::-1]
    assert rise / run == pytest.approx(1 / 3)


def luminance(color):
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (v / 255 for v in rgb(color))
    ]
    return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))


@both_themes
@pytest.mark.parametrize("hue", [*HUES.values(), *FAN, BESIDE])
@pytest.mark.parametrize("ground", [PAGE, LOW, SLOPE, HIGH])
def test_a_line_stands_out_from_the_ground(hue, ground, theme):
    pair = sorted(luminance(getattr(color, theme)) for color in (hue, ground))
    assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 3


@both_themes
def test_the_ground_is_brighter_the_higher_it_is(theme):
    bright = [luminance(getattr(tone(k), theme)) for k in range(LEVELS + 1)]
    assert (np.diff(bright) > 0).all()
    assert (
        luminance(getattr(SHADE, theme)) < bright[0] < bright[-1] < luminance(getattr(LIT, theme))
    )


@both_themes
def test_light_falls_on_a_map_from_the_upper_left(theme):
    """A round bowl is as high on both sides: only the light tells its lower right wall apart."""
    bowl = SURFACES["booth"]
    (x, y), side = bowl.minima[0], 2.0
    window = ((x - side, x + side), (y - side, y + side))
    pixels = shown(Terrain(bowl, Box(0, 0, 240, 240), window), theme)
    bright = pixels @ (0.2126, 0.7152, 0.0722)
    far = np.add.outer(np.arange(240), np.arange(240)) - 239
    assert bright[far > 60].mean() > bright[far < -60].mean() + 2


def shown(terrain, theme):
    """Return a map as pixels of a theme."""
    places = {packed(paint): i for i, paint in enumerate(painted(earth()).tolist())}
    index = np.vectorize(places.get)(ground(terrain, 1))
    return in_theme(earth(), theme)[index]


@pytest.mark.parametrize("slug", RACES)
def test_no_path_runs_over_a_name_on_a_map(slug):
    picture = drawn(slug)
    seen = picture.panels[0]
    paths = [trail.points for trail in picture.trails() if trail.clip == seen.box]
    written = (mark for mark in seen.ink() if isinstance(mark, Words))
    names = [words for words in written if words.text in ("start", "minimum")]
    assert "start" in [name.text for name in names]
    for name in names:
        width = face(TEXT, False).getlength(name.text)
        box = Box(name.x, name.y - 0.75 * TEXT, width, TEXT)
        assert seen.box.holds([(box.left, box.top), (box.right, box.bottom)]).all()
        for path in paths:
            shares = np.linspace(0, 1, 50)[:, None, None]
            assert not box.holds((path[:-1] + shares * np.diff(path, axis=0)).reshape(-1, 2)).any()


def test_markers_tell_optimizers_apart_without_color():
    markers = [optimizer.marker for optimizer in OPTIMIZERS.values()]
    assert len(set(markers)) == min(len(markers), len(MARKERS))
    assert len(set(SHAPES.values())) == len(SHAPES)


@pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
def test_contours_are_where_the_surface_has_their_height(surface):
    box = Box(0, 0, 400, 300)
    rings = cuts(Terrain(surface, box, surface.window))
    rng = np.random.default_rng(5)
    (x_low, x_high), (y_low, y_high) = surface.window
    share = rng.uniform(0, 1, (400, 2))
    points = share * [x_high - x_low, y_high - y_low] + [x_low, y_low]
    height = np.log1p((surface.value(points) - surface.lowest) / surface.unit)
    inside = np.zeros(len(points), dtype=int)
    for cut in rings:
        pixels = np.column_stack([400 * share[:, 0], 300 * (1 - share[:, 1])])
        within = sum(
            (Outline(ring, closed=True).contains_points(pixels).astype(int) for ring in cut), 0
        )
        inside += within % 2
    order = np.argsort(height)
    # A higher point is inside as many cuts or more; the grid's straight lines may be off by a cut.
    assert (np.diff(inside[order]) >= -1).all()
    assert inside.max() > len(rings) / 2 and inside.min() < len(rings) / 3


@given(
    st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=2, max_size=40),
    st.floats(0.1, 20),
)
def test_simplified_lines_stay_close(points, tolerance):
    line = np.array(points, dtype=float)
    short = simplified(line, tolerance)
    assert (short[0] == line[0]).all() and (short[-1] == line[-1]).all()
    for point in line:
        assert min(distance(point, a, b) for a, b in itertools.pairwise(short)) <= tolerance + 1e-9


def distance(point, a, b):
    """Return how far `point` is from the line through a and b, or from a where they are one."""
    along = b - a
    if not along.any():
        return math.hypot(*(point - a))
    return abs(along[0] * (point - a)[1] - along[1] * (point - a)[0]) / math.hypot(*along)


@given(
    st.lists(st.text("iWm η·", min_size=1, max_size=30), min_size=1, max_size=9),
    st.integers(0, 4),
    st.integers(250, 600),
)
def test_a_legend_keeps_its_words_apart_and_inside(texts, columns, width):
    legend = Legend([Entry(text) for text in texts], 12, 50, width, columns)
    words = [mark for mark in legend.ink() if isinstance(mark, Words)]
    assert " ".join(word.text for word in words).split() == " ".join(texts).split()
    lengths = [face(TEXT, False).getlength(word.text) for word in words]
    pairs = itertools.combinations(zip(words, lengths, strict=True), 2)
    for (word, long), (other, longer) in pairs:
        assert word.y != other.y or word.x + long < other.x or other.x + longer < word.x
    for word, long in zip(words, lengths, strict=True):
        assert " " not in word.text or word.x + long <= 12 + width
    assert legend.bottom == max(word.y for word in words)


@given(st.text("iW m", max_size=300), st.integers(60, 600))
def test_wrapped_lines_fit_and_say_the_same(text, width):
    lines = wrapped(text, 10, width)
    assert " ".join(lines).split() == text.split()
    assert all(face(10, False).getlength(line) <= width or " " not in line for line in lines)


@pytest.mark.parametrize("slug", RACERS)
def test_the_tuned_rate_is_the_smallest_of_the_best(slug):
    """As each figure states it: nine starts, the highest loss of the last quarter, six decades."""
    rule, surface, steps = OPTIMIZERS[slug], SURFACES["saddle"], 30
    scores, kept = judged(rule, surface, nine(surface), steps)
    assert is_the_smallest_of_the_best(tuned(rule, surface, steps).lr, scores, kept)


WITHOUT = """
import sys
from gen.optimizers import OPTIMIZERS, RACERS
del OPTIMIZERS[sys.argv[1]]
RACERS.pop(sys.argv[1], None)
import gen.figures
from gen.draw.formats import encode
from gen.figure import FIGURES
race = next(slug for slug in FIGURES if slug.startswith("race-on-"))
assert encode(FIGURES[race].draw(), "gif")
for slug, figure in FIGURES.items():
    print(slug, *figure.cast.optimizers)
"""


@pytest.mark.parametrize("gone", [next(iter(OPTIMIZERS)), next(reversed(OPTIMIZERS))])
def test_without_an_optimizer_its_own_figures_vanish_and_races_go_on(gone):
    left = subprocess.run(
        [sys.executable, "-c", WITHOUT, gone], cwd=ROOT, capture_output=True, text=True, check=True
    )
    rows = [line.split() for line in left.stdout.splitlines()]
    assert not any(gone in cast for _, *cast in rows)
    untouched = {slug for slug, figure in FIGURES.items() if gone not in figure.cast.optimizers}
    own = {slug for slug, figure in FIGURES.items() if figure.page == f"optimizers/{gone}"}
    races = {
        slug for slug, figure in FIGURES.items() if figure.page.startswith(("surfaces", "matrices"))
    }
    left_over = {slug for slug, *_ in rows}
    assert untouched | races <= left_over
    assert own and not own & left_over


TURN = np.arange(12)
WAYS = {
    "goes almost straight": np.stack([TURN / 10, TURN / 20], axis=1),
    "goes in a curve": np.stack([np.cos(TURN / 8), np.sin(TURN / 8)], axis=1),
    "goes 3.5 times the direct way": np.stack([np.cos(TURN / 2.3), np.sin(TURN / 2.3)], axis=1),
    "zigzags, turning back 10 times,": np.stack([TURN / 50, TURN % 2], axis=1),
    "turns back twice": np.stack([np.minimum(TURN, 4) % 3 / 3, 0 * TURN], axis=1),
    "": np.zeros((12, 2)),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_shape_of_a_path_is_told(way):
    trajectory = Trajectory(WAYS[way] + 1.2, np.ones(12), -1)
    run = SurfaceRun(OPTIMIZERS["sgd"](lr=0.1), trajectory, SURFACES["himmelblau"])
    assert run.arrived == -1 and run.way == way
