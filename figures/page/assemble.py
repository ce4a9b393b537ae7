"""Put the interactive page together: python figures/page/assemble.py [--check] [--tables].

The page, figures/explore.html, is one file that asks nothing of anybody. Here it lies in readable
parts: index.html and what it names in {{double braces}}: a piece of HTML for each part of the page,
style.css, the numbers that minigrad computes (tables.json, by tables.py), and main.js. The modules
that main.js imports stand before it, each after those that it imports itself; in one file there is
nothing to import, so these lines and the word export go.
"""

import argparse
import re
import sys
from pathlib import Path

import tables

from minigrad._files import write_aside

HERE = Path(__file__).parent
PAGE = HERE.parent / "explore.html"
IMPORT = re.compile(r'^import .*?"\./(.+?)";\n', re.MULTILINE | re.DOTALL)
TOP_LEVEL = re.compile(r"^(?:export )?(?:const|let|function) (\{[^}]*\}|\w+)", re.MULTILINE)


def page():
    """Return the whole page."""

    def included(found):
        name = found[1]
        text = script(name) if name.endswith(".js") else (HERE / name).read_text(encoding="utf-8")
        return text.rstrip("\n")

    parts = re.compile(r"\{\{([\w.]+)\}\}")
    return parts.sub(included, (HERE / "index.html").read_text(encoding="utf-8"))


def script(name):
    """Return a module after all that it needs, each once, as one script."""
    texts = {}

    def add(name, waiting=()):
        if name in waiting:
            raise ValueError(
                f"modules import each other in a circle: {' → '.join([*waiting, name])}"
            )
        if name not in texts:
            text = (HERE / name).read_text(encoding="utf-8")
            for needed in IMPORT.findall(text):
                add(needed, (*waiting, name))
            texts[name] = re.sub("^export ", "", IMPORT.sub("", text), flags=re.MULTILINE)

    add(name)
    require_unique(texts)
    return "\n".join(f"// ==== {name} ====\n{text}" for name, text in texts.items())


def require_unique(texts):
    """Raise ValueError if two modules give different things the same name: in one file they meet."""
    owners = {}
    for module, text in texts.items():
        for found in TOP_LEVEL.findall(text):
            for name in re.findall(r"\w+(?=\s*[,}]|$)", found):
                if owners.setdefault(name, module) != module:
                    raise ValueError(f"{owners[name]} and {module} both have a {name}")


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Put figures/explore.html together.")
    parser.add_argument("--check", action="store_true", help="only say whether it is up to date")
    parser.add_argument(
        "--tables", action="store_true", help="compute the tables first, or check them"
    )
    options = parser.parse_args(arguments)
    if options.tables:
        (tables.require_fresh if options.check else tables.write)(tables.tables())
    new = page()
    if options.check:
        if PAGE.read_text(encoding="utf-8") != new:
            sys.exit(f"{PAGE.name} is not made of these parts: run python figures/page/assemble.py")
        return
    write_aside(PAGE, lambda aside: Path(aside).write_text(new, encoding="utf-8"))


if __name__ == "__main__":
    main()
