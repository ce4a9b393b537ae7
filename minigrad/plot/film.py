"""A film: a figure that is drawn frame by frame, and the same as a still picture.

A film says more in a talk, and nothing on paper, nor to those who cannot bear things that move. So
no film comes without its twin: some of its frames, side by side.

Read next: video.py, how the frames become a file; then the films, an idea each: bending.py,
travel.py, animation.py, backward.py.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from PIL import Image

from .._files import write_aside
from .._progress import bar
from .pages import SIZES, save
from .video import find_ffmpeg, palette_of, write_gif, write_mp4

__all__ = ["Film", "freeze", "gently"]

BEFORE, AFTER = 800, 2000  # milliseconds of the first and the last frame, so that they can be read
DOTS = 100  # an inch, and on a slide twice as many; a film of more is too large to send
MARGIN = 0.1  # inches
SAMPLE = 9  # frames in which the colours of a GIF are looked up


@dataclass(frozen=True, eq=False)
class Film:
    """A film, and a still picture of the same.

    Attributes
    ----------
    twin : Figure
        Some of the frames side by side, the first and the last among them.
    figure : Figure
        What the film shows, one frame at a time. It may get a title, such as
        ``film.figure.suptitle("…")``, before the film is saved.
    show : callable
        ``show(i)`` draws frame i, counted from 0, into `figure`, whatever it showed before.
    frames : int
        How many there are.
    fps : int
        Frames a second, as long as `save` is not told another number.
    """

    twin: Figure
    figure: Figure
    show: Callable[[int], None]
    frames: int
    fps: int = 10

    def save(
        self,
        path: str | PathLike[str],
        *,
        size: str = "handout",
        fps: int | None = None,
        progress: bool | None = None,
    ) -> None:
        """Write the film, with a pause at both ends, and its twin beside it as a PNG.

        A GIF is the same bytes every time, and starts again and again.

        Parameters
        ----------
        path : path
            Of the film. It ends with .gif, or with .mp4, for which the program ffmpeg is needed.
        size : {"handout", "slide", "column"}
            As for `minigrad.plot.save`. A slide has twice as many dots.
        fps : int, optional
            Frames a second, up to 50.
        progress : bool, optional
            Whether to show a bar; by default only on a terminal.

        Raises
        ------
        ValueError
            If the suffix, the size or `fps` is another one.
        FileNotFoundError
            If there is no such folder, or .mp4 is asked for and no ffmpeg is found.
        RuntimeError
            If ffmpeg fails; the message says what it said.
        """
        path, fps = Path(path), self.fps if fps is None else fps
        if size not in SIZES:
            raise ValueError(f"size must be one of {', '.join(SIZES)}, got {size!r}")
        if not 1 <= fps <= 50:
            raise ValueError(f"fps must be from 1 to 50, got {fps}")
        if path.suffix not in (".gif", ".mp4"):
            raise ValueError(
                f"a film is a .gif or .mp4, got {str(path)!r}; its .twin is a still picture"
            )
        ffmpeg = find_ffmpeg() if path.suffix == ".mp4" else ""
        save(self.twin, path.with_suffix(".png"), size=size)
        self.show(0)
        freeze(self.figure)

        dpi = 2 * DOTS if size == "slide" else DOTS
        ends = np.round(np.arange(self.frames + 1) * 100 / fps)  # in the hundredths of a GIF
        durations = [10 * int(hundredths) for hundredths in np.diff(ends)]
        durations[0], durations[-1] = max(BEFORE, durations[0]), max(AFTER, durations[-1])
        pictures = (self._picture(i, dpi) for i in bar(range(self.frames), "film", progress))
        if ffmpeg:
            write_aside(path, lambda aside: write_mp4(ffmpeg, aside, pictures, durations, fps))
        else:
            some = np.unique(np.linspace(0, self.frames - 1, SAMPLE).round().astype(int))
            palette = palette_of([self._picture(i, dpi) for i in some])
            write_aside(path, lambda aside: write_gif(aside, pictures, durations, palette))

    def _picture(self, frame: int, dpi: int) -> Image.Image:
        """Draw a frame on the colour of the figure's face; what shines through it is white."""
        self.show(frame)
        dots = io.BytesIO()
        self.figure.savefig(
            dots, format="png", dpi=dpi, facecolor=self.figure.get_facecolor(), transparent=False,
            pil_kwargs={"compress_level": 0},
        )  # fmt: skip
        drawn = Image.open(dots).convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", drawn.size, "white"), drawn).convert("RGB")


def freeze(figure: Figure) -> None:
    """Lay the figure out now, with a margin, and never again: nothing but the picture moves."""
    engine = figure.get_layout_engine()
    if isinstance(engine, ConstrainedLayoutEngine):
        engine.set(w_pad=MARGIN, h_pad=MARGIN)
    for _ in range(2):  # which the layout of axes with equal sides takes
        figure.draw_without_rendering()
    figure.set_layout_engine("none")


def gently(frames: int) -> list[float]:
    """Return numbers from 0 to 1 that set out slowly and arrive slowly, one for each frame.

    Examples
    --------
    >>> gently(5)
    [0.0, 0.15625, 0.5, 0.84375, 1.0]
    """
    t = np.linspace(0, 1, frames)
    return [float(n) for n in t * t * (3 - 2 * t)]
