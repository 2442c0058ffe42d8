"""Private parts of Textual are used in one module, and are there in the version that is installed."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import textwrap
from collections.abc import Iterable
from importlib.metadata import version

import pytest
from rich.console import Console
from rich.segment import Segment
from textual._compositor import ChopsUpdate
from textual.app import App
from textual.command import CommandPalette
from textual.message_pump import MessagePump
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, TextArea

import screens
from screens import private
from screens.app import FacilitatorApp

MODULES = [name for _, name, _ in pkgutil.walk_packages(screens.__path__, "screens.")]

SELVES = ("self", "super()")

PARTS: list[tuple[type, str, list[str]]] = [
    (MessagePump, "_dispatch_message", ["self", "message"]),
    (App, "_on_key", ["self", "event"]),
    (App, "_check_bindings", ["self", "key", "priority"]),
    (App, "_handle_exception", ["self", "error"]),
    (App, "_close_messages_no_wait", ["self"]),
    (CommandPalette, "_action_command_list", ["self", "action"]),
    (ChopsUpdate, "render_segments", ["self", "console"]),
    (Input, "_cell_offset_to_index", ["self", "offset"]),
    (TextArea, "_set_document", ["self", "text", "language"]),
    (TextArea, "_replace_via_keyboard", ["self", "insert", "start", "end"]),
    (TextArea, "_rewrap_and_refresh_virtual_size", ["self"]),
]


def test_textual_is_of_a_version_that_was_tried() -> None:
    assert version("textual").startswith(private.TRIED)


@pytest.mark.parametrize(("owner", "name", "parameters"), PARTS, ids=[name for _, name, _ in PARTS])
def test_private_methods_are_as_they_are_used(owner: type, name: str, parameters: list[str]) -> None:
    assert list(inspect.signature(getattr(owner, name)).parameters) == parameters


def test_private_attributes_are_there(url: str) -> None:
    assert {"_exception", "_exit_renderables", "_return_code"} <= set(vars(FacilitatorApp(url)))
    # It is made when the program runs.
    assert "_exception_event" in inspect.getsource(App)
    assert isinstance(inspect.getattr_static(Input, "_cursor_offset"), property)
    assert isinstance(inspect.getattr_static(TextArea, "_draw_cursor"), property)
    assert {"_cursor_visible", "_suggestion"} <= set(dir(Input))


def _private(names: Iterable[str]) -> set[str]:
    return {name for name in names if name.startswith("_") and not name.startswith("__")}


def _used(cls: type) -> set[str]:
    """The names that a class defines, and takes from itself or from what it builds on."""
    nodes = list(ast.walk(ast.parse(textwrap.dedent(inspect.getsource(cls)))))
    own = {node.attr for node in nodes if isinstance(node, ast.Attribute) and ast.unparse(node.value) in SELVES}
    return own | {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_only_one_module_uses_private_parts() -> None:
    """Not by chance either: an attribute of ours that is called as one of Textual's would take its place."""
    set_by_textual = {App: _private(vars(App())), Widget: _private(vars(Widget()))}
    for name in MODULES:
        module = importlib.import_module(name)
        for cls in vars(module).values():
            if not inspect.isclass(cls) or cls.__module__ != name or module is private:
                continue
            bases = [base for base in cls.__mro__ if base.__module__.startswith("textual.")]
            theirs = _private(attribute for base in bases for attribute in dir(base))
            theirs |= {one for base, some in set_by_textual.items() if base in bases for one in some}
            assert not _used(cls) & theirs, cls


def test_what_is_written_are_the_cells_of_a_span_and_no_half_of_a_wide_character() -> None:
    private.paint_changed_cells()
    console = Console(color_system=None, force_terminal=True)
    line = {0: Strip([Segment("clock 王小明")]), 12: None, 14: Strip([Segment("0:41")])}

    def written(first: int, last: int) -> str:
        return ChopsUpdate([line], [(0, first, last)], [[12, 14, 18]]).render_segments(console)

    assert written(2, 4) == "\x1b[1;3Hoc"
    assert written(9, 10) == "\x1b[1;9H小"
    assert written(7, 15) == "\x1b[1;7H王小明\x1b[1;15H0"
