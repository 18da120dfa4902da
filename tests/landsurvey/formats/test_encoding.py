"""The encoding of a table by evidence: what is said, and what the bytes allow."""

from pathlib import Path

import pytest

from landsurvey.formats import dbf, encoding


def a_table(*cells: bytes, language_id: int = 0, width: int = 20) -> dbf.Table:
    """A .dbf of one text column, as bytes on disk would give it."""
    header = bytearray(32)
    header[4:8] = len(cells).to_bytes(4, "little")
    header[8:10] = (65).to_bytes(2, "little")
    header[10:12] = (width + 1).to_bytes(2, "little")
    header[29] = language_id
    field = b"NAME".ljust(11, b"\0") + b"C" + bytes(4) + bytes([width]) + bytes(15)
    body = b"".join(b" " + cell[:width].ljust(width) for cell in cells)
    return dbf.parse(bytes(header) + field + b"\r" + body)


THAI = [name.encode("cp874") for name in ("ศรีภูมิ", "ช้างคลาน", "แม่เหียะ", "นายสมชาย ใจดี")]


@pytest.mark.parametrize("cpg", [None, "OEM 874", "ANSI 874", "874", "TIS-620", "1252", "UTF-8", "ISO-8859-1"])
@pytest.mark.parametrize("language_id", [0x00, 0x57, 0x03, 0x7C])
def test_cp874_when_the_bytes_are_thai_whatever_is_said(cpg: str | None, language_id: int) -> None:
    decision = encoding.decide(a_table(*THAI, language_id=language_id), cpg=cpg)

    assert (decision.encoding, decision.is_certain) == ("cp874", True)
    assert decision.sample[0] == "ศรีภูมิ"


def test_lie_is_named_when_the_cpg_contradicts_the_bytes() -> None:
    decision = encoding.decide(a_table(*THAI), cpg="UTF-8")

    assert "The .cpg file is not right: the bytes say cp874." in [str(said) for said in decision.evidence]


def test_utf8_when_all_cells_are_valid_even_if_the_last_letter_is_cut() -> None:
    cut = "เมืองเชียงใหม่".encode()[:20]

    decision = encoding.decide(a_table("แม่เหียะ".encode()[:18], cut, width=20), cpg=None)

    assert (decision.encoding, decision.is_certain) == ("utf-8", True)


def test_asked_when_neither_thai_nor_said() -> None:
    decision = encoding.decide(a_table("México".encode("cp1252")), cpg=None)

    assert (decision.encoding, decision.is_certain) == ("cp1252", False)


def test_person_is_obeyed() -> None:
    decision = encoding.decide(a_table(*THAI), cpg="UTF-8", chosen="cp1252")

    assert (decision.encoding, decision.is_certain) == ("cp1252", True)


def test_any_encoding_will_do_when_all_is_ascii() -> None:
    assert encoding.decide(a_table(b"plain"), cpg=None).is_certain


@pytest.mark.parametrize(("text", "share"), [("ศรีภูมิ", 1.0), ("ÈÃÕÀÙÁÔ", 0.0), ("ิิิ", 0.0), ("plain", 0.0)])
def test_spelling_tells_thai_from_chance(text: str, share: float) -> None:
    assert encoding.thai_share([text]) == share


def test_cells_keep_their_text_when_they_look_like_numbers(tmp_path: Path) -> None:
    table = a_table(b"07", b"7.0", b"")

    assert table.cells(table.fields[0]) == [b"07", b"7.0", b""]


def test_refused_when_the_table_is_shorter_than_it_says() -> None:
    with pytest.raises(dbf.TableIsDamaged):
        dbf.parse(bytes([3, 0, 0, 0, 9, 0, 0, 0, 33, 0, 10, 0]) + bytes(30))


@pytest.mark.real_data
def test_thai_is_read_when_the_cpg_says_874(real_data: Path) -> None:
    path = real_data / "11-torture/dbf-encodings/win874.dbf"

    decision = encoding.decide(dbf.read(path), cpg=path.with_suffix(".cpg").read_text())

    assert decision.sample == ("ภาษาไทย",)
