"""The administrator's desk: municipalities, roles, condominium units and the journal to read."""

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


@admin.register(models.UnitVersion)
class UnitVersionAdmin(admin.ModelAdmin[models.UnitVersion]):
    """To look at: units are written by the register's own steps, which keep their history."""

    list_display = ["condominium_name", "building_name", "floor", "unit_number", "area_m2", "valid"]
    list_filter = ["condominium_name"]
    search_fields = ["unit_number", "registration_number", "house_number"]

    def has_add_permission(self, *args: object, **kwargs: object) -> bool:
        return False

    def has_change_permission(self, *args: object, **kwargs: object) -> bool:
        return False

    def has_delete_permission(self, *args: object, **kwargs: object) -> bool:
        return False
