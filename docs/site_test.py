#!/usr/bin/env python3
"""The built documentation: every link leads somewhere, and a reader at a desk, with a phone or in the dark, without a
network or a server, can read and search it. Each check has a control: a page spoilt on purpose, which it must refuse."""
import glob
import os
import re
import sys
import unittest
import urllib.parse

sys.dont_write_bytecode = True
sys.path[:0] = ["tools", "docs"]
import check_links  # noqa: E402
import chromium  # noqa: E402
import unittest_xml  # noqa: E402

SITE = os.path.abspath(os.environ.get("SITE", "docs/site"))
SCRATCH = os.environ["TEST_TMPDIR"]
WINDOWS = {"desk": (1280, "light"), "desk_in_the_dark": (1280, "dark"), "phone": (400, "light"), "phone_in_the_dark": (400, "dark")}
PAGES = ["index", "verdicts", "gallery", "references", "search", "CHANGELOG", "ntk/README", "tools/ntk/README",
         "experiments/polynomial_nets/README", "experiments/polynomial_nets/RESULTS", "reference/models/index",
         "python/README", "python/reference", "docs/tutorials/spectrum", "docs/tutorials/pytorch_net",
         "reference/ntk/features.h", "reference/referee/experiment.h", "reference/spectral/dispersion_transform.h"]

LAYOUT = r"""(() => ({
  window: document.documentElement.clientWidth,
  // The theme hides what leaves the window, and on a phone lets the text scroll within its column.
  hidden: Math.max(...[document.documentElement, ...document.querySelectorAll(".content")].map(
      element => element.scrollWidth - element.clientWidth)),
  title: document.querySelector("h1") ? document.querySelector("h1").getBoundingClientRect().height : 0,
  paper: getComputedStyle(document.body).backgroundColor,
  ink: getComputedStyle(document.querySelector("article") || document.body).color,
  empty: [...document.images].filter(image => !image.naturalWidth).map(image => image.src),
}))()"""


def luminance(color):
    return sum(float(v) * w for v, w in zip(re.findall(r"[\d.]+", color), (0.2126, 0.7152, 0.0722))) / 255


class Site(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.browser = chromium.Chromium(SCRATCH)
        cls.addClassCleanup(cls.browser.close)

    def faults(self, path, window):
        """What is wrong with a page in a window."""
        width, scheme = window
        self.browser.load(path, width=width, scheme=scheme)
        layout = self.browser.evaluate(LAYOUT)
        found = set()
        if layout["hidden"] > 0 or layout["window"] != width:
            found.add("wider than the window")
        if not layout["title"] and not path.endswith("search.html"):
            found.add("no title")
        if layout["empty"]:
            found.add("empty image")
        dark = scheme == "dark"
        if (luminance(layout["paper"]) < 0.2) != dark or (luminance(layout["ink"]) > 0.6) != dark:
            found.add("not in the system's colours")
        for event in self.browser.events:
            if event["method"] == "Runtime.exceptionThrown" or (
                    event["method"] == "Log.entryAdded" and event["params"]["entry"]["level"] == "error"):
                found.add("error on the console")
        if not all(address.startswith(("file://" + urllib.parse.quote(SITE) + "/", "file://" + urllib.parse.quote(SCRATCH) + "/",
                                       "data:")) for address in self.browser.requests()):
            found.add("asks for something outside")
        return found

    def spoilt(self, old, new):
        """The first page with something replaced, and its links made absolute."""
        with open(os.path.join(SITE, "index.html"), encoding="utf-8") as file:
            text = file.read()
        self.assertIn(old, text)
        text = text.replace(old, new, 1).replace("<head>", f'<head><base href="file://{urllib.parse.quote(SITE)}/">', 1)
        path = os.path.join(SCRATCH, "spoilt.html")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def test_links(self):
        faults, outside = check_links.check(SITE)
        self.assertEqual(faults, [])
        print("linked outside:", *sorted(outside))

    def test_every_page_fits_a_phone(self):
        pages = [os.path.join(folder, name) for folder, _, names in os.walk(SITE) for name in names if name.endswith(".html")]
        self.assertGreater(len(pages), 250)
        wide = [os.path.relpath(page, SITE) for page in pages if self.faults(page, WINDOWS["phone"])]
        self.assertEqual(wide, [])

    def found(self, word):
        """The addresses of the pages that the search finds."""
        self.browser.load(os.path.join(SITE, f"search.html?q={word}"))
        return self.browser.evaluate("""new Promise(done => {
          const wait = setInterval(() => {
            const status = document.querySelector("#search-results .search-summary");
            if (!status || !/found|did not match/.test(status.innerText)) return;
            clearInterval(wait);
            setTimeout(() => done([...document.querySelectorAll("#search-results li a")].map(a => a.getAttribute("href"))), 500);
          }, 50);
        })""")

    def test_search(self):
        found = self.found("Froissart")
        self.assertTrue(any("reference/spectral/dispersion_transform.h" in address for address in found), found)
        found = self.found("leave_one_out")
        self.assertTrue(any("python/reference.html#hadamard_ntk.KernelRegression.leave_one_out" in address for address in found), found)
        self.assertEqual(self.found("xyzzyplugh"), [])

    def test_tutorials_show_what_they_give(self):
        pages = glob.glob(os.path.join(SITE, "docs/tutorials/*.html"))
        self.assertGreaterEqual(len(pages), 4)
        for page in pages:
            self.browser.load(page)
            cells, outputs, figures, notebooks = self.browser.evaluate(
                """[".highlight-python", ".output", "article img", "a[href$='.ipynb']"].map(s => document.querySelectorAll(s).length)""")
            self.assertGreater(cells, outputs, page)
            self.assertGreater(outputs, 3, page)
            self.assertEqual((figures, notebooks), (1, 1), page)

    def test_the_reader_chooses_the_colours(self):
        self.browser.load(os.path.join(SITE, "index.html"))
        before = self.browser.evaluate(LAYOUT)["paper"]
        self.browser.evaluate("document.querySelector('.theme-toggle-content .theme-toggle').click()")
        self.assertNotEqual(self.browser.evaluate(LAYOUT)["paper"], before)
        self.browser.evaluate("localStorage.clear()")


def reads(self, page_and_window):
    page, window = page_and_window
    self.assertEqual(self.faults(os.path.join(SITE, page + ".html"), window), set())


def refuses(self, spoiling):
    fault, old, new = spoiling
    self.assertIn(fault, self.faults(self.spoilt(old, new), WINDOWS["phone_in_the_dark"]))


unittest_xml.add_cases(Site, "reads", {f"{re.sub('[/.]', '_', page)}_at_a_{name}": (page, window)
                                       for page in PAGES for name, window in WINDOWS.items()}, reads)
unittest_xml.add_cases(Site, "refuses", {
    "a_wide_box": ("wider than the window", "</h1>", '</h1><div style="width: 600px">wide</div>'),
    "a_page_without_title": ("no title", "<h1", "<h1 hidden"),
    "a_missing_image": ("empty image", "</h1>", '</h1><img src="nowhere.png" alt="">'),
    "light_in_the_dark": ("not in the system's colours", "</h1>", "</h1><style>body { background: #eee !important }</style>"),
    "a_script_that_fails": ("error on the console", "</h1>", "</h1><script>nobody()</script>"),
    "a_font_from_outside": ("asks for something outside", "</h1>", '</h1><link rel="stylesheet" href="http://192.0.2.1/font.css">'),
}, refuses)

if __name__ == "__main__":
    unittest_xml.main()
