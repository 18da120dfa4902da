"""Addresses of the desk's pages."""

from collections.abc import Callable
from typing import Any

from django.forms import BaseForm
from django.urls import reverse

from permits.models import Petition
from tests.speaking import Officer

Browsers = Callable[..., Officer]


def at_desk(name: str, petition: Petition, *more: object) -> str:
    return reverse(f"permits:{name}", args=[petition.uid, *more])


def filled(browser: Officer, petition: Petition, name: str, **typed: str) -> dict[str, Any]:
    """A form of the page as the browser sends it: what it proposed, and what was typed over it."""
    form: BaseForm = browser.get(at_desk("petition_at_desk", petition)).context[name]
    proposed = {each: form.get_initial_for_field(field, each) for each, field in form.fields.items()}
    sent = {each: value for each, value in proposed.items() if value is not None} | typed
    return {form.add_prefix(each): value for each, value in sent.items()}
