// The search page without reloading: clicks and typing replace the answer. Without this script the page does the same.
"use strict";
(() => {
  const form = document.querySelector("form.find");
  const field = form.querySelector("#q");
  const WAIT = 150; // milliseconds after the last key
  let running = null, timer = null;

  const show = async (address, push) => {
    running?.abort();
    running = new AbortController();
    try {
      const response = await fetch(address, { signal: running.signal });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const answer = page.getElementById("answer");
      if (!answer) return location.assign(address);
      const closed = new Map([...document.querySelectorAll("details.facet")].map((d) => [d.firstElementChild.textContent, d.open]));
      const sheet = document.querySelector("details.sheet")?.open;
      const focused = document.activeElement?.closest("#answer a")?.getAttribute("href");
      document.getElementById("answer").replaceWith(answer);
      document.dispatchEvent(new Event("answered"));
      for (const facet of answer.querySelectorAll("details.facet")) {
        const before = closed.get(facet.firstElementChild.textContent);
        if (before !== undefined) facet.open = before;
      }
      if (sheet !== undefined) answer.querySelector("details.sheet").open = sheet;
      form.querySelectorAll("input[type=hidden]").forEach((input) => input.remove());
      page.querySelectorAll("form.find input[type=hidden]").forEach((input) => form.append(input));
      document.title = page.title;
      if (push) history.pushState(null, "", address);
      else history.replaceState(null, "", address);
      if (focused) answer.querySelector(".facets a")?.focus({ preventScroll: true });
    } catch (error) {
      if (error.name !== "AbortError") location.assign(address);
    }
  };
  const typed = () => `${form.action}?${new URLSearchParams(new FormData(form))}`;

  document.addEventListener("click", (event) => {
    const link = event.target.closest("#answer .facets li a, #answer .chips a, #answer .sorts a, #answer .pages a");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    show(link.href, true);
    if (link.closest(".pages")) scrollTo(0, 0);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    show(typed(), true);
  });
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => show(typed(), false), WAIT);
  });
  addEventListener("popstate", () => location.reload());

  // `/` leads to the field, arrows go through the hits.
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, textarea, select");
    if (event.key === "/" && !typing) {
      event.preventDefault();
      field.focus();
      field.select();
    }
    if (event.key === "Escape" && event.target === field) field.blur();
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && (!typing || event.target === field)) {
      const links = [...document.querySelectorAll(".results h3 a")];
      const at = links.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
      if (event.target === field ? event.key === "ArrowUp" : at < -1) return;
      event.preventDefault();
      (links[at] ?? field).focus();
    }
  });
  // On a narrow screen the facets wait behind their heading.
  if (matchMedia("(max-width: 52rem)").matches) document.querySelector("details.sheet").open = false;
})();
