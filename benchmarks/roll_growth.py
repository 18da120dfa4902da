"""How building, listing, assessing, sealing and proving a roll grow with the town: each size in a database of its own.

Sizes are run one after the other by `roll-build --walk-only`. Told are seconds, microseconds a line, and the exponent
by which the time grew from the smallest size to the largest: 1 is linear, and what lies below it is better.
"""

import argparse
import math
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent
STEP = re.compile(r"^  (?P<name>\D+?) +(?P<clock>\d+\.\d+) s +\(processor time (?P<processor>\d+\.\d+) s\)")
LINES = re.compile(r"^  lines (\d+)")
LINEAR = 1.1
"""Above this exponent a step is called worse than linear; clocks of single runs differ by some percent."""
SHORTEST_S = 0.1
"""Steps shorter than this at the largest size are not judged: they are mostly the cost of asking."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scales", default="1,5,22", help="sizes of the town, the smallest first")
    scales = [int(scale) for scale in parser.parse_args().scales.split(",")]
    runs = {scale: of_scale(scale) for scale in scales}
    small, large = runs[scales[0]], runs[scales[-1]]
    print(f"{'':<14}" + "".join(f"{lines:>18,} lines" for lines, _steps in runs.values()) + f"{'exponent':>12}")
    for name in small[1]:
        told = "".join(f"{steps[name]:>11.3f} s{1e6 * steps[name] / lines:>8.1f} us" for lines, steps in runs.values())
        print(f"{name:<14}{told}{verdict(small, large, name)}")


def of_scale(scale: int) -> tuple[int, dict[str, float]]:
    """The lines of a town's roll and the seconds of each step."""
    command = [str(ROOT / "script" / "bench"), "roll-build", "--scale", str(scale), "--walk-only"]
    said = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    print(said)
    return read(said)


def read(said: str) -> tuple[int, dict[str, float]]:
    """Lines and seconds by the clock from what `roll-build --walk-only` prints; raises ValueError without them."""
    steps = {found["name"]: float(found["clock"]) for line in said.splitlines() if (found := STEP.match(line))}
    counted = [int(found[1]) for line in said.splitlines() if (found := LINES.match(line))]
    if not steps or not counted:
        raise ValueError(f"No steps of a roll were told: {said}")
    return counted[0], steps


def exponent(small: tuple[int, float], large: tuple[int, float]) -> float:
    """By which power of the lines the seconds grew."""
    return math.log(large[1] / small[1]) / math.log(large[0] / small[0])


def verdict(small: tuple[int, dict[str, float]], large: tuple[int, dict[str, float]], name: str) -> str:
    if large[1][name] < SHORTEST_S or large[0] == small[0]:
        return f"{'-':>12}"
    power = exponent((small[0], small[1][name]), (large[0], large[1][name]))
    return f"{power:>12.2f}" + ("  worse than linear" if power > LINEAR else "")


if __name__ == "__main__":
    main()
