"""Record the tables of this folder: python figures/data/record.py [NAME …] [--out DIR] [--list].

The command of each table is in README.md. Here it works in a folder of its own, DIR/NAME, and keeps
there what is finished; so the same line goes on where it was stopped. When a command has come to its
end, its table replaces figures/data/NAME.csv, and DIR/NAME.csv says that it is done, which is not
done again. After a change of the code, or to see whether all is the same, name another folder.
"""

import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

from minigrad._files import write_aside
from minigrad._words import nearest

HERE = Path(__file__).parent
TABLE = re.compile(
    r"^((?:minigrad compare|python) .+) --table figures/data/(\w+)\.csv$", re.MULTILINE
)
COMMANDS = {
    name: command for command, name in TABLE.findall((HERE / "README.md").read_text("utf-8"))
}


def command_of(name, folder):
    """Return the command that records a table as folder/table.csv, and keeps all else there too."""
    program, *words = shlex.split(re.sub(r" --out \S+", "", COMMANDS[name]))
    if program == "minigrad":
        words = ["-m", "minigrad", *words, "--out", str(folder)]
    return [sys.executable, *words, "--table", str(folder / "table.csv")]


def record(name, out, into):
    """Run the command of a table to its end, and put the table in its place."""
    folder = out.resolve() / name
    folder.mkdir(parents=True, exist_ok=True)
    command = command_of(name, folder)
    print(f"{name}: {shlex.join(command[1:])}", flush=True)
    began = time.perf_counter()
    subprocess.run(command, cwd=HERE.parents[1], check=True)
    write_aside(into / f"{name}.csv", lambda aside: shutil.copy(folder / "table.csv", aside))
    os.replace(folder / "table.csv", out / f"{name}.csv")  # last, since it says that all is done
    print(f"{name}: done, in {(time.perf_counter() - began) / 60:.1f} minutes\n", flush=True)


def main(arguments=None, into=HERE):
    about = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=about)
    named = f"one of {', '.join(COMMANDS)} (default: all)"
    parser.add_argument("names", nargs="*", metavar="NAME", help=named)
    parser.add_argument("--out", type=Path, default=Path("runs/recorded"), metavar="DIR",
                        help="default: runs/recorded")  # fmt: skip
    parser.add_argument("--list", action="store_true", help="say what is done, and run nothing")
    options = parser.parse_args(arguments)
    for name in options.names:
        if name not in COMMANDS:
            parser.error(f"no table {name!r}{nearest(name, COMMANDS)}")
    failed = []
    for name in options.names or COMMANDS:
        done = (options.out / f"{name}.csv").exists()
        if done or options.list:
            print(f"{name}: {'is done' if done else 'is not done'}")
            continue
        try:
            record(name, options.out, into)
        except subprocess.CalledProcessError as error:
            print(f"{name}: failed, with code {error.returncode}\n", flush=True)
            failed.append(name)
        except KeyboardInterrupt:
            sys.exit("interrupted; what is finished is kept, and the same line goes on")
    if failed:
        sys.exit(f"not recorded: {', '.join(failed)}")


if __name__ == "__main__":
    main()
