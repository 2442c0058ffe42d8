"""Opens somebody's check-in, or records it without a screen."""

from __future__ import annotations

from collections.abc import Mapping

import click

from facilitator.cli.common import (
    LINE,
    Command,
    CommandError,
    open_database,
    print_text,
    read_file,
    url_of_command,
)
from facilitator.cli.opening import need_terminal, open_program
from facilitator.common.errors import NotAskedError

_SENTENCES = {
    "done": "What you completed yesterday.",
    "today": "What you do today.",
    "difficulties": "A difficulty you have.",
    "help_needed": "Help you need.",
}


def _takes_sentences(command: Command) -> Command:
    for key, about in reversed(_SENTENCES.items()):
        command = click.option(f"--{key.replace('_', '-')}", multiple=True, metavar="TEXT", help=about)(command)
    return command


@click.command()
@click.option("--as", "name", required=True, metavar="NAME", type=LINE, help="Whose check-in it is.")
@_takes_sentences
@click.option("--template", is_flag=True, help="Print all that NAME is asked now as a file to fill in.")
@click.option("--from", "file", metavar="FILE|-", help="Record a filled-in file; it replaces what it names.")
def checkin(name: str, template: bool, file: str | None, **sentences: tuple[str, ...]) -> None:
    """Open NAME's own check-in, or record it without a screen.

    Each of the sentences may be given more than once and is added to what is there. A text that starts with a dash is
    written --done=-x.
    """
    given: Mapping[str, tuple[str, ...]] = {key: texts for key, texts in sentences.items() if texts}
    if bool(given) + template + (file is not None) > 1:
        raise click.UsageError("sentences, --template and --from are three ways; use one of them")
    if not (given or template or file is not None):
        url = url_of_command()
        need_terminal()
        from screens.program import Opening

        open_program(url, Opening(checkin=name))
    from facilitator.checkin import file as checkin_file
    from facilitator.people.reading import full_name
    from facilitator.steps.round import writing as rounds

    with open_database() as database:
        person = full_name(database, name)
        if template:
            print_text(checkin_file.template(database, person))
        elif file is not None:
            checkin_file.take(database, person, read_file(file), "standard input" if file == "-" else file)
        else:
            try:
                rounds.add(database, person, given)
            except NotAskedError as error:
                raise CommandError(f"{error.args[0]}; use --template to see the questions") from error
