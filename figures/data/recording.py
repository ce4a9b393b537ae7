"""How the scripts beside this file record their tables: row by row, in several processes.

A study is a dictionary. Its keys are the names of the rows, tuples of words, which become the first
columns; its values are functions without arguments, which return the other columns as a dictionary.
(Processes import them, so take functions of a script, with `functools.partial`.) The table is written
anew whenever a row is finished, in the order of the study, and a row that it holds is not run again:
so the same command goes on where it was stopped, and with a finished table it has nothing to do.
"""

import argparse
import csv
import os
import time
from concurrent.futures import as_completed
from pathlib import Path

from minigrad._processes import processes
from minigrad.study import write_csv


def read(path):
    """Return the rows of a table as dictionaries."""
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def record(path, names, study, workers=0, only=()):
    """Run every row that the table lacks; return all rows that it has then, in the study's order.

    Parameters
    ----------
    path : path
        The table; it may be there in part.
    names : sequence of str
        The columns of a row's name.
    study : dict
        For each name, a function that returns the other columns.
    workers : int
        Number of processes; 0 for this one only.
    only : sequence of str
        Run no more than the rows whose name begins with one of these words.

    Raises
    ------
    ValueError
        If the table holds a row that the study does not have.
    """
    done = {}
    for line in read(path) if Path(path).exists() else []:
        done[tuple(line.get(name) for name in names)] = line
    if strange := done.keys() - study.keys():
        raise ValueError(f"{path} is of another study, with a row {min(strange, key=str)}")
    wanted = {n: r for n, r in study.items() if n not in done and (not only or n[0] in only)}
    began = time.perf_counter()
    for name, line, seconds in _finished(wanted, workers):
        done[name] = dict(zip(names, name, strict=True)) | line
        write_csv(path, [done[name] for name in study if name in done])
        print(
            f"{len(done)} of {len(study)}, {time.perf_counter() - began:.0f} s: {' '.join(name)}, "
            f"which took {seconds:.1f} s",
            flush=True,
        )
    return [done[name] for name in study if name in done]


def main(script, text, names, study):
    """Record a table as the command line says; return its rows.

    Parameters
    ----------
    script, text : str
        `__file__` and `__doc__` of the script, which name the table and explain it.
    names, study
        As `record` takes them.
    """
    about = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=text, formatter_class=about)
    table = Path("runs", f"{Path(script).stem}.csv")
    parts = list(dict.fromkeys(name[0] for name in study))
    parser.add_argument("only", nargs="*", metavar=names[0].upper(), help=", ".join(parts))
    parser.add_argument("--table", type=Path, default=table, help=f"default: {table}")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="number of processes")
    options = parser.parse_args()
    if unknown := set(options.only) - set(parts):
        parser.error(f"no {names[0]} {min(unknown)!r}; there are {', '.join(parts)}")
    options.table.parent.mkdir(parents=True, exist_ok=True)
    return record(options.table, names, study, options.workers, options.only)


def _finished(rows, workers):
    """Yield name, columns and seconds of each row, as soon as it is finished."""
    if not workers:
        yield from ((name, *_timed(run)) for name, run in rows.items())
    elif rows:
        with processes(workers) as pool:
            jobs = {pool.submit(_timed, run): name for name, run in rows.items()}
            yield from ((jobs[job], *job.result()) for job in as_completed(jobs))


def _timed(run):
    began = time.perf_counter()
    return _in_digits(run()), time.perf_counter() - began


def _in_digits(line):
    """Return the values as the table has them: of a number with a fraction, six digits."""
    return {k: f"{v:.6g}" if isinstance(v, float) else str(v) for k, v in line.items()}
