// The clerk's keyboard: shortcuts only, the form works without this file.
"use strict";

const form = document.querySelector("[data-desk]");
const earlier = document.getElementById("earlier");

// Enter never sends by accident: it goes on to the next field. Ctrl+Enter registers.
form?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("[data-send]"));
  } else if (event.key === "Enter" && event.target.matches("input, select")) {
    event.preventDefault();
    next(event.target)?.focus();
  } else if (event.target.type === "radio" && "123".includes(event.key)) {
    const choice = form.querySelectorAll(`[name=${event.target.name}]`)[Number(event.key) - 1];
    if (!choice) return;
    choice.checked = true;
    choice.focus();
  }
});

function next(field) {
  const fields = Array.from(form.querySelectorAll("input:not([type=hidden]), select, textarea, [data-send]"));
  const later = fields.slice(fields.indexOf(field) + 1).filter((other) => other.name !== field.name || !field.name);
  return later[0];
}

// Earlier matters appear while the clerk goes on typing.
form?.elements.number.addEventListener("change", async () => {
  const body = new FormData(form);
  body.set("look_up", "1");
  const answer = await fetch(form.getAttribute("action"), { method: "POST", body });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  earlier.replaceChildren(...page.getElementById("earlier").childNodes);
});

// The station the text names is proposed, if it names one alone and the clerk has chosen none.
form?.elements.text.addEventListener("change", () => {
  const station = form.elements.station;
  const named = (option) => option.dataset.words?.split(" ").some((word) => word && form.elements.text.value.includes(word));
  const found = Array.from(station.options).filter(named);
  if (!station.value && found.length === 1) station.value = found[0].value;
});

if (form && !document.querySelector(".summary")) form.elements.number.focus();

// After registering: one key for each next step.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
  if (event.key === "Enter" && event.target !== document.body) return; // what has the focus is pressed, nothing else
  document.querySelector(`a[data-key="${CSS.escape(event.key)}"]`)?.click();
});
