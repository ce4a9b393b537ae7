"""Find in a picture what a plot says it has drawn."""


def artists(within, gid):
    """Return the artists of that name, in axes or a figure."""
    return within.findobj(lambda a: a.get_gid() == gid)


def artist(within, gid):
    """Return the only artist of that name."""
    (found,) = artists(within, gid)
    return found
