"""What an owner files about the list of property (a correction, a change of use) becomes a correction of that list.

It stands in the list that is open when it comes, or is taken into the next one by an officer. The correction is what is
decided; the filing keeps the owner's words and documents and is answered with it.
"""

from datetime import datetime

from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _

from gis_assets.refusals import Refusal
from taxroll.models import About, Asker, Correction, Filing, FilingKind, Grounds, Roll, RollLine, RollStatus
from taxroll.rolls import corrections

KINDS = (FilingKind.LIST_CORRECTION, FilingKind.CHANGE_OF_USE)
ABOUT = {
    Grounds.AREA: About.AREA,
    Grounds.USE: About.USE,
    Grounds.PRICE: About.BUILDING,
    Grounds.OWNER: About.OWNER,
    Grounds.RELIEF: About.HOME,
}


class PropertyMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Choose which of your properties it is about."))


class NoListOpen(Refusal):
    def __init__(self) -> None:
        sentence = _("No list that this belongs to is published now. Take it up when the next list is published.")
        super().__init__(sentence)


class NoPlotOnTheList(Refusal):
    def __init__(self) -> None:
        sentence = _("This property stands on no plot of the list. Put it right where it is kept, then decide here.")
        super().__init__(sentence)


class TakenAlready(Refusal):
    def __init__(self, correction: Correction) -> None:
        super().__init__(_("This is already taken into the list as %(case)s.") % {"case": correction.case})


def check(kind: FilingKind, line: RollLine | None) -> None:
    """Raises PropertyMissing where the list needs to know which property is meant."""
    if kind in KINDS and line is None:
        raise PropertyMissing


def open_list(filing: Filing) -> Roll | None:
    """The published list that a filing belongs to; a change of use to one of a 1 January that it came before."""
    lists = Roll.objects.filter(municipality=filing.municipality, status=RollStatus.LISTED).order_by("as_of_date")
    if filing.kind == FilingKind.CHANGE_OF_USE and filing.happened_on:
        lists = lists.filter(as_of_date__gte=filing.happened_on)
    return lists.first() if filing.kind in KINDS else None


def take_if_open(filing: Filing, *, at: datetime) -> None:
    """Take a new filing into the list it belongs to, where there is one and it knows the plot."""
    if open_list(filing) and _plot(filing):
        take(filing, by=None, at=at)


def take(filing: Filing, *, by: User | None, at: datetime) -> Correction:
    """Make the correction that a locked filing asks for.

    Raises TakenAlready, NoListOpen, NoPlotOnTheList, or ListNotPublished when the list closes at this moment.
    """
    if filing.correction:
        raise TakenAlready(filing.correction)
    roll, line = open_list(filing), _plot(filing)
    if roll is None:
        raise NoListOpen
    if line is None or line.parcel_version is None:
        raise NoPlotOnTheList
    filing.correction = corrections.ask(
        roll,
        parcel=line.parcel_version.parcel,
        about=ABOUT.get(Grounds(filing.grounds), About.OTHER) if filing.grounds else About.USE,
        asked_by=Asker.OWNER,
        request=filing.words,
        by=by,
        at=at,
    )
    filing.save(update_fields=["correction"])
    return filing.correction


def _plot(filing: Filing) -> RollLine | None:
    line = filing.line
    return line if filing.kind in KINDS and line and line.parcel_version_id else None
