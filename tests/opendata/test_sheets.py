"""The code on the printed map: it leads back to the map, and nowhere else."""

import pytest
from django.test import Client

from gis_assets import qr
from opendata import sheets
from tests.speaking import english

pytestmark = pytest.mark.django_db
LINK = "/?parcel=07C021%2F001&layers=poles:0#17/18.74633/98.93512"


def test_code_leads_back_to_what_the_sheet_shows(client: Client) -> None:
    code = client.get("/map/link.svg", {"link": LINK})

    assert code["Content-Type"] == "image/svg+xml"
    assert code.content.decode() == qr.svg(f"http://testserver{LINK}")


@pytest.mark.parametrize(
    "link",
    [
        "",
        "https://elsewhere.example/?a",
        "//elsewhere.example/?a",
        "/tax/mine/",
        "/?q=ถนน",
        f"/?q={'a' * sheets.MOST_LETTERS}",
    ],
)
def test_no_code_is_made_for_another_address(client: Client, link: str) -> None:
    refused = english(client).get("/map/link.svg", {"link": link})

    assert refused.status_code == 400
    assert "links of the map only" in refused.content.decode()
