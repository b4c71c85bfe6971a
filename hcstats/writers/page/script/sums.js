// Exact sums: digits as whole numbers of any size, never as binary fractions.
const [BLANK, NOT_APPLICABLE, UNREADABLE, APPROXIMATE, LEFT_OUT] = [1, 2, 3, 4, 8];

const decimalsOf = (text) => (text.split(".")[1] || "").length;

const scaled = (text, decimals) => {
  const [whole, fraction = ""] = text.replace("-", "").split(".");
  const size = BigInt(whole + fraction.padEnd(decimals, "0"));
  return text.startsWith("-") ? -size : size;
};

const added = (texts) => {
  const decimals = Math.max(0, ...texts.map(decimalsOf));
  const sum = texts.reduce((before, text) => before + scaled(text, decimals), 0n);
  if (!decimals) return String(sum);
  const digits = String(sum < 0n ? -sum : sum).padStart(decimals + 1, "0");
  const fraction = digits.slice(-decimals).replace(/0+$/, "");
  return (sum < 0n ? "-" : "") + digits.slice(0, -decimals) + (fraction ? `.${fraction}` : "");
};

const same = (one, other) => {
  const decimals = Math.max(decimalsOf(one), decimalsOf(other));
  return scaled(one, decimals) === scaled(other, decimals);
};

// One cell of the data by names; `counted` says whether its number is in the total.
const cellOf = ([unit, code, value, text, file, sheet, cell]) => ({
  unit,
  name: data.units[unit].split("\n")[1] || data.units[unit].split("\n")[0],
  status: code % APPROXIMATE,
  approximate: Boolean(code & APPROXIMATE),
  leftOut: Boolean(code & LEFT_OUT),
  counted: code % APPROXIMATE === 0 && !(code & LEFT_OUT),
  value,
  text: data.names[text],
  file: data.names[file],
  sheet: data.names[sheet],
  cell: data.names[cell],
});

const inGroup = (cell, group) => group === "all" || data.counties.includes(cell.unit) === (group === "county");

// The cells behind a total, and whether they give it when they are added up again.
const cellsOf = (entry, group) => {
  const cells = entry.cells.map(cellOf).filter((cell) => inGroup(cell, group));
  const values = cells.filter((cell) => cell.counted).map((cell) => cell.value);
  const total = entry.totals[group];
  if (!values.length) return { cells, sum: "", agrees: total[0] === "" };
  if (!entry.adds) {
    const one = values.every((value) => same(value, values[0]));
    return { cells, sum: one ? values[0] : "", agrees: one ? same(values[0], total[0] || "0") && total[0] !== "" : total[0] === "" };
  }
  const sum = added(values);
  return { cells, sum, agrees: total[0] !== "" && same(sum, total[0]) && values.length === total[2] };
};
