// SPDX-License-Identifier: LGPL-3.0-or-later
// What all interactive pictures have in common. Data of the page are only ever text and numbers.

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// What is stepped through, told in words, with a slider and buttons. Pictures add: redraw(); follow(), as the part that is
// shown is to hold what is chosen; zoom(factor); showAll().
class Stepper {
  constructor(view) {
    this.view = view;
    this.chosen = view.start;
  }

  choose(i) {
    this.chosen = Math.min(Math.max(i, 0), this.view.count - 1);
    const text = this.view.describe(this.chosen);
    this.slider.value = String(this.chosen);
    this.slider.setAttribute("aria-valuetext", text);
    this.output.value = text;
    this.redraw();
  }

  step(i) {
    this.choose(i);
    this.follow();
  }

  controls() {
    const { unit, count } = this.view;
    const button = (text, label, action) => {
      const made = element("button", { type: "button", textContent: text, onclick: action });
      made.setAttribute("aria-label", label);
      made.title = label;
      return made;
    };
    this.slider = element("input", { type: "range", min: "0", max: String(count - 1), step: "1",
                                     oninput: () => this.step(Number(this.slider.value)) });
    this.output = element("output", {});
    return element("div", { className: "controls" },
      element("label", {}, unit + " ", this.slider),
      button("\u25c0", `${unit} before`, () => this.step(this.chosen - 1)),
      button("\u25b6", `${unit} after`, () => this.step(this.chosen + 1)),
      button("+", "Zoom in", () => this.zoom(1 / 3)),
      button("\u2212", "Zoom out", () => this.zoom(3)),
      button("Whole", "Whole picture", () => this.showAll()),
      this.output);
  }
}

