"""The publishing check: what may be served now of the layers that are declared. Everybody serves layers through here.

A layer is open when its declaration holds, its open texts were searched for signs of persons and none was found that
nobody has explained, and no officer has withdrawn it. What nobody has searched yet, or what is declared otherwise
since, is searched before it is first served: a small layer at once, a large one by a job, and whoever asks meanwhile is
told to come back. With a history the texts of all days are searched, not only today's.
"""

import hashlib
import hmac
import json
import logging
import math
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, cast

import psycopg
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext
from psycopg import sql

from gis_assets import sql_files
from gis_assets.models import Municipality
from gis_assets.publication import Column, Layer, RasterLayer
from gis_assets.refusals import Refusal
from opendata import changes, checkqueue, layers, personal_data, rasters, standing
from opendata.models import AcceptedValue, Publication, PublicationCheck, PublicationFinding

log = logging.getLogger(__name__)

# Findings that are kept of one check; a column of ids would have as many as features.
MOST_KEPT = 500
_IDS = Column("id", "id", content="codes")
# Ids drawn by lot or made of a digest: thirty-two hexadecimal digits, among which chance puts any number.
_BY_CHANCE = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}")


class BeingChecked(Refusal):
    """A large layer whose check is asked for and not done yet; whoever asks may ask again after so many seconds."""

    again_s = 30

    def __init__(self, layer: Layer) -> None:
        sentence = gettext(
            "The layer “%(name)s” is being searched for personal data before it is served. Ask again in half a minute."
        )
        super().__init__(sentence % {"name": layer.name})


class Standings(NamedTuple):
    """The layers that may be served now by name, and those whose check is asked for and not done yet."""

    open: dict[str, Layer]
    waiting: tuple[Layer, ...]


@dataclass(frozen=True)
class Finding:
    """A value that looks like a person's: masked, the first feature with it, and how many have it."""

    column: str
    kind: personal_data.Kind
    masked: str
    digest: str
    feature: str
    features: int


@dataclass(frozen=True)
class Verdict:
    """What one search through the open texts of a layer found, without what officers accepted."""

    layer: str
    on: date
    values_scanned: int
    findings: tuple[Finding, ...]

    @property
    def is_clean(self) -> bool:
        return not self.findings


def open_layers(*, municipality: Municipality) -> dict[str, Layer]:
    """The layers of features that may be served now, by name, in the order of `layers.all_layers`."""
    return standings(municipality=municipality).open


def open_rasters(*, municipality: Municipality) -> dict[str, RasterLayer]:
    """The layers of rasters that may be served now and of which a raster is open, by name."""
    on = timezone.localdate()
    shown = {
        name: layer
        for name, layer in layers.all_rasters().items()
        if rasters.of(layer, municipality=municipality, on=on)
    }
    checked = _standings(shown, municipality=municipality).open if shown else {}
    return {name: layer for name, layer in shown.items() if name in checked}


def standings(*, municipality: Municipality) -> Standings:
    """Which layers of features may be served now, and which wait for their check."""
    return _standings(layers.all_layers(), municipality=municipality)


def require(name: str, *, municipality: Municipality) -> Layer:
    """The layer of features of that name.

    Raises `layers.UnknownLayer`, also for one that is stopped or withdrawn, and `BeingChecked`.
    """
    layer = layers.all_layers().get(name)
    if layer is not None:
        row, digests = _rows(municipality, name).get(name), changes.digests(municipality)
        if _is_open(layer, row, municipality=municipality, digests=digests):
            return layer
    raise layers.unknown(name, known=open_layers(municipality=municipality))


def require_raster(name: str, *, municipality: Municipality) -> RasterLayer:
    """The layer of rasters of that name; raises `layers.UnknownLayer`, also where no raster of it is open."""
    found = open_rasters(municipality=municipality) if name in layers.all_rasters() else {}
    if name not in found:
        raise layers.unknown(name, known=open_layers(municipality=municipality))
    return found[name]


def require_either(name: str, *, municipality: Municipality) -> Layer:
    """The layer of that name, be it of features or of rasters; raises as `require` does."""
    if name in layers.all_rasters():
        return require_raster(name, municipality=municipality)
    return require(name, municipality=municipality)


def is_served(name: str, *, municipality: Municipality) -> bool:
    """Whether a layer may be served now; asked by apps that show its things at addresses of their own."""
    layer = layers.everything().get(name)
    return layer is not None and name in _standings({name: layer}, municipality=municipality).open


def check(layer: Layer, *, municipality: Municipality, on: date) -> Verdict:
    """Search the open texts of a layer, keep the record, and stop or open the layer by what was found."""
    version = changes.version(layer, municipality=municipality, on=on)
    verdict = search(layer, municipality=municipality, on=on)
    _keep(verdict, layer, version=version, municipality=municipality)
    if not verdict.is_clean:
        log.error(
            "The layer %s of %s is not published: %d values look like personal data; see the page of checks.",
            layer.name,
            municipality.dla_code,
            len(verdict.findings),
        )
    return verdict


def check_changed(*, municipality: Municipality, on: date) -> list[Verdict]:
    """Check the layers of which anything has changed since they were checked."""
    known = dict(Publication.objects.filter(municipality=municipality).values_list("layer", "version"))
    return [
        check(layer, municipality=municipality, on=on)
        for layer in layers.everything().values()
        if known.get(layer.name) != changes.version(layer, municipality=municipality, on=on)
    ]


def check_small(*, municipality: Municipality) -> None:
    """Search the small layers that nobody has searched, however long that takes, before anybody asks for them."""
    _standings(layers.everything(), municipality=municipality, patience_ms=math.inf)


def check_waiting(layer: Layer, *, municipality: Municipality, on: date) -> Verdict | None:
    """Check a layer for which somebody waits, unless that was done in the meantime."""
    row = _rows(municipality, layer.name).get(layer.name)
    version = changes.version(layer, municipality=municipality, on=on)
    if row is not None and row.version == version and standing.is_declared_so(row, layer):
        return None
    return check(layer, municipality=municipality, on=on)


def search(layer: Layer, *, municipality: Municipality, on: date) -> Verdict:
    """Search without keeping anything. What officers accepted is left out; citizen ids can never be accepted."""
    judge = Judge(layer, municipality=municipality)
    scanned, findings = 0, []
    # Ids that are drawn by chance tell of nobody, though their digits may look like a telephone number.
    ids = () if layer.id_kind == "uuid" else (_IDS,)
    for column in (*ids, *layer.open_columns):
        for value, features, feature in _values(layer, column, municipality=municipality, on=on):
            scanned += 1
            findings += judge.findings(column.name, value, feature=feature, features=features)
    return Verdict(layer.name, on, scanned, tuple(findings))


class Judge:
    """Tells which values of one layer look like a person's, knowing what officers accepted."""

    def __init__(self, layer: Layer, *, municipality: Municipality) -> None:
        self.layer = layer
        values = AcceptedValue.objects.filter(municipality=municipality, layer=layer.name)
        self.accepted = frozenset(values.values_list("column", "digest"))

    def findings(self, column: str, value: str, *, feature: str, features: int = 1) -> list[Finding]:
        """What is seen in one value of a column."""
        searched = _BY_CHANCE.sub(" ", value) if column == _IDS.name else value
        if not (signs := personal_data.signs(searched)):
            return []
        digest = digest_of(self.layer.name, column, value)
        is_accepted = (column, digest) in self.accepted
        return [
            Finding(column, sign.kind, sign.masked, digest, feature, features)
            for sign in signs
            if sign.kind == "citizen_id" or not is_accepted
        ]


def digest_of(layer: str, column: str, value: str) -> str:
    """By which a value is known again without being kept."""
    return hmac.new(settings.PARTY_KEY.encode(), f"{layer}|{column}|{value}".encode(), hashlib.sha256).hexdigest()


def _standings(
    among: Mapping[str, Layer], *, municipality: Municipality, patience_ms: float | None = None
) -> Standings:
    """Small layers that nobody has searched are searched here while there is time."""
    found, waiting = {}, []
    rows, digests = _rows(municipality, *among), changes.digests(municipality)
    ends_at = time.monotonic() + (settings.OPEN_CHECK_AT_ONCE_MS if patience_ms is None else patience_ms) / 1000
    for name, layer in among.items():
        may_search = time.monotonic() < ends_at
        try:
            if _is_open(layer, rows.get(name), municipality=municipality, digests=digests, may_search=may_search):
                found[name] = layer
        except BeingChecked:
            waiting.append(layer)
    return Standings(found, tuple(waiting))


def _rows(municipality: Municipality, *names: str) -> dict[str, Publication]:
    rows = Publication.objects.filter(municipality=municipality, layer__in=names).select_related("last_check")
    return {row.layer: row for row in rows}


def _is_open(
    layer: Layer,
    row: Publication | None,
    *,
    municipality: Municipality,
    digests: Mapping[str, int],
    may_search: bool = True,
) -> bool:
    """Raises `BeingChecked`. What is closed stays closed without a new check, unless it is declared otherwise now."""
    if row is not None and (row.is_withdrawn or (row.is_stopped and standing.is_declared_so(row, layer))):
        return False
    if not standing.holds(row, layer, digests=digests, at=timezone.now()):
        if not may_search:
            raise BeingChecked(layer)
        if standing.is_large(layer, municipality=municipality):
            checkqueue.check(layer.name, municipality_id=municipality.pk)
            raise BeingChecked(layer)
        # With a history all days are searched, without one there is only today: no caller need say which day.
        check(layer, municipality=municipality, on=timezone.localdate())
        row = Publication.objects.get(municipality=municipality, layer=layer.name)
    return row is not None and not (row.is_stopped or row.is_withdrawn)


def _values(layer: Layer, column: Column, *, municipality: Municipality, on: date) -> Iterator[tuple[str, int, str]]:
    """Each different value that could tell of a person, how many features have it, and the first of them.

    Of closed lists only what they lack; of numbers only those with as many digits as a citizen id.
    """
    if column.kind in ("boolean", "date", "datetime"):
        return
    statement = sql.SQL(sql_files.load("opendata", "values_of_column")).format(
        layer=layers.statement_of_any_day(layer),
        column=sql.Identifier("feature", column.name),
    )
    facts = {
        "municipality": municipality.pk,
        "on": on,
        "listed": list(column.values) if column.content == "choices" else [],
        "shortest": 1 if column.kind == "text" else 13,
    }
    with connection.cursor() as cursor:
        psycopg_cursor = cast("psycopg.Cursor[Any]", cursor.cursor)
        with psycopg_cursor.copy(statement, facts) as copy:
            for line in copy:
                value, features, feature = json.loads(bytes(line))
                yield value, features, feature


@transaction.atomic
def _keep(verdict: Verdict, layer: Layer, *, version: str, municipality: Municipality) -> None:
    record = PublicationCheck.objects.create(
        municipality=municipality,
        layer=layer.name,
        on=verdict.on,
        values_scanned=verdict.values_scanned,
        finding_count=len(verdict.findings),
    )
    PublicationFinding.objects.bulk_create(
        PublicationFinding(
            municipality=municipality,
            of_check=record,
            column=finding.column,
            kind=finding.kind,
            masked=finding.masked[:60],
            digest=finding.digest,
            feature=finding.feature[:100],
            features=finding.features,
        )
        for finding in verdict.findings[:MOST_KEPT]
    )
    Publication.objects.update_or_create(
        municipality=municipality,
        layer=layer.name,
        defaults={
            "declaration": standing.declaration_of(layer),
            "version": version,
            "last_check": record,
            "is_stopped": not verdict.is_clean,
        },
    )
