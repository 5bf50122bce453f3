#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""Uses the interactive pictures of a page in headless Chromium: page_live.py CHROMIUM FILE

The page must hold the landscape, an orbit, and a subdivision of one variable. Fails when one of them does not do what it
should, when something is written to the console, or when anything but the file is asked for.
"""
import pathlib
import sys

from browser import Browser

FIGURES = {"landscape": "figure[data-curve]", "orbit": "figure[data-orbit]", "boxes": "figure[data-boxes]"}
KEYS = {"ArrowRight": 39, "Tab": 9, " ": 32, "Enter": 13}


class Figure:
    def __init__(self, browser, name):
        self.browser, self.name = browser, name
        self.found = f"document.querySelector('{FIGURES[name]}')"
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

    def key(self, key):
        for kind in ("rawKeyDown", "keyUp"):
            self.browser.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=KEYS[key])

    def mouse(self, kind, across, down=0.5, button="none"):
        """At a part of the width and height of the drawing."""
        box = self.value(f"{self.found}.querySelector('.u-over').getBoundingClientRect().toJSON()")
        self.browser.call("Input.dispatchMouseEvent", type=kind, x=box["x"] + across * box["width"],
                          y=box["y"] + down * box["height"], button=button, clickCount=1)


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
    unit = {"landscape": "Place", "orbit": "Step", "boxes": "Box"}[name]
    figure.button(f"{unit} before")
    expect(faults, figure.text() == before, f"{name}: {unit} before does not lead back to {before}")


def zooms(faults, figure):
    """By buttons, by the mouse, and back."""
    whole = figure.pixels()
    figure.button("Zoom in")
    expect(faults, figure.pixels() != whole, f"{figure.name}: Zoom in changes nothing")
    figure.button("Whole picture")
    expect(faults, figure.pixels() == whole, f"{figure.name}: Whole picture is another one")
    figure.mouse("mouseMoved", 0.3)
    figure.mouse("mousePressed", 0.3, button="left")
    figure.mouse("mouseMoved", 0.6, button="left")
    figure.mouse("mouseReleased", 0.6, button="left")
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


def is_seen(browser, selector):
    return browser.value(f"""[...document.querySelectorAll('{selector}')].every(found =>
        getComputedStyle(found).display !== 'none')""")


def use(browser, path):
    faults = []
    browser.open(path, 1280)
    for name in FIGURES:
        figure = Figure(browser, name)
        steps(faults, figure)
        zooms(faults, figure)
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
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    browser.open(path, 400)
    root = browser.call("DOM.getDocument")["root"]["nodeId"]
    live = browser.call("DOM.querySelectorAll", nodeId=root, selector=".live")["nodeIds"]
    drawings = browser.call("DOM.querySelectorAll", nodeId=root, selector="figure > svg")["nodeIds"]
    expect(faults, not live and len(drawings) >= 3, "without scripts the page is not complete")
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
