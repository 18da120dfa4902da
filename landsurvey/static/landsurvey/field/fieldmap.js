// The map of the phone: the area carried along, drawn from the phone's own store, and where the phone is.

const STYLES = {
  surveyed: { color: "#00436b", weight: 1.5, fillColor: "#0072b2", fillOpacity: 0.7 },
  visited: { color: "#00436b", weight: 1.5, fillColor: "#0072b2", fillOpacity: 0.35 },
  tried: { color: "#b34700", weight: 2, fillColor: "#e69f00", fillOpacity: 0.45, dashArray: "6 4" },
  left: { color: "#1b2026", weight: 1.5, fillColor: "#ffffff", fillOpacity: 0.6 },
  mine: { color: "#00523b", weight: 3, fillColor: "#00664b", fillOpacity: 0.6 },
};
const SIGNS = { surveyed: "●", visited: "●", tried: "▲", left: "", mine: "✓" };
const LABELS_FROM = 17;

export class FieldMap {
  constructor(elementId, onPick) {
    this.map = L.map(elementId, { attributionControl: false, maxZoom: 21, minZoom: 11, zoomControl: false, preferCanvas: true }).setView([13.5, 100.5], 11);
    L.control.scale({ imperial: false }).addTo(this.map);
    this.onPick = onPick;
    this.shapes = new Map();
    this.labels = L.layerGroup().addTo(this.map);
    this.map.on("zoomend moveend", () => this.label());
  }

  /** Draw an area; stateOf(parcel) says how far each parcel has come. */
  draw({ parcels, roads }, stateOf) {
    this.ground?.remove();
    this.shapes.forEach((shape) => shape.remove());
    this.shapes.clear();
    this.stateOf = stateOf;
    this.ground = L.geoJSON(roads.map((geometry) => ({ type: "Feature", geometry, properties: {} })), { style: { color: "#b9b2a4", weight: 5 }, interactive: false }).addTo(this.map);
    for (const parcel of parcels) {
      const shape = L.geoJSON(parcel.geometry, { style: STYLES[stateOf(parcel)] }).addTo(this.map);
      shape.on("click", () => this.onPick(parcel));
      this.shapes.set(parcel.uid, Object.assign(shape, { parcel }));
    }
    this.label();
  }

  restyle() {
    for (const shape of this.shapes.values()) shape.setStyle(STYLES[this.stateOf(shape.parcel)]);
    this.label();
  }

  label() {
    this.labels.clearLayers();
    if (this.map.getZoom() < LABELS_FROM) return;
    const view = this.map.getBounds();
    for (const shape of this.shapes.values()) {
      const { lat, lon, facts } = shape.parcel;
      if (!view.contains([lat, lon])) continue;
      const html = document.createElement("span");
      html.textContent = `${SIGNS[this.stateOf(shape.parcel)]} ${facts.code}`.trim();
      this.labels.addLayer(L.marker([lat, lon], { interactive: false, icon: L.divIcon({ className: "fieldmap__label", html, iconSize: null }) }));
    }
  }

  fit(parcels) {
    if (!parcels.length) return;
    const bounds = L.latLngBounds(parcels.map(({ lat, lon }) => [lat, lon]));
    this.map.fitBounds(bounds.pad(0.1), { animate: false, maxZoom: 18 });
  }

  /** Show where the phone is and how exactly that is known. */
  here({ lat, lon, accuracy }, isCentred) {
    this.me ??= L.circleMarker([lat, lon], { radius: 8, color: "#ffffff", weight: 3, fillColor: "#d55e00", fillOpacity: 1, interactive: false }).addTo(this.map);
    this.around ??= L.circle([lat, lon], { radius: accuracy, color: "#d55e00", weight: 1, fillOpacity: 0.1, interactive: false }).addTo(this.map);
    this.me.setLatLng([lat, lon]).bringToFront();
    this.around.setLatLng([lat, lon]).setRadius(accuracy);
    if (isCentred) this.map.setView([lat, lon], Math.max(this.map.getZoom(), 18));
  }

  to({ lat, lon }) { this.map.setView([lat, lon], Math.max(this.map.getZoom(), 19)); }
}
