#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""Links and paths in the documentation lead somewhere.

Of README.md, bench/README.md and docs/*.md: every relative link's file exists, and has the heading that it names; every
path such as src/real/isolate.c that is named in the text, but for ```console blocks, exists. Of the web pages, if a folder with them is given: every
link to another page, and every anchor. Links to the web are not followed.
"""
import html.parser
import pathlib
import re
import sys

FOLDERS = "src|certs|landscapes|tests|docs|include|bench|cmake"
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
PATH = re.compile(r"(?<![\w./-])((?:%s)/[\w./-]*[\w/])(?![\w*{<])" % FOLDERS)


def anchors(text):
    """The identifiers of the headings, as GitHub and pandoc (gfm) make them."""
    found = set()
    for heading in re.findall(r"^#+ +(.*)$", re.sub(r"(?ms)^```.*?^```", "", text), re.M):
        plain = re.sub(r"[`*]", "", heading).strip().lower()
        found.add(re.sub(r"[^\w\- ]", "", plain).replace(" ", "-"))
    return found


def check_page(root, page, problems):
    text = page.read_text()
    for match in LINK.finditer(text):
        target = match[1] or match[2]
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        if not file.exists():
            problems.append("%s: no file %s" % (page, target))
        elif anchor and anchor not in anchors(file.read_text()):
            problems.append("%s: no heading %s" % (page, target))
    for match in PATH.finditer(re.sub(r"(?ms)^```console$.*?^```$", "", text)):
        path = match[1].rstrip(".")
        if not any((root / path).parent.glob((root / path).name + "*")):
            problems.append("%s: no path %s" % (page, path))


class Html(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.links, self.identifiers = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if values.get("id"):
            self.identifiers.add(values["id"])
        if tag == "a" and values.get("href"):
            self.links.append(values["href"])


def check_web(folder, problems):
    pages = {page.name: Html(page.read_text()) for page in folder.glob("*.html")}
    for name, page in pages.items():
        for link in page.links:
            target, _, anchor = link.partition("#")
            if re.match(r"[a-z]+:", link) or target.startswith("../") or "/" in target:
                continue
            if target and target not in pages:
                if not target.endswith((".json", ".md")):
                    problems.append("%s: no page %s" % (name, link))
            elif anchor and anchor not in pages[target or name].identifiers:
                problems.append("%s: no anchor %s" % (name, link))
    return len(pages)


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    problems = []
    markdown = [root / "README.md", root / "bench/README.md", *sorted(root.glob("docs/*.md"))]
    for page in markdown:
        check_page(root, page, problems)
    web = check_web(pathlib.Path(sys.argv[2]), problems) if len(sys.argv) > 2 else 0
    print("\n".join(problems) or "%d pages, %d web pages: all links and paths are good" % (len(markdown), web))
    sys.exit(bool(problems))


main()
