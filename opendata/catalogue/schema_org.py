"""The markup by which search engines find data sets (schema.org), as JSON-LD in the pages."""

import json
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from gis_assets.models import Municipality
from gis_assets.requests import TownRequest
from opendata import distributions
from opendata.datasets import Entry

# Signs that could end a script, or begin another.
ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&"}


def of_catalogue(entries: Sequence[Entry], *, request: TownRequest) -> SafeString:
    url = request.build_absolute_uri(reverse("opendata:catalogue"))
    return _script(
        {
            "@type": "DataCatalog",
            "@id": url,
            "url": url,
            "name": str(request.municipality),
            "publisher": _publisher(request.municipality, request),
            "dataset": [
                {"@type": "Dataset", "@id": _address(entry, request), "name": entry.title} for entry in entries
            ],
        }
    )


def of_dataset(entry: Entry, *, request: TownRequest) -> SafeString:
    values, url = entry.values, _address(entry, request)
    said: dict[str, Any] = {
        "@type": "Dataset",
        "@id": url,
        "url": url,
        "identifier": url,
        "name": entry.title,
        "description": entry.notes,
        "alternateName": values.get("title_en"),
        "keywords": entry.tags,
        "license": entry.layer.licence.url,
        "isAccessibleForFree": True,
        "version": str(entry.version.number),
        "datePublished": values.get("data_release_date"),
        "dateModified": entry.version.made_at.isoformat(timespec="seconds"),
        "creator": _publisher(request.municipality, request),
        "publisher": _publisher(request.municipality, request),
        "includedInDataCatalog": {
            "@type": "DataCatalog",
            "@id": request.build_absolute_uri(reverse("opendata:catalogue")),
        },
        "spatialCoverage": _place(entry),
        "variableMeasured": _columns(entry),
        "distribution": _downloads(entry, municipality=request.municipality, base=request.build_absolute_uri("/")),
    }
    return _script(said)


def _columns(entry: Entry) -> list[dict[str, Any]]:
    return [
        {
            "@type": "PropertyValue",
            "name": column.name,
            "description": str(column.title),
            "unitText": column.unit or None,
        }
        for column in entry.layer.open_columns
    ]


def _downloads(entry: Entry, *, municipality: Municipality, base: str) -> list[dict[str, Any]]:
    return [
        {
            "@type": "DataDownload",
            "name": str(one.title),
            "encodingFormat": one.media_type,
            "contentUrl": one.url,
            "contentSize": str(one.size) if one.size is not None else None,
            "sha256": one.sha256 or None,
        }
        for one in distributions.of(entry.layer, municipality=municipality, base=base)
    ]


def _publisher(municipality: Municipality, request: TownRequest) -> dict[str, str]:
    return {"@type": "GovernmentOrganization", "name": municipality.name_th, "url": request.build_absolute_uri("/")}


def _address(entry: Entry, request: TownRequest) -> str:
    return request.build_absolute_uri(reverse("opendata:dataset", args=[entry.name]))


def _place(entry: Entry) -> dict[str, Any] | None:
    edges = [entry.values.get(f"{side}_bound_longitude") for side in ("south", "west", "north", "east")]
    if not all(edges):
        return None
    return {"@type": "Place", "geo": {"@type": "GeoShape", "box": " ".join(map(str, edges))}}


def _script(said: dict[str, Any]) -> SafeString:
    text = json.dumps(_full({"@context": "https://schema.org/", **said}), ensure_ascii=False)
    return mark_safe(text.translate(ESCAPES))  # noqa: S308  no sign of HTML is left


def _full(value: Any) -> Any:
    """Without what is not known."""
    if isinstance(value, dict):
        return {key: _full(one) for key, one in value.items() if one not in (None, "", [])}
    return [_full(one) for one in value] if isinstance(value, list) else value
