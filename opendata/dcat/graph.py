"""The catalogue as a graph of DCAT-AP 3, with what harvesters look for: place, frequency, licence, contact, files.

Nodes without an address are named after what they belong to, so that the same catalogue is the same text.
Built by rdflib, which writes every form of it. Values of closed lists are those of the European authority tables, which
DCAT-AP asks for; the Thai words stand beside them as texts.
"""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urljoin

from django.urls import reverse
from django.utils import timezone, translation
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, SKOS, XSD, Namespace

from gis_assets.models import Municipality
from opendata import distributions, proposing
from opendata.datasets import Entry
from opendata.distributions import Distribution

ADMS = Namespace("http://www.w3.org/ns/adms#")
DCATAP = Namespace("http://data.europa.eu/r5r/")
GEO = Namespace("http://www.opengis.net/ont/geosparql#")
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
LOCN = Namespace("http://www.w3.org/ns/locn#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
# Younger than the list of words that rdflib keeps.
DCAT_VERSION = URIRef(f"{DCAT}version")
AUTHORITY = "http://publications.europa.eu/resource/authority"
IANA = "https://www.iana.org/assignments/media-types/"
CRS84 = URIRef("http://www.opengis.net/def/crs/OGC/1.3/CRS84")

FREQUENCIES = {
    "ปี": "ANNUAL",
    "ครึ่งปี": "ANNUAL_2",
    "ไตรมาส": "QUARTERLY",
    "เดือน": "MONTHLY",
    "สัปดาห์": "WEEKLY",
    "วัน": "DAILY",
    "วันทำการ": "DAILY",
    "ชั่วโมง": "HOURLY",
    "ตามเวลาจริง": "UPDATE_CONT",
    "ไม่มีการปรับปรุงหลังจากการจัดเก็บข้อมูล": "NEVER",
    "ไม่ทราบ": "UNKNOWN",
}
LANGUAGES = {"ไทย": "THA", "อังกฤษ": "ENG", "จีน": "ZHO", "พม่า": "MYA", "ลาว": "LAO", "เขมร": "KHM", "มลายู": "MSA"}
THEMES = {
    "parcels": "REGI",
    "buildings": "REGI",
    "boundary": "REGI",
    "landcover": "ENVI",
    "roads": "TRAN",
    "terrain": "ENVI",
}
FILE_TYPES = {
    "GeoJSON": "GEOJSON",
    "CSV": "CSV",
    "GPKG": "GPKG",
    "SHP": "SHP",
    "GeoTIFF": "TIFF",
    "OGC API": "JSON",
    "JSON": "JSON",
}


def of_catalogue(
    entries: Sequence[Entry], *, municipality: Municipality, base: str, address: str, page: int, pages: int, total: int
) -> Graph:
    """One page of the catalogue; `address` is that of the document, whose pages are numbered from 1."""
    graph = _graph()
    catalogue = URIRef(urljoin(base, reverse("opendata:catalogue")))
    publisher = _publisher(graph, municipality, base=base)
    graph.add((catalogue, RDF.type, DCAT.Catalog))
    for language, name in (("th", municipality.name_th), ("en", municipality.name_en)):
        with translation.override(language):
            graph.add((catalogue, DCTERMS.title, Literal(f"{_open_data(language)} {name}", lang=language)))
            graph.add((catalogue, DCTERMS.description, Literal(_open_data(language), lang=language)))
    graph.add((catalogue, DCTERMS.publisher, publisher))
    graph.add((catalogue, FOAF.homepage, catalogue))
    for language in ("THA", "ENG"):
        graph.add((catalogue, DCTERMS.language, _authority(graph, f"language/{language}", DCTERMS.LinguisticSystem)))
    for entry in entries:
        dataset = _dataset(graph, entry, municipality=municipality, publisher=publisher, base=base)
        graph.add((catalogue, DCAT.dataset, dataset))
    _paging(graph, address, page=page, pages=pages, total=total, size=len(entries))
    return graph


def of_dataset(entry: Entry, *, municipality: Municipality, base: str) -> Graph:
    graph = _graph()
    publisher = _publisher(graph, municipality, base=base)
    _dataset(graph, entry, municipality=municipality, publisher=publisher, base=base)
    return graph


def _open_data(language: str) -> str:
    return "ข้อมูลเปิด" if language == "th" else "Open data of"


def _graph() -> Graph:
    graph = Graph()
    names = {"adms": ADMS, "dcat": DCAT, "dcatap": DCATAP, "dct": DCTERMS, "foaf": FOAF, "geo": GEO, "hydra": HYDRA}
    for prefix, namespace in (names | {"locn": LOCN, "spdx": SPDX, "vcard": VCARD, "skos": SKOS}).items():
        graph.bind(prefix, namespace, replace=True)
    return graph


def _publisher(graph: Graph, municipality: Municipality, *, base: str) -> URIRef:
    publisher = URIRef(urljoin(base, f"/#{proposing.organisation(municipality)}"))
    graph.add((publisher, RDF.type, FOAF.Organization))
    graph.add((publisher, RDF.type, FOAF.Agent))
    graph.add((publisher, FOAF.name, Literal(municipality.name_th, lang="th")))
    graph.add((publisher, FOAF.name, Literal(municipality.name_en, lang="en")))
    graph.add((publisher, FOAF.homepage, URIRef(base)))
    graph.add((publisher, DCTERMS.identifier, Literal(municipality.dla_code)))
    return publisher


def _dataset(graph: Graph, entry: Entry, *, municipality: Municipality, publisher: URIRef, base: str) -> URIRef:
    dataset = URIRef(urljoin(base, reverse("opendata:dataset", args=[entry.name])))
    graph.add((dataset, RDF.type, DCAT.Dataset))
    graph.add((dataset, DCTERMS.identifier, Literal(str(dataset))))
    graph.add((dataset, DCTERMS.publisher, publisher))
    graph.add((dataset, DCAT.landingPage, dataset))
    graph.add((dataset, DCAT_VERSION, Literal(str(entry.version.number))))
    graph.add((dataset, ADMS.versionNotes, Literal(_noted(entry.version.made_at), lang="en")))
    _words(graph, dataset, entry)
    _days(graph, dataset, entry, municipality)
    _place(graph, dataset, entry, municipality)
    _lists(graph, dataset, entry)
    _contact(graph, dataset, entry)
    for one in distributions.of(entry.layer, municipality=municipality, base=base):
        graph.add((dataset, DCAT.distribution, _distribution(graph, one, entry, dataset)))
    return dataset


def _words(graph: Graph, dataset: URIRef, entry: Entry) -> None:
    values = entry.values
    for key, predicate in (("title", DCTERMS.title), ("notes", DCTERMS.description)):
        for name, language in ((key, "th"), (f"{key}_en", "en")):
            if text := values.get(name):
                graph.add((dataset, predicate, Literal(text, lang=language)))
    for tag in str(values.get("tag_string", "")).split(","):
        if tag:
            graph.add((dataset, DCAT.keyword, Literal(tag, lang="th")))
    if source := values.get("data_source"):
        statement = BNode(f"{entry.name}-source")
        graph.add((statement, RDF.type, DCTERMS.ProvenanceStatement))
        graph.add((statement, SKOS.prefLabel, Literal(source, lang="th")))
        graph.add((dataset, DCTERMS.provenance, statement))


def _days(graph: Graph, dataset: URIRef, entry: Entry, municipality: Municipality) -> None:
    if issued := entry.values.get("data_release_date"):
        graph.add((dataset, DCTERMS.issued, Literal(issued, datatype=XSD.date)))
    described_at = entry.version.made_at
    modified = distributions.changed_at(entry.layer, municipality=municipality, described_at=described_at)
    stamp = Literal(modified.isoformat(timespec="seconds"), datatype=XSD.dateTime)
    graph.add((dataset, DCTERMS.modified, stamp))
    word = FREQUENCIES.get(str(entry.values.get("update_frequency_unit")), "OTHER")
    graph.add((dataset, DCTERMS.accrualPeriodicity, _authority(graph, f"frequency/{word}", DCTERMS.Frequency)))


def _place(graph: Graph, dataset: URIRef, entry: Entry, municipality: Municipality) -> None:
    """The rectangle as DCAT-AP 3 has it, and once more for readers of the older form; else that of the municipality."""
    whole = proposing.edges(municipality)
    sides = ("west", "south", "east", "north")
    edges = [str(entry.values.get(f"{side}_bound_longitude") or whole.get(side, "")) for side in sides]
    if not all(edges):
        return
    west, south, east, north = edges
    ring = f"POLYGON(({west} {south},{east} {south},{east} {north},{west} {north},{west} {south}))"
    place = BNode(f"{entry.name}-place")
    graph.add((place, RDF.type, DCTERMS.Location))
    graph.add((place, DCAT.bbox, Literal(ring, datatype=GEO.wktLiteral)))
    graph.add((place, LOCN.geometry, Literal(ring, datatype=GEO.wktLiteral)))
    graph.add((dataset, DCTERMS.spatial, place))


def _lists(graph: Graph, dataset: URIRef, entry: Entry) -> None:
    for language in entry.values.get("data_language", []):
        if word := LANGUAGES.get(language):
            node = _authority(graph, f"language/{word}", DCTERMS.LinguisticSystem)
            graph.add((dataset, DCTERMS.language, node))
    theme = _authority(graph, f"data-theme/{THEMES.get(entry.name, 'GOVE')}", SKOS.Concept)
    graph.add((dataset, DCAT.theme, theme))
    rights = _authority(graph, "access-right/PUBLIC", DCTERMS.RightsStatement)
    graph.add((dataset, DCTERMS.accessRights, rights))
    graph.add((CRS84, RDF.type, DCTERMS.Standard))
    graph.add((dataset, DCTERMS.conformsTo, CRS84))


def _contact(graph: Graph, dataset: URIRef, entry: Entry) -> None:
    values = entry.values
    if not values.get("maintainer"):
        return
    contact = BNode(f"{entry.name}-contact")
    graph.add((contact, RDF.type, VCARD.Organization))
    graph.add((contact, RDF.type, VCARD.Kind))
    graph.add((contact, VCARD.fn, Literal(values["maintainer"])))
    if email := values.get("maintainer_email"):
        graph.add((contact, VCARD.hasEmail, URIRef(f"mailto:{email}")))
    graph.add((dataset, DCAT.contactPoint, contact))


def _distribution(graph: Graph, one: Distribution, entry: Entry, dataset: URIRef) -> URIRef:
    node = URIRef(f"{dataset}#{one.name}")
    graph.add((node, RDF.type, DCAT.Distribution))
    for language in ("th", "en"):
        with translation.override(language):
            graph.add((node, DCTERMS.title, Literal(str(one.title), lang=language)))
    graph.add((node, DCAT.accessURL, URIRef(one.url)))
    if one.is_download:
        graph.add((node, DCAT.downloadURL, URIRef(one.url)))
    # The list of media types knows no parameters: they say how a text is written.
    media_type = URIRef(IANA + one.media_type.partition(";")[0])
    graph.add((media_type, RDF.type, DCTERMS.MediaType))
    graph.add((node, DCAT.mediaType, media_type))
    if word := FILE_TYPES.get(one.format):
        graph.add((node, DCTERMS["format"], _authority(graph, f"file-type/{word}", DCTERMS.MediaTypeOrExtent)))
    licence = URIRef(entry.layer.licence.url)
    graph.add((licence, RDF.type, DCTERMS.LicenseDocument))
    graph.add((node, DCTERMS.license, licence))
    _interface(graph, node, one)
    _checksum(graph, node, one)
    return node


def _interface(graph: Graph, node: URIRef, one: Distribution) -> None:
    if not one.profile:
        return
    profile, service = URIRef(one.profile), URIRef(one.url)
    graph.add((profile, RDF.type, DCTERMS.Standard))
    graph.add((node, DCTERMS.conformsTo, profile))
    graph.add((service, RDF.type, DCAT.DataService))
    graph.add((service, DCAT.endpointURL, service))
    graph.add((service, DCTERMS.conformsTo, profile))
    for title in graph.objects(node, DCTERMS.title):
        graph.add((service, DCTERMS.title, title))
    graph.add((node, DCAT.accessService, service))


def _checksum(graph: Graph, node: URIRef, one: Distribution) -> None:
    if one.size is not None:
        graph.add((node, DCAT.byteSize, Literal(one.size, datatype=XSD.nonNegativeInteger)))
    if one.sha256:
        checksum = BNode(f"{one.name}-checksum")
        graph.add((checksum, RDF.type, SPDX.Checksum))
        graph.add((checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256))
        graph.add((checksum, SPDX.checksumValue, Literal(one.sha256, datatype=XSD.hexBinary)))
        graph.add((node, SPDX.checksum, checksum))


def _paging(graph: Graph, address: str, *, page: int, pages: int, total: int, size: int) -> None:
    """Hydra's older words, which harvesters of DCAT read; they follow the address as text."""
    here = URIRef(f"{address}?page={page}")
    graph.add((here, RDF.type, HYDRA.PagedCollection))
    graph.add((here, HYDRA.totalItems, Literal(total)))
    graph.add((here, HYDRA.itemsPerPage, Literal(size)))
    places = {"first": 1, "last": pages}
    places |= {"next": page + 1} if page < pages else {}
    places |= {"previous": page - 1} if page > 1 else {}
    for word, number in places.items():
        for predicate in (HYDRA[f"{word}Page"], HYDRA[word]):
            graph.add((here, predicate, Literal(f"{address}?page={number}")))


def _authority(graph: Graph, name: str, kind: URIRef) -> URIRef:
    node = URIRef(f"{AUTHORITY}/{name}")
    graph.add((node, RDF.type, kind))
    return node


def _noted(at: datetime) -> str:
    return f"Description of {timezone.localdate(at).isoformat()}"
