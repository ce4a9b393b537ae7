"""Which texts of a figure are cut off at its edge, and which cover each other."""

from itertools import combinations

from matplotlib.axis import Axis
from matplotlib.text import Text

SLACK = 1.0  # pixels: letters may touch, and renderers round


def texts_of(figure):
    """Return every text that is drawn, with its bounding box in pixels."""
    if figure.stale:
        for _ in range(2):  # as plot.save does
            figure.draw_without_rendering()
    hidden = set()
    for axis in figure.findobj(Axis):
        if not axis.get_visible() or not axis.axes.get_visible() or not axis.axes.axison:
            hidden.update(map(id, axis.findobj(Text)))
            continue
        # Ticks beyond the view are not drawn, though Matplotlib keeps them.
        low, high = sorted(axis.get_view_interval())
        for tick in [*axis.majorTicks, *axis.minorTicks]:
            room = 1e-9 * (high - low)
            if not low - room <= tick.get_loc() <= high + room:
                hidden.update(map(id, tick.findobj(Text)))
    texts = [t for t in figure.findobj(Text) if t.get_text().strip() and t.get_visible()]
    return [(t.get_text(), t.get_window_extent()) for t in texts if id(t) not in hidden]


def cut_off(figure):
    """Return the texts that reach beyond the edge of the figure."""
    page = figure.bbox.padded(SLACK)
    return [
        text
        for text, box in texts_of(figure)
        if box.x0 < page.x0 or box.y0 < page.y0 or box.x1 > page.x1 or box.y1 > page.y1
    ]


def overlapping(figure):
    """Return the pairs of texts that cover each other."""
    return [
        (one, other)
        for (one, box), (other, its) in combinations(texts_of(figure), 2)
        if min(box.x1, its.x1) - max(box.x0, its.x0) > SLACK
        and min(box.y1, its.y1) - max(box.y0, its.y0) > SLACK
    ]
