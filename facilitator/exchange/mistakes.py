"""What is wrong with a file that was to be imported."""

from facilitator.common.mistakes import MistakesError


class ImportMistakesError(MistakesError):
    """A file cannot be imported."""
