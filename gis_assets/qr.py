"""QR codes as SVG, for stickers on poles and for documents, and as PNG for a phone's album."""

import struct
import zlib

import numpy as np
import zxingcpp

GREYSCALE_8_BITS = bytes([8, 0, 0, 0, 0])


def svg(text: str) -> str:
    """The QR code of a text, as an SVG document with its quiet zone."""
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    return str(barcode.to_svg(add_quiet_zones=True))


def png(text: str, *, scale: int = 10) -> bytes:
    """The QR code of a text as a picture of `scale` pixels a module, with its quiet zone."""
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    pixels = np.array(barcode.to_image(scale=scale, add_quiet_zones=True), dtype=np.uint8)
    height, width = pixels.shape
    rows = np.zeros((height, width + 1), dtype=np.uint8)  # each row opens with its filter: none
    rows[:, 1:] = pixels
    header = struct.pack(">II", width, height) + GREYSCALE_8_BITS
    data = zlib.compress(rows.tobytes())
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
