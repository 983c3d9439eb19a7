"""A page of a test's own beside the site's scripts, at an address that the tests' browser knows."""

from __future__ import annotations

import http.server
from pathlib import Path

DOCS = Path(__file__).parent.parent / "docs"
HOST = "race.test"
ORIGIN = f"http://{HOST}"
TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".html": "text/html",
    ".svg": "image/svg+xml",
}


def served(path: str, body: str) -> tuple[str, str]:
    """Return what stands at an address, and its type: a file of the site, or a page of `body`."""
    file = DOCS / path.strip("/")
    if path.endswith("/embed/race/"):
        file /= "index.html"
    if path != "/" and file.is_file():
        return file.read_text(encoding="utf-8"), TYPES[file.suffix]
    script = '<script type="module" src="/javascripts/race.js"></script>'
    return (
        f'<!doctype html><html lang="en"><title>race</title>{script}<body>{body}</body></html>',
        "text/html",
    )


class Stage(http.server.ThreadingHTTPServer):
    """Serve the scripts, which a browser keeps, and the page that is played now."""

    body = ""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def rule(self) -> str:
        """Return what tells Chromium where ORIGIN is."""
        return f"--host-resolver-rules=MAP {HOST} 127.0.0.1:{self.server_port}"


class Handler(http.server.BaseHTTPRequestHandler):
    """Answer over connections that stay."""

    protocol_version = "HTTP/1.1"
    server: Stage

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer with what is served at the path."""
        text, kind = served(self.path.partition("?")[0], self.server.body)
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store" if kind == "text/html" else "max-age=3600")
        self.end_headers()
        self.wfile.write(body)
