"""What an experiment's numbers were made from, as narrowly as can be told from its code.

Comments and docstrings do not count; nor does what the figures and the pages make of it.
"""

from __future__ import annotations

import inspect
import io
import textwrap
import tokenize
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import Any

from gen.cache.fingerprints import digest

FOLLOWED = ("gen.experiments.", "gen.networks.")
SILENT = (tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING)


def fingerprint(functions: Iterable[Callable[..., Any]], also: str) -> str:
    """Return a hash of the code of `functions`, of what they call in FOLLOWED, and of a text."""
    found: dict[str, str] = {"": also}
    for function in functions:
        _follow(function, found)
    return digest("\n".join(f"{name}: {found[name]}" for name in sorted(found)).encode())


def _follow(thing: Any, found: dict[str, str]) -> None:
    thing = inspect.unwrap(thing)
    name = f"{thing.__module__}.{thing.__qualname__}"
    if name in found:
        return
    words = code(textwrap.dedent(inspect.getsource(thing)))
    found[name] = " ".join(words)
    known = vars(import_module(thing.__module__))
    for word in sorted(known.keys() & set(words)):
        other = known[word]
        if _plain(other):
            found[f"{thing.__module__}.{word}"] = repr(other)
        elif str(getattr(other, "__module__", "")).startswith(FOLLOWED):
            _follow(other, found)


def _plain(value: Any) -> bool:
    """Return whether a constant reads the same in every process, as a function does not."""
    if type(value) in (tuple, dict):
        return all(map(_plain, value.values() if type(value) is dict else value))
    return isinstance(value, bool | int | float | str)


def code(text: str) -> list[str]:
    """Return the words of a source, without comments and docstrings."""
    tokens = [token for token in _tokens(text) if token[0] not in SILENT]
    alone = {
        i
        for i, (kind, _) in enumerate(tokens)
        if kind == tokenize.STRING
        and tokens[i - 1][0] == tokenize.NEWLINE
        and tokens[i + 1][0] == tokenize.NEWLINE
    }
    return [word for i, (_, word) in enumerate(tokens) if i not in alone]


def _tokens(text: str) -> Iterator[tuple[int, str]]:
    """Yield kind and text of each token, an f-string as one: Python 3.12 takes it to pieces."""
    lines = text.splitlines(keepends=True)
    depth, begin = 0, (0, 0)
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        name = tokenize.tok_name[token.type]
        if name == "FSTRING_START":
            depth, begin = depth + 1, begin if depth else token.start
        elif name == "FSTRING_END":
            depth -= 1
            if not depth:
                yield tokenize.STRING, _between(lines, begin, token.end)
        elif not depth:
            yield token.type, token.string


def _between(lines: list[str], begin: tuple[int, int], end: tuple[int, int]) -> str:
    (first, left), (last, right) = begin, end
    if first == last:
        return lines[first - 1][left:right]
    return "".join([lines[first - 1][left:], *lines[first : last - 1], lines[last - 1][:right]])
