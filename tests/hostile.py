"""Texts that people can store and that are hard to lay out."""

from __future__ import annotations

from hypothesis import strategies as st

from facilitator.common.text import clean

PARTS = (
    *("\t", "\n", " ", "   ", "a", "word", "x" * 60, "王", "王小明王小明", "가", "ก็", "﷽", "אבג"),
    *("👩\u200d🚀", "👍🏽", "🇩🇪", "❤\ufe0f", "1\ufe0f\u20e3", "e\u0301", "\u0301", "\xad"),
    *("\u200b", "\u200d", "\u200d\u200d王aaa", "\ufe0f", "\u200f", "\u2066", "\u3164", "\u2800", "\u00a0", "\u3000"),
    *("[/]", "[b]", "$name", "[@click=app.quit]x", "&<\"'"),
)

HOSTILE = st.lists(st.sampled_from(PARTS) | st.characters(exclude_categories=["Cs"]), max_size=24).map(
    lambda parts: clean("".join(parts))
)
