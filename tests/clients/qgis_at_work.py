"""A person at QGIS: opens what was downloaded, tells what there is to see, notes a visit, moves an edge.

Run by Debian's own Python, in which QGIS lives, not by the project's. Reads one question as JSON a line and answers so.
"""

import contextlib
import io
import json
import os
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import qgis.core
from qgis.core import (
    Qgis,
    QgsApplication,
    QgsCategorizedSymbolRenderer,
    QgsCoordinateTransform,
    QgsExpression,
    QgsExpressionContextUtils,
    QgsFeatureRequest,
    QgsGeometry,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsPointXY,
    QgsProject,
    QgsProviderRegistry,
    QgsRectangle,
    QgsVectorLayer,
    QgsVectorLayerUtils,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor, QImage


def package(path: str) -> dict[str, Any]:
    """The layers that QGIS offers when the GeoPackage is dragged onto it."""
    offered = QgsProviderRegistry.instance().querySublayers(path)
    return {"layers": {one.name(): _layer(_opened(path, one.name())) for one in offered}}


def project(path: str) -> dict[str, Any]:
    with _project(path) as (read, said):
        nodes = QgsProject.instance().layerTreeRoot().findLayers()
        return {
            "is_read": read,
            "said": said,
            "title": QgsProject.instance().title(),
            "crs": QgsProject.instance().crs().authid(),
            "missing": [node.name() for node in nodes if node.layer() is None or not node.layer().isValid()],
            "layers": {_table(node.layer()): _layer(node.layer()) for node in nodes if node.layer()},
        }


def service(path: str, provider: str, bbox: list[float]) -> dict[str, Any]:
    """What a layer of a service gives within a rectangle; `path` is QGIS's own address of it."""
    layer = QgsVectorLayer(path, "layer", provider)
    request = QgsFeatureRequest().setFilterRect(QgsRectangle(*bbox))
    return {
        "is_valid": layer.isValid(),
        "said": layer.error().message(),
        "features": sum(1 for _feature in layer.getFeatures(request)),
        "fields": [field.name() for field in layer.fields()],
    }


def console(path: str) -> dict[str, Any]:
    """Run what somebody pastes into QGIS's Python console; `path` is the text itself.

    Tells what it printed and what then lies on the map, with the number of features.
    """
    QgsProject.instance().clear()
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(path, "<console>", "exec"), vars(qgis.core).copy())  # noqa: S102  our own page wrote it
    layers = {one.name(): one.featureCount() for one in QgsProject.instance().mapLayers().values()}
    QgsProject.instance().clear()
    return {"printed": printed.getvalue(), "layers": layers}


def draw(path: str, layers: list[str], png: str, *, scale: float = 0, dpi: int = 96) -> dict[str, Any]:
    """Draw the layers, the first on top, over their extent or at a scale around its middle; tell what was lettered."""
    opened = [_opened(path, name) for name in layers]
    return _drawn(opened, png, scale=scale, dpi=dpi)


def draw_project(path: str, png: str, *, scale: float = 0, dpi: int = 96) -> dict[str, Any]:
    with _project(path):
        nodes = QgsProject.instance().layerTreeRoot().findLayers()
        return _drawn([node.layer() for node in nodes], png, scale=scale, dpi=dpi)


def note_visit(
    path: str,
    *,
    east_m: float,
    north_m: float,
    accuracy_m: float,
    facts: dict[str, Any],
    further: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    """Add a visit as the form does: given facts, default values for the rest. `accuracy_m` is what QField measures.

    `further` are rows that are added to the list at the end of the form; `listed` is how that list then reads.
    """
    with _opened_whole(path):
        layer = _by_table("visits")
        QgsExpressionContextUtils.setLayerVariable(layer, "position_horizontal_accuracy", accuracy_m)
        given = {layer.fields().indexOf(name): value for name, value in facts.items()}
        place = QgsGeometry.fromPointXY(QgsPointXY(east_m, north_m))
        visit = QgsVectorLayerUtils.createFeature(layer, place, given, layer.createExpressionContext())
        layer.startEditing()
        is_added = layer.addFeature(visit) and layer.commitChanges()
        listed = _added_children(layer, next(layer.getFeatures()), further) if further else []
        return {"is_added": is_added, "said": layer.commitErrors(), "facts": _facts(visit), "listed": listed}


def _added_children(layer: QgsVectorLayer, parent: Any, rows: Sequence[dict[str, Any]]) -> list[str]:
    """Add rows as the relation editor of a form does: each takes over its parent's key."""
    (relation,) = QgsProject.instance().relationManager().referencedRelations(layer)
    child = relation.referencingLayer()
    key = {child.fields().indexOf(own): parent[parents] for own, parents in relation.fieldPairs().items()}
    child.startEditing()
    for row in rows:
        given = key | {child.fields().indexOf(name): value for name, value in row.items()}
        child.addFeature(QgsVectorLayerUtils.createFeature(child, QgsGeometry(), given))
    if not child.commitChanges():
        raise ValueError(child.commitErrors())
    context, shown = child.createExpressionContext(), QgsExpression(child.displayExpression())
    listed = []
    for feature in relation.getRelatedFeatures(parent):
        context.setFeature(feature)
        listed.append(str(shown.evaluate(context)))
    return listed


def move_edge(path: str, *, code: str, by_m: float, accuracy_m: float) -> dict[str, Any]:
    """Pull the east edge of a square parcel westward."""
    with _project(path):
        layer = _by_table("parcels")
        QgsExpressionContextUtils.setLayerVariable(layer, "position_horizontal_accuracy", accuracy_m)
        parcel = next(layer.getFeatures(f"\"PARCEL_COD\" = '{code}'"))
        box = parcel.geometry().boundingBox()
        box.setXMaximum(box.xMaximum() - by_m)
        redrawn = QgsGeometry.fromRect(box)
        redrawn.convertToMultiType()
        layer.startEditing()
        is_changed = layer.changeGeometry(parcel.id(), redrawn) and layer.commitChanges()
        return {"is_changed": is_changed, "said": layer.commitErrors()}


@contextlib.contextmanager
def _project(path: str) -> Iterator[tuple[bool, list[str]]]:
    """The project while it is open, whether it could be read, and the warnings that QGIS would show."""
    said: list[str] = []

    def hear(message: str, _topic: str, level: int) -> None:
        if level > 0:
            said.append(message)

    QgsApplication.messageLog().messageReceived.connect(hear)
    try:
        yield QgsProject.instance().read(path), said
    finally:
        QgsProject.instance().clear()
        QgsApplication.messageLog().messageReceived.disconnect(hear)


@contextlib.contextmanager
def _opened_whole(path: str) -> Iterator[None]:
    """A project, or the layers of a GeoPackage dragged into an empty one."""
    with _project(path) if path.endswith(".qgs") else contextlib.nullcontext():
        if not path.endswith(".qgs"):
            offered = QgsProviderRegistry.instance().querySublayers(path)
            QgsProject.instance().addMapLayers([_opened(path, one.name()) for one in offered])
        yield
        QgsProject.instance().clear()


def _opened(path: str, name: str) -> QgsVectorLayer:
    return QgsVectorLayer(f"{path}|layername={name}", name, "ogr")


def _table(layer: QgsVectorLayer) -> str:
    return str(layer.source().rpartition("layername=")[2])


def _by_table(name: str) -> QgsVectorLayer:
    return next(layer for layer in QgsProject.instance().mapLayers().values() if _table(layer) == name)


def _layer(layer: QgsVectorLayer) -> dict[str, Any]:
    renderer = layer.renderer()
    by_value = isinstance(renderer, QgsCategorizedSymbolRenderer)
    return {
        "is_valid": layer.isValid(),
        "crs": layer.crs().authid(),
        "is_read_only": layer.readOnly(),
        "signs": {str(one.value()): one.label() for one in renderer.categories()} if by_value else {},
        "fields": {field.name(): _field(layer, place) for place, field in enumerate(layer.fields())},
        "form": [child.name() for child in layer.editFormConfig().tabs() if child.type() == child.AeTypeField],
        "children": [_children(one) for one in layer.editFormConfig().tabs() if one.type() == one.AeTypeRelation],
        "is_only_in_forms": bool(layer.flags() & QgsVectorLayer.Private),
        "features": [_facts(feature) for feature in layer.getFeatures()],
        "tips": [_tip(layer, feature) for feature in layer.getFeatures()],
        "broken_expressions": [text for text in _expressions(layer) if QgsExpression(text).hasParserError()],
    }


def _children(listed: Any) -> dict[str, Any]:
    relation = listed.relation()
    return {
        "is_valid": relation.isValid(),
        "of": _table(relation.referencingLayer()) if relation.isValid() else "",
        "title": relation.name(),
    }


def _field(layer: QgsVectorLayer, place: int) -> dict[str, Any]:
    widget = layer.editorWidgetSetup(place)
    default = layer.defaultValueDefinition(place)
    return {
        "type": layer.fields()[place].typeName(),
        "alias": layer.attributeAlias(place),
        "widget": widget.type(),
        "config": widget.config(),
        "default": default.expression(),
        "is_refreshed": default.applyOnUpdate(),
        "is_locked": layer.editFormConfig().readOnly(place),
        "is_needed": bool(layer.fieldConstraints(place) & 1),
    }


def _expressions(layer: QgsVectorLayer) -> list[str]:
    defaults = [layer.defaultValueDefinition(place).expression() for place in range(layer.fields().count())]
    labels = [layer.labeling().settings().fieldName] if layer.labelsEnabled() else []
    return [text for text in [*defaults, *labels, layer.displayExpression()] if text]


def _facts(feature: Any) -> dict[str, Any]:
    return {
        field.name(): value if isinstance(value, str | int | float) else None
        for field, value in zip(feature.fields(), feature.attributes(), strict=True)
    }


def _tip(layer: QgsVectorLayer, feature: Any) -> str:
    context = layer.createExpressionContext()
    context.setFeature(feature)
    return str(QgsExpression.replaceExpressionText(layer.mapTipTemplate(), context))


def _drawn(layers: list[QgsVectorLayer], png: str, *, scale: float, dpi: int) -> dict[str, Any]:
    grid = next(layer.crs() for layer in layers if layer.isSpatial())
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(grid)
    settings.setBackgroundColor(QColor("white"))
    settings.setOutputSize(QSize(900, 600))
    settings.setOutputDpi(dpi)
    settings.setExtent(_extent(layers, grid))
    if scale:
        whole = settings.extent()
        whole.scale(scale / settings.scale())
        settings.setExtent(whole)
    context = QgsProject.instance().createExpressionContext()
    context.appendScope(QgsExpressionContextUtils.mapSettingsScope(settings))
    settings.setExpressionContext(context)
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    image.save(png)
    letters = job.takeLabelingResults()
    lettered = letters.labelsWithinRect(settings.visibleExtent()) if letters else []
    return {
        "lettered": [one.labelText for one in lettered],
        "colours": _colours(image),
        "said": [error.message for error in job.errors()],
    }


def _colours(image: QImage) -> dict[str, float]:
    """The colours of a picture, as #rrggbb, and the share of its pixels that have them."""
    flat = image.convertToFormat(QImage.Format_RGB32)
    pixels = Counter(memoryview(flat.constBits().asstring(flat.sizeInBytes())).cast("I"))
    return {f"#{pixel & 0xFFFFFF:06x}": count / pixels.total() for pixel, count in pixels.most_common(200)}


def _extent(layers: list[QgsVectorLayer], grid: Any) -> QgsRectangle:
    extent = QgsRectangle()
    for layer in layers:
        if layer.featureCount():
            way = QgsCoordinateTransform(layer.crs(), grid, QgsProject.instance())
            extent.combineExtentWith(way.transformBoundingBox(layer.extent()))
    extent.scale(1.2)
    return extent


ANSWERS: dict[str, Callable[..., dict[str, Any]]] = {
    one.__name__: one for one in (package, project, service, console, draw, draw_project, note_visit, move_edge)
}


def main() -> None:
    """Answer until there are no more questions. What QGIS itself prints goes to the log, not among the answers."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    application = QgsApplication([], False, sys.argv[1])
    application.initQgis()
    print(Qgis.QGIS_VERSION, file=answers, flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer = ANSWERS[asked.pop("ask")](**asked)
        except Exception:  # one file that cannot be opened leaves QGIS standing for the next
            answer = {"broke": traceback.format_exc()}
        print(json.dumps(answer, ensure_ascii=False), file=answers, flush=True)
    application.exitQgis()


main()
