"""Everything the survey keeps: uploads and the rows staged from them."""

from landsurvey.models.intake import HeadingMapping, PartialFile
from landsurvey.models.staging import Change, Decision, Finding, StagedFeature
from landsurvey.models.uploads import Upload, UploadKind, UploadStatus

__all__ = [
    "Change",
    "Decision",
    "Finding",
    "HeadingMapping",
    "PartialFile",
    "StagedFeature",
    "Upload",
    "UploadKind",
    "UploadStatus",
]
