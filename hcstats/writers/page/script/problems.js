// Problems: what does not match is hidden, and with it every unit that has nothing left.
const filters = document.querySelector(".filters");

const matches = (finding, wanted) =>
  (!wanted.severity || finding.dataset.severity === wanted.severity) &&
  (!wanted.rule || finding.dataset.rule === wanted.rule) &&
  (!wanted.text || finding.textContent.toLowerCase().includes(wanted.text));

const filter = () => {
  if (!filters) return;
  const { severity, rule, unit, text } = filters.elements;
  const wanted = { severity: severity.value, rule: rule.value, text: text.value.trim().toLowerCase() };
  const narrowed = Boolean(wanted.severity || wanted.rule || wanted.text || unit.value);
  let shown = 0;
  let all = 0;
  for (const group of document.querySelectorAll("details.unit")) {
    const own = !unit.value || group.dataset.unit === unit.value;
    let left = 0;
    for (const finding of group.querySelectorAll(".finding")) {
      finding.hidden = !own || !matches(finding, wanted);
      left += finding.hidden ? 0 : 1;
      all += 1;
    }
    group.hidden = !left;
    if (narrowed && left) group.open = true;
    shown += left;
  }
  filters.querySelector("output").textContent = word("shown", { shown, all });
  document.querySelector(".no-match").hidden = Boolean(shown);
};

if (filters) {
  filters.hidden = false;
  filters.addEventListener("input", filter);
  filters.addEventListener("submit", (event) => event.preventDefault());
  filters.addEventListener("reset", () => setTimeout(filter));
}
