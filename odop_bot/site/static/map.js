// The map: says what is pointed at, shows a State larger, colours by what is chosen.
(function () {
  "use strict";
  const map = document.getElementById("map"), here = document.getElementById("here");
  if (!map) return;
  const districts = [...map.querySelectorAll("a")], whole = map.getAttribute("viewBox");
  const radius = Number(map.dataset.radius), size = Number(whole.split(" ")[2]);
  const tell = (event) => {
    const way = event.target.closest("a");
    if (way) here.textContent = way.getAttribute("aria-label");
  };
  map.addEventListener("pointerover", tell);
  map.addEventListener("focusin", tell);
  const controls = document.getElementById("controls");
  if (!controls) return;
  controls.hidden = false;
  const zoom = document.getElementById("zoom"), colour = document.getElementById("colour");
  const count = document.getElementById("count"), legends = [...document.querySelectorAll(".legend")];
  const sectors = new Map(districts.map((way) => [way, way.getAttribute("class")]));
  let marks = null;

  zoom.addEventListener("change", () => {
    const box = zoom.value || whole, scale = Number(box.split(" ")[2]) / size;
    map.setAttribute("viewBox", box);
    for (const dot of map.querySelectorAll("circle")) dot.setAttribute("r", Math.max(radius * scale, 0.4));
  });

  function paint(legend, of) {
    let named = 0;
    for (const way of districts) {
      const name = of(way);
      way.setAttribute("class", name);
      named += name !== "m-" && name !== "x-none";
    }
    for (const each of legends) each.hidden = each.dataset.for !== legend;
    count.textContent = `${count.dataset.of} ${named}`;
  }

  colour.addEventListener("change", async () => {
    const chosen = colour.value;
    if (chosen === "sector") return paint("sector", (way) => sectors.get(way));
    marks = marks || await fetch(document.body.dataset.root + "map.json").then((answer) => answer.json());
    if (colour.value !== chosen) return;
    const mark = (way) => marks[way.dataset.code] || { g: "", l: [], f: [] };
    if (chosen === "gi") return paint("gi", (way) => `m-${mark(way).g}`);
    const [field, id] = [chosen[0], chosen.slice(2)];
    paint("on", (way) => mark(way)[field].includes(id) ? "m-on" : "m-");
  });
  // Browsers fill in what was chosen when a person comes back.
  if (zoom.value) zoom.dispatchEvent(new Event("change"));
  if (colour.value !== "sector") colour.dispatchEvent(new Event("change"));
})();
