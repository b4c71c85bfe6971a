// What a number is made of: for a total its cells, for a rate its two operands.
const reason = (cell) => {
  if (cell.leftOut) return word("left_out");
  const reasons = { [BLANK]: "blank", [NOT_APPLICABLE]: "not_applicable", [UNREADABLE]: "unreadable" };
  return word(reasons[cell.status] || "yes");
};

const valueOf = (cell) => (cell.value === "" ? "—" : (cell.approximate ? "约" : "") + cell.value);

const cellRow = (cell) =>
  make(
    "tr",
    { class: cell.counted ? "counted" : "uncounted" },
    make("th", { scope: "row" }, cell.name),
    make("td", { class: "number" }, valueOf(cell)),
    make("td", { class: "text" }, cell.text),
    make("td", { class: "reason" }, reason(cell)),
    make("td", {}, cell.cell),
    make("td", {}, cell.sheet),
    make("td", { class: "file" }, cell.file),
  );

const headRow = (names) =>
  make("thead", {}, make("tr", {}, ...names.map((name) => make("th", { scope: "col", class: name === "value" ? "number" : "text" }, word(name)))));

const cellTable = (entry, found) => {
  const names = ["unit", "value", "as_written", "counted", "cell", "sheet", "file"];
  const body = make("tbody", {}, ...found.cells.map(cellRow));
  const sum = make("td", { class: "number sum" }, found.sum === "" ? "—" : found.sum);
  const rest = make("td", { colspan: "5" });
  const foot = make("tfoot", {}, make("tr", {}, make("th", { scope: "row" }, word(entry.adds ? "sum" : "value")), sum, rest));
  const caption = make("caption", { class: "unseen" }, textOf(entry.label));
  return make("div", { class: "scroll" }, make("table", {}, caption, headRow(names), body, foot));
};

const verdictOf = (entry, found, total) => {
  const tone = found.agrees ? "good" : "error";
  let said = word(found.agrees ? (entry.adds ? "agrees" : "alike") : "differs", { sum: found.sum || "—" });
  if (found.agrees && found.sum === "") said = word(total[2] ? "no_sum" : "nothing");
  return make("p", { class: "verdict" }, make("span", { class: `badge ${tone}` }, said));
};

const onlyNumbers = (table) => {
  const box = make("input", { type: "checkbox" });
  box.addEventListener("change", () => {
    for (const row of table.querySelectorAll("tr.uncounted")) row.hidden = box.checked;
  });
  return make("label", { class: "check" }, box, word("with_number"));
};

const totalView = (key, group) => {
  const entry = data.keys[key];
  const total = entry.totals[group];
  return {
    title: () => textOf(entry.label),
    body: () => {
      if (entry.cells === null) {
        return [
          make("p", { class: "amount" }, `${total[3]} `, make("small", {}, entry.measure)),
          make("p", { class: "lead" }, [textOf(entry.table), word(group), entry.key].join(" · ")),
          make("p", { class: "note" }, word("without_cells")),
        ];
      }
      const found = cellsOf(entry, group);
      const table = cellTable(entry, found);
      const from = word("from", { units: total[2], expected: data.expected });
      const lead = [textOf(entry.table), word(group)].concat(group === "all" ? [from] : [], [entry.key]);
      const parts = [
        make("p", { class: "amount" }, `${total[3]} `, make("small", {}, entry.measure)),
        make("p", { class: "lead" }, lead.join(" · ")),
        verdictOf(entry, found, total),
        onlyNumbers(table),
        table,
      ];
      if (group === "all" && data.missing.length) {
        const units = data.missing.join(language === "zh" ? "、" : ", ");
        parts.push(make("p", { class: "note" }, word("missing", { units })));
      }
      return parts;
    },
  };
};

// An operand that is a sum is added up again too; a total without a number adds nothing.
const operandVerdict = (operand, shown) => {
  const values = operand.keys.map((key) => data.keys[key].totals.all[0]).filter((value) => value !== "");
  if (!operand.sum || !values.length || shown === "—") return [];
  const sum = added(values);
  const agrees = same(sum, shown.replace("约", ""));
  const badge = make("span", { class: `badge ${agrees ? "good" : "error"}` }, word(agrees ? "agrees" : "differs", { sum }));
  return [make("p", { class: "verdict" }, badge)];
};

const operandTable = (name, rate, number) => {
  const operand = rate.operands[number];
  const rows = operand.keys.map((key) => {
    const entry = data.keys[key];
    const open = make("button", { type: "button", class: "n" }, entry.totals.all[3]);
    open.setAttribute("aria-label", word("open", { label: textOf(entry.label), value: entry.totals.all[3] }));
    open.addEventListener("click", () => show(totalView(key, "all"), open));
    return make("tr", {}, make("th", { scope: "row" }, textOf(entry.label)), make("td", { class: "number" }, open));
  });
  const whole = make("tfoot", {}, make("tr", {}, make("th", { scope: "row" }, word(name)), make("td", { class: "number" }, rate.amounts[number])));
  const caption = make("caption", {}, word(name));
  const table = make("table", {}, caption, headRow(["item", "value"]), make("tbody", {}, ...rows), whole);
  return [make("div", { class: "scroll" }, table), ...operandVerdict(operand, rate.amounts[number])];
};

const rateView = (number) => {
  const rate = data.rates[number];
  return {
    title: () => textOf(rate.label),
    body: () => [
      make("p", { class: "amount" }, rate.shown),
      make("p", { class: "lead" }, `${rate.amounts[0]} ÷ ${rate.amounts[1]}${rate.formula === null ? "" : ` · ${textOf(rate.formula)}`}`),
      ...operandTable("numerator", rate, 0),
      ...operandTable("denominator", rate, 1),
    ],
  };
};

const viewOf = ({ k, g, r, p }) => {
  if (k !== undefined) return totalView(Number(k), g || "all");
  const operand = { numerator: 0, denominator: 1 }[p];
  const keys = operand === undefined ? [] : data.rates[r].operands[operand].keys;
  return keys.length === 1 ? totalView(keys[0], "all") : rateView(Number(r));
};
