// Leakage on a site of files: verdicts are looked up in a table that the export wrote. Where a server answers, it does.
"use strict";
(async () => {
  const form = document.querySelector("form.sets[data-pairs]");
  const asked = new URLSearchParams(location.search);
  const SIDES = ["train", "test"];
  const SHOWN = 10; // sets to test on instead
  const ORDER = ["none-known", "undocumented", "may-share", "shares"]; // the gravest last
  const chosen = Object.fromEntries(
    SIDES.map((side) => [side, [...new Set(asked.getAll(side).flatMap((text) => text.split(",")).map((text) => text.trim()).filter(Boolean))]]),
  );

  // One field for each set that is chosen, and an empty one.
  for (const side of SIDES) {
    const empty = form.querySelector(`input[name=${side}]`).closest("p");
    chosen[side].forEach((text, place) => {
      const field = empty.cloneNode(true);
      const input = field.querySelector("input");
      input.value = text;
      input.setAttribute("aria-label", `${input.getAttribute("aria-label")} ${place + 1}`);
      empty.before(field);
    });
  }
  const answer = document.getElementById("answer");
  const say = (tag, text, parent = answer, kind = "") => {
    const element = document.createElement(tag);
    element.textContent = text;
    if (kind) element.className = kind;
    parent.append(element);
    return element;
  };
  const problem = (text) => say("p", text, answer, "problem").setAttribute("role", "alert");
  if (!chosen.train.length && !chosen.test.length) return;
  document.querySelectorAll("[data-instead]").forEach((element) => element.remove());
  if (!chosen.train.length || !chosen.test.length) {
    say("p", `Now choose a ${chosen.train.length ? "test" : "training"} set.`, answer, "notice");
    return;
  }

  let table;
  try {
    const response = await fetch(form.dataset.pairs);
    if (!response.ok) throw new Error(response.statusText);
    table = await response.json();
  } catch {
    problem("The table of verdicts could not be read. Open this page from a web server, such as python -m http.server.");
    return;
  }
  const plain = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}./@]/gu, "-");
  const place = (text) => table.names[plain(text)];
  const unknown = [...chosen.train, ...chosen.test].filter((text) => place(text) === undefined);
  if (unknown.length) {
    for (const text of unknown) problem(`${text}: no dataset, version or split has this name. Choose one from the list of the field.`);
    return;
  }
  const known = new Map(table.pairs.map((pair) => [pair.sets.join(), pair]));
  const judge = (one, other) => {
    const pair = known.get([one, other].sort((a, b) => a - b).join());
    if (pair) return pair;
    const isOpen = table.sets[one].is_open || table.sets[other].is_open;
    return { sets: [one, other], verdict: isOpen ? "undocumented" : "none-known", numbers: [], ways: [], compared: [], leave_out: [[], []] };
  };

  const pairs = chosen.train.flatMap((train) =>
    chosen.test.map((test) => ({ train, test, ...judge(place(train), place(test)), isTurned: place(train) > place(test) })),
  );
  const whole = pairs.map((pair) => pair.verdict).reduce((one, other) => (ORDER.indexOf(one) > ORDER.indexOf(other) ? one : other));
  const verdict = (parent, before, code, numbers = []) => {
    parent.append(`${before}: `);
    say("span", table.meaning[code], parent, `verdict ${code}`);
    if (numbers.length) say("span", ` ${numbers.join(" · ")}`, parent, "quiet");
  };
  const steps = (tag, places, parent) => {
    const list = say(tag, "", parent, "way");
    for (const link of places.map((each) => table.links[each])) {
      const item = say("li", link.text, list);
      if (link.confidence) say("span", ` ${link.confidence}: ${link.sources.join("; ")}`, item, "quiet");
    }
  };
  const bullets = (texts, parent) => {
    const list = say("ul", "", parent);
    for (const text of texts) say("li", text, list);
  };

  verdict(say("h2", ""), "Verdict", whole);
  say("p", table.explanation[whole] + (whole === "none-known" ? " This is no proof that they share none." : ""));
  for (const pair of pairs) {
    const article = say("article", "", answer, "pair");
    verdict(say("h3", "", article), `${pair.train} – ${pair.test}`, pair.verdict, pair.numbers);
    const named = say("p", "", article);
    [pair.train, pair.test].forEach((text, number) => {
      if (number) named.append(" – ");
      const set = table.sets[place(text)];
      say("a", set.title, named).href = `../${set.name}/`;
    });
    if (place(pair.train) === place(pair.test)) say("p", "It is the same set. Take it out of one side.", article);
    for (const way of pair.ways.filter((each) => each.length)) steps("ol", pair.isTurned ? [...way].reverse() : way, article);
    if (pair.verdict === "none-known" && pair.compared.length) steps("ul", pair.compared, article);
    const open = new Set([pair.train, pair.test].flatMap((text) => table.sets[place(text)].unknown));
    if (open.size) {
      const details = say("details", "", article);
      details.open = pair.verdict === "undocumented";
      say("summary", `What is not known (${open.size})`, details);
      bullets([...open].map((each) => table.unknown[each]), details);
    }
  }
  if (whole === "none-known") return;
  say("h2", "Ways out");
  bullets([...new Set(pairs.flatMap((pair) => pair.leave_out[pair.isTurned ? 1 : 0]))], answer);
  const trained = chosen.train.map((text) => table.sets[place(text)]);
  const among = (name) => new Set(trained.flatMap((set) => set[name]));
  const [modalities, classes] = [among("modalities"), among("classes")];
  const common = (set) => set.classes.filter((each) => classes.has(each)).length;
  const clean = table.sets
    .map((set, number) => ({ set, number }))
    .filter(({ set }) => set.is_offered && set.modalities.some((each) => modalities.has(each)))
    .filter(({ number }) => chosen.train.every((text) => judge(place(text), number).verdict === "none-known"))
    .sort((one, other) => common(other.set) - common(one.set) || (one.set.set < other.set.set ? -1 : 1));
  say("h3", `Test sets of which nothing shared with this training set is known: ${clean.length}`);
  if (!clean.length) say("p", "There is none in this catalogue.", answer, "quiet");
  else bullets(clean.slice(0, SHOWN).map(({ set }) => `${set.title} (${set.set})`), answer);
})();
