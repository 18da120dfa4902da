"""The administrator's desk: standards and holidays are the municipality's own data."""

from django.contrib import admin

from casework.models import Holiday, StepStandard


@admin.register(StepStandard)
class StepStandardAdmin(admin.ModelAdmin[StepStandard]):
    list_display = ["case_type", "step", "role", "target_minutes", "clock", "percentile", "valid", "doubt"]
    list_filter = ["case_type", "step"]


@admin.register(Holiday)
class HolidayAdmin(admin.ModelAdmin[Holiday]):
    list_display = ["on", "name", "citation"]
