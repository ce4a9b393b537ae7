"""Rebuild the pictures of this folder: python figures/make.py [NAME …] [--help]."""

import argparse
import runpy
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
from tqdm import tqdm

import minigrad as mg
from minigrad._words import nearest

HERE = Path(__file__).parent
NAMES = sorted(p.stem for p in HERE.glob("*.py") if p.stem != "make")
FORMATS = ("svg", "png", "gif", "pdf")


def main():
    parser = argparse.ArgumentParser(description="Rebuild the pictures of figures/.")
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"one of {', '.join(NAMES)} (default: all)"
    )
    parser.add_argument("--size", choices=mg.plot.SIZES, default="handout", help="default: handout")
    parser.add_argument(
        "--format", default="svg,png,gif",
        help=f"of {', '.join(FORMATS)}; a gif, with a png beside it, of what moves (default: svg,png,gif)",
    )  # fmt: skip
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="default: figures/; needed for other sizes"
    )
    options = parser.parse_args()
    for name in options.names:
        if name not in NAMES:
            parser.error(f"no figure {name!r}{nearest(name, NAMES)}")
    formats = [suffix.strip() for suffix in options.format.split(",")]
    for suffix in formats:
        if suffix not in FORMATS:
            parser.error(f"no format {suffix!r}: choose from {', '.join(FORMATS)}")
    if options.size != "handout" and not options.out:
        parser.error("name a folder with --out DIR, so that they do not replace the handouts")
    out = options.out or HERE
    if out.exists() and not out.is_dir():
        parser.error(f"--out {out} is a file: name a folder")
    out.mkdir(parents=True, exist_ok=True)
    for name in tqdm(options.names or NAMES, desc="figures"):
        with plt.style.context("default"):
            drawn = runpy.run_path(str(HERE / f"{name}.py"))["draw"]()
            film = drawn if isinstance(drawn, mg.plot.Film) else None
            for suffix in formats:
                path = out / f"{name}.{suffix}"
                if suffix != "gif":
                    mg.plot.save(film.twin if film else drawn, path, size=options.size)
                elif film:
                    size = "slide" if options.size == "slide" else "handout"  # the sizes of films
                    film.save(path, size=size, progress=False)
                elif formats == ["gif"]:
                    parser.error(f"{name} does not move: ask for svg, png or pdf")
            plt.close("all")


if __name__ == "__main__":
    main()
