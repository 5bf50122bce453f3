#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""Opens a page in headless Chromium at some widths: page.py [--whole] CHROMIUM FILE WIDTH...

Writes FILE-WIDTH.png. Fails when the page is wider than the window, when texts of pictures are cut off or too small to
be read, when names or values in a picture of two variables lie on one another, when lines with formulas are higher than
their place, when a picture is missing in print, when something is written to the console, or when anything but the file
is asked for; with --whole also when a formula or a table has to be scrolled.
"""
import base64
import pathlib
import sys

from browser import Browser


# Texts of pictures that reach out of them, or are less than 8 pixels high.
TEXTS = """[...document.querySelectorAll('figure > svg')].flatMap(svg => {
    const frame = svg.getBoundingClientRect(), scale = frame.width / svg.viewBox.baseVal.width;
    return [...svg.querySelectorAll('text')].filter(text => {
        const box = text.getBoundingClientRect(), size = parseFloat(getComputedStyle(text).fontSize) * scale;
        return box.width > 0 && frame.width > 0 && (box.left < frame.left - 1 || box.right > frame.right + 1 ||
            box.top < frame.top - 1 || box.bottom > frame.bottom + 1 || size < 8);
    }).map(text => text.textContent);
})"""

# Texts within pictures of two variables that lie on one another by more than their margins, or reach out of the frame.
MEETING = """[...document.querySelectorAll('svg.content')].flatMap(content => {
    const drawing = content.ownerSVGElement, whole = drawing.getBoundingClientRect();
    const scale = whole.width / drawing.viewBox.baseVal.width;
    const left = whole.left + content.x.baseVal.value * scale, right = left + content.width.baseVal.value * scale;
    const texts = [...drawing.querySelectorAll('.content text, .over')].map(text => [text.textContent,
        text.getBoundingClientRect()]).filter(([, box]) => box.width > 0);
    const cut = texts.filter(([, box]) => box.left < left - 1 || box.right > right + 1).map(([name]) => name);
    const margin = 3 * scale;
    return cut.concat(texts.flatMap(([name, a], i) => texts.slice(0, i).filter(([, b]) =>
        a.left + margin < b.right && b.left + margin < a.right && a.top + margin < b.bottom && b.top + margin < a.bottom
    ).map(([other]) => name + ' on ' + other)));
})"""

# How many pictures are missing.
MISSING = "[...document.querySelectorAll('figure > svg')].filter(drawing => !drawing.checkVisibility()).length"

# The beginnings of what does not fit into its place, by more than the space around a formula.
SCROLLED = """[...document.querySelectorAll('.scroll, article p, dd')].filter(
    place => place.scrollWidth > place.clientWidth + 12).map(place => place.textContent.slice(0, 60))"""

# Lines that are cut off below, or have a scroll bar at their side.
LINES = """[...document.querySelectorAll('.scroll, article p, dd')].filter(line =>
    line.scrollHeight > line.clientHeight).map(line => line.textContent)"""


def look(browser, path, width, whole):
    browser.open(path, width)
    found = browser.value("""({page: document.documentElement.scrollWidth, window: window.innerWidth,
                               articles: document.querySelectorAll('article').length})""")
    picture = browser.call("Page.captureScreenshot", captureBeyondViewport=False)
    path.with_name(f"{path.stem}-{width}.png").write_bytes(base64.b64decode(picture["data"]))
    texts = browser.value(TEXTS)
    if texts:
        return f"{path}: at {width} pixels these texts are cut off or too small: {texts}"
    meeting = browser.value(MEETING)
    if meeting:
        return f"{path}: at {width} pixels these names are cut off or lie on one another: {meeting}"
    lines = browser.value(LINES)
    if lines:
        return f"{path}: at {width} pixels these lines are higher than their place: {lines}"
    if found["page"] > found["window"]:
        return f"{path}: {found['page']} pixels wide in a window of {found['window']}"
    scrolled = browser.value(SCROLLED) if whole else []
    if scrolled:
        return f"{path}: at {width} pixels these have to be scrolled: {scrolled}"
    return None if found["articles"] else f"{path}: no claims"


def look_at_print(browser, path):
    browser.call("Emulation.setEmulatedMedia", media="print")
    missing = browser.value(MISSING)
    return f"{path}: {missing} pictures are not printed" if missing else None


def main():
    arguments = sys.argv[1:]
    whole = arguments[0] == "--whole"
    program, name, *widths = arguments[whole:]
    path, widths = pathlib.Path(name), [int(width) for width in widths]
    with Browser(program) as browser:
        faults = [look(browser, path, width, whole) for width in widths] + [look_at_print(browser, path)]
    faults = [fault for fault in faults if fault]
    faults += [f"{path}: on the console: {complaint}" for complaint in browser.complaints]
    faults += [f"{path} asks for {url}" for url in browser.requests if url != path.resolve().as_uri()]
    print("\n".join(faults))
    sys.exit(1 if faults else 0)


main()
