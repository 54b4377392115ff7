"""A page as a person has it before them."""

import shutil

# The headless shell renders as the whole browser does, in a quarter of the time.
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
PATIENCE = 300_000  # ms: on a busy machine a click may wait long, and that is no fault of the page
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


def drawn(page, chart: str):
    page.locator(f"#{chart}").scroll_into_view_if_needed()
    page.wait_for_selector(f"#{chart}[data-drawn] svg")
    return page.locator(f"#{chart} svg")


def said(page) -> list[str]:
    """All that the page itself says: texts and labels that are not of the corpus."""
    return page.evaluate(
        """() => {
            const found = [];
            const ofTheCorpus = document.querySelector("#class-lists bdi").lang;
            const data = `[lang="${ofTheCorpus}"], #language, .facts td, pre, script, style,`
                + "noscript";
            for (const node of document.querySelectorAll("body *")) {
                if (node.closest(data) && !node.hasAttribute("aria-label")) continue;
                for (const name of ["aria-label", "title", "placeholder", "alt"]) {
                    if (node.hasAttribute(name)) found.push(node.getAttribute(name));
                }
                if (node.closest(data)) continue;
                for (const child of node.childNodes) {
                    if (child.nodeType === 3 && child.data.trim()) found.push(child.data.trim());
                }
            }
            return found;
        }"""
    )


def rows(page, selector: str) -> list[list[str]]:
    return [
        [cell.strip() for cell in row.split("\t")]
        for row in page.locator(f"{selector} tbody").inner_text().strip().split("\n")
    ]
