"""Documents that people send: what is taken as it is, what is drawn anew, and what is refused in words."""

import io

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from casework import attachments, lightbox
from casework.attachments import Attachment
from gis_assets.refusals import Refusal
from tests.casework import papers
from tests.incidents.pictures import bomb, jpeg


def script() -> pikepdf.Dictionary:
    return papers.action("JavaScript", JS="app.alert(1)")


POISONED = {
    "script at opening": papers.pdf(OpenAction=script()),
    "script in a stream of objects": papers.packed(OpenAction=script()),
    "script among names": papers.pdf(Names=pikepdf.Dictionary(JavaScript=pikepdf.Dictionary())),
    "program started": papers.packed(OpenAction=papers.action("Launch", F="cmd.exe")),
    "form sent away": papers.packed(OpenAction=papers.action("SubmitForm", F="https://example.com")),
    "deed within a list": papers.packed(Names=pikepdf.Array([pikepdf.Dictionary(AA=pikepdf.Dictionary())])),
    "file inside": papers.packed(Names=pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary(Names=pikepdf.Array()))),
    "form of XFA": papers.packed(AcroForm=pikepdf.Dictionary(XFA="x", Fields=pikepdf.Array())),
}


def read(content: bytes, *, name: str = "deed.pdf", least_px: int = 0) -> Attachment:
    return attachments.read(SimpleUploadedFile(name, content), most_mb=2, least_px=least_px)


def test_pdf_is_kept_as_it_came_with_a_picture_of_its_first_page() -> None:
    sent = papers.pdf(pages=3)

    kept = read(sent, name="../../etc/deed.exe")

    assert (kept.name, kept.content_type, kept.ending, kept.pages) == ("deed.exe", "application/pdf", "pdf", 3)
    assert kept.content == sent
    assert Image.open(io.BytesIO(kept.preview)).size[1] == lightbox.PREVIEW_PX


def test_photo_loses_its_place_and_its_tail_when_it_is_taken() -> None:
    kept = read(jpeg((900, 700), note="camera of Somchai") + papers.archive(), name="deed.pdf")

    assert (kept.content_type, kept.ending) == ("image/jpeg", "jpg")
    assert b"Somchai" not in kept.content
    assert b"PK\x03\x04" not in kept.content
    assert not Image.open(io.BytesIO(kept.content)).getexif()


# One process for all of them: each is looked at by the same function that the program runs.
@pytest.mark.parametrize("content", POISONED.values(), ids=POISONED.keys())
def test_pdf_is_refused_when_something_in_it_runs(content: bytes) -> None:
    assert lightbox.look(content) == ({"refused": "active"}, b"")


def test_name_written_by_numbers_is_found_when_the_object_is_not_in_force() -> None:
    hidden = papers.pdf().replace(b"%%EOF", b"1 0 obj\n<</S/J#61vaScript>>\nendobj\n%%EOF")

    assert lightbox.look(hidden)[0] in ({"refused": "active"}, {"refused": "damaged"})


@pytest.mark.parametrize(
    "content",
    [
        papers.pdf() + papers.archive(),
        papers.pdf() + b"\n" + jpeg((90, 90)),
        papers.pdf().replace(b"\n", b"\n%<html><script>\n", 1),
    ],
    ids=["archive", "photo", "page of the web"],
)
def test_pdf_is_refused_when_it_is_something_else_as_well(content: bytes) -> None:
    assert lightbox.look(content) == ({"refused": "twofold"}, b"")


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"MZ this is a program", attachments.NotADocument),
        (b"<html>", attachments.NotADocument),
        (b"\xff\xd8\xff" + papers.pdf(), attachments.Twofold),
        (papers.locked(), attachments.Locked),
        (papers.pdf()[:-300], attachments.Damaged),
        (papers.pdf(OpenAction=script()), attachments.Active),
        (jpeg((900, 700))[:-400], attachments.Damaged),
        (bomb(), attachments.TooLarge),
        (b"0" * 2_000_001, attachments.TooLarge),
    ],
    ids=["program", "page", "photo and PDF", "locked", "cut PDF", "active", "cut photo", "bomb", "large"],
)
def test_file_is_refused_in_words(content: bytes, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal) as refused:
        read(content)

    assert "deed.pdf" in str(refused.value)


def test_photo_is_refused_when_nothing_could_be_read_on_it() -> None:
    with pytest.raises(attachments.TooSmall, match="300"):
        read(jpeg((400, 300)), least_px=600)  # the camera says that it stands on its side


def test_stored_document_is_not_given_out_when_its_file_was_changed() -> None:
    name = attachments.keep(read(papers.pdf()), folder="tests")

    assert attachments.preview(name).startswith(b"\xff\xd8\xff")
    with pytest.raises(attachments.DocumentChanged):
        attachments.content(name, sha256="0" * 64)
    attachments.forget(name)
    attachments.forget(name)


def test_answer_with_a_document_lets_nothing_run() -> None:
    answer = attachments.shown(b"<script>", content_type="text/html")

    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == "attachment"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
