// Small comforts only: every page works without this file.
"use strict";
document.documentElement.dataset.scripts = "on";

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// Leave safely: blank at once, end the session, and no way back by the browser's button. A dead line holds nobody up.
const PATIENCE = 2000;
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-leave]")) return;
  event.preventDefault();
  document.documentElement.hidden = true;
  document.title = "\u200b";
  history.replaceState(null, "");
  const told = fetch(form.action, { method: "POST", body: new FormData(form), keepalive: true, redirect: "manual" });
  const late = new Promise((done) => setTimeout(done, PATIENCE));
  Promise.race([told, late]).catch(() => {}).finally(() => location.replace("/numbers"));
});
// A page the browser had put aside is asked for again: whoever left must not find it.
window.addEventListener("pageshow", (event) => {
  if (event.persisted && document.querySelector("[data-leave]")) location.reload();
});

// Size of print and colours change where one stands: nothing typed moves, and a code shown once stays.
document.addEventListener("click", (event) => {
  const button = event.target.closest(".switches button");
  if (!button || button.name === "language") return;
  event.preventDefault();
  const root = document.documentElement;
  const data = new FormData(document.querySelector(".switches"));
  data.set(button.name, button.value);
  if (button.name === "theme") {
    root.dataset.theme = button.value;
    document.querySelector(`.switches [name=theme]:not([value=${button.value}])`).focus();
  } else {
    const large = root.classList.toggle("large");
    button.value = large ? "0" : "1";
    button.setAttribute("aria-pressed", large);
  }
  fetch("/preferences", { method: "POST", body: data, keepalive: true, redirect: "manual" }).catch(() => {});
});

// How many characters are left, said only when it begins to matter.
const countCharacters = () => {
  for (const note of document.querySelectorAll("[data-count]")) {
    const text = document.getElementById(note.dataset.count);
    const tell = () => {
      const left = Number(note.dataset.limit) - text.value.length;
      note.textContent = (left < 0 ? note.dataset.over : note.dataset.left).replace("#", Math.abs(left));
      note.classList.toggle("error", left < 0);
      note.hidden = left > note.dataset.limit / 5;
    };
    text.addEventListener("input", tell);
    tell();
  }
};
countCharacters();
document.addEventListener("drawn", countCharacters);

// The names of the chosen files beside our own button.
for (const input of document.querySelectorAll(".file input")) {
  const names = input.parentElement.querySelector("output");
  input.addEventListener("change", () => {
    names.textContent = Array.from(input.files, (file) => file.name).join("、");
  });
}

document.querySelector(".summary")?.focus();
