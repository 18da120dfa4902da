"""The catalogue and the page of each data set, for anybody."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from gis_assets import access
from gis_assets.models import Role
from gis_assets.publication import Words
from gis_assets.requests import TownRequest
from opendata import datasets, distributions, layers, usage
from opendata.catalogue import previews, schema_org
from opendata.datasets import Entry
from opendata.scheme import eras, fields
from opendata.scheme.fields import Field, Values
from opendata.views import in_a_town

BAD_REQUEST = 400
# Stand above everything else on the page.
ON_TOP = frozenset({"title", "title_en", "notes", "notes_en"})


@dataclass(frozen=True)
class Facet:
    """A value that the list can be narrowed to."""

    value: str
    words: str
    count: int
    is_chosen: bool


@require_safe
@in_a_town
def catalogue(request: TownRequest) -> HttpResponse:
    """Every data set, or those that hold the words of `?q=` and the type and keyword chosen."""
    every = datasets.published(request.municipality, at=timezone.now())
    q = request.GET.get("q", "").strip()[:100]
    data_type, tag = request.GET.get("type", ""), request.GET.get("tag", "")
    found = [entry for entry in every if _holds(entry, q) and _is(entry, data_type, tag)]
    facts = {
        "entries": found,
        "all": every,
        "q": q,
        "types": _facets(every, "data_type", data_type),
        "tags": _tags(every, tag),
        "chosen": {"type": data_type, "tag": tag},
        "is_manager": access.has_role(request, Role.DATA_PUBLISHER),
        "markup": schema_org.of_catalogue(every, request=request),
    }
    return render(request, "opendata/catalogue.html", facts)


@require_safe
@in_a_town
def dataset(request: TownRequest, name: str) -> HttpResponseBase:
    """A data set: look into it, what is said of it, how to have it, how it is used."""
    entry = entry_or_404(request, name)
    today = timezone.localdate()
    if request.method == "GET" and not request.GET:
        usage.count(entry.name, municipality=request.municipality, what="views", on=today)
    base = request.build_absolute_uri("/")
    seen = previews.of(entry.layer, request, today=today)
    facts = {
        "entry": entry,
        "preview": seen,
        "groups": list(described(entry.values)),
        "distributions": distributions.of(entry.layer, municipality=request.municipality, base=base),
        "grounds": list(dict.fromkeys(column.ground for column in entry.layer.open_columns)),
        "use": usage.of(entry.name, municipality=request.municipality, on=today),
        "embed_url": request.build_absolute_uri(reverse("opendata:embed", args=[entry.name])),
        "is_manager": access.has_role(request, Role.DATA_PUBLISHER),
        "markup": schema_org.of_dataset(entry, request=request),
    }
    return render(request, "opendata/dataset.html", facts, status=BAD_REQUEST if seen.refusal else 200)


def entry_or_404(request: TownRequest, name: str) -> Entry:
    try:
        return datasets.entry(name, municipality=request.municipality, at=timezone.now())
    except layers.UnknownLayer as refusal:
        raise Http404(str(refusal)) from refusal


def described(values: Values) -> Iterable[tuple[Words, list[tuple[str, str]]]]:
    """What is said, in groups with their titles, each line in the reader's language."""
    known = fields.of_type(values.get("data_type"))
    for group, title in previews.GROUPS.items():
        lines = [
            (words(field), text_of(field, values))
            for field in known.values()
            if field.group == group and values.get(field.key) and field.key not in ON_TOP
        ]
        if lines:
            yield title, lines


def words(field: Field) -> str:
    return field.en if is_english() else field.th


def text_of(field: Field, values: Values) -> str:
    """The value as a reader reads it: days in the era of the language, choices with their English."""
    value = values.get(field.key, "")
    english = {choice.value: choice.en for choice in field.choices} if is_english() else {}
    parts = value.split(",") if field.kind == "tags" and isinstance(value, str) else value
    told = [english.get(one, one) for one in (parts if isinstance(parts, list) else [parts])]
    if field.kind == "date" and not is_english():
        told = [eras.thai_day(one) for one in told]
    if field.other and values.get(field.other):
        told.append(str(values[field.other]))
    return ", ".join(told)


def _holds(entry: Entry, q: str) -> bool:
    said = [str(entry.values.get(key, "")) for key in ("title", "title_en", "notes", "notes_en", "tag_string")]
    text = " ".join([entry.name, *said]).casefold()
    return all(word in text for word in q.casefold().split())


def _is(entry: Entry, data_type: str, tag: str) -> bool:
    return data_type in ("", entry.values.get("data_type")) and (not tag or tag in entry.tags)


def _facets(entries: Iterable[Entry], key: str, chosen: str) -> list[Facet]:
    counts = Counter(str(entry.values.get(key, "")) for entry in entries)
    choices = fields.all_fields()[key].choices
    english = {choice.value: choice.en for choice in choices}
    return [
        Facet(value, english[value] if is_english() else value, counts[value], value == chosen)
        for value in english
        if counts[value]
    ]


def _tags(entries: Iterable[Entry], chosen: str) -> list[Facet]:
    """Keywords that more than one data set has, and the one that is chosen."""
    counts = Counter(tag for entry in entries for tag in entry.tags)
    total = len(list(entries))
    return [
        Facet(tag, tag, count, tag == chosen)
        for tag, count in counts.most_common()
        if 1 < count < total or tag == chosen
    ]


def is_english() -> bool:
    """Whether the reader chose English."""
    return (translation.get_language() or "th").startswith("en")
