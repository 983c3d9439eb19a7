"""Who the site is, as far as the environment says: its address, its repository, the commit."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

ROOT = Path(__file__).parents[2]
ADDRESS = re.compile(r"https?://[\w.-]+(:\d+)?(/[\w.~%/-]*)?", re.ASCII)
COMMIT = re.compile(r"[0-9a-f]{7,64}")
# What a host puts between a repository and a commit, where it is not GitHub's and GitLab's word.
WORDS = {"bitbucket.org": "src", "codeberg.org": "src/commit"}
NAMED = re.compile(
    r'(?P<open><(?P<tag>code|span)(?: class="filename")?>)'
    r"(?P<path>(?:bench|docs/data|gen|tests)/[\w./-]+\.\w+)(?P<line>, line \d+)?(?=</(?P=tag)>)"
)


@dataclass(frozen=True)
class Identity:
    """Where the site is, where its sources are, and which commit of them it was built from."""

    site_url: str = ""
    repo_url: str = ""
    commit: str = ""

    def source(self, path: str, line: str = "") -> str:
        """Return the address of a source file at the built commit; "" where it is not known."""
        if not (self.repo_url and self.commit):
            return ""
        word = WORDS.get(self.repo_url.split("/")[2], "blob")
        address = f"{self.repo_url.rstrip('/')}/{word}/{self.commit}/{path}"
        return f"{address}#L{line}" if line else address

    def linked(self, content: str) -> str:
        """Return a page in which every source file that it names is a link, if that is known."""

        def link(found: re.Match[str]) -> str:
            line = (found["line"] or "").rpartition(" ")[2]
            address = self.source(found["path"], line) if (ROOT / found["path"]).is_file() else ""
            said = f"{found['path']}{found['line'] or ''}"
            return found["open"] + (f'<a href="{address}">{said}</a>' if address else said)

        return NAMED.sub(link, content)


def identity(config: MkDocsConfig, environment: Mapping[str, str] = os.environ) -> Identity:
    """Return what mkdocs.yml and COMMIT say, or PluginError where that cannot be an address."""
    for name, value in (("SITE_URL", config.site_url), ("REPO_URL", config.repo_url)):
        if value and not ADDRESS.fullmatch(value):
            raise PluginError(f"{name} must be an address as https://example.org/, not {value!r}")
    commit = environment.get("COMMIT", "")
    if commit and not COMMIT.fullmatch(commit):
        raise PluginError(f"COMMIT must be the hash of a commit, 7 to 64 digits, not {commit!r}")
    repo_url = config.repo_url or ""
    return Identity(config.site_url or "", repo_url, commit or (_head() if repo_url else ""))


def _head() -> str:
    """Return the commit of our own repository; "" without git, or where files differ from it."""
    try:
        prefix, commit = _git("rev-parse", "--show-prefix", "HEAD").splitlines()
        edited = _git("status", "--porcelain", "--untracked-files=no")
    except (OSError, ValueError, subprocess.CalledProcessError):
        return ""
    return "" if prefix or edited else commit  # with a prefix, the repository is not our own


def _git(*words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
