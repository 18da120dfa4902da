"""What an open page of a petition is told meanwhile: that somebody moved it on, and who else has it open.

The page carries a mark of where the petition stood when it was drawn; with every sign of work it sends it back.
"""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser, User
from django.utils.translation import gettext as _

from casework import rulebook
from casework.models import Step
from gis_assets.templatetags import town
from permits.desk import sittings
from permits.models import Petition


@dataclass(frozen=True)
class News:
    """Sentences for the page; empty where there is nothing to say."""

    moved: str
    others: str


def mark_of(petition: Petition) -> str:
    """Changes with every step of the case and with every change of what is asked for."""
    last = _last_step(petition)
    return f"{last.pk if last else 0}-{petition.revision}"


def news(petition: Petition, *, since: str, by: AbstractBaseUser, at: datetime) -> News:
    """What a page drawn at the mark `since` has to say to its officer; without a mark it is as new as can be."""
    is_old = bool(since) and since != mark_of(petition)
    return News(moved=_moved(petition) if is_old else "", others=_others(petition, by=by, at=at))


def _moved(petition: Petition) -> str:
    last = _last_step(petition)
    if petition.case is None or last is None:
        return ""
    book = rulebook.of(petition.municipality)
    return _("Meanwhile: “%(step)s”, %(who)s, %(time)s. Open the page again before you go on.") % {
        "step": book.name(petition.case.case_type_id, last.code) or last.code,
        "who": _named(last.by) if last.by else _("the applicant or the platform"),
        "time": town.thai_time(last.entered_at),
    }


def _others(petition: Petition, *, by: AbstractBaseUser, at: datetime) -> str:
    there = sittings.others(petition, apart_from=by, at=at)
    return _("Also open at: %(names)s.") % {"names": ", ".join(_named(each) for each in there)} if there else ""


def _last_step(petition: Petition) -> Step | None:
    return petition.case.steps.select_related("by").order_by("entered_at", "pk").last() if petition.case else None


def _named(user: User) -> str:
    return user.get_full_name() or user.get_username()
