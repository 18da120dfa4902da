"""The messages as an operator sees them: how many stand where, and of each what is needed to mend its delivery."""

from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from casework.models import Message, MessageState
from casework.outbox.channels import has_channel
from gis_assets.models import Municipality

MOST = 200
KEPT_SIGNS = 2
WAYS = {"email": _("E-mail"), "webhook": _("Program (webhook)")}
ANSWERS = {
    "leads into a private network": _("The address leads into a private network"),
    "not https on port 443 or 8443": _("The address is not https on port 443 or 8443"),
    "not a web address": _("This is no web address"),
    "unfit address": _("This is no e-mail address"),
    "no such way any more": _("The installation can no longer send this way"),
    "ConnectionRefusedError": _("The server does not answer"),
    "TimeoutError": _("The server is too slow"),
    "gaierror": _("There is no server of this name"),
    "SSLCertVerificationError": _("The server's certificate is not valid"),
}


@dataclass(frozen=True)
class Tab:
    """A state with the number of messages in it."""

    state: MessageState
    count: int


def tabs(municipality: Municipality) -> list[Tab]:
    """All states in the order of a message's trouble."""
    counted = Message.objects.filter(municipality=municipality).order_by().values_list("state").annotate(Count("pk"))
    by_state = dict(counted)
    return [Tab(state, by_state.get(state, 0)) for state in MessageState]


def listed(municipality: Municipality, *, state: str) -> list[Message]:
    """The newest messages in that state."""
    messages = Message.objects.filter(municipality=municipality, state=state).select_related("case")
    return list(messages[:MOST])


def way(channel: str) -> object:
    """A way in words; an adapter's own name as it is."""
    return WAYS.get(channel, channel)


def answer(text: str) -> object:
    """The last answer in words where we know it, else as the adapter wrote it, such as `SMTP 550`."""
    return ANSWERS.get(text, text)


def ways() -> dict[str, bool]:
    """The ways that we write ourselves, and whether the installation can send by them."""
    return {name: has_channel(name) for name in WAYS}


def shortened(address: str) -> str:
    """Enough of an address to know whose server is meant, and not enough to write to somebody."""
    if "://" in address:
        return "/".join([*address.split("/")[:3], "…"])
    if "@" in address:
        name, _at, host = address.rpartition("@")
        return f"{name[:KEPT_SIGNS]}…@{host}"
    return f"…{address[-KEPT_SIGNS:]}" if address else ""
