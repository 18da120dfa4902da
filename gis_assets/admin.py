"""The administrator's desk: municipalities, roles, and the journal to read."""

from django.contrib.gis import admin

from gis_assets import models


class MembershipInline(admin.TabularInline[models.Membership, models.Municipality]):
    model = models.Membership
    extra = 0


@admin.register(models.Municipality)
class MunicipalityAdmin(admin.ModelAdmin[models.Municipality]):
    list_display = ["dla_code", "name_th", "name_en", "utm_epsg"]
    exclude = ["boundary"]
    inlines = [MembershipInline]


@admin.register(models.JournalEntry)
class JournalAdmin(admin.ModelAdmin[models.JournalEntry]):
    list_display = ["at", "user", "action", "thing_kind", "thing_uid", "why"]
    list_filter = ["action"]
    search_fields = ["thing_uid"]

    def has_add_permission(self, *args: object, **kwargs: object) -> bool:
        return False

    def has_change_permission(self, *args: object, **kwargs: object) -> bool:
        return False

    def has_delete_permission(self, *args: object, **kwargs: object) -> bool:
        return False
