"""What the municipality says of its permit office, by the key `permit_office` of its settings: for papers and payments.

{"name", "address", "phone", "biller" (13 digits, or 15 with the bank's suffix), "official" (the title that signs),
"oversight_email" (where copies of explained delays go)}; each may be left out.
"""

from dataclasses import dataclass

from gis_assets import thai_qr
from gis_assets.models import Municipality

SETTING = "permit_office"


@dataclass(frozen=True)
class Office:
    """The office as its papers name it; without a biller its fees are paid at the counter only."""

    municipality_th: str
    name: str = "กองช่าง"
    address: str = ""
    phone: str = ""
    biller: str = ""
    official: str = "เจ้าพนักงานท้องถิ่น"
    oversight_email: str = ""


def of(municipality: Municipality) -> Office:
    """The office of a municipality; a biller number that no bank would know counts as none."""
    said = municipality.settings.get(SETTING)
    known = said if isinstance(said, dict) else {}
    fields = ("name", "address", "phone", "biller", "official", "oversight_email")
    facts = {field: str(known[field]) for field in fields if known.get(field)}
    if not thai_qr.BILLER.fullmatch(facts.get("biller", "")):
        facts.pop("biller", None)
    return Office(municipality_th=municipality.name_th, **facts)
