// The chat: sends what is written and tapped, shows what comes back.
(function () {
  "use strict";
  const { language, first, looks } = document.body.dataset, words = JSON.parse(document.body.dataset.words);
  const talk = document.getElementById("talk"), form = document.getElementById("ask"), field = document.getElementById("text");
  const KNOWN = new Set(["B", "I", "A"]);
  const whom = document.getElementById("whom"), back = document.getElementById("back");
  const SOON = 4000, LATEST = 60000, SLOWER = 1.3;
  const SHOWN = new Set();
  let busy = false, to = 0, waits = Boolean(looks), comes = true, pause = SOON, timer = 0, looking = false, read = [];

  function make(name, text, more) {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    return Object.assign(element, more);
  }

  // The few tags of a screen, built anew: nothing else that might stand in it becomes a part of the page.
  function copied(from, to) {
    for (const node of from.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) to.append(node.data);
      if (node.nodeType !== Node.ELEMENT_NODE) continue;
      if (!KNOWN.has(node.tagName)) { copied(node, to); continue; }
      const element = make(node.tagName);
      if (node.tagName === "A" && /^https?:\/\//.test(node.getAttribute("href") || "")) Object.assign(element, { href: node.href, rel: "noreferrer" });
      copied(node, element);
      to.append(element);
    }
    return to;
  }
  const shown = (html) => copied(new DOMParser().parseFromString(html, "text/html").body, make("p", "", { className: "words" }));

  function mine(text) {
    const said = make("p", "", { className: "mine" });
    said.append(make("span", `${words.you}: `, { className: "seen" }), text);
    talk.append(said);
  }

  function put(screen, move) {
    const said = make("div", "", { className: "said", tabIndex: -1 });
    if (screen.html) said.append(shown(screen.html));
    for (const keys of screen.rows || []) {
      const row = make("div", "", { className: "row" });
      for (const key of keys) {
        if (key.url && key.url.endsWith(".png")) said.append(make("img", "", { src: key.url, alt: words.shown, width: 720, height: 480 }));
        else if (key.url) row.append(make("a", key.label, { href: key.url }));
        else row.append(make("button", key.label, { type: "button", onclick: (event) => tapped(key, screen, event.target) }));
      }
      if (row.childNodes.length) said.append(row);
    }
    talk.append(said);
    if (move) {
      said.focus({ preventScroll: true });
      said.scrollIntoView({ block: "start" });
    }
    return said;
  }

  async function tell(heard, label) {
    if (busy) return null;
    busy = true;
    if (label) mine(label);
    const wait = make("p", words.waiting, { className: "soft" });
    talk.append(wait);
    let screen;
    try {
      const answer = await post("/chat/hear", heard);
      screen = await answer.json();
      if (typeof screen.html !== "string") throw new Error(answer.status);
    } catch {
      screen = { html: "", rows: [] };
      wait.textContent = words.failed;
      wait.className = "said wrong";
    }
    busy = false;
    if (wait.className === "soft") wait.remove();
    screen.asked = heard.tap ? "" : heard.text;
    if (screen.html || screen.rows.length) put(screen, true);
    if (screen.kind === "helpdesk") expect();
    if (screen.kind === "forgotten") {
      waits = false;
      address(0);
    }
    talk.dataset.answers = Number(talk.dataset.answers || 0) + 1;
    return screen;
  }

  const post = (address, body) => fetch(address, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ ...body, language }),
  });

  // Answers of the helpdesk: looked for while a case is open and the page is seen, ever more seldom.
  function expect() {
    waits = true;
    comes = false;
    pause = SOON;
    later();
  }

  function later() {
    clearTimeout(timer);
    if (waits && document.visibilityState === "visible") timer = setTimeout(look, pause);
    pause = Math.min(LATEST, pause * SLOWER);
  }

  async function look() {
    if (looking) return;
    looking = true;
    let more = false;
    try {
      const answer = await post("/chat/look", { read, back: comes });
      if (!answer.ok) throw new Error(answer.status);
      const news = await answer.json();
      comes = false;
      read = news.letters.map((letter) => letter.letter);
      for (const letter of news.letters.filter((one) => !SHOWN.has(one.letter))) {
        put(letter, false).scrollIntoView({ block: "nearest" });
        SHOWN.add(letter.letter);
        pause = SOON;
      }
      if (news.case) put(news.case, false);
      waits = news.waits;
      more = read.length > 0;
    } catch { /* the next look may find more */ }
    looking = false;
    // What was shown is told at once, so that nobody gets it again.
    if (more) look();
    else later();
  }

  function address(number) {
    to = number;
    whom.textContent = to ? `${words.to_helpdesk} ${to}` : words.field;
    back.hidden = !to;
    field.focus();
  }

  async function tapped(key, screen, button) {
    if (key.write) address(key.write);
    else if (key.tap) {
      const words = key.once && screen.asked ? { text: screen.asked } : {};
      const answer = await tell({ tap: key.tap, of: screen.number || 0, ...words }, key.label);
      if (answer && answer.number && key.once) button.closest(".row").remove();
    } else if (key.locate) locate(key);
    else share(key.share, screen);
  }

  function locate(key) {
    const none = () => put({ html: "", rows: [] }).append(make("p", words.no_place, { className: "words" }));
    if (!navigator.geolocation) return none();
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => tell({ place: [coords.latitude, coords.longitude] }, key.label), none, { timeout: 15000 });
  }

  async function share(text, screen) {
    const url = `${location.origin}/chat/${language}?q=${encodeURIComponent(text || "")}`;
    const whole = { title: text, text: shown(screen.html).textContent, url };
    try {
      if (navigator.share) return await navigator.share(whole);
      await navigator.clipboard.writeText(`${whole.text}\n${url}`);
      put({ html: "", rows: [] }).append(make("p", words.shared, { className: "words" }));
    } catch { /* whoever changes their mind need not hear of it */ }
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text || busy) return;
    field.value = "";
    const number = text.startsWith("/") ? 0 : to;
    if (to) address(0);
    const answer = await tell({ text, ...(number ? { to: number } : {}) }, text);
    if (number && !(answer && answer.number)) {
      // It did not come through: it stays where it was, for the helpdesk.
      field.value = text;
      address(number);
    }
  });
  back.addEventListener("click", () => address(0));
  document.addEventListener("visibilitychange", () => { if (waits && document.visibilityState === "visible") look(); });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  put(JSON.parse(first), false);
  if (looks) look();
  const asked = new URLSearchParams(location.search).get("q");
  // A link may ask a question, but give no command.
  if (asked && !asked.startsWith("/")) tell({ text: asked.slice(0, field.maxLength) }, asked.slice(0, field.maxLength));
})();
