"""Sealing a file under a passphrase: AES-256-GCM in pieces, the key by scrypt.

Each piece is bound to its place and the last one is marked, so that a file that was cut, joined or reordered does not
open (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizar, 2015).
"""

import os
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC: Final = b"wane-clinic-backup-1\n"
PIECE: Final = 1 << 20
TAG: Final = 16
SALT: Final = 16
PREFIX: Final = 7
LEAST_PASSPHRASE: Final = 16


class SealError(ValueError):
    """A file that does not open, in a sentence."""


def seal(pieces: Iterable[bytes], out: BinaryIO, passphrase: str) -> None:
    """Write what `pieces` hold, sealed."""
    salt, prefix = os.urandom(SALT), os.urandom(PREFIX)
    cipher = _cipher(passphrase, salt)
    out.write(MAGIC + salt + prefix)
    number, held = 0, b""
    for piece in pieces:
        held += piece
        while len(held) > PIECE:
            out.write(cipher.encrypt(_nonce(prefix, number, last=0), held[:PIECE], MAGIC))
            number, held = number + 1, held[PIECE:]
    out.write(cipher.encrypt(_nonce(prefix, number, last=1), held, MAGIC))


def unseal(sealed: BinaryIO, passphrase: str) -> Iterator[bytes]:
    """What was sealed, piece by piece; SealError where the passphrase is another or the file was changed or cut."""
    if sealed.read(len(MAGIC)) != MAGIC:
        raise SealError("This file is not a backup of a clinic.")
    salt, prefix = sealed.read(SALT), sealed.read(PREFIX)
    if len(salt + prefix) != SALT + PREFIX:
        raise SealError("This backup was cut short.")
    cipher, number = _cipher(passphrase, salt), 0
    piece = sealed.read(PIECE + TAG)
    while True:
        after = sealed.read(PIECE + TAG)
        try:
            yield cipher.decrypt(_nonce(prefix, number, last=0 if after else 1), piece, MAGIC)
        except InvalidTag:
            raise SealError("This backup does not open: another passphrase, or the file was changed or cut.") from None
        if not after:
            return
        number, piece = number + 1, after


def _cipher(passphrase: str, salt: bytes) -> AESGCM:
    if len(passphrase) < LEAST_PASSPHRASE:
        raise SealError(
            f"WANE_CLINIC_BACKUP_PASSPHRASE needs {LEAST_PASSPHRASE} characters or more; backups are sealed."
        )
    return AESGCM(Scrypt(salt=salt, length=32, n=1 << 15, r=8, p=1).derive(passphrase.encode("utf-8")))


def _nonce(prefix: bytes, number: int, *, last: int) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])
