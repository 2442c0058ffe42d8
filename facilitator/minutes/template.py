"""Writes minutes by a template of the user's own, in the place of the Markdown (docs/minutes-template.md).

A template is a file that somebody may have from somebody else: it runs in Jinja2's sandbox, reaches no other file, and
neither an endless loop nor a huge text takes the machine with it.
"""

from __future__ import annotations

import contextlib
import functools
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from facilitator.common.durations import in_words
from facilitator.common.errors import RefusedError
from facilitator.documents import markdown
from facilitator.minutes import json
from facilitator.minutes.document import Document

# Imported in functions: there is no such module on Windows.

LONGEST = 10_000_000
"""The most characters that a template may make."""
SECONDS = 10
"""How many seconds it may take."""
_LARGEST = 1_000_000
"""The largest number that it may hand to what makes texts."""

_MEMORY = 4 << 30
"""The most bytes of memory that the program may have while it runs, where the system keeps count of them."""


class BadTemplateError(RefusedError):
    """A template is wrong; the message says where, what and what to do."""


class _TooMuchError(RuntimeError):
    """It went past a bound; the message says which."""


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox, with an end to loops, calls and sizes."""

    intercepted_binops = frozenset({"*", "**"})

    def __init__(self, *, markup: bool) -> None:
        super().__init__(
            autoescape=markup,
            undefined=StrictUndefined,
            keep_trailing_newline=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.ends = time.monotonic() + SECONDS
        self.filters = {name: self._bounded(function) for name, function in self.filters.items()}
        self.filters |= {"timed": self.timed, "md": markdown.escaped, "duration": in_words}

    def look(self, *values: Any) -> None:
        """Look at the clock, and at what is handed to a function.

        Raises:
            _TooMuchError: The time is up, or a number is larger than anything that minutes need.
        """
        if time.monotonic() > self.ends:
            raise _TooMuchError(f"it takes more than {SECONDS} seconds; take a loop out")
        for value in values:
            if isinstance(value, int | float) and abs(value) > _LARGEST:
                raise _TooMuchError(f"it wants {value:.3g} of something; take a smaller number")

    def _bounded(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def bounded(*args: Any, **named: Any) -> Any:
            self.look(*args[1:], *named.values())
            return function(*args, **named)

        return bounded

    def call(self, context: Any, function: Any, *args: Any, **named: Any) -> Any:
        """Call what the template calls."""
        self.look(*args, *named.values())
        return super().call(context, function, *args, **named)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Refuse what makes a huge text or number of two small things."""
        sizes = [len(side) if isinstance(side, str | list | tuple) else side for side in (left, right)]
        if operator == "**":
            self.look(*(size * 10_000 for size in sizes))
        elif sizes != [left, right]:
            self.look(sizes[0] * sizes[1])
        return super().call_binop(context, operator, left, right)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Make every loop look at the clock."""
        tree = super()._parse(source, name, filename)
        for loop in tree.find_all(nodes.For):
            loop.iter = nodes.Filter(loop.iter, "timed", [], [], None, None, lineno=loop.lineno)
        return tree

    def timed(self, values: Iterable[Any]) -> Iterator[Any]:
        """Yield the same values, until the time is up."""
        for value in values:
            self.look()
            yield value


def as_template(document: Document, source: str, file: str) -> str:
    """Return the minutes as the template in the text `source` lays them out.

    In a file that ends in `.html` or `.xml`, with or without `.j2`, people's text is escaped.

    Raises:
        BadTemplateError: It is no template, uses what is not there, or takes too long.
    """
    markup = Path(file.removesuffix(".j2").removesuffix(".jinja")).suffix.lower() in (".html", ".htm", ".xml")
    environment = _Sandbox(markup=markup)
    try:
        with _less_memory():
            return _made(environment, source, file, variables(document))
    except TemplateSyntaxError as error:
        raise BadTemplateError(f"{file}, line {error.lineno}: {_reason(error)}") from error
    except Exception as error:
        raise BadTemplateError(f"{file}, line {_line(error, file)}: {_reason(error)}") from error


def _made(environment: _Sandbox, source: str, file: str, minutes: dict[str, Any]) -> str:
    code = environment.compile(source, file, file)
    template = environment.template_class.from_code(environment, code, environment.make_globals(None))
    parts: list[str] = []
    length = 0
    for part in template.generate(minutes=minutes):
        parts.append(part)
        length += len(part)
        environment.look()
        if length > LONGEST:
            raise _TooMuchError(f"it makes more than {LONGEST:,} characters; take a loop out")
    return "".join(parts)


@contextlib.contextmanager
def _less_memory() -> Iterator[None]:
    """Let the system refuse more memory than minutes can need, where it does such a thing."""
    try:
        import resource
    except ImportError:  # Windows
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    lower = _MEMORY if soft == resource.RLIM_INFINITY else min(soft, _MEMORY)
    # macOS knows the limit and may refuse to set it.
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (lower, hard))
    try:
        yield
    finally:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def variables(document: Document) -> dict[str, Any]:
    """Return what a template finds under `minutes`: the JSON minutes with real dates, and what these leave out."""
    plain = asdict(document)
    return (
        json.as_table(document)
        | {name: plain[name] for name in ("title", "started_at", "ended_at", "corrections")}
        | {name: plain[name] for name in ("actions", "carried_actions", "requests", "carried_requests")}
        | {"draft": document.draft, "overtime": document.overtime}
    )


def _line(error: BaseException, file: str) -> int:
    """Return the line of the template that was being read; Jinja2 puts it into the traceback."""
    line, step = 1, error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == file:
            line = step.tb_lineno
        step = step.tb_next
    return line


def _reason(error: Exception) -> str:
    """Return in words what is wrong, and what to do."""
    first = (str(error).splitlines() or [""])[0]
    match error:
        case _TooMuchError():
            return str(error)
        case RecursionError():
            words = "a macro calls itself without an end"
        case MemoryError():
            words = "it makes a text that is too long"
        case TemplateError():
            words = first
        case _:
            words = f"{type(error).__name__}: {first}"
    return words.rstrip(".: ") + "; mend the template"
