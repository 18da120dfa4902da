"""The data sets of a municipality: one for each open layer, described first by the declaration, then by a person.

Every version is kept. What a person wrote is never overwritten by a program; where no person has written yet, a new
declaration speaks anew.
"""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone, translation
from django.utils.translation import gettext

from gis_assets import journal
from gis_assets.models import Municipality
from gis_assets.publication import Layer
from gis_assets.refusals import Refusal
from opendata import gate, layers, proposing
from opendata.models import Dataset, DatasetVersion
from opendata.scheme import checking, fields, quality
from opendata.scheme.checking import Faults
from opendata.scheme.fields import Values

# Follow from the day or the declaration: alone they are no reason for a new version.
OF_THE_DAY = frozenset({"data_release_date", "last_updated_date"})


class Faulty(Refusal):
    """What was said of a data set has faults; `faults` names them by field."""

    def __init__(self, faults: Faults) -> None:
        super().__init__(gettext("Not saved: look at the fields marked below. Everything you typed is still there."))
        self.faults = faults


class TakenMeanwhile(Refusal):
    """Somebody else saved a version since the form was opened."""


@dataclass(frozen=True)
class Entry:
    """A data set of the catalogue: its layer and what is said of it now."""

    layer: Layer
    version: DatasetVersion

    @property
    def name(self) -> str:
        return self.layer.name

    @property
    def values(self) -> Values:
        said: Values = self.version.values
        return said

    @property
    def title(self) -> str:
        return self.text("title")

    @property
    def notes(self) -> str:
        return self.text("notes")

    @property
    def frequency(self) -> str:
        """How often it is updated, in the reader's language."""
        word = str(self.values.get("update_frequency_unit", ""))
        choices = fields.all_fields()["update_frequency_unit"].choices
        is_english = (translation.get_language() or "th").startswith("en")
        return next((choice.en for choice in choices if is_english and choice.value == word), word)

    @property
    def tags(self) -> list[str]:
        return [tag for tag in str(self.values.get("tag_string", "")).split(",") if tag]

    @property
    def faults(self) -> Faults:
        return _faults(self.layer, self.values)

    @property
    def quality(self) -> quality.Quality:
        return quality.of(self.values)

    def text(self, key: str) -> str:
        """A text in the reader's language where it stands in both."""
        is_english = (translation.get_language() or "th").startswith("en")
        english = self.values.get(f"{key}_en") if is_english else None
        return str(english or self.values.get(key, ""))


def published(municipality: Municipality, *, at: datetime) -> list[Entry]:
    """The data sets of the layers that may be seen now, in the order of the layers, those of rasters last."""
    found = gate.open_layers(municipality=municipality) | gate.open_rasters(municipality=municipality)
    return _entries(municipality, found, at=at)


def entry(name: str, *, municipality: Municipality, at: datetime) -> Entry:
    """One data set; raises `layers.UnknownLayer`, also for a layer that is stopped or withdrawn."""
    layer = gate.require_either(name, municipality=municipality)
    return _entries(municipality, {name: layer}, at=at)[0]


def declare(municipality: Municipality, *, at: datetime) -> None:
    """Describe what is not described yet, and anew what only a program has described and now would otherwise.

    Rasters are described when one is open first.
    """
    described = set(Dataset.objects.filter(municipality=municipality).values_list("layer", flat=True))
    for layer in layers.everything().values():
        if layer.name in layers.all_layers() or layer.name in described:
            _propose(municipality, layer, at=at)


def save(of: Entry, *, values: Values, by: User, at: datetime, seen: int) -> DatasetVersion:
    """Append a person's version; raises `Faulty`, or `TakenMeanwhile` if `seen` is no longer the latest."""
    said = checking.normalised(values)
    if faults := _faults(of.layer, said):
        raise Faulty(faults)
    with transaction.atomic():
        dataset = Dataset.objects.select_for_update().get(pk=of.version.dataset_id)
        latest = dataset.versions.latest("number")
        if latest.number != seen:
            sentence = gettext(
                "Somebody saved version %(number)s while you wrote. Compare with it below, then save again."
            )
            raise TakenMeanwhile(sentence % {"number": latest.number})
        if latest.values == said:
            return latest
        version = _append(dataset, number=seen + 1, values=said, by=by, at=at)
        journal.append(
            municipality=dataset.municipality,
            by=by,
            action="describe",
            thing_kind="dataset",
            thing_uid=dataset.layer,
            at=at,
            details={"version": version.number, "changed": changed(latest.values, said)},
        )
    return version


def changed(before: Values, after: Values) -> list[str]:
    """The fields that differ, in the order of the form."""
    keys = [*fields.all_fields(), *sorted(before.keys() | after.keys())]
    return [key for key in dict.fromkeys(keys) if before.get(key) != after.get(key)]


def history(of: Entry) -> list[tuple[DatasetVersion, list[str]]]:
    """The versions, the latest first, each with the fields that it changed."""
    versions = list(DatasetVersion.objects.filter(dataset=of.version.dataset_id).select_related("made_by"))
    earlier = [*(version.values for version in versions[1:]), {}]
    return [(version, changed(before, version.values)) for version, before in zip(versions, earlier, strict=True)]


def _faults(layer: Layer, values: Values) -> Faults:
    """Those of the fields, and another licence than the one under which the layer's files and interfaces are given."""
    found = checking.faults(values)
    if values.get("license_id") not in (None, layer.licence.ckan):
        sentence = gettext("The files and interfaces are given under “%(licence)s”; the catalogue must say the same.")
        found.setdefault("license_id", []).append(sentence % {"licence": layer.licence.ckan})
    return found


def _entries(municipality: Municipality, wanted: dict[str, Layer], *, at: datetime) -> list[Entry]:
    """A municipality or a layer that came after the last upgrade is described when it is first looked at."""
    found = _latest(municipality, wanted)
    if missing := wanted.keys() - found.keys():
        for name in sorted(missing):
            _propose(municipality, wanted[name], at=at)
        found = _latest(municipality, wanted)
    return [Entry(layer, found[name]) for name, layer in wanted.items()]


def _latest(municipality: Municipality, wanted: dict[str, Layer]) -> dict[str, DatasetVersion]:
    newest = DatasetVersion.objects.filter(dataset=OuterRef("dataset")).order_by("-number").values("pk")[:1]
    versions = DatasetVersion.objects.filter(
        municipality=municipality, dataset__layer__in=list(wanted), pk=Subquery(newest)
    )
    return {version.dataset.layer: version for version in versions.select_related("dataset")}


@transaction.atomic
def _propose(municipality: Municipality, layer: Layer, *, at: datetime) -> None:
    Dataset.objects.get_or_create(municipality=municipality, layer=layer.name, defaults={"made_at": at})
    dataset = Dataset.objects.select_for_update().get(municipality=municipality, layer=layer.name)
    latest = dataset.versions.order_by("-number").first()
    if latest and latest.made_by_id:
        return
    said = proposing.values(layer, municipality=municipality, on=timezone.localdate(at))
    if latest is None or set(changed(latest.values, said)) - OF_THE_DAY:
        _append(dataset, number=latest.number + 1 if latest else 1, values=said, by=None, at=at)


def _append(dataset: Dataset, *, number: int, values: Values, by: User | None, at: datetime) -> DatasetVersion:
    return DatasetVersion.objects.create(
        municipality=dataset.municipality, dataset=dataset, number=number, values=values, made_by=by, made_at=at
    )
