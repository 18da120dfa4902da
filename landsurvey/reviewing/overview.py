"""What the pages show of an upload, gathered in few queries: findings by rule, rows by decision, what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext

from gis_assets import sql_files
from gis_assets.models import Municipality
from landsurvey import wording
from landsurvey.inspecting.inspected import ROWS_TOLD
from landsurvey.intake import headings, proposals
from landsurvey.intake.proposals import ShownProposal
from landsurvey.models import Decision, Finding, PartialFile, StagedFeature, Upload, UploadStatus
from landsurvey.rules import catalogue
from landsurvey.rules.survey import Level, Rule
from landsurvey.words import Sentence

PAGE_ROWS = 50
MALFORMED_TOLD = 12
_BADGES = {Level.ERROR: "error", Level.WARNING: "warn", Level.INFO: "info"}


@dataclass(frozen=True)
class RuleGroup:
    """One rule that spoke, how often, and its words."""

    rule: Rule
    count: int
    proposed: int = 0

    @property
    def title(self) -> str:
        return gettext(self.rule.title)

    @property
    def badge(self) -> str:
        return _BADGES[self.rule.level]

    @property
    def level(self) -> str:
        return level_name(self.rule.level)

    @property
    def source(self) -> str:
        return gettext(self.rule.source)


@dataclass(frozen=True)
class ShownFinding:
    """A finding in the reader's language."""

    row: int | None
    sentence: str
    lon: float | None
    lat: float | None
    proposal: ShownProposal | None = None


def sent(municipality: Municipality, *, status: str = "", kind: str = "") -> QuerySet[Upload]:
    """Return the uploads of a municipality, newest first, narrowed to a status or a kind."""
    uploads = Upload.objects.filter(municipality=municipality).defer("inspection").select_related("uploaded_by")
    narrowed = {name: value for name, value in (("status", status), ("kind", kind)) if value}
    return uploads.filter(**narrowed).order_by("-uploaded_at")


def arriving(municipality: Municipality, by: User) -> list[PartialFile]:
    """Return the files that this person began to send and did not finish."""
    return list(PartialFile.objects.filter(municipality=municipality, sent_by=by, upload=None).order_by("begun_at"))


def level_name(level: Level) -> str:
    return {Level.ERROR: gettext("Error"), Level.WARNING: gettext("Warning"), Level.INFO: gettext("Note")}[level]


def groups(upload: Upload) -> list[RuleGroup]:
    """Return the rules that spoke: errors, then warnings, then notes, each in the order of the catalogue."""
    counted = dict(upload.findings.values_list("rule").annotate(count=Count("pk")))
    proposed = proposals.counts(upload)
    spoke = [rule for rule in catalogue.RULES if rule.id in counted]
    spoke.sort(key=lambda rule: list(Level).index(rule.level))
    return [RuleGroup(rule, counted[rule.id], proposed.get(rule.id, 0)) for rule in spoke]


def repaired(upload: Upload) -> list[RuleGroup]:
    """Return the rules whose proposed repairs a person had made."""
    made = upload.answers.get("repair", [])
    return [RuleGroup(rule, 0) for rule in catalogue.RULES if rule.id in made]


def findings_page(upload: Upload, *, rule_id: str, number: str | int) -> tuple[Page[Finding], list[ShownFinding]]:
    """Return one page of a rule's findings and their words."""
    found = upload.findings.filter(rule=rule_id).order_by("row", "pk")
    page = Paginator(found, PAGE_ROWS).get_page(number)
    return page, [shown(finding) for finding in page]


def shown(finding: Finding) -> ShownFinding:
    rule = catalogue.BY_ID[finding.rule]
    lon, lat = (finding.place.x, finding.place.y) if finding.place else (None, None)
    sentence = wording.translated(Sentence(rule.sentence, finding.args))
    return ShownFinding(finding.row, sentence, lon, lat, proposals.shown(finding.proposal))


def result(upload: Upload) -> Any:
    """The very object that `survey inspect --json` prints of the file, in the reader's language."""
    has_rows = "findings" in upload.inspection
    return wording.result(upload.inspection, finding_rows=_finding_rows(upload) if has_rows else None)


def _finding_rows(upload: Upload) -> dict[str, dict[str, object]]:
    """As `Inspection.finding_rows` tells them, from what was kept."""
    counted = dict(upload.findings.values_list("rule").annotate(count=Count("pk")))
    return {
        rule.id: {"level": str(rule.level), "count": counted[rule.id], "rows": _first_rows(upload, rule)}
        for rule in catalogue.RULES
        if rule.id in counted
    }


def _first_rows(upload: Upload, rule: Rule) -> list[dict[str, object]]:
    found = upload.findings.filter(rule=rule.id).order_by("pk")[:ROWS_TOLD]
    return [
        {
            "row": finding.row,
            "place": [finding.place.x, finding.place.y] if finding.place else None,
            "sentence": Sentence(rule.sentence, finding.args).to_json(),
        }
        for finding in found
    ]


def rows_page(upload: Upload, *, number: str | int, decision: str = "") -> Page[StagedFeature]:
    """Return one page of staged rows; `decision` narrows them."""
    rows = upload.features.defer("shape", "measured_shape", "attributes").order_by("row")
    if decision in Decision.values:
        rows = rows.filter(decision=decision)
    return Paginator(rows, PAGE_ROWS).get_page(number)


def decisions(upload: Upload) -> dict[str, int]:
    """Return the number of rows by decision, and `faulty`: those that cannot be accepted."""
    counted = dict.fromkeys(Decision.values, 0)
    counted |= dict(upload.features.values_list("decision").annotate(count=Count("pk")))
    return counted | {"faulty": upload.features.filter(has_errors=True).count()}


def evidence(inspected: Mapping[str, Any], kind: str) -> list[str]:
    """Return what speaks for the decided `encoding` or `crs`, in words."""
    decided = inspected.get(kind)
    return [wording.translated_json(said) for said in decided.get("evidence", [])] if decided else []


def understood(inspected: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the columns that were understood, each with our word for what stands in it."""
    named = dict(inspected.get("headings", {}).items())
    return [(named[field], str(words)) for field, words in headings.FIELDS.items() if field in named]


def malformed(inspected: Mapping[str, Any]) -> list[str]:
    """Return the first rows whose shape could not be made out, and why."""
    told = inspected.get("malformed", {}).get("rows", [])[:MALFORMED_TOLD]
    return [f"{bad['row']}: {gettext(bad['what'])} {bad['where']}".strip() for bad in told]


def fingerprint(inspected: Mapping[str, Any]) -> list[str]:
    """Return what the comparison of the datum says, in words."""
    found = inspected.get("fingerprint") or {}
    said = [found[name] for name in ("sentence", "says") if isinstance(found.get(name), Mapping)]
    said += [one for one in found.get("evidence", []) if isinstance(one, Mapping)]
    return [wording.translated_json(one) for one in said if "msgid" in one]


def geojson(statement: str, upload: Upload) -> str:
    """Return a FeatureCollection written by the database."""
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("landsurvey", statement), {"upload": upload.pk})
        (text,) = cursor.fetchone() or ("",)
    return str(text)


def waiting(municipality: Municipality) -> dict[str, Any]:
    """Return what is to be done next: questions to answer, surveys to mend, to review, to promote."""
    uploads = Upload.objects.filter(municipality=municipality).defer("inspection").order_by("uploaded_at")
    checked = uploads.filter(status=UploadStatus.CHECKED).annotate(
        open_rows=Count("features", filter=Q(features__decision=Decision.PENDING, features__has_errors=False)),
        accepted_rows=Count("features", filter=Q(features__decision=Decision.ACCEPTED)),
    )
    return {
        "asks": list(uploads.filter(status=UploadStatus.ASKS)[:PAGE_ROWS]),
        "rejected": list(uploads.filter(status=UploadStatus.REJECTED).order_by("-checked_at")[:3]),
        "to_review": [upload for upload in checked if upload.open_rows],
        "to_promote": [upload for upload in checked if upload.accepted_rows and not upload.open_rows],
    }
