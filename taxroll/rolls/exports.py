"""Lists of a roll to take along: CSV as a stream, XLSX and GeoParquet as files; amounts in baht.

Lists name owners and are for the tax office only; the GeoParquet names nobody unless it is asked to.
"""

import csv
import io
import itertools
import json
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyproj
from django.db import connection
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook

from gis_assets import sql_files, tenancy
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from taxroll.models import Bill, GapReason, LineKind, Roll, RollGap, RollLine, TableChoice
from taxroll.rolls import differences

if TYPE_CHECKING:
    import pyarrow

BOM = "\ufeff"  # without it a spreadsheet reads Thai as something else
ROWS_AT_ONCE = 1_000
MOST_XLSX_ROWS = 1_048_575
"""What a worksheet holds below its heading (ECMA-376 gives 1,048,576 rows)."""
# A spreadsheet takes a text that begins so for a formula; with an apostrophe before it is a text.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
HUNDRED = Decimal(100)
NAMES = ("owner_name", "owner_address")
SHAPE = "geometry"
Heading = str | Promise
Cell = Any


class TooManyRows(Refusal):
    def __init__(self, count: int) -> None:
        sentence = _("The list has %(count)s rows or more, more than one workbook takes here. Take it as CSV.")
        super().__init__(sentence % {"count": f"{count:,}"})


@dataclass(frozen=True)
class Column:
    """A column of a list: its heading, the field it is read from, and how it is written."""

    heading: Heading
    field: str
    written: Callable[[Any], Cell] = lambda value: value


@dataclass(frozen=True)
class Listed:
    """A list: its rows as they are written, read in portions under the municipality's binding."""

    name: str
    municipality: Municipality
    headings: tuple[Heading, ...]
    rows: Callable[[], Iterator[Sequence[Cell]]]


def baht(satang: int) -> Decimal:
    return (Decimal(satang) / HUNDRED).quantize(Decimal("0.01"))


def _hundredths(number: int) -> Decimal:
    return (Decimal(number) / HUNDRED).quantize(Decimal("0.01"))


def choice(choices: Any) -> Callable[[Any], str]:
    return lambda value: str(choices(value).label)


BILLS = (
    Column(_("Reference"), "reference"),
    Column(_("Owner"), "owner_name"),
    Column(_("Number of owners"), "owner_count"),
    Column(_("Address"), "owner_address"),
    Column(_("Plots"), "plot_count"),
    Column(_("Buildings"), "building_count"),
    Column(_("Value (baht)"), "value_satang", baht),
    Column(_("Exemption (baht)"), "exemption_satang", baht),
    Column(_("Tax (baht)"), "tax_satang", baht),
    Column(_("Reduction (baht)"), "relief_satang", baht),
    Column(_("Relief of section 97 (baht)"), "phase_in_satang", baht),
    Column(_("Charged before (baht)"), "charged_before_satang", baht),
    Column(_("Payable (baht)"), "payable_satang", baht),
)
LINES = (
    Column(_("Line"), "number"),
    Column(_("Reference"), "bill__reference"),
    Column(_("Owner"), "bill__owner_name"),
    Column(_("Kind"), "kind", choice(LineKind)),
    Column(_("Parcel code"), "parcel_code"),
    Column(_("Document number"), "document_number"),
    Column(_("House number"), "house_number"),
    Column(_("Building type"), "treasury_type"),
    Column(_("Area (sq wah)"), "area_wah"),
    Column(_("Area (m²)"), "area_m2"),
    Column(_("Price per unit (baht)"), "price_satang", baht),
    Column(_("Source of the price"), "price_source"),
    Column(_("Age (years)"), "age_years"),
    Column(_("Depreciation (%)"), "depreciation_percent"),
    Column(_("Use"), "table", choice(TableChoice)),
    Column(_("Area of this use"), "use_part", _hundredths),
    Column(_("Area of all uses"), "use_whole", _hundredths),
    Column(_("Vacant tax years"), "vacant_years"),
    Column(_("Value (baht)"), "value_satang", baht),
    Column(_("Exemption (baht)"), "exemption_satang", baht),
    Column(_("Net base (baht)"), "net_satang", baht),
    Column(_("Tax (baht)"), "tax_satang", baht),
    Column(_("Payable (baht)"), "payable_satang", baht),
)
GAPS = (
    Column(_("Parcel code"), "parcel_code"),
    Column(_("Kind"), "kind", choice(LineKind)),
    Column(_("House number"), "house_number"),
    Column(_("What is missing"), "reason", choice(GapReason)),
)


def bills(roll: Roll) -> Listed:
    return of_query("bills", roll.municipality, BILLS, Bill.objects.filter(roll=roll).order_by("number"))


def lines(roll: Roll) -> Listed:
    return of_query("lines", roll.municipality, LINES, RollLine.objects.filter(roll=roll).order_by("number"))


def gaps(roll: Roll) -> Listed:
    return of_query("gaps", roll.municipality, GAPS, RollGap.objects.filter(roll=roll))


def of_differences(asked: differences.Asked) -> Listed:
    headings = (
        _("Parcel code"),
        _("Value before (baht)"),
        _("Value after (baht)"),
        _("Payable before (baht)"),
        _("Payable after (baht)"),
        _("Change (baht)"),
        _("Reasons"),
    )

    def rows() -> Iterator[Sequence[Cell]]:
        for found in differences.every(asked):
            sums = (found.before_value, found.after_value, found.before_payable, found.after_payable)
            change = baht(found.payable_change)
            yield (found.code, *map(baht, sums), change, ", ".join(found.reason_names))

    return Listed("differences", asked.after.municipality, headings, rows)


LISTS: dict[str, Callable[[Roll], Listed]] = {"bills": bills, "lines": lines, "gaps": gaps}


def csv_pieces(listed: Listed, *, language: str) -> Generator[bytes, None, None]:
    """The list as CSV in UTF-8 with a byte order mark, piece by piece."""
    with tenancy.within(listed.municipality):
        with translation.override(language):
            yield (BOM + _csv([[str(heading) for heading in listed.headings]])).encode()
        rows = listed.rows()
        while portion := _written(rows, language):
            yield _csv(portion).encode()


def write_xlsx(
    listed: Listed,
    path: Path,
    *,
    language: str,
    progress: Callable[[int], None] = lambda done: None,
    most: int | None = None,
) -> Path:
    """The list as a workbook of one sheet, written row by row; `progress` hears how many rows are done.

    Raises TooManyRows above `most` rows, or above what a worksheet holds.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(listed.name)
    done = 0
    with tenancy.within(listed.municipality), translation.override(language):
        sheet.append([str(heading) for heading in listed.headings])
        rows = listed.rows()
        while portion := _written(rows, language):
            for row in portion:
                sheet.append(row)
            done += len(portion)
            if done > (MOST_XLSX_ROWS if most is None else most):
                sheet.close()
                raise TooManyRows(done)
            progress(done)
    book.save(path)
    return path


def write_geoparquet(
    roll: Roll, path: Path, *, has_names: bool, progress: Callable[[int], None] = lambda done: None
) -> Path:
    """Every line with its plot's or building's shape in WGS 84 as GeoParquet; owners' names only when asked for.

    Read and written in portions, each a row group, so that memory does not grow with the roll.
    """
    import pyarrow.parquet  # fifty megabytes that the job alone needs

    with tenancy.within(roll.municipality), connection.chunked_cursor() as cursor:
        cursor.execute(sql_files.load("taxroll", "lines_with_shapes"), {"roll": roll.pk})
        done, rows = 0, cursor.fetchmany(ROWS_AT_ONCE)
        schema = _schema(cursor.description or ())
        kept = [place for place, name in enumerate(schema.names) if has_names or name not in NAMES]
        schema = pyarrow.schema([schema.field(place) for place in kept], metadata=schema.metadata)
        with pyarrow.parquet.ParquetWriter(path, schema) as file:
            while rows:
                columns = [[row[place] for row in rows] for place in kept]
                file.write_table(pyarrow.table(columns, schema=schema))
                done += len(rows)
                progress(done)
                rows = cursor.fetchmany(ROWS_AT_ONCE)
    return path


def _schema(description: Sequence[Any]) -> "pyarrow.Schema":
    """The columns of a statement by PostgreSQL's own types; the shape is WKB, as GeoParquet 1.1 has it."""
    import pyarrow

    # By their numbers: bool, bytea, int8, int2, int4, text, float8, int8[], varchar.
    types = {
        16: pyarrow.bool_(),
        17: pyarrow.binary(),
        20: pyarrow.int64(),
        21: pyarrow.int64(),
        23: pyarrow.int64(),
        25: pyarrow.string(),
        701: pyarrow.float64(),
        1016: pyarrow.list_(pyarrow.int64()),
        1043: pyarrow.string(),
    }
    fields = [pyarrow.field(column.name, types[column.type_code]) for column in description]
    column = {"encoding": "WKB", "geometry_types": [], "crs": pyproj.CRS.from_epsg(4326).to_json_dict()}
    geo = {"version": "1.1.0", "primary_column": SHAPE, "columns": {SHAPE: column}}
    return pyarrow.schema(fields, metadata={"geo": json.dumps(geo)})


def of_query(name: str, municipality: Municipality, columns: Sequence[Column], found: Any) -> Listed:
    """The rows of a queryset, read by the columns' fields."""

    def rows() -> Iterator[Sequence[Cell]]:
        fields = [column.field for column in columns]
        for row in found.values_list(*fields).iterator(chunk_size=ROWS_AT_ONCE):
            yield tuple(column.written(value) for column, value in zip(columns, row, strict=True))

    return Listed(name, municipality, tuple(column.heading for column in columns), rows)


def _written(rows: Iterator[Sequence[Cell]], language: str) -> list[list[Cell]]:
    """The next portion, in the language; between portions the language is the request's own."""
    with translation.override(language):
        return [[_safe(cell) for cell in row] for row in itertools.islice(rows, ROWS_AT_ONCE)]


def _safe(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_SIGNS) else cell


def _csv(rows: Sequence[Sequence[Cell]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()
