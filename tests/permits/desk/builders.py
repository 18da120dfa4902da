"""Petitions on an officer's desk: examined, with checks of that day and a ticked list."""

import subprocess
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import zxingcpp
from django.contrib.auth.models import User
from django.utils import timezone

from gis_assets.models import Municipality
from permits import services
from permits.desk import deciding, fees, marking
from permits.ground import checking
from permits.models import Checkup, Decision, PaidBy, Petition
from tests.permits.builders import a_submitted_petition, later

GAP = {"type": "LineString", "coordinates": [[98.90505, 18.74905], [98.90515, 18.74905]]}
EXAMINED_AT, DECIDED_AT, PAID_AT = later(10), later(15), later(20)


def a_finding(rule: str = "boundary_distance", verdict: str = "fail", **facts: Any) -> dict[str, Any]:
    """The wall is 1.40 m from the boundary, where 2 m are asked for."""
    return {
        "rule": rule,
        "verdict": verdict,
        "says": "boundary_short",
        "values": {"measured": "1.40", "required": "2.00"},
        "mend": "",
        "measured": 1.4,
        "required": 2.0,
        "unit": "m",
        "limits": [],
        "shapes": [{"role": "gap", "label": "1.40 m", "geometry": GAP}],
    } | facts


def a_checkup(petition: Petition, *findings: dict[str, Any], at: datetime = EXAMINED_AT) -> Checkup:
    """The checks of a day, in order if nothing is said."""
    verdicts = [found["verdict"] for found in findings]
    worst = next((verdict for verdict in ("fail", "ask") if verdict in verdicts), "pass")
    return Checkup.objects.create(
        municipality=petition.municipality,
        petition=petition,
        at=at,
        as_of=timezone.localdate(at),
        asked_of=checking.asked_of(petition).digest,
        took_ms=40,
        track=petition.track,
        verdict=worst,
        findings=list(findings),
    )


def tick_all(petition: Petition, *, by: User, at: datetime = EXAMINED_AT) -> None:
    for item in services.every()[petition.service].checklist:
        marking.mark(petition, item=item.code, is_fine=True, note="", by=by, at=at)


def an_examined(
    municipality: Municipality, *, by: User, findings: Sequence[dict[str, Any]] = (), **facts: Any
) -> Petition:
    """Submitted at ten, examined ten minutes later, checked and ticked."""
    petition = a_submitted_petition(municipality, ("examined", 10), by=by, **facts)
    a_checkup(petition, *findings)
    tick_all(petition, by=by)
    return petition


def approve(petition: Petition, *, by: User, at: datetime = DECIDED_AT, **facts: Any) -> Decision:
    said = {"reasons": "", "overruled": {}, "conditions": ""} | facts
    return deciding.approve(petition, **said, by=by, at=at)


def refuse(petition: Petition, *, by: User, at: datetime = DECIDED_AT, **facts: Any) -> Decision:
    said = {"reasons": "ผนังมีช่องเปิดใกล้แนวเขตเกินไป", "grounds": "กฎกระทรวง ฉบับที่ 55 ข้อ 50"} | facts
    return deciding.refuse(petition, **said, by=by, at=at)


def a_paid(petition: Petition, *, by: User, at: datetime = PAID_AT) -> Petition:
    """Approved and paid in cash, not issued yet."""
    approve(petition, by=by)
    fees.take(petition, way=PaidBy.CASH, slip="", by=by, at=at)
    return petition


def text_of(document: bytes) -> str:
    """The text layer of a PDF as Poppler reads it."""
    return subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=document, capture_output=True, check=True
    ).stdout.decode()


def code_on(document: bytes, folder: Path) -> str:
    """What the QR code on the first page of a paper says."""
    (folder / "paper.pdf").write_bytes(document)
    draw = ["pdftoppm", "-gray", "-r", "150", "-l", "1", "-singlefile", "paper.pdf", "page"]
    subprocess.run(draw, check=True, cwd=folder)
    _, size, _, dots = (folder / "page.pgm").read_bytes().split(b"\n", 3)
    width, height = map(int, size.split())
    [code] = zxingcpp.read_barcodes(np.frombuffer(dots, dtype=np.uint8).reshape(height, width))
    return str(code.text)
