"""Sphinx's configuration of the site; docs/build_site.py lays out the sources and runs Sphinx."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

project = "hadamard-ntk"
extensions = ["breathe", "myst_parser", "header_reference"]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
root_doc = "index"
highlight_language = "none"
smartquotes = False  # u' is a derivative
pygments_style = "tango"
pygments_dark_style = "native"

breathe_projects = {"headers": os.environ["HEADERS_XML"]}
breathe_default_project = "headers"
breathe_domain_by_extension = {"h": "cpp"}
breathe_show_include = False

myst_heading_anchors = 4

html_theme = "furo"
html_title = "hadamard-ntk"
html_static_path = ["site.css"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_show_copyright = False
html_use_index = False
html_domain_indices = False
add_module_names = False
python_use_unqualified_type_names = True
# Summaries would be fetched, which browsers refuse to pages that come from files.
html_show_search_summary = False
