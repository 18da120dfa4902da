"""What crews tapped on their phones, once each, with the phone's own instant beside ours."""

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality
from incidents.models.crews import Assignment, Responder


class Act(models.TextChoices):
    """What a crew can say on its phone."""

    ACCEPT = "accept", _("Accepted")
    SET_OUT = "set_out", _("On the way")
    ARRIVE = "arrive", _("There")
    PHOTO = "photo", _("Photo of the repair")
    DONE = "done", _("Done")
    GIVE_BACK = "give_back", _("Given back")


class Outcome(models.TextChoices):
    """What became of a tap."""

    TAKEN = "taken", _("Taken into the case")
    KNOWN = "known", _("The case stood there already")
    REFUSED = "refused", _("Not taken")


class Tap(models.Model):
    """One tap: it may have been made an hour before it came in.

    `said_at` is the phone's word, `taken_at` what was made of it: the instant of the step. A refused one keeps its
    words.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(_("key"))
    responder = models.ForeignKey(Responder, on_delete=models.PROTECT, related_name="taps")
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="taps")
    act = models.CharField(_("act"), max_length=10, choices=Act.choices)
    said_at = models.DateTimeField(_("said by the phone"))
    taken_at = models.DateTimeField(_("taken as"))
    received_at = models.DateTimeField(_("received at"))
    note = models.TextField(_("note"), blank=True, max_length=2000)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices)
    refusal = models.TextField(_("why not"), blank=True)

    class Meta:
        ordering = ["received_at", "pk"]
        verbose_name = _("tap of a crew")
        verbose_name_plural = _("taps of crews")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "key"], name="tap_sent_twice_is_one"),
            models.CheckConstraint(
                condition=models.Q(taken_at__lte=models.F("received_at")), name="tap_is_not_of_the_future"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.responder} {self.act}"
