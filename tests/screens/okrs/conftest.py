"""Gives tests of OKRs the sample file as a company."""

from __future__ import annotations

import pytest

from facilitator.exchange import importing
from facilitator.store.database import Database
from tests.screens.okrs.steering import ACME


@pytest.fixture
def acme(url: str) -> str:
    """The URL of a database with the example company."""
    with Database(url) as database:
        importing.take(database, ACME)
    return url
