"""Tasks: data sets to learn from, each with its source.

Read task.py, checks.py, weights.py, coding.py, table.py, csv_file.py, measured.py, laws.py, puzzles.py,
catalogue.py.
"""

from .catalogue import load, names, sampler
from .csv_file import read_columns, read_csv, read_table
from .table import Table
from .task import Task

__all__ = ["Table", "Task", "load", "names", "read_columns", "read_csv", "read_table", "sampler"]
