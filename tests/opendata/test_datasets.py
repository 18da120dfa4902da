"""Data sets: proposed by the declaration, described by a person, never overwritten, every version kept."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from gis_assets import tenancy
from gis_assets.models import JournalEntry, Municipality, Role
from opendata import datasets, layers, usage
from opendata.models import DatasetUse, DatasetVersion
from opendata.scheme.fields import Values

AT = datetime(2026, 11, 1, 3, tzinfo=UTC)
NAMED = {"maintainer": "กองช่าง", "maintainer_email": "data@example.org"}


def an_entry(municipality: Municipality, name: str = "parcels") -> datasets.Entry:
    return datasets.entry(name, municipality=municipality, at=AT)


def described(entry: datasets.Entry, **said: str) -> Values:
    return {**entry.values, **NAMED, **said}


def test_every_layer_is_proposed_with_all_that_its_declaration_says(municipality: Municipality) -> None:
    entries = datasets.published(municipality, at=AT)

    assert [entry.name for entry in entries] == list(layers.all_layers())
    for entry in entries:
        assert set(entry.faults) == {"maintainer", "maintainer_email"}, entry.name
    parcels = an_entry(municipality).values
    assert parcels["title"] == "แปลงที่ดิน เทศบาลเมืองทดสอบ"
    assert parcels["geographic_data_set"] == "ชั้นข้อมูลแปลงที่ดิน"
    assert parcels["license_id"] == "Creative Commons Attributions"
    assert parcels["west_bound_longitude"] == "98.890"


def test_looking_again_makes_nothing_new(municipality: Municipality) -> None:
    datasets.published(municipality, at=AT)
    datasets.published(municipality, at=AT.replace(day=9))
    datasets.declare(municipality, at=AT.replace(day=9))

    assert DatasetVersion.objects.count() == len(layers.all_layers())


def test_new_declaration_speaks_until_a_person_has_written(
    municipality: Municipality, officer: Callable[..., Any]
) -> None:
    person, entry = officer(Role.DATA_PUBLISHER), an_entry(municipality)
    datasets.save(entry, values=described(entry), by=person, at=AT, seen=1)
    an_entry(municipality, "roads")
    municipality.name_th = "เทศบาลนครทดสอบ"
    municipality.save()

    datasets.declare(municipality, at=AT.replace(day=2))

    assert an_entry(municipality, "roads").values["title"] == "ถนน เทศบาลนครทดสอบ"
    assert an_entry(municipality).values["title"] == "แปลงที่ดิน เทศบาลเมืองทดสอบ"


def test_saving_appends_a_version_and_says_who_changed_what(
    municipality: Municipality, officer: Callable[..., Any]
) -> None:
    person, entry = officer(Role.DATA_PUBLISHER), an_entry(municipality)

    version = datasets.save(entry, values=described(entry, notes="ใหม่"), by=person, at=AT, seen=1)

    assert (version.number, version.made_by) == (2, person)
    (_latest, changed), *_earlier = datasets.history(an_entry(municipality))
    assert changed == ["notes", "maintainer", "maintainer_email"]
    assert JournalEntry.objects.get(thing_kind="dataset").details["version"] == 2


def test_saving_the_same_makes_no_version(municipality: Municipality, officer: Callable[..., Any]) -> None:
    person, entry = officer(Role.DATA_PUBLISHER), an_entry(municipality)
    datasets.save(entry, values=described(entry), by=person, at=AT, seen=1)

    version = datasets.save(an_entry(municipality), values=described(entry), by=person, at=AT, seen=2)

    assert version.number == 2


def test_second_of_two_who_write_at_once_is_told(municipality: Municipality, officer: Callable[..., Any]) -> None:
    person, entry = officer(Role.DATA_PUBLISHER), an_entry(municipality)
    datasets.save(entry, values=described(entry, notes="ก่อน"), by=person, at=AT, seen=1)

    with pytest.raises(datasets.TakenMeanwhile):
        datasets.save(entry, values=described(entry, notes="หลัง"), by=person, at=AT, seen=1)


def test_faults_are_not_saved(municipality: Municipality, officer: Callable[..., Any]) -> None:
    entry = an_entry(municipality)

    with pytest.raises(datasets.Faulty) as refusal:
        datasets.save(entry, values=entry.values, by=officer(Role.DATA_PUBLISHER), at=AT, seen=1)

    assert set(refusal.value.faults) == {"maintainer", "maintainer_email"}


def test_licence_other_than_that_of_the_files_is_refused(
    municipality: Municipality, officer: Callable[..., Any]
) -> None:
    entry = an_entry(municipality)
    other = described(entry, license_id="Open Data Common")

    with pytest.raises(datasets.Faulty) as refusal:
        datasets.save(entry, values=other, by=officer(Role.DATA_PUBLISHER), at=AT, seen=1)

    assert set(refusal.value.faults) == {"license_id"}
    assert "Creative Commons Attributions" in refusal.value.faults["license_id"][0]


def test_version_cannot_be_changed_by_anybody(municipality: Municipality) -> None:
    version = an_entry(municipality).version

    with pytest.raises(DatabaseError), transaction.atomic():
        DatasetVersion.objects.filter(pk=version.pk).update(number=7)


def test_data_sets_of_another_municipality_are_its_own(
    municipality: Municipality, other_municipality: Municipality
) -> None:
    an_entry(municipality)
    with tenancy.within(other_municipality):
        assert an_entry(other_municipality).values["title"] == "แปลงที่ดิน เทศบาลเมืองทดสอบ"
        assert DatasetVersion.objects.count() == 1


def test_use_is_counted_by_the_day_and_of_nobody(municipality: Municipality) -> None:
    for what in ("views", "views", "downloads"):
        usage.count("parcels", municipality=municipality, what=what, on=date(2026, 11, 1))

    use = usage.of("parcels", municipality=municipality, on=date(2026, 11, 2))

    assert (use.views, use.downloads, use.questions) == (2, 1, 0)
    assert use.days[-2:] == ((date(2026, 11, 1), 2, 1, 0), (date(2026, 11, 2), 0, 0, 0))
    assert {field.name for field in DatasetUse._meta.fields} == {
        "id",
        "municipality",
        "layer",
        "on",
        "views",
        "downloads",
        "questions",
    }


def test_questions_of_programs_are_written_down_together_each_for_its_town(
    municipality: Municipality, other_municipality: Municipality
) -> None:
    tally, on = usage.Tally(), date(2026, 11, 1)
    for town, times in ((municipality, 3), (other_municipality, 1)):
        for _ in range(times):
            tally.note("parcels", municipality=town, on=on)

    tally.write_down()
    tally.write_down()
    tally.note("parcels", municipality=municipality, on=on)
    tally.write_down()

    assert tally.is_empty
    assert usage.of("parcels", municipality=municipality, on=on).questions == 4
    with tenancy.within(other_municipality):
        assert usage.of("parcels", municipality=other_municipality, on=on).questions == 1
