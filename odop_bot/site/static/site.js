// The search on every page: what it needs is loaded when somebody goes to it.
(function () {
  "use strict";
  const box = document.getElementById("search"), field = document.getElementById("find");
  const list = document.getElementById("found"), told = document.getElementById("told");
  const { root, pages, lang } = document.body.dataset;
  const kinds = JSON.parse(list.dataset.kinds);
  const PIN = /^\s*(\d{3})\s?(\d{3})\s*$/;
  let ready = null, asked = 0;
  box.hidden = false;

  function script(name) {
    return new Promise((done, failed) => {
      const element = document.createElement("script");
      element.src = root + "static/" + name;
      element.onload = done;
      element.onerror = failed;
      document.head.append(element);
    });
  }
  const load = (path) => fetch(root + path).then((answer) => answer.ok ? answer.json() : Promise.reject(answer.status));

  function start() {
    ready = ready || Promise.all([
      load(`search/${lang}.json`), load("search/sounds.json"), script("minisearch.js"), script("search.js"),
    ]).then(([things, table]) => ({
      find: OdopSearch.make(MiniSearch, things, table), pins: new Set(table.pins), of: new Map(things.map((thing) => [thing[0], thing])),
    })).catch((error) => { ready = null; throw error; });
    return ready;
  }

  async function found(text) {
    const { find, of, pins } = await start(), pin = PIN.exec(text);
    if (!pin) return find(text);
    const first = pin[1].slice(0, 2), shelf = pins.has(first) ? await load(`search/pin-${first}.json`) : {};
    return (shelf[pin[1] + pin[2]] || []).map((code) => of.get(`d/${code}.html`)).filter(Boolean)
      .map(([path, title, beside]) => ({ path, title, beside }));
  }

  function show(hits) {
    list.replaceChildren(...hits.map((hit) => {
      const item = document.createElement("li"), way = document.createElement("a"), small = document.createElement("small");
      way.href = pages + hit.path;
      small.textContent = [kinds[hit.path[0]], hit.beside].filter(Boolean).join(", ");
      way.append(hit.title, " ", small);
      item.append(way);
      return item;
    }));
  }

  function say(text) {
    told.textContent = text;
    if (!list.children.length && text) {
      const item = document.createElement("li");
      item.className = "nothing";
      item.textContent = text;
      list.append(item);
    }
  }

  async function answer() {
    const number = ++asked, text = field.value;
    if (!text.trim()) { show([]); say(""); return; }
    try {
      const hits = await found(text);
      if (number !== asked) return;
      show(hits);
      say(hits.length ? `${told.dataset.some} ${hits.length}` : told.dataset.none);
    } catch {
      if (number === asked) { show([]); say(told.dataset.failed); }
    }
    list.dataset.of = text;
  }

  field.addEventListener("focus", () => start().catch(() => {}));
  field.addEventListener("input", answer);
  box.addEventListener("keydown", (event) => {
    const ways = [...list.querySelectorAll("a")], at = ways.indexOf(document.activeElement);
    if (event.key === "ArrowDown" && ways.length) { ways[Math.min(at + 1, ways.length - 1)].focus(); event.preventDefault(); }
    if (event.key === "ArrowUp" && at >= 0) { (ways[at - 1] || field).focus(); event.preventDefault(); }
    if (event.key === "Escape") { show([]); field.focus(); }
    if (event.key === "Enter" && document.activeElement === field && ways.length) ways[0].click();
  });
})();
