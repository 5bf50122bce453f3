// SPDX-License-Identifier: LGPL-3.0-or-later
// Drawings of two variables are zoomed, moved and stepped through as they stand: their content is an <svg> of its own, whose
// viewBox is the part that is seen; names and dots keep their size, and the axes are drawn anew. A view of a plane has
//   frame        names of the axes; lo, hi: what is seen of the plane; from, to: where that is in the drawing;
//   unit, count, start, describe(i)   as in views.js;
//   place(i)     the i-th point of the plane;
//   find(p, far) the one that is meant by a point of the plane, or null; far(q) is how many pixels q is away from it;
//   move(i, dx, dy)   the neighbour of the i-th in a direction;
//   draw(pixels, i, size)   marks for the i-th: elements of the drawing; pixels(p) is the place of a point, size a pixel.

const MOST_ZOOM = 400;
const TICKS = 7;
const MOST_TICKS = 40; // however near to each other the ends are
const PAN = 1 / 8; // of what is seen

function shape(name, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes))
    made.setAttribute(key, value);
  return made;
}

function placeText(frame, place, digits) {
  return frame.names.map((name, j) => `${name} \u2248 ${number(place[j], digits)}`).join(", ");
}

function planeValueText(view, value) {
  return value === null ? "no value" : `${view.name}(${view.frame.names.join(", ")}) \u2248 ${number(value)}`;
}

function lineThrough(points) {
  return "M" + points.map(p => p.map(x => x.toFixed(3)).join(" ")).join("L");
}

// ---- views ----

// Stepped through are the named points, then the nodes of a grid at which there is a value, row by row.
function planeView(plane) {
  const { frame, cells, values, marks } = plane;
  const width = cells + 1;
  const nodes = values.map((_, k) => k).filter(k => values[k] !== null);
  const indices = new Map(nodes.map((k, i) => [k, marks.length + i]));
  const at = (k, j) => frame.lo[j] + (frame.hi[j] - frame.lo[j]) * (j ? Math.floor(k / width) : k % width) / cells;
  const place = i => i < marks.length ? marks[i].place : [0, 1].map(j => at(nodes[i - marks.length], j));
  const nearest = p => p.map((x, j) =>
    Math.min(Math.max(Math.round((x - frame.lo[j]) / (frame.hi[j] - frame.lo[j]) * cells), 0), cells));
  const middle = Math.floor(nodes.length / 2) + marks.length;
  return {
    frame, unit: "Place", count: marks.length + nodes.length, start: marks.length ? 0 : middle, place,
    describe(i) {
      const mark = marks[i];
      const value = mark ? mark.value : values[nodes[i - marks.length]];
      return `${mark ? mark.name + ": " : ""}${placeText(frame, place(i), 7)}, ${planeValueText(plane, value)}`;
    },
    find(p, far) {
      const named = marks.findIndex(mark => far(mark.place) < NEAR / 2);
      const [x, y] = nearest(p);
      return named >= 0 ? named : indices.get(y * width + x) ?? null;
    },
    move(i, dx, dy) {
      const [x, y] = nearest(place(i));
      const inside = x + dx >= 0 && x + dx <= cells && y + dy >= 0 && y + dy <= cells;
      return (inside ? indices.get((y + dy) * width + x + dx) : null) ?? i;
    },
    draw(pixels, i, size) {
      const [x, y] = pixels(place(i));
      const [left, lower] = pixels(frame.lo);
      const [right, upper] = pixels(frame.hi);
      return [shape("path", { class: "hair", d: lineThrough([[left, y], [right, y]]) + lineThrough([[x, lower], [x, upper]]) }),
              shape("circle", { cx: x, cy: y, r: 5 * size })];
    },
  };
}

function planeOrbitView(orbit) {
  const { frame, places, values } = orbit;
  return {
    frame, unit: "Step", count: places.length, start: 0, place: i => places[i],
    describe: i => `step ${i}: ${placeText(frame, places[i], 9)}, ${planeValueText(orbit, values[i])}`,
    find(_, far) {
      const distances = places.map(far);
      const least = Math.min(...distances);
      return least < NEAR ? distances.indexOf(least) : null;
    },
    move: (i, dx, dy) => i + dx + dy,
    draw(pixels, i, size) {
      const [x, y] = pixels(places[i]);
      return [shape("path", { class: "trace", d: lineThrough(places.slice(0, i + 1).map(pixels)) }),
              shape("circle", { class: "here", cx: x, cy: y, r: 6 * size })];
    },
  };
}

function planeBoxesView(boxes) {
  const { frame, kinds, ends, parts, depths, beyond } = boxes;
  const end = (i, j, upper) => ends[4 * i + 2 * j + upper];
  const size = i => (end(i, 0, 1) - end(i, 0, 0)) * (end(i, 1, 1) - end(i, 1, 0));
  const count = parts.length;
  const largest = parts.reduce((best, _, i) => size(i) > size(best) ? i : best, 0);
  const side = (i, j) => sideText(frame.names[j], end(i, j, 0), end(i, j, 1), beyond[i] >> 2 * j);
  return {
    frame, unit: "Box", count, start: largest, place: i => [0, 1].map(j => (end(i, j, 0) + end(i, j, 1)) / 2),
    describe: i => `box ${i + 1} of ${count}: ${side(i, 0)}, ${side(i, 1)}, ${kinds[parts[i]].meaning}, depth ${depths[i]}`,
    find([x, y]) {
      const found = parts.findIndex((_, i) => x >= end(i, 0, 0) && x <= end(i, 0, 1) && y >= end(i, 1, 0) && y <= end(i, 1, 1));
      return found >= 0 ? found : null;
    },
    move: (i, dx, dy) => i + dx + dy,
    draw(pixels, i) {
      const [left, lower] = pixels([end(i, 0, 0), end(i, 1, 0)]);
      const [right, upper] = pixels([end(i, 0, 1), end(i, 1, 1)]);
      return [shape("rect", { x: left, y: upper, width: right - left, height: lower - upper })];
    },
  };
}

// ---- the drawing ----

// 1, 2 or 5 times a power of ten, at most `most` of them in the width.
function tickStep(width, most) {
  const unit = 10 ** Math.floor(Math.log10(width / most));
  return unit * [1, 2, 5, 10].find(times => times * unit * most >= width * (1 - 1e-9));
}

class Plane extends Stepper {
  constructor(figure, view) {
    super(view);
    this.drawing = figure.querySelector("svg");
    this.content = figure.querySelector(".content");
    this.axes = figure.querySelector(".axes");
    this.fixed = [...this.content.querySelectorAll(".fixed")].map(item => [item, item.getAttribute("transform")]);
    const { x, y, width, height } = this.content.viewBox.baseVal;
    this.whole = { x, y, width, height };
    this.layer = shape("g", { class: "chosen", "aria-hidden": "true" });
    this.content.append(this.layer);
    this.drawing.after(element("div", { className: "live" }, this.controls()));
    this.listen();
    this.show(this.whole);
    this.choose(this.chosen);
  }

  // From the plane to the drawing, and back from a place on the screen.
  pixels(p) {
    const { lo, hi, from, to } = this.view.frame;
    return p.map((x, j) => from[j] + (x - lo[j]) / (hi[j] - lo[j]) * (to[j] - from[j]));
  }

  inPlane(pixels) {
    const { lo, hi, from, to } = this.view.frame;
    return pixels.map((x, j) => lo[j] + (x - from[j]) / (to[j] - from[j]) * (hi[j] - lo[j]));
  }

  onContent(event) {
    const frame = this.drawing.getBoundingClientRect();
    const ratio = this.drawing.viewBox.baseVal.width / frame.width;
    const place = [(event.clientX - frame.left) * ratio - this.whole.x, (event.clientY - frame.top) * ratio - this.whole.y];
    const { x, y, width, height } = this.part;
    return [x + place[0] / this.whole.width * width, y + place[1] / this.whole.height * height];
  }

  // The size of a pixel of the drawing in its content.
  size() {
    return this.part.width / this.whole.width;
  }

  // ---- the part that is seen ----

  // Within the whole, of its proportions.
  show(part) {
    const { whole } = this;
    const ratio = Math.min(Math.max(part.width / whole.width, 1 / MOST_ZOOM), 1);
    const width = whole.width * ratio;
    const height = whole.height * ratio;
    this.part = { width, height, x: Math.min(Math.max(part.x + (part.width - width) / 2, whole.x), whole.x + whole.width - width),
                  y: Math.min(Math.max(part.y + (part.height - height) / 2, whole.y), whole.y + whole.height - height) };
    this.content.setAttribute("viewBox", `${this.part.x} ${this.part.y} ${width} ${height}`);
    for (const [item, place] of this.fixed)
      item.setAttribute("transform", `${place} scale(${ratio})`);
    this.drawing.classList.toggle("zoomed", ratio < 1);
    this.drawAxes();
    this.redraw();
  }

  zoomAt([x, y], factor) {
    const { part } = this;
    this.show({ x: x + (part.x - x) * factor, y: y + (part.y - y) * factor, width: part.width * factor, height: part.height * factor });
  }

  isSeen([x, y]) {
    const { part } = this;
    return x >= part.x && x <= part.x + part.width && y >= part.y && y <= part.y + part.height;
  }

  zoom(factor) {
    const place = this.pixels(this.view.place(this.chosen));
    const { x, y, width, height } = this.part;
    this.zoomAt(this.isSeen(place) ? place : [x + width / 2, y + height / 2], factor);
  }

  showAll() {
    this.show(this.whole);
  }

  follow() {
    const [x, y] = this.pixels(this.view.place(this.chosen));
    const { width, height } = this.part;
    if (!this.isSeen([x, y]))
      this.show({ ...this.part, x: x - width / 2, y: y - height / 2 });
  }

  pan(dx, dy) {
    const { part } = this;
    this.show({ ...part, x: part.x + dx * part.width, y: part.y + dy * part.height });
  }

  // ---- drawing ----

  redraw() {
    this.layer.replaceChildren(...this.view.draw(p => this.pixels(p), this.chosen, this.size()));
  }

  drawAxes() {
    const { x, y, width, height } = this.whole;
    this.axes.replaceChildren(shape("path", { class: "axis", d: `M${x} ${y}V${y + height}H${x + width}` }));
    this.drawTicks(0, width, (at, text) => {
      this.axes.append(shape("path", { class: "axis", d: `M${x + at} ${y + height}v5` }));
      this.axes.append(Object.assign(shape("text", { x: x + at, y: y + height + 24 }), { textContent: text }));
    });
    this.drawTicks(1, height, (at, text) => {
      this.axes.append(shape("path", { class: "axis", d: `M${x} ${y + height - at}h-5` }));
      this.axes.append(Object.assign(shape("text", { class: "end", x: x - 8, y: y + height - at + 4 }), { textContent: text }));
    });
  }

  drawTicks(j, length, add) {
    const { part } = this;
    const lo = this.inPlane([part.x, part.y + part.height])[j];
    const hi = this.inPlane([part.x + part.width, part.y])[j];
    const font = parseFloat(getComputedStyle(this.axes).fontSize);
    const text = value => number(value);
    const room = most => {
      const step = tickStep(hi - lo, most);
      const longest = Math.max(text(step * Math.ceil(lo / step)).length, text(step * Math.floor(hi / step)).length);
      return step / (hi - lo) * length > (j ? 1.4 : 0.62 * (longest + 1)) * font;
    };
    let most = Math.max(2, Math.round(TICKS * length / 480));
    while (most > 1 && !room(most))
      most--;
    const step = tickStep(hi - lo, most);
    const first = Math.ceil(lo / step);
    for (let i = 0; i < MOST_TICKS && (first + i) * step <= hi; i++)
      add(((first + i) * step - lo) / (hi - lo) * length, text((first + i) * step));
  }

  // ---- what is done with it ----

  point(event) {
    const content = this.onContent(event);
    const far = q => {
      const [x, y] = this.pixels(q);
      return Math.hypot(x - content[0], y - content[1]) / this.size();
    };
    const found = this.isSeen(content) ? this.view.find(this.inPlane(content), far) : null;
    if (found !== null && found !== this.chosen)
      this.choose(found);
  }

  drag(event) {
    const [x, y] = this.onContent(event);
    const { part } = this;
    this.show({ ...part, x: part.x + this.grip[0] - x, y: part.y + this.grip[1] - y });
  }

  key(event) {
    const directions = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const others = { "+": () => this.zoom(1 / 3), "=": () => this.zoom(1 / 3), "-": () => this.zoom(3), 0: () => this.showAll() };
    const direction = directions[event.key];
    if (event.ctrlKey || event.altKey || event.metaKey || !(direction || others[event.key]))
      return;
    event.preventDefault();
    if (!direction)
      others[event.key]();
    else if (event.shiftKey)
      this.pan(direction[0] * PAN, -direction[1] * PAN);
    else
      this.step(this.view.move(this.chosen, ...direction));
  }

  listen() {
    const { drawing } = this;
    drawing.tabIndex = 0;
    drawing.setAttribute("role", "application");
    drawing.setAttribute("aria-label", drawing.getAttribute("aria-label") +
      ". Arrow keys step through it, with Shift they move it; plus, minus and 0 zoom.");
    drawing.addEventListener("keydown", event => this.key(event));
    drawing.addEventListener("dblclick", () => this.showAll());
    drawing.addEventListener("pointerdown", event => {
      this.point(event);
      this.grip = this.onContent(event);
      if (drawing.classList.contains("zoomed"))
        drawing.setPointerCapture(event.pointerId);
    });
    drawing.addEventListener("pointermove", event => event.buttons && this.grip ? this.drag(event) : this.point(event));
    for (const end of ["pointerup", "pointercancel"])
      drawing.addEventListener(end, () => this.grip = null);
    drawing.addEventListener("wheel", event => {
      if (!event.ctrlKey)
        return;
      event.preventDefault();
      this.zoomAt(this.onContent(event), event.deltaY < 0 ? 1 / 1.5 : 1.5);
    }, { passive: false });
    addEventListener("beforeprint", () => this.showAll());
    addEventListener("resize", () => this.drawAxes());
  }
}
