"""Seals votes: makes what lies in the database instead of the figure until the reveal.

It keeps eyes out. Whoever looks at the tables, at the journal, at an export or at a copy of the database in a viewer
sees letters that say nothing: equal votes look different, and the same vote given again looks different too. It is no
lock: the key lies in the same database, so that every check-in can seal and the meeting can open. Somebody who has the
whole database and sets their mind to it can open it with this program.
"""

from __future__ import annotations

import secrets
from hashlib import blake2b

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from facilitator.common.errors import RefusedError
from facilitator.okr.votes import HIGHEST, LOWEST
from facilitator.tables.consensus import Seal

_NONCE, _MASK = 16, 8
# Letters alone: whoever looks for a figure in what is recorded finds none.
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
_DIGITS = str.maketrans("abcdefghijklmnop", "0123456789abcdef")


class BrokenSealError(RefusedError):
    """A sealed vote does not open: somebody changed it, or the key is another database's."""


def key(session: Session) -> bytes:
    """Return the database's key, made where there is none yet; `session` must be one that writes."""
    known = known_key(session)
    if known is None:
        known = secrets.token_bytes(32)
        # Not as a row of the session: the journal would copy the key.
        session.execute(insert(Seal).values(key=known.hex()))
    return known


def known_key(session: Session) -> bytes | None:
    """Return the database's key; None where nothing was ever sealed."""
    known = session.scalar(select(Seal.key).order_by(Seal.id).limit(1))
    return bytes.fromhex(known) if known else None


def seal(secret: bytes, value: int) -> str:
    """Return a figure under seal, never the same text twice."""
    nonce = secrets.token_bytes(_NONCE)
    return (nonce + _masked(secret, nonce, value.to_bytes(_MASK, "big"))).hex().translate(_LETTERS)


def opened(secret: bytes, sealed: str) -> int:
    """Return the figure under a seal. Raises BrokenSealError where it does not open."""
    try:
        data = bytes.fromhex(sealed.translate(_DIGITS))
    except ValueError:
        data = b""
    nonce, masked = data[:_NONCE], data[_NONCE:]
    value = int.from_bytes(_masked(secret, nonce, masked), "big") if len(masked) == _MASK else 0
    if not LOWEST <= value <= HIGHEST:
        raise BrokenSealError(
            "a sealed vote does not open: it was changed from outside; let that person vote once more"
        )
    return value


def _masked(secret: bytes, nonce: bytes, data: bytes) -> bytes:
    mask = blake2b(nonce, key=secret, digest_size=_MASK).digest()
    return bytes(byte ^ other for byte, other in zip(data, mask, strict=True))
