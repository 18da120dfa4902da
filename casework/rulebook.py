"""What the steps of a municipality are judged by: its case types, their standards by day, and its office's calendar."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from casework import calendars
from casework.clock import OfficeHours
from casework.models import WHOLE_CASE, CaseType, Clock, StepKind, StepStandard
from gis_assets.models import Municipality


@dataclass(frozen=True)
class Rulebook:
    """Case types by id, each with its steps in order; standards by case type and step code, in order of their days."""

    office: OfficeHours
    case_types: Mapping[int, CaseType]
    kinds: Mapping[int, Sequence[StepKind]]
    standards: Mapping[tuple[int, str], Sequence[StepStandard]]

    def is_final(self, case_type_id: int, code: str) -> bool:
        """Whether a case rests in this step: it is then nobody's work."""
        return any(kind.code == code and kind.is_final for kind in self.kinds[case_type_id])

    def standard(self, case_type_id: int, code: str, *, at: datetime) -> StepStandard | None:
        """The standard in force on the day of the instant, in the municipality's time."""
        return in_force(self.standards.get((case_type_id, code), ()), at=at)

    def name(self, case_type_id: int, code: str) -> str | None:
        """A step's name in the reader's language; None for the whole case."""
        return next((kind.name for kind in self.kinds[case_type_id] if kind.code == code), None)

    def steps_in_order(self) -> Iterable[tuple[CaseType, str, int]]:
        """Every step of every case type that is somebody's work, then its whole case, with the number of its stays."""
        for case_type_id, case_type in self.case_types.items():
            for kind in self.kinds[case_type_id]:
                if not kind.is_final:
                    yield case_type, kind.code, kind.pk
            yield case_type, WHOLE_CASE, whole_of(case_type_id)


def of(municipality: Municipality) -> Rulebook:
    """The rules as they stand."""
    case_types = CaseType.objects.filter(municipality=municipality).prefetch_related("step_kinds")
    standards: defaultdict[tuple[int, str], list[StepStandard]] = defaultdict(list)
    for standard in StepStandard.objects.filter(municipality=municipality).order_by("valid"):
        standards[standard.case_type_id, standard.step].append(standard)
    return Rulebook(
        office=calendars.office_hours(municipality),
        case_types={each.pk: each for each in case_types},
        kinds={each.pk: list(each.step_kinds.all()) for each in case_types},
        standards=dict(standards),
    )


def in_force(standards: Iterable[StepStandard], *, at: datetime) -> StepStandard | None:
    """The one standard whose days hold the instant's day."""
    day = timezone.localdate(at)
    return next((each for each in standards if day in each.valid), None)


def counts_office_hours(standard: StepStandard | None) -> bool:
    """Which clock measures a step; one without a standard is measured round the clock."""
    return standard is not None and standard.clock == Clock.OFFICE


def whole_of(case_type_id: int) -> int:
    """The number that stands for "the whole case" among the numbers of steps."""
    return -case_type_id
