"""Tokens by which a link, or a bounce, names a delivery; nobody else can make one.

A key of 128 bits after the number, short enough for a header and for the local part of an
address, in letters that survive a server that folds case.
"""

import hmac
from functools import lru_cache

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import base36_to_int, int_to_base36

SALT = "segments.delivery"
BYTES = 16
LONGEST = 60
LETTERS = "abcdefghijklmnopqrstuvwxyz234567"  # of base 32
PAIRS = [first + second for first in LETTERS for second in LETTERS]


def token_for(pk: int, *, salt: str = SALT) -> str:
    """Return the token of a delivery: its number and a key, such as 2s-ABCDEF…"""
    return f"{int_to_base36(pk)}-{_key(pk, salt, settings.SECRET_KEY)}"


def read_token(token: str, *, salt: str = SALT) -> int | None:
    """Return the number that a token names; None where nobody of ours has made it."""
    number, dash, key = token.strip().lower().partition("-")
    if not dash or len(token) > LONGEST:
        return None
    try:
        pk = base36_to_int(number)
    except ValueError:
        return None
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if any(constant_time_compare(_key(pk, salt, secret), key) for secret in secrets):
        return pk
    return None


def _key(pk: int, salt: str, secret: str | bytes) -> str:
    keyed = _keyed(salt, secret).copy()
    keyed.update(str(pk).encode())
    number = int.from_bytes(keyed.digest()[:BYTES]) << 2  # 26 letters of five bits
    return "".join([PAIRS[number >> shift & 1023] for shift in range(120, -1, -10)])


@lru_cache(maxsize=64)
def _keyed(salt: str, secret: str | bytes) -> "hmac.HMAC":
    """Return what makes keys for a purpose, as Django's `salted_hmac` begins it."""
    return salted_hmac(salt, "", secret=secret, algorithm="sha256")
