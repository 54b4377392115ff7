// Downloads: tables as TSV and CSV, figures as SVG and PNG, selections as JSON.
"use strict";
function save(name, suffix, content) {
  const link = el("a", {
    href: URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type: "text/plain" })),
    download: `${name.replace(/[^\p{L}\p{N}]+/gu, "-").toLowerCase()}.${suffix}`,
  });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href));
}

// One button for each format; a format is a function that returns its content.
const saveButtons = (name, formats) => el("p", { class: "save" }, ...Object.entries(formats).map(([suffix, content]) =>
  el("button", {
    type: "button", "aria-label": t("save", { what: name, format: suffix.toUpperCase() }),
    onclick: async () => save(name, suffix, await content()),
  }, suffix.toUpperCase())));

const asJson = (value) => JSON.stringify(value, null, 1) + "\n";

// As the files the program writes: what a spreadsheet would evaluate is a JSON string.
const FORMULA = /^(?:=.|[+\-@](?=.*[^\p{L}\p{N}_.,'’-]))/su;
function escapeFormula(text) {
  const flat = text.replace(/\s+/g, " ").trim();
  if (!FORMULA.test(flat)) return flat;
  return `"\\u${flat.codePointAt(0).toString(16).padStart(4, "0")}${JSON.stringify(flat).slice(2)}`;
}
function cellsOf(table) {
  const exact = (cell) => {
    const only = cell.querySelectorAll("data").length === 1 ? cell.querySelector("data") : null;
    return only?.textContent === cell.textContent ? only.value : escapeFormula(cell.textContent);
  };
  return [...table.rows].map((row) => [...row.cells].map(exact));
}
const asTsv = (rows) => rows.map((row) => row.join("\t") + "\n").join("");
const asCsv = (rows) => rows.map((row) =>
  row.map((cell) => (/[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(",") + "\r\n").join("");

const isNumber = (cell) => cell?.localName === "data";
// A table whose rows are headed by their first cell, or by another.
function table(headers, rows, caption, head = 0) {
  const built = el("table", {}, el("caption", {}, caption),
    el("thead", {}, el("tr", {}, ...headers.map((name, i) =>
      el("th", { scope: "col", class: isNumber(rows[0]?.[i]) && "n" }, name)))),
    el("tbody", {}, ...rows.map((cells) => el("tr", {}, ...cells.map((cell, i) =>
      el(i === head ? "th" : "td", { scope: i === head && "row", class: isNumber(cell) && "n" }, cell))))));
  return el("div", { class: "table" },
    el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": caption }, built),
    saveButtons(caption, { tsv: () => asTsv(cellsOf(built)), csv: () => asCsv(cellsOf(built)) }));
}

// A table that is built when somebody opens it.
function foldedTable(title, build) {
  const details = el("details", {}, el("summary", {}, title));
  details.addEventListener("toggle", () => {
    if (details.open && details.childElementCount === 1) details.append(build());
  });
  return details;
}
