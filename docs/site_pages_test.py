#!/usr/bin/env python3
"""What comments of headers and documents become before Doxygen and Sphinx see them; and the links that are refused."""
import os
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path[:0] = ["tools", "docs"]
import check_links  # noqa: E402
import header_comments  # noqa: E402
import site_pages  # noqa: E402
import unittest_xml  # noqa: E402

HEADER = """/// Kernels <x, z> of `phi` [Key2020, eq. (1)], as in other.h: \\alpha @ #1 a--b.
///   k(x)  = |x|^2
///           * 2
///
///   m(x) = 1
/// - an item
///   goes on
/// Throws nothing.
#ifndef A_H_
inline namespace HADAMARD_NTK_REGISTERS {
/// Of one line.
int value;  ///< <= 1
typedef T Type __attribute__((vector_size(kBytes)));
template double Of<float>(int);
template <class T>
T Of(int);
}  // namespace HADAMARD_NTK_REGISTERS
template <class T>
class std::numeric_limits<A<T>> {
  int n;
};
"""

FOR_DOXYGEN = """/*!
\\file

Kernels &lt;x, z&gt; of <tt>phi</tt> [<a href="refs#Key2020">Key2020</a>, eq. (1)], as in %other.h: \\\\alpha \\@ \\#1 a-\\-b.

@verbatim
k(x)  = |x|^2
        * 2

m(x) = 1
@endverbatim
- an item goes on

Throws nothing.

*/
#ifndef A_H_

/*!

Of one line.

*/
int value;  ///< &lt;= 1
typedef T Type;

template <class T>
T Of(int);


"""

HEADERS = {"ntk/kernel.h": "", "ntk/filters/relu.h": "", "models/kernel.h": "", "models/net.h": ""}

RESULTS = """# Results

| claim | verdict | why | experiment |
|---|---|---|---|
| [`one`](#one), Theorem 1 | confirmed | so | `decay` |

## Claim by claim
"""


class Comments(unittest.TestCase):
    def test_a_header_for_doxygen(self):
        written = header_comments.for_doxygen(HEADER, {"Key2020": "refs#Key2020"}.get)
        self.assertEqual(written.rstrip(), FOR_DOXYGEN.rstrip())

    def test_the_first_sentence(self):
        self.assertEqual(header_comments.summary("/// The rank, e.g. of it: by\n/// elimination. More.\n"), "The rank, e.g. of it")
        self.assertEqual(header_comments.summary("/// Two [A; Key2020; B.1]\n/// lines\n///   x = y\n"), "Two lines")


class Documents(unittest.TestCase):
    def test_a_header_is_found_from_where_it_is_named(self):
        for name, user, path in (("kernel.h", "ntk/README.md", "ntk/kernel.h"), ("relu.h", "ntk/README.md", "ntk/filters/relu.h"),
                                 ("kernel.h", "ntk/filters/relu.h", "ntk/kernel.h"), ("models/net.h", "ntk/kernel.h", "models/net.h"),
                                 ("kernel.h", "README.md", None), ("absent.h", "ntk/README.md", None)):
            self.assertEqual(site_pages.header_named(name, user, HEADERS), path)

    def test_links(self):
        for old, new in {
                "[a](../README.md#top)": "[a](../index.md#top)", "[a](../REFERENCES.bib)": "[a](../references.rst)",
                "[a](kernel.h)": "[a](../reference/ntk/kernel.h.rst)", "[a](missing.h)": "a",
                "see `kernel.h`": "see [`kernel.h`](../reference/ntk/kernel.h.rst)", "`absent.h`": "`absent.h`",
                "[a](https://example.org)": "[a](https://example.org)", "![a](x.svg)": "![a](x.svg)",
                "```\n[a](kernel.h) `kernel.h`\n```": "```\n[a](kernel.h) `kernel.h`\n```", "<!-- gone -->\nhere": "here",
        }.items():
            self.assertEqual(site_pages.document("ntk/README.md", old, HEADERS), new)

    def test_many_escapes_take_no_time(self):
        text = "[" + r"\_" * 2000 + "](" * 3
        self.assertEqual(site_pages.document("a.md", text, {}), text)

    def test_a_figure_has_its_command(self):
        documents = {"experiments/p/RESULTS.md": RESULTS, "experiments/p/README.md": """# P

![By name](../../docs/figures/decay_rates.svg)

![By caption](../../docs/figures/other.svg)
*Seen (`tools/bazel run
//experiments:growth -- --n 3`).*
"""}
        page = site_pages.gallery_page(["docs/figures/decay_rates.svg", "docs/figures/other.svg"], documents)
        self.assertIn("```\ntools/bazel run //experiments:decay\n```", page)
        self.assertIn("*Seen.*\n\n```\ntools/bazel run //experiments:growth -- --n 3\n```", page)
        with self.assertRaisesRegex(SystemExit, "unseen.svg: no document shows it"):
            site_pages.gallery_page(["docs/figures/unseen.svg"], documents)
        documents["experiments/p/RESULTS.md"] = ""
        with self.assertRaisesRegex(SystemExit, "decay_rates.svg names no command"):
            site_pages.gallery_page(["docs/figures/decay_rates.svg"], documents)

    def test_verdicts(self):
        page = site_pages.verdicts_page(["p"], {"experiments/p/README.md": "# P\n", "experiments/p/RESULTS.md": RESULTS})
        self.assertIn("| [`one`](experiments/p/RESULTS.md#one), Theorem 1 | confirmed |", page)

    def test_the_bibliography(self):
        entries = site_pages.bibliography(r"""@book{A2000, author = {Cl{\'e}ment, Ann and {\"O}z, B.},
  title = {On {ReLU}}, publisher = {P}, year = {2000}}
""")
        self.assertEqual(entries["A2000"]["author"], "Clément, Ann and Öz, B.")
        self.assertIn(".. _a2000:\n\n**A2000**  Ann Clément, B. Öz: *On ReLU*. P. 2000.", site_pages.references_page(entries))

    def test_every_document_has_its_place(self):
        documents = {"README.md": "# R\n", "ntk/README.md": "# N\n", "NEW.md": "# New\n", "ARCHITECTURE.md": "# A\n\n## files: results\n\nWhole.\n\n## ntk\n",
                     "experiments/p/README.md": "# P\n", "python/README.md": "# Y\n", "docs/tutorials/t.md": "# T\n",
                     "experiments/p/RESULTS.md": RESULTS}
        pages = site_pages.pages({"ntk/kernel.h": "/// Kernels.\n", "files/zip.h": "/// Archives.\n"}, documents, [], {})
        for entry in ("\nNEW\n", "\nntk/README\n", "\nfiles <reference/files/index>\n", "\nexperiments/p/README\n", "\nverdicts\n",
                      ":caption: Use\n\npython/README\n", ":caption: Tutorials\n\ndocs/tutorials/t\n"):
            self.assertIn(entry, pages["index.md"])
        self.assertIn("# Reference of ntk\n\n| header | what it is |\n|---|---|\n| [kernel.h](kernel.h.rst) | Kernels |\n",
                      pages["reference/ntk/index.md"])
        self.assertIn("# files: results\n\nWhole.\n\n| header |", pages["reference/files/index.md"])
        self.assertIn("\nRESULTS\n", pages["experiments/p/README.md"])
        self.assertIn("\nReference </python/reference>\n", pages["python/README.md"])


class Links(unittest.TestCase):
    def check(self, body, files=()):
        with tempfile.TemporaryDirectory(dir=os.environ.get("TEST_TMPDIR")) as directory:
            for name, text in {"a.html": f"<html><body>\n{body}</body></html>", "b/b.html": '<h1 id="there">B</h1>', **dict(files)}.items():
                os.makedirs(os.path.dirname(os.path.join(directory, name)), exist_ok=True)
                with open(os.path.join(directory, name), "w", encoding="utf-8") as file:
                    file.write(text)
            return check_links.check(directory)

    def test_good_links(self):
        body = """<a href="b/b.html#there">1</a><a href="#here" id="here">2</a><a href="b/b.html?q=1">3</a><img src="data:,x">
<a href="https://example.org/x">4</a>"""
        self.assertEqual(self.check(body), ([], {"https://example.org/x": 1}))

    def test_an_empty_directory(self):
        with tempfile.TemporaryDirectory(dir=os.environ.get("TEST_TMPDIR")) as directory:
            self.assertEqual(check_links.check(directory)[0], [f"{directory}: no page"])


def refuses(self, planted):
    fault, body, files = planted
    found = self.check(body, files)[0]
    self.assertEqual(len(found), 1, found)
    self.assertIn(fault, found[0])


unittest_xml.add_cases(Links, "refuses", {
    "a_missing_page": ("a.html:2: c.html leads nowhere", '<a href="c.html">1</a>', {}),
    "a_missing_id": ("a.html:2: b/b.html#nowhere: no such id on that page", '<a href="b/b.html#nowhere">1</a>', {}),
    "a_missing_id_at_home": ("a.html:2: #nowhere: no such id", '<a href="#nowhere">1</a>', {}),
    "a_missing_image": ("x.svg leads nowhere", '<img src="x.svg">', {}),
    "a_path_of_a_server": ("/b/b.html leads nowhere", '<a href="/b/b.html">1</a>', {}),
    "a_directory": ("b leads nowhere", '<a href="b">1</a>', {}),
    "a_script_from_outside": ("loads https://example.org/x.js from outside", '<script src="https://example.org/x.js"></script>', {}),
    "a_style_from_outside": ("loads //example.org/x.css from outside", '<link rel="stylesheet" href="//example.org/x.css">', {}),
    "an_import": ("s.css:1: loads /x.css, which is not here", "", {"s.css": "@import url(/x.css);"}),
    "a_font": ("s.css:2: loads http://example.org/f.woff, which", "", {"s.css": "\n@font-face { src: url('http://example.org/f.woff') }"}),
}, refuses)

if __name__ == "__main__":
    unittest_xml.main()
