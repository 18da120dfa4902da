"""Values of typed formats as the text a person would write: 7 and not 7.0, days as 2023-11-20, nothing as "".

Identifiers come as numbers in many files; they must not take a way on which digits are lost or zeros are added.
"""

import math
import re
from decimal import Decimal, InvalidOperation
from typing import Any

import numpy as np
import numpy.typing as npt

from landsurvey.formats.features import Column

_MIDNIGHT = re.compile(r"(\d{4})[-/](\d{2})[-/](\d{2})(?:[T ]00:00:00(?:\.0+)?(?:Z|[+-]00(?::?00)?)?)?")
_MOMENT = re.compile(r"(\d{4})[-/](\d{2})[-/](\d{2})[T ](\d{2}:\d{2}:\d{2}.*)")
_LONGEST_EXPONENT = 40


def texts(column: npt.NDArray[Any], *, are_moments: bool = False) -> Column:
    """Return the column as text, each distinct value written once; `are_moments` when it holds days as text."""
    result = np.empty(len(column), dtype=object)
    if column.dtype.kind == "M":
        result[:] = ["" if value == "NaT" else moment(value) for value in np.datetime_as_string(column).tolist()]
        return result
    values = column.tolist()
    try:
        written = {value: moment(text(value)) if are_moments else text(value) for value in set(values)}
        result[:] = [written[value] for value in values]
    except TypeError:  # lists of values in one cell
        result[:] = [text(value) for value in values]
    return result


def text(value: object) -> str:
    """Return one value as text; None and NaN are blanks, truth is true or false."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _figure(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, (list, tuple, np.ndarray)):
        return ", ".join(text(part) for part in value)
    return str(value)


def number(figure: str) -> str:
    """Return a number that a text format wrote (`7.0`, `1.5e3`) without its needless zeros and powers."""
    if figure.lstrip("-").isdigit():
        return figure
    try:
        exact = Decimal(figure)
    except InvalidOperation:
        return figure
    exponent = exact.as_tuple().exponent
    if not isinstance(exponent, int) or abs(exponent) > _LONGEST_EXPONENT:
        return figure
    written = format(exact, "f")
    return written.rstrip("0").rstrip(".") if "." in written else written


def moment(written: str) -> str:
    """Return a day or a moment in ISO 8601; a moment at midnight is a day."""
    if match := _MIDNIGHT.fullmatch(written):
        return "-".join(match.groups())
    if match := _MOMENT.fullmatch(written):
        return f"{match[1]}-{match[2]}-{match[3]}T{match[4]}"
    return written


def _figure(value: float) -> str:
    if math.isnan(value):
        return ""
    return number(repr(value))
