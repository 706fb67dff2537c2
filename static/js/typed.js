// What is being typed survives a reload, the way back and a dead line. It is kept sealed in this tab's own history entry,
// never in web storage; the key stands in the visitor's cookie and is thrown away on sending and on leaving.
"use strict";
(() => {
  const form = document.querySelector("form[data-typed]");
  if (!form || !form.requestSubmit) return;
  const HOUR = 3600e3;
  const PAUSE = 400;
  const PATIENCE = 8000;
  const UNKEPT = new Set(["hidden", "submit", "button", "file", "password"]);
  const sealing = window.crypto && crypto.subtle;

  const key = async () => {
    const bytes = Uint8Array.from(atob(form.dataset.typed), (char) => char.charCodeAt(0));
    return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
  };
  const fields = () => Array.from(form.elements).filter((field) => field.name && !UNKEPT.has(field.type));
  const ticked = (field) => field.type === "checkbox" || field.type === "radio";
  const typed = () => fields().map((field) => (ticked(field) ? field.checked : field.value));

  const keep = async () => {
    if (!sealing || !fields().length) return;
    const plain = new TextEncoder().encode(JSON.stringify({ at: Date.now(), typed: typed() }));
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(), plain);
    history.replaceState({ iv, sealed }, "");
  };

  const bringBack = async () => {
    const { iv, sealed } = history.state || {};
    if (!sealing || !sealed) return;
    try {
      const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await key(), sealed);
      const kept = JSON.parse(new TextDecoder().decode(plain));
      if (Date.now() - kept.at > HOUR) throw new RangeError("too old");
      if (JSON.stringify(kept.typed) === JSON.stringify(typed())) return;
      fill(kept.typed);
      say(form.dataset.back, "info", "status");
    } catch {
      history.replaceState(null, ""); // sent, left, or too old: nobody can open it
    }
  };

  const fill = (values) => {
    fields().forEach((field, place) => {
      if (ticked(field)) field.checked = values[place] === true;
      else field.value = values[place] ?? "";
      field.dispatchEvent(new Event("input"));
    });
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

  let asking = false;
  let sure = false;
  form.addEventListener("submit", async (event) => {
    if (sure) return;
    event.preventDefault();
    if (asking) return;
    asking = true;
    const button = event.submitter;
    clearTimeout(waiting);
    await keep().catch(() => {});
    sure = await reached();
    asking = false;
    if (sure) return form.requestSubmit(button);
    say(form.dataset.offline, "danger", "alert");
    said.scrollIntoView({ block: "center" });
  });
  window.addEventListener("pageshow", () => { sure = false; });

  let waiting;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => keep().catch(() => {}), PAUSE);
  });
  bringBack();
})();
