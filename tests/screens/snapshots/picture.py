"""Keeps a picture of a screen as text: its characters, and how they look in each theme; and draws it as SVG.

`SIZE.txt` holds the characters alone. `SIZE.styles` begins with a line for each style, its name in the words of the
themes and what that is in each of them; then, for each line of the screen, from which column on which style holds.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment, Segments
from rich.style import Style

FOLDER = Path(__file__).parent
_APART = " | "

Run = tuple[str, str]
"""Characters that look the same, and the name of their style."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A screen, as it looks in every theme.

    Attributes:
        themes: Their names.
        styles: What each style, by its name, is in each theme, as Rich writes it.
        lines: The runs of each line, whole.
    """

    themes: tuple[str, ...]
    styles: dict[str, tuple[str, ...]]
    lines: tuple[tuple[Run, ...], ...]

    @property
    def characters(self) -> str:
        """What `SIZE.txt` holds."""
        return "".join("".join(text for text, _ in runs).rstrip() + "\n" for runs in self.lines)

    @property
    def looks(self) -> str:
        """What `SIZE.styles` holds."""
        lines = [_APART.join(["style", *self.themes])]
        lines += [_APART.join([name, *each]) for name, each in sorted(self.styles.items())]
        lines.append("")
        for number, runs in enumerate(self.lines, 1):
            columns, column = [], 0
            for text, style in runs:
                columns.append(f"{column} {style}")
                column += cell_len(text)
            lines.append(f"{number}: {_APART.join([*columns, str(column)])}")
        return "\n".join(lines) + "\n"


def read(scene: str, size: str) -> Picture:
    """Read the picture of a scene, such as `round`, at a size, such as `80x24`."""
    characters = (FOLDER / scene / f"{size}.txt").read_text("utf-8").splitlines()
    head, _, body = (FOLDER / scene / f"{size}.styles").read_text("utf-8").partition("\n\n")
    (_, *themes), *styles = (line.split(_APART) for line in head.splitlines())
    lines = []
    for shown, line in zip(characters, body.splitlines(), strict=True):
        *runs, width = line.partition(": ")[2].split(_APART)
        starts = [(int(column), style) for column, _, style in (run.partition(" ") for run in runs)]
        ends = [column for column, _ in starts[1:]] + [int(width)]
        text = shown + " " * (int(width) - cell_len(shown))
        lines.append(tuple(_cut(text, starts, ends)))
    return Picture(tuple(themes), {name: tuple(each) for name, *each in styles}, tuple(lines))


def _cut(text: str, starts: Sequence[tuple[int, str]], ends: Sequence[int]) -> Iterator[Run]:
    """Yield the runs of a line; where one begins is said in columns, of which a wide character takes two."""
    column = at = 0
    for (_, style), end in zip(starts, ends, strict=True):
        first = at
        while column < end:
            column += cell_len(text[at])
            at += 1
            while at < len(text) and not cell_len(text[at]):
                at += 1
        yield text[first:at], style


def write(scene: str, size: str, picture: Picture) -> None:
    """Keep a picture."""
    folder = FOLDER / scene
    folder.mkdir(exist_ok=True)
    (folder / f"{size}.txt").write_text(picture.characters, "utf-8")
    (folder / f"{size}.styles").write_text(picture.looks, "utf-8")


def difference(scene: str, size: str, picture: Picture) -> str:
    """Say in which line a picture first differs from the one that is kept; empty where it does not."""
    for ending, shown in (("txt", picture.characters), ("styles", picture.looks)):
        path = FOLDER / scene / f"{size}.{ending}"
        if not path.exists():
            return f"{path.name} of {scene} is not there yet"
        kept, now = path.read_text("utf-8").splitlines(), shown.splitlines()
        for number in range(max(len(kept), len(now))):
            was, comes = (lines[number] if number < len(lines) else "(no such line)" for lines in (kept, now))
            if was != comes:
                return f"{scene}/{path.name}, line {number + 1}:\n- {was}\n+ {comes}"
    return ""


# As SVG ----------------------------------------------------------------------------------------------------------

_SVG = """\
<svg class="rich-terminal" viewBox="0 0 {terminal_width} {terminal_height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: "DejaVu Sans Mono", "Fira Code", Menlo, Consolas, monospace;
font-size: {char_height}px; line-height: {line_height}px; white-space: pre; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
<g clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def as_svg(picture: Picture, theme: str) -> str:
    """Draw a picture in a theme, with Rich's own export; nothing in it is fetched from anywhere."""
    number = picture.themes.index(theme)
    styles = {name: Style.parse(each[number]) for name, each in picture.styles.items()}
    width = max(cell_len("".join(text for text, _ in runs)) for runs in picture.lines)
    console = Console(width=width, record=True, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    segments = []
    for runs in picture.lines:
        segments += [Segment(_in_columns(text), styles[style]) for text, style in runs]
        segments.append(Segment.line())
    console.print(Segments(segments), end="", soft_wrap=True)
    svg = console.export_svg(title="", code_format=_SVG, unique_id="picture")
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


def _in_columns(text: str) -> str:
    """Return a text with something without width behind each wide character: Rich reckons with a column for each."""
    return "".join(f"{character}\N{ZERO WIDTH SPACE}" if cell_len(character) == 2 else character for character in text)


def joined(cells: Sequence[Run]) -> tuple[Run, ...]:
    """Return cells, or parts of a line, as runs."""
    return tuple(
        ("".join(text for text, _ in group), style)
        for style, group in ((style, list(each)) for style, each in groupby(cells, lambda cell: cell[1]))
    )
