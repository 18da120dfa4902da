"""Sends the data sets of a municipality to a CKAN one by one and keeps a report; one that fails stops no other."""

import functools
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import ckanapi
import requests
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext

from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from opendata import datasets
from opendata.ckan import packages, plain, sending, tables
from opendata.datasets import Entry
from opendata.models import CkanPush, Outcome

log = logging.getLogger(__name__)

ANSWER_S = 120
LONGEST_ANSWER = 500
UNKNOWN_ACTION = "Action name not known"
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class NoCatalogue(Refusal):
    """No address or no token of a catalogue is known."""


class Ckan:
    """A CKAN over the network, its answers as our few exceptions."""

    def __init__(self, url: str, *, token: str) -> None:
        self._remote = ckanapi.RemoteCKAN(url, apikey=token, user_agent="town-register")

    def call(self, action: str, **facts: Any) -> Any:
        """Raises `sending.NotThereError`, `sending.InvalidError`, ckanapi's other errors and those of the network."""
        try:
            return self._remote.call_action(action, facts, requests_kwargs={"timeout": ANSWER_S})
        except ckanapi.NotFound as error:
            raise sending.NotThereError(action) from error
        except ckanapi.ValidationError as error:
            raise sending.InvalidError(f"{action}: {error.error_dict}") from error
        except ckanapi.CKANAPIError as error:
            if UNKNOWN_ACTION in str(error):
                raise sending.NotThereError(action) from error
            raise

    @functools.cached_property
    def has_national_fields(self) -> bool:
        """Whether its scheme of data sets is the national one; without any it has CKAN's own fields alone."""
        try:
            scheme = self.call("scheming_dataset_schema_show", type="dataset")
        except sending.NotThereError:
            return False
        return "data_type" in {field["field_name"] for field in scheme["dataset_fields"]}

    def close(self) -> None:
        self._remote.close()


def push(
    municipality: Municipality,
    *,
    url: str,
    token: str,
    base: str,
    at: datetime,
    now: Callable[[], datetime],
    only: Sequence[str] = (),
) -> CkanPush:
    """Send every data set, or `only` some layers; `now` tells when it ended. Raises `NoCatalogue`."""
    refuse_unsafe(url)
    entries = datasets.published(municipality, at=at)
    if only:
        entries = [datasets.entry(name, municipality=municipality, at=at) for name in only]
    report = CkanPush.objects.create(municipality=municipality, url=url, started_at=at)
    with translation.override("th"), closing(Ckan(url, token=token)) as catalogue:
        for entry in entries:
            report.results.append(_sent(catalogue, entry, municipality=municipality, base=base, at=at))
            report.save(update_fields=["results"])
    report.ended_at = now()
    report.save(update_fields=["ended_at"])
    return report


def refuse_unsafe(url: str) -> None:
    """A token goes over https, or stays on this machine."""
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return
    sentence = gettext("“%(url)s” is no address to send a token to: it must begin with https://.")
    raise NoCatalogue(sentence % {"url": url})


def address(municipality: Municipality) -> str:
    """The catalogue that is set for a municipality; raises `NoCatalogue`, which says what to set."""
    url = str(municipality.settings.get("ckan_url", ""))
    if not url:
        sentence = gettext("No catalogue is set. The administrator enters “ckan_url” in the settings of %(name)s.")
        raise NoCatalogue(sentence % {"name": municipality})
    return url


def token_file(municipality: Municipality) -> Path:
    """Where the municipality's token lies: a secret of the server, never in the database."""
    return Path(settings.CKAN_TOKENS) / municipality.dla_code


def token_in(path: Path) -> str:
    """The token that a file holds; raises `NoCatalogue`."""
    try:
        token = path.read_text(encoding="utf-8").strip()
    except OSError:
        token = ""
    if not token or not token.isascii():
        sentence = gettext(
            "There is no token for the catalogue in the file %(name)s. Make one there and keep it in this file."
        )
        raise NoCatalogue(sentence % {"name": path.name})
    return token


def _sent(catalogue: Ckan, entry: Entry, *, municipality: Municipality, base: str, at: datetime) -> dict[str, Any]:
    """What became of one data set, as the report keeps it."""
    if faults := entry.faults:
        return _result(entry, Outcome.REFUSED, changed=sorted(faults))
    package = packages.package(entry, municipality=municipality, base=base)
    try:
        is_new, done = sending.send(
            catalogue,
            package if catalogue.has_national_fields else plain.package(package),
            table=_table(entry, municipality=municipality, at=at),
            known=plain.known(),
        )
    except (
        sending.NotThereError,
        sending.InvalidError,
        ckanapi.CKANAPIError,
        ckanapi.NotAuthorized,
        ckanapi.ServerIncompatibleError,
        requests.RequestException,
    ) as error:
        log.exception("The data set %s was not sent.", entry.name)
        return _result(entry, Outcome.FAILED, answer=str(error) or type(error).__name__)
    outcome = Outcome.CREATED if is_new else Outcome.UPDATED if done else Outcome.UNCHANGED
    return _result(entry, outcome, changed=done, package=package["name"])


def _table(entry: Entry, *, municipality: Municipality, at: datetime) -> sending.Table:
    on = timezone.localdate(at)
    mark = tables.fingerprint(entry.layer, municipality=municipality, on=on)
    return sending.Table(
        name=f"{entry.name}-table",
        description=gettext(
            "Table of the columns with a place in each thing; may be searched by the catalogue's own API."
        ),
        columns=tables.columns(entry.layer),
        fingerprint=mark,
        rows=_rows(entry, municipality=municipality, at=at),
    )


def _rows(entry: Entry, *, municipality: Municipality, at: datetime) -> Iterator[list[tables.Row]]:
    yield from tables.rows(entry.layer, municipality=municipality, on=timezone.localdate(at))


def _result(
    entry: Entry, outcome: Outcome, *, changed: Sequence[str] = (), answer: str = "", package: str = ""
) -> dict[str, Any]:
    return {
        "layer": entry.name,
        "title": entry.title,
        "outcome": outcome.value,
        "changed": list(changed),
        "answer": answer[:LONGEST_ANSWER],
        "package": package,
    }
