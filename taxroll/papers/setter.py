"""Sets pages: data in, PDF out, the codes drawn on the way. Run as a module it serves another process over its pipes.

It knows neither Django nor the database, so a second and third setter cost nothing but their memory; a setter whose
master is gone reads the end of its pipe and goes too. The same data always give the same bytes.
"""

import json
import math
import struct
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any

import zxingcpp

from gis_assets import typesetting
from taxroll.papers import sheets

HEAD = struct.Struct(">I")
# What a sheet of the calculation holds, in lines of small type; a guess.
LINES_ON_A_SHEET = 34
# Keys of the data whose text is drawn as a code, and what is drawn.
DRAWN = {"qr_text": zxingcpp.BarcodeFormat.QRCode, "barcode_text": zxingcpp.BarcodeFormat.Code128}


@dataclass(frozen=True)
class Printed:
    """One file, and of each notice in it the first page (from 1) and the number of pages."""

    pdf: bytes
    spans: tuple[tuple[int, int], ...]


def set_notices(data: Mapping[str, Any], *, is_apart: bool) -> list[Printed]:
    """The notices of `data["notices"]` as one file for the printer, or each as a file of its own.

    A file of its own is tagged for screen readers; a file for the printer is not, which halves it.
    """
    notices = data["notices"]
    if not is_apart:
        return [_set_counted(data, notices, is_tagged=False)]
    return [_set_counted(data, [notice], is_tagged=True) for notice in notices]


def set_pages(template: str, data: Mapping[str, Any], *, is_tagged: bool = True) -> bytes:
    """A document by `templates/taxroll/<template>.typ`."""
    return typesetting.set_pages("taxroll", template, drawn(data), is_tagged=is_tagged)


def serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Set what is asked for until the pipe ends."""
    while (asked := receive(requests)) is not None:
        job = json.loads(asked)
        printed = set_notices(job["data"], is_apart=job["is_apart"])
        spans = [file.spans for file in printed]
        send(answers, json.dumps(spans).encode())
        for file in printed:
            send(answers, file.pdf)


def send(pipe: IO[bytes], message: bytes) -> None:
    pipe.write(HEAD.pack(len(message)))
    pipe.write(message)
    pipe.flush()


def receive(pipe: IO[bytes]) -> bytes | None:
    """One message, None at the end; raises EOFError when the other side broke off half-way."""
    head = pipe.read(HEAD.size)
    if not head:
        return None
    (length,) = HEAD.unpack(head)
    message = pipe.read(length)
    if len(message) < length:
        raise EOFError
    return message


def _set_counted(data: Mapping[str, Any], notices: list[dict[str, Any]], *, is_tagged: bool) -> Printed:
    """A file whose notices say "page x of y".

    Asking the typesetter for y makes it lay out every page twice. So y is guessed, counted on the pages that were set,
    and only where the guess was wrong are they set again.
    """
    counts = [_guessed_pages(notice) for notice in notices]
    while True:
        numbered = [notice | {"pages": count} for notice, count in zip(notices, counts, strict=True)]
        document = set_pages(data.get("template", "notice"), {**data, "notices": numbered}, is_tagged=is_tagged)
        spans = sheets.spans(*sheets.beginnings(document))
        if [count for _, count in spans] == counts:
            return Printed(document, tuple(spans))
        counts = [count for _, count in spans]


def counted(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data with the number of pages guessed for every notice, ready for the template."""
    return {**data, "notices": [notice | {"pages": _guessed_pages(notice)} for notice in data["notices"]]}


def _guessed_pages(notice: Mapping[str, Any]) -> int:
    """The letter, and as many sheets as the lines of the calculation fill."""
    land = sum(max(2, len(line["slices"]) + 1) for line in notice.get("lines", ()))
    units = sum(max(2, len(line["slices"]) + 1) for line in notice.get("unit_lines", ()))
    signs = 2 * len(notice.get("sign_lines", ()))
    return 1 + sum(math.ceil(lines / LINES_ON_A_SHEET) for lines in (land, units, signs))


def drawn(data: Any) -> Any:
    """The data with a picture beside every text that is to be a code."""
    if isinstance(data, list):
        return [drawn(part) for part in data]
    if not isinstance(data, Mapping):
        return data
    whole = {key: drawn(part) for key, part in data.items()}
    pictures = {key.removesuffix("_text"): _code(data[key], kind) for key, kind in DRAWN.items() if data.get(key)}
    return whole | pictures


def _code(text: str, kind: zxingcpp.BarcodeFormat) -> str:
    return str(zxingcpp.create_barcode(text, kind).to_svg(add_quiet_zones=True))


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
