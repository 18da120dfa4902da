"""Sentences of the pure core: an English message id with its figures, kept apart for each reader's own language.

A file is checked by a worker that has no language; what it found is stored as data and put into words when a page shows
it (`wording.translated`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self, cast

from gis_assets.refusals import Refusal


def gettext_noop(msgid: str) -> str:
    """Return the sentence unchanged; the name is what the message extractor looks for."""
    return msgid


@dataclass(frozen=True)
class Sentence:
    """An English message id with %(named)s places and what stands in them."""

    msgid: str
    args: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.msgid % self.args

    def to_json(self) -> dict[str, object]:
        return {"msgid": self.msgid, "args": dict(self.args)}

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> Self:
        return cls(msgid=str(stored["msgid"]), args=cast(Mapping[str, str | int], stored["args"]))


class FileRefused(Refusal):
    """A survey file that cannot be taken as it is; each kind stands beside the function that raises it."""

    msgid = ""

    def __init__(self, **args: str | int) -> None:
        self.words = Sentence(self.msgid, args)
        super().__init__(self.words)
