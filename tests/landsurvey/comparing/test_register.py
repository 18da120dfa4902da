import numpy as np
import pytest

from gis_assets.models import Municipality
from landsurvey.comparing import register
from tests.gis_assets.builders import EAST, NORTH, a_parcel, square

pytestmark = pytest.mark.django_db
BOUNDS = np.array([EAST, NORTH, EAST + 20, NORTH + 20])
FIELDS = [name for name, _kind in register._READ_AS]


def test_part_of_the_register_is_what_is_read_of_it_within_the_bounds(municipality: Municipality) -> None:
    for metres_east in (0, 300, 650, 5_000):
        a_parcel(municipality, shape=square(east=metres_east, north=0), code=f"at {metres_east}")

    part = register.part_of(register.whole(municipality), bounds=BOUNDS)

    asked = register.within(municipality, bounds=BOUNDS)
    assert sorted(part.code.tolist()) == ["at 0", "at 300"]
    assert {name: sorted(map(str, getattr(part, name))) for name in FIELDS} == {
        name: sorted(map(str, getattr(asked, name))) for name in FIELDS
    }
    assert part.total == asked.total == 4
