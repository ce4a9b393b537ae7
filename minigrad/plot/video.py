"""How the frames of a film become a file: a GIF by Pillow, or an MP4 by ffmpeg.

A GIF is shown everywhere, but has few colours. They are chosen once, for all frames: what does not
move is then the same dots in all of them, and takes no room.
"""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from typing import Any

import matplotlib
import numpy as np
from numpy.typing import NDArray
from PIL import Image

__all__ = ["find_ffmpeg", "palette_of", "write_gif", "write_mp4"]

Colours = NDArray[np.uint8]  # of shape (…, 3)

COLOURS = 127  # more make a larger file, and nothing that one would see
EVEN = "pad=ceil(iw/2)*2:ceil(ih/2)*2:0:0"  # as an MP4 needs width and height


def palette_of(pictures: Sequence[Image.Image]) -> Colours:
    """Return the colours that stand for all in these pictures, in rows of red, green and blue.

    Each is the most frequent one of those that it stands for, so that a page stays as white, or as
    dark, as it was.
    """
    dots = np.concatenate([np.asarray(picture).reshape(-1, 3) for picture in pictures])
    groups = np.asarray(Image.fromarray(dots[None]).quantize(COLOURS)).ravel()
    kinds, counts = np.unique(groups.astype(int) << 24 | _packed(dots), return_counts=True)
    most_first = np.argsort(-counts, kind="stable")
    _, first = np.unique(kinds[most_first] >> 24, return_index=True)
    return _unpacked(kinds[most_first][first])


def write_gif(
    path: str, pictures: Iterable[Image.Image], durations: Sequence[int], palette: Colours
) -> None:
    """Write pictures as a GIF, each for so many milliseconds."""
    first, *others = (_painted_with(palette, picture) for picture in pictures)
    first.save(path, save_all=True, append_images=others, duration=list(durations), loop=0)


def _painted_with(palette: Colours, picture: Image.Image) -> Image.Image:
    """Return a picture of colours by number, those of the palette that are nearest to its own."""
    dots = np.asarray(picture)
    kinds, which = np.unique(_packed(dots), return_inverse=True)
    colours, choice = _unpacked(kinds).astype(float), palette.astype(float)
    distance = np.sum(choice**2, axis=1) - 2 * colours @ choice.T  # but for |colour|²
    nearest = np.argmin(distance, axis=1).astype(np.uint8)
    painted = Image.fromarray(nearest[which].reshape(dots.shape[:2]))
    painted.putpalette(palette.tobytes())
    return painted


def _packed(dots: Colours) -> NDArray[np.int_]:
    """Return a number for each colour."""
    red, green, blue = np.moveaxis(dots.astype(int), -1, 0)
    packed: NDArray[np.int_] = red << 16 | green << 8 | blue
    return packed


def _unpacked(kinds: NDArray[np.int_]) -> Colours:
    return np.stack([kinds >> 16 & 255, kinds >> 8 & 255, kinds & 255], axis=-1).astype(np.uint8)


def find_ffmpeg() -> str:
    """Return where the program ffmpeg is, or raise FileNotFoundError with a cure.

    ``plt.rcParams["animation.ffmpeg_path"]`` may name it, as for Matplotlib's own animations.
    """
    name: str = matplotlib.rcParams["animation.ffmpeg_path"]
    found = shutil.which(name)
    if found is None:
        raise FileNotFoundError(
            f"an .mp4 needs the program ffmpeg, and there is no {name!r}: install it from ffmpeg.org, "
            'or say where it is by plt.rcParams["animation.ffmpeg_path"] = …; a .gif needs no ffmpeg'
        )
    return found


def write_mp4(
    ffmpeg: str, path: str, pictures: Iterable[Image.Image], durations: Sequence[int], fps: int
) -> None:
    """Write pictures as an MP4 of so many a second, the first and the last for their milliseconds."""
    stream = io.BytesIO()
    for picture in pictures:
        corner: Any = picture.getpixel((0, 0))
        picture.save(stream, "png")
    before, after = (duration / 1000 - 1 / fps for duration in (durations[0], durations[-1]))
    pauses = f"tpad=start_mode=clone:start_duration={before}:stop_mode=clone:stop_duration={after}"
    done = subprocess.run(
        [
            ffmpeg, "-y", "-loglevel", "error",
            "-f", "image2pipe", "-framerate", str(fps), "-i", "-",
            "-vf", f"{pauses},{EVEN}:#{bytes(corner).hex()}",
            "-pix_fmt", "yuv420p", "-movflags", "+faststart", path,
        ],
        input=stream.getvalue(), capture_output=True,
    )  # fmt: skip
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        raise RuntimeError(
            f"ffmpeg wrote no .mp4 (a .gif needs none); it said: {said or 'nothing'}"
        )
