"""Whether a question, document or fee of a service is asked for, by what was answered so far.

Pure: no Django.
"""

from collections.abc import Mapping
from typing import Any


def hold(when: Mapping[str, tuple[str, ...]] | None, *, answers: Mapping[str, Any]) -> bool:
    """Whether every named answer is one of those listed; without conditions always. A yes is “yes”, a no “no”."""
    return all(_word(answers.get(code)) in values for code, values in (when or {}).items())


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
