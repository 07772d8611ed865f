// The query page: YASGUI's editor and results in place of the plain form's, which stays what it falls back to.
"use strict";
(() => {
  const form = document.getElementById("ask");
  const typed = document.getElementById("query");
  const settings = JSON.parse(document.getElementById("settings").textContent);
  const results = document.getElementById("results");
  const answer = document.getElementById("answer");
  const { Yasqe, Yasr } = window.Yasgui;
  const endpoint = form.action;
  const VOID = "http://rdfs.org/ns/void#";

  // Classes and properties come from our own description of the dataset; other hosts are never asked.
  let terms = null;
  const described = () => {
    terms ??= fetch(settings.description, { headers: { Accept: "application/n-triples" } })
      .then((response) => (response.ok ? response.text() : ""))
      .then((text) => {
        const found = { class: [], property: [] };
        for (const [, kind, iri] of text.matchAll(/^<[^>]*> <http:\/\/rdfs\.org\/ns\/void#(class|property)> <([^>]*)> \.$/gm))
          found[kind].push(iri);
        if (!found.class.length) terms = null; // still being counted: ask again the next time
        return found;
      })
      .catch(() => {
        terms = null;
        return { class: [], property: [] };
      });
    return terms;
  };
  const starting = (kind) => async (_yasqe, token) =>
    (await described())[kind].filter((iri) => iri.startsWith(token?.autocompletionString ?? ""));
  const declared = Object.entries(settings.prefixes).map(([prefix, iri]) => `${prefix}: <${iri}>`).sort();
  Yasqe.forkAutocompleter("class", { name: "class", get: starting("class") });
  Yasqe.forkAutocompleter("property", { name: "property", get: starting("property") });
  Yasqe.forkAutocompleter("prefixes", { name: "prefixes", get: () => declared, persistenceId: null });

  const permalink = (query) => `${endpoint}?${new URLSearchParams({ query })}`;
  const holder = document.createElement("div");
  typed.before(holder);
  const yasqe = new Yasqe(holder, {
    value: typed.value,
    autocompleters: ["variables", "prefixes", "class", "property"],
    persistenceId: null, // the address says which query this is, not what was typed here last
    consumeShareLink: null,
    createShareableLink: (editor) => permalink(editor.getValue()),
    requestConfig: { endpoint, method: "POST" },
    editorHeight: "20rem",
  });
  typed.hidden = true;
  const label = document.querySelector('label[for="query"]');
  const input = yasqe.getInputField();
  input.id = "editor";
  input.setAttribute("aria-label", "Query");
  label.htmlFor = "editor";
  // The buttons are drawn within our form; none of them is to send it.
  for (const button of holder.querySelectorAll("button")) button.type = "button";
  // Tab leaves the editor, as it leaves every other field (WCAG 2.2, success criterion 2.1.2).
  yasqe.setOption("extraKeys", { ...yasqe.getOption("extraKeys"), Tab: false, "Shift-Tab": false });

  const shown = document.createElement("p"); // an answer that Yasr has no view of
  const yasr = new Yasr(results, {
    persistenceId: null,
    prefixes: settings.prefixes,
    pluginOrder: ["table", "chart", "response"],
    getPlainQueryLinkToEndpoint: () => permalink(yasqe.getValue()),
    errorRenderers: [async (error) => explain(error)],
  });
  results.append(shown);
  for (const link of results.querySelectorAll('a[href^="https://docs.triply.cc"]')) link.remove();

  // A problem document (RFC 9457) says what is wrong, and where.
  function explain(error) {
    let problem;
    try {
      problem = JSON.parse(error.text);
    } catch {
      return undefined;
    }
    const told = document.createElement("p");
    told.textContent = `${problem.status} ${problem.title}: ${problem.detail}`;
    if (problem.line) {
      told.textContent += ` (line ${problem.line}, column ${problem.column})`;
      point(problem.line, problem.column);
    }
    return told;
  }

  function point(line, column) {
    const at = { line: line - 1, ch: Math.max(0, (column || 1) - 1) };
    yasqe.getDoc().setCursor(at);
    yasqe.getDoc().markText(at, { line: at.line, ch: at.ch + 1 }, { className: "mistake", clearOnEnter: true });
    yasqe.focus();
  }

  function show(response, duration) {
    answer.hidden = true;
    document.querySelector(".problem")?.remove();
    results.hidden = false;
    yasr.setResponse(response, duration);
  }
  yasqe.on("queryResponse", (_yasqe, response, duration) => show(response, duration));
  yasqe.on("query", () => {
    const address = permalink(yasqe.getValue());
    if (address !== location.href) history.pushState(null, "", address);
  });
  window.addEventListener("popstate", () => location.reload());

  form.addEventListener("submit", (event) => {
    typed.value = yasqe.getValue();
    if (document.getElementById("format").value !== "html") return; // the browser shows or saves what comes
    event.preventDefault();
    yasqe.query().catch(() => {});
  });

  for (const link of form.querySelectorAll("a[data-query]")) {
    link.addEventListener("click", async (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const response = await fetch(link.dataset.query);
      if (!response.ok) return location.assign(link.href);
      yasqe.setValue((await response.text()).replace(/^BASE <[^>]*>\n/, "")); // which the endpoint has already
      link.closest("details").open = false;
      yasqe.focus();
    });
  }

  const place = typed.dataset.line;
  if (place) point(Number(place), Number(typed.dataset.column));
  const solutions = document.getElementById("solutions");
  if (solutions) show({ data: JSON.parse(solutions.textContent), status: 200, contentType: "application/sparql-results+json" });
})();
