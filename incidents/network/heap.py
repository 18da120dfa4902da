"""What the compiled loops of a search share: how they are compiled, and a heap of the states that wait."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from numba import njit

from incidents.network.arrays import Floats, Shorts

P = ParamSpec("P")
T = TypeVar("T")


def compiled(function: Callable[P, T]) -> Callable[P, T]:
    """Compiled at the first call, and kept beside the source for the next process where that can be written."""
    try:
        return cast("Callable[P, T]", njit(cache=True, nogil=True)(function))
    except RuntimeError:  # no folder to keep it in
        return cast("Callable[P, T]", njit(nogil=True)(function))


@compiled
def push(keys: Floats, heap: Shorts, size: int, key: float, thing: int) -> int:
    """Put a thing in; gives the size of the heap."""
    at = size
    while at > 0:
        above = (at - 1) // 2
        if keys[above] <= key:
            break
        keys[at], heap[at] = keys[above], heap[above]
        at = above
    keys[at], heap[at] = key, thing
    return size + 1


@compiled
def pop(keys: Floats, heap: Shorts, size: int) -> int:
    """Take the first away; what was last sinks to its place."""
    size -= 1
    key, thing = keys[size], heap[size]
    at = 0
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        if below + 1 < size and keys[below + 1] < keys[below]:
            below += 1
        if keys[below] >= key:
            break
        keys[at], heap[at] = keys[below], heap[below]
        at = below
    keys[at], heap[at] = key, thing
    return size
