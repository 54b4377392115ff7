// Class cards: words by relevance, share, ambiguity, a name to edit.
"use strict";
{
  const cards = byId("cards");
  const slider = byId("relevance");
  const filter = byId("class-filter");
  let side = "left";

  function relevant(entry) {
    const weight = Number(slider.value);
    const score = ([, , p, lift]) =>
      weight * Math.log(p) + (1 - weight) * Math.log(Math.max(lift, 1e-9));
    return entry.words
      .map((row) => [score(row), row])
      .sort((a, b) => b[0] - a[0])
      .slice(0, data.shown)
      .map(([, row]) => row);
  }

  function wordList(entry) {
    return relevant(entry).map((row) => el("li", {}, word(row[0])));
  }

  function card(entry) {
    const input = el("input", {
      type: "text", maxlength: 80, value: className(side, entry.id), dir: "auto",
      "aria-label": t("classes.name", { id: entry.id }),
      onchange: (event) => {
        const given = names[data.tied ? "left" : side];
        const name = event.target.value.trim();
        if (name) given.set(entry.id, name);
        else given.delete(entry.id);
        redrawAll(drawCards); // the cards keep the reader's place
      },
    });
    const bar = el("div", { class: "bar", "aria-hidden": "true" });
    bar.style.inlineSize = `${(100 * entry.share) / largest()}%`;
    const list = el("ol", { class: "words", dir: direction }, ...wordList(entry));
    list.dataset.class = entry.id;
    return el("article", { class: "card", id: `${side}-${entry.id}` },
      el("h3", {}, el("span", { class: "id" }, `${t("class")} ${entry.id}`), " ", input),
      bar,
      el("p", { class: "meta" },
        `${percent(entry.share)} · ${t("n_words")} ${number(entry.n_words)} · ` +
        `${t("ambiguity")} ${entry.ambiguity.toFixed(2)} ${t("bits")}`),
      list,
      foldedTable(t("details"), () => table(
        [t("word"), t("count"), t("p_word"), t("lift")],
        relevant(entry).map(([text, n, p, lift]) =>
          [word(text), number(n), percent(p), `×${lift.toFixed(1)}`]),
        `${t("class")} ${classLabel(side, entry.id)}`)));
  }

  const largest = () => Math.max(...classesOf(side).slice(1).map((entry) => entry.share), 1e-9);

  function drawCards() {
    const wanted = filter.value.trim();
    const memberships = data.tied || side === "left" ? data.words.left : data.words.right;
    const its = memberships[data.words.words.indexOf(wanted)] ?? []; // class, p, class, p, ...
    const shown = classesOf(side).slice(1).filter((entry) => !wanted
      || its.some((c, k) => k % 2 === 0 && c === entry.id && (k === 0 || its[k + 1] >= SHOWN))
      || entry.words.some(([text]) => text === wanted));
    cards.replaceChildren(...shown.map(card));
    byId("card-count").textContent = `${number(shown.length)} / ${number(classesOf(side).length - 1)}`;
  }

  slider.addEventListener("input", () => {
    byId("relevance-value").textContent = `λ = ${Number(slider.value).toFixed(2)}`;
    for (const list of cards.querySelectorAll("ol.words")) {
      list.replaceChildren(...wordList(classesOf(side)[Number(list.dataset.class)]));
    }
    for (const details of cards.querySelectorAll("details[open]")) details.open = false;
    for (const details of cards.querySelectorAll("details > div")) details.remove();
  });
  filter.addEventListener("input", drawCards);
  for (const choice of document.querySelectorAll("input[name=side]")) {
    choice.addEventListener("change", () => {
      side = choice.value;
      drawCards();
    });
  }
  byId("save-names").addEventListener("click", () => {
    const plain = Object.fromEntries(["left", ...(data.tied ? [] : ["right"])].map((which) => [
      which, Object.fromEntries(names[which]),
    ]));
    const link = el("a", {
      href: URL.createObjectURL(new Blob([JSON.stringify(plain, null, 1)], { type: "application/json" })),
      download: "class-names.json",
    });
    link.click();
    URL.revokeObjectURL(link.href);
  });
  onRedraw(drawCards);

  // The overview: every class by name; selecting one shows its card.
  function overviewOf(which) {
    const link = (entry) => el("a", {
      href: `#${which}-${entry.id}`,
      onclick: () => {
        side = which;
        filter.value = "";
        for (const choice of document.querySelectorAll("input[name=side]")) choice.checked = choice.value === which;
        drawCards();
      },
    }, classCell(which, entry.id));
    return [data.tied ? null : el("h3", {}, t(`lookup.${which}`)),
      el("ol", { class: "overview" }, ...classesOf(which).slice(1).map((entry) =>
        el("li", {}, link(entry), " ", el("small", {}, percent(entry.share)))))];
  }
  onRedraw(() => byId("overview-lists").replaceChildren(
    ...["left", ...(data.tied ? [] : ["right"])].flatMap(overviewOf).filter(Boolean)));

  if (data.findings.length) {
    const named = (which, id) => el("span", {},
      el("b", {}, el("bdi", { lang: data.language }, className(which, id))), ` (${id})`);
    const sentence = ([c, d, p, lift]) => {
      const values = {
        "{left}": named("left", c), "{right}": named("right", d), "{p}": percent(p), "{lift}": lift.toFixed(1),
      };
      const key = c === 0 ? "finding.start" : d === 0 ? "finding.end" : "finding.follows";
      return el("li", {}, ...t(key).split(/(\{\w+\})/).map((part) => values[part] ?? part));
    };
    onRedraw(() => byId("findings-list").replaceChildren(...data.findings.map(sentence)));
  }
}
