"""How complete a data set's description is: points for what is filled in, each stated, to show what is missing."""

from dataclasses import dataclass

from opendata.scheme import checking, fields
from opendata.scheme.fields import Field, Values


@dataclass(frozen=True)
class Line:
    """A field's points; `is_filled` when it has a value with nothing wrong in it."""

    field: Field
    is_filled: bool

    @property
    def points(self) -> int:
        return self.field.weight if self.is_filled else 0


@dataclass(frozen=True)
class Quality:
    """The score in per cent of the points that data sets of this type can have, and the lines behind it."""

    lines: tuple[Line, ...]

    @property
    def points(self) -> int:
        return sum(line.points for line in self.lines)

    @property
    def most(self) -> int:
        return sum(line.field.weight for line in self.lines)

    @property
    def percent(self) -> int:
        return self.points * 100 // self.most

    @property
    def missing(self) -> tuple[Line, ...]:
        """What would raise it, the most first."""
        return tuple(sorted((line for line in self.lines if not line.is_filled), key=lambda line: -line.field.weight))


def of(values: Values) -> Quality:
    """The quality of normalised values."""
    wrong = checking.faults(values)
    counted = [field for field in fields.of_type(values.get("data_type")).values() if field.weight]
    return Quality(tuple(Line(field, bool(values.get(field.key)) and field.key not in wrong) for field in counted))
