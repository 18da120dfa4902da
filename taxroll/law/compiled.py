"""The passes compiled by numba, loaded only when a roll is large enough to need them.

A compiled pass is kept beside the source, or where NUMBA_CACHE_DIR says, or in the user's cache folder; where nothing
can be written it is compiled in each process. Bills never come here, so no page waits for a compiler.
"""

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from taxroll.law import passes

P = ParamSpec("P")
T = TypeVar("T")


class Compiled:
    """The passes under their own names."""

    def __init__(self) -> None:
        from numba.extending import register_jitable

        for inner in (
            passes.up,
            passes.quotient,
            passes.proportion,
            passes.added,
            passes.add_part,
            passes.take,
        ):
            register_jitable(inner)
        # Its many columns cost more to hand over, line by line, than what it does.
        register_jitable(inline="always")(passes.tax_slices)
        self.proportion = _compile(passes.proportion)
        self.sort_by_group = _compile(passes.sort_by_group)
        self.take_shares = _compile(passes.take_shares)
        self.add_up_pools = _compile(passes.add_up_pools)
        self.exempt = _compile(passes.exempt)
        self.spend = _compile(passes.spend)
        self.charge = _compile(passes.charge)
        self.reduce = _compile(passes.reduce)
        self.phase_in = _compile(passes.phase_in)


@functools.cache
def functions() -> Compiled:
    """All passes, ready to be compiled or taken from the cache at their first call."""
    return Compiled()


def _compile(function: Callable[P, T]) -> Callable[P, T]:
    import numba

    try:
        return cast("Callable[P, T]", numba.njit(cache=True, nogil=True)(function))
    except RuntimeError:  # no folder to keep it in
        return cast("Callable[P, T]", numba.njit(nogil=True)(function))
