"""What officers did with a petition: asked back, looked, ticked, decided, issued, and what was paid for it."""

import uuid

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Building, Municipality
from permits.models.checks import Checkup
from permits.models.petitions import Petition


class NumberCounter(models.Model):
    """The last number of a kind given in a year; counted in the database so that two never get the same."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    kind = models.SlugField(max_length=40)
    year_be = models.PositiveSmallIntegerField()
    last_number = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "kind", "year_be"], name="permit_counter_is_one_per_year")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.last_number}/{self.year_be}"


class Sitting(models.Model):
    """An officer had the petition before him, from opening it to his last sign of work: his touch of it."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    petition = models.ForeignKey(Petition, models.PROTECT, related_name="sittings")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    began_at = models.DateTimeField(_("from"))
    seen_at = models.DateTimeField(_("until"))

    class Meta:
        ordering = ["began_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(seen_at__gte=models.F("began_at")), name="sitting_ends_after_it_began")
        ]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.officer_id} {timezone.localtime(self.began_at):%Y-%m-%d %H:%M}"


class AskBack(models.Model):
    """Something is missing or wrong, said in words and by questions or documents; the clock stands still meanwhile."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    petition = models.ForeignKey(Petition, models.PROTECT, related_name="asked_back")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("asked back at"))
    words = models.TextField(_("what is missing or wrong"))
    items = ArrayField(models.SlugField(max_length=40), verbose_name=_("what it concerns"), default=list, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["petition"], condition=Q(answered_at=None), name="petition_is_asked_once")
        ]

    def __str__(self) -> str:
        return f"{self.petition_id} {timezone.localtime(self.at):%Y-%m-%d %H:%M}"


class CheckMark(models.Model):
    """An officer ticked a line of the checklist, or took the tick back: the last mark counts. Appended only."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    petition = models.ForeignKey(Petition, models.PROTECT, related_name="check_marks")
    item = models.SlugField(_("line"), max_length=40)
    is_fine = models.BooleanField(_("fine"), null=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.item}"


class Visit(models.Model):
    """Somebody is to look at the place, and what was found there; photos are documents of the petition."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    petition = models.ForeignKey(Petition, models.PROTECT, related_name="visits")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField(_("ordered at"))
    due_date = models.DateField(_("to be done by"))
    task = models.TextField(_("what to look at"))
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    is_as_petitioned = models.BooleanField(_("as the petition says"), null=True, blank=True)
    findings = models.TextField(_("what was found"), blank=True)
    position = models.PointField(_("where"), srid=4326, null=True, blank=True)
    # By which a phone that sends its report twice is known.
    key = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    class Meta:
        ordering = ["ordered_at", "pk"]
        verbose_name = _("site visit")
        verbose_name_plural = _("site visits")

    def __str__(self) -> str:
        return f"{self.petition_id} {self.due_date}"


class Outcome(models.TextChoices):
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Permit refused")


class Decision(models.Model):
    """The one decision on a petition, with its reasons and the facts it stands on, copied as they were then.

    `letter` is the refusal in writing, with grounds and the way to appeal; an approval's paper is the permit.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    petition = models.OneToOneField(Petition, models.PROTECT, related_name="decision")
    checkup = models.ForeignKey(Checkup, models.PROTECT, null=True, blank=True, related_name="+")
    number = models.CharField(_("number"), max_length=40)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    reasons = models.TextField(_("reasons"))
    grounds = models.TextField(_("grounds in law"), blank=True)
    facts = models.JSONField(_("facts it stands on"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("decided at"))
    letter = models.CharField(_("letter"), max_length=200, blank=True)
    letter_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["municipality", "number"], name="decision_number_is_unique")]

    def __str__(self) -> str:
        return self.number


class PaidBy(models.TextChoices):
    """How a fee was paid."""

    CASH = "cash", _("Cash")
    TRANSFER = "transfer", _("Bank transfer")
    QR = "qr", _("Thai QR")


class Fee(models.Model):
    """What an approval costs, line by line, and its payment. Money in satang; 0 is paid from the beginning.

    `receipt` is what is printed on the receipt, copied when the money was taken.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    petition = models.OneToOneField(Petition, models.PROTECT, related_name="fee")
    lines = models.JSONField(_("lines"))
    amount_satang = models.PositiveBigIntegerField(_("amount (satang)"))
    reference = models.CharField(_("reference"), max_length=20)
    asked_at = models.DateTimeField(_("fee asked at"))
    paid_at = models.DateTimeField(_("paid at"), null=True, blank=True)
    paid_by = models.CharField(_("way of payment"), max_length=20, blank=True, choices=PaidBy)
    slip = models.CharField(_("number on the slip"), max_length=40, blank=True)
    receipt_number = models.CharField(_("receipt number"), max_length=40, blank=True)
    receipt = models.JSONField(_("what is printed on the receipt"), default=dict, blank=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("fee")
        verbose_name_plural = _("fees")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "reference"], name="fee_reference_is_unique"),
            models.UniqueConstraint(
                fields=["municipality", "receipt_number"],
                condition=~Q(receipt_number=""),
                name="fee_receipt_number_is_unique",
            ),
            models.UniqueConstraint(fields=["municipality", "slip"], condition=~Q(slip=""), name="slip_pays_one_fee"),
        ]

    def __str__(self) -> str:
        return self.reference


class Permit(models.Model):
    """The issued permit: a numbered PDF, `seal` over the facts printed on it, the code by which anybody verifies it."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    petition = models.OneToOneField(Petition, models.PROTECT, related_name="permit")
    number = models.CharField(_("permit number"), max_length=40)
    verify_code = models.CharField(_("code to verify"), max_length=16, unique=True)
    facts = models.JSONField(_("what is printed on it"))
    seal = models.CharField(_("seal"), max_length=64)
    issued_at = models.DateTimeField(_("issued at"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    file = models.CharField(_("file"), max_length=200)
    file_sha256 = models.CharField(max_length=64)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_why = models.CharField(_("why it was revoked"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("permit")
        verbose_name_plural = _("permits")
        ordering = ["-issued_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["municipality", "number"], name="permit_number_is_unique")]

    def __str__(self) -> str:
        return self.number


class Explanation(models.Model):
    """The written explanation due when a petition is late (Licensing Facilitation Act), and when it was sent."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    petition = models.ForeignKey(Petition, models.PROTECT, related_name="explanations")
    due_at = models.DateTimeField(_("was due at"))
    explain_by = models.DateTimeField(_("to be explained by"))
    words = models.TextField(_("why it is late"), blank=True)
    new_date = models.DateField(_("decided at the latest on"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["petition", "explain_by"], name="delay_is_explained_once_for_its_term")
        ]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.explain_by:%Y-%m-%d}"


class RegisteredBuilding(models.Model):
    """The finished building became one of the register by one confirmed step; taken back, the row stays with why."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    petition = models.ForeignKey(Petition, models.PROTECT, related_name="registered")
    building = models.OneToOneField(Building, models.PROTECT, related_name="+")
    finished_date = models.DateField(_("finished on"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    undone_at = models.DateTimeField(_("taken out again at"), null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    undone_why = models.CharField(_("why it was taken out again"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("registered building")
        verbose_name_plural = _("registered buildings")
        constraints = [
            models.UniqueConstraint(
                fields=["petition"], condition=Q(undone_at=None), name="petition_is_one_building_of_the_register"
            )
        ]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.building_id}"
