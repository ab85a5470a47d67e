"""How Sphinx makes the site from the pages that scripts/site/pages.mjs lays out."""

project = "dockcompile"
extensions = ["myst_parser"]
root_doc = "index"
# Files that pages link to: they are copied.
exclude_patterns = ["files"]
source_suffix = {".md": "markdown"}
# Anchors as GitHub makes them.
myst_heading_anchors = 6
# Names of languages that only editors know, and pages that end below a heading of level 3.
suppress_warnings = ["misc.highlighting_failure", "myst.header"]

html_theme = "furo"
html_title = "dockcompile"
html_static_path = ["static"]
html_css_files = ["site.css"]
templates_path = ["templates"]
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "sidebar/search.html",
        "sidebar/scroll-start.html",
        "playground.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ]
}
# A reader of files on a disk cannot fetch other pages, so results are titles.
html_show_search_summary = False
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
# The same pages give the same bytes.
html_last_updated_fmt = None
