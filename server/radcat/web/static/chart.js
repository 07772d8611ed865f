// A view of results as bars: the first column that holds no numbers names them, the first that does measures them.
"use strict";
(() => {
  const MOST = 100; // bars; a longer chart is a table
  const SVG = "http://www.w3.org/2000/svg";
  const ROW = 24, ENDS = 80, WIDEST = 960, LETTER = 8; // pixels

  function element(name, attributes, text) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    return made;
  }

  const isNumber = (term) => term !== undefined && term.type !== "uri" && term.value.trim() !== "" && isFinite(term.value);
  const cut = (text, length) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

  class Chart {
    priority = 1;
    label = "Chart";
    constructor(yasr) {
      this.yasr = yasr;
    }

    columns() {
      const names = this.yasr.results?.getVariables?.() ?? [];
      const rows = this.yasr.results?.getBindings?.() ?? [];
      const measures = names.find((name) => rows.some((row) => row[name]) && rows.every((row) => !row[name] || isNumber(row[name])));
      return { rows, measures, named: names.find((name) => name !== measures) };
    }

    canHandleResults() {
      const { rows, measures, named } = this.columns();
      return rows.length > 0 && measures !== undefined && named !== undefined;
    }

    draw() {
      const { rows, measures, named } = this.columns();
      const bars = rows.filter((row) => row[measures]).slice(0, MOST);
      const values = bars.map((row) => Number(row[measures].value));
      const width = Math.min(this.yasr.resultsEl.clientWidth || WIDEST, WIDEST);
      const names = Math.min(300, width * 0.4), room = width - names - ENDS;
      const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
      const scale = room / (most - least || 1);
      const zero = names - least * scale;
      const height = ROW * (bars.length + 1);
      const chart = element("svg", {
        width, height, viewBox: `0 0 ${width} ${height}`, role: "img", class: "chart",
        "aria-label": `Bar chart of ${measures} by ${named}, ${bars.length} bars`,
      });
      chart.append(element("text", { x: zero, y: ROW * 0.7, class: "heading" }, measures));
      bars.forEach((row, place) => {
        const y = ROW * (place + 1), length = Math.abs(values[place]) * scale;
        const x = values[place] < 0 ? zero - length : zero;
        const name = row[named]?.value ?? "";
        const group = element("g", {});
        group.append(
          element("title", {}, `${name}: ${row[measures].value}`),
          element("text", { x: names - 8, y: y + ROW * 0.7, "text-anchor": "end" }, cut(name, Math.floor(names / LETTER))),
          element("rect", { x, y: y + 3, width: Math.max(length, 1), height: ROW - 6 }),
          element("text", { x: x + length + 6, y: y + ROW * 0.7 }, row[measures].value),
        );
        chart.append(group);
      });
      this.yasr.resultsEl.append(chart);
      const hidden = rows.length - bars.length;
      if (hidden > 0) {
        const said = document.createElement("p");
        said.textContent = `${hidden} of ${rows.length} rows are not shown: past ${MOST} bars, or without a number.`;
        this.yasr.resultsEl.append(said);
      }
    }

    getIcon() {
      const icon = element("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" });
      for (const [y, width] of [[1, 14], [6, 9], [11, 5]]) icon.append(element("rect", { x: 1, y, width, height: 3, fill: "currentColor" }));
      const holder = document.createElement("div");
      holder.append(icon);
      return holder;
    }
  }
  window.Yasgui.Yasr.registerPlugin("chart", Chart);
})();
