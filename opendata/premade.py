"""Tiles from afar, made ahead and kept in a table.

At the zooms before its things are drawn a layer shows `squares`; at the others its tiles are those of `tiles`, kept.

They follow the layer's version. Where that takes a moment they are made anew while the asker waits; for large layers a
job makes them. Until then a tile of not too many things is drawn by itself, of others the former ones are shown.
"""

import time
from datetime import date, datetime, timedelta
from typing import Any, cast

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext

from gis_assets import tenancy
from gis_assets.models import Municipality
from gis_assets.publication import Layer
from gis_assets.refusals import Refusal
from opendata import changes, squares, tilequeue, tiles
from opendata.models import StoredTile, TileBuild
from opendata.tiles import LEAST_ZOOM, Place, Tile

ALWAYS_TO = 12
MANY = 20_000
# Things of which a tile is drawn while the asker waits, should the one made ahead be out of date.
MANY_IN_TILE = 50_000
A_MOMENT_S = 1.5
# Days of a layer that are kept at once; strangers may ask for any day.
MOST_DAYS = 72


class NotMadeAhead(Refusal):
    """A former day of a large layer, which is made ahead for the first of each month only."""


def tile(layer: Layer, place: Place, *, municipality: Municipality, on: date, at: datetime, version: str) -> Tile:
    """The tile of any zoom: made ahead, or drawn now; raises `NotMadeAhead`.

    `version` is the layer's, asked for before; the connection is bound to the municipality.
    """
    if place.z > last_zoom(layer):
        return tiles.drawn(layer, place, municipality=municipality, on=on, version=version)
    build = _build(layer, municipality=municipality, on=on, version=version, at=at)
    is_former = build is None or build.version != version
    if is_former and not _is_large(layer, municipality=municipality, on=on, place=place):
        return tiles.drawn(layer, place, municipality=municipality, on=on, version=version, read=_reader(layer, place))
    if build is None:
        return Tile(version, b"", is_kept=False)
    found = StoredTile.objects.filter(build=build, z=place.z, x=place.x, y=place.y).values_list("body", flat=True)
    return Tile(build.version, tiles.packed(bytes(found[0])) if found else b"", is_kept=build.version == version)


def last_zoom(layer: Layer) -> int:
    """The closest zoom whose tiles are made ahead."""
    return max(ALWAYS_TO, min(layer.min_zoom, 16) - 1)


def build(layer: Layer, *, municipality: Municipality, on: date, at: datetime) -> TileBuild:
    """Make the tiles anew unless they show the layer's version already; two at once wait for each other."""
    with tenancy.within(municipality), transaction.atomic():
        _wait_for_turn(layer, municipality, on)
        version = changes.version_here(layer, municipality=municipality, on=on)
        found = TileBuild.objects.filter(municipality=municipality, layer=layer.name, on=on).first()
        if found and found.version == version:
            return found
        begun = time.monotonic()
        facts = {"version": version, "seconds": 0.0, "built_at": at}
        made, _new = TileBuild.objects.update_or_create(
            municipality=municipality, layer=layer.name, on=on, defaults=facts
        )
        StoredTile.objects.filter(build=made).delete()
        squares.store(layer, _facts(made))
        _store_tiles(layer, made)
        made.seconds = time.monotonic() - begun
        made.save(update_fields=["seconds"])
        _forget_beyond(MOST_DAYS, made)
        return made


def forget(municipality: Municipality, *, on: date, at: datetime) -> None:
    """Remove tiles of other days that were made more than a day ago."""
    old = TileBuild.objects.filter(municipality=municipality, built_at__lt=at - timedelta(days=1))
    old.exclude(on=on).delete()


def _build(layer: Layer, *, municipality: Municipality, on: date, version: str, at: datetime) -> TileBuild | None:
    found = TileBuild.objects.filter(municipality=municipality, layer=layer.name, on=on).first()
    if found and found.version == version:
        return found
    if _is_quick(layer, found, municipality=municipality, on=on):
        return build(layer, municipality=municipality, on=on, at=at)
    if on != timezone.localdate(at) and on.day != 1:
        raise NotMadeAhead(
            gettext("From so far this layer is shown as of today or the first of a month. Choose one, or come nearer.")
        )
    tilequeue.build(layer.name, municipality_id=municipality.pk, on=on)
    return found or TileBuild.objects.filter(municipality=municipality, layer=layer.name).order_by("-on").first()


def _forget_beyond(most: int, made: TileBuild) -> None:
    of_layer = TileBuild.objects.filter(municipality_id=made.municipality_id, layer=made.layer)
    kept = of_layer.order_by("-built_at").values_list("pk", flat=True)[:most]
    of_layer.exclude(pk__in=list(kept)).delete()


def _is_quick(layer: Layer, found: TileBuild | None, *, municipality: Municipality, on: date) -> bool:
    if found:
        return found.seconds < A_MOMENT_S
    return not _is_large(layer, municipality=municipality, on=on)


def _is_large(layer: Layer, *, municipality: Municipality, on: date, place: Place | None = None) -> bool:
    """Whether more things than are drawn at once lie in the layer, or in one tile of it."""
    facts: dict[str, Any] = {"municipality": municipality.pk, "on": on, "many": MANY_IN_TILE if place else MANY}
    statement = tiles.statement("is_large", layer, within=squares.IN_TILE if place else squares.EVERYWHERE)
    with connection.cursor() as cursor:
        cursor.execute(cast(Any, statement), facts | (place._asdict() if place else {}))
        return bool(cursor.fetchone()[0])


def _reader(layer: Layer, place: Place) -> tiles.Reader:
    return squares.read if place.z < layer.min_zoom else tiles.read


def _wait_for_turn(layer: Layer, municipality: Municipality, on: date) -> None:
    with connection.cursor() as cursor:
        name = f"tiles {municipality.pk} {layer.name} {on}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _store_tiles(layer: Layer, made: TileBuild) -> None:
    zooms = range(max(LEAST_ZOOM, layer.min_zoom), last_zoom(layer) + 1)
    if not zooms:
        return
    with connection.cursor() as cursor:
        cursor.execute(cast(Any, tiles.statement("layer_extent", layer)), _facts(made))
        extent = cursor.fetchone()
        for place in (place for z in zooms if extent for place in tiles.places_over(*extent, z=z)):
            cursor.execute(cast(Any, tiles.tile_statement(layer, z=place.z)), _facts(made) | place._asdict())
            if body := bytes(cursor.fetchone()[0] or b""):
                facts = place._asdict() | {"build": made, "municipality_id": made.municipality_id, "body": body}
                StoredTile.objects.create(**facts)


def _facts(made: TileBuild) -> dict[str, Any]:
    return {"municipality": made.municipality_id, "on": made.on, "build": made.pk}
