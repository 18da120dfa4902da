"""Delivery to real servers: once, again with growing waits, or never; and who may look after whom."""

import base64
import hashlib
import hmac
import json
import logging
import socket
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest
from django.contrib.auth.models import User
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from casework import outbox, tasks
from casework.models import Message, MessageState
from casework.outbox import delivering, queue
from gis_assets.models import JournalEntry, Municipality
from tests.casework.outbox import paper
from tests.casework.outbox.builders import NOW, a_message, later, tried
from tests.casework.outbox.receivers import MailServer, WebServer

pytestmark = pytest.mark.usefixtures("connected")


def test_mail_arrives_once_with_its_own_id(municipality: Municipality, mail: MailServer) -> None:
    message = a_message(municipality, "email", "somchai@example.org")

    for _ in range(2):
        tried(message)

    [came] = mail.taken
    assert (message.state, message.delivered_at, message.tries) == ("delivered", NOW, 1)
    assert came["Message-ID"] == f"<{message.uid}@127.0.0.1>"
    assert (came["To"], came["Subject"]) == ("somchai@example.org", "ซ่อมเสร็จแล้ว")
    assert came["From"] == "เทศบาลเมืองทดสอบ <town@example.org>"
    assert came.get_content().strip() == "ไฟติดแล้ว"
    assert parsedate_to_datetime(came["Date"]) == NOW
    assert came["Auto-Submitted"] == "auto-generated"


def test_program_gets_a_signed_post_that_only_it_can_check(municipality: Municipality, web: WebServer) -> None:
    message = tried(a_message(municipality, "webhook", web.url("/th"), facts={"code": "ABCD"}), minutes=2)

    [posted] = web.taken
    assert message.state == "delivered"
    assert json.loads(posted.body) == {
        "type": "report.resolved",
        "timestamp": NOW.isoformat(),
        "data": {"sender": "เทศบาลเมืองทดสอบ", "subject": "ซ่อมเสร็จแล้ว", "text": "ไฟติดแล้ว", "code": "ABCD"},
    }
    sent_at = posted.headers["webhook-timestamp"]
    assert (posted.headers["webhook-id"], sent_at) == (str(message.uid), str(int(later(2).timestamp())))
    key = base64.b64decode(outbox.secret_for(municipality, about="report:1").removeprefix("whsec_"))
    signed = f"{message.uid}.{sent_at}.".encode() + posted.body
    signature = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert posted.headers["webhook-signature"] == f"v1,{signature}"
    assert outbox.secret_for(municipality, about="report:2") != outbox.secret_for(municipality, about="report:1")


def test_failed_try_is_made_again_with_the_same_id_and_bytes(municipality: Municipality, web: WebServer) -> None:
    web.answers = [500, 302]
    message = tried(a_message(municipality, "webhook", web.url()))

    assert (message.state, message.answer, message.due_at) == ("waiting", "HTTP 500", later(1))
    assert (tried(message, minutes=0.9).tries, tried(message, minutes=1).tries) == (1, 2)
    assert (message.answer, message.due_at) == ("HTTP 302", later(6))
    assert tried(message, minutes=6).state == "delivered"
    assert {(post.headers["webhook-id"], post.body) for post in web.taken} == {(str(message.uid), web.taken[0].body)}
    scheduled = ProcrastinateJob.objects.filter(task_name=queue.DELIVER, scheduled_at__isnull=False)
    assert list(scheduled.order_by("scheduled_at").values_list("scheduled_at", flat=True)) == [later(1), later(6)]


def test_message_is_given_up_after_two_days(municipality: Municipality, mail: MailServer) -> None:
    mail.answers = ["451 not now"] * 20
    message, tries, moment = a_message(municipality, "email", "a@example.org"), 0, timedelta()

    while message.state == "waiting":
        tried(message, minutes=moment.total_seconds() / 60)
        tries += 1
        moment = message.due_at - NOW

    assert (message.state, tries, message.answer) == ("failed", 8, "SMTP 451")
    assert moment < timedelta(days=2)
    assert not mail.taken


@pytest.mark.parametrize("answer", ["550 no such somchai@example.org", "554 spam of somchai@example.org"])
def test_message_that_will_never_be_taken_is_not_tried_again(
    municipality: Municipality, mail: MailServer, answer: str
) -> None:
    if answer.startswith("550"):
        mail.refused = {"somchai@example.org": answer}
    mail.answers = [answer]

    message = tried(a_message(municipality, "email", "somchai@example.org"))

    assert (message.state, message.answer, message.tries) == ("failed", f"SMTP {answer[:3]}", 1)


def test_program_that_is_gone_is_not_asked_again(municipality: Municipality, web: WebServer) -> None:
    web.answers = [410]

    message = tried(a_message(municipality, "webhook", web.url()))

    assert (message.state, message.answer) == ("failed", "HTTP 410")


def test_servers_that_are_down_are_tried_again(municipality: Municipality, settings: Settings) -> None:
    # Nobody listens there, and nobody else can begin to.
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = port = closed.getsockname()[1]

        by_mail = tried(a_message(municipality, "email", "a@example.org", key="mail"))
        by_web = tried(a_message(municipality, "webhook", f"http://127.0.0.1:{port}/", key="web"))

    assert [(each.state, each.answer) for each in (by_mail, by_web)] == [("waiting", "ConnectionRefusedError")] * 2


def test_private_network_is_never_called_though_the_address_was_written(
    municipality: Municipality, web: WebServer, settings: Settings
) -> None:
    message = a_message(municipality, "webhook", web.url())
    settings.OUTBOX_INSIDE_NETWORKS = []

    assert (tried(message).state, message.answer) == ("failed", "leads into a private network")
    assert web.taken == []


def test_way_that_the_installation_lost_is_a_failure_an_operator_sees(
    municipality: Municipality, settings: Settings
) -> None:
    message = a_message(municipality, "email", "a@example.org")
    settings.OUTBOX_CHANNELS = {}

    assert (tried(message).state, message.answer) == ("failed", "no such way any more")


def test_worker_that_died_in_its_try_is_followed_by_another_after_the_lease(
    municipality: Municipality, mail: MailServer, settings: Settings
) -> None:
    settings.OUTBOX_TRY_S = 60
    message = a_message(municipality, "email", "a@example.org")
    delivering._claimed(municipality, message.pk, at=NOW)  # and dies

    assert tried(message, minutes=0.5).state == "waiting"
    assert not mail.taken
    assert tried(message, minutes=1).state == "delivered"
    assert message.tries == 2


def test_message_that_kills_its_workers_ends(municipality: Municipality) -> None:
    message = a_message(municipality, "email", "a@example.org")
    for hour in range(20):
        delivering._claimed(municipality, message.pk, at=later(60 * hour))

    message.refresh_from_db()
    assert (message.state, message.tries) == ("failed", 8)


def test_late_failure_does_not_undo_the_delivery_by_another_worker(municipality: Municipality, web: WebServer) -> None:
    message = a_message(municipality, "webhook", web.url())
    web.answers = [410]
    slow = delivering._claimed(municipality, message.pk, at=NOW)
    assert slow is not None
    again = delivering._claimed(municipality, message.pk, at=later(10))
    assert again is not None

    delivering._end(slow, MessageState.FAILED, answer="HTTP 410")
    delivering._end(again, MessageState.DELIVERED, delivered_at=NOW)
    delivering._later(slow, answer="HTTP 500", at=later(11))

    message.refresh_from_db()
    assert message.state == "delivered"


def test_message_gets_a_new_job_when_its_own_was_lost_and_only_then(municipality: Municipality) -> None:
    lost, waits, held = (a_message(municipality, "email", "a@example.org", key=key) for key in ("1", "2", "3"))
    end_jobs_of(lost)
    end_jobs_of(held)
    delivering._claimed(municipality, held.pk, at=later(30))  # a worker has it

    at_once, afterwards, once_more = (delivering.take_up(municipality, at=later(m)) for m in (0.5, 30, 30))

    assert (at_once, afterwards, once_more) == (0, 1, 0)
    assert queue.with_a_job() == {lost.pk, waits.pk}


def end_jobs_of(message: Message) -> None:
    """As when a worker died again and again: the queue gave its job up."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'failed' WHERE (args ->> 'message_id')::bigint = %s", [message.pk]
        )


def test_job_delivers_by_the_clock_and_may_run_twice(municipality: Municipality, mail: MailServer) -> None:
    message = a_message(municipality, "email", "a@example.org")

    for _ in range(2):
        tasks.deliver_message(message_id=message.pk, municipality_id=municipality.pk)

    assert len(mail.taken) == 1


def test_failed_message_is_tried_anew_by_hand_under_its_id(
    municipality: Municipality, web: WebServer, django_user_model: type[User]
) -> None:
    web.answers = [410]
    message = tried(a_message(municipality, "webhook", web.url()))
    operator = django_user_model.objects.create_user("operator")

    delivering.try_again(message, by=operator, at=later(5))

    assert tried(message, minutes=5).state == "delivered"
    assert {post.headers["webhook-id"] for post in web.taken} == {str(message.uid)}
    assert JournalEntry.objects.filter(action="message.tried_again", thing_uid=str(message.uid)).exists()
    with pytest.raises(delivering.NotFailed):
        delivering.try_again(message, by=operator, at=later(6))


def test_adapter_of_the_operator_gets_the_letter(municipality: Municipality, settings: Settings) -> None:
    settings.OUTBOX_CHANNELS = {"sms": "tests.casework.outbox.paper.Paper"}
    paper.WRITTEN.clear()

    message = tried(a_message(municipality, "sms", "0812345678", facts={"url": "https://town/r/1"}))

    [letter] = paper.WRITTEN
    assert message.state == "delivered"
    assert (letter.id, letter.to, letter.facts["url"]) == (str(message.uid), "0812345678", "https://town/r/1")
    with pytest.raises(outbox.UnfitAddress):
        outbox.refuse_unfit(outbox.Address("sms", ""))


def test_nothing_of_a_message_stands_in_logs_or_answers(
    municipality: Municipality, mail: MailServer, web: WebServer, caplog: pytest.LogCaptureFixture
) -> None:
    mail.refused = {"somchai@example.org": "550 somchai@example.org is unknown"}
    web.answers = [500]
    with caplog.at_level(logging.DEBUG):
        tried(a_message(municipality, "email", "somchai@example.org", key="1"))
        tried(a_message(municipality, "webhook", web.url("/somchai"), key="2"))

    ours = [record.getMessage() for record in caplog.records if record.name != "mail.log"]  # that is the server's own
    said = " ".join(ours) + " ".join(Message.objects.values_list("answer", flat=True))
    assert not any(word in said for word in ("somchai", "ไฟติดแล้ว", "ซ่อมเสร็จแล้ว"))
