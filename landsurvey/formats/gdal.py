"""Lets GDAL read one file of ours with one driver, and nothing else.

The caller has looked at the file's first bytes or its root element and wrote it under a name of ours; here GDAL is kept
from the network, its answer is thrown away when another driver than the expected one took the file, and its columns
become text.
"""

import contextlib
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyogrio
import pyogrio.errors

from landsurvey.formats import plain
from landsurvey.formats.features import Column
from landsurvey.formats.reading import Layer
from landsurvey.words import FileRefused, Sentence, gettext_noop

READER = f"pyogrio {pyogrio.__version__}, GDAL {pyogrio.__gdal_version_string__}"
# No file may make GDAL fetch another one: not by address, not by a schema, not by a link in the GML.
_OFFLINE: Mapping[str, object] = {
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "{noext}",
    "GDAL_HTTP_CONNECTTIMEOUT": 1,
    "GDAL_HTTP_TIMEOUT": 1,
    "GML_DOWNLOAD_SCHEMA": False,
    "GML_SKIP_RESOLVE_ELEMS": "ALL",
}
_EXACT_FLOATS = 2.0**53
DIGITS_LOST = gettext_noop("Numbers in %(heading)s are too long to be read exactly. Keep identifiers as text.")
_ERRORS = (
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    pyogrio.errors.FeatureError,
    UnicodeDecodeError,  # a damaged name of a layer or a column
    UnboundLocalError,  # pyogrio's own slip over a coordinate system that cannot be written as text
)


class Unreadable(FileRefused):
    msgid = gettext_noop("The %(format)s file cannot be read: it is damaged or cut off. Export it again and send that.")


class OpenedAsSomethingElse(FileRefused):
    msgid = gettext_noop(
        "The file looks like %(format)s, but its content is %(driver)s. Export it again as %(format)s and send that."
    )


@dataclass(frozen=True)
class Table:
    """One layer as GDAL gives it: shapes as WKB (None where there is none), columns of text.

    `ids` are the driver's own numbers of the rows.
    """

    geometry_type: str
    wkb: Column
    ids: npt.NDArray[np.int64]
    attributes: dict[str, Column]
    crs: str | None
    notes: tuple[Sentence, ...] = ()


def layers(path: Path, *, driver: str, options: Mapping[str, object] | None = None) -> tuple[Layer, ...]:
    """List the layers with their types; the rows are those that the driver counts quickly, if any."""
    with _restricted(driver, options):
        named = [(str(name), str(kind or "None")) for name, kind in pyogrio.list_layers(path).tolist()]
        facts = [pyogrio.read_info(path, layer=name) for name, _ in named]
    _check_driver([str(fact["driver"]) for fact in facts], driver)
    counts = [int(fact["features"]) for fact in facts]
    return tuple(
        Layer(name, kind, rows if rows >= 0 else None) for (name, kind), rows in zip(named, counts, strict=True)
    )


def read(
    path: Path,
    *,
    layer: str | None,
    driver: str,
    columns: list[str] | None = None,
    options: Mapping[str, object] | None = None,
) -> Table:
    """Read a layer; `columns` [] for shapes only. Raises `Unreadable` or `OpenedAsSomethingElse`."""
    with _restricted(driver, options):
        facts = pyogrio.read_info(path, layer=layer)
        _check_driver([str(facts["driver"])], driver)
        meta, ids, wkb, data = pyogrio.raw.read(
            path, layer=layer, columns=columns, datetime_as_string=True, return_fids=True
        )
    count = len(ids)
    kinds = dict(zip(facts["fields"], facts["dtypes"], strict=True))
    return Table(
        geometry_type=str(meta["geometry_type"] or "None"),
        wkb=np.full(count, None, dtype=object) if wkb is None else wkb,
        ids=ids,
        attributes={
            str(name): plain.texts(column, are_moments=str(kinds[name]).startswith("datetime"))
            for name, column in zip(meta["fields"], data, strict=True)
        },
        crs=meta["crs"],
        notes=tuple(
            Sentence(DIGITS_LOST, {"heading": str(name)})
            for name, column in zip(meta["fields"], data, strict=True)
            if _has_lost_digits(column, str(kinds[name]))
        ),
    )


def _has_lost_digits(column: npt.NDArray[Any], kind: str) -> bool:
    """Whole numbers come as floats where some are missing; beyond 2^53 those no longer hold every digit."""
    is_float = kind.startswith("int") and column.dtype.kind == "f"
    return is_float and bool((np.abs(column[np.isfinite(column)]) >= _EXACT_FLOATS).any())


def _check_driver(found: list[str], driver: str) -> None:
    for name in found:
        if name != driver:
            raise OpenedAsSomethingElse(format=driver, driver=name)


@contextlib.contextmanager
def _restricted(driver: str, options: Mapping[str, object] | None) -> Iterator[None]:
    """Options hold for the whole process, and other readers stumble over them: they are taken back."""
    chosen = {**_OFFLINE, **(options or {})}
    pyogrio.set_gdal_config_options(chosen)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # GDAL's remarks on files it reads nevertheless
            yield
    except _ERRORS as error:
        raise Unreadable(format=driver) from error
    finally:
        pyogrio.set_gdal_config_options(dict.fromkeys(chosen))
