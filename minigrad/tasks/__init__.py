"""Tasks: data sets to learn from, each with its source. Read task.py, csv_file.py, catalogue.py."""

from .catalogue import load, names
from .csv_file import read_columns, read_csv
from .task import Task

__all__ = ["Task", "load", "names", "read_columns", "read_csv"]
