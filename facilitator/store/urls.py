"""Makes a database's URL fit to be written down or shown."""

from __future__ import annotations

from sqlalchemy import URL, make_url


def without_secrets(url: str) -> str:
    """Return the URL without its user and every password, also those among its options."""
    parsed = make_url(url)
    query = {name: value for name, value in parsed.query.items() if "password" not in name}
    return URL.create(
        parsed.drivername, host=parsed.host, port=parsed.port, database=parsed.database, query=query
    ).render_as_string()
