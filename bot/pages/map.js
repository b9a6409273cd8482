// The map page: filters, markers, popups and the language switch. Every word comes from the page.
"use strict";
(() => {
  const TILES = "https://tile.openstreetmap.org/{z}/{x}/{y}.png";
  const CREDIT = '&copy; <a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a>';
  const APART = 42; // pixels: markers nearer than this to one another are drawn as one
  const NAMES_FROM = 9; // zoom from which municipalities are named where there is no background
  const PLACE_ZOOM = 11;
  const MOST_OFFERED = 8;

  const $ = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const { services, municipalities, words } = JSON.parse($("#data").textContent);
  all("#services > li").forEach((item, number) => {
    Object.assign(services[number], { item });
  });
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let language = document.documentElement.lang;
  let chosen = null; // the municipality that was searched for

  const say = (key, values = {}) =>
    words[language][key].replace(/%\((\w+)\)s/g, (_, name) => values[name]);

  const make = (tag, className, text = "") => {
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = text;
    return element;
  };

  // -- the map -------------------------------------------------------------------------------

  const belgium = L.latLngBounds(municipalities.map((m) => m.point));
  const map = L.map("map", {
    zoomControl: false,
    fadeAnimation: !calm,
    zoomAnimation: !calm,
    markerZoomAnimation: !calm,
    maxBounds: belgium.pad(1),
    minZoom: 6,
    maxZoom: 18,
  });
  map.attributionControl.setPrefix('<a href="https://leafletjs.com">Leaflet</a>');
  const pane = (name, zIndex) => {
    const made = map.createPane(name);
    Object.assign(made.style, { zIndex, pointerEvents: "none" });
    made.setAttribute("aria-hidden", "true");
    return name;
  };
  // For orientation where no background can be loaded; the style sheet hides it under one.
  const dots = { pane: pane("dots", 250), renderer: L.canvas({ pane: "dots" }) };
  const names = L.layerGroup().addTo(map);
  const namesPane = pane("names", 260);
  // What is meant by the open popup or by the search.
  const areaPane = pane("area", 350);
  const area = L.layerGroup().addTo(map);
  const found = L.layerGroup().addTo(map);
  const markers = L.layerGroup().addTo(map);
  let zoomButtons = null;

  for (const m of municipalities) {
    L.circleMarker(m.point, { ...dots, radius: 2, weight: 0, fillOpacity: 1, fillColor: "#b5c4cc" })
      .addTo(map);
  }
  // OpenStreetMap serves pages on the web, not files: its tile policy wants to see who asks.
  if (location.protocol.startsWith("http")) {
    L.tileLayer(TILES, {
      attribution: CREDIT,
      maxZoom: 19,
      referrerPolicy: "strict-origin-when-cross-origin",
    })
      .on("tileload", () => map.getContainer().classList.add("has-tiles"))
      .addTo(map);
  }

  // A narrow screen may cut off the outermost edge, rather than show the country very small.
  const showBelgium = (options) => map.fitBounds(belgium, { padding: [-20, -20], ...options });

  const label = (point, text, className) =>
    L.marker(point, {
      icon: L.divIcon({ className, html: make("span", "", text), iconSize: [0, 0] }),
      interactive: false,
      keyboard: false,
      pane: namesPane,
    });

  // Names of provinces, nearer by of municipalities: the greatest first, as many as have room.
  const greatestFirst = [...municipalities].sort(
    (one, other) => other.postcodes.length - one.postcodes.length,
  );
  const provinces = Object.values(
    municipalities.reduce((groups, m) => {
      (groups[Object.values(m.province)] ??= []).push(m);
      return groups;
    }, {}),
  ).map((group) => ({
    names: group[0].province,
    point: [0, 1].map((i) => group.reduce((sum, m) => sum + m.point[i], 0) / group.length),
  }));

  function drawNames() {
    names.clearLayers();
    const near = map.getZoom() >= NAMES_FROM;
    const taken = [];
    for (const place of near ? greatestFirst : provinces) {
      if (!map.getBounds().contains(place.point)) continue;
      const at = map.latLngToLayerPoint(place.point);
      if (taken.some((p) => Math.abs(p.x - at.x) < 100 && Math.abs(p.y - at.y) < 24)) continue;
      taken.push(at);
      names.addLayer(label(place.point, place.names[language], near ? "town" : "province"));
    }
  }

  // -- markers and popups ----------------------------------------------------------------------

  const isOfType = (service) => {
    const types = all("input[name=type]:checked").map((box) => box.value);
    return !types.length || service.types.some((type) => types.includes(type));
  };
  const covers = (service, place) => !place || service.areas.includes(municipalities.indexOf(place));

  /** Services that would be drawn over one another, together. */
  function groups(shown) {
    const made = [];
    for (const service of shown) {
      const at = map.latLngToLayerPoint(service.point);
      const group = made.find((other) => other.at.distanceTo(at) < APART);
      if (group) group.services.push(service);
      else made.push({ at, services: [service] });
    }
    return made.map((group) => group.services);
  }

  const isOnePoint = (bounds) => bounds.getSouthWest().equals(bounds.getNorthEast());

  function drawMarkers() {
    markers.clearLayers();
    for (const group of groups(services.filter(isOfType))) {
      const points = L.latLngBounds(group.map((service) => service.point));
      const kinds = new Set(group.map((service) => service.accuracy));
      // At one point some may be known better than others: the least is claimed for all.
      const shape = !isOnePoint(points)
        ? "several"
        : ["municipality", "area", "exact"].find((kind) => kinds.has(kind));
      const pin = make("span", `pin ${shape}`);
      pin.append(make("span", "", String(group.length)));
      const title =
        group.length === 1
          ? group[0].names[language]
          : `${say("map-several", { number: group.length })}: ` +
            group.slice(0, 3).map((service) => service.names[language]).join(", ") +
            (group.length > 3 ? " …" : "");
      const drawn = L.marker(group[0].point, {
        icon: L.divIcon({ className: "marker", html: pin, iconSize: [36, 36] }),
        title,
      })
        .on("click", () => open(group, points))
        .on("keydown", ({ originalEvent }) => {
          if (!["Enter", " "].includes(originalEvent.key)) return;
          originalEvent.preventDefault();
          open(group, points);
        })
        .addTo(markers);
      drawn.getElement().setAttribute("aria-label", title); // else it would be read as a number
    }
  }

  /** Nearer by, until what was drawn together falls apart; then, or at one point, the cards. */
  function open(group, points) {
    if (isOnePoint(points) || map.getZoom() >= map.getMaxZoom()) {
      openPopup(group);
    } else {
      map.fitBounds(points, { padding: [60, 60], animate: !calm });
      map.getContainer().focus({ preventScroll: true });
    }
  }

  function openPopup(group) {
    const content = make("div", "cards");
    content.tabIndex = -1;
    for (const service of group) {
      const section = make("section", "");
      section.append(
        ...["h3", ".where", ".kinds"].map((part) => $(part, service.item).cloneNode(true)),
        ...all(".card", service.item).map((card) => card.cloneNode(true)),
      );
      content.append(section);
    }
    const { x, y } = map.getSize();
    L.popup({
      maxWidth: Math.min(360, x - 60),
      minWidth: Math.min(260, x - 60),
      maxHeight: Math.max(160, y - 110),
      offset: [0, -10],
      autoPanPadding: [12, 12],
    })
      .setLatLng(group[0].point)
      .setContent(content)
      .openOn(map);
    for (const service of group) {
      if (service.accuracy === "area") service.areas.forEach((number) => drawDot(number));
    }
    content.focus({ preventScroll: true });
  }

  const drawDot = (number) =>
    L.circleMarker(municipalities[number].point, {
      pane: areaPane,
      radius: 4,
      weight: 1,
      color: "#fff",
      fillColor: "#b3471b",
      fillOpacity: 0.9,
      interactive: false,
    }).addTo(area);

  let returnTo = null; // what had the focus before the popup took it
  map.on("popupopen", ({ popup }) => {
    returnTo = document.activeElement;
    area.clearLayers();
    const close = $(".leaflet-popup-close-button", popup.getElement());
    close.setAttribute("aria-label", say("map-close"));
  });
  map.on("popupclose", ({ popup }) => {
    area.clearLayers();
    // What is removed from the page has lost the focus already.
    const { activeElement: focused, body } = document;
    if ((focused === body || popup.getElement().contains(focused)) && returnTo?.isConnected) {
      returnTo.focus({ preventScroll: true });
    }
  });
  map.getContainer().addEventListener("keydown", (event) => {
    if (event.key === "Escape") map.closePopup();
  });

  // -- the list --------------------------------------------------------------------------------

  const isWide = (service) => service.areas.length > 1;
  const placeName = (service) => municipalities[service.areas[0]].names[language];

  function drawList() {
    const collator = new Intl.Collator(language);
    const ordered = [...services].sort(
      (one, other) =>
        isWide(one) - isWide(other) ||
        (!isWide(one) && collator.compare(placeName(one), placeName(other))) ||
        collator.compare(one.names[language], other.names[language]),
    );
    $("#services").append(...ordered.map((service) => service.item));
    const listed = services.filter((service) => {
      const here = isOfType(service) && covers(service, chosen);
      Object.assign(service.item, { hidden: !here });
      return here;
    });
    $(".status").textContent = status(listed.length);
    $(".clear").hidden = !chosen;
  }

  function status(number) {
    if (!chosen) return say("map-count", { number });
    const name = chosen.names[language];
    if (number) return say("map-count-place", { number, name });
    const types = all("input[name=type]:checked").map((box) => say(`type-${box.value}`));
    const kind = types.length
      ? new Intl.ListFormat(language, { type: "disjunction" }).format(types)
      : say("type-any");
    return `${say("map-none", { name, kind })} ${say("no-service-municipality")}`;
  }

  function show(service) {
    map.setView(service.point, Math.max(map.getZoom(), PLACE_ZOOM), { animate: false });
    const { lat, lng } = L.latLng(service.point);
    openPopup(
      services.filter((other) => {
        const at = L.latLng(other.point);
        return isOfType(other) && at.lat === lat && at.lng === lng;
      }).sort((one, other) => (other === service) - (one === service)),
    );
    $("#map").scrollIntoView({ block: "nearest" });
  }

  // -- searching a place -------------------------------------------------------------------------

  const fold = (text) =>
    text
      .normalize("NFD")
      .toLowerCase()
      .replace(/\p{M}/gu, "")
      .replace(/[^a-z0-9]+/g, " ")
      .trim()
      .replace(/^(st|ste) /, "saint ")
      .replace(/^(sint|sainte) /, "saint ");

  /** Places of that name or postcode: municipalities, else parts of them, else beginnings. */
  function find(text) {
    const wanted = fold(text);
    const collect = (fits) =>
      municipalities.flatMap((place) =>
        Object.values(place.names).some((name) => fits(fold(name)))
          ? [{ place }]
          : place.localities.filter((name) => fits(fold(name))).map((locality) => ({ place, locality })),
      );
    const named = collect((name) => name === wanted);
    const whole = named.filter((match) => !match.locality);
    if (whole.length) return { matches: whole, sure: true };
    const coded = municipalities.filter((place) => place.postcodes.includes(wanted));
    if (coded.length) return { matches: coded.map((place) => ({ place })), sure: true };
    if (named.length) return { matches: named, sure: true };
    const begun = wanted.length > 2 ? collect((name) => name.startsWith(wanted)) : [];
    begun.sort((one, other) => Boolean(one.locality) - Boolean(other.locality));
    return { matches: begun.slice(0, MOST_OFFERED), sure: false };
  }

  function choose(place) {
    chosen = place;
    found.clearLayers();
    $(".found").replaceChildren();
    map.closePopup();
    if (place) {
      drawFound();
      map.setView(place.point, PLACE_ZOOM, { animate: !calm });
    } else {
      $("#place").value = "";
      showBelgium({ animate: !calm });
    }
    drawList();
  }

  function drawFound() {
    found.clearLayers();
    if (!chosen) return;
    L.circleMarker(chosen.point, {
      pane: areaPane, radius: 24, weight: 3, color: "#b3471b", fill: false, interactive: false,
    }).addTo(found);
  }

  function search(text) {
    const box = $(".found");
    box.replaceChildren();
    if (!text.trim()) {
      choose(null);
      return;
    }
    const { matches, sure } = find(text);
    const places = new Set(matches.map((match) => match.place));
    if (sure && places.size === 1) {
      choose(matches[0].place);
      return;
    }
    box.append(make("p", "", say(matches.length ? "map-search-which" : "map-search-unknown")));
    for (const { place, locality } of matches) {
      const name = place.names[language];
      const text = locality ? `${locality}, ${name}` : `${name} (${place.province[language]})`;
      const button = make("button", "", text);
      button.type = "button";
      button.addEventListener("click", () => choose(place));
      box.append(button);
    }
  }

  // -- languages -----------------------------------------------------------------------------------

  function speak(code) {
    language = code;
    document.documentElement.lang = code;
    document.title = say("map-title");
    all("[data-language]").forEach((button) =>
      button.setAttribute("aria-pressed", String(button.dataset.language === code)),
    );
    $("#map").setAttribute("aria-label", say("map-title"));
    const close = $(".leaflet-popup-close-button");
    if (close) close.setAttribute("aria-label", say("map-close"));
    zoomButtons?.remove();
    zoomButtons = L.control
      .zoom({
        position: "bottomleft", // popups open upwards
        zoomInTitle: say("map-zoom-in"),
        zoomOutTitle: say("map-zoom-out"),
      })
      .addTo(map);
    $(".found").replaceChildren();
    drawNames();
    drawMarkers();
    drawList();
  }

  const asked = () => {
    const code = location.hash.slice(1);
    return code in words ? code : language;
  };

  // -- beginning -------------------------------------------------------------------------------------

  all(".languages, .controls, .map, .show").forEach((part) => {
    part.hidden = false;
  });
  $(".types").open = matchMedia("(min-width: 60rem)").matches;
  map.invalidateSize({ pan: false });
  showBelgium({ animate: false });
  map.on("moveend", drawNames);
  map.on("zoomend", drawMarkers);
  addEventListener("hashchange", () => speak(asked()));
  all("[data-language]").forEach((button) =>
    button.addEventListener("click", () => {
      history.replaceState(null, "", `#${button.dataset.language}`);
      speak(button.dataset.language);
    }),
  );
  all("input[name=type]").forEach((box) =>
    box.addEventListener("change", () => {
      map.closePopup();
      drawMarkers();
      drawList();
    }),
  );
  $("form").addEventListener("submit", (event) => {
    event.preventDefault();
    search($("#place").value);
  });
  $(".clear").addEventListener("click", () => choose(null));
  services.forEach((service) =>
    $(".show", service.item).addEventListener("click", () => show(service)),
  );
  $("#places").append(
    ...[...new Set(municipalities.flatMap((m) => Object.values(m.names)))]
      .sort()
      .map((name) => Object.assign(document.createElement("option"), { value: name })),
  );
  speak(asked());
})();
