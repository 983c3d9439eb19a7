"""One word for each thing to do: `nox -s site`, serve, tests, lint and so on."""

import hashlib
from pathlib import Path

import nox

nox.needs_version = ">=2025.2"
nox.options.default_venv_backend = "uv"
nox.options.reuse_venv = "yes"
nox.options.sessions = ["site"]

HERE = Path(__file__).parent
PAGES = {"NO_MKDOCS_2_WARNING": "1"}  # Material's advertisement for its successor
ARCHIVE = "build/how-gradient-descent-grew-up.zip"
GROUPS = ("figures", "site", "tests", "parity", "lint", "bench")


def fingerprint(path: str) -> str:
    """Return a hash of the file, to tell whether what it asks for is installed already."""
    return hashlib.sha256((HERE / path).read_bytes()).hexdigest()


def install(session: nox.Session, group: str) -> None:
    """Make the session's environment exactly requirements/<group>.txt, unless it is already."""
    lock, stamp = f"requirements/{group}.txt", Path(session.virtualenv.location) / "installed"
    if not stamp.exists() or stamp.read_text() != fingerprint(lock):
        # Compiled now: what is checked in a second would else spend three on compiling imports.
        session.run_install(
            "uv", "pip", "sync", "--quiet", "--compile-bytecode", "--require-hashes", lock
        )
        stamp.write_text(fingerprint(lock))


def install_node_packages(session: nox.Session, development: bool = False) -> None:
    """Fill node_modules from package-lock.json with the npm that came as a Python package."""
    stamp = HERE / "node_modules" / "installed"
    kinds = ("development",) if development else ("development", "production")
    if not stamp.exists() or stamp.read_text() not in {
        f"{kind} {fingerprint('package-lock.json')}" for kind in kinds
    }:
        session.run_install(
            "npm", "ci", "--ignore-scripts", *(() if development else ("--omit=dev",)), silent=True
        )
        stamp.write_text(f"{kinds[-1]} {fingerprint('package-lock.json')}")


@nox.session
def site(session: nox.Session) -> None:
    """Draw what is stale, then build all pages into site/; `-- --stills` adds slides."""
    install(session, "site")
    install_node_packages(session)
    session.run("python", "-m", "gen")
    if session.posargs:
        session.run("python", "-m", "gen", *session.posargs)
    session.run("python", "-m", "mkdocs", "build", "--strict", env=PAGES)


@nox.session
def figures(session: nox.Session) -> None:
    """Draw what is stale: everything, or what is named, as in `nox -s figures -- adam`."""
    install(session, "figures")
    session.run("python", "-m", "gen", *session.posargs)


@nox.session
def serve(session: nox.Session) -> None:
    """Show the site on http://127.0.0.1:8000 and follow every edit of a page."""
    install(session, "site")
    install_node_packages(session)
    session.run("python", "-m", "gen")
    session.run("python", "-m", "mkdocs", "serve", *session.posargs, env=PAGES)


@nox.session
def offline(session: nox.Session) -> None:
    """Write the whole site as a zip that opens from a folder, without a server or a network."""
    install(session, "site")
    install_node_packages(session)
    session.run("python", "-m", "gen")
    pages = session.create_tmp()
    built = ("--strict", "--site-dir", pages)
    session.run("python", "-m", "mkdocs", "build", *built, env=PAGES)
    session.run("python", "-m", "gen.pages.offline", pages, ARCHIVE)


@nox.session
def tests(session: nox.Session) -> None:
    """Test everything, pages in a real browser included; arguments go to pytest."""
    install(session, "tests")
    install_node_packages(session, development=True)  # races are tried in a deck of reveal.js
    session.run("python", "-m", "tests.browser")
    session.run("python", "-m", "gen")
    hands = ("-n", "2", "--dist", "loadgroup", "--no-loadscope-reorder")
    session.run("python", "-m", "pytest", *hands, *session.posargs)


@nox.session
def parity(session: nox.Session) -> None:
    """Run beside PyTorch, Optax, SciPy and the authors' packages; record the differences."""
    install(session, "parity")
    # Not in a lock file: which build of PyTorch suits a machine is for its package index to say.
    session.run_install("uv", "pip", "install", "--quiet", "--group", "references")
    recorded = ("tests/parity", "--record", "-W", "ignore", *session.posargs)
    session.run("python", "-m", "pytest", *recorded, env={"PARITY_EXAMPLES": "25"})


@nox.session
def audit(session: nox.Session) -> None:
    """See what axe, hands on every live figure and Lighthouse find; or only on figures named."""
    install(session, "tests")
    install_node_packages(session)
    session.run("python", "-m", "tests.browser")
    session.run("python", "-m", "gen")
    pages = session.create_tmp()
    built = ("--strict", "--site-dir", pages)
    session.run("python", "-m", "mkdocs", "build", *built, env=PAGES)
    session.run("python", "-m", "tests.audit", pages, *session.posargs)


@nox.session
def experiments(session: nox.Session) -> None:
    """Train real networks and write docs/data/experiments; what is done is kept if it is killed."""
    install(session, "tests")
    # Eigenvectors of small matrices take a hundred times as long where threads wait for each other.
    session.run(
        "python", "-m", "gen.experiments", *session.posargs, env={"OPENBLAS_NUM_THREADS": "1"}
    )


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, types and the direction of dependencies, in Python and JavaScript."""
    install(session, "lint")
    install_node_packages(session, development=True)
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("mypy")
    session.run("lint-imports")
    session.run("npm", "exec", "--offline", "--", "biome", "check", "docs/javascripts")
    session.run("npm", "exec", "--offline", "--", "tsc")
    # Material is only maintained: the same pages must also build with the fork that outlives it.
    session.run("python", "-m", "gen")
    elsewhere = ("--config-file", "mkdocs.yml", "--site-dir", session.create_tmp())
    session.run("python", "-m", "properdocs", "build", "--strict", *elsewhere, env=PAGES)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure the design's bars against their baselines, in one run."""
    install(session, "bench")
    session.run("python", "-m", "bench", *session.posargs)


@nox.session
def lock(session: nox.Session) -> None:
    """Pin every group of pyproject.toml, with hashes and without addresses, to today's versions."""
    options = ("--universal", "--python-version", "3.11", "--generate-hashes", "--upgrade")
    quiet = ("--quiet", "--no-emit-index-url", "--no-emit-find-links")
    named = ("--custom-compile-command", "nox -s lock")
    for group in GROUPS:
        files = ("--group", group, "--output-file", f"requirements/{group}.txt")
        session.run("uv", "pip", "compile", *options, *quiet, *named, *files)
