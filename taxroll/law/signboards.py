"""Signboard tax of one sign: area by units of 500 cm2, three classes of letters, a smallest tax."""

from taxroll.law.book import SignboardRates

SATANG_PER_BAHT = 100


def tax_satang(*, width_cm: int, height_cm: int, letters: int, is_moving: bool, rates: SignboardRates) -> int:
    """Tax of a sign whose `letters` are 1 Thai only, 2 Thai with others, 3 no Thai or Thai below.

    More than half a unit of area counts as one.
    """
    if letters not in (1, 2, 3):
        raise ValueError(f"{letters} is no class of letters; it must be 1, 2 or 3.")
    units = _units(width_cm * height_cm, rates.unit_cm2)
    baht = (rates.moving_baht if is_moving else rates.static_baht)[letters - 1]
    return max(units * baht, rates.smallest_baht) * SATANG_PER_BAHT


def _units(area_cm2: int, unit_cm2: int) -> int:
    whole, rest = divmod(area_cm2, unit_cm2)
    return whole + (1 if 2 * rest > unit_cm2 else 0)
