"""The expected "no": an error that a person caused and can mend, in that person's words."""


class Refusal(Exception):
    """What happened, to which thing, and what to do next. Each module defines its own beside what raises it."""

    def __init__(self, sentence: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)
