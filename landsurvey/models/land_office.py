"""What the land office reported, row by row, and what became of each; nothing that came is dropped."""

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality, Parcel
from gis_assets.models.parties import PartyKind
from landsurvey.models.staging import StagedFeature
from landsurvey.models.uploads import Upload


class KindOfTransaction(models.TextChoices):
    """The kinds of `landsurvey.landoffice.transactions.TransactionKind` in words for people."""

    TRANSFER = "transfer", _("Transfer")
    PARTIAL_TRANSFER = "partial_transfer", _("Transfer of a share")
    OWNER_CORRECTION = "owner_correction", _("Correction of the owner's name")
    NEW = "new", _("New document")
    SPLIT = "split", _("Split")
    SPLIT_TO_PUBLIC = "split_to_public", _("Part given to the public")
    MERGE = "merge", _("Merger")
    BOUNDARY_CHANGE = "boundary_change", _("Boundary surveyed anew")
    RETIRED = "retired", _("Document cancelled")
    ENCUMBRANCE = "encumbrance", _("Mortgage and the like")
    NOTE = "note", _("Note on the index")
    REPLACEMENT_DEED = "replacement_deed", _("Replacement deed")


class TransactionState(models.TextChoices):
    """What became of a row."""

    RECORDED = "recorded", _("Kept; changes nothing")
    PROPOSED = "proposed", _("Waits for an officer")
    QUARANTINED = "quarantined", _("Set aside")
    APPLIED = "applied", _("In the register")
    DISMISSED = "dismissed", _("Dismissed")


class LandOfficeTransaction(models.Model):
    """One row of a monthly package as it was understood. The holder is personal data and stays with the officers."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    upload = models.ForeignKey(Upload, models.CASCADE, related_name="transactions")
    book = models.CharField(_("table"), max_length=12)
    row = models.PositiveIntegerField(_("row"))
    status = models.CharField(_("status in the land office's words"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=KindOfTransaction, blank=True)
    on = models.DateField(_("day"), null=True, blank=True)
    land_key = models.CharField(_("sheet and land number"), max_length=60, blank=True)
    deed_number = models.CharField(_("document number"), max_length=30, blank=True)
    area_wah = models.DecimalField(_("area (sq wah)"), max_digits=12, decimal_places=2, null=True, blank=True)
    amount_satang = models.BigIntegerField(_("amount (satang)"), null=True, blank=True)
    holder_kind = models.CharField(max_length=10, choices=PartyKind, default=PartyKind.NATURAL)
    holder_name = models.CharField(_("holder"), max_length=300, blank=True)
    holder_digest = models.CharField(max_length=64, blank=True)
    holder_tail = models.CharField(max_length=3, blank=True)
    holder_address = models.CharField(_("address"), max_length=500, blank=True)
    cells = models.JSONField(_("the row as it came"), default=dict)
    state = models.CharField(_("state"), max_length=12, choices=TransactionState)
    reasons = models.JSONField(_("reasons"), default=list, blank=True)
    parcel = models.ForeignKey(Parcel, models.PROTECT, null=True, blank=True, related_name="+")
    candidates = models.JSONField(_("parcels it may mean"), default=list, blank=True)
    feature = models.ForeignKey(StagedFeature, models.SET_NULL, null=True, blank=True, related_name="transactions")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    comment = models.CharField(_("comment"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("land office transaction")
        verbose_name_plural = _("land office transactions")
        indexes = [models.Index(fields=["upload", "state", "book", "row"], name="transaction_by_state")]
        constraints = [
            models.UniqueConstraint("upload", "book", "row", name="transaction_is_kept_once_per_upload"),
            models.CheckConstraint(
                condition=(
                    Q(state__in=["applied", "dismissed"], decided_at__isnull=False, decided_by__isnull=False)
                    | (~Q(state__in=["applied", "dismissed"]) & Q(decided_at=None))
                ),
                name="transaction_decision_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="quarantined") | ~Q(reasons=[]), name="transaction_set_aside_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.book} {self.row}: {self.status}"


class StatusMeaning(models.Model):
    """What a status never met before means, as an officer of the municipality has said."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    status = models.CharField(_("status in the land office's words"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=KindOfTransaction)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    said_at = models.DateTimeField(_("said at"))

    class Meta:
        verbose_name = _("meaning of a status")
        verbose_name_plural = _("meanings of statuses")
        constraints = [models.UniqueConstraint("municipality", "status", name="status_means_one_thing")]

    def __str__(self) -> str:
        return f"{self.status}: {self.get_kind_display()}"
