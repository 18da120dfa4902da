"""The office's rooms and counters: added, renamed, closed and opened again by officers."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from permits import access
from permits.appointments import rooms
from permits.models import Room

BAD_REQUEST = 400


class RoomForm(forms.Form):
    """What a room is called."""

    name_th = forms.CharField(label=gettext_lazy("Thai name"), max_length=rooms.LONGEST_NAME)
    name_en = forms.CharField(label=gettext_lazy("English name"), max_length=rooms.LONGEST_NAME, required=False)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.officer_required
def page(request: TownRequest) -> HttpResponse:
    """All rooms with what is ahead in them; a post adds one, and keeps what was typed where that is refused."""
    form = RoomForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            added = rooms.add(request.municipality, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error("name_th", str(refusal))
        else:
            messages.success(request, _("%(room)s was added. Set its hours now.") % {"room": added})
            return redirect("permits:rooms")
    return _page(request, form, status=BAD_REQUEST if request.method == "POST" else 200)


@require_POST
@access.officer_required
def rename(request: TownRequest, room_id: int) -> HttpResponse:
    """Another name; what is wrong with it stands beside the room, with what was typed."""
    room = access.room_at_counter(request, room_id)
    form = RoomForm(request.POST, prefix=_prefix(room))
    if form.is_valid():
        try:
            rooms.rename(room, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error("name_th", str(refusal))
        else:
            messages.success(request, _("The room is renamed."))
            return redirect("permits:rooms")
    return _page(request, RoomForm(), renamed={room.pk: form}, status=BAD_REQUEST)


@require_POST
@access.officer_required
def close(request: TownRequest, room_id: int) -> HttpResponse:
    """Receive nobody new in a room; who is booked there stands on the page, to be moved."""
    room = access.room_at_counter(request, room_id)

    def act() -> str:
        closed = rooms.close(room, by=request.user, at=timezone.now())
        booked = len(closed.to_be_moved)
        told = ngettext(
            "%(room)s is closed. %(count)d appointment in it is to be moved; it stands below.",
            "%(room)s is closed. %(count)d appointments in it are to be moved; they stand below.",
            booked,
        )
        said = told if booked else _("%(room)s is closed. Nobody was booked in it.")
        return said % {"room": closed.room, "count": booked}

    return _acted(request, act)


@require_POST
@access.officer_required
def open_again(request: TownRequest, room_id: int) -> HttpResponse:
    """Use a closed room again."""
    room = access.room_at_counter(request, room_id)

    def act() -> str:
        opened = rooms.open_again(room, by=request.user, at=timezone.now())
        return _("%(room)s is in use again, with the hours that were set for it.") % {"room": opened}

    return _acted(request, act)


def _acted(request: TownRequest, act: Callable[[], str]) -> HttpResponse:
    try:
        messages.success(request, act())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("permits:rooms")


def _page(
    request: TownRequest, form: RoomForm, *, renamed: dict[int, RoomForm] | None = None, status: int = 200
) -> HttpResponse:
    at = timezone.now()
    shown = [
        {
            "room": room,
            "form": (renamed or {}).get(room.pk) or RoomForm(initial=_names(room), prefix=_prefix(room)),
            "to_be_moved": [] if room.is_open else list(rooms.to_be_moved(room, at=at)),
        }
        for room in rooms.listed(request.municipality, at=at)
    ]
    return render(request, "permits/rooms.html", {"rows": shown, "form": form}, status=status)


def _names(room: Room) -> dict[str, str]:
    return {"name_th": room.name_th, "name_en": room.name_en}


def _prefix(room: Room) -> str:
    return f"room{room.pk}"
