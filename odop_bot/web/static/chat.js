// The chat: sends what is written and tapped, shows what comes back.
(function () {
  "use strict";
  const { language, first } = document.body.dataset, words = JSON.parse(document.body.dataset.words);
  const talk = document.getElementById("talk"), form = document.getElementById("ask"), field = document.getElementById("text");
  const KNOWN = new Set(["B", "I", "A"]);
  let busy = false;

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
        else row.append(make("button", key.label, { type: "button", onclick: () => tapped(key, screen) }));
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
    if (busy) return;
    busy = true;
    if (label) mine(label);
    const wait = make("p", words.waiting, { className: "soft" });
    talk.append(wait);
    let screen;
    try {
      const answer = await fetch("/chat/hear", {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ ...heard, language }),
      });
      screen = await answer.json();
      if (typeof screen.html !== "string") throw new Error(answer.status);
    } catch {
      screen = { html: "", rows: [] };
      wait.textContent = words.failed;
      wait.className = "said wrong";
    }
    busy = false;
    if (wait.className === "soft") wait.remove();
    if (screen.html || screen.rows.length) put(screen, true);
    talk.dataset.answers = Number(talk.dataset.answers || 0) + 1;
  }

  function tapped(key, screen) {
    if (key.tap) tell({ tap: key.tap, of: screen.number || 0 }, key.label);
    else if (key.locate) locate(key);
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

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text || busy) return;
    field.value = "";
    tell({ text }, text);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  put(JSON.parse(first), false);
  const asked = new URLSearchParams(location.search).get("q");
  // A link may ask a question, but give no command.
  if (asked && !asked.startsWith("/")) tell({ text: asked.slice(0, field.maxLength) }, asked.slice(0, field.maxLength));
})();
