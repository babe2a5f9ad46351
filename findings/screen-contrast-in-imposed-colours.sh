#!/bin/sh
# The contrast of a button for who imposes their own colours on every page (forced-colors), measured by axe in Chromium.
#
# Guess: what getComputedStyle gives there is what is painted, so that a readable button is readable for axe too.
# Seen: Chromium (156, of Debian) paints black on white, and says so of `color` and `background-color`; but of
# `-webkit-text-fill-color`, whose initial value is that very colour, it gives the one that the page had wished for. axe
# (axe-playwright-python 0.1.8) reads that one: 1.08 against white, a violation on a button in plain sight.
# What follows for an application: in imposed colours, compare `color` with `background-color`, not by axe's rule.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || {
    echo "Missing: a Chromium of this system" >&2
    exit 1
}
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check playwright==1.65.2 axe-playwright-python==0.1.8
"$folder/venv/bin/python" - "$browser" <<'PYTHON'
import sys
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import sync_playwright

PAGE = """<!doctype html><html lang="fr"><head><title>Essai</title></head><body><main><h1>Essai</h1>
<button style="color: #f5f5fe; background-color: #000091">Enregistrer</button></main></body></html>"""
STYLE = """() => { const style = getComputedStyle(document.querySelector("button"));
    return [style.color, style.backgroundColor, style.webkitTextFillColor] }"""
RUN = """async () => (await axe.run({runOnly: ["color-contrast"]})).violations.flatMap(
    found => found.nodes.map(node => node.any[0].data.contrastRatio))"""
with sync_playwright() as playwright:
    chromium = playwright.chromium.launch(executable_path=sys.argv[1], args=["--no-sandbox", "--disable-gpu"])
    print("Chromium", chromium.version)
    page = chromium.new_page()
    seen = {}
    for mode in ("none", "active"):
        page.emulate_media(forced_colors=mode)
        page.set_content(PAGE)
        page.evaluate((Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text())
        seen[mode] = (page.evaluate(STYLE), page.evaluate(RUN))
        print("forced-colors:", mode, *seen[mode])
    chromium.close()
assert seen["none"][1] == [], "the page itself changed"
(color, background, filled), ratios = seen["active"]
assert (color, background) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)"), "the imposed colours changed"
assert filled == "rgb(245, 245, 254)", "Chromium gives the painted colour now"
assert ratios == [1.08], "axe no longer reads the colour that is not painted"
PYTHON
