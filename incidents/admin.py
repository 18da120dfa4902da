"""The administrator's desk: crews and who signs in for them."""

from django.contrib.gis import admin

from incidents.models import Responder


@admin.register(Responder)
class ResponderAdmin(admin.ModelAdmin[Responder]):
    list_display = ["call_sign", "user", "is_on_duty", "position_at"]
    exclude = ["position", "position_at"]
