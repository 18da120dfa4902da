"""What the town tells somebody outside: written together with the deed it tells of, sent by a worker afterwards.

Address and words are deleted when they have served; that something was told, and when, stays.
"""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.models.cases import Case
from gis_assets.models import Municipality


class MessageState(models.TextChoices):
    """Where a message stands."""

    FAILED = "failed", _("Not delivered")
    WAITING = "waiting", _("To be sent")
    DELIVERED = "delivered", _("Delivered")
    WITHDRAWN = "withdrawn", _("Called off")


class Message(models.Model):
    """One message to one address; `uid` goes with every try, so that who receives it twice can tell.

    `about` is what its receiver asked to hear of, by a word of the app that wrote it: `report:…`, `crew:…`.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="messages")
    about = models.CharField(_("about"), max_length=80)
    dedup_key = models.CharField(_("key"), max_length=160)
    uid = models.UUIDField(_("message"), default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=60)
    channel = models.CharField(_("way"), max_length=20)
    address = models.CharField(_("address"), max_length=500, blank=True)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    body = models.TextField(_("words"), blank=True)
    facts = models.JSONField(_("facts for programs"), default=dict, blank=True)
    state = models.CharField(
        _("where it stands"), max_length=10, choices=MessageState.choices, default=MessageState.WAITING
    )
    written_at = models.DateTimeField(_("written at"))
    due_at = models.DateTimeField(_("next try at"))
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    tried_at = models.DateTimeField(_("last tried at"), null=True, blank=True)
    answer = models.CharField(_("last answer"), max_length=80, blank=True)
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)
    forgotten_at = models.DateTimeField(_("address and words deleted at"), null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-written_at", "-pk"]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state="waiting"), name="waiting_message_by_time"),
            models.Index(fields=["municipality", "state", "written_at"], name="message_by_state_and_time"),
            models.Index(fields=["municipality", "about"], name="message_by_what_it_is_about"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "dedup_key"], name="message_of_a_key_is_written_once"),
            models.CheckConstraint(
                condition=~models.Q(state="waiting") | (~models.Q(address="") & models.Q(forgotten_at__isnull=True)),
                name="waiting_message_knows_its_address",
            ),
            models.CheckConstraint(
                condition=models.Q(state="delivered", delivered_at__isnull=False)
                | (~models.Q(state="delivered") & models.Q(delivered_at__isnull=True)),
                name="delivered_message_says_when",
            ),
            models.CheckConstraint(
                condition=models.Q(forgotten_at__isnull=True) | models.Q(address="", subject="", body=""),
                name="forgotten_message_holds_nobodys_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"
