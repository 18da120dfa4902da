"""An adapter as an operator would write one: its way is a list in memory."""

from datetime import datetime

from casework.outbox import channels

WRITTEN: list[channels.Letter] = []


class Paper:
    """Writes letters down."""

    def refuse_unfit(self, to: str) -> None:
        if not to:
            raise channels.UnfitAddress("Write a number.")

    def deliver(self, letter: channels.Letter, *, at: datetime) -> None:
        WRITTEN.append(letter)
