"""The publishing check: what may be served now of the layers that are declared. Everybody serves layers through here.

A layer is open when its declaration holds, its open texts were searched for signs of persons and none was found that
nobody has explained, and no officer has withdrawn it. What nobody has searched yet, or what is declared otherwise
since, is searched before it is first served. With a history the texts of all days are searched, not only today's.
"""

import hashlib
import hmac
import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

import psycopg
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from psycopg import sql

from gis_assets import sql_files
from gis_assets.models import Municipality
from gis_assets.publication import Column, Layer
from opendata import changes, layers, personal_data
from opendata.models import AcceptedValue, Publication, PublicationCheck, PublicationFinding

log = logging.getLogger(__name__)

# Findings that are kept of one check; a column of ids would have as many as features.
MOST_KEPT = 500
_IDS = Column("id", "id", content="codes")
# Ids drawn by lot or made of a digest: thirty-two hexadecimal digits, among which chance puts any number.
_BY_CHANCE = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}")


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
    """What may be served now, by name, in the order of `layers.all_layers`."""
    rows = {row.layer: row for row in Publication.objects.filter(municipality=municipality)}
    declared = layers.all_layers().values()
    return {layer.name: layer for layer in declared if _is_open(layer, rows.get(layer.name), municipality=municipality)}


def require(name: str, *, municipality: Municipality) -> Layer:
    """The layer of that name; raises `layers.UnknownLayer`, also for one that is stopped or withdrawn."""
    layer = layers.all_layers().get(name)
    if layer is not None:
        row = Publication.objects.filter(municipality=municipality, layer=name).first()
        if _is_open(layer, row, municipality=municipality):
            return layer
    raise layers.unknown(name, known=open_layers(municipality=municipality))


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
        for layer in layers.all_layers().values()
        if known.get(layer.name) != changes.version(layer, municipality=municipality, on=on)
    ]


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


def _is_open(layer: Layer, row: Publication | None, *, municipality: Municipality) -> bool:
    if row is None or row.declaration != declaration_of(layer):
        # With a history all days are searched, without one there is only today: no caller need say which day.
        check(layer, municipality=municipality, on=timezone.localdate())
        row = Publication.objects.get(municipality=municipality, layer=layer.name)
    return not (row.is_stopped or row.is_withdrawn)


def declaration_of(layer: Layer) -> str:
    """A digest of all that decides which values are open and how they are searched."""
    columns = [[column.name, column.kind, column.content, sorted(column.values)] for column in layer.open_columns]
    told = json.dumps([columns, layer.has_history, sql_files.load(layer.app, layer.sql)])
    return hashlib.sha256(told.encode()).hexdigest()


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
            "declaration": declaration_of(layer),
            "version": version,
            "last_check": record,
            "is_stopped": not verdict.is_clean,
        },
    )
