"""Thai units of land, years and money (1 rai = 4 ngan = 400 square wah = 1,600 m2)."""

from decimal import ROUND_HALF_UP, Decimal

SQUARE_WAH_M2 = 4
WAH_PER_NGAN = 100
WAH_PER_RAI = 400
BUDDHIST_ERA = 543
FIRST_BUDDHIST = 2400
"""A year from here on is written in the Buddhist era: nothing of ours is of 2400 C.E."""
SATANG = 100


def wah_from_rai_ngan_wah(rai: int, ngan: int, wah: Decimal) -> Decimal:
    """Square wah of an area written rai-ngan-wah."""
    if rai < 0 or not 0 <= ngan <= 3 or not 0 <= wah < WAH_PER_NGAN:
        raise ValueError(f"{rai}-{ngan}-{wah} is no area in rai-ngan-wah.")
    return rai * WAH_PER_RAI + ngan * WAH_PER_NGAN + Decimal(wah)


def rai_ngan_wah(area_wah: Decimal) -> tuple[int, int, Decimal]:
    rai, rest = divmod(area_wah, WAH_PER_RAI)
    ngan, wah = divmod(rest, WAH_PER_NGAN)
    return int(rai), int(ngan), wah


def format_rai_ngan_wah(area_wah: Decimal) -> str:
    """As deeds write it: `2-1-35.5`, the wah to one decimal."""
    rounded = area_wah.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    rai, ngan, wah = rai_ngan_wah(rounded)
    return f"{rai:,}-{ngan}-{wah:04.1f}"


def wah_from_m2(area_m2: Decimal) -> Decimal:
    return area_m2 / SQUARE_WAH_M2


def year_be(year_ce: int) -> int:
    return year_ce + BUDDHIST_ERA


def year_ce(year_be: int) -> int:
    return year_be - BUDDHIST_ERA


def in_common_era(year: int) -> int:
    """The year in the common era, in whichever era it is written."""
    return year_ce(year) if year >= FIRST_BUDDHIST else year


def format_baht(amount_satang: int) -> str:
    """`1,234.50`, exact: no floating point on the way."""
    sign = "-" if amount_satang < 0 else ""
    baht, satang = divmod(abs(amount_satang), SATANG)
    return f"{sign}{baht:,}.{satang:02d}"
