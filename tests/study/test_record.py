"""One command records all tables: it goes on where it was stopped, and says what is done."""

import csv
import shlex
import sys
from pathlib import Path

import pytest

DATA = Path(__file__).parents[2] / "figures" / "data"
SLOWLY = """
import sys
from pathlib import Path
table, again = Path(sys.argv[-1]), Path(sys.argv[1])
table.write_text("half")
if not again.exists():
    again.touch()
    sys.exit(7)
table.write_text("whole")
"""
QUICK = 'import sys; from pathlib import Path; Path(sys.argv[-1]).write_text("quick")'


@pytest.fixture
def record(monkeypatch, tmp_path):
    """Return a function: arguments -> what it leaves in its folder, and where tables belong."""
    monkeypatch.syspath_prepend(DATA)
    import record

    commands = {"slow": f"python -c {shlex.quote(SLOWLY)} {tmp_path / 'again'}",
                "quick": f"python -c {shlex.quote(QUICK)}"}  # fmt: skip
    monkeypatch.setattr(record, "COMMANDS", commands)
    out, into = tmp_path / "out", tmp_path / "tables"
    into.mkdir()

    def run(*arguments):
        try:
            record.main(["--out", str(out), *arguments], into)
        finally:
            texts = [
                {path.stem: path.read_text() for path in folder.glob("*.csv")}
                for folder in (out, into)
            ]
        assert texts[0] == texts[1]
        return texts[0]

    return run


def test_a_table_is_there_when_its_command_has_ended_and_not_before(record, tmp_path, capfd):
    with pytest.raises(SystemExit, match="not recorded: slow"):
        record()
    assert (tmp_path / "out" / "slow" / "table.csv").read_text() == "half"
    assert not (tmp_path / "tables" / "slow.csv").exists()
    out = capfd.readouterr().out
    assert "slow: failed, with code 7" in out and "quick: done, in 0.0 minutes" in out
    assert record() == {"slow": "whole", "quick": "quick"}
    out = capfd.readouterr().out
    assert "slow: done, in" in out and "quick: is done\n" in out


def test_only_what_is_named_is_recorded_and_a_list_runs_nothing(record, capsys):
    assert record("quick") == {"quick": "quick"}
    capsys.readouterr()
    assert record("--list") == {"quick": "quick"}
    assert capsys.readouterr().out == "slow: is not done\nquick: is done\n"


def test_a_name_that_is_none_is_refused(record, capsys):
    with pytest.raises(SystemExit):
        record("quik")
    assert "no table 'quik' (did you mean 'quick'?)" in capsys.readouterr().err


def test_every_table_that_there_is_can_be_recorded(monkeypatch):
    monkeypatch.syspath_prepend(DATA)
    import record

    assert set(record.COMMANDS) == {path.stem for path in DATA.glob("*.csv")}
    for name in record.COMMANDS:
        python, *words = record.command_of(name, Path("runs"))
        assert python == sys.executable
        assert words[-2:] == ["--table", str(Path("runs", "table.csv"))]
        assert words.count("--out") == (words[:3] == ["-m", "minigrad", "compare"])
        assert words[0] == "-m" or (DATA.parents[1] / words[0]).exists()


@pytest.mark.slow
def test_a_table_of_compare_is_recorded_from_what_its_folder_keeps(monkeypatch, tmp_path, capfd):
    monkeypatch.syspath_prepend(DATA)
    import record

    command = "minigrad compare planets --models line,power-law --seeds 2 --workers 0"
    monkeypatch.setattr(record, "COMMANDS", {"planets": command})
    (tmp_path / "tables").mkdir()
    for out in ("first", "second"):
        record.main(["--out", str(tmp_path / out)], tmp_path / "tables")
    assert {p.name for p in (tmp_path / "first" / "planets").iterdir()} >= {"planets.jsonl"}
    with open(tmp_path / "tables" / "planets.csv", encoding="utf-8") as file:
        assert [row["model"] for row in csv.DictReader(file)] == ["line", "power-law"]
