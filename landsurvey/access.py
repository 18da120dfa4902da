"""The door through which uploads reach a view: only those of the municipality of the request."""

import uuid

from django.contrib.auth.models import User
from django.shortcuts import get_object_or_404

from gis_assets.models import Municipality, Parcel
from landsurvey.models import Campaign, PartialFile, Raster, Upload, Visit, VisitPhoto


def upload_by_uid(municipality: Municipality, uid: uuid.UUID) -> Upload:
    """Return the municipality's own upload; 404 for any other."""
    return get_object_or_404(
        Upload.objects.select_related("municipality", "uploaded_by"), municipality=municipality, uid=uid
    )


def raster_by_uid(municipality: Municipality, uid: uuid.UUID) -> Raster:
    """Return the municipality's own raster; 404 for any other."""
    found = Raster.objects.select_related("municipality", "upload", "registered_by", "campaign")
    return get_object_or_404(found, municipality=municipality, uid=uid)


def part_by_uid(municipality: Municipality, by: User, uid: uuid.UUID) -> PartialFile:
    """Return a file that this very person is sending; 404 for any other."""
    return get_object_or_404(PartialFile, municipality=municipality, sent_by=by, uid=uid)


def campaign_by_uid(municipality: Municipality, uid: uuid.UUID) -> Campaign:
    """Return the municipality's own campaign; 404 for any other."""
    return get_object_or_404(Campaign.objects.select_related("municipality"), municipality=municipality, uid=uid)


def parcel_by_uid(municipality: Municipality, uid: uuid.UUID) -> Parcel:
    """Return the municipality's own parcel; 404 for any other."""
    return get_object_or_404(Parcel, municipality=municipality, uid=uid)


def own_visit(municipality: Municipality, user: User, client_uid: uuid.UUID) -> Visit:
    """Return the person's own visit by the number given on the phone; 404 for anybody else's."""
    return get_object_or_404(Visit, municipality=municipality, by=user, client_uid=client_uid)


def visit_by_uid(municipality: Municipality, uid: uuid.UUID) -> Visit:
    """Return a visit of the municipality by its confirmation; 404 for any other."""
    return get_object_or_404(Visit.objects.select_related("municipality"), municipality=municipality, uid=uid)


def visit_photo(municipality: Municipality, client_uid: uuid.UUID) -> VisitPhoto:
    """Return a photo of the municipality; 404 for any other."""
    return get_object_or_404(VisitPhoto, municipality=municipality, client_uid=client_uid)
