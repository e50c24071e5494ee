// The map inside Telegram: its colours, and a tap on a district brings it into the chat.
(function () {
  "use strict";
  const given = new URLSearchParams(location.hash.slice(1)), data = given.get("tgWebAppData");
  if (!data) return;

  function post(event, content) {
    const proxy = window.TelegramWebviewProxy, text = JSON.stringify(content || {});
    if (proxy) proxy.postEvent(event, text);
    else if (window.external && "notify" in window.external) window.external.notify(JSON.stringify({ eventType: event, eventData: content }));
    else if (window.parent !== window) window.parent.postMessage(JSON.stringify({ eventType: event, eventData: content || {} }), "https://web.telegram.org");
  }

  try {
    const theme = JSON.parse(given.get("tgWebAppThemeParams") || "{}"), root = document.documentElement;
    const colour = (...keys) => keys.map((key) => theme[key]).find((value) => /^#[0-9a-f]{6}$/i.test(value));
    const paper = colour("bg_color"), ink = colour("text_color");
    if (paper && ink) {
      // What Telegram does not name is of what it does, so that all can be read on it.
      const raised = colour("secondary_bg_color", "bg_color");
      const set = { "--paper": paper, "--ink": ink, "--soft": ink, "--accent": colour("link_color") || ink, "--raised": raised, "--land": raised };
      for (const [name, value] of Object.entries(set)) root.style.setProperty(name, value);
      const light = [1, 3, 5].reduce((sum, at) => sum + parseInt(paper.slice(at, at + 2), 16), 0) > 382;
      root.style.colorScheme = light ? "light" : "dark";
    }
  } catch { /* the page has colours of its own */ }
  post("web_app_ready");
  post("web_app_expand");

  document.addEventListener("click", async (event) => {
    const way = event.target.closest("a"), href = way && (way.getAttribute("href") || "");
    const found = href && /(?:^|\/)d\/(\d+)\.html$/.exec(href);
    if (!found) return;
    event.preventDefault();
    try {
      const answer = await fetch("/app/open", {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ data, code: found[1] }),
      });
      if (!answer.ok) throw new Error(answer.status);
      document.documentElement.dataset.sent = found[1];
      post("web_app_close");
    } catch {
      location.href = new URL(href, location.href).href;
    }
  }, true);
})();
