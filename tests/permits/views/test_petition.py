"""The citizen's pages: begun without an account, opened by the secret alone, saved, submitted; and what is refused."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from casework import tracking
from casework.models import Message
from gis_assets.models import Municipality, Role
from permits import moving, secrets_of, services
from permits.desk import asking
from permits.following import journey
from permits.models import Document, Petition
from tests import lasting
from tests.casework import papers
from tests.incidents.pictures import jpeg
from tests.permits import builders
from tests.permits.builders import later
from tests.permits.ground.builders import hold
from tests.speaking import Officer, at_work_in, english

ClientAs = Callable[..., Officer]
PAGES = ("place", "plan", "person", "documents", "review")


@lasting.fixture
def petition(municipality: Municipality) -> Petition:
    return builders.a_petition(municipality)


def url(name: str, petition: Petition, *more: object) -> str:
    return reverse(f"permits:{name}", args=[secrets_of.secret(petition.uid), *more])


def a_file(content: bytes | None = None, name: str = "deed.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, papers.pdf() if content is None else content)


def test_front_page_tells_every_service_with_its_documents(municipality: Municipality) -> None:
    page = html.unescape(english(Client()).get(reverse("permits:front")).content.decode())

    for service in services.every().values():
        assert service.name.en in page
        assert all(requirement.name.en.split(",")[0] in page for requirement in service.requirements)


def test_front_page_and_period_have_the_days_that_the_municipality_set(municipality: Municipality) -> None:
    municipality.settings = {services.SETTING: {"small-building": {"small": {"manual_days": 11}}}}
    municipality.save()
    petition = builders.a_submitted_petition(municipality)

    page = english(Client()).get(reverse("permits:front")).content.decode()
    told = journey.of(petition, at=later(1))

    assert "11 working days" in page
    assert told.manual_days == 11
    assert told.due_at is not None
    assert (told.due_at - later(0)).days == 17  # from a Friday over two weeks to a Monday


def test_review_checks_nothing_when_the_place_is_not_chosen(municipality: Municipality) -> None:
    draft = builders.a_draft(municipality)

    page = english(Client()).get(url("form", draft, "review"))

    assert "Not checked yet" in page.content.decode()
    assert 'class="finding ' not in page.content.decode()


def test_review_shows_what_breaks_a_rule_first_and_folds_what_passed(petition: Petition) -> None:
    page = english(Client()).get(url("form", petition, "review")).content.decode()

    open_part, folded = re.split(r"<details><summary>\d+ checks? passed", page)
    shown = re.findall(r"finding--(\w+)", open_part)
    assert shown == sorted(shown, key=("fail", "ask").index)
    assert set(re.findall(r"finding--(\w+)", folded)) == {"pass"}


def test_petition_is_begun_without_an_account_and_its_link_is_kept(municipality: Municipality) -> None:
    stranger = Client()

    page = stranger.post(reverse("permits:begin", args=["small-building"]), follow=True)

    begun = Petition.objects.get()
    assert page.request["PATH_INFO"] == url("mine", begun)
    assert tracking.grouped(begun.tracking) in page.content.decode()
    assert page["X-Robots-Tag"] == "noindex"
    assert "no-store" in page["Cache-Control"]
    assert stranger.get(url("link_qr", begun))["Content-Type"] == "image/svg+xml"


def test_too_many_beginnings_from_one_network_are_stopped(municipality: Municipality, settings: object) -> None:
    settings.PETITIONS_PER_HOUR = 1  # type: ignore[attr-defined]
    address = reverse("permits:begin", args=["signboard"])

    assert [Client().post(address).status_code for _ in range(2)] == [302, 429]


@pytest.mark.parametrize("page", PAGES)
def test_pages_open_by_the_secret_alone(page: str, petition: Petition, client_as: ClientAs) -> None:
    officer = client_as(Role.PERMIT_OFFICER)

    assert Client().get(url("form", petition, page)).status_code == 200
    assert english(Client()).get(url("form", petition, page)).status_code == 200
    for wrong in (petition.tracking, "0" * 16, "nothing", secrets_of.secret(petition.uid)[::-1]):
        assert officer.get(reverse("permits:form", args=[wrong, page])).status_code == 404


def test_secret_opens_nothing_in_another_municipality(
    petition: Petition, other_municipality: Municipality, client_as: ClientAs
) -> None:
    theirs = at_work_in(client_as(Role.PERMIT_OFFICER, of=other_municipality), other_municipality)

    assert theirs.get(url("form", petition, "person")).status_code == 404


def test_guessing_secrets_is_stopped(municipality: Municipality, settings: object) -> None:
    settings.LOOKUPS_PER_HOUR = 2  # type: ignore[attr-defined]
    tried = [Client().get(reverse("permits:form", args=[f"{i:016d}", "place"])).status_code for i in range(4)]

    assert tried == [404, 404, 429, 429]


def test_going_on_finds_a_link_and_a_number(petition: Petition) -> None:
    link = f"https://town.example{url('mine', petition)}?keep"
    submitted = builders.a_submitted_petition(
        petition.municipality, parcel=builders.a_parcel_at(petition.municipality, 50, code="01A009")
    )

    def go_on(code: str) -> str:
        return str(Client().post(reverse("permits:go_on"), {"code": code}).get("Location", ""))

    assert go_on(link) == url("mine", petition)
    assert go_on(tracking.grouped(submitted.tracking).lower()).endswith(f"/status/{submitted.tracking}/")
    assert go_on(petition.tracking) == ""
    assert Client().post(reverse("permits:go_on"), {"code": "<script>"}).status_code == 404


def test_page_is_saved_without_a_script_and_leads_on(petition: Petition) -> None:
    sent = {"revision": "0", "page": "person", "name": "สมปอง", "phone": "021234567", "go": "next"}

    answer = Client().post(url("form", petition, "person"), sent)

    assert answer["Location"] == url("form", petition, "documents")
    assert Petition.objects.get().applicant.name == "สมปอง"


def test_revision_that_is_no_number_is_as_good_as_none(petition: Petition) -> None:
    sent = {"revision": "²", "page": "person", "phone": "021234567"}

    assert Client().post(url("save", petition), sent).json()["revision"] == 1


def test_link_opens_the_page_that_was_saved_last(petition: Petition) -> None:
    Client().post(url("save", petition), {"revision": "0", "page": "person", "phone": "021234567"})

    assert Client().get(url("mine", petition))["Location"] == url("form", petition, "person")


def test_typed_words_stay_when_one_is_wrong(petition: Petition) -> None:
    sent = {"revision": "0", "page": "plan", "q_storeys": "many", "q_height_m": "5", "q_material": "wood"}

    answer = english(Client()).post(url("form", petition, "plan"), sent)

    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'value="many"' in page
    assert "Write a number" in page
    assert Petition.objects.get().answers["height_m"] == 5


def test_second_tab_is_told_and_may_choose(petition: Petition) -> None:
    first = Client().post(url("save", petition), {"revision": "0", "page": "plan", "q_storeys": "1"})
    second = {"revision": "0", "page": "plan", "q_storeys": "2"}

    assert first.json()["revision"] == 1
    assert Client().post(url("save", petition), second).status_code == 409
    page = english(Client()).post(url("form", petition, "plan"), second)
    assert (page.status_code, 'name="q_storeys" value="2"' in page.content.decode()) == (409, True)
    assert Client().post(url("form", petition, "plan"), second | {"overwrite": "yes"}).status_code == 302
    assert Petition.objects.get().answers["storeys"] == 2


def test_saving_tells_what_was_wrong_and_what_is_missing(petition: Petition) -> None:
    sent = {"revision": "0", "page": "person", "email": "nobody", "phone": "1"}

    told = Client().post(url("save", petition), sent).json()

    assert list(told["problems"]) == ["email"]
    assert told["missing"] > 0


def test_form_too_large_is_not_saved(petition: Petition) -> None:
    sent = {"revision": "0", "page": "person", "address": "x" * 250_000}

    assert Client().post(url("save", petition), sent).status_code == 413


def test_parcels_are_found_by_touch_code_and_deed_without_a_name_and_a_deeds_number(municipality: Municipality) -> None:
    parcel = builders.a_parcel_at(municipality, document_number="98761", land_number="7", utmmap1="4746", utmmap2="1")
    hold(parcel.parcel, digest="a" * 64, name="สมปอง มีนา")
    draft, place = builders.a_draft(municipality), builders.point(5, 5)

    def found(**asked: Any) -> bool:
        page = Client().get(url("parcels", draft), asked).content.decode()
        assert "98761" not in page
        assert "สมปอง" not in page
        return str(parcel.parcel.uid) in page

    assert found(lon=place.x, lat=place.y)
    assert found(code="๐๑a001")
    assert found(document_number="98761", land_number="7")
    assert found(sheet="4746 I")
    assert not found(document_number="98762", land_number="7")
    assert not found(lon=98.9, lat="here")
    assert not found(code="' OR 1=1")


def test_drawing_is_read_and_a_bad_one_refused(petition: Petition) -> None:
    ring = [list(place) for place in builders.box(5, 5)[0].coords]
    text = f'{{"type":"Polygon","coordinates":[{ring}]}}'.encode()

    told = Client().post(url("drawing", petition), {"drawing": a_file(text, "a.json")}).json()
    refused = english(Client()).post(url("drawing", petition), {"drawing": a_file(b"PK\x03\x04", "a.dxf")})

    assert told["outlines"][0]["area_m2"] == pytest.approx(100, abs=0.1)
    assert (refused.status_code, "neither" in refused.json()["sentence"]) == (400, True)


def test_document_is_sent_seen_and_taken_out_by_its_owner_alone(petition: Petition) -> None:
    owner = Client()
    sent = {"requirement": "land_document", "files": [a_file(), a_file(jpeg((900, 1200)), "back.jpg")]}

    owner.post(url("documents", petition), sent)
    document = Document.objects.get(content_type="application/pdf")

    shown = owner.get(url("document", petition, document.uid))
    assert shown.content.startswith(b"%PDF-")
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in shown["Content-Security-Policy"]
    assert owner.get(url("document_preview", petition, document.uid))["Content-Type"] == "image/jpeg"
    other = builders.a_draft(petition.municipality)
    assert owner.get(url("document", other, document.uid)).status_code == 404
    assert owner.post(url("take_out", other, document.uid)).status_code == 404
    owner.post(url("take_out", petition, document.uid))
    assert owner.get(url("document", petition, document.uid)).status_code == 404
    assert Document.objects.filter(removed_at=None).count() == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"MZ\x90\x00", "neither"),
        (papers.pdf(OpenAction=papers.action("JavaScript", JS="1")), "holds a program"),
        (papers.pdf() + papers.archive(), "something else"),
        (jpeg((300, 200)), "too small"),
        (b"%PDF-" + b"0" * 1_100_000, "larger than"),
    ],
    ids=["program", "script", "polyglot", "small", "large"],
)
def test_document_is_refused_in_words(content: bytes, said: str, petition: Petition, settings: object) -> None:
    settings.PETITION_DOCUMENT_MB = 1  # type: ignore[attr-defined]
    sent = {"requirement": "land_document", "files": a_file(content)}

    page = english(Client()).post(url("documents", petition), sent, headers={"HX-Request": "true"})

    assert said in page.content.decode()
    assert not Document.objects.exists()


def test_form_of_200_mb_is_refused_before_it_is_read(petition: Petition) -> None:
    claimed = {"CONTENT_LENGTH": "200000000"}

    answer = Client().post(url("documents", petition), {"requirement": "id_card"}, **claimed)  # type: ignore[arg-type]

    assert answer.status_code == 413


def test_submission_leads_to_the_status_and_repeats_without_harm(petition: Petition) -> None:
    builders.ready(petition.municipality)
    lacking = english(Client()).post(url("submit", petition))
    for code in ("land_document", "id_card", "house_registration", "drawings"):
        builders.a_document(petition, requirement=code)

    answers = [Client().post(url("submit", petition), {"has_seen": "yes"}) for _ in range(2)]

    assert (lacking.status_code, "Attach: Title deed" in lacking.content.decode()) == (400, True)
    assert [answer["Location"] for answer in answers] == [url("my_status", petition)] * 2
    assert Client().get(url("form", petition, "person"))["Location"] == url("my_status", petition)


def test_question_of_the_office_is_answered_on_its_page(petition: Petition, client_as: ClientAs) -> None:
    officer = client_as(Role.PERMIT_OFFICER).user
    builders.ready(petition.municipality)
    for code in ("land_document", "id_card", "house_registration", "drawings"):
        builders.a_document(petition, requirement=code)
    Client().post(url("submit", petition), {"has_seen": "yes"})
    petition.refresh_from_db()
    at = petition.saved_at
    asking.ask(petition, words="บอกความสูงอีกครั้ง", items=["height_m"], by=officer, at=at)

    page = Client().get(url("answer", petition)).content.decode()
    sent = {"revision": str(Petition.objects.get().revision), "q_height_m": "5", "q_storeys": "9", "send": "yes"}
    answer = Client().post(url("answer", petition), sent)

    assert "บอกความสูงอีกครั้ง" in page
    assert ("q_height_m" in page, "q_storeys" in page) == (True, False)
    assert answer["Location"] == url("my_status", petition)
    after = Petition.objects.get()
    assert (after.answers["height_m"], after.answers["storeys"]) == (5, 1)
    assert moving.stands_at(after) == "submitted"


def test_draft_is_deleted_and_petition_withdrawn_on_the_owners_word(petition: Petition) -> None:
    submitted = builders.a_submitted_petition(
        petition.municipality, parcel=builders.a_parcel_at(petition.municipality, 50, code="01A009")
    )

    assert Client().get(url("withdraw", petition)).status_code == 200
    Client().post(url("withdraw", petition))
    Client().post(url("withdraw", submitted))

    assert list(Petition.objects.all()) == [submitted]
    assert moving.stands_at(submitted) == "withdrawn"


def test_link_is_mailed_a_few_times_a_day(petition: Petition, settings: object) -> None:
    settings.OUTBOX_CHANNELS = {"email": "casework.outbox.mail.Mail"}  # type: ignore[attr-defined]

    for _ in range(5):
        Client().post(url("send_link", petition), {"to": "somchai@example.com"})
    Client().post(url("send_link", petition), {"to": "nobody"})

    assert Message.objects.count() == 3
    assert url("mine", petition) in Message.objects.first().body  # type: ignore[union-attr]


def test_link_goes_to_few_strangers_from_one_network(municipality: Municipality, settings: object) -> None:
    settings.OUTBOX_CHANNELS = {"email": "casework.outbox.mail.Mail"}  # type: ignore[attr-defined]
    settings.PETITION_LINKS_PER_HOUR = 2  # type: ignore[attr-defined]

    for number in range(4):
        draft = builders.a_draft(municipality)
        page = english(Client()).post(url("send_link", draft), {"to": f"person{number}@example.com"}, follow=True)
    elsewhere = Client(REMOTE_ADDR="192.0.2.7").post(url("send_link", draft), {"to": "own@example.com"})

    assert "from your network" in page.content.decode()
    assert elsewhere.status_code == 302
    assert Message.objects.count() == 3


def test_every_service_can_be_filled_in_on_its_pages(municipality: Municipality) -> None:
    for code, service in services.every().items():
        draft = builders.a_draft(municipality, service=code, track=service.tracks[0].code, saved_at=later(1))
        for page in PAGES:
            assert Client().get(url("form", draft, page)).status_code == 200, (code, page)
