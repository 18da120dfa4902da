"""What a file of roads holds, what of it can be routed on, and what was left out and why."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from incidents.network.arrays import Ints
from incidents.roadfiles import ways as splitting
from incidents.roadfiles.ways import RoadFile, Segment

Turn = tuple[str, tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Judged:
    """The segments that are used, restrictions between them (kind, rows, nodes), and the figures of the file."""

    segments: tuple[Segment, ...]
    turns: tuple[Turn, ...]
    facts: dict[str, object]


def judge(found: RoadFile) -> Judged:
    """Split, judge and cut to the largest part in which every junction reaches every other."""
    reasons = {way.number: splitting.why_not_driven(way) for way in found.ways}
    left_out = found.left_out + Counter(reason for reason in reasons.values() if reason)
    driven = [way for way in found.ways if reasons[way.number] is None]
    segments = list(splitting.segments_of(driven))
    weak, strong, is_used = components(segments)
    used = tuple(segment for segment, keep in zip(segments, is_used, strict=True) if keep)
    turns, lost = splitting.turns_of(found.restrictions, used)
    if cut := len(segments) - len(used):
        left_out["segments outside the largest strong component"] = cut
    if lost:
        left_out["turn restrictions on roads that are not used"] = lost
    facts: dict[str, object] = {
        "highway_ways": len(found.ways),
        "highway_edges": splitting.edge_count(found.ways),
        "highway_oneway_ways": sum(
            way.tags.get("oneway") in {"yes", "1", "true", "-1", "reverse"} for way in found.ways
        ),
        "turn_restrictions": len(found.restrictions)
        + sum(n for why, n in found.left_out.items() if "restriction" in why),
        "dangling_references": found.dangling,
        "routable_ways": len(driven),
        "segments": len(segments),
        "oneway_segments": sum(segment.is_oneway for segment in segments),
        "parallel_segments": _parallel(segments),
        "loops": sum(segment.from_node == segment.to_node for segment in segments),
        "weak_components": weak,
        "strong_components": strong,
        "used_segments": len(used),
        "used_turn_restrictions": len(turns),
        "left_out": dict(sorted(left_out.items())),
    }
    return Judged(used, tuple(turns), facts)


def components(segments: Sequence[Segment]) -> tuple[int, int, list[bool]]:
    """Weak and strong components, and whether each segment lies in the strong one with most segments."""
    if not segments:
        return 0, 0, []
    ends = np.array([(segment.from_node, segment.to_node) for segment in segments], dtype=np.int64)
    nodes, numbered = np.unique(ends, return_inverse=True)
    start, end = numbered.reshape(-1, 2).T
    both = ~np.array([segment.is_oneway for segment in segments])
    links = _links(np.append(start, end[both]), np.append(end, start[both]), size=len(nodes))
    weak, _ = connected_components(links, directed=False)
    strong, label = connected_components(links, directed=True, connection="strong")
    inside = label[start] == label[end]
    largest = np.bincount(label[start][inside], minlength=strong).argmax()
    return int(weak), int(strong), (inside & (label[start] == largest)).tolist()


def _links(start: Ints, end: Ints, *, size: int) -> csr_array:
    return csr_array(coo_array((np.ones(len(start), dtype=np.int8), (start, end)), shape=(size, size)))


def _parallel(segments: Sequence[Segment]) -> int:
    """Segments beyond the first between the same two junctions."""
    pairs = Counter(frozenset((segment.from_node, segment.to_node)) for segment in segments)
    return sum(count - 1 for count in pairs.values())
