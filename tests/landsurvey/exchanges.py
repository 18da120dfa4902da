"""A small EDIGEO exchange: squares as faces with one line around each, tied together as the cadastre of France ties."""

import io
import tarfile
from collections.abc import Iterable, Sequence

import shapely

from tests.landsurvey.builders import a_square

_LOT = "TH0001"
_ATTRIBUTES = (("IDU", "T"), ("SUPF", "R"))


def an_exchange(squares: Sequence[shapely.Polygon] = (a_square(), a_square(1))) -> bytes:
    """The exchange as a packed tar; it says Lambert 93 of its figures, as every exchange does."""
    files = {
        f"E{_LOT[1:]}.THF": _head(),
        f"{_LOT}SE.GEO": [_record("GEO", "GEODESIE", "RETSA:MAP", "RELSA:LAMB93", "DIMSN:2", "UNHST:m")],
        f"{_LOT}SE.GEN": [_record("GSE", "SeTOP_1", "STRSN:1")],
        f"{_LOT}SE.QAL": [_record("QUP", "Actualite", "ODASD:20260101")],
        f"{_LOT}SE.DIC": _dictionary(),
        f"{_LOT}SE.SCD": _scheme(),
        f"{_LOT}T1.VEC": [line for number, square in enumerate(squares) for line in _parcel(number, square)],
    }
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:bz2") as archive:
        for name, records in files.items():
            content = "\r\n".join([_line(f"BOMT :{name}"), "CSET 03:IRV", *records, "EOMT 00:", ""]).encode("latin-1")
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


def _line(field: str) -> str:
    """`RIDSA:Face_0` with the length of the value put in: `RIDSA06:Face_0`."""
    name, _, value = field.partition(":")
    return f"{name}{len(value):02}:{value}"


def _record(kind: str, name: str, *fields: str) -> str:
    return "\r\n".join(["", _line(f"RTYSA:{kind}"), _line(f"RIDSA:{name}"), "", *map(_line, fields)])


def _named(book: str, kind: str, name: str) -> str:
    return f"{_LOT};{book};{kind};{name}"


def _head() -> list[str]:
    parts = [f"{part}SA:SE" for part in ("GNN", "GON", "QAN", "DIN", "SCN")]
    lot = [f"LONSA:{_LOT}", *parts, "GDCSN:1", "GDNSA:T1", "GDISA:SeTOP_1"]
    return [_record("GTS", "SUPPORT_01", "VERST:1.0"), _record("GTL", _LOT, *lot)]


def _dictionary() -> list[str]:
    whole = _record("DID", "ID_N_OBJ_H_11_4_0", "LABSA:H_11_4_0")
    return [
        whole,
        *[_record("DIA", f"ID_N_ATT_{name}", f"LABSA:{name}", f"TYPSA:{kind}") for name, kind in _ATTRIBUTES],
    ]


def _scheme() -> list[str]:
    attributes = [f"AAPCP:{_named('SeSD', 'ATT', f'{name}_id')}" for name, _ in _ATTRIBUTES]
    about = f"DIPCP:{_named('SeNM', 'DID', 'ID_N_OBJ_H_11_4_0')}"
    parcel = _record("OBJ", "PARCELLE_id", about, "KNDSA:ARE", f"AACSN:{len(_ATTRIBUTES)}", *attributes)
    meant = [
        _record("ATT", f"{name}_id", f"DIPCP:{_named('SeNM', 'DIA', f'ID_N_ATT_{name}')}", "CANSN:14")
        for name, _ in _ATTRIBUTES
    ]
    return [parcel, *meant]


def _parcel(number: int, square: shapely.Polygon) -> Iterable[str]:
    """A face, the closed line around it, the parcel with its two attributes, and what ties the three."""
    corners = shapely.get_coordinates(square).tolist()
    figures = [f"CORCC:+{east:.2f};+{north:.2f};" for east, north in corners]
    face, arc, thing = f"Face_{number}", f"Arc_{number}", f"Objet_{number}"
    yield _record("PFE", face, f"SCPCP:{_named('SeSD', 'PGE', 'ID_S_PRI_FAC')}", "ATCSN:0", "QACSN:0")
    line = ["TYPSN:1", f"PTCSN:{len(figures)}", *figures, "ATCSN:0", "QACSN:0"]
    yield _record("PAR", arc, f"SCPCP:{_named('SeSD', 'PGE', 'ID_S_PRI_ARC')}", *line)
    yield _tied("ID_S_RCO_FAC_GCHE", ("PAR", arc), ("PFE", face))
    values = [
        f"ATPCP:{_named('SeSD', 'ATT', 'IDU_id')}", f"ATVST:01A{number:03}",
        f"ATPCP:{_named('SeSD', 'ATT', 'SUPF_id')}", f"ATVSR:+{square.area:.0f}.",
    ]  # fmt: skip
    yield _record("FEA", thing, f"SCPCP:{_named('SeSD', 'OBJ', 'PARCELLE_id')}", "ATCSN:2", *values, "QACSN:0")
    yield _tied("ID_S_RCO_PARCELLE_id", ("FEA", thing), ("PFE", face))


def _tied(how: str, *ends: tuple[str, str]) -> str:
    about = f"SCPCP:{_named('SeSD', 'REL', how)}"
    tied = [f"FTPCP:{_named('SeTOP_1', kind, name)}" for kind, name in ends]
    name = "_".join(("Compo", *(name for _, name in ends)))
    return _record("LNK", name, about, "FTCSN:2", *tied, "ATCSN:0", "QACSN:0")
