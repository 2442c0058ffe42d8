"""What every other room uses and that knows none of them: text, time, files, errors, settings."""
