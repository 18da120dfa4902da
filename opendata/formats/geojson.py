"""GeoJSON (RFC 7946) and GeoJSON text sequences (RFC 8142), from lines that PostGIS wrote."""

import json
from pathlib import Path

from opendata.formats.extracts import Extract

RECORD_SEPARATOR = b"\x1e"


def write(extract: Extract, path: Path) -> None:
    """One FeatureCollection with its extent; `numberReturned` at its end tells a whole file from a cut one."""
    facts = {"type": "FeatureCollection", "name": extract.layer.name, "version": extract.version}
    if extract.bbox:
        facts["bbox"] = list(extract.bbox)  # type: ignore[assignment]  # JSON of two kinds
    with extract.features.open("rb") as lines, path.open("wb") as file:
        file.write(json.dumps(facts, ensure_ascii=False)[:-1].encode() + b', "features": [')
        for number, line in enumerate(lines):
            file.write((b",\n" if number else b"\n") + line.rstrip(b"\n"))
        file.write(f'\n], "numberReturned": {extract.count}}}\n'.encode())


def write_sequence(extract: Extract, path: Path) -> None:
    """A feature after the other, each after a record separator: read while it still arrives."""
    with extract.features.open("rb") as lines, path.open("wb") as file:
        for line in lines:
            file.write(RECORD_SEPARATOR + line)
