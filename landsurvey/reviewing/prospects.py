"""What putting a survey into the register would do, and what it did, in numbers."""

from dataclasses import dataclass, replace

from django.db.models import Count, F, Q

from gis_assets.models import LineageKind
from landsurvey.models import (
    Change,
    Decision,
    GoneDecision,
    LineageProposal,
    Upload,
    Verdict,
)
from landsurvey.reviewing import desk


@dataclass(frozen=True)
class Prospect:
    """What promotion will do, in numbers of rows, parcels and steps of lineage."""

    by_change: tuple[desk.Chip, ...]
    untouched: int
    continued: int
    new: int
    ended: int
    lineage: int
    lineage_open: int
    undecided: int
    returned: int
    rights: int | None = None

    @property
    def accepted(self) -> int:
        return self.untouched + self.continued + self.new


def prospect(upload: Upload) -> Prospect:
    """Foresee what promoting the accepted rows will do; reading only, so a page may say it before anybody presses."""
    accepted = upload.features.filter(decision=Decision.ACCEPTED)
    by_change = dict(accepted.values_list("change").annotate(Count("pk")).order_by())
    counted = desk.tally(upload)
    kinds = [desk.Chip(kind, str(kind.label), 0, by_change[kind]) for kind in desk.CHANGE_ORDER if by_change.get(kind)]
    continues = Q(compared_version__isnull=False)
    sums = accepted.aggregate(
        untouched=Count("pk", filter=Q(change=Change.UNCHANGED)),
        continued=Count("pk", filter=continues & ~Q(change=Change.UNCHANGED)),
        new=Count("pk", filter=~continues & ~Q(change=Change.UNCHANGED)),
    )
    proposals = LineageProposal.objects.filter(upload=upload, feature__decision=Decision.ACCEPTED)
    said = proposals.aggregate(
        lineage=Count("pk", filter=Q(verdict=Verdict.CONFIRMED) & ~Q(parent=F("feature__parcel"))),
        lineage_open=Count("pk", filter=Q(verdict=Verdict.OPEN)),
        merged=Count("parent", filter=Q(verdict=Verdict.CONFIRMED, kind=LineageKind.MERGE), distinct=True),
    )
    return Prospect(
        by_change=tuple(kinds),
        **sums,
        ended=upload.gone.filter(decision=GoneDecision.RETIRE).count() + said.pop("merged"),
        **said,
        undecided=counted.pending,
        returned=counted.returned,
    )


def outcome(upload: Upload) -> Prospect:
    """What the promotion in force did, by its own record; the prospect of an upload that is not in the register."""
    foreseen = prospect(upload)
    promoted = upload.promotions.filter(undone_at=None).first()
    if promoted is None:
        return foreseen
    did = promoted.counts
    return replace(
        foreseen,
        continued=did.get("continued", 0),
        new=did.get("new", 0),
        untouched=did.get("unchanged", 0),
        lineage=did.get("split_or_merged", 0),
        rights=did.get("rights_inherited", 0),
    )
