"""The operator's page of messages: which failed and why, and another try by hand."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from casework import access
from casework.models import MessageState
from casework.outbox import delivering, listing
from gis_assets.access import role_required
from gis_assets.models import Role
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest


@never_cache
@require_safe
@role_required(Role.ADMINISTRATOR)
def messages_page(request: TownRequest) -> HttpResponse:
    """The messages in `?state=`; without one, those that failed if there are any, else those that wait."""
    tabs = listing.tabs(request.municipality)
    asked = request.GET.get("state", "")
    first = next((tab.state for tab in tabs if tab.count), MessageState.DELIVERED)
    state = MessageState(asked) if asked in MessageState.values else first
    rows = [
        (message, listing.shortened(message.address), listing.way(message.channel), listing.answer(message.answer))
        for message in listing.listed(request.municipality, state=state)
    ]
    facts = {"tabs": tabs, "state": state, "rows": rows, "ways": listing.ways(), "most": listing.MOST}
    return render(request, "casework/messages.html", facts)


@never_cache
@require_safe
@role_required(Role.ADMINISTRATOR)
def next_steps(request: TownRequest) -> HttpResponse:
    """The home page's fragment: whether messages need an operator's hand."""
    counts = {tab.state.value: tab.count for tab in listing.tabs(request.municipality)}
    return render(request, "casework/_messages_next.html", {"counts": counts})


@require_POST
@role_required(Role.ADMINISTRATOR)
def again(request: TownRequest, message_id: int) -> HttpResponse:
    """Have one message tried anew."""
    message = access.message_by_id(request.municipality, message_id)
    try:
        delivering.try_again(message, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The message is tried anew."))
    return redirect("outbox:messages")


@require_POST
@role_required(Role.ADMINISTRATOR)
def all_again(request: TownRequest) -> HttpResponse:
    """Have everything that failed tried anew, for the mail server is back."""
    count = delivering.try_all_again(request.municipality, by=request.user, at=timezone.now())
    said = ngettext("%(count)s message is tried anew.", "%(count)s messages are tried anew.", count)
    messages.success(request, said % {"count": count})
    return redirect("outbox:messages")
