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
# A slide is seen from afar: the same text on a smaller page, with more dots an inch.
SIZES = {"handout": (1.0, 160), "slide": (0.75, 300)}
FORMATS = ("svg", "png", "pdf")


def main():
    parser = argparse.ArgumentParser(description="Rebuild the pictures of figures/.")
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"one of {', '.join(NAMES)} (default: all)"
    )
    parser.add_argument("--size", choices=SIZES, default="handout", help="default: handout")
    parser.add_argument("--format", default="svg,png", help=f"of {FORMATS}; default: svg,png")
    parser.add_argument("--out", type=Path, default=HERE, metavar="DIR", help="default: figures/")
    options = parser.parse_args()
    for name in options.names:
        if name not in NAMES:
            parser.error(f"no figure {name!r}{nearest(name, NAMES)}")
    formats = options.format.split(",")
    for suffix in formats:
        if suffix not in FORMATS:
            parser.error(f"no format {suffix!r}: choose from {', '.join(FORMATS)}")
    options.out.mkdir(parents=True, exist_ok=True)
    scale, dpi = SIZES[options.size]
    for name in tqdm(options.names or NAMES, desc="figures"):
        with plt.style.context("default"):
            figure = runpy.run_path(str(HERE / f"{name}.py"))["draw"]()
            figure.set_size_inches(scale * figure.get_size_inches())
            for suffix in formats:
                mg.plot.save(figure, options.out / f"{name}.{suffix}", dpi=dpi)
            plt.close(figure)


if __name__ == "__main__":
    main()
