"""A message is written with the deed it tells of, once for its key."""

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from casework import outbox
from casework.models import Message
from casework.outbox import queue
from gis_assets import tenancy
from gis_assets.models import Municipality
from tests.casework.outbox.builders import NOW, a_message

pytestmark = pytest.mark.usefixtures("connected")


def jobs() -> list[dict[str, int]]:
    return list(ProcrastinateJob.objects.filter(task_name=queue.DELIVER).order_by("pk").values_list("args", flat=True))


def test_message_is_there_together_with_its_job(municipality: Municipality) -> None:
    message = a_message(municipality, "email", "a@example.org")

    assert (message.state, message.tries, message.due_at) == ("waiting", 0, NOW)
    assert jobs() == [{"message_id": message.pk, "municipality_id": municipality.pk}]


def test_neither_is_there_when_the_deed_is_undone(municipality: Municipality) -> None:
    with transaction.atomic():
        a_message(municipality, "email", "a@example.org")
        transaction.set_rollback(True)

    assert not Message.objects.exists()
    assert jobs() == []


def test_same_key_again_is_the_same_message(municipality: Municipality) -> None:
    first, second = (a_message(municipality, "email", "a@example.org", key="once") for _ in range(2))

    assert first == second
    assert len(jobs()) == 1


def test_key_of_another_town_is_another_message(municipality: Municipality, other_municipality: Municipality) -> None:
    here = a_message(municipality, "email", "a@example.org", key="once")
    with tenancy.within(other_municipality):
        there = a_message(other_municipality, "email", "a@example.org", key="once")

        assert list(Message.objects.all()) == [there]
    assert list(Message.objects.all()) == [here]


def test_nothing_is_written_for_a_way_that_the_installation_lacks(
    municipality: Municipality, settings: Settings
) -> None:
    settings.OUTBOX_CHANNELS = {}

    written = outbox.enqueue(
        municipality, to=outbox.Address("email", "a@example.org"), subject="", body="", dedup_key="k", at=NOW
    )

    assert written is None
    assert jobs() == []


@pytest.mark.parametrize(
    ("channel", "to"),
    [("email", "nobody"), ("email", "a@b"), ("webhook", "http://10.0.0.1/"), ("webhook", "ftp://a.org")],
)
def test_address_that_cannot_be_one_is_refused_in_words(channel: str, to: str) -> None:
    with pytest.raises(outbox.UnfitAddress):
        outbox.refuse_unfit(outbox.Address(channel, to))
