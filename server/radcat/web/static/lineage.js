// A way through the picture of lineage is brought out while its steps are open, on a site of files.
"use strict";
(() => {
  const ways = [...document.querySelectorAll("details.path")];
  const drawn = (attribute) => document.querySelectorAll(`svg.lineage [${attribute}]`);
  const show = () => {
    const links = new Set(ways.filter((way) => way.open).flatMap((way) => way.dataset.path.split(",")));
    const names = new Set([...links].flatMap((link) => link.split(" ")));
    for (const line of drawn("data-link")) line.classList.toggle("focus", links.has(line.dataset.link));
    for (const box of drawn("data-name")) box.classList.toggle("focus", names.has(box.dataset.name));
  };
  for (const way of ways) {
    way.addEventListener("toggle", () => {
      if (way.open) for (const other of ways) if (other !== way) other.open = false;
      show();
    });
  }
})();
