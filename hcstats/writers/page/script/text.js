// Words: everything that is said stands in the data in all languages, and is only ever set as text.
const data = JSON.parse(document.getElementById("data").textContent);
let language = data.language;

const textOf = (index) => data.texts[index][data.languages.indexOf(language)];

const word = (name, fields = {}) =>
  textOf(data.words[name]).replace(/\{(\w+)\}/g, (all, field) => (field in fields ? fields[field] : all));

// An element with attributes; children are elements or texts, never markup.
const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

const translate = () => {
  document.documentElement.lang = data.locales[language];
  for (const element of document.querySelectorAll("[data-t]")) {
    element.textContent = textOf(Number(element.dataset.t));
  }
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === language));
  }
};

// The address alone remembers language and place: #totals&lang=en
const addressed = () => {
  const parts = location.hash.slice(1).split("&");
  const chosen = parts.find((part) => part.startsWith("lang="));
  return { place: parts.find((part) => part && part !== chosen) || "", chosen: (chosen || "").slice(5) };
};

const addressOf = (place) => {
  const parts = [place, language === data.language ? "" : `lang=${language}`];
  return `#${parts.filter(Boolean).join("&")}`;
};
