"""Everything the survey keeps: uploads and the rows staged from them."""

from landsurvey.models.campaigns import (
    Campaign,
    CampaignFigures,
    CampaignStatus,
    FieldPackage,
    FieldReturn,
    Visit,
    VisitDecision,
    VisitPhoto,
    VisitResult,
)
from landsurvey.models.intake import HeadingMapping, PartialFile
from landsurvey.models.land_office import (
    KindOfTransaction,
    LandOfficeTransaction,
    StatusMeaning,
    TransactionState,
)
from landsurvey.models.rasters import ParcelTerrain, Raster, RasterKind, TerrainRun, VerticalDatum, WorkState
from landsurvey.models.review import GoneDecision, GoneParcel, LineageProposal, Promotion, ReviewAct, Verdict
from landsurvey.models.staging import Change, Decision, Finding, StagedFeature
from landsurvey.models.uploads import Upload, UploadKind, UploadStatus

__all__ = [
    "Campaign",
    "CampaignFigures",
    "CampaignStatus",
    "Change",
    "Decision",
    "FieldPackage",
    "FieldReturn",
    "Finding",
    "GoneDecision",
    "GoneParcel",
    "HeadingMapping",
    "KindOfTransaction",
    "LandOfficeTransaction",
    "LineageProposal",
    "ParcelTerrain",
    "PartialFile",
    "Promotion",
    "Raster",
    "RasterKind",
    "ReviewAct",
    "StagedFeature",
    "StatusMeaning",
    "TerrainRun",
    "TransactionState",
    "Upload",
    "UploadKind",
    "UploadStatus",
    "Verdict",
    "VerticalDatum",
    "Visit",
    "VisitDecision",
    "VisitPhoto",
    "VisitResult",
    "WorkState",
]
