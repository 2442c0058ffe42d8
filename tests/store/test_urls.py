"""No secret of a URL is written down."""

from __future__ import annotations

import pytest

from facilitator.store.urls import without_secrets


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://ada:geheim@host/team",
        "postgresql+psycopg://host/team?password=geheim",
        "postgresql+psycopg://host/team?sslpassword=geheim",
        "postgresql+psycopg://ada:ge%2Fheim@host/team",
        "postgresql+psycopg://u:a/geheim@host/team",
    ],
)
def test_a_password_stands_nowhere(url: str) -> None:
    shown = without_secrets(url)
    assert "heim" not in shown
    assert "ada" not in shown
    assert shown.endswith("host/team")
