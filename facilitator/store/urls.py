"""What of a database's URL may be written down or shown: which database it is, and never who opens it with what."""

from __future__ import annotations

from sqlalchemy import URL, make_url


def without_secrets(url: str) -> str:
    """The URL without its user, and without a password wherever it stands in it."""
    whole = make_url(url)
    query = {name: value for name, value in whole.query.items() if "password" not in name}
    return URL.create(
        whole.drivername, host=whole.host, port=whole.port, database=whole.database, query=query
    ).render_as_string()
