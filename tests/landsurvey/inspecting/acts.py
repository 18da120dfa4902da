"""What a child does that has seconds for it: a module that is read at once, since reading it counts among them."""

import os
import signal
from collections.abc import Callable


def hanging(*, tell: Callable[[int], None]) -> None:
    tell(os.getpid())
    while True:
        signal.pause()
