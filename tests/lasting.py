"""Rows that last while the tests that ask for them follow one another: made once, looked at by many.

A fixture marked `@lasting.fixture` is made when a test of a file first asks for it. It lasts for the next tests that
ask for it too, and is undone when one comes that does not; what a test itself writes is undone after each. So every
test finds the rows that it would find if they were made for it alone, and copies of the objects: what it changes in
them no other sees. A lasting fixture may ask for lasting ones and for those of a wider scope (`tmp_path_factory`).

All are made in one transaction, each on a savepoint of its own, so they end in the opposite order in which they began.
"""

import copy
import functools
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction

Fixture = pytest.FixtureDef[Any]

# What is there now, the oldest first, and what each fixture returned.
_there: dict[Fixture, Any] = {}
_is_handed_out = False


def fixture(make: Callable[..., Any]) -> Any:
    """A fixture whose rows last while the tests that ask for it follow one another."""

    @functools.wraps(make)
    def on_a_savepoint(**given: Any) -> Iterator[Any]:
        with undone_afterwards():
            if inspect.isgeneratorfunction(make):
                yield from make(**given)
            else:
                yield make(**given)

    return kept(on_a_savepoint)


def kept(make: Callable[..., Iterator[Any]]) -> Any:
    """A fixture that is kept while the tests that ask for it follow one another; it undoes by itself what it did."""
    make.lasts = True  # type: ignore[attr-defined]
    return pytest.fixture(scope="module")(make)


@contextmanager
def undone_afterwards() -> Iterator[None]:
    """A transaction, or within one a savepoint, that is rolled back at its end."""
    atomic = transaction.atomic()
    # What must not be within another transaction may be within ours, as in Django's own tests.
    atomic._from_testcase = True  # type: ignore[attr-defined]
    with atomic:
        yield
        transaction.set_rollback(True)


def note(made: Fixture, value: Any) -> None:
    """Remember what a fixture returned, if it is one that lasts."""
    if _lasts(made):
        assert not _is_handed_out, f"{made.argname} lasts, so a test asks for it by its arguments, not in its course"
        _there[made] = value


def forget(made: Fixture) -> None:
    _there.pop(made, None)


def prepare(item: pytest.Function) -> None:
    """Before a test: undo what it does not ask for and all that came later. What is made next is built on originals."""
    global _is_handed_out
    _is_handed_out = False
    asked = _asked_by(item)
    # A test that lost the connection took everything along.
    while _there and (connection.needs_rollback or not asked.issuperset(_there)):
        next(reversed(_there)).finish(item._request)  # type: ignore[arg-type]  # it asks the request for its node alone
    for made, value in _there.items():
        made.cached_result = (value, None, None)


def hand_out(item: pytest.Function) -> None:
    """Give the test, and the fixtures that are made for it alone, copies of all that lasts."""
    global _is_handed_out
    _is_handed_out = True
    copies: dict[int, Any] = {}
    for made, value in _there.items():
        own = copy.deepcopy(value, copies)
        made.cached_result = (own, None, None)
        if made.argname in item.funcargs:
            item.funcargs[made.argname] = own


def is_anything() -> bool:
    return bool(_there)


def _lasts(made: Fixture) -> bool:
    return hasattr(made.func, "lasts")


def _asked_by(item: pytest.Function) -> set[Fixture]:
    """The fixtures of the test; one that is named like one above it hides that, unless it asks for it."""
    found = set()
    for name, made in item._fixtureinfo.name2fixturedefs.items():
        for one in reversed(made):
            found.add(one)
            if name not in one.argnames:
                break
    return found
