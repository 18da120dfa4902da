"""What stands on the permit and on the letter of a refusal: words and figures, nothing left to compute for the setter.

Always in Thai, whatever the language of who presses the button.
"""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.urls import reverse
from django.utils import timezone, translation

from casework import tracking
from gis_assets import baht_text, qr, typesetting, units
from gis_assets.templatetags import town
from permits.cited import Text
from permits.desk import fees, office, siting, terms
from permits.models import Decision, Fee, Petition
from permits.paper import PERMIT, Paper
from permits.petitions import answers

SKETCH_MM = (170.0, 80.0)
PERMITTED = {word: text.th for word, text in PERMIT.items()}
UNITS = {"m²": "ตร.ม.", "m": "ม."}


def permit_facts(
    petition: Petition, *, decided: Decision, fee: Fee, valid_until: date | None, at: datetime
) -> dict[str, Any]:
    """Everything that is printed on the permit; kept in its row, sealed, and enough to set it again."""
    service, house = petition.as_offered(), office.of(petition.municipality)
    track = {each.code: each for each in service.tracks}.get(petition.track)
    with translation.override("th"):
        asked = [
            [question.name.th, _in_thai(shown, question.unit), question.kind]
            for question, shown in answers.table(petition)
        ]
        return {
            "service": petition.service,
            "title": service.paper.title.th,
            "words": _words(service.paper),
            "paper_en": service.paper.name.en,
            "about": service.name.th,
            "town": house.municipality_th,
            "office": house.name,
            "holder": _holder(petition),
            "parcel_code": petition.parcel_code,
            "tracking": tracking.grouped(petition.tracking),
            "case": str(petition.case),
            "submitted_on": town.thai_date(petition.submitted_at),
            "form": track.form if track else "",
            "asked": asked,
            "footprint_m2": str(area) if (area := fees.area_m2(petition)) is not None else "",
            "conditions": decided.facts.get("conditions", []),
            "decision": {"number": decided.number, "on": town.thai_date(decided.at)},
            "signer": _person(decided.by),
            "official": house.official,
            "law": service.paper.cited.cite.th,
            "fee": _fee(fee),
            "valid_until": valid_until.isoformat() if valid_until else "",
            "issued_date": timezone.localdate(at).isoformat(),
            "sketch": siting.drawing(petition, on=timezone.localdate(at), size_mm=SKETCH_MM),
            "is_sample": not settings.IS_IN_SERVICE,
        }


def permit(facts: dict[str, Any], *, number: str, verify_code: str, issued_at: datetime) -> bytes:
    """The permit as PDF; the same facts always give the same bytes."""
    address = public_address("permits:verify", verify_code)
    with translation.override("th"):
        until = town.thai_date(date.fromisoformat(facts["valid_until"])) if facts["valid_until"] else ""
        told = {
            "number": number,
            "issued_on": town.thai_date(issued_at),
            "until": until,
            "code": tracking.grouped(verify_code),
            "address": address,
            "qr": qr.svg(address),
        }
    # What was issued before papers had words of their own is a permit, and is set again as it was.
    return typesetting.set_pages("permits", "desk/permit", {"words": PERMITTED, **facts, **told})


def name_of(facts: dict[str, Any]) -> Text:
    """What the paper of these facts is called; one that was issued before papers had names is a permit."""
    english = facts.get("paper_en", PERMIT["name"].en)
    return Text(facts.get("words", PERMITTED)["name"], english)


def letter(petition: Petition, *, number: str, reasons: str, grounds: str, by: AbstractBaseUser, at: datetime) -> bytes:
    """The refusal in writing: reasons, grounds in law, and how to appeal."""
    service, house = petition.as_offered(), office.of(petition.municipality)
    way = terms.appeal(petition.municipality, service=petition.service, on=timezone.localdate(at))
    address = public_address("permits:status", petition.tracking)
    applicant = getattr(petition, "applicant", None)
    with translation.override("th"):
        told = {
            "number": number,
            "on": town.thai_date(at),
            "town": house.municipality_th,
            "office": house.name,
            "office_address": house.address,
            "phone": house.phone,
            "official": house.official,
            "signer": _person(by),
            "holder": _holder(petition),
            "holder_address": applicant.address if applicant else "",
            "about": service.name.th,
            "words": _words(service.paper),
            "parcel_code": petition.parcel_code,
            "case": str(petition.case),
            "submitted_on": town.thai_date(petition.submitted_at),
            "reasons": _paragraphs(reasons),
            "grounds": _paragraphs(grounds),
            "appeal": {"days": f"{way.value:.0f}", "to": way.title_th, "cite": way.cite_th, "doubt": way.doubt_th},
            "tracking": tracking.grouped(petition.tracking),
            "address": address,
            "qr": qr.svg(address),
            "is_sample": not settings.IS_IN_SERVICE,
        }
    return typesetting.set_pages("permits", "desk/letter", told)


def public_address(name: str, *args: object) -> str:
    """The address of a page as papers print it."""
    return settings.PUBLIC_URL + reverse(name, args=args)


def _words(paper: Paper) -> dict[str, str]:
    return {word: getattr(paper, word).th for word in PERMIT}


def _in_thai(shown: str, unit: str) -> str:
    """An answer with its unit as Thai papers write it."""
    return f"{shown.removesuffix(unit).rstrip()} {UNITS[unit]}" if unit in UNITS and shown.endswith(unit) else shown


def _fee(fee: Fee) -> dict[str, Any]:
    return {
        "lines": [[line["name_th"], units.format_baht(line["satang"])] for line in fee.lines],
        "amount": units.format_baht(fee.amount_satang),
        "in_words": baht_text.read(fee.amount_satang),
        "receipt": fee.receipt_number,
        "paid_on": town.thai_date(fee.paid_at) if fee.receipt_number else "",
    }


def _holder(petition: Petition) -> str:
    applicant = getattr(petition, "applicant", None)
    return applicant.name if applicant else ""


def _person(user: AbstractBaseUser) -> str:
    full_name = getattr(user, "get_full_name", str)()
    return str(full_name or user.get_username())


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
