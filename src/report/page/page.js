// SPDX-License-Identifier: LGPL-3.0-or-later
// Puts a picture that can be zoomed and stepped through in front of each drawing that brings its data. The drawing stays
// for print, and for readers without scripts. Drawings of two variables are used as they stand.

const TALL = 240; // pixels: height of the curve
const AXIS = 36; // and of the axis below
const NAME = 18; // and of the name of the axis
const ABOVE = 22; // free, for names
const LOW_QUANTILE = 0.03; // heights beyond these are cut off where they would hide the rest
const HIGH_QUANTILE = 0.92;
const MARGIN = 0.06;
const LABEL = 18; // half of the label at an end of the axis
const JUMP = 1.5; // pixels of the canvas to both sides of a jump, without the line
const NARROWEST = 1e-12; // of the axis

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

// ---- drawing ----

// Draws on the canvas of a plot, in pixels of the page; abscissae and ordinates are the plot's own.
function penOf(plot) {
  const context = plot.ctx;
  const ratio = devicePixelRatio;
  const box = { left: plot.bbox.left / ratio, top: plot.bbox.top / ratio,
                width: plot.bbox.width / ratio, height: plot.bbox.height / ratio };
  const x = value => plot.valToPos(value, "x", true) / ratio;
  const y = value => plot.valToPos(value, "y", true) / ratio;
  const inside = value => Math.min(Math.max(value, box.left), box.left + box.width);
  const stroke = (style, width, dashes) => {
    context.strokeStyle = colour(style);
    context.lineWidth = width;
    context.setLineDash(dashes);
    context.stroke();
  };
  return {
    x, y,
    bottom: box.top + box.height,
    begin() {
      context.save();
      context.scale(ratio, ratio);
      context.beginPath();
      context.rect(box.left, box.top - ABOVE, box.width, box.height + ABOVE);
      context.clip();
    },
    end() {
      context.restore();
    },
    vertical(value, style, dashes) {
      context.beginPath();
      context.moveTo(x(value), box.top);
      context.lineTo(x(value), box.top + box.height);
      stroke(style, 1, dashes);
    },
    // At least `least` pixels wide. Returns its left and right ends within the picture.
    rectangle(lo, hi, top, bottom, style, least) {
      const left = x(lo);
      const right = Math.max(x(hi), left + least);
      if (right < box.left || left > box.left + box.width)
        return [0, 0];
      context.fillStyle = colour(style);
      context.fillRect(inside(left), top, inside(right) - inside(left), bottom - top);
      if (right - left > 3) { // a gap between neighbours
        context.fillStyle = colour("--ground");
        context.fillRect(right - 0.4, top, 0.4, bottom - top);
      }
      return [inside(left), inside(right)];
    },
    dot(a, b, radius, style, opacity = 1) {
      context.globalAlpha = opacity;
      context.beginPath();
      context.arc(x(a), y(b), radius, 0, 2 * Math.PI);
      context.fillStyle = colour(style);
      context.fill();
      context.globalAlpha = 1;
    },
    // Through the first `count` points, as far as all have a height.
    path(xs, ys, count, style, opacity) {
      context.globalAlpha = opacity;
      context.beginPath();
      for (let i = 0; i < count && ys[i] !== null; i++)
        context.lineTo(x(xs[i]), y(ys[i]));
      stroke(style, 1, []);
      context.globalAlpha = 1;
    },
    // A name, with what stands behind "_" as its index.
    text(left, top, text, align = "center") {
      const [base, ...indices] = text.split("_");
      const parts = [[base, 13, 0], [indices.join("_"), 10, 4]].map(([letters, size, below]) => {
        context.font = `italic ${size}px system-ui, sans-serif`;
        return { letters, below, font: context.font, width: context.measureText(letters).width };
      });
      Object.assign(context, { textAlign: "left", fillStyle: colour("--ink"), strokeStyle: colour("--ground"),
                               lineWidth: 4, lineJoin: "round" });
      context.setLineDash([]);
      const width = parts[0].width + parts[1].width;
      const wanted = left - width * { left: 0, center: 0.5 }[align];
      let from = Math.min(Math.max(wanted, box.left), box.left + box.width - width);
      for (const { letters, below, font, width } of parts) {
        context.font = font;
        context.strokeText(letters, from, top + below);
        context.fillText(letters, from, top + below);
        from += width;
      }
    },
    // What the heights are, above their axis.
    name(heights) {
      this.text(box.left + 2, box.top - 8, heights, "left");
    },
  };
}

// ---- heights ----

function quantile(sorted, part) {
  return sorted[Math.floor(part * (sorted.length - 1))];
}

// Of the line drawn through the values that are known; null where there is none.
function heightAt(curve, x) {
  const i = lastUpTo(curve.x, x);
  const [left, right] = [curve.y[i], curve.y[i + 1]];
  const known = x >= curve.x[0] && i + 1 < curve.x.length && left !== null && right !== null;
  return known ? left + (right - left) * (x - curve.x[i]) / (curve.x[i + 1] - curve.x[i]) : null;
}

// What of the line is seen between min and max, the strip below it left out.
function heights(view, min, max) {
  const curve = view.curve;
  if (!curve)
    return [0, 1];
  let bottom = curve.bottom;
  let top = curve.top;
  if (min > curve.lo || max < curve.hi) {
    const known = curve.y.filter((_, i) => curve.x[i] >= min && curve.x[i] <= max);
    const seen = [heightAt(curve, min), ...known, heightAt(curve, max)].filter(y => y !== null).sort((a, b) => a - b);
    if (seen.length > 1) {
      bottom = quantile(seen, LOW_QUANTILE);
      top = quantile(seen, HIGH_QUANTILE);
      if (seen[seen.length - 1] - seen[0] <= 2 * (top - bottom))
        [bottom, top] = [seen[0], seen[seen.length - 1]];
      for (const mark of curve.marks)
        if (mark.y !== null && mark.x >= min && mark.x <= max)
          bottom = Math.min(bottom, mark.y);
    }
    const height = top - bottom || Math.abs(top) || 1;
    bottom -= MARGIN * height;
    top += MARGIN * height;
  }
  return [bottom, top];
}

// ---- one picture ----

// Where the line stops, in pixels of the canvas, ascending: at jumps, too, where uPlot sees no gap as none has a width. Not
// where it goes on at about the same height: a steep side that ends there would be left out with it.
function gaps(plot, _, first, last, wide) {
  const [xs, ys] = plot.data;
  const goesOn = i => i > 0 && i + 1 < ys.length && ys[i - 1] !== null && ys[i + 1] !== null &&
    Math.abs(plot.valToPos(ys[i - 1], "y") - plot.valToPos(ys[i + 1], "y")) < 1;
  const all = [...wide], apart = [];
  for (let i = first; i <= last; i++) {
    const at = plot.valToPos(xs[i], "x", true);
    if (ys[i] === null && !goesOn(i))
      all.push([at - JUMP, at + JUMP]);
  }
  for (const [from, to] of all.sort((a, b) => a[0] - b[0])) {
    const before = apart.at(-1);
    if (before && from <= before[1])
      before[1] = Math.max(before[1], to);
    else
      apart.push([from, to]);
  }
  return apart;
}

function axes(view) {
  const font = "12px system-ui, sans-serif";
  const common = { font, stroke: () => colour("--ink") };
  const ticks = { stroke: () => colour("--soft"), width: 1, size: 5 };
  const filter = (_, splits) => splits.map(v => v < view.floor ? null : v); // no heights beside the strip
  return [
    { ...common, ticks, size: AXIS, space: 70, grid: { show: false },
      label: view.variable, labelSize: NAME, labelGap: -6, labelFont: "italic 13px system-ui, sans-serif",
      values: (_, splits) => splits.map(v => number(v, 12)) },
    { ...common, show: view.curve !== null, space: 40, filter, ticks: { ...ticks, filter },
      grid: { stroke: () => colour("--line"), width: 1, filter },
      values: (_, splits) => splits.map(v => v === null ? "" : number(v, 6)),
      size: (_, values) => 14 + 7 * Math.max(2, ...(values ?? []).map(v => v.length)) },
  ];
}

class Picture extends Stepper {
  constructor(figure, view) {
    super(view);
    this.tall = (view.curve ? TALL : 0) + view.strip;
    this.full = view.hi - view.lo;
    const drawing = figure.querySelector("svg");
    this.host = element("div", { className: "plot" });
    this.root = element("div", { className: "live" }, this.host, this.controls());
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", drawing.getAttribute("aria-label"));
    drawing.before(this.root);
    figure.classList.add("enlivened");
    this.plot = new uPlot(this.options(), this.data(), this.host);
    this.choose(this.chosen);
    new ResizeObserver(() => this.resize()).observe(this.host);
  }

  data() {
    const curve = this.view.curve;
    return curve ? [curve.x, curve.y] : [[this.view.lo, this.view.hi], [null, null]];
  }

  size() {
    return { width: Math.max(this.host.clientWidth, 200), height: this.tall + AXIS + NAME + ABOVE };
  }

  resize() {
    if (this.host.clientWidth > 0)
      this.plot.setSize(this.size());
  }

  options() {
    const line = { stroke: () => colour("--curve"), width: 2, pxAlign: 0, gaps, points: { fill: () => colour("--curve"), size: 5 } };
    return {
      ...this.size(), padding: [ABOVE, LABEL, 0, this.view.curve ? 4 : LABEL],
      legend: { show: false }, series: [{}, line], axes: axes(this.view),
      scales: { x: { time: false, range: (_, min, max) => this.window = this.clamp(min, max) },
                y: { range: () => this.range() } },
      cursor: { y: false, points: { show: false }, drag: { x: true, y: false, dist: 6 },
                bind: { dblclick: () => () => this.showAll() } },
      hooks: { setCursor: [plot => this.point(plot)], draw: [plot => this.draw(plot)] },
    };
  }

  // A part of the axis, not narrower than numbers can tell apart.
  clamp(min, max) {
    const { lo, hi } = this.view;
    const least = NARROWEST * Math.max(this.full, Math.abs(lo), Math.abs(hi));
    const width = Math.min(Math.max(max - min, least), this.full);
    const from = Math.min(Math.max((min + max - width) / 2, lo), hi - width);
    return width >= this.full ? [lo, hi] : [from, from + width];
  }

  // Of all heights, those of the strip below the curve among them.
  range() {
    const [bottom, top] = heights(this.view, ...this.window);
    const part = this.view.strip / this.tall;
    this.view.floor = bottom;
    return [part < 1 ? bottom - (top - bottom) * part / (1 - part) : bottom, top];
  }

  zoomTo(min, max) {
    this.plot.setScale("x", { min, max });
  }

  showAll() {
    this.zoomTo(this.view.lo, this.view.hi);
  }

  zoom(factor) {
    const [min, max] = this.window;
    const place = this.view.place(this.chosen);
    const middle = place >= min && place <= max ? place : (min + max) / 2;
    const half = (max - min) * factor / 2;
    this.zoomTo(middle - half, middle + half);
  }

  draw(plot) {
    const pen = penOf(plot);
    pen.begin();
    this.view.draw(pen, this.chosen);
    pen.name(this.view.curve?.name ?? "");
    pen.end();
  }

  // The pointer is over the picture.
  point(plot) {
    const { left, top } = plot.cursor;
    if (!(left >= 0) || !this.slider)
      return;
    const pixels = (x, y) => [plot.valToPos(x, "x"), plot.valToPos(y, "y")];
    const found = this.view.find({ x: plot.posToVal(left, "x"), left, top, pixels });
    if (found !== null && found !== this.chosen)
      this.choose(found);
  }

  redraw() {
    this.plot.redraw(false, false);
  }

  // The part that is shown follows what is chosen.
  follow() {
    const [min, max] = this.window;
    const place = this.view.place(this.chosen);
    if (place < min || place > max)
      this.zoomTo(place - (max - min) / 2, place + (max - min) / 2);
  }
}

// ---- the page ----

function enlivenPlanes() {
  const views = { plane: planeView, planeOrbit: planeOrbitView, planeBoxes: planeBoxesView };
  for (const [data, viewOf] of Object.entries(views))
    for (const figure of document.querySelectorAll("figure"))
      if (figure.dataset[data]) {
        const view = viewOf(JSON.parse(figure.dataset[data]));
        if (view.count > 0)
          new Plane(figure, view);
      }
}

function enliven() {
  const source = document.querySelector("figure[data-curve]");
  const curve = source && JSON.parse(source.dataset.curve);
  let above = null; // a subdivision stands below its own curve, or that of the one before it
  const pictures = [];
  for (const figure of document.querySelectorAll("figure[data-curve], figure[data-orbit], figure[data-boxes]")) {
    const { orbit, boxes } = figure.dataset;
    const below = boxes && JSON.parse(boxes);
    const own = figure.dataset.curve ? JSON.parse(figure.dataset.curve) : curve;
    if (below && figure.dataset.curve)
      above = own;
    const view = below ? boxesView(below.above ? above : null, below)
      : orbit ? orbitView(own, JSON.parse(orbit)) : landscapeView(own);
    if (view.count > 0)
      pictures.push(new Picture(figure, view));
  }
  enlivenPlanes();
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", () => pictures.forEach(picture => picture.plot.redraw(false, true)));
}

enliven();
