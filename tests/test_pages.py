"""The site as a reader meets it: every page in a browser, in both palettes, wide and narrow."""

import functools
import html.parser
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin
from xml.etree import ElementTree

import pytest

from gen.optimizers import OPTIMIZERS
from gen.pages.depths import DEPTHS
from gen.pages.scripts import COMMENT, bare
from tests.accessibility import LESSON, pages_of, representatives, troubles
from tests.conftest import ROOT, build

PARTS = 6  # of the pages, so that all workers have their share
LISTED = [
    line.split() for line in (Path(__file__).parent / "permalinks.txt").read_text().splitlines()
]

# How many children an element of MathML has.
CHILDREN = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "msubsup": 3}
CHILDREN |= {"mover": 2, "munder": 2, "munderover": 3}

# How pale the palest text of the page is, from 0 for black to 1 for white.
PALEST = """() => Math.max(...[...document.querySelectorAll("article :is(h1, h2, p, li, td, dd)")]
  .filter((element) => element.checkVisibility() && !element.closest("figure"))
  .map((element) => getComputedStyle(element).color.match(/\\d+/g).slice(0, 3))
  .map(([red, green, blue]) => (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255))"""
SHIFTED = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((seen) => {
    for (const { value, hadRecentInput } of seen.getEntries()) sum += hadRecentInput ? 0 : value;
  }).observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => setTimeout(() => done(sum), 100));
})"""


@functools.cache
def to_look_at(site):
    """Return the pages that stand for all; `nox -s audit` looks at every one."""
    return representatives(site)


@pytest.mark.parametrize("part", range(PARTS))
def test_pages_are_accessible_in_both_palettes_and_fit_a_phone(site, visit, part):
    page, found = visit(), []
    for path in to_look_at(site)[part::PARTS]:
        page.goto(urljoin(page.url, f"/{path}?depth=research"))
        found += troubles(page, path)
    assert not found, "\n".join(found)


class Links(html.parser.HTMLParser):
    """Collect what a page points to, what it loads, and what in it can be pointed at."""

    def __init__(self, text):
        super().__init__()
        self.points, self.loads, self.ids = [], [], set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.ids |= {given[key] for key in ("id", "name") if given.get(key)}
        for key in ("src", "href", "poster"):
            if given.get(key):
                (self.points if tag == "a" else self.loads).append(given[key])


def test_every_link_leads_somewhere_and_everything_loaded_is_ours(site):
    parsed = {page: Links((site / page / "index.html").read_text()) for page in pages_of(site)}
    broken = []
    for page, links in parsed.items():
        broken += [
            f"/{page} loads {u}"
            for u in links.loads
            if re.match(r"(https?:)?//", u) and "canonical" not in u
        ]
        for link in [*links.points, *links.loads]:
            if re.match(r"\w+:|//", link):
                continue
            address, fragment = urldefrag(urljoin(f"/{page}", link))
            target = unquote(address.partition("?")[0]).lstrip("/")
            file = site / target
            if not (file.is_file() or (file / "index.html").is_file()):
                broken.append(f"/{page} → {link}")
            elif (
                fragment
                and target in parsed
                and unquote(fragment) not in parsed[target].ids | {"__top"}
            ):
                broken.append(f"/{page} → {link}: no such heading")
    assert not broken, "\n".join(broken)


def test_no_directive_is_left_over(site):
    asked = re.compile(r"\{\{|\[\[|directive-\d+-waits")
    code = re.compile(r"<(code|pre|script|annotation)\b.*?</\1>", re.DOTALL)
    assert [
        page
        for page in pages_of(site)
        if asked.search(code.sub("", (site / page / "index.html").read_text()))
    ] == []


def test_every_formula_is_valid_mathml(site):
    wrong = []
    for page in pages_of(site):
        text = (site / page / "index.html").read_text()
        for formula in re.findall(r"<math\b.*?</math>", text, re.DOTALL):
            wrong += [
                f"/{page}: {ElementTree.tostring(element, 'unicode')}"
                for element in ElementTree.fromstring(formula).iter()
                if len(element) != CHILDREN.get(element.tag.partition("}")[2], len(element))
            ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("line", LISTED, ids=lambda line: line[0])
def test_a_published_address_stays(site, line):
    name, *endings = line
    gone = [f"/figures/{name}/"] if not (site / "figures" / name / "index.html").exists() else []
    gone += [
        f"/figures/{name}.{end}"
        for end in endings
        if not (site / "figures" / f"{name}.{end}").exists()
    ]
    frame = f"embed/figures/{name}/"
    if "live.js" in endings and not (site / frame / "index.html").exists():
        gone.append(f"/{frame}")
    assert gone == [], "give the figure's new id in mkdocs.yml, extra.moved_figures"


@pytest.mark.parametrize(
    ("path", "most"), [("", 250_000), ("optimizers/adam/", 300_000), (LESSON, 300_000)]
)
def test_a_first_visit_is_light(weigh, path, most):
    _, sizes = weigh(path, viewport={"width": 1440, "height": 900})
    assert sum(sizes.values()) < most, sorted(sizes.items(), key=lambda item: -item[1])[:8]


def test_no_line_of_a_text_is_taken_for_a_comment():
    for path in Path(ROOT, "docs/javascripts").rglob("*.js"):
        script = path.read_text()
        for found in COMMENT.finditer(script):
            before = bare(script[: found.start()]).replace("\\`", "")
            assert before.count("`") % 2 == 0, found[0]


class Fetched(html.parser.HTMLParser):
    """Collect what a page waits for before it shows anything, and what it asks for early."""

    def __init__(self, text):
        super().__init__()
        self.waits, self.early = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        later = given.keys() & {"defer", "async"} or given.get("type") == "module"
        if tag == "link" and given.get("rel") in {"preload", "modulepreload"}:
            self.early.append(given["href"])
        elif tag == "link" and given.get("rel") == "stylesheet":
            self.waits.append(given["href"])
        elif tag == "script" and "src" in given and not later:
            self.waits.append(given["src"])


def test_a_page_waits_for_one_style_sheet_and_nothing_else(site):
    heads = {
        page: (site / page / "index.html").read_text().partition("</head>")[0]
        for page in pages_of(site)
        if not page.startswith("embed/")  # a frame has a sheet of its own besides
    }
    waits = {page: Fetched(head).waits for page, head in heads.items()}
    assert {page: files for page, files in waits.items() if len(files) > 1} == {}


IMPORT = re.compile(r'^(?:import|export)\b[^;]*?\bfrom "(\.[^"]+)"', re.MULTILINE)


def imported(module):
    """Return a module and all that it needs before it runs."""
    found, new = set(), {module}
    while new:
        found |= new
        new = {
            (file.parent / path).resolve()
            for file in new
            for path in IMPORT.findall(file.read_text())
        } - found
    return found


@pytest.mark.parametrize("path", ["", LESSON])
def test_a_race_asks_at_once_for_all_that_it_needs(site, path):
    early = Fetched((site / path / "index.html").read_text()).early
    files = [(site / path / address).resolve() for address in early]
    scripts = {file for file in files if file.suffix == ".js" and "assets" not in file.parts}
    assert scripts == imported((site / "javascripts/race.js").resolve())
    assert (site / "stylesheets/race.css").resolve() in files


def test_the_picture_that_the_home_page_asks_for_early_is_the_one_it_shows(site):
    page = (site / "index.html").read_text()
    shown = re.search(r"<optimizer-race.*?</optimizer-race>", page, re.DOTALL)[0]
    early = [address for address in Fetched(page).early if address.endswith(".svg")]
    assert sorted(early) == sorted(re.findall(r' (?:src|srcset)="([^"]+)"', shown))


COVERED = """(race) => {
  const covered = [];
  for (const each of race.frame.querySelectorAll("button, select, label, input[type=number]")) {
    each.scrollIntoView({ block: "center", behavior: "instant" });
    const { left, top, width, height } = each.getBoundingClientRect();
    if (!each.checkVisibility({ visibilityProperty: true }) || width < 2) continue;
    for (const share of [0.2, 0.5, 0.8]) {
      const hit = race.shadowRoot.elementFromPoint(left + share * width, top + height / 2);
      if (!each.contains(hit) && !hit?.contains(each)) covered.push(each.outerHTML.slice(0, 80));
    }
  }
  return covered;
}"""


@pytest.mark.parametrize("rates", ["same", "own", "tuned"])
@pytest.mark.parametrize("width", [1920, 1440, 1280, 1024, 375])
def test_a_click_on_a_control_of_the_race_goes_to_it(visit, width, rates):
    page = visit(f"?rates={rates}", viewport={"width": width, "height": 900})
    race = page.locator("optimizer-race[ready]")
    assert race.evaluate(COVERED) == []


def test_the_palette_is_the_systems_until_another_is_chosen_which_is_kept(visit, origin):
    page = visit("glossary/", color_scheme="dark")
    looks = (
        "() => [document.body.dataset.mdColorScheme, getComputedStyle(document.body).colorScheme]"
    )
    assert page.evaluate(looks) == ["slate", "dark"]
    page.emulate_media(color_scheme="light")
    page.wait_for_function("() => document.body.dataset.mdColorScheme === 'default'")
    for _ in range(2):  # light, then dark
        page.locator(".palette label:visible").click()
    page.goto(f"{origin}references/", wait_until="commit")
    page.locator(".palette label:visible").wait_for()
    assert page.evaluate(looks) == ["slate", "dark"]
    page.locator(".palette label:visible").click()
    assert page.evaluate(looks) == ["default", "light"]


def visible(page, depth):
    return page.locator(f'.depth[data-depth="{depth}"]').first.is_visible()


def test_depth_is_chosen_remembered_and_in_the_address(visit, origin):
    page = visit(LESSON)
    assert [visible(page, depth) for depth in ("idea", "math", "research")] == [True, False, False]
    page.get_by_role("group", name="How deep to read").get_by_role("button", name="math").click()
    assert [visible(page, depth) for depth in ("idea", "math", "research")] == [True, True, False]
    assert page.url.endswith("?depth=math")
    page.goto(origin + LESSON)
    assert visible(page, "math")
    page.goto(origin + LESSON + "?depth=idea")
    assert not visible(page, "math")
    page.get_by_role("button", name="Go on to the math").click()
    assert visible(page, "math")


def test_a_link_into_a_hidden_depth_opens_it(visit):
    heading = visit(LESSON).locator('.depth[data-depth="research"] h2').first.get_attribute("id")
    page = visit(f"{LESSON}#{heading}")
    assert page.locator(f"#{heading}").is_visible()


@pytest.mark.parametrize(
    "end", ["?depth=<script>", "?depth=__proto__", "#%E0%A4%A", "?depth=math#<img src=x>"]
)
def test_an_address_that_means_harm_shows_the_page_all_the_same(visit, end):
    page = visit(LESSON + end)
    assert visible(page, "idea")
    assert page.locator("img[src='x']").count() == 0


def test_the_contents_name_only_what_is_shown(visit):
    page = visit(LESSON, viewport={"width": 1440, "height": 900})
    shown = page.locator(".md-sidebar--secondary a[href*='#']:visible")
    for link in shown.all():
        target = link.get_attribute("href").partition("#")[2]
        assert page.locator(f"[id='{target}']").is_visible()
    before = shown.count()
    page.get_by_role("group", name="How deep to read").get_by_role(
        "button", name="research"
    ).click()
    assert shown.count() > before > 0


def test_everything_is_shown_without_javascript(visit):
    page = visit(LESSON, java_script_enabled=False)
    assert all(visible(page, depth) for depth in ("idea", "math", "research"))
    for form in ("symbols", "words"):
        assert page.locator(f".formula-{form}").first.is_visible()
    assert page.locator(".depths button:visible, .formula-switch button:visible").count() == 0


@pytest.mark.parametrize("depth", DEPTHS)
def test_print_shows_the_chosen_depth(visit, depth):
    page = visit(f"{LESSON}?depth={depth}")
    page.emulate_media(media="print")
    chosen = DEPTHS[: DEPTHS.index(depth) + 1]
    assert [d for d in DEPTHS if visible(page, d)] == list(chosen)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [LESSON, "optimizers/adam/", "surfaces/rosenbrock/"])
def test_print_is_dark_on_white_with_nothing_to_press(visit, path, scheme):
    page = visit(f"{path}?depth=research", color_scheme=scheme)
    page.emulate_media(media="print", color_scheme=scheme)
    assert page.evaluate(PALEST) < 0.4, "paper is white, whatever the palette"
    pressed = ".md-content :is(button, summary, .figure-menu ul, .headerlink)"
    assert page.locator(f"{pressed}:not(optimizer-race *):visible").count() == 0
    assert page.locator(".figure-stage .on-dark:visible").count() == 0
    assert page.locator(".figure-stage .on-light:visible").count() > 0


@pytest.mark.parametrize("width", [1440, 1280, 375])
@pytest.mark.parametrize(
    "path", ["", LESSON, "optimizers/adam/", "figures/", "figures/family-tree/", "how-it-is-made/"]
)
def test_nothing_jumps_while_a_page_loads(visit, path, width):
    page = visit(path, fresh=True, viewport={"width": width, "height": 800})
    page.wait_for_load_state("networkidle")
    assert page.evaluate(SHIFTED) <= 0.02


@pytest.mark.parametrize("width", [1440, 1280, 375])
def test_the_tables_of_agreements_are_seen_whole_or_scroll(visit, width):
    page = visit("how-it-is-made/", viewport={"width": width, "height": 800})
    for table in page.locator(".parity").all():
        wide, shown = table.evaluate("table => [table.scrollWidth, table.clientWidth]")
        assert wide <= shown or width < 1280


def test_a_surface_states_its_formula_once(site):
    states = re.compile(r"<annotation[^>]*>[^<]*?f\((?:x, y|\\mu, \\sigma)\) =")
    pages = [page for page in pages_of(site) if re.fullmatch(r"surfaces/[\w-]+/", page)]
    said = {page: len(states.findall((site / page / "index.html").read_text())) for page in pages}
    assert {page: count for page, count in said.items() if count > 1} == {}
    assert sum(said.values()) > 10


def test_formulas_switch_between_symbols_and_words(visit, origin):
    page = visit(LESSON + "?depth=math")
    formula = page.locator(".formula").first
    assert formula.locator(".formula-symbols").is_visible()
    formula.get_by_role("button", name="words").click()
    assert formula.locator(".formula-words").is_visible()
    assert not formula.locator(".formula-symbols").is_visible()
    page.goto(origin + LESSON + "?depth=math")
    assert page.locator(".formula-words").first.is_visible()


def test_a_search_finds_a_page(visit):
    page = visit()
    page.locator("[data-md-component=search-query]").click()
    page.keyboard.type("ravine")
    page.locator(".md-search-result__link").first.wait_for()
    assert page.locator(f".md-search-result__link[href*='{LESSON}']").count()


def moment(page):
    return page.evaluate(
        "document.querySelector('.figure-animation').shadowRoot.firstChild.getCurrentTime()"
    )


def test_a_figure_plays_pauses_and_turns_back(visit):
    page = visit(LESSON)
    figure = page.locator(".figure:has(.figure-toggle)").first
    assert page.locator(".figure-animation").count() == 0, "nothing moves before it is asked to"
    figure.get_by_role("button", name="Play").press("Enter")
    figure.get_by_role("button", name="Pause").wait_for()
    page.wait_for_function(
        "document.querySelector('.figure-animation').shadowRoot.firstChild.getCurrentTime() > 0.3"
    )
    figure.get_by_role("button", name="Pause").press("Enter")
    paused = moment(page)
    page.wait_for_timeout(200)
    assert moment(page) == paused
    figure.get_by_role("slider").press("Home")
    assert moment(page) == 0


def test_a_figure_plays_in_the_form_that_fits_the_screen(visit):
    page = visit(LESSON, viewport={"width": 375, "height": 667})
    page.locator(".figure-toggle").first.click()
    for width, across in ((340, 375), (640, 1440)):
        page.set_viewport_size({"width": across, "height": 900})
        page.wait_for_function(
            "width => document.querySelector('.figure-animation')?.shadowRoot.firstChild"
            ".getAttribute('width') == width",
            arg=width,
        )


def test_a_figure_follows_the_palette(visit):
    page = visit(LESSON, color_scheme="dark")
    shown = page.locator(".figure img:visible").first
    assert shown.get_attribute("src").endswith(".dark.svg")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["optimizers/", "figures/family-tree/"])
def test_the_family_tree_leads_to_whom_one_clicks(visit, origin, path, scheme):
    page = visit(path, color_scheme=scheme)
    slug, cls = next(iter(OPTIMIZERS.items()))
    page.get_by_role("link", name=f"{cls.short_title()}, {cls.paper.year}").click()
    page.wait_for_url(f"{origin}optimizers/{slug}/")


def test_links_of_a_drawing_lead_somewhere_from_its_own_address(site):
    drawings = {
        path: re.findall(r'<a [^>]*href="([^"]*)"', path.read_text())
        for path in site.glob("figures/*.svg")
    }
    assert any(drawings.values())
    assert [
        (p.name, to)
        for p, links in drawings.items()
        for to in links
        if not (p.parent / to).is_dir()
    ] == []


def test_the_family_tree_is_walked_by_keyboard(visit, origin):
    page = visit("optimizers/")
    slug = next(reversed(OPTIMIZERS))
    node = page.locator(f".figure a[href='{slug}/']:visible")
    edge = node.locator("rect")
    node.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert edge.evaluate("rect => getComputedStyle(rect).opacity") == "1", "the focus is seen"
    page.keyboard.press("Enter")
    page.wait_for_url(f"{origin}optimizers/{slug}/")


def test_embed_code_names_the_whole_address(site, visit, origin):
    page = visit(next(p for p in pages_of(site) if re.match("figures/[m-r]", p)))
    assert origin + "figures/" in page.locator(".language-html").first.inner_text()


GONE = "nesterov"  # on its own page and in a few figures of others, so that little is drawn anew


@pytest.fixture(scope="module")
def without_one(site, tmp_path_factory):
    """Return the site of a tree without an optimizer: its file and its lines in the catalogue."""
    tree, name = tmp_path_factory.mktemp("without-one"), OPTIMIZERS[GONE].__name__
    for folder in ("docs", "gen", "overrides", "build", "requirements"):
        kept = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / folder, tree / folder, ignore=kept)
    for file in ("mkdocs.yml", "CITATION.cff"):
        shutil.copy(ROOT / file, tree)
    (tree / "node_modules").symlink_to(ROOT / "node_modules")
    (tree / f"gen/optimizers/{GONE}.py").unlink()
    catalogue = tree / "gen/optimizers/__init__.py"
    lines = [
        line
        for line in catalogue.read_text().splitlines()
        if not line.startswith(f"from gen.optimizers.{GONE} ")
    ]
    catalogue.write_text("\n".join(re.sub(rf"\b{name}\b,? ?", "", line) for line in lines))
    subprocess.run([sys.executable, "-m", "gen"], cwd=tree, check=True)
    result = build(tree, tree / "site")
    assert result.returncode == 0, result.stderr
    return tree / "site"


def test_a_deleted_optimizer_leaves_no_page_and_no_link(site, without_one):
    to_it = re.compile(rf"(?<![\w-]){GONE}(/|-on-|-shines|-fails)")

    def linking(site):
        return [
            page
            for page in pages_of(site)
            if any(map(to_it.search, Links((site / page / "index.html").read_text()).points))
        ]

    assert len(linking(site)) > 5, "others speak of it while it is there"
    assert not (without_one / "optimizers" / GONE).exists()
    assert linking(without_one) == []
