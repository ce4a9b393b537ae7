"""A PDF whose page is larger or smaller than the figure, by a factor; skip it on a first reading."""

from __future__ import annotations

from typing import Any

from matplotlib.backends.backend_pdf import Op, PdfFile, PdfPages

__all__ = ["ScaledPdf"]


class ScaledPdf(PdfPages):
    """Pages for `figure.savefig`, all enlarged by a factor."""

    def __init__(self, path: str, scale: float, metadata: dict[str, Any]) -> None:
        super().__init__(path, metadata=metadata)
        self._path, self._scale = path, scale

    def _ensure_file(self) -> Any:
        if self._file is None:
            self._file = _ScaledFile(self._path, metadata=self._metadata)  # type: ignore[no-untyped-call]
            self._file.scale = self._scale
        return self._file


class _ScaledFile(PdfFile):
    scale = 1.0

    def newPage(self, width: float, height: float) -> None:
        """Begin a page on which all lengths are longer."""
        super().newPage(self.scale * width, self.scale * height)  # type: ignore[no-untyped-call]
        self.width, self.height = width, height  # what is beyond is not drawn
        scale = [self.scale, 0, 0, self.scale, 0, 0]
        self.output(*scale, Op.concat_matrix)  # type: ignore[no-untyped-call]
