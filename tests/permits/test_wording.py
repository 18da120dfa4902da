"""Every code that a rule may say has its sentence in both languages, with the limits beside it."""

import re
from datetime import date
from typing import Any

import pytest
from django.utils import translation

from permits import limits, sentences, services, terms, wording

PLACES = re.compile(r"%\((\w+)\)s")
ON = date(2026, 11, 20)


@pytest.mark.parametrize("code", sorted(sentences.SENTENCES))
def test_code_has_its_sentence_in_both_languages(code: str) -> None:
    values = {name: f"<{name}>" for name in PLACES.findall(sentences.SENTENCES[code])}

    with translation.override("en"):
        english = wording.sentence(code, values)
    with translation.override("th"):
        thai = wording.sentence(code, values)

    assert all(f"<{name}>" in english and f"<{name}>" in thai for name in values)
    assert re.search("[ก-๙]", thai)
    assert not re.search("[ก-๙]", english)


def a_finding(**facts: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"rule": "zoning", "verdict": "fail", "says": "zone_denied", "mend": "other_place_or_use"}
    told |= {"limits": [], "measured": None, "required": None, "unit": "", "shapes": []}
    named = {"name": "ที่อยู่อาศัย", "name_en": "Homes"}
    told["values"] = {"use": "commerce", **named, "citation": "ผังเมือง", "area_doubt": "?"}
    return told | facts


def test_finding_is_told_with_its_words_and_citations() -> None:
    with translation.override("en"):
        told = wording.told(a_finding(limits=["opening_low_m", "unheard_of"]), on=ON, own={"opening_low_m": 2.5})

    assert told["sentence"] == "Shop or office: not allowed in Homes."
    assert told["mend"] == "Choose another use or another place."
    assert (told["title"], told["verdict_word"]) == ("Town plan", "Does not pass")
    law, area, limit = told["citations"]
    assert law["cite"] == "Town Planning Act B.E. 2562 and the rules of the zone"
    assert (area["title"], area["cite"], area["doubt"]) == ("Homes", "ผังเมือง", "?")
    assert (limit["value"], limit["is_own"]) == (2.5, True)
    assert limit["cite"]


def test_every_rule_is_told_with_its_law() -> None:
    for rule in terms.RULES:
        with translation.override("th"):
            [law, *_area] = wording.told(a_finding(rule=rule))["citations"]

        assert law["cite"]


def test_names_are_thai_in_thai() -> None:
    with translation.override("th"):
        told = wording.told(a_finding())

    assert "ที่อยู่อาศัย" in told["sentence"]
    assert "Homes" not in told["sentence"]


def test_way_is_told_with_its_days_and_doubt() -> None:
    service = services.every()["small-building"]
    track = {"code": "small", "says": "track_small_town", "values": {}, "limits": ["mr56_in_municipalities"]}

    with translation.override("en"):
        told = wording.told_track(track, service=service, on=ON)

    assert told["name"] == service.track("small").name.en
    assert (told["manual_days"], told["counts"]) == (service.track("small").manual_days, "office")
    assert told["days"] == "15 working days"
    assert told["sentence"].startswith("A small building by form Khor. 1")
    assert told["cite"] == service.track("small").cited.cite.en
    assert told["doubt"] == service.track("small").cited.doubt.en
    assert [one["name"] for one in told["citations"]] == ["mr56_in_municipalities"]


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("code", ["sketch", "small", "notice", "ordinary"])
def test_every_way_is_told_with_its_law_and_doubt_in_both_languages(code: str, language: str) -> None:
    service = services.every()["small-building"]
    cited = service.track(code).cited

    with translation.override(language):
        told = wording.told_track({"code": code, "says": "track_unknown", "values": {}, "limits": []}, service=service)

    assert (told["cite"], told["doubt"]) == (cited.cite.in_language(language), cited.doubt.in_language(language))
    assert told["doubt"]


@pytest.mark.parametrize(("language", "told"), [("th", "1.40 ม."), ("en", "1.40 m")])
def test_length_has_its_unit_in_the_readers_language(language: str, told: str) -> None:
    with translation.override(language):
        assert (wording.label("1.40 m"), wording.label("ซอย 5 m"), wording.label("")) == (told, "ซอย 5 m", "")


def test_way_that_the_service_does_not_have_is_its_only_one() -> None:
    service = services.every()["small-building"]
    track = {"code": "unheard-of", "says": "track_unknown", "values": {}, "limits": []}

    assert wording.told_track(track, service=service)["code"] == service.tracks[0].code


def test_every_rule_and_topic_has_a_title_in_both_languages() -> None:
    for words in (*terms.RULES.values(), *terms.TOPICS.values()):
        with translation.override("th"):
            assert re.search("[ก-๙]", translation.gettext(words)), words
    assert {one.topic for one in limits.listed(on=ON)} <= terms.TOPICS.keys()
