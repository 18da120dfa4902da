"""The peer of `benchmarks.notices`: typst by itself compiles ready JSON files by our templates with one compiler."""

import json
import sys
from pathlib import Path
from typing import Any

import typst

ROOT = Path(__file__).resolve().parent.parent / "taxroll" / "templates" / "taxroll"


def main(form: str, *files: str) -> None:
    compiler = typst.Compiler(str(ROOT / "notice.typ"), root=str(ROOT), font_paths=typst.Fonts())
    for path in map(Path, files):
        data = json.loads(path.read_text(encoding="utf-8"))
        for number, part in enumerate(_parts(data) if form == "owner" else [data]):
            inputs = {"data": json.dumps(part, ensure_ascii=False)}
            made = compiler.compile(format="pdf", sys_inputs=inputs, pdf_tags=form == "owner")
            assert isinstance(made, bytes)
            path.with_suffix(f".{number}.pdf").write_bytes(made)


def _parts(data: dict[str, Any]) -> list[dict[str, Any]]:
    return [data | {"notices": [notice]} for notice in data["notices"]]


if __name__ == "__main__":
    main(*sys.argv[1:])
