"""What carries a sign that the database cannot keep is refused, and is no fault of the server."""

from collections.abc import Callable

import pytest

from gis_assets.models import Municipality, Role
from tests.speaking import Officer


@pytest.mark.parametrize("method", ["get", "post"])
def test_nul_is_a_bad_request(municipality: Municipality, client_as: Callable[..., Officer], method: str) -> None:
    officer = client_as(Role.DISPATCHER, Role.PERMIT_OFFICER)
    ask = {
        "get": lambda: officer.get("/permits/desk/?q=%00"),
        "post": lambda: officer.post("/incidents/find/", {"q": "\0"}),
    }

    assert ask[method]().status_code == 400
