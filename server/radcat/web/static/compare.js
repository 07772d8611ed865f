// Datasets that are ticked to be compared, kept from page to page until the window is closed. Without this script the
// forms of the pages do the same, a page at a time.
"use strict";
(() => {
  const bar = document.querySelector("form.chosen");
  const field = document.getElementById("add");

  // What is chosen: pairs of slug and title.
  function begin() {
    const MOST = Number(bar.dataset.most);
    const KEY = `compare ${bar.getAttribute("action")}`; // two catalogues on one host have each their own
    const boxes = () => document.querySelectorAll("label.tick input");
    let memory = []; // where the browser keeps nothing

    const read = () => {
      try {
        const found = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
        return found.filter((pair) => Array.isArray(pair) && pair.length === 2).slice(0, MOST);
      } catch {
        return memory;
      }
    };
    const keep = (chosen) => {
      memory = chosen;
      try {
        if (chosen.length) sessionStorage.setItem(KEY, JSON.stringify(chosen));
        else sessionStorage.removeItem(KEY);
      } catch {}
      show();
    };
    const show = () => {
      const chosen = read();
      const slugs = new Set(chosen.map(([slug]) => slug));
      for (const each of document.querySelectorAll("[data-script]")) each.hidden = each.dataset.script === "instead";
      for (const box of boxes()) box.checked = slugs.has(box.value);
      bar.hidden = chosen.length === 0;
      bar.querySelector("output").textContent = `${chosen.length} / ${MOST}`;
      bar.querySelector(".full").hidden = true;
      bar.querySelectorAll("input[name=d]").forEach((input) => input.remove());
      bar.querySelector(".picked").replaceChildren(
        ...chosen.map(([slug, title]) => {
          const item = bar.querySelector("template").content.firstElementChild.cloneNode(true);
          item.querySelector(".title").textContent = title;
          item.querySelector("button").addEventListener("click", () => {
            keep(read().filter(([other]) => other !== slug));
            (bar.hidden ? boxes()[0] : bar.querySelector(".picked button"))?.focus();
          });
          return item;
        }),
      );
      bar.prepend(
        ...chosen.map(([slug]) => {
          const input = document.createElement("input");
          [input.type, input.name, input.value] = ["hidden", "d", slug];
          return input;
        }),
      );
    };
    const tick = (box) => {
      let chosen = read().filter(([slug]) => slug !== box.value);
      if (box.checked) {
        const added = [[box.value, box.dataset.title]];
        const own = box.form?.elements.namedItem("own");
        if (own && !chosen.some(([slug]) => slug === own.value)) added.unshift([own.value, own.dataset.title]);
        if (chosen.length + added.length > MOST) {
          box.checked = false;
          bar.querySelector(".full").hidden = false;
          return;
        }
        chosen = [...chosen, ...added];
      }
      keep(chosen);
    };

    document.addEventListener("change", (event) => {
      if (event.target.matches("label.tick input")) tick(event.target);
    });
    bar.querySelector(".clear").addEventListener("click", () => keep([]));
    document.addEventListener("answered", show); // other hits stand in the page
    addEventListener("pageshow", show);
    show();
  }
  if (bar) begin();

  // Names that begin with what is typed.
  let timer = null;
  field?.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const list = document.getElementById("suggested");
      if ([...list.options].some((option) => option.value === field.value)) return; // one was chosen
      try {
        const response = await fetch(`${field.dataset.suggest}?${new URLSearchParams({ q: field.value })}`);
        if (!response.ok) return;
        const found = await response.json();
        list.replaceChildren(
          ...found.map(({ iri, title }) => {
            const option = document.createElement("option");
            [option.value, option.textContent] = [iri.slice(iri.lastIndexOf("/") + 1), title];
            return option;
          }),
        );
      } catch {} // who types goes on without suggestions
    }, 150);
  });
})();
