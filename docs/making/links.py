"""Links within the built site: every file and every place on a page that a page leads to is there."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Page(HTMLParser):
    """Gathers the places of a page and where its links and pictures lead."""

    def __init__(self, text: str):
        super().__init__()
        self.places: set[str] = set()
        self.links: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        """Take ids and names as places, `href` and `src` as links."""
        said = dict(attrs)
        self.places |= {said[name] for name in ("id", "name") if said.get(name)}
        self.links |= {said[name] for name in ("href", "src") if said.get(name)}


def broken_links(folder: Path) -> list[str]:
    """Give each link of a folder of pages that leads to no file of it, or to no place on a page."""
    files = (path for path in sorted(folder.rglob("*.html")) if "_static" not in path.parts)  # templates of the theme
    pages = {path.resolve(): Page(path.read_text(encoding="utf-8")) for path in files}
    faults = []
    for path, page in pages.items():
        for link in sorted(page.links):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or not (parts.path or parts.fragment):
                continue
            there = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            place = unquote(parts.fragment)
            if not there.exists():
                faults.append(f"{path.relative_to(folder.resolve())}: {link} leads to no file")
            elif place and there in pages and place not in pages[there].places:
                faults.append(f"{path.relative_to(folder.resolve())}: {link} leads to no place on that page")
    return faults
