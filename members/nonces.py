"""A form's nonce, made one person's own."""

from __future__ import annotations

from uuid import UUID

from members import seal
from members.actor import Actor


def nonce_key(actor: Actor, nonce: UUID) -> bytes:
    """Return 32 bytes that stand for this person and this nonce, and say nothing about either without the keys.

    Raises ValueError for a guest, who has nothing to send twice.
    """
    if actor.member_id is None:
        raise ValueError("A guest has no nonces.")
    return seal.digest("nonce", actor.member_id.bytes, nonce.bytes)
