"""A road network ready to be asked: its roads, graph, places, and a searcher for each kind of vehicle."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely import STRtree

from incidents.network.arrays import Floats, Ints
from incidents.network.graph import Graph, graph_of
from incidents.network.roads import Roads, Turn
from incidents.network.search import Searcher
from incidents.network.stops import Stop, snapped
from incidents.network.vehicles import Vehicle, barred


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Built once from the roads of a day, then asked many times."""

    roads: Roads
    graph: Graph
    places: STRtree
    meeting: Ints
    """How many ends of segments meet at each node."""
    _searchers: dict[Vehicle | None, Searcher] = field(default_factory=dict)

    def stops(self, points: Floats) -> list[Stop]:
        """The points (rows of x, y) on their nearest segments; raises ValueError where there are none."""
        return snapped(self.roads, self.places, points)

    def searcher(self, vehicle: Vehicle | None = None) -> Searcher:
        """The searcher of a vehicle of that size (None: of any); hold its lock from closing to reading the answer."""
        if vehicle not in self._searchers:
            self._searchers.setdefault(vehicle, self._made(vehicle))
        return self._searchers[vehicle]

    def _made(self, vehicle: Vehicle | None) -> Searcher:
        is_barred = barred(self.roads, vehicle) if vehicle else None
        if is_barred is not None and not is_barred.any():
            return self.searcher()
        return Searcher(self.graph, is_barred=is_barred)


def network_of(roads: Roads, turns: Sequence[Turn] = ()) -> Network:
    """The network of these roads."""
    shapely.prepare(roads.shapes)
    graph = graph_of(roads, turns)
    meeting = np.bincount(graph.arcs.tail, minlength=len(graph.arcs.nodes))
    return Network(roads, graph, STRtree(roads.shapes), meeting)
