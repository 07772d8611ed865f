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
  // A prefix that we know need not be declared: whatever completes or types it declares it (see `declare`).
  const known = new Map(Object.entries(settings.prefixes));
  const NAME = /^([A-Za-z][\w.-]*):/;
  const LOCAL = /^[A-Za-z0-9_][\w-]*$/;
  const expanded = (text) => {
    const prefix = NAME.exec(text)?.[1];
    return known.has(prefix) ? known.get(prefix) + text.slice(prefix.length + 1) : text;
  };
  const written = (yasqe, _token, iri) => {
    const declared = yasqe.getPrefixesFromQuery();
    const usable = [...known].filter(([prefix, namespace]) => (declared[prefix] ?? namespace) === namespace);
    for (const [prefix, namespace] of [...Object.entries(declared), ...usable])
      if (iri.startsWith(namespace) && LOCAL.test(iri.slice(namespace.length))) return `${prefix}:${iri.slice(namespace.length)}`;
    return `<${iri}>`;
  };
  const starting = (kind) => async (_yasqe, token) => {
    const begun = expanded(token?.autocompletionString ?? "");
    return (await described())[kind].filter((iri) => iri.startsWith(begun));
  };
  const declarations = [...known].map(([prefix, iri]) => `${prefix}: <${iri}>`).sort();
  const begunBy = (token) => (/^[A-Za-z][\w-]*$/.test(token.string) ? [...known.keys()].filter((prefix) => prefix.startsWith(token.string)) : []);
  Yasqe.forkAutocompleter("class", { name: "class", get: starting("class"), postProcessSuggestion: written });
  Yasqe.forkAutocompleter("property", { name: "property", get: starting("property"), postProcessSuggestion: written });
  // Its own way to declare prefixes sees a part of the places where one may stand.
  Yasqe.forkAutocompleter("prefixes", { name: "prefixes", get: () => declarations, persistenceId: null, onInitialize: () => {} });
  Yasqe.registerAutocompleter({
    name: "names", // of prefixes, within the query
    bulk: false,
    get: (_yasqe, token) => begunBy(token).sort(),
    isValidCompletionPosition: (yasqe) => {
      const token = yasqe.getCompleteToken();
      const before = yasqe.getPreviousNonWsToken(yasqe.getDoc().getCursor().line, token);
      return begunBy(token).length > 0 && before?.string.toUpperCase() !== "PREFIX";
    },
    postProcessSuggestion: (_yasqe, _token, prefix) => `${prefix}:`,
  });

  const permalink = (query) => `${endpoint}?${new URLSearchParams({ query })}`;
  const holder = document.createElement("div");
  typed.before(holder);
  const yasqe = new Yasqe(holder, {
    value: typed.value,
    autocompleters: ["variables", "prefixes", "class", "property", "names"],
    persistenceId: null, // the address says which query this is, not what was typed here last
    consumeShareLink: null,
    createShareableLink: (editor) => permalink(editor.getValue()),
    requestConfig: { endpoint, method: "POST" },
    editorHeight: "20rem",
    showQueryButton: false, // the form has one
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

  // Declares each known prefix that is used and not declared, when something is typed, pasted or completed.
  const WRITTEN = new Set(["+input", "paste", "complete", "drop"]);
  function declare(_yasqe, changes) {
    if (!changes.some((change) => WRITTEN.has(change.origin))) return;
    const declared = yasqe.getPrefixesFromQuery() ?? {};
    const missing = {};
    for (let line = 0; line < yasqe.getDoc().lineCount(); line++) {
      let before = "";
      for (const token of yasqe.getLineTokens(line)) {
        const prefix = token.type === "string-2" || token.type === "error" ? NAME.exec(token.string)?.[1] : undefined;
        if (known.has(prefix) && !(prefix in declared) && before !== "PREFIX") missing[prefix] = known.get(prefix);
        if (token.string.trim()) before = token.string.toUpperCase();
      }
    }
    if (Object.keys(missing).length) yasqe.addPrefixes(missing);
  }
  yasqe.on("changes", declare);

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

  // What the table of results leaves without a name (WCAG 2.2, success criteria 1.3.1 and 4.1.2).
  function name() {
    for (const select of results.querySelectorAll("select:not([aria-label])")) select.setAttribute("aria-label", "Rows on a page");
    for (const input of results.querySelectorAll("input.tableFilter:not([aria-label])")) input.setAttribute("aria-label", "Filter the rows");
    for (const input of results.querySelectorAll("textarea:not([aria-label])")) input.setAttribute("aria-label", "Text of the answer");
    for (const header of results.querySelectorAll("thead th")) {
      const title = header.querySelector(".dt-column-title") ?? header;
      if (!title.textContent.trim()) title.textContent = "#";
    }
    for (const scroller of results.querySelectorAll(".CodeMirror-scroll:not([aria-label])")) {
      scroller.tabIndex = 0;
      scroller.setAttribute("role", "region");
      scroller.setAttribute("aria-label", "Text of the answer");
    }
  }
  yasr.on("drawn", name);

  const run = form.querySelector('button[type="submit"]');
  const waiting = (is) => {
    run.textContent = is ? "Running…" : "Run query";
    run.toggleAttribute("aria-busy", is);
  };
  yasqe.on("query", () => waiting(true));
  for (const end of ["queryResponse", "queryAbort"]) yasqe.on(end, () => waiting(false));

  function show(response, duration) {
    answer.hidden = true;
    document.querySelector(".problem")?.remove();
    results.hidden = false;
    yasr.setResponse(response, duration);
    name();
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
