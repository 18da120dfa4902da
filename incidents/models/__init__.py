"""What citizens report, what is wrong at which place, who can go, and who was sent."""

from incidents.models.announcements import Announcement, MessageType, Severity
from incidents.models.closures import Closure, ClosureReason, NetworkState
from incidents.models.crews import Assignment, Responder, VehicleKind
from incidents.models.grouping import Regrouping, RegroupingKind
from incidents.models.holding import HeldReport, Reason, SenderBlock
from incidents.models.incidents import Incident, Kind, Priority, State
from incidents.models.live import LiveEvent
from incidents.models.open311 import ApiClient, Submission
from incidents.models.outages import Outage, PlannedWork, PowerReport
from incidents.models.parts import Part, PartUse
from incidents.models.photos import Moment, Photo
from incidents.models.reports import Channel, Contact, Report, Verdict
from incidents.models.taps import Act, Outcome, Tap

__all__ = [
    "Act",
    "Announcement",
    "ApiClient",
    "Assignment",
    "Channel",
    "Closure",
    "ClosureReason",
    "Contact",
    "HeldReport",
    "Incident",
    "Kind",
    "LiveEvent",
    "MessageType",
    "Moment",
    "NetworkState",
    "Outage",
    "Outcome",
    "Part",
    "PartUse",
    "Photo",
    "PlannedWork",
    "PowerReport",
    "Priority",
    "Reason",
    "Regrouping",
    "RegroupingKind",
    "Report",
    "Responder",
    "SenderBlock",
    "Severity",
    "State",
    "Submission",
    "Tap",
    "VehicleKind",
    "Verdict",
]
