// SPDX-License-Identifier: LGPL-3.0-or-later
// What the pictures show and what can be stepped through in them: a view for each kind of picture, with
//   lo, hi       of the axis, and the variable that it shows;
//   curve        the line and its heights, or null;
//   strip        pixels below the curve that are drawn by the view;
//   unit, count  what is stepped through, and how many there are;
//   start        which is chosen at first;
//   place(i)     where on the axis the i-th is;
//   describe(i)  what is known of it, in words;
//   find(point)  the one that is meant by a point {x, left, top} of the picture, or null; pixels(x, y) gives its place;
//   draw(pen, i) marks, boxes, and the i-th as the chosen one.

const BAND = 22; // pixels: the line of a region
const BOXES = 64; // those of a subdivision
const NEAR = 24; // as far may the pointer be from a step

function number(value, digits = 9) {
  return String(Number(value.toPrecision(digits))).replaceAll("-", "\u2212");
}

// What a box takes up of a variable; `beyond` tells by 1 and 2 that it goes on below and above.
function sideText(variable, lo, hi, beyond) {
  return `${variable} from ${number(lo, 12)}${beyond & 1 ? " and below" : ""} to ${number(hi, 12)}${beyond & 2 ? " and above" : ""}`;
}

function valueText(curve, y) {
  return `${curve.name}(${curve.variable}) \u2248 ${number(y)}`;
}

// The last place in ascending numbers that is not greater than the value; 0 where all are greater.
function lastUpTo(numbers, value) {
  let lo = 0;
  let hi = numbers.length;
  while (hi - lo > 1) {
    const middle = (lo + hi) >> 1;
    if (numbers[middle] <= value)
      lo = middle;
    else
      hi = middle;
  }
  return lo;
}

function drawMarks(pen, curve) {
  for (const x of curve.breaks)
    pen.vertical(x, "--soft", [2, 3]);
  for (const mark of curve.marks)
    if (mark.y !== null) {
      pen.dot(mark.x, mark.y, 4, "--mark");
      pen.text(pen.x(mark.x), pen.y(mark.y) - 10, mark.name);
    }
}

// ---- a landscape ----

function drawBands(pen, curve, strip) {
  const lines = [...new Set(curve.bands.map(band => band.name))];
  for (const band of curve.bands) {
    const top = pen.bottom - strip + BAND * lines.indexOf(band.name) + 16;
    const [left, right] = pen.rectangle(band.lo, band.hi, top, top + 5, "--band", 2);
    if (right > left)
      pen.text((left + right) / 2, top - 4, band.name);
  }
}

function landscapeView(curve) {
  const known = curve.x.map((_, i) => i).filter(i => curve.y[i] !== null);
  const places = known.map(i => curve.x[i]);
  const strip = BAND * new Set(curve.bands.map(band => band.name)).size;
  return {
    lo: curve.lo, hi: curve.hi, variable: curve.variable, curve, strip, unit: "Place", count: known.length, start: known.length >> 1,
    place: i => places[i],
    describe: i => `${curve.variable} \u2248 ${number(places[i])}, ${valueText(curve, curve.y[known[i]])}`,
    find(point) {
      const i = lastUpTo(places, point.x);
      return i + 1 < places.length && places[i + 1] - point.x < point.x - places[i] ? i + 1 : i;
    },
    draw(pen, i) {
      drawBands(pen, curve, strip);
      drawMarks(pen, curve);
      pen.vertical(places[i], "--ink", [4, 3]);
      pen.dot(places[i], curve.y[known[i]], 5, "--ink");
    },
  };
}

// ---- an orbit ----

function orbitView(curve, orbit) {
  const count = orbit.x.length;
  const seen = i => orbit.y[i] !== null;
  return {
    lo: curve.lo, hi: curve.hi, variable: curve.variable, curve, strip: 0, unit: "Step", count, start: 0,
    place: i => orbit.x[i],
    describe(i) {
      const value = seen(i) ? `, ${valueText(curve, orbit.y[i])}` : "";
      return `step ${i}: ${curve.variable} \u2248 ${number(orbit.x[i])}${value}`;
    },
    find(point) {
      let best = null;
      let least = NEAR;
      for (let i = 0; i < count; i++) {
        const [left, top] = seen(i) ? point.pixels(orbit.x[i], orbit.y[i]) : [Infinity, Infinity];
        const distance = Math.hypot(left - point.left, top - point.top);
        if (distance < least) {
          least = distance;
          best = i;
        }
      }
      return best;
    },
    draw(pen, i) {
      drawMarks(pen, curve);
      pen.path(orbit.x, orbit.y, count, "--mark", 0.25);
      pen.path(orbit.x, orbit.y, i + 1, "--mark", 1);
      for (let k = 0; k < count; k++)
        if (seen(k))
          pen.dot(orbit.x[k], orbit.y[k], 2.5, "--mark", k <= i ? 1 : 0.35);
      pen.vertical(orbit.x[i], "--ink", [4, 3]);
      if (seen(i))
        pen.dot(orbit.x[i], orbit.y[i], 6, "--ink");
    },
  };
}

// ---- a subdivision, or where starts end ----

function boxesView(curve, boxes) {
  const { edges, depths, kinds, parts, beyond } = boxes;
  const count = parts.length;
  const widest = parts.reduce((best, _, i) =>
    edges[i + 1] - edges[i] > edges[best + 1] - edges[best] ? i : best, 0);
  const drop = i => boxes.deepest > 0 && kinds[parts[i]].high !== true ? 0.7 * depths[i] / boxes.deepest : 0;
  return {
    lo: edges[0], hi: edges[count], variable: boxes.variable, curve, strip: BOXES, unit: "Box", count, start: widest,
    place: i => (edges[i] + edges[i + 1]) / 2,
    describe(i) {
      const place = sideText(boxes.variable, edges[i], edges[i + 1], beyond[i]);
      return `box ${i + 1} of ${count}: ${place}, ${kinds[parts[i]].meaning}, depth ${depths[i]}`;
    },
    find: point => Math.min(lastUpTo(edges, point.x), count - 1),
    draw(pen, chosen) {
      const top = pen.bottom - BOXES + 8;
      const late = []; // what is unresolved comes last, never narrower than a line
      for (let i = 0; i < count; i++) {
        if (kinds[parts[i]].style === "open")
          late.push(i);
        else
          pen.rectangle(edges[i], edges[i + 1], top + drop(i) * (pen.bottom - top), pen.bottom,
                        "--" + kinds[parts[i]].style, 0);
      }
      for (const i of late)
        pen.rectangle(edges[i], edges[i + 1], top, pen.bottom, "--open", 1.2);
      pen.rectangle(edges[chosen], edges[chosen + 1], top - 5, top - 1, "--ink", 2);
      pen.vertical(edges[chosen], "--ink", [4, 3]);
      pen.vertical(edges[chosen + 1], "--ink", [4, 3]);
    },
  };
}
