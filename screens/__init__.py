"""The Textual program: what people see of a meeting, and the keys they press."""
