"""Templates of the user's own: what they have, and what they cannot do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from facilitator.minutes import template
from facilitator.minutes.template import BadTemplateError
from tests.minutes import made

PAGE = (Path(__file__).parent.parent.parent / "docs" / "minutes-template.md").read_text(encoding="utf-8")
EXAMPLE = re.findall(r"```jinja\n(.*?)```", PAGE, re.DOTALL)[0]


def filled(source: str, file: str = "minutes.md.j2", *texts: str) -> str:
    return template.as_template(made.meeting(*(texts or ("open the *logs*",))), source, file)


def wrong(source: str) -> str:
    with pytest.raises(BadTemplateError) as raised:
        filled(source)
    return str(raised.value)


def test_the_example_of_the_docs() -> None:
    document = made.meeting("open the *logs*", "two")
    assert template.as_template(document, EXAMPLE, "minutes.md.j2") == (
        "# Stand-up of Platform, 24.11.2026, 09:32\n\nWe took 17 min.\n\n## Decided\n\n"
        "- open the \\*logs\\*\n- two\n\n## To do\n\n"
        "- [ ] open the \\*logs\\* (王小明, by 2026-12-01)\n- [ ] two\n"
    )
    assert "\n\nDraft: the meeting has not ended.\n\n" in template.as_template(made.draft(), EXAMPLE, "minutes.md.j2")


def test_everything_that_the_docs_name_is_there() -> None:
    table = PAGE.partition("## What a template has")[2].partition("##")[0]
    first = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    names = [name for cell in first for name in re.findall(r"`(\w+)`", cell)]
    assert len(names) == 10
    variables = template.variables(made.meeting("a"))
    assert set(names) <= set(variables)
    json = (
        "schema id mode team cycle facilitator state position planned_seconds seconds attendance steps decisions parked"
    )
    assert set(json.split()) <= set(variables)
    assert set(variables["requests"][0]) >= {"asker", "asked", "what", "state", "due", "answer"}


def test_text_is_escaped_as_the_name_of_the_file_wants_it() -> None:
    source = "{{ minutes.decisions[0].text }}"
    for file, text in (("a.html", "&lt;b&gt;"), ("a.xml.j2", "&lt;b&gt;"), ("a.md", "<b>"), ("html", "<b>")):
        assert filled(source, file, "<b>") == text
    assert filled("{{ minutes.decisions[0].text|md }}", "a.md", "<b>") == "\\<b>"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("\n\n{% for x in %}", "minutes.md.j2, line 3: Expected an expression, got 'end of statement block'"),
        ("a\n{{ nix }}", "minutes.md.j2, line 2: 'nix' is undefined"),
        ("a\n\n\n{{ minutes.nix }}", "minutes.md.j2, line 4: 'dict object' has no attribute 'nix'"),
        ("{{ 1 / 0 }}", "minutes.md.j2, line 1: ZeroDivisionError: division by zero"),
        ("\n{{ ''.__class__ }}", "minutes.md.j2, line 2: access to attribute '__class__' of 'str' object is unsafe"),
        ("{% set x = minutes.update({}) %}", "minutes.md.j2, line 1: access to attribute 'update'"),
        ("{% include '/etc/passwd' %}", "minutes.md.j2, line 1: TypeError: no loader for this environment"),
        ("{% macro m() %}{{ m() }}{% endmacro %}\n{{ m() }}", "a macro calls itself without an end"),
        ("{{ nix|nix }}", "minutes.md.j2, line 1: No filter named 'nix'"),
    ],
)
def test_mistakes_are_told_with_their_line(source: str, said: str) -> None:
    assert said in wrong(source)
    assert wrong(source).endswith("; mend the template")


@pytest.mark.parametrize(
    "source",
    [
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{% for a in range(99999) %}{{ 'x' * 1000 }}{% endfor %}",
        "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(100) }}",
        "{{ 'x' * 99999999999 }}",
        "{{ 99999999999 * 'x' }}",
        "{{ [[1] * 999] * 9999 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ 'x'|center(99999999999) }}",
        "{{ 'x'.ljust(99999999999) }}",
        "{{ '%99999999999d' % 1 }}",
        "{{ '{:99999999999}'.format(1) }}",
        "{{ range(99999999999) }}",
    ],
)
def test_nothing_is_endless_or_huge(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(template, "SECONDS", 0.5)
    assert wrong(source).startswith("minutes.md.j2, line 1: ")


def test_ordinary_arithmetic_is_allowed() -> None:
    assert filled("{{ 7 * 6 }} {{ 2 ** 10 }} {{ '%02d' % 5 }} {{ '-' * 3 }} {{ [1] * 2 }} {{ 90|duration }}") == (
        "42 1024 05 --- [1, 1] 1 min 30 s"
    )
    assert filled("{% for one in minutes.attendance %}{{ loop.index }}/{{ loop.length }} {% endfor %}") == "1/2 2/2 "
