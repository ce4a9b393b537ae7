"""Rebuild the pictures of this folder: python figures/make.py [NAME …] [--help]."""

import argparse
import inspect
import runpy
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
from tqdm import tqdm

import minigrad as mg
from minigrad._words import nearest
from minigrad.plot.video import find_ffmpeg

HERE = Path(__file__).parent
NAMES = sorted(p.stem for p in HERE.glob("*.py") if p.stem != "make")
STILL, MOVING = ("svg", "png", "pdf"), ("gif", "mp4")
FORMATS = STILL + MOVING


def script(name):
    """Return the function that draws a figure, and the names of its options."""
    draw = runpy.run_path(str(HERE / f"{name}.py"))["draw"]
    return draw, inspect.signature(draw).parameters


def versions(name, **own):
    """Yield the name of a picture and what its script draws: on white, and if it can, on black."""
    draw, takes = script(name)
    for suffix, look in {"": {}, "-dark": {"dark": True}}.items():
        if suffix and "dark" not in takes:
            continue
        with plt.style.context("default"):
            try:
                yield name + suffix, draw(**look, **own)
            except (TypeError, ValueError) as error:
                if not own:
                    raise
                sys.exit(f"{name}: {error}")  # of the user's data


def own_data(parser, options):
    """Return what the figures shall draw instead of their own data, if all of them can."""
    own = {}
    if options.csv:
        try:
            own["task"] = mg.tasks.Task.from_csv(
                options.csv, options.target, name=Path(options.csv).stem
            )
        except (OSError, ValueError) as error:
            parser.error(str(error))
    elif options.target:
        parser.error("--target is a column of a table: name its file with --csv FILE")
    if options.kind:
        own["kind"] = options.kind
    for option, flag in {"task": "--csv", "kind": "--kind"}.items():
        able = [name for name in NAMES if option in script(name)[1]] if option in own else NAMES
        if not set(options.names or NAMES) <= set(able):
            parser.error(f"{flag} is for {', '.join(able)}: name some of them, and no others")
    if own and not options.out:
        parser.error(
            "name a folder with --out DIR, so that yours do not replace those of the gallery"
        )
    return own


def main():
    parser = argparse.ArgumentParser(description="Rebuild the pictures of figures/.")
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"one of {', '.join(NAMES)} (default: all)"
    )
    parser.add_argument("--size", choices=mg.plot.SIZES, default="handout", help="default: handout")
    parser.add_argument(
        "--format", default="svg,png,gif",
        help=f"of {', '.join(FORMATS)}; a gif or mp4, with a png beside it, of what moves; mp4 needs the "
        "program ffmpeg (default: svg,png,gif)",
    )  # fmt: skip
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="default: figures/; needed for other sizes"
    )
    parser.add_argument(
        "--csv", metavar="FILE", help="draw a table of yours; needs names and --out"
    )
    parser.add_argument("--target", metavar="COLUMN", help="of the table (default: the last)")
    parser.add_argument("--kind", help="the way from + to ×, such as abel; needs names and --out")
    options = parser.parse_args()
    for name in options.names:
        if name not in NAMES:
            parser.error(f"no figure {name!r}{nearest(name, NAMES)}")
    formats = [suffix.strip() for suffix in options.format.split(",")]
    for suffix in formats:
        if suffix not in FORMATS:
            parser.error(f"no format {suffix!r}: choose from {', '.join(FORMATS)}")
    if "mp4" in formats:
        try:
            find_ffmpeg()
        except FileNotFoundError as error:
            parser.error(str(error))
    if options.size != "handout" and not options.out:
        parser.error("name a folder with --out DIR, so that they do not replace the handouts")
    own = own_data(parser, options)
    out = options.out or HERE
    if out.exists() and not out.is_dir():
        parser.error(f"--out {out} is a file: name a folder")
    out.mkdir(parents=True, exist_ok=True)
    for figure in tqdm(options.names or NAMES, desc="figures"):
        for name, drawn in versions(figure, **own):
            film = drawn if isinstance(drawn, mg.plot.Film) else None
            for suffix in formats:
                path = out / f"{name}.{suffix}"
                if suffix in STILL:
                    mg.plot.save(film.twin if film else drawn, path, size=options.size)
                elif film:
                    film.save(path, size=options.size, progress=None if options.names else False)
                elif name in options.names and not set(formats) & set(STILL):
                    parser.error(f"{name} does not move: ask for {', '.join(STILL)}")
            plt.close("all")


if __name__ == "__main__":
    main()
