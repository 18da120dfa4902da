"""Tells people outside what happened, exactly once in effect.

A message is a row, written in the transaction of the deed that it tells of: both are there or neither. A worker
delivers it after the commit, tries again with growing waits, and gives up in the end; an operator sees that and may
have it tried anew. A worker that dies between the delivery and its mark leaves a message that is delivered again under
the same id: at least once on the wire, once for whoever keeps the ids. What is told to whom is for the apps to say.
"""

from casework.outbox.channels import Address, UnfitAddress, has_channel, refuse_unfit
from casework.outbox.forgetting import forget, withdraw
from casework.outbox.webhooks import secret_for
from casework.outbox.wording import Words, in_both
from casework.outbox.writing import enqueue

__all__ = [
    "Address",
    "UnfitAddress",
    "Words",
    "enqueue",
    "forget",
    "has_channel",
    "in_both",
    "refuse_unfit",
    "secret_for",
    "withdraw",
]
