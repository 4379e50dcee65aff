"""What is written is there whole, the old or the new one, and nothing of anybody else's is touched."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from analysis import replaced
from analysis.errors import DataError
from analysis.replaced import lasting_folder, passing_folder, private, replacing, scratch, stoppable, write_whole
from analysis.replaced.lock import locked
from analysis.replaced.signals import undisturbed

WORK = ".a.0a1b2c3d.partial"  # what a killed run of the place `a` leaves


def fault(path: Path) -> str:
    if path.is_file() or not any(path.iterdir()):
        return ""
    strange = sorted({one.name for one in path.iterdir()} - {"ours"})
    return f"holds {', '.join(strange)}, which is none of ours" if strange else ""


def write(path: Path, said: str) -> None:
    with replacing(path, fault, "thing of ours") as new:
        new.mkdir()
        (new / "ours").write_text(said)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture(params=[True, False], ids=["at once", "by two renamings"])
def exchanging(request, monkeypatch):
    """Folders change places in one step, as Linux does, or in two, as elsewhere."""
    if not request.param:
        monkeypatch.setattr(replaced, "exchange", lambda one, other: False)
    return request.param


@pytest.mark.usefixtures("exchanging")
def test_a_folder_and_a_file_are_replaced_whole_and_nothing_is_left_beside(tmp_path):
    for said in ("first", "second"):
        write(tmp_path / "sub" / "a", said)
        assert (tmp_path / "sub" / "a" / "ours").read_text() == said
        with replacing(tmp_path / "b.csv", fault, "file") as new:
            new.write_text(said)
        assert (tmp_path / "b.csv").read_text() == said
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a", "b.csv", "ours", "sub"]


@pytest.mark.usefixtures("exchanging")
def test_what_is_not_ours_is_left_alone_also_when_it_comes_while_we_write(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "thesis.doc").write_text("mine")
    with pytest.raises(DataError, match=r"a holds thesis\.doc, which is none of ours; name another place"):
        write(tmp_path / "a", "new")
    write(tmp_path / "b", "old")
    with pytest.raises(DataError, match=r"holds thesis\.doc"), replacing(tmp_path / "b", fault, "thing") as new:
        new.mkdir()
        (tmp_path / "b" / "thesis.doc").write_text("mine")
    with pytest.raises(DataError, match=r"holds thesis\.doc"), replacing(tmp_path / "c", fault, "thing") as new:
        new.mkdir()
        (tmp_path / "c").mkdir()
        (tmp_path / "c" / "thesis.doc").write_text("mine")
    assert [path.read_text() for path in sorted(tmp_path.rglob("thesis.doc"))] == ["mine"] * 3
    assert (tmp_path / "b" / "ours").read_text() == "old"
    assert names(tmp_path) == ["a", "b", "c"]


def test_what_comes_between_the_last_look_and_the_move_is_put_back(tmp_path, exchanging, monkeypatch):
    write(tmp_path / "a", "old")
    late, looked = tmp_path / "a" / "thesis.doc", []

    def looks(path: Path) -> str:
        looked.append(path)
        said = fault(path)
        if len(looked) == 2:  # before writing and at the start of it; the third look is at the old one, moved away
            late.write_text("mine")
        return said

    with pytest.raises(DataError, match=r"holds thesis\.doc"), replacing(tmp_path / "a", looks, "thing") as new:
        new.mkdir()
    assert len(looked) == 3 and looked[-1].parent != tmp_path
    assert names(tmp_path / "a") == ["ours", "thesis.doc"] and names(tmp_path) == ["a"]


@pytest.mark.usefixtures("exchanging")
@pytest.mark.parametrize("error", [KeyboardInterrupt, DataError, OSError])
def test_an_interruption_leaves_the_old_one(tmp_path, error):
    write(tmp_path / "a", "old")
    with pytest.raises(error), replacing(tmp_path / "a", fault, "thing") as new:
        new.mkdir()
        raise error("stop")
    assert (tmp_path / "a" / "ours").read_text() == "old" and names(tmp_path) == ["a"]


def test_a_failure_between_the_two_renamings_leaves_the_old_one(tmp_path, monkeypatch):
    write(tmp_path / "a", "old")
    rename = Path.rename

    def fails(self, target):
        if self.name == "new":
            raise OSError("stop")
        return rename(self, target)

    with monkeypatch.context() as patched, pytest.raises(OSError, match="stop"):
        patched.setattr(replaced, "exchange", lambda one, other: False)
        patched.setattr(Path, "rename", fails)
        write(tmp_path / "a", "new")
    assert (tmp_path / "a" / "ours").read_text() == "old" and names(tmp_path) == ["a"]


def test_what_a_killed_run_left_is_cleared_and_the_old_one_put_back(tmp_path):
    write(tmp_path / "a", "old")
    left = tmp_path / WORK
    (left / "new").mkdir(parents=True)
    (left / "unpacked").mkdir()
    (tmp_path / "a").rename(left / "old")
    (tmp_path / ".a.lock").touch()
    with pytest.raises(OSError, match="stop"), replacing(tmp_path / "a", fault, "thing"):
        raise OSError("stop")
    assert (tmp_path / "a" / "ours").read_text() == "old" and names(tmp_path) == ["a"]


def test_what_only_looks_like_a_rest_of_ours_stays(tmp_path):
    """Other places' work folders, links, files, and folders of a like name."""
    others = [".a.b.0a1b2c3d.partial", ".aa.0a1b2c3d.partial", ".a.0a1b2c3.partial", ".a.0a1b2c3d.partial.bak"]
    for name in others:
        (tmp_path / name).mkdir()
    (tmp_path / ".a.00000000.partial").write_text("a file")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.doc").write_text("mine")
    (tmp_path / WORK).symlink_to(tmp_path / "mine")
    before = names(tmp_path)
    write(tmp_path / "a", "new")
    assert names(tmp_path) == sorted([*before, "a"])
    assert (tmp_path / "mine" / "thesis.doc").read_text() == "mine"


def test_the_work_folder_is_for_its_owner_alone_and_has_no_name_to_guess(tmp_path):
    for planted in (".a.partial", ".a.importing"):
        (tmp_path / planted).symlink_to(tmp_path / "elsewhere")
    works = set()
    for _ in range(3):
        with replacing(tmp_path / "a", fault, "thing") as new:
            works.add(new.parent)
            assert stat.S_IMODE(new.parent.stat().st_mode) == 0o700 and new.parent.parent == tmp_path
            new.mkdir()
    assert len(works) == 3 and not (tmp_path / "elsewhere").exists()


def test_a_link_is_followed_and_stays(tmp_path):
    write(tmp_path / "disk" / "real", "old")
    (tmp_path / "a").symlink_to(tmp_path / "disk" / "real")
    write(tmp_path / "a", "new")
    assert (tmp_path / "a").is_symlink() and (tmp_path / "disk" / "real" / "ours").read_text() == "new"
    assert names(tmp_path) == ["a", "disk"] and names(tmp_path / "disk") == ["real"]
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "b.csv").symlink_to("real.csv")
    with replacing(tmp_path / "b.csv", fault, "file") as new:
        new.write_text("new")
    assert (tmp_path / "b.csv").is_symlink() and (tmp_path / "real.csv").read_text() == "new"


@pytest.mark.parametrize("target", ["nowhere", "a", "nowhere/further"])
def test_a_link_that_leads_nowhere_is_refused(tmp_path, target):
    (tmp_path / "a").symlink_to(tmp_path / target)
    with pytest.raises(DataError, match=r"is a link to .*, which is not there"):
        write(tmp_path / "a", "new")
    assert names(tmp_path) == ["a"]


def test_a_disk_of_its_own_is_refused_before_anything_is_written():
    with pytest.raises(DataError, match="is a disk of its own"):
        write(Path("/"), "new")


def test_the_second_of_two_runs_is_refused_and_the_first_goes_on(tmp_path):
    with replacing(tmp_path / "a", fault, "thing of ours") as new:
        new.mkdir()
        (new / "ours").write_text("first")
        with pytest.raises(DataError, match=r"another run is writing a thing of ours at .*a; wait until it has ended"):
            write(tmp_path / "a", "second")
        (tmp_path / "link").symlink_to(tmp_path / "a")
        (tmp_path / "sub").mkdir()
        with pytest.raises(DataError, match="another run"):
            write(tmp_path / "sub" / ".." / "a", "second")
        write(tmp_path / "b", "another place")
    assert (tmp_path / "a" / "ours").read_text() == "first"
    write(tmp_path / "link", "third")
    assert names(tmp_path) == ["a", "b", "link", "sub"] and (tmp_path / "a" / "ours").read_text() == "third"


def test_the_lock_touches_nothing_of_anybody_elses(tmp_path):
    lock = tmp_path / ".a.lock"
    (tmp_path / "mine").write_text("")
    lock.symlink_to(tmp_path / "mine")
    with pytest.raises(DataError, match=r"\.a\.lock"):
        write(tmp_path / "a", "new")
    lock.unlink()
    lock.write_text("my list of locks")
    with pytest.raises(DataError, match=r"expected .*a\.lock to be an empty file of ours"):
        write(tmp_path / "a", "new")
    assert lock.read_text() == "my list of locks"
    lock.unlink()
    os.mkfifo(lock)
    with pytest.raises(DataError, match="to be an empty file of ours"):
        write(tmp_path / "a", "new")
    lock.unlink()
    lock.mkdir()
    with pytest.raises(DataError, match="cannot be written"):
        write(tmp_path / "a", "new")
    assert names(tmp_path) == [".a.lock", "mine"]


def test_a_lock_that_its_holder_removed_is_taken_anew(tmp_path, monkeypatch):
    from analysis.replaced import lock

    seen = []

    def gone_once(name, number):
        seen.append(number)
        if len(seen) == 1:
            name.unlink()
        return is_there(name, number)

    is_there = lock._is_there
    monkeypatch.setattr(lock, "_is_there", gone_once)
    with locked(tmp_path / "a", "thing"):
        assert len(seen) == 2 and names(tmp_path) == [".a.lock"]
    assert names(tmp_path) == []


def test_a_place_that_cannot_be_written_is_one_error(tmp_path):
    (tmp_path / "file").write_text("x")
    for place in (tmp_path / "file" / "a", tmp_path / ("a" * 300), tmp_path / ("b" * 250)):
        with pytest.raises(DataError, match="cannot be written"):
            write(place, "new")
    with pytest.raises(DataError, match="expected a path"):
        write(tmp_path / "a\0b", "new")
    assert names(tmp_path) == ["file"]


def test_a_scratch_folder_is_private_and_goes_also_what_a_killed_run_left(tmp_path):
    left = tmp_path / "tmp" / ".spill.0a1b2c3d.partial"
    left.mkdir(parents=True)
    (tmp_path / "tmp" / "mine").write_text("mine")
    with scratch(tmp_path / "tmp", "spill") as folder:
        assert not left.exists() and stat.S_IMODE(folder.stat().st_mode) == 0o700
        (folder / "rows").write_text("patients")
    assert names(tmp_path / "tmp") == ["mine"]


def test_private_is_for_the_owner_alone(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x").write_text("x")
    private(tmp_path / "a")
    assert [stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "a", tmp_path / "a" / "x")] == [0o700, 0o600]


def test_a_file_is_written_whole_and_no_planted_link_is_followed(tmp_path, monkeypatch):
    (tmp_path / "victim").write_text("mine")
    (tmp_path / ".x.csv.partial").symlink_to(tmp_path / "victim")
    write_whole(tmp_path / "x.csv", b"new")
    assert (tmp_path / "x.csv").read_bytes() == b"new" and (tmp_path / "victim").read_text() == "mine"
    plain = tmp_path / "plain"
    plain.touch()
    assert (tmp_path / "x.csv").stat().st_mode == plain.stat().st_mode
    (tmp_path / "link.csv").symlink_to(tmp_path / "x.csv")
    write_whole(tmp_path / "link.csv", b"newer")
    assert (tmp_path / "link.csv").is_symlink() and (tmp_path / "x.csv").read_bytes() == b"newer"
    before = names(tmp_path)
    monkeypatch.setattr(Path, "replace", lambda self, target: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "x.csv", b"newest")
    assert names(tmp_path) == before and (tmp_path / "x.csv").read_bytes() == b"newer"


RUN = """
import sys, time
from pathlib import Path
from analysis.replaced import replacing, stoppable
with stoppable() as came:
    try:
        with replacing(sys.argv[1], lambda path: "", "thing") as new:
            new.mkdir()
            (new / "patients").write_text("all of them")
            print("ready", flush=True)
            time.sleep(60)
    except KeyboardInterrupt:
        sys.exit(128 + came[0] if came else 130)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize(("number", "code"), [("SIGTERM", 143), ("SIGHUP", 129), ("SIGINT", 130), ("SIGKILL", -9)])
def test_a_signal_leaves_nothing_and_a_kill_what_nobody_else_can_read_and_the_next_run_removes(tmp_path, number, code):
    run = subprocess.Popen([sys.executable, "-c", RUN, str(tmp_path / "a")], stdout=subprocess.PIPE, text=True)
    assert run.stdout.readline() == "ready\n"
    run.send_signal(getattr(signal, number))
    run.communicate()
    assert run.returncode == code
    left = [path for path in tmp_path.iterdir() if path.is_dir()]
    assert len(left) == (number == "SIGKILL") and all(stat.S_IMODE(path.stat().st_mode) == 0o700 for path in left)
    write(tmp_path / "a", "new")
    assert names(tmp_path) == ["a"]


SWALLOWED = """
import signal, sys, time, weakref
from analysis.replaced import replacing, stoppable
class Thing:
    def __del__(self):
        signal.raise_signal(number)
        time.sleep(0)
def called(reference):
    signal.raise_signal(number)
    time.sleep(0)
number = int(sys.argv[2])
with stoppable() as came:
    try:
        with replacing(sys.argv[1], lambda path: "", "thing") as new:
            new.mkdir()
            thing = Thing()
            reference = weakref.ref(thing, called) if sys.argv[3] == "weakref" else None
            Thing.__del__ = Thing.__del__ if reference is None else lambda self: None
            del thing
            time.sleep(20)
    except KeyboardInterrupt:
        sys.exit(128 + came[0] if came else 130)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
@pytest.mark.parametrize("where", ["del", "weakref"])
def test_a_signal_where_python_ignores_what_is_raised_stops_the_run_all_the_same(tmp_path, number, where):
    given = [sys.executable, "-c", SWALLOWED, str(tmp_path / "a"), str(int(number)), where]
    done = subprocess.run(given, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (128 + number, "") and names(tmp_path) == []


def test_what_else_is_ignored_is_told_as_ever(capfd):
    class Thing:
        def __del__(self):
            raise ValueError("told")

    before = sys.unraisablehook
    try:
        sys.unraisablehook = sys.__unraisablehook__
        with stoppable() as came:
            del Thing().__dict__
        assert sys.unraisablehook is sys.__unraisablehook__
    finally:
        sys.unraisablehook = before
    assert "ValueError: told" in capfd.readouterr().err and came == []


def test_what_must_not_be_cut_in_two_is_not(tmp_path):
    done = []
    with pytest.raises(KeyboardInterrupt), stoppable() as came:
        with undisturbed():
            signal.raise_signal(signal.SIGTERM)
            signal.raise_signal(signal.SIGHUP)
            done.append("whole")
        done.append("not reached")
    assert done == ["whole"] and came == [signal.SIGTERM]
    assert signal.getsignal(signal.SIGTERM) == signal.getsignal(signal.SIGHUP) == signal.SIG_DFL


PLAIN = RUN.replace("with stoppable() as came:", "came = []\nif True:")


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize(("number", "code"), [("SIGTERM", -15), ("SIGHUP", -1), ("SIGINT", 130)])
def test_a_program_that_handles_no_signal_leaves_nothing_either(tmp_path, number, code):
    run = subprocess.Popen([sys.executable, "-c", PLAIN, str(tmp_path / "a")], stdout=subprocess.PIPE, text=True)
    assert run.stdout.readline() == "ready\n"
    run.send_signal(getattr(signal, number))
    run.communicate()
    assert run.returncode == code and names(tmp_path) == []


def test_what_is_half_written_goes_before_anything_unwinds(tmp_path):
    """An exception that a signal raises within a library in C++ may abort the process; nothing is left even then."""
    seen = []
    with pytest.raises(KeyboardInterrupt), stoppable(), replacing(tmp_path / "a", fault, "thing") as new:
        new.mkdir()
        try:
            signal.raise_signal(signal.SIGTERM)
        finally:
            seen += names(tmp_path)
    assert seen == [] and signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_handler_of_the_callers_that_goes_on_keeps_the_work(tmp_path):
    came = []
    try:
        signal.signal(signal.SIGTERM, lambda number, frame: came.append(number))
        with replacing(tmp_path / "a", fault, "thing") as new:
            new.mkdir()
            signal.raise_signal(signal.SIGTERM)
            (new / "ours").write_text("new")
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
    assert came == [signal.SIGTERM] and (tmp_path / "a" / "ours").read_text() == "new"


def test_a_signal_that_is_ignored_or_handled_by_the_caller_stays_so():
    try:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda number, frame: None)
        with stoppable() as came, undisturbed():
            signal.raise_signal(signal.SIGHUP)
            signal.raise_signal(signal.SIGTERM)
        assert came == []
    finally:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


KILLED = """
import os, signal, sys
from pathlib import Path
from analysis import replaced
swap, rename = replaced.exchange, Path.rename
def die(*given):
    os.kill(os.getpid(), signal.SIGKILL)
def swap_and_die(one, other):
    swap(one, other)
    die()
def rename_and_die(path, other):
    rename(path, other)
    die()
at = sys.argv[2]
replaced.exchange = {"before": die, "after": swap_and_die}.get(at, lambda one, other: False)
Path.rename = rename_and_die if at == "between" else rename
with replaced.replacing(sys.argv[1], lambda path: "", "thing") as new:
    new.mkdir()
    (new / "ours").write_text("new")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="folders change places at once on Linux")
@pytest.mark.parametrize(("at", "left"), [("before", "old"), ("after", "new"), ("between", None)])
def test_a_kill_at_the_very_move_leaves_the_old_or_the_new_one(tmp_path, at, left):
    """Where folders take two renamings, a kill between them leaves the old one for the next run to put back."""
    write(tmp_path / "a", "old")
    run = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "a"), at], check=False)
    assert run.returncode == -9 and (tmp_path / "a").exists() is (left is not None)
    if left:
        assert (tmp_path / "a" / "ours").read_text() == left
    with pytest.raises(OSError, match="stop"), replacing(tmp_path / "a", fault, "thing"):
        raise OSError("stop")
    assert names(tmp_path) == ["a"] and (tmp_path / "a" / "ours").read_text() == (left or "old")


def test_the_lock_of_a_killed_process_is_free_at_once(tmp_path):
    run = subprocess.Popen([sys.executable, "-c", RUN, str(tmp_path / "a")], stdout=subprocess.PIPE, text=True)
    assert run.stdout.readline() == "ready\n"
    with pytest.raises(DataError, match="another run"):
        write(tmp_path / "a", "new")
    run.kill()
    run.communicate()
    start = time.monotonic()
    write(tmp_path / "a", "new")
    assert time.monotonic() - start < 30 and names(tmp_path) == ["a"]


PASSING = """
import sys, time
from analysis.replaced import lasting_folder, passing_folder
if sys.argv[1] == "with":
    with passing_folder() as folder:
        (folder / "patients").write_text("all of them")
        print(folder, flush=True)
        time.sleep(60)
folder, remove = lasting_folder(None)
(folder / "patients").write_text("all of them")
print(folder, flush=True)
time.sleep(60)
"""


def passing(tmp_path, how):
    given = [sys.executable, "-c", PASSING, how]
    run = subprocess.Popen(given, stdout=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": str(tmp_path)})
    return run, Path(run.stdout.readline().strip())


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_folder_of_a_killed_run_is_removed_by_the_next_and_no_other_is(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    killed, alive = passing(tmp_path, "with"), passing(tmp_path, "without")
    try:
        assert all(stat.S_IMODE(folder.stat().st_mode) == 0o700 for _, folder in (killed, alive))
        killed[0].kill()
        killed[0].communicate()
        assert (killed[1] / "patients").exists()
        others = [tmp_path / name for name in ("poison-center-abcdefgh", "poison-center-figures", "poison-center-1")]
        for other in others:
            other.mkdir()
            (other / "ours").touch()
        (tmp_path / "poison-center-abcdefgi").symlink_to(others[1])
        kept = {*others, tmp_path / "poison-center-abcdefgi", alive[1]}
        with passing_folder() as folder:
            assert set(tmp_path.iterdir()) == {*kept, folder} and stat.S_IMODE(folder.stat().st_mode) == 0o700
            again, remove = lasting_folder(None)
            assert folder.is_dir() and again.is_dir()
            remove()
            remove()
        assert set(tmp_path.iterdir()) == kept and all((other / "ours").exists() for other in others)
    finally:
        alive[0].kill()
        alive[0].communicate()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_leaves_no_such_folder(tmp_path, number):
    run, folder = passing(tmp_path, "with")
    run.send_signal(number)
    run.communicate()
    assert run.returncode and not folder.exists()


def test_a_folder_that_cannot_be_locked_is_never_taken_for_left(tmp_path, monkeypatch):
    def fault(number):
        raise OSError("no locks")

    monkeypatch.setattr("analysis.replaced.passing.hold", fault)
    one, remove = lasting_folder(tmp_path)
    monkeypatch.undo()
    other, also = lasting_folder(tmp_path)
    assert one.is_dir() and other.is_dir()
    remove()
    also()
    assert names(tmp_path) == []


def test_a_link_to_where_nothing_is_yet_is_followed_and_one_in_a_circle_is_refused(tmp_path):
    (tmp_path / "far").mkdir()
    (tmp_path / "link.csv").symlink_to(tmp_path / "far" / "new.csv")
    write_whole(tmp_path / "link.csv", b"new")
    assert (tmp_path / "link.csv").is_symlink() and (tmp_path / "far" / "new.csv").read_bytes() == b"new"
    (tmp_path / "circle.csv").symlink_to(tmp_path / "circle.csv")
    with pytest.raises(OSError, match="symbolic links"):
        write_whole(tmp_path / "circle.csv", b"new")
    assert (tmp_path / "circle.csv").is_symlink() and names(tmp_path / "far") == ["new.csv"]
