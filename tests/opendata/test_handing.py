"""Layers on their way out: short answers hold nothing, of long ones so many are under way at once."""

import json

import pytest
from django.test import Client

from gis_assets.models import Municipality
from gis_assets.streaming import Pieces
from opendata import handing
from opendata.handing import AT_ONCE, SHORT_BYTES, TooMany, handed
from tests.gis_assets import builders
from tests.speaking import english

PIECE = b"x" * (SHORT_BYTES // 2)


class Read:
    """What is read of a layer: so many pieces; knows how often it was begun and ended."""

    def __init__(self, count: int) -> None:
        self.count, self.begun, self.ended = count, 0, 0

    def __call__(self) -> Pieces:
        self.begun += 1
        try:
            for _ in range(self.count):
                yield PIECE
        finally:
            self.ended += 1


def test_short_answer_is_read_whole_before_it_is_sent() -> None:
    read = Read(2)

    pieces, is_long = handed(read)

    assert (read.ended, is_long) == (1, False)
    assert b"".join(pieces) == PIECE * 2


def test_long_answer_is_read_while_it_is_sent() -> None:
    read = Read(4)

    pieces, is_long = handed(read)

    assert (read.begun, read.ended, is_long) == (1, 1, True)
    assert b"".join(pieces) == PIECE * 4
    assert read.ended == 2


def test_place_is_free_again_when_a_reader_is_done_or_gone_or_never_came() -> None:
    for end in (list, lambda pieces: pieces.close(), lambda pieces: None):
        for _ in range(AT_ONCE + 1):
            pieces, _is_long = handed(Read(4))
            end(pieces)
            del pieces

    taken = [handed(Read(4)) for _ in range(AT_ONCE)]
    with pytest.raises(TooMany):
        handed(Read(4))
    assert handed(Read(1))[1] is False
    assert len(taken) == AT_ONCE


def test_whole_layer_is_refused_when_all_places_are_taken(
    municipality: Municipality, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    builders.a_parcel(municipality)
    monkeypatch.setattr(handing, "SHORT_BYTES", 0)
    first = [client.get("/layers/parcels.geojson") for _ in range(AT_ONCE)]

    refused = english(client).get("/layers/parcels.geojson")

    assert refused.status_code == 503
    assert refused["Retry-After"] == handing.AGAIN_S
    assert "Too many" in refused.json()["detail"]
    assert all(json.loads(answer.getvalue())["numberReturned"] == 1 for answer in first)
    assert json.loads(client.get("/layers/parcels.geojson").getvalue())["numberReturned"] == 1
