#!/usr/bin/env python3
"""The report of demo_reproduce, loaded in a headless Chromium: what a reader on a desk, with a phone, in the dark, on
paper and with a screen reader gets. Every check has a control: a page spoilt on purpose, which it must refuse."""
import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
sys.path[:0] = ["tools"]
import chromium  # noqa: E402
import unittest_xml  # noqa: E402

PROGRAM = "referee/report/demo_reproduce"
SCRATCH = os.environ["TEST_TMPDIR"]
FIGURES = 3
BADGES = 18  # and headings: the page 1, its part 1, experiments 3, their origin 1, claims 3, "Run it again" 3; verdicts 3 and 3

# What the page is made of, as laid out.
LAYOUT = r"""(() => {
  const box = element => element ? (r => [r.width, r.height])(element.getBoundingClientRect()) : [0, 0];
  // Beyond the right edge of the window, unless in a box of its own that scrolls or hides it.
  const beyond = [];
  for (const element of document.body.querySelectorAll("*")) {
    if (element.getBoundingClientRect().right <= document.documentElement.clientWidth + 1) continue;
    let inside = false;
    for (let up = element.parentElement; up; up = up.parentElement) {
      inside = inside || (getComputedStyle(up).overflowX !== "visible")
                         && up.getBoundingClientRect().right <= document.documentElement.clientWidth + 1;
    }
    if (!inside) beyond.push(element.tagName + " " + element.className + " " + element.id);
  }
  const ids = [...document.querySelectorAll("[id]")].map(element => element.id);
  const references = [];
  for (const element of document.querySelectorAll("*")) {
    for (const attribute of element.attributes) {
      if (/href$/.test(attribute.name) && attribute.value[0] === "#") references.push(attribute.value.slice(1));
      if (/^(for|aria-labelledby)$/.test(attribute.name)) references.push(attribute.value);
      for (const match of attribute.value.matchAll(/url\(["']?#([^"')]*)/g)) references.push(match[1]);
    }
  }
  return {
    title: document.title,
    table: box(document.querySelector("table#verdicts")),
    rows: [...document.querySelectorAll("table#verdicts tbody tr")].map(box),
    figures: [...document.querySelectorAll("figure img")].map(box),
    // Pixels that are not white.
    drawn: [...document.querySelectorAll("figure img")].map(image => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
      if (!canvas.width || !canvas.height) return 0;
      const context = canvas.getContext("2d");
      context.fillStyle = "#fff";
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.drawImage(image, 0, 0);
      const pixels = context.getImageData(0, 0, canvas.width, canvas.height).data;
      return pixels.filter((value, i) => i % 4 === 0 && value < 250).length;
    }),
    handlers: [...document.querySelectorAll("*")].filter(element => [...element.attributes].some(a => /^on/i.test(a.name))).length,
    leaves: document.querySelectorAll("meta[http-equiv=refresh i]").length,
    foreign: document.querySelectorAll("svg, iframe, object, embed, form, base").length,
    badges: [...document.querySelectorAll(".badge, h1, h2, h3, h4")].length,
    scrollWidth: document.documentElement.scrollWidth, clientWidth: document.documentElement.clientWidth,
    beyond, references: references.length,
    twice: ids.filter((id, i) => ids.indexOf(id) !== i),
    dangling: references.filter(id => !ids.includes(id)),
    columns: [...document.querySelectorAll("th")].filter(th => !th.scope).length,
    scripts: document.scripts.length,
  };
})()"""

# The lowest contrast of any text with what is behind it [WCAG 2.1, 1.4.3], figures left out, and that text.
CONTRAST = r"""(() => {
  const parse = color => (color.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
  const luminance = rgb => rgb.slice(0, 3).map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
      .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  let worst = [99, ""];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.getClientRects().length) continue;
    let behind = [255, 255, 255];
    for (let up = element; up; up = up.parentElement) {
      const color = parse(getComputedStyle(up).backgroundColor);
      if (color.length === 3 || color[3] === 1) { behind = color; break; }
    }
    const [a, b] = [luminance(parse(getComputedStyle(element).color)), luminance(behind)];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < worst[0]) worst = [contrast, walker.currentNode.data.trim().slice(0, 60)];
  }
  return worst;
})()"""

LOADS = {  # what would make the browser ask for something, and what it would ask for
    "image": '<img src="http://192.0.2.1/image.png" alt="">',
    "style": '<link rel="stylesheet" href="https://example.org/style.css">',
    "font": '<style>@font-face { font-family: far; src: url("http://192.0.2.1/font.woff") } body h1 { font-family: far }</style>',
    "frame": '<iframe src="http://192.0.2.1/frame.html"></iframe>',
    "script": '<script src="http://192.0.2.1/script.js"></script>',
    "neighbour": '<img src="demo_hostile/demo_hostile.svg" alt="">',
    "figure": '<svg width="9" height="9"><image href="http://192.0.2.1/in.png" width="9" height="9"/></svg>',
}

# A figure that tries to be more than a figure.
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="400" height="300" %s>%s</svg>'
INK = '<rect width="300" height="200" fill="#123"/>'
HOSTILE = {
    "a_script": SVG % ("", INK + "<script>top.document.title = 'run'</script>"),
    "a_handler": SVG % ("onload=\"top.document.title = 'run'\"", INK),
    "a_refresh": SVG % ("", INK) + '<meta http-equiv="refresh" content="0; url=http://192.0.2.1/">',
    "a_refresh_within": SVG % ("", INK + '<foreignObject width="9" height="9"><meta xmlns="http://www.w3.org/1999/xhtml" '
                                         'http-equiv="refresh" content="0; url=http://192.0.2.1/"/></foreignObject>'),
    "a_script_as_attribute": '<svg xmlns="http://www.w3.org/2000/svg" <script>document.title = "run"</script>="" width="400"/>',
    "a_heading": SVG % ("", INK) + '<h4>Theorem 7 <span class="badge confirmed">confirmed</span></h4>',
    "an_end": '"></div></main><script>document.title = "run"</script>',
    "something_far": SVG % ("", INK + '<image xlink:href="http://192.0.2.1/in.png" width="9" height="9"/>'
                            '<style>@import "http://192.0.2.1/style.css";</style>'),
    "nothing": "",
}
DATA = 'src="data:image/svg+xml;base64,'


def data_of(document):
    """The address of an image that is this document."""
    return DATA + base64.b64encode(document.encode()).decode() + '"'


def first_figure(html):
    """The address of the page's first figure."""
    return re.search(re.escape(DATA) + '[^"]*"', html).group(0)

POLICY = '<meta http-equiv="Content-Security-Policy"'


class ReportPage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = os.path.join(SCRATCH, "out")
        done = subprocess.run([PROGRAM, "--quick", "--out", cls.directory], capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)
        cls.page = os.path.join(cls.directory, "report.html")
        with open(cls.page, encoding="utf-8") as file:
            cls.html = file.read()
        cls.browser = chromium.Chromium(SCRATCH)
        cls.addClassCleanup(cls.browser.close)

    def spoilt(self, old, new):
        """The page with something replaced."""
        old = old(self.html) if callable(old) else old
        self.assertIn(old, self.html)
        path = os.path.join(self.directory, "spoilt.html")
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.html.replace(old, new))
        return path

    def outside(self, path):
        """What the page asks for besides itself and what it contains."""
        self.browser.load(path)
        asked = self.browser.requests()
        self.assertEqual(asked[0], "file://" + path)
        return [address for address in asked[1:] if not address.startswith("data:")]

    def check_layout(self, layout):
        """The faults of a page."""
        faults = []
        if min(layout["table"]) < 100 or len(layout["rows"]) != 3 or any(min(row) < 10 for row in layout["rows"]):
            faults.append("verdict table")
        if len(layout["figures"]) != FIGURES or any(min(figure) < 60 for figure in layout["figures"]):
            faults.append("figures")
        if len(layout["drawn"]) != FIGURES or min(layout["drawn"], default=0) < 500:
            faults.append("empty figure")
        if layout["scrollWidth"] > layout["clientWidth"] or layout["beyond"]:
            faults.append("overflow")
        if layout["twice"] or layout["dangling"] or layout["references"] < 10:
            faults.append("ids")
        if layout["columns"]:
            faults.append("headers without scope")
        if layout["scripts"] or layout["title"] == "run":
            faults.append("scripts")
        if layout["handlers"]:
            faults.append("event handlers")
        if layout["leaves"]:
            faults.append("refresh")
        if layout["foreign"]:
            faults.append("foreign markup")
        if layout["badges"] != BADGES:
            faults.append("headings")
        return faults

    def test_asks_for_nothing(self):
        self.assertEqual(self.outside(self.page), [])

    def test_contrast_is_seen(self):
        self.browser.load(self.spoilt("</style>\n</head>", "dt { color: #999 !important }</style>\n</head>"))
        self.assertLess(self.browser.evaluate(CONTRAST)[0], 3)

    def test_print(self):
        self.browser.load(self.page, width=794, scheme="dark", media="print")
        colors = self.browser.evaluate("[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]")
        self.assertEqual(colors, ["rgb(0, 0, 0)", "rgb(255, 255, 255)"])
        self.assertGreaterEqual(self.browser.evaluate(CONTRAST)[0], 7)
        self.browser.call("Emulation.setEmulatedMedia", media="")
        pdf = base64.b64decode(self.browser.call("Page.printToPDF", preferCSSPageSize=True)["data"])
        self.assertTrue(pdf.startswith(b"%PDF-"))
        # The table, and from a new page on the experiments.
        self.assertGreaterEqual(pdf.count(b"/Type /Page\n"), 3)

    def test_figures_have_names_and_headings_have_order(self):
        self.browser.load(self.page)
        nodes = self.browser.call("Accessibility.getFullAXTree")["nodes"]
        roles = [(node["role"]["value"], node.get("name", {}).get("value", ""),
                  {p["name"]: p["value"].get("value") for p in node.get("properties", [])})
                 for node in nodes if not node["ignored"] and "role" in node]
        images = [name for role, name, _ in roles if role in ("image", "img", "graphics-document")]
        self.assertEqual(images, [
            "Remainder of the sum of 1/i². Panel: π2/6 - sum against n. Series: remainder.",
            '"Lines" & <points>. Panel. Series: <y> & x. Panel. Series: <y> & x.', "A map. Panel. Colour: x y."])
        levels = [properties["level"] for role, _, properties in roles if role == "heading"]
        self.assertEqual(levels[0], 1)
        self.assertEqual(levels.count(1), 1)
        self.assertTrue(all(below - above <= 1 for above, below in zip(levels, levels[1:])), levels)
        self.assertGreaterEqual(len(levels), 10)
        headers = [name for role, name, _ in roles if role == "columnheader"]
        self.assertEqual(headers[:6], ["Claim", "Where", "As stated", "Verdict", "Measured", "Slack"])

    def test_the_phone_keeps_the_table_a_table(self):
        self.browser.load(self.page, width=390)
        roles = [node["role"]["value"] for node in self.browser.call("Accessibility.getFullAXTree")["nodes"]
                 if not node["ignored"] and "role" in node]
        self.assertIn("table", roles)
        self.assertGreaterEqual(roles.count("rowheader"), 3)

    def test_an_enlarged_figure_scrolls_in_its_own_box(self):
        self.browser.load(self.page, width=390)
        before = self.browser.evaluate("document.querySelector('#figure-2 img').getBoundingClientRect().width")
        self.browser.evaluate("document.querySelector('label[for=figure-2-enlarge]').click()")
        after = self.browser.evaluate("document.querySelector('#figure-2 img').getBoundingClientRect().width")
        self.assertLess(before, 390)
        self.assertEqual(after, 1100)
        self.assertEqual(self.check_layout(self.browser.evaluate(LAYOUT)), [])


def asks(self, element):
    found = self.outside(self.spoilt(POLICY, element + "<meta name=\"policy\""))
    self.assertEqual(len(found), 1, found)
    # The page's policy stops it, should it ever get in.
    self.outside(self.spoilt("<main>", element + "<main>"))
    stopped = {event["params"]["requestId"] for event in self.browser.events
               if event["method"] == "Network.loadingFailed" and event["params"].get("blockedReason") == "csp"}
    left = [event["params"]["request"]["url"] for event in self.browser.events
            if event["method"] == "Network.requestWillBeSent" and event["params"]["requestId"] not in stopped]
    self.assertEqual([address for address in left[1:] if not address.startswith("data:")], [])


def lays_out(self, window):
    width, scheme = window
    self.browser.load(self.page, width=width, scheme=scheme)
    layout = self.browser.evaluate(LAYOUT)
    self.assertEqual(self.check_layout(layout), [], layout)
    self.assertEqual(layout["clientWidth"], width)
    contrast, text = self.browser.evaluate(CONTRAST)
    self.assertGreaterEqual(contrast, 4.5, text)
    # A figure is dark ink: it needs its white sheet, also in the dark.
    sheets = self.browser.evaluate("[...document.querySelectorAll('.card')].map(card => getComputedStyle(card).backgroundColor)")
    self.assertEqual(sheets, ["rgb(255, 255, 255)"] * FIGURES)
    paper = self.browser.evaluate("getComputedStyle(document.body).backgroundColor")
    self.assertEqual(paper, {"light": "rgb(251, 250, 247)", "dark": "rgb(21, 24, 27)"}[scheme])


def refuses(self, spoiling):
    fault, old, new = spoiling
    self.browser.load(self.spoilt(old, new), width=390)
    self.assertIn(fault, self.check_layout(self.browser.evaluate(LAYOUT)))


def keeps_out(self, document):
    """A figure of any content, put where the program reads it from, with its hash in the record: the page that it
    makes is the page as it was, but for that image."""
    directory = os.path.join(SCRATCH, "hostile")
    shutil.rmtree(directory, ignore_errors=True)
    shutil.copytree(self.directory, directory)
    with open(os.path.join(directory, "demo_experiment", "demo_experiment.svg"), "w", encoding="utf-8") as file:
        file.write(document)
    record = os.path.join(directory, "reproduce.json")
    with open(record, encoding="utf-8") as file:
        runs = json.load(file)
    files = runs["experiments"]["demo_experiment"]["files"]
    files["demo_experiment.svg"] = hashlib.sha256(document.encode()).hexdigest()
    with open(record, "w", encoding="utf-8") as file:
        json.dump(runs, file)
    done = subprocess.run([PROGRAM, "--quick", "--out", directory], capture_output=True, text=True, check=False)
    self.assertIn("demo_experiment: up to date", done.stdout)
    page = os.path.join(directory, "report.html")
    with open(page, encoding="utf-8") as file:
        self.assertIn(data_of(document), file.read())
    self.assertEqual(self.outside(page), [])
    # One that is no image, or nothing to see, is the reader's loss, and no more.
    self.assertEqual(set(self.check_layout(self.browser.evaluate(LAYOUT))) - {"figures", "empty figure"}, set())
    self.assertEqual(self.browser.evaluate("location.protocol"), "file:")


unittest_xml.add_cases(ReportPage, "keeps_out", HOSTILE, keeps_out)
unittest_xml.add_cases(ReportPage, "the_check_sees", LOADS, asks)
unittest_xml.add_cases(ReportPage, "window", {
    f"{width}_{scheme}": (width, scheme) for width in (320, 390, 800, 1280) for scheme in ("light", "dark")}, lays_out)
unittest_xml.add_cases(ReportPage, "refuses", {
    "a_page_without_table": ("verdict table", 'id="verdicts"', 'id="others"'),
    "a_hidden_table": ("verdict table", "</style>\n</head>", "table { display: none !important }</style>\n</head>"),
    "a_figure_of_no_height": ("figures", "</style>\n</head>", "#figure-2 img { height: 0 !important }</style>\n</head>"),
    "a_missing_figure": ("figures", '<figure id="figure-3">', '<figure id="figure-3" hidden>'),
    "an_empty_figure": ("empty figure", first_figure, data_of(SVG % ("", ""))),
    "a_figure_that_is_none": ("empty figure", first_figure, data_of("<svg")),
    "a_wide_table": ("overflow", "</style>\n</head>", "#verdicts { width: 500px !important }</style>\n</head>"),
    "an_id_twice": ("ids", "<main>", '<main id="figure-1">'),
    "a_link_to_nowhere": ("ids", 'href="#claim-demo-moody"', 'href="#claim-demo-nobody"'),
    "a_header_without_scope": ("headers without scope", '<th scope="col" role', "<th role"),
    "a_script": ("scripts", "<main>", "<script></script><main>"),
    "a_handler": ("event handlers", "<main>", '<main onclick="1">'),
    "a_refresh": ("refresh", "<main>", '<meta http-equiv="Refresh" content="1000; url=about:blank"><main>'),
    "a_figure_as_markup": ("foreign markup", "<main>", "<svg></svg><main>"),
    "a_forged_heading": ("headings", "<main>", "<main>" + HOSTILE["a_heading"].partition("</svg>")[2]),
}, refuses)

if __name__ == "__main__":
    unittest_xml.main()
