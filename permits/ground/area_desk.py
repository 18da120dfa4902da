"""An officer's file of planning areas between looking at it and putting it in force: kept as it was sent, under a
name of our own, with a ticket that only this municipality can go on with.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core import signing
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404

from gis_assets.inventories import tables
from gis_assets.models import Municipality
from permits.ground import area_files, areas
from permits.ground.area_files import Offered
from permits.models import AreaKind

SALT = "permits.planning-areas"
HOURS = 24


@dataclass(frozen=True)
class Kept:
    """A file that was sent, and what was said of it."""

    file: str
    name: str
    asked: dict[str, Any]

    @property
    def kind(self) -> AreaKind:
        return AreaKind(self.asked["kind"])

    @property
    def since(self) -> date:
        return date.fromisoformat(self.asked["since"])

    def ticket(self, municipality: Municipality) -> str:
        """What the page hands back to go on with this file."""
        told = {"town": municipality.pk, "file": self.file, "name": self.name, "asked": self.asked}
        return signing.dumps(told, salt=SALT)


def keep(municipality: Municipality, *, file: UploadedFile[Any], asked: dict[str, Any]) -> Kept:
    """Store the file as it was sent."""
    name = Path(file.name or "areas").name[:120]
    ending = Path(name).suffix.lower()
    path = f"permits/areas/{municipality.dla_code}/{secrets.token_hex(16)}{ending}"
    return Kept(default_storage.save(path, file), name, asked)


def kept(municipality: Municipality, *, ticket: str) -> Kept:
    """The file of a ticket; 404 for a ticket of another municipality, a forged one, or one of yesterday."""
    try:
        told = signing.loads(ticket, salt=SALT, max_age=HOURS * 3600)
    except signing.BadSignature as error:
        raise Http404 from error
    if told["town"] != municipality.pk:
        raise Http404
    return Kept(told["file"], told["name"], told["asked"])


def columns_of(kept: Kept) -> tuple[str, ...]:
    """The columns of the file; raises tables.FileRefused."""
    return tables.read(_path(kept), epsg=kept.asked["epsg"]).columns


def look(municipality: Municipality, *, kept: Kept, columns: dict[str, str] | None = None) -> Offered:
    """What the file holds; raises area_files.NotAreas or tables.FileRefused."""
    return area_files.read(
        _path(kept),
        municipality=municipality,
        columns=columns or {},
        name=kept.name,
        epsg=kept.asked["epsg"],
        citation=kept.asked["citation"],
        doubt=kept.asked["doubt"],
    )


def put_in_force(
    municipality: Municipality,
    *,
    kept: Kept,
    columns: dict[str, str],
    leave_out_wrong: bool,
    by: AbstractBaseUser,
    at: datetime,
) -> areas.Loaded:
    """Replace the areas of the kind; raises what `look` raises, areas.WrongFeatures or areas.NothingToLoad."""
    return areas.load(
        municipality,
        kind=kept.kind,
        offered=look(municipality, kept=kept, columns=columns),
        since=kept.since,
        by=by,
        at=at,
        leave_out_wrong=leave_out_wrong,
    )


def _path(kept: Kept) -> Path:
    return Path(default_storage.path(kept.file))
