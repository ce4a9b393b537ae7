"""axe-core, which knows what people with disabilities need of a page, finds nothing in any state."""

import json
import os
import shutil
import subprocess
import tarfile
from pathlib import Path
from urllib.parse import quote

import pytest
from browsing import NARROW, TABLES, WIDE, press

from minigrad._files import write_aside

pytestmark = pytest.mark.slow

VERSION = "4.10.2"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "minigrad"
WHAT_IS_WRONG = """async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ target }) => target).join(", ")}`)"""


@pytest.fixture(scope="session")
def axe():
    """Return the text of axe.min.js, which npm fetches once; it is not part of minigrad."""
    kept = CACHE / f"axe-core-{VERSION}.min.js"
    if not kept.exists():
        fetch(kept)
    return kept.read_text(encoding="utf-8")


def fetch(kept):
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm, which fetches axe-core, is not installed")
    kept.parent.mkdir(parents=True, exist_ok=True)
    got = subprocess.run(
        [npm, "pack", "--silent", f"axe-core@{VERSION}"],
        cwd=kept.parent,
        capture_output=True,
        timeout=120,
    )
    if got.returncode != 0:
        pytest.skip(f"npm could not fetch axe-core {VERSION}: is there a network?")
    packed = kept.with_name(f"axe-core-{VERSION}.tgz")
    with tarfile.open(packed) as archive:
        text = archive.extractfile("package/axe.min.js").read()
    write_aside(kept, lambda aside: Path(aside).write_bytes(text))
    packed.unlink()


TABLE = quote("a\tb\n1\t2\n2\t3\n3\t7\n4\t9")
ADDRESSES = {
    "the guess": "",
    "a number": "#x=2&y=3&n=0.5",
    "Schröder": "#kind=schroeder&x=-2&n=0.5",
    "a wrong number": "#x=abc&y=-2",
    "trees": "#data=trees",
    "trained": "#data=trees&done=2000",
    "deliveries": "#data=delivery&way=abel&start=product&done=2000",
    "a law": "#data=law&done=100",
    "a wrong law": "#data=law&law=w",
    "no points": "#data=points",
    "points": "#data=points&points=1,2;2,3;3,7;5,8;8,2",
    "no table": "#data=table",
    "a table": f"#data=table&table={TABLE}",
    "wrong settings": "#rate=fast&seed=x",
    "last part": "#units=feet&valley=abel&at=0.2&train=60",
    **{f"formula {name}": f"#formula={name}&step=3" for name in TABLES["graphs"]},
}


def all_details(page):
    page.evaluate("() => document.querySelectorAll('details').forEach((d) => { d.open = true; })")


def show_me(page):
    press(page, "Show me")


def train(page):
    press(page, "Train")
    page.wait_for_function("() => descent.done > 20")


def wrong_table(page):
    page.locator("#table").fill("a,b\n1,2\n1,two")


def nudged(page):
    press(page, "Nudge")
    press(page, "Step downhill")


DONE = {
    "after the guess": ("", show_me),
    "in training": ("#data=trees", train),
    "a wrong table": ("#data=table", wrong_table),
    "all opened": ("#data=trees&done=2000", all_details),
    "all opened with errors": ("#rate=fast&data=law&law=w", all_details),
    "nudged": ("#formula=neuron", nudged),
}
STATES = DONE | {name: (told, lambda page: None) for name, told in ADDRESSES.items()}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_axe_finds_nothing(visit, axe, viewport, scheme):
    found = {}
    for name, (told, act) in STATES.items():
        page = visit(told, viewport, color_scheme=scheme)
        page.evaluate(axe + "; undefined")
        act(page)
        found[name] = page.evaluate(WHAT_IS_WRONG)
        page.context.close()
    assert not any(found.values()), json.dumps(found, indent=1)


def test_axe_would_find_something(visit, axe):
    page = visit()
    page.evaluate(axe + "; undefined")
    page.evaluate("() => document.querySelector('label[for=x]').remove()")
    assert "label: " in page.evaluate(WHAT_IS_WRONG)[0]
