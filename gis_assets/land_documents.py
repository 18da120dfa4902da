"""Which identifiers each kind of land document must carry, so that the land office finds the same parcel.

The join key with the Department of Lands is the sheet with its scale and the land number, not the deed number. A deed's
survey page identifies it too, but real files often leave it blank, so that it is kept and not demanded.
"""

REQUIRED_IDENTIFIERS: dict[str, tuple[str, ...]] = {
    "chanote": ("document_number", "utmmap1", "utmmap2", "utmmap3", "utmmap4", "utm_scale", "land_number"),
    "ns3k": ("document_number", "utmmap1", "utmmap2", "utmmap4", "land_number"),
    "ns3": ("document_number",),
    "spk": ("document_number",),
}
