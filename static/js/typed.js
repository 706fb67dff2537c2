// What is being typed survives a reload, the way back and a dead line. It is kept sealed in this tab's own history entry,
// never in web storage; the key stands in the visitor's cookie and is thrown away on sending and on leaving.
"use strict";
(() => {
  const HOUR = 3600e3;
  const PAUSE = 400;
  const PATIENCE = 8000;
  const UNKEPT = new Set(["submit", "button", "file", "password"]);
  const TOKEN = "csrf_token";
  const sealing = window.crypto && crypto.subtle;
  let form = document.querySelector("form[data-typed]");
  if (!form || !form.requestSubmit) return;

  const key = () => {
    const bytes = Uint8Array.from(atob(form.dataset.typed), (char) => char.charCodeAt(0));
    return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
  };
  const fields = () => Array.from(form.elements).filter((field) => field.name && !UNKEPT.has(field.type));
  const isTicked = (field) => field.type === "checkbox" || field.type === "radio";
  const typed = () => fields()
    .filter((field) => field.name !== TOKEN && (field.checked || !isTicked(field)))
    .map((field) => [field.name, field.value]);

  const keep = async () => {
    if (!sealing) return;
    const plain = new TextEncoder().encode(JSON.stringify({ at: Date.now(), typed: typed() }));
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(), plain);
    history.replaceState({ iv, sealed }, "");
  };

  const opened = async () => {
    const { iv, sealed } = history.state || {};
    if (!sealing || !sealed) return null;
    try {
      const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await key(), sealed);
      const kept = JSON.parse(new TextDecoder().decode(plain));
      if (Date.now() - kept.at < HOUR) return kept.typed;
    } catch {
      // Sent, or left: the key is another one now.
    }
    history.replaceState(null, "");
    return null;
  };

  const bringBack = async () => {
    const kept = await opened();
    if (!kept) return;
    const before = JSON.stringify(typed());
    const step = new Map(kept).has("shown");
    if (step) await drawAgain(kept);
    else fill(kept);
    if (JSON.stringify(typed()) !== before) say(form.dataset.back, "info", "status");
  };

  const fill = (kept) => {
    const values = new Map(kept);
    for (const field of fields()) {
      if (field.type === "hidden") continue;
      if (isTicked(field)) field.checked = values.get(field.name) === field.value;
      else field.value = values.get(field.name) ?? "";
    }
    form.dispatchEvent(new Event("input"));
  };

  // A step is drawn by the office's own machine from all that was typed so far, as when its button was pressed.
  const drawAgain = async (kept) => {
    const data = new URLSearchParams(kept);
    data.set(TOKEN, form.elements[TOKEN].value);
    const main = document.getElementById("main");
    main.hidden = true;
    try {
      const answer = await fetch("/complaints/new", { method: "POST", body: data, redirect: "error" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const drawn = page.querySelector("form[data-typed]") && page.getElementById("main");
      if (!drawn) return;
      main.replaceChildren(...drawn.childNodes);
      document.title = page.title;
      form = main.querySelector("form[data-typed]");
      watch();
      document.dispatchEvent(new Event("drawn"));
    } finally {
      main.hidden = false;
    }
  };

  // The sentence in front of the form, said once to those who listen to the page.
  const said = document.createElement("div");
  const say = (sentence, kind, role) => {
    said.className = `note ${kind}`;
    said.setAttribute("role", role);
    said.textContent = sentence;
    form.before(said);
  };

  // Asked before each sending: a form sent into a dead line would end on the browser's own error page.
  const reached = async () => {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      await fetch("/healthz", { cache: "no-store", signal: stop.signal });
      return true;
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
    }
  };

  let waiting;
  let asking = false;
  let sure = false;
  const typing = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => keep().catch(() => {}), PAUSE);
  };
  const sending = async (event) => {
    if (sure) return;
    event.preventDefault();
    if (asking) return;
    asking = true;
    clearTimeout(waiting);
    await keep().catch(() => {});
    sure = await reached();
    asking = false;
    if (sure) return form.requestSubmit(event.submitter);
    say(form.dataset.offline, "danger", "alert");
    said.scrollIntoView({ block: "center" });
  };
  const watch = () => {
    form.addEventListener("input", typing);
    form.addEventListener("submit", sending);
  };

  // Where the switch of the language does not send the form along, the page is asked for again and filled.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest(".switches [name=language]:not([form])");
    if (!button) return;
    event.preventDefault();
    const data = new FormData(button.form);
    data.set(button.name, button.value);
    await keep().catch(() => {});
    await fetch("/preferences", { method: "POST", body: data, redirect: "manual" }).catch(() => {});
    location.reload();
  });
  window.addEventListener("pageshow", () => { sure = false; });
  watch();
  bringBack().catch(() => {});
})();
