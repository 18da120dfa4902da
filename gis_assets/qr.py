"""QR codes as SVG, for stickers on poles and for documents."""

import zxingcpp


def svg(text: str) -> str:
    """The QR code of a text, as an SVG document with its quiet zone."""
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    return str(barcode.to_svg(add_quiet_zones=True))
