"""A data set as a CKAN package with the fields of the national catalogue, exactly as its scheme names them."""

import uuid
from typing import Any
from urllib.parse import urljoin

from django.urls import reverse

from gis_assets.models import Municipality
from opendata import distributions, proposing
from opendata.datasets import Entry
from opendata.distributions import Distribution
from opendata.scheme import fields
from opendata.scheme.fields import GEOGRAPHIC

# Fields of a data set that its resources repeat under a name of their own.
OF_RESOURCES = ("geographic_data_set", "equivalent_scale", "positional_accuracy", "data_release_date")
STAMP = "%Y-%m-%dT%H:%M:%S.%f"
# Ids are made of names, so that a catalogue that took the data set over knows it again after a restore of ours.
NAMESPACE = uuid.UUID("6d9b2f6e-5a0b-5d1c-9a34-3f1d5f3a9c11")


def name(entry: Entry, *, municipality: Municipality) -> str:
    """Its address on every CKAN: the municipality's code keeps it apart from the same layer of others."""
    return f"lao-{municipality.dla_code}-{entry.name}".replace("_", "-")


def package(entry: Entry, *, municipality: Municipality, base: str) -> dict[str, Any]:
    """What `package_create` takes: no key that we do not manage, no empty value."""
    known = fields.of_type(entry.values.get("data_type"))
    sent = {
        key: value
        for key, value in entry.values.items()
        if key != "tag_string" and not (key in known and known[key].is_ours)
    }
    return {
        **sent,
        "name": name(entry, municipality=municipality),
        "url": urljoin(base, reverse("opendata:dataset", args=[entry.name])),
        "tags": [{"name": tag} for tag in entry.tags],
        "private": False,
        "version": str(entry.version.number),
        "resources": [_resource(entry, one) for one in _ways(entry, municipality, base)],
    }


def shown(entry: Entry, *, municipality: Municipality, base: str) -> dict[str, Any]:
    """What `package_show` answers: the package with what a CKAN adds to it."""
    sent = package(entry, municipality=municipality, base=base)
    organization = organisation(municipality)
    created = entry.version.dataset.made_at.strftime(STAMP)
    modified = distributions.changed_at(entry.layer, municipality=municipality, described_at=entry.version.made_at)
    package_id = str(uuid.uuid5(NAMESPACE, sent["name"]))
    resources = _resources(sent, package_id=package_id)
    return {
        **sent,
        "id": package_id,
        "type": "dataset",
        "state": "active",
        "isopen": True,
        "metadata_created": created,
        "metadata_modified": modified.strftime(STAMP),
        "organization": organization,
        "owner_org": organization["id"],
        "tags": [
            {**tag, "display_name": tag["name"], "state": "active", "vocabulary_id": None} for tag in sent["tags"]
        ],
        "num_tags": len(sent["tags"]),
        "resources": resources,
        "num_resources": len(resources),
        "groups": [],
        "extras": [],
        "relationships_as_object": [],
        "relationships_as_subject": [],
        "license_title": sent.get("license_id", ""),
        "author": None,
        "author_email": None,
        "creator_user_id": None,
    }


def _resources(sent: dict[str, Any], *, package_id: str) -> list[dict[str, Any]]:
    return [
        {
            **resource,
            "id": str(uuid.uuid5(NAMESPACE, f"{sent['name']}/{resource['name']}")),
            "package_id": package_id,
            "position": position,
            "state": "active",
        }
        for position, resource in enumerate(sent["resources"])
    ]


def organisation(municipality: Municipality) -> dict[str, Any]:
    """The municipality as a CKAN organisation."""
    return {
        "id": str(uuid.uuid5(NAMESPACE, f"organization/{municipality.dla_code}")),
        "name": proposing.organisation(municipality),
        "title": municipality.name_th,
        "display_name": municipality.name_th,
        "type": "organization",
        "description": municipality.name_en,
        "image_url": "",
        "is_organization": True,
        "approval_status": "approved",
        "state": "active",
    }


def _ways(entry: Entry, municipality: Municipality, base: str) -> list[Distribution]:
    return distributions.of(entry.layer, municipality=municipality, base=base)


def _resource(entry: Entry, one: Distribution) -> dict[str, Any]:
    values = entry.values
    repeated = OF_RESOURCES if values.get("data_type") == GEOGRAPHIC else ("data_release_date",)
    said: dict[str, Any] = {
        "name": one.name,
        "description": str(one.title),
        "url": one.url,
        "format": one.format,
        "mimetype": one.media_type,
        "resource_accessible_condition": values.get("accessible_condition"),
        "resource_created_date": values.get("data_release_date"),
        "resource_last_updated_date": one.made_on.isoformat() if one.made_on else values.get("last_updated_date"),
        "hash": f"sha256:{one.sha256}" if one.sha256 else None,
        "size": one.size,
        **{f"resource_{key}": values.get(key) for key in repeated},
    }
    return {key: value for key, value in said.items() if value}
