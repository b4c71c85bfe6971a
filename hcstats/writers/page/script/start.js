// Numbers become buttons, the address chooses language and place, print opens what is folded.
const asButton = (shown) => {
  const button = make("button", { type: "button", class: shown.className }, ...shown.childNodes);
  Object.assign(button.dataset, shown.dataset);
  shown.replaceWith(button);
};

const name = (button) => {
  const { k, r } = button.dataset;
  const label = textOf((k === undefined ? data.rates[r] : data.keys[k]).label);
  button.setAttribute("aria-label", word("open", { label, value: button.textContent }));
};

const speak = () => {
  translate();
  for (const button of document.querySelectorAll("button.n, button.item")) name(button);
  for (const link of document.querySelectorAll("nav a, .tile a")) {
    link.hash = addressOf(link.dataset.place);
  }
  filter();
  if (dialog.open) draw();
};

const goTo = (place) => {
  const target = place && document.getElementById(place);
  if (!target) return;
  if (target.matches("details.unit")) {
    if (target.hidden) filters.reset();
    target.hidden = false;
    target.open = true;
  }
  target.scrollIntoView();
};

const follow = () => {
  const { place, chosen } = addressed();
  const wanted = data.languages.includes(chosen) ? chosen : data.language;
  if (wanted !== language) {
    language = wanted;
    speak();
  }
  goTo(place);
};

// A table wider than its box is scrolled with the arrow keys.
const measure = () => {
  for (const box of document.querySelectorAll(".scroll")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
};

for (const shown of document.querySelectorAll("span.n[data-k], span.n[data-r], span.item[data-k]")) asButton(shown);
for (const link of document.querySelectorAll("nav a, .tile a")) link.dataset.place = link.hash.slice(1);
document.documentElement.classList.add("scripted");
const tongues = document.querySelector(".languages");
tongues.hidden = false;
tongues.addEventListener("click", (event) => {
  const button = event.target.closest("[data-language]");
  if (!button) return;
  language = button.dataset.language;
  speak();
  history.replaceState(null, "", addressOf(addressed().place));
});
document.querySelector("main").addEventListener("click", (event) => {
  const from = event.target.closest("button[data-k], button[data-r], .chart [data-k]");
  if (from) show(viewOf(from.dataset), from.closest("button") || from.closest("figure").querySelector("summary"));
});
const folded = [];
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details:not([open])")) {
    folded.push(details);
    details.open = true;
  }
});
addEventListener("afterprint", () => {
  for (const details of folded.splice(0)) details.open = false;
});
addEventListener("hashchange", follow);
addEventListener("resize", measure);
speak();
follow();
measure();
