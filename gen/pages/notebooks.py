"""Notebooks: mkdocs-jupyter runs them at every build, and they become pages like any other."""

from __future__ import annotations

import base64
import functools
import html
import io
import json
import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from markdown import Markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File
from mkdocs.structure.toc import TableOfContents, get_toc
from mkdocs_jupyter.config import settings
from PIL import Image

TEMPLATES = Path(__file__).parent / "templates"
SITE = '"SITE = \\"\\""'  # the line, as JSON, in which a notebook keeps the site's address
END = "<!-- end of the notebook -->"  # beyond it the plugin appends half a megabyte of styles
PICTURE = re.compile(r'src="data:image/(\w+);base64,([^"]+)"')


@functools.cache
def _workplace() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="notebooks-")  # gone when the build ends


def prepare() -> None:
    """Let notebooks run in the Python that builds the site, whatever Jupyter is set to here."""
    ipython = Path(_workplace().name, "ipython")
    profile = ipython / "profile_default"
    profile.mkdir(parents=True, exist_ok=True)
    # Its one warning is that it talks to us without encryption, on this machine.
    (profile / "ipython_kernel_config.json").write_text('{"IPKernelApp": {"log_level": "ERROR"}}')
    for variable in ("JUPYTER_PATH", "MPLBACKEND"):
        os.environ.pop(variable, None)
    # The kernel of this environment before the user's: Jupyter starts it with sys.executable.
    os.environ |= {"JUPYTER_PREFER_ENV_PATH": "1", "JUPYTER_NO_CONFIG": "1"}
    os.environ |= {"IPYTHONDIR": str(ipython), "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    settings.templates_dir = str(TEMPLATES)


def elsewhere(file: File, config: MkDocsConfig) -> File:
    """Return a copy outside of docs/: a notebook writes beside itself, and `serve` would see it."""
    copy = Path(_workplace().name, file.src_uri)
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(Path(config.docs_dir, file.src_uri), copy)
    return File(file.src_uri, _workplace().name, config.site_dir, config.use_directory_urls)


def lend(figures: Path) -> None:
    """Put the figures' data where a notebook finds it from docs/notebooks, too."""
    there = Path(_workplace().name, figures.name)
    there.mkdir(exist_ok=True)
    for path in figures.glob("*.json"):
        shutil.copy(path, there)


def in_colab(repository: str, source: str, revision: str = "HEAD") -> str:
    """Return where Colab opens a notebook of docs/, "" unless the repository is on GitHub."""
    before, github, name = repository.rstrip("/").partition("https://github.com/")
    if before or not github:
        return ""
    path = f"{name.removesuffix('.git')}/blob/{revision}/docs/{source}"
    return f"https://colab.research.google.com/github/{path}"


def tell_address(site: Path, address: str) -> None:
    """Write the site's address into the notebooks that readers download and that ask for it."""
    for path in site.glob("notebooks/*/*.ipynb"):
        text = path.read_text(encoding="utf-8")
        line = json.dumps(f"SITE = {json.dumps(address)}")
        path.write_text(text.replace(SITE, line), encoding="utf-8")


@dataclass(frozen=True)
class Ran:
    """A notebook that was run: its page's HTML, contents and pictures."""

    content: str
    toc: TableOfContents
    pictures: dict[str, bytes]


def page_of(written: str, config: MkDocsConfig) -> Ran:
    """Return the page of what the plugin wrote, with the pictures in files of their own."""
    pictures: dict[str, bytes] = {}

    def put_aside(found: re.Match[str]) -> str:
        name, data = f"picture-{len(pictures) + 1}.{found[1]}", base64.b64decode(found[2])
        pictures[name] = in_palette(data) if found[1] == "png" else data
        width, height = Image.open(io.BytesIO(data)).size
        return f'src="{name}" width="{width}" height="{height}" loading="lazy"'

    text = PICTURE.sub(put_aside, html.unescape(written.partition(END)[0]))
    reader = Markdown(extensions=config.markdown_extensions, extension_configs=config.mdx_configs)
    return Ran(reader.convert(text), get_toc(reader.toc_tokens), pictures)


def in_palette(png: bytes) -> bytes:
    """Return the picture in 64 colors: a plot looks the same at a third of the bytes."""
    small = io.BytesIO()
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture.quantize(64, dither=Image.Dither.NONE).save(small, "png", optimize=True)
    return small.getvalue()
