"""The moves of a roll at a shell: dry unless told to keep, refused in words, compared with an exit code."""

import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from gis_assets.models import ParcelVersion
from taxroll.models import Roll, RollStatus
from tests.taxroll.conftest import a_sealed
from tests.taxroll.register import of, remeasure


def said(*arguments: str) -> tuple[int, str]:
    """Exit code and output of `manage.py roll ...` in the test's municipality."""
    told = StringIO()
    try:
        call_command("roll", arguments[0], "--municipality", "04500199", *arguments[1:], stdout=told)
    except SystemExit as ended:
        return int(str(ended.code)), told.getvalue()
    return 0, told.getvalue()


def test_nothing_is_kept_without_commit(shop: ParcelVersion, clerk: User) -> None:
    code, told = said("build", "--year", "2567", "--by", clerk.username)

    assert (code, Roll.objects.count()) == (0, 0)
    assert "9,000.00 baht" in told
    assert "Nothing was kept" in told


def test_roll_walks_from_build_to_seal_when_committed(shop: ParcelVersion, clerk: User) -> None:
    common = ("--year", "2567", "--by", clerk.username, "--commit", "--json")

    said("build", *common)
    said("publish", *common, "--day", "2023-12-01", "--place", "หน้าสำนักงาน")
    said("assess", *common)
    _code, told = said("seal", *common)

    roll: dict[str, Any] = json.loads(told)
    assert (roll["status"], roll["kept"]) == ("sealed", True)
    assert Roll.objects.get().rows_digest == roll["rows_digest"]


def test_refusal_is_the_commands_error(shop: ParcelVersion, clerk: User) -> None:
    said("build", "--year", "2567", "--by", clerk.username, "--commit")

    with pytest.raises(CommandError):
        said("seal", "--year", "2567", "--by", clerk.username, "--commit")

    assert Roll.objects.get().status == RollStatus.DRAFT


def test_comparison_ends_with_3_when_rolls_differ(shop: ParcelVersion, build: Callable[..., Roll], clerk: User) -> None:
    a_sealed(build(2567), by=clerk)
    remeasure(of("01A001"), deed_area_wah=110, other_wah=110)
    build(2568)

    code, told = said("diff", "2567", "2568", "--json")

    assert code == 3
    [found] = json.loads(told)["differences"]
    assert (found["code"], found["reasons"], found["after_payable"]) == ("01A001", ["area", "use"], 9_900_00)


def test_comparison_ends_with_0_when_nothing_differs(
    shop: ParcelVersion, build: Callable[..., Roll], clerk: User
) -> None:
    a_sealed(build(2567), by=clerk)
    build(2568)

    assert said("diff", "2567", "2568")[0] == 0


@pytest.mark.parametrize(
    "arguments",
    [("verify", "--year", "2599"), ("diff", "x", "2567"), ("build", "--year", "2567", "--by", "nobody")],
    ids=lambda arguments: arguments[0],
)
def test_what_is_not_there_is_said(arguments: tuple[str, ...], shop: ParcelVersion, clerk: User) -> None:
    with pytest.raises(CommandError):
        said(*arguments)
