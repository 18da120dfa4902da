"""Whatever officers do, in any order: the books balance, agree with the papers, and no satang is lost or made.

The machine keeps its own purse: what it handed over and what it was given back. Nothing here reads the sums it checks
from the code that it tests.
"""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from gis_assets.models import Municipality, ParcelVersion
from gis_assets.refusals import Refusal
from taxroll import assessment, calendars, ledger, notices, payments, standing
from taxroll.collection import (
    bankfiles,
    bankformats,
    closing,
    crediting,
    instalments,
    moretime,
    refunds,
    reminders,
    remissions,
    reversals,
)
from taxroll.collection.closing import Counted
from taxroll.disputes import deciding, filings
from taxroll.disputes.filings import Said
from taxroll.disputes.reassessing import Correction
from taxroll.models import (
    MONEY,
    Account,
    AccountKind,
    Bill,
    CalendarStep,
    Channel,
    FilingChannel,
    FilingKind,
    FilingOutcome,
    Notice,
    Payment,
    Refund,
    RefundState,
    Roll,
    WarningLetter,
)
from taxroll.rolls import listing, supplements
from tests.taxroll.register import remeasure

START = datetime(2024, 4, 2, 2, 0, tzinfo=UTC)
SATANG = st.one_of(st.integers(1, 12_000_00), st.sampled_from([1, 3_000_00, 9_000_00, 9_000_01, 9_990_00]))


def remeasured(wah: int) -> None:
    """The shop's plot has that many square wah since 1 January; a second time the same version is told."""
    version = ParcelVersion.objects.latest("pk")
    if version.valid.lower.year == 2024:
        ParcelVersion.objects.filter(pk=version.pk).update(deed_area_wah=wah, other_wah=wah)
    else:
        remeasure(version.parcel, deed_area_wah=wah, other_wah=wah)


class Office(RuleBasedStateMachine):
    """One bill of 9,000.00 baht and everything that may happen to its money."""

    municipality: Municipality
    clerk: User

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.bill = Bill.objects.get()
        self.now = START
        self.purse = 0
        self.count = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def tried(self, act: Callable[[], object]) -> bool:
        """Whether it was done; a refusal must leave nothing behind, which the invariants see."""
        try:
            with transaction.atomic():
                act()
        except Refusal:
            return False
        return True

    def reference(self) -> str:
        self.count += 1
        return f"R{self.count}"

    def in_force(self) -> Notice | None:
        found = Notice.objects.filter(bill=self.bill, cancelled_at=None).select_related("bill__roll", "municipality")
        return found.first()

    @rule(days=st.integers(1, 45))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule()
    def issue(self) -> None:
        self.tried(lambda: notices.issue(self.bill, by=self.clerk, at=self.now))

    @rule()
    def cancel(self) -> None:
        if notice := self.in_force():
            self.tried(lambda: notices.cancel(notice, by=self.clerk, at=self.now, why="ออกผิด"))

    @rule(satang=SATANG, channel=st.sampled_from(Channel), keeps_surplus=st.booleans())
    def pay(self, satang: int, channel: Channel, keeps_surplus: bool) -> None:
        if (notice := self.in_force()) and self.tried(
            lambda: payments.record(
                notice=notice,
                amount_satang=satang,
                paid_at=self.now,
                channel=channel,
                reference=self.reference(),
                by=self.clerk,
                at=self.now,
                keeps_surplus=keeps_surplus,
            )
        ):
            self.purse += satang

    @rule()
    def pay_all(self) -> None:
        if notice := self.in_force():
            self.pay(payments.open_on(notice, on=timezone.localdate(self.now)).total_satang, Channel.CASH, False)

    @rule(satang=SATANG, days_ago=st.integers(0, 60), is_known=st.booleans())
    def bank_pays(self, satang: int, days_ago: int, is_known: bool) -> None:
        paid = timezone.localtime(self.now - timedelta(days=days_ago))
        ref1 = self.bill.reference if is_known else "X"
        row = f"{paid:%Y-%m-%d,%H:%M:%S},{ref1},,{satang / 100:.2f},{self.reference()}"
        content = f"paid_date,paid_time,ref1,ref2,amount,bank_reference\n{row}\n".encode()
        layout = bankformats.layouts()["csv_transfers"]

        def take() -> None:
            taken = bankfiles.receive(
                municipality=self.municipality, layout=layout, name="f", content=content, by=self.clerk, at=self.now
            )
            bankfiles.match_waiting(taken, at=self.now)

        if self.tried(take):
            self.purse += satang

    @rule(which=st.integers(0, 5))
    def bounce(self, which: int) -> None:
        made = list(Payment.objects.filter(reversal=None).select_related("bank_line"))
        if not made:
            return
        payment = made[which % len(made)]
        came_by_bank = hasattr(payment, "bank_line")
        if self.tried(lambda: reversals.reverse(payment, reason="เช็คคืน", by=self.clerk, at=self.now)):
            self.purse -= 0 if came_by_bank else payment.amount_satang

    @rule(wah=st.integers(1, 100))
    def objection_is_allowed(self, wah: int) -> None:
        """The whole way: filed, decided, assessed anew, the notice issued again for the same debt."""
        notice, line = self.in_force(), self.bill.lines.get()
        if notice is None:
            return
        filed = filings.receive(
            notice,
            kind=FilingKind.OBJECTION,
            said=Said("ที่ดินเล็กกว่านี้"),
            key=uuid.uuid4(),
            channel=FilingChannel.COUNTER,
            by=self.clerk,
            at=self.now,
        )

        def decide(outcome: FilingOutcome, corrections: dict[int, Correction]) -> None:
            reasons, by, at = "รังวัดใหม่", self.clerk, self.now
            deciding.decide(filed, outcome=outcome, corrections=corrections, reasons=reasons, by=by, at=at)

        if not self.tried(lambda: decide(FilingOutcome.PARTLY, {line.pk: Correction(area_wah=Decimal(wah))})):
            decide(FilingOutcome.REFUSED, {})

    @rule(wah=st.integers(1, 120), takes_off=st.booleans())
    def assess_again(self, wah: int, takes_off: bool) -> None:
        """The register learns of another area: a supplement is sealed, then notified, or taken off the notice."""

        def supplement() -> Roll:
            remeasured(wah)
            draft = supplements.build(municipality=self.municipality, tax_year_be=2567, by=self.clerk, at=self.now)
            listing.assess(draft, by=self.clerk, at=self.now, on=timezone.localdate(self.now))
            return assessment.seal(draft, by=self.clerk, at=self.now)

        made: list[Roll] = []
        if self.tried(lambda: made.append(supplement())):
            for bill in made[0].bills.all():
                self.tried(partial(notices.issue, bill, by=self.clerk, at=self.now))
            if takes_off:
                self.tried(lambda: crediting.take_off(made[0], by=self.clerk, at=self.now))

    @rule()
    def take_off_later(self) -> None:
        for roll in Roll.objects.filter(sequence__gt=1):
            self.tried(partial(crediting.take_off, roll, by=self.clerk, at=self.now))

    @rule(part=st.integers(1, 100))
    def refund(self, part: int) -> None:
        if notice := self.in_force():
            satang = refunds.unclaimed(notice) * part // 100
            self.tried(
                lambda: refunds.request(
                    notice,
                    amount_satang=satang,
                    requested_on=timezone.localdate(self.now),
                    number="1",
                    reason="ชำระเกิน",
                    by=self.clerk,
                    at=self.now,
                )
            )

    @rule(grants=st.booleans())
    def decide_refund(self, grants: bool) -> None:
        if asked := Refund.objects.filter(state=RefundState.REQUESTED).first():
            self.tried(
                lambda: refunds.decide(asked, grants=grants, number="2", reason="ตามหลักฐาน", by=self.clerk, at=self.now)
            )

    @rule(channel=st.sampled_from(Channel))
    def pay_refund(self, channel: Channel) -> None:
        asked = Refund.objects.filter(state=RefundState.GRANTED).first()
        if asked and self.tried(
            lambda: refunds.pay(asked, channel=channel, reference="V1", by=self.clerk, at=self.now)
        ):
            self.purse -= asked.amount_satang

    @rule(parts=st.integers(1, 3))
    def instalments(self, parts: int) -> None:
        on = timezone.localdate(self.now)
        if notice := self.in_force():
            self.tried(
                lambda: instalments.grant(
                    notice, parts=parts, requested_on=on, document_number="1", by=self.clerk, at=self.now, on=on
                )
            )

    @rule()
    def warn(self) -> None:
        if notice := self.in_force():
            self.tried(
                lambda: reminders.write(self.municipality, notices=[notice], days_to_pay=15, by=self.clerk, at=self.now)
            )

    @rule()
    def warning_is_received(self) -> None:
        if letter := WarningLetter.objects.filter(received_on=None).first():
            on = timezone.localdate(self.now)
            self.tried(lambda: reminders.receive(letter, received_on=on, how="ตอบรับ", by=self.clerk, at=self.now))

    @rule(percent=st.integers(1, 100))
    def waive(self, percent: int) -> None:
        on = timezone.localdate(self.now)
        if notice := self.in_force():
            owed = payments.open_on(notice, on=on)
            self.tried(
                lambda: remissions.waive(
                    notice,
                    penalty_satang=owed.penalty_satang * percent // 100,
                    surcharge_satang=owed.surcharge_satang * percent // 100,
                    decided_on=on,
                    document_number="1",
                    reason="กฎกระทรวง",
                    by=self.clerk,
                    at=self.now,
                )
            )

    @rule(days=st.integers(1, 120))
    def more_time(self, days: int) -> None:
        on = timezone.localdate(self.now)
        if notice := self.in_force():
            self.tried(
                lambda: moretime.grant(
                    notice,
                    last_date=on + timedelta(days=days),
                    decided_on=on,
                    document_number="1",
                    reason="น้ำท่วม",
                    by=self.clerk,
                    at=self.now,
                )
            )

    @rule()
    def write_off(self) -> None:
        on = timezone.localdate(self.now)
        if notice := self.in_force():
            self.tried(
                lambda: remissions.write_off(
                    notice, decided_on=on, document_number="1", reason="ไม่มีทรัพย์", by=self.clerk, at=self.now
                )
            )

    @rule(days=st.integers(0, 90), step=st.sampled_from([CalendarStep.PAY, CalendarStep.INSTALMENT_2]))
    def extend(self, days: int, step: CalendarStep) -> None:
        self.tried(
            lambda: calendars.extend(
                municipality=self.municipality,
                tax_year_be=2567,
                step=step,
                last_date=timezone.localdate(self.now) + timedelta(days=days),
                document_number="1",
                reason="น้ำท่วม",
                by=self.clerk,
                at=self.now,
            )
        )

    @rule(short=st.integers(0, 100))
    def close_day(self, short: int) -> None:
        on = timezone.localdate(self.now)
        booked = closing.booked(self.municipality, on=on)
        counted = {kind: Counted(booked[kind] - short, "นับขาด") for kind in MONEY}
        self.tried(lambda: closing.close(self.municipality, on=on, counted=counted, by=self.clerk, at=self.now))

    @invariant()
    def debits_equal_credits(self) -> None:
        assert sum(ledger.balances(self.municipality).values()) == 0

    @invariant()
    def books_agree_with_papers(self) -> None:
        assert ledger.check(self.municipality) == []

    @invariant()
    def no_satang_is_lost_or_made(self) -> None:
        balances = ledger.balances(self.municipality)
        assert sum(balances.get(kind, 0) for kind in MONEY) == self.purse

    @invariant()
    def receivables_are_what_notices_owe(self) -> None:
        on = timezone.localdate(self.now)
        every = list(Notice.objects.select_related("bill__roll", "municipality"))
        owed = sum(found.owed(on=on).tax_satang for found in standing.of_all(every))
        assert owed == ledger.balance(Account.objects.filter(kind=AccountKind.RECEIVABLE))

    @invariant()
    def nothing_owed_is_negative(self) -> None:
        on = timezone.localdate(self.now)
        for found in standing.of_all(list(Notice.objects.select_related("bill__roll", "municipality"))):
            owed = found.owed(on=on)
            assert min(owed.tax_satang, owed.penalty_satang, owed.surcharge_satang) >= 0


def test_no_satang_is_lost_or_made_whatever_is_done(sealed: Roll, municipality: Municipality, clerk: User) -> None:
    Office.municipality, Office.clerk = municipality, clerk
    run_state_machine_as_test(
        Office,
        settings=settings(
            max_examples=25,
            stateful_step_count=16,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
