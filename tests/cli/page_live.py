#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""Uses the interactive pictures of a page in headless Chromium: page_live.py CHROMIUM FILE

The page must hold the landscape, an orbit, and a subdivision, all of one variable or all of two. Fails when one of them does
not do what it should, when something is written to the console, or when anything but the file is asked for.
"""
import pathlib
import sys

from browser import Browser

FIGURES = {"landscape": "figure[data-curve]", "orbit": "figure[data-orbit]", "boxes": "figure[data-boxes]"}
PLANES = {"landscape": "figure[data-plane]", "orbit": "figure[data-plane-orbit]", "boxes": "figure[data-plane-boxes]"}
UNITS = {"landscape": "Place", "orbit": "Step", "boxes": "Box"}
KEYS = {"ArrowRight": 39, "ArrowUp": 38, "+": 187, "0": 48}
SHIFT = 8


class Figure:
    drawing = ".u-over"

    def __init__(self, browser, name, figures=None):
        self.browser, self.name = browser, name
        self.found = f"document.querySelector('{(figures or FIGURES)[name]}')"
        self.show()

    def show(self):
        self.value(f"{self.found}.scrollIntoView({{block: 'center'}})")

    def value(self, expression):
        return self.browser.value(expression)

    def text(self):
        return self.value(f"{self.found}.querySelector('output').value")

    def pixels(self):
        """A digest of what is drawn, once it is drawn."""
        return self.value(f"""new Promise(done => requestAnimationFrame(() => setTimeout(() =>
            done({self.found}.querySelector('canvas').toDataURL()), 50)))""")

    def button(self, label):
        self.value(f"{self.found}.querySelector('button[aria-label=\"{label}\"]').click()")

    def key(self, key, modifiers=0):
        for kind in ("rawKeyDown", "keyUp"):
            self.browser.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=KEYS[key],
                              modifiers=modifiers)

    def mouse(self, kind, across, down=0.5, button="none"):
        """At a part of the width and height of the drawing."""
        self.show()
        box = self.value(f"{self.found}.querySelector('{self.drawing}').getBoundingClientRect().toJSON()")
        self.browser.call("Input.dispatchMouseEvent", type=kind, x=box["x"] + across * box["width"],
                          y=box["y"] + down * box["height"], button=button, buttons=int(button == "left"), clickCount=1)

    def drag(self, to_across, to_down=0.5):
        self.mouse("mouseMoved", 0.3)
        self.mouse("mousePressed", 0.3, button="left")
        self.mouse("mouseMoved", to_across, to_down, button="left")
        self.mouse("mouseReleased", to_across, to_down, button="left")


class Plane(Figure):
    """A drawing of two variables: what is seen of it is its own SVG."""
    drawing = "svg"

    def __init__(self, browser, name):
        super().__init__(browser, name, PLANES)

    def pixels(self):
        return self.value(f"{self.found}.querySelector('svg').outerHTML")

    def part(self):
        return self.value(f"{self.found}.querySelector('.content').getAttribute('viewBox')")


def expect(faults, holds, text):
    if not holds:
        faults.append(text)


def steps(faults, figure):
    """By keys on the slider, and by the buttons."""
    name = figure.name
    figure.value(f"{figure.found}.querySelector('input').focus()")
    before, drawn = figure.text(), figure.pixels()
    figure.key("ArrowRight")
    after = figure.text()
    expect(faults, before != after, f"{name}: the arrow key does not step on from {before}")
    expect(faults, figure.pixels() != drawn, f"{name}: a step is not drawn")
    spoken = figure.value(f"{figure.found}.querySelector('input').getAttribute('aria-valuetext')")
    expect(faults, spoken == after, f"{name}: the slider says {spoken}, not {after}")
    figure.button(f"{UNITS[name]} before")
    expect(faults, figure.text() == before, f"{name}: {UNITS[name]} before does not lead back to {before}")


def zooms(faults, figure):
    """By buttons and back."""
    whole = figure.pixels()
    figure.button("Zoom in")
    expect(faults, figure.pixels() != whole, f"{figure.name}: Zoom in changes nothing")
    figure.button("Whole picture")
    expect(faults, figure.pixels() == whole, f"{figure.name}: Whole picture is another one")


def begin_whole(faults, browser):
    """What is seen at first is what "Whole picture" shows: all of the boxes, and the curve over them."""
    changed = browser.value("""(async () => {
        const drawn = () => new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)));
        const pictures = () => [...document.querySelectorAll('figure canvas')].map(canvas => canvas.toDataURL());
        await drawn();
        const before = pictures();
        document.querySelectorAll('button[aria-label="Whole picture"]').forEach(button => button.click());
        await drawn();
        return pictures().filter((picture, i) => picture !== before[i]).length;
    })()""")
    expect(faults, changed == 0, f"{changed} pictures do not begin with the whole")


def zooms_by_dragging(faults, figure):
    figure.drag(0.6)
    hovered = figure.pixels()
    figure.button("Whole picture")
    expect(faults, figure.pixels() != hovered, f"{figure.name}: dragging does not zoom")


def hovers(faults, figure):
    texts = []
    for across in (0.25, 0.5, 0.75):
        figure.mouse("mouseMoved", across)
        figure.pixels()
        texts.append(figure.text())
    expect(faults, len(set(texts)) > 1, f"{figure.name}: under the pointer: {texts}")


def moves(faults, plane):
    """Of two variables: the part that is seen, by keys on the drawing, by the mouse and by the wheel; names keep their size."""
    name, whole = plane.name, plane.part()
    plane.value(f"{plane.found}.querySelector('svg').focus()")
    plane.button(f"{UNITS[name]} before")
    before = plane.text()
    plane.key("ArrowUp" if name == "landscape" else "ArrowRight")
    expect(faults, plane.text() != before, f"{name}: an arrow key does not step on from {before}")
    height = f"{plane.found}.querySelector('.fixed')?.getBoundingClientRect().height ?? 0"
    high = plane.value(height)
    plane.key("+")
    zoomed = plane.part()
    expect(faults, zoomed != whole, f"{name}: + does not zoom")
    expect(faults, abs(plane.value(height) - high) < 0.5, f"{name}: names grow with the drawing")
    widening = f"""[...{plane.found}.querySelectorAll('.chosen circle')].filter(ring =>
        getComputedStyle(ring).vectorEffect !== 'non-scaling-stroke').length"""
    expect(faults, plane.value(widening) == 0, f"{name}: the line of a ring grows with the drawing")
    plane.key("ArrowRight", SHIFT)
    moved = plane.part()
    expect(faults, moved.split()[1:] == zoomed.split()[1:] and moved.split()[0] > zoomed.split()[0],
           f"{name}: Shift and an arrow key lead from {zoomed} to {moved}")
    plane.drag(0.4, 0.6)
    expect(faults, plane.part() not in (moved, whole), f"{name}: dragging does not move")
    plane.key("0")
    expect(faults, plane.part() == whole, f"{name}: 0 does not show the whole")
    plane.show()
    box = plane.value(f"{plane.found}.querySelector('svg').getBoundingClientRect().toJSON()")
    browser = plane.browser
    for delta, same in ((-100, False), (100, True)):
        browser.call("Input.dispatchMouseEvent", type="mouseWheel", x=box["x"] + 250, y=box["y"] + 150, deltaX=0, deltaY=delta,
                     modifiers=2)
        plane.value("new Promise(done => setTimeout(done, 100))")
        expect(faults, (plane.part() == whole) == same, f"{name}: the wheel with Ctrl leads to {plane.part()}")


def is_seen(browser, selector):
    return browser.value(f"""[...document.querySelectorAll('{selector}')].every(found =>
        getComputedStyle(found).display !== 'none')""")


def without_scripts(faults, browser, path):
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    browser.open(path, 400)
    root = browser.call("DOM.getDocument")["root"]["nodeId"]
    live = browser.call("DOM.querySelectorAll", nodeId=root, selector=".live")["nodeIds"]
    drawings = browser.call("DOM.querySelectorAll", nodeId=root, selector="figure > svg")["nodeIds"]
    expect(faults, not live and len(drawings) >= 3, "without scripts the page is not complete")


def use_planes(browser, path):
    faults = []
    for name in PLANES:
        plane = Plane(browser, name)
        steps(faults, plane)
        if name != "orbit":
            hovers(faults, plane)
        zooms(faults, plane)
        moves(faults, plane)
    landscape, orbit = Plane(browser, "landscape"), Plane(browser, "orbit")
    landscape.value(f"{landscape.found}.querySelector('input').value = 0")
    landscape.value(f"{landscape.found}.querySelector('input').dispatchEvent(new Event('input'))")
    expect(faults, landscape.text() == "low: x \u2248 0, y \u2248 0, f(x, y) \u2248 0", f"a point is {landscape.text()}")
    orbit.button("Step before")
    orbit.value(f"{orbit.found}.querySelector('input').value = 0")
    orbit.value(f"{orbit.found}.querySelector('input').dispatchEvent(new Event('input'))")
    expect(faults, orbit.text().startswith("step 0: x \u2248 1, y \u2248 0.5, f(x, y) \u2248 1.0"), f"the orbit is {orbit.text()}")
    browser.call("Emulation.setEmulatedMedia", media="print")
    expect(faults, not is_seen(browser, ".live") and not is_seen(browser, ".chosen"), "printed, there are controls")
    without_scripts(faults, browser, path)
    return faults


def use(browser, path):
    faults = []
    browser.open(path, 1280)
    if browser.value(f"document.querySelector('{PLANES['landscape']}') !== null"):
        return use_planes(browser, path)
    begin_whole(faults, browser)
    for name in FIGURES:
        figure = Figure(browser, name)
        steps(faults, figure)
        zooms(faults, figure)
        zooms_by_dragging(faults, figure)
        if name != "orbit":
            hovers(faults, figure)
    orbit = Figure(browser, "orbit")
    orbit.value(f"{orbit.found}.querySelector('input').focus()")
    start = orbit.text()
    expect(faults, start.startswith("step 0: x \u2248 1,"), f"the orbit begins with {start}")
    expect(faults, browser.value("document.querySelectorAll('.live').length") >= 3, "not all pictures are interactive")
    expect(faults, not is_seen(browser, "figure.enlivened > svg"), "the drawings are seen, too")
    browser.call("Emulation.setEmulatedMedia", media="print")
    expect(faults, is_seen(browser, "figure > svg"), "printed, a drawing is missing")
    expect(faults, not is_seen(browser, ".live"), "printed, there are controls")
    browser.call("Emulation.setEmulatedMedia", media="")
    browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark"}])
    light = orbit.pixels()
    browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "light"}])
    expect(faults, orbit.pixels() != light, "dark and light pictures are the same")
    without_scripts(faults, browser, path)
    return faults


def main():
    program, path = sys.argv[1], pathlib.Path(sys.argv[2])
    with Browser(program) as browser:
        faults = use(browser, path)
    faults += [f"on the console: {complaint}" for complaint in browser.complaints]
    faults += [f"asks for {url}" for url in browser.requests if url != path.resolve().as_uri()]
    print("\n".join(faults))
    sys.exit(1 if faults else 0)


main()
