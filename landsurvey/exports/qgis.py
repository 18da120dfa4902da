"""Writes what QGIS and QField need to open a GeoPackage ready for work: forms, drawing, and the project around them.

Layers and fields are described once, as plain data; from it come the style that lies in the GeoPackage, the project
file beside it, and the column descriptions of the GeoPackage itself. Knows neither Django nor the register.
Formats: QML and QGS as QGIS 3.22 writes them, which newer ones read.
"""

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

VERSION = "3.22.16"
Kind = Literal["text", "long_text", "whole", "number", "choice", "moment", "photo", "hidden", "fixed"]
NO_GEOMETRY = "NoGeometry"
_GEOMETRIES = {"Point": "Point", "MultiLineString": "Line", "MultiPolygon": "Polygon", NO_GEOMETRY: "No geometry"}


@dataclass(frozen=True)
class Field:
    """A column and how it is filled in: `expression` gives its first value, anew at each edit where `is_refreshed`."""

    name: str
    alias: str
    kind: Kind
    choices: tuple[tuple[str, str], ...] = ()
    least: float = 0
    most: float = 0
    expression: str = ""
    is_refreshed: bool = False
    is_needed: bool = False
    is_number: bool = False


@dataclass(frozen=True)
class Children:
    """Rows of the layer `of` that belong to one row of this layer: both hold the same value in `column`."""

    of: str
    title: str
    column: str

    @property
    def id(self) -> str:
        return layer_id(f"{self.of}_children")


@dataclass(frozen=True)
class Layer:
    """A layer of the package; `colour` is red, green, blue. A layer of `NO_GEOMETRY` is a table, seen only in forms.

    `label` is the column, or expression, written on the map and, without `listed_as`, in lists of features; `tip` is
    the HTML shown under the pointer (`[% column %]`). Features with a smaller number in `drawn_last` lie on top.
    `children` are listed at the end of the form, where a project knows which layer they are in.
    """

    name: str
    title: str
    geometry: str
    fields: tuple[Field, ...]
    colour: tuple[int, int, int]
    label: str = ""
    is_read_only: bool = False
    categories: tuple[tuple[str | int, str, tuple[int, int, int]], ...] = field(default=())
    category_column: str = ""
    drawn_last: str = ""
    tip: str = ""
    listed_as: str = ""
    is_lettered_beside: bool = False
    children: Children | None = None

    @property
    def id(self) -> str:
        return layer_id(self.name)


def layer_id(name: str) -> str:
    """Return the name by which a project and its expressions know a layer; QGIS drops one of ten letters or fewer."""
    return f"town_survey_{name}"


def style(layer: Layer) -> str:
    """Return the layer's QML: form, drawing and labels."""
    root = ET.Element(
        "qgis", version=VERSION, styleCategories="AllStyleCategories", readOnly=str(int(layer.is_read_only))
    )
    _describe(root, layer)
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + ET.tostring(root, encoding="unicode")


def project(layers: Sequence[Layer], *, title: str, file: str, epsg: int, proj: str, extent: tuple[float, ...]) -> str:
    """Return a project (.qgs) that shows the layers of the GeoPackage `file` beside it, the first on top.

    `proj` is the PROJ definition of the grid; `extent` is west, south, east, north on it.
    """
    root = ET.Element("qgis", version=VERSION, projectname=title)
    ET.SubElement(root, "title").text = title
    crs = ET.SubElement(root, "projectCrs")
    _crs(crs, epsg, proj)
    tree = ET.SubElement(root, "layer-tree-group")
    for layer in layers:
        ET.SubElement(
            tree, "layer-tree-layer", id=layer.id, name=layer.title, source=_source(file, layer), providerKey="ogr",
            checked="Qt::Checked", expanded="0",
        )  # fmt: skip
    canvas = ET.SubElement(root, "mapcanvas", name="theMapCanvas", annotationsVisible="1")
    ET.SubElement(canvas, "units").text = "meters"
    _extent(canvas, extent)
    _crs(ET.SubElement(canvas, "destinationsrs"), epsg, proj)
    kept = ET.SubElement(root, "projectlayers")
    for layer in layers:
        _map_layer(kept, layer, file=file, epsg=epsg, proj=proj, extent=extent)
    _relations(root, layers)
    order = ET.SubElement(root, "layerorder")
    for layer in layers:
        ET.SubElement(order, "layer", id=layer.id)
    properties = ET.SubElement(root, "properties")
    paths = ET.SubElement(properties, "Paths")
    ET.SubElement(paths, "Absolute", type="bool").text = "false"
    # Without this QGIS passes over `projectCrs`, and a position of the receiver is put on the wrong grid.
    system = ET.SubElement(properties, "SpatialRefSys")
    ET.SubElement(system, "ProjectionsEnabled", type="int").text = "1"
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + ET.tostring(root, encoding="unicode")


def _relations(root: ET.Element, layers: Sequence[Layer]) -> None:
    listed = ET.SubElement(root, "relations")
    for layer in layers:
        if layer.children is None:
            continue
        # A composition: whoever removes a row removes its children with it.
        relation = ET.SubElement(
            listed, "relation", id=layer.children.id, name=layer.children.title, strength="Composition",
            referencedLayer=layer.id, referencingLayer=layer_id(layer.children.of),
        )  # fmt: skip
        column = layer.children.column
        ET.SubElement(relation, "fieldRef", referencedField=column, referencingField=column)


def _source(file: str, layer: Layer) -> str:
    return f"./{file}|layername={layer.name}"


def _map_layer(parent: ET.Element, layer: Layer, *, file: str, epsg: int, proj: str, extent: tuple[float, ...]) -> None:
    made = ET.SubElement(
        parent, "maplayer", type="vector", geometry=_GEOMETRIES[layer.geometry], wkbType=layer.geometry,
        readOnly=str(int(layer.is_read_only)), labelsEnabled=str(int(bool(layer.label))),
    )  # fmt: skip
    _extent(made, extent)
    ET.SubElement(made, "id").text = layer.id
    ET.SubElement(made, "datasource").text = _source(file, layer)
    ET.SubElement(made, "layername").text = layer.title
    _crs(ET.SubElement(made, "srs"), epsg, proj)
    ET.SubElement(made, "provider", encoding="UTF-8").text = "ogr"
    _describe(made, layer)
    if layer.children is not None:
        _list_children(made, layer.children)


def _list_children(root: ET.Element, children: Children) -> None:
    """Put the list of children at the end of the form."""
    form = root.find("attributeEditorForm")
    assert form is not None  # noqa: S101  every layer has one
    shown = ET.SubElement(
        form, "attributeEditorRelation", name=children.id, relation=children.id, label=children.title, showLabel="1",
        relationWidgetTypeId="relation_editor", nmRelationId="", forceSuppressFormPopup="0",
    )  # fmt: skip
    ET.SubElement(shown, "editor_configuration", type="Map")


def _describe(root: ET.Element, layer: Layer) -> None:
    root.append(_flags(layer))
    if layer.geometry != NO_GEOMETRY:
        root.append(_renderer(layer))
    if layer.label:
        root.set("labelsEnabled", "1")
        root.append(_labels(layer))
    if layer.tip:
        ET.SubElement(root, "mapTip").text = layer.tip
    _form(root, layer)


def _flags(layer: Layer) -> ET.Element:
    flags = ET.Element("flags")
    for name in ("Identifiable", "Removable", "Searchable"):
        ET.SubElement(flags, name).text = "1"
    # A table is filled in from the form of its parents alone, for there a row learns whose it is.
    ET.SubElement(flags, "Private").text = str(int(layer.geometry == NO_GEOMETRY))
    return flags


def _extent(parent: ET.Element, extent: tuple[float, ...]) -> None:
    box = ET.SubElement(parent, "extent")
    for name, value in zip(("xmin", "ymin", "xmax", "ymax"), extent, strict=True):
        ET.SubElement(box, name).text = f"{value:.3f}"


def _crs(parent: ET.Element, epsg: int, proj: str) -> None:
    system = ET.SubElement(parent, "spatialrefsys", nativeFormat="Proj")
    ET.SubElement(system, "proj4").text = proj
    ET.SubElement(system, "srid").text = str(epsg)
    ET.SubElement(system, "authid").text = f"EPSG:{epsg}"
    ET.SubElement(system, "geographicflag").text = "false"


def _options(parent: ET.Element, facts: dict[str, str | int | float | bool]) -> ET.Element:
    group = ET.SubElement(parent, "Option", type="Map")
    for name, value in facts.items():
        kind = {bool: "bool", int: "int", float: "double"}.get(type(value), "QString")
        text = str(value).lower() if isinstance(value, bool) else str(value)
        ET.SubElement(group, "Option", name=name, type=kind, value=text)
    return group


def _renderer(layer: Layer) -> ET.Element:
    if not layer.categories:
        made = ET.Element("renderer-v2", type="singleSymbol")
        _symbol(ET.SubElement(made, "symbols"), "0", layer, layer.colour)
        return made
    made = ET.Element("renderer-v2", type="categorizedSymbol", attr=layer.category_column)
    if layer.drawn_last:
        made.set("enableorderby", "1")
        order = ET.SubElement(made, "orderby")
        ET.SubElement(order, "orderByClause", asc="0", nullsFirst="1").text = f'"{layer.drawn_last}"'
    listed = ET.SubElement(made, "categories")
    symbols = ET.SubElement(made, "symbols")
    for number, (value, label, colour) in enumerate(layer.categories):
        kind = "long" if isinstance(value, int) else "string"
        ET.SubElement(listed, "category", value=str(value), label=label, symbol=str(number), render="true", type=kind)
        _symbol(symbols, str(number), layer, colour)
    return made


def _symbol(parent: ET.Element, name: str, layer: Layer, colour: tuple[int, int, int]) -> None:
    kind = {"Point": "marker", "MultiLineString": "line", "MultiPolygon": "fill"}[layer.geometry]
    solid, pale = ",".join(map(str, (*colour, 255))), ",".join(map(str, (*colour, 90)))
    symbol = ET.SubElement(parent, "symbol", name=name, type=kind, alpha="1", clip_to_extent="1")
    facts: dict[str, dict[str, str | int | float | bool]] = {
        "marker": {
            "name": "circle",
            "size": "4",
            "size_unit": "MM",
            "color": solid,
            "outline_color": "255,255,255,255",
        },
        "line": {"line_color": solid, "line_width": "0.8", "line_width_unit": "MM"},
        "fill": {"color": pale, "style": "solid", "outline_color": solid, "outline_width": "0.5"},
    }
    cls = {"marker": "SimpleMarker", "line": "SimpleLine", "fill": "SimpleFill"}[kind]
    _options(ET.SubElement(symbol, "layer", {"class": cls, "enabled": "1", "locked": "0", "pass": "0"}), facts[kind])


def _labels(layer: Layer) -> ET.Element:
    labelling = ET.Element("labeling", type="simple")
    settings = ET.SubElement(labelling, "settings", calloutType="simple")
    text = ET.SubElement(
        settings, "text-style", fieldName=layer.label, isExpression="1", fontSize="10", fontSizeUnit="Point",
        textColor="0,0,0,255", fontWeight="50",
    )  # fmt: skip
    ET.SubElement(
        text, "text-buffer", bufferDraw="1", bufferSize="1", bufferSizeUnits="MM", bufferColor="255,255,255,255"
    )
    # As QGIS numbers them: 0 around a point, 1 over it. Beside an outline, four millimetres from its middle.
    is_over = layer.geometry == "MultiPolygon" and not layer.is_lettered_beside
    ET.SubElement(
        settings,
        "placement",
        placement=str(int(is_over)),
        dist="4" if layer.is_lettered_beside else "0",
        distUnits="MM",
    )
    # A sign that counts as an obstacle keeps QGIS from writing what belongs to the outline around it.
    ET.SubElement(
        settings, "rendering", scaleVisibility="1", scaleMin="0", scaleMax="5000", drawLabels="1", obstacle="0"
    )
    return labelling


def _form(root: ET.Element, layer: Layer) -> None:
    configured = ET.SubElement(root, "fieldConfiguration")
    aliases, defaults, constraints = (ET.SubElement(root, name) for name in ("aliases", "defaults", "constraints"))
    editable = ET.SubElement(root, "editable")
    shown = [column for column in layer.fields if column.kind != "hidden"]
    for index, column in enumerate(layer.fields, start=1):  # the key, fid, is column 0
        one = ET.SubElement(configured, "field", name=column.name, configurationFlags="None")
        _widget(one, column)
        ET.SubElement(aliases, "alias", field=column.name, index=str(index), name=column.alias)
        ET.SubElement(
            defaults, "default", field=column.name, expression=column.expression,
            applyOnUpdate=str(int(column.is_refreshed)),
        )  # fmt: skip
        ET.SubElement(
            constraints, "constraint", field=column.name, constraints="1" if column.is_needed else "0",
            notnull_strength="1" if column.is_needed else "0", unique_strength="0", exp_strength="0",
        )  # fmt: skip
        ET.SubElement(editable, "field", name=column.name, editable=str(int(column.kind not in ("fixed", "hidden"))))
    ET.SubElement(root, "editorlayout").text = "tablayout"
    form = ET.SubElement(root, "attributeEditorForm")
    for index, column in enumerate(layer.fields, start=1):
        if column in shown:
            ET.SubElement(form, "attributeEditorField", name=column.name, index=str(index), showLabel="1")
    ET.SubElement(root, "previewExpression").text = layer.listed_as or layer.label or "fid"


def _widget(parent: ET.Element, column: Field) -> None:
    kinds = {
        "choice": "ValueMap", "whole": "Range", "number": "Range", "moment": "DateTime", "photo": "ExternalResource",
        "hidden": "Hidden",
    }  # fmt: skip
    config = ET.SubElement(ET.SubElement(parent, "editWidget", type=kinds.get(column.kind, "TextEdit")), "config")
    if column.kind == "choice":
        listed = ET.SubElement(ET.SubElement(config, "Option", type="Map"), "Option", name="map", type="List")
        for value, label in column.choices:
            _options(listed, {label: value})
    elif column.kind in ("whole", "number"):
        step: int | float = 1 if column.kind == "whole" else 0.5
        _options(config, {"Min": column.least, "Max": column.most, "Step": step, "Style": "SpinBox", "AllowNull": True})
    elif column.kind == "photo":
        # RelativeStorage 1: beside the project; DocumentViewer 1: a picture.
        _options(
            config, {"StorageMode": 0, "RelativeStorage": 1, "DocumentViewer": 1, "FileWidget": True, "UseLink": False}
        )
    elif column.kind == "moment":
        _options(config, {"display_format": "dd/MM/yyyy HH:mm", "calendar_popup": True, "allow_null": True})
    elif column.kind == "long_text":
        _options(config, {"IsMultiline": True, "UseHtml": False})
