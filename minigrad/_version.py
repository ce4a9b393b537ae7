"""The version, by itself, so that every room can say which minigrad it is of."""

__version__ = "0.1.0"
