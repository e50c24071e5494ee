// The map inside Telegram: its colours, and a tap on a district brings it into the chat.
(function () {
  "use strict";
  const given = new URLSearchParams(location.hash.slice(1)), data = given.get("tgWebAppData");
  const COLOURS = { "--paper": "bg_color", "--ink": "text_color", "--soft": "hint_color", "--accent": "link_color", "--raised": "secondary_bg_color" };
  if (!data) return;

  function post(event, content) {
    const proxy = window.TelegramWebviewProxy, text = JSON.stringify(content || {});
    if (proxy) proxy.postEvent(event, text);
    else if (window.external && "notify" in window.external) window.external.notify(JSON.stringify({ eventType: event, eventData: content }));
    else if (window.parent !== window) window.parent.postMessage(JSON.stringify({ eventType: event, eventData: content || {} }), "https://web.telegram.org");
  }

  try {
    const theme = JSON.parse(given.get("tgWebAppThemeParams") || "{}");
    for (const [name, key] of Object.entries(COLOURS))
      if (/^#[0-9a-f]{6}$/i.test(theme[key])) document.documentElement.style.setProperty(name, theme[key]);
    const paper = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(theme.bg_color || "");
    if (paper) {
      const light = paper.slice(1).reduce((sum, part) => sum + parseInt(part, 16), 0) > 382;
      document.documentElement.style.colorScheme = light ? "light" : "dark";
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
