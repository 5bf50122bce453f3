#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""Opens a page in headless Chromium at some widths: page.py CHROMIUM FILE WIDTH...

Writes FILE-WIDTH.png. Fails when the page is wider than the window, or something is written to the console.
Speaks the DevTools protocol through the pipe that --remote-debugging-pipe opens on descriptors 3 and 4.
"""
import base64
import json
import os
import pathlib
import subprocess
import sys
import tempfile

COMPLAINTS = {"Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled"}


class Browser:
    def __init__(self, program, profile):
        to_browser, self.output = os.pipe()
        self.input, from_browser = os.pipe()

        def place_pipes():
            # Out of the way first: either may be 3 or 4 itself.
            reading, writing = os.dup(to_browser), os.dup(from_browser)
            high = [os.dup2(reading, 100), os.dup2(writing, 101)]
            os.dup2(high[0], 3)
            os.dup2(high[1], 4)

        self.process = subprocess.Popen(
            [program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
             "--user-data-dir=" + profile, "--remote-debugging-pipe"],
            preexec_fn=place_pipes, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self.pending, self.number, self.session, self.complaints = b"", 0, None, []

    def receive(self):
        while b"\0" not in self.pending:
            part = os.read(self.input, 65536)
            if not part:
                sys.exit("the browser is gone")
            self.pending += part
        message, self.pending = self.pending.split(b"\0", 1)
        message = json.loads(message)
        if message.get("method") in COMPLAINTS:
            self.complaints.append(message["params"])
        return message

    def call(self, method, **parameters):
        self.number += 1
        request = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            request["sessionId"] = self.session
        os.write(self.output, json.dumps(request).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == self.number:
                if "error" in answer:
                    sys.exit(f"{method}: {answer['error']}")
                return answer["result"]

    def wait_for(self, event):
        while self.receive().get("method") != event:
            pass


def look(browser, path, width):
    browser.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
    browser.call("Page.navigate", url=path.resolve().as_uri())
    browser.wait_for("Page.loadEventFired")
    wide = browser.call("Runtime.evaluate", returnByValue=True, expression="""
        JSON.stringify({page: document.documentElement.scrollWidth, window: window.innerWidth,
                        articles: document.querySelectorAll('article').length})""")
    found = json.loads(wide["result"]["value"])
    picture = browser.call("Page.captureScreenshot", captureBeyondViewport=False)
    path.with_name(f"{path.stem}-{width}.png").write_bytes(base64.b64decode(picture["data"]))
    if found["page"] > found["window"]:
        return f"{path}: {found['page']} pixels wide in a window of {found['window']}"
    return None if found["articles"] else f"{path}: no claims"


def main():
    program, path, widths = sys.argv[1], pathlib.Path(sys.argv[2]), [int(width) for width in sys.argv[3:]]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(program, profile)
        target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        browser.session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            browser.call(domain + ".enable")
        faults = [fault for fault in (look(browser, path, width) for width in widths) if fault]
        faults += [f"{path}: on the console: {complaint}" for complaint in browser.complaints]
        browser.session = None
        browser.call("Browser.close")
        browser.process.wait()
    print("\n".join(faults))
    sys.exit(1 if faults else 0)


main()
