"""What is wrong with a file that was to be imported."""

from facilitator.mistakes import Mistakes


class ImportMistakes(Mistakes):
    """A file cannot be imported."""
