"""Signatures by which a receiver knows a message for ours: Standard Webhooks, version 1. Pure.

Source: the Standard Webhooks specification (standardwebhooks.com), symmetric signatures.
"""

import base64
import hashlib
import hmac

PREFIX = "whsec_"


def secret(key: bytes) -> str:
    """A key of 24 to 64 bytes as it is handed to a receiver."""
    return PREFIX + base64.b64encode(key).decode()


def signature(of: str, *, id: str, timestamp: int, body: bytes) -> str:  # noqa: A002  # the specification's word
    """The signature under a secret of a body sent under an id at a Unix time, with its version in front."""
    key = base64.b64decode(of.removeprefix(PREFIX))
    signed = f"{id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
