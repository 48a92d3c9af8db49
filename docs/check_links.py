#!/usr/bin/env python3
"""Follows every link of a directory of static HTML.

usage: docs/check_links.py DIRECTORY

A link within must lead to a file that is there, and to an id on it. What a page loads (images, styles, scripts) must be
within, too; pages outside that a reader may click on are listed. Exit status 1 if anything is amiss.
"""
import html.parser
import os
import re
import sys
import urllib.parse

LOADED = {"src", "srcset", "data", "poster", "xlink:href"}
OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.I)
STYLE = re.compile(r"url\(\s*[\"']?(?!data:)([^\"')]+)|@import\s+[\"']([^\"']+)")


class Page(html.parser.HTMLParser):
    """The ids of a page and its links: (line, address, whether the browser loads it)."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links = set(), []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            value = value or ""
            if name == "id" or name == "name" and tag == "a":
                self.ids.add(value)
            elif name in LOADED and not value.startswith("data:"):
                self.links.append((self.getpos()[0], value, True))
            elif name == "href":
                # Of links, a browser loads all but those that only tell relations.
                loads = tag == "link" and not re.search("search|next|prev|index|canonical", dict(attrs).get("rel") or "")
                self.links.append((self.getpos()[0], value, loads or tag == "image"))
            elif name == "style":
                self.links += [(self.getpos()[0], a or b, True) for a, b in STYLE.findall(value)]


def check(directory):
    """The faults, as `file:line: message`; and the pages outside, with how often they are linked."""
    pages, faults, outside = {}, [], {}
    for folder, _, names in os.walk(directory):
        for name in names:
            path = os.path.join(folder, name)
            with open(path, encoding="utf-8", errors="replace") as file:
                text = file.read() if name.endswith((".html", ".css", ".svg")) else ""
            if name.endswith(".html"):
                pages[path] = Page(text)
            for match in STYLE.finditer(text) if name.endswith((".css", ".svg")) else ():
                address = match[1] or match[2]
                target = os.path.join(folder, address.partition("#")[0].partition("?")[0])
                if OUTSIDE.match(address) or address.startswith("/") or not address.startswith("#") and not os.path.isfile(target):
                    line = text.count("\n", 0, match.start()) + 1
                    faults.append(f"{os.path.relpath(path, directory)}:{line}: loads {address}, which is not here")
    for path, page in pages.items():
        for line, address, loaded in page.links:
            place = f"{os.path.relpath(path, directory)}:{line}"
            if OUTSIDE.match(address):
                if loaded:
                    faults.append(f"{place}: loads {address} from outside")
                outside[address] = outside.get(address, 0) + 1
                continue
            target, _, anchor = address.partition("#")
            target = urllib.parse.unquote(target.partition("?")[0])
            file = os.path.normpath(os.path.join(os.path.dirname(path), target)) if target else path
            if target.startswith("/") or not os.path.isfile(file):
                faults.append(f"{place}: {address} leads nowhere")
            elif anchor and file in pages and urllib.parse.unquote(anchor) not in pages[file].ids:
                faults.append(f"{place}: {address}: no such id on that page")
    if not pages:
        faults.append(f"{directory}: no page")
    return sorted(faults), outside


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    faults, outside = check(sys.argv[1])
    for address, count in sorted(outside.items()):
        print(f"outside, {count} times: {address}")
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
