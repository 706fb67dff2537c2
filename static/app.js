// Small comforts only: every page works without this file.
"use strict";

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// Leave safely: blank at once, end the session, and no way back by the browser's button.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-leave]")) return;
  event.preventDefault();
  document.body.hidden = true;
  document.title = "\u200b";
  fetch(form.action, { method: "POST", body: new FormData(form), keepalive: true, redirect: "manual" })
    .finally(() => location.replace("/"));
});

// How many characters are left, said only when it begins to matter.
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

// The names of the chosen files beside our own button.
for (const input of document.querySelectorAll(".file input")) {
  const names = input.parentElement.querySelector("output");
  input.addEventListener("change", () => {
    names.textContent = Array.from(input.files, (file) => file.name).join("、");
  });
}

document.querySelector(".summary")?.focus();
