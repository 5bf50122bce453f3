#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""Opens a page in headless Chromium at some widths: page.py CHROMIUM FILE WIDTH...

Writes FILE-WIDTH.png. Fails when the page is wider than the window, when something is written to the console, or when
anything but the file is asked for.
"""
import base64
import pathlib
import sys

from browser import Browser


def look(browser, path, width):
    browser.open(path, width)
    found = browser.value("""({page: document.documentElement.scrollWidth, window: window.innerWidth,
                               articles: document.querySelectorAll('article').length})""")
    picture = browser.call("Page.captureScreenshot", captureBeyondViewport=False)
    path.with_name(f"{path.stem}-{width}.png").write_bytes(base64.b64decode(picture["data"]))
    if found["page"] > found["window"]:
        return f"{path}: {found['page']} pixels wide in a window of {found['window']}"
    return None if found["articles"] else f"{path}: no claims"


def main():
    program, path, widths = sys.argv[1], pathlib.Path(sys.argv[2]), [int(width) for width in sys.argv[3:]]
    with Browser(program) as browser:
        faults = [fault for fault in (look(browser, path, width) for width in widths) if fault]
    faults += [f"{path}: on the console: {complaint}" for complaint in browser.complaints]
    faults += [f"{path} asks for {url}" for url in browser.requests if url != path.resolve().as_uri()]
    print("\n".join(faults))
    sys.exit(1 if faults else 0)


main()
