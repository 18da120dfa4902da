"""Figures of steps, the cases behind them, and what they are measured by; included under `kpi/`."""

from django.urls import path, register_converter

from casework.views import cases, figures, holidays, placemap, report


class MonthConverter:
    """A month in an address, 2026-11 or 2569-11; whether it exists is for the page to say."""

    regex = r"\d{4}-\d{1,2}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(MonthConverter, "month")

app_name = "casework"
urlpatterns = [
    path("", figures.kpi_page, name="kpi"),
    path("cases/", figures.cases_page, name="cases"),
    path("cases/<int:case_id>/", cases.case_page, name="case"),
    path("cases/<int:case_id>/pause/", cases.pause, name="pause"),
    path("cases/<int:case_id>/resume/", cases.resume, name="resume"),
    path("map/", placemap.map_page, name="map"),
    path("cells.geojson", placemap.cells_geojson, name="cells"),
    path("report/<month:month>/", report.report_page, name="report"),
    path("report/<month:month>.pdf", report.report_pdf, name="report_pdf"),
    path("holidays/", holidays.holidays_page, name="holidays"),
    path("holidays/propose/", holidays.propose, name="propose_holidays"),
    path("holidays/<int:holiday_id>/withdraw/", holidays.withdraw, name="withdraw_holiday"),
]
