"""What is kept of files may be damaged, cut off, foreign or shared: a run only reads anew then."""

from __future__ import annotations

import os
import pickle
import shutil
import struct
import subprocess
import sys
import zlib
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hcstats
from hcstats.cache import clear, context, folder, inventory, kept, packs
from hcstats.cli.caching import command_line
from hcstats.controls import find_aliases, find_register
from hcstats.forms.load import all_forms
from hcstats.model import HcstatsError
from hcstats.packed import NOT_HERE, Block, Haul, Unkept
from hcstats.packed.codec import decode_layout
from hcstats.pipeline import Request, run
from hcstats.readers.inputs import find_inputs
from hcstats.submissions import Settings
from hcstats.units import Register
from tests.conftest import ROOT
from tests.conftest import hcstats as command
from tests.test_cache_same import told

SAMPLE = ROOT / "samples" / "national-2021"
FORMS = ROOT / "hcstats" / "forms"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[object, ...]]:
    """A folder with what the sample gave, and what a run without it says."""
    cache = tmp_path_factory.mktemp("filled")
    run(Request((str(SAMPLE),), cache=cache))
    return cache, told(run(Request((str(SAMPLE),))))


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The names of the files that a run found in the folder, and did not read."""
    hits: list[str] = []
    real = kept.Kept._put

    def put(self: kept.Kept, haul: Haul, pack: packs.Pack, number: int, files: array[int]) -> None:
        real(self, haul, pack, number, files)
        hits.extend(haul.inputs[one][0] for one in files if one != NOT_HERE)

    with monkeypatch.context() as patch:
        patch.setattr(kept.Kept, "_put", put)
        yield hits


def hits_of(request: Request, monkeypatch: pytest.MonkeyPatch) -> int:
    with counted(monkeypatch) as hits:
        run(request)
    return len(hits)


def only_pack(cache: Path) -> Path:
    (path,) = cache.glob("*.pack")
    return path


def test_a_second_run_reads_only_what_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample, cache = tmp_path / "sample", tmp_path / "cache"
    shutil.copytree(SAMPLE, sample)
    cache.mkdir()
    request = Request((str(sample),), cache=cache)
    assert hits_of(request, monkeypatch) == 0
    everything = hits_of(request, monkeypatch)
    assert everything == inventory(cache).entries > 10
    changed = next(iter(sorted(sample.rglob("*.xlsx"))))
    shutil.copy(next(iter(sorted(sample.rglob("*.xls")))), changed)
    assert hits_of(request, monkeypatch) == everything - 1
    assert hits_of(request, monkeypatch) == everything


class Content(NamedTuple):
    name: str
    blocks: dict[packs.Keys, bytes]
    layouts: dict[str, str]


def content(path: Path) -> Content | None:
    """What a pack holds, without what is damaged in it."""
    pack = packs.open_pack(path)
    if pack is None:
        return None
    blocks = {
        pack.keys(one): block for one in range(len(pack)) if (block := pack.block(one)) is not None
    }
    pack.close()
    return Content(path.name, blocks, dict(pack.layouts))


@settings(max_examples=300)
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_damaged_byte_anywhere_is_noticed(
    place: float,
    bit: int,
    filled: tuple[Path, tuple[object, ...]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    pack = only_pack(filled[0])
    data, whole = bytearray(pack.read_bytes()), content(pack)
    data[int(place * len(data))] ^= 1 << bit
    path = tmp_path_factory.getbasetemp() / pack.name
    path.write_bytes(data)
    found = content(path)
    assert whole is not None
    if found is not None:
        assert found.layouts == whole.layouts
        assert found.blocks.items() < whole.blocks.items()
        assert len(found.blocks) == len(whole.blocks) - 1


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut in the head": lambda data: data[:20],
    "cut in the blocks": lambda data: data[: len(data) // 3],
    "cut at the end": lambda data: data[:-1],
    "longer": lambda data: data + b"\0",
    "another format": lambda data: data.replace(b"pack-2", b"pack-9", 1),
    "foreign": lambda _: b"PK\x03\x04 something else" * 100,
    "zeros": lambda data: bytes(len(data)),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_packs_that_are_none_are_passed_over(
    damage: str, filled: tuple[Path, tuple[object, ...]], tmp_path: Path
) -> None:
    pack = only_pack(filled[0])
    path = tmp_path / pack.name
    path.write_bytes(DAMAGES[damage](pack.read_bytes()))
    assert content(path) is None
    if damage == "cut in the blocks":
        assert told(run(Request((str(SAMPLE),), cache=tmp_path))) == filled[1]


def test_a_damaged_block_is_kept_anew(
    filled: tuple[Path, tuple[object, ...]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = only_pack(filled[0])
    whole = content(pack)
    assert whole is not None
    first = next(iter(whole.blocks))
    assert len(whole.blocks) > 1
    data = bytearray(pack.read_bytes())
    data[packs._HEAD.size + 9] ^= 1  # in the first block
    (tmp_path / pack.name).write_bytes(data)
    request = Request((str(SAMPLE),), cache=tmp_path)
    entries = inventory(tmp_path).entries
    assert hits_of(request, monkeypatch) == entries - len(first)
    assert hits_of(request, monkeypatch) == entries


class _Harm:
    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (Path(os.environ["HARM"]),)


def test_a_pickle_in_a_shared_folder_does_nothing(
    filled: tuple[Path, tuple[object, ...]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = tmp_path / "harmed"
    monkeypatch.setenv("HARM", str(mark))
    harm = pickle.dumps(_Harm())
    original = content(only_pack(filled[0]))
    assert original is not None
    texts = dict.fromkeys(original.layouts, harm.decode("latin-1"))
    harmed = dict.fromkeys(original.blocks, harm)
    for number, (blocks, layouts) in enumerate(
        [(harmed, original.layouts), (original.blocks, texts)]
    ):
        cache = tmp_path / str(number)
        cache.mkdir()
        packs.write_pack(cache / original.name, blocks.items(), layouts)
        assert told(run(Request((str(SAMPLE),), cache=cache))) == filled[1]
    assert not mark.exists()


@pytest.mark.parametrize(
    "body",
    [b"[]", b"null", b"{", b"[[],[],[],[]]", b"[" * 100_000, b'[["no"],[],"[]",[0,0,0]]',
     b'[[],[[["f","",""],0,1,[],[],[]]],"[]",[0,0,0]]', b"\xff"],
)  # fmt: skip
def test_entries_that_are_no_such_are_refused(body: bytes) -> None:
    with pytest.raises(Unkept):
        Block(zipped(body, b"[]", b"[]"), {})


@pytest.mark.parametrize(
    "heads", [b"null", b"[[[0]]]", b"{", b'[[["f","",0,0,0,0,0,0,0,0,0,0,9]]]']
)
def test_heads_that_are_no_such_are_refused(heads: bytes) -> None:
    block = Block(zipped(b'[[],[],"[]",[0,0,0]]', heads, b"[]"), {})
    with pytest.raises(Unkept):
        block.open()


TOLD = [
    b"null", b"[[]]", b"[[1,2,3]]", b'[[[],"[]",[0,0,0]],[[],"[]",[0,0,0]]]', b"{",
    b'[[[["A1","error",["message","x",[["a",{}]],""],[0,"",""]]],"[]",[0,0,0]]]',
]  # fmt: skip


@pytest.mark.parametrize("told", TOLD)
def test_what_is_told_and_is_no_such_is_refused(told: bytes) -> None:
    block = Block(zipped(b'[[],[],"[]",[0,0,0]]', b"[[]]", told), {})
    block.names = ["a.xlsx"]
    with pytest.raises(Unkept):
        block.told()


@given(place=st.floats(0, 1, exclude_max=True), noise=st.binary(min_size=1, max_size=16))
def test_figures_that_are_none_are_refused_by_name(
    place: float, noise: bytes, filled: tuple[Path, tuple[object, ...]]
) -> None:
    """Whoever can write to the folder can spoil a figure so that it is none: that is said."""
    whole = content(only_pack(filled[0]))
    assert whole is not None
    layouts = {name: decode_layout(name, text) for name, text in whole.layouts.items()}
    body = list(whole.blocks.values())[int(place * len(whole.blocks))]
    figures = sum(struct.unpack_from("<III", body)) + 12
    spoilt = (noise * len(body))[: len(body) - figures]
    block = Block(body[:figures] + spoilt, layouts)
    heads = block.open()
    block.names = ["a.xlsx"] * len(heads)
    for number in range(sum(map(len, heads))):
        with pytest.raises(HcstatsError, match="tampered"):
            block.content(number)


def zipped(*parts: bytes) -> bytes:
    deflated = [zlib.compress(part) for part in parts]
    return struct.pack("<III", *map(len, deflated)) + b"".join(deflated)


def test_a_folder_that_takes_nothing_is_told_of_once_and_used_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    plain = command("check", SAMPLE, "--no-cache")
    done = command("check", SAMPLE, "--cache", tmp_path / "file" / "cache")
    assert (done.returncode, done.stdout) == (plain.returncode, plain.stdout)
    assert done.stderr.count("Nothing can be kept in") == 1
    silent = command("check", SAMPLE, XDG_CACHE_HOME=str(tmp_path / "file"))
    assert (silent.stdout, silent.stderr) == (plain.stdout, plain.stderr)


def test_a_read_only_folder_serves_what_it_holds(
    filled: tuple[Path, tuple[object, ...]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refused(*_: object) -> Path:
        raise PermissionError

    shutil.copytree(filled[0], tmp_path, dirs_exist_ok=True)
    monkeypatch.setattr(kept, "add_pack", refused)
    sample = tmp_path / "sample"
    shutil.copytree(SAMPLE, sample)
    run(Request((str(sample),), cache=tmp_path))
    assert inventory(tmp_path) == inventory(filled[0])
    assert hits_of(Request((str(SAMPLE),), cache=tmp_path), monkeypatch) > 10


def test_two_runs_at_once_share_a_folder(
    filled: tuple[Path, tuple[object, ...]], tmp_path: Path
) -> None:
    script = (
        "import sys; from pathlib import Path; from hcstats.pipeline import Request, run; "
        "from tests.test_cache_same import told; "
        "print(hash(told(run(Request((sys.argv[1],), cache=Path(sys.argv[2]))))[6][0]))"
    )
    calls = [sys.executable, "-c", script, str(SAMPLE), str(tmp_path)]
    environment = {**os.environ, "PYTHONHASHSEED": "1"}
    several = [
        subprocess.Popen(calls, cwd=ROOT, env=environment, stdout=subprocess.PIPE) for _ in "123"
    ]
    answers = {one.communicate()[0] for one in several}
    assert len(answers) == 1
    assert {one.returncode for one in several} == {0}
    assert [path.suffix for path in tmp_path.iterdir()] == [".pack"] * len(list(tmp_path.iterdir()))
    assert told(run(Request((str(SAMPLE),), cache=tmp_path))) == filled[1]


def other_version(patch: pytest.MonkeyPatch, _: Path) -> None:
    patch.setattr(hcstats, "__version__", "9.9")


def changed_code(patch: pytest.MonkeyPatch, _: Path) -> None:
    real = context._files
    patch.setattr(context, "_files", lambda *given: [*real(*given), ("new.py", 1, 1)])


def other_parser(patch: pytest.MonkeyPatch, _: Path) -> None:
    patch.setattr(context, "_versions", lambda _: ["openpyxl-99.0.dist-info"])


def own_form(patch: pytest.MonkeyPatch, sample: Path) -> None:
    forms = sample.parent / "forms" / "own"
    forms.mkdir(parents=True)
    text = (FORMS / "hechi" / "2018.toml").read_text(encoding="utf-8")
    own = text.replace("hechi/2018", "own/2018").replace('form = "hechi"', 'form = "own"')
    (forms / "2018.toml").write_text(own, encoding="utf-8")
    patch.setenv("HCSTATS_FORMS", str(forms.parent))


def other_units(_: pytest.MonkeyPatch, sample: Path) -> None:
    path = sample / "units.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("局", "厅", 1), encoding="utf-8")


def other_labels(_: pytest.MonkeyPatch, sample: Path) -> None:
    (sample / "aliases.csv").write_text("label,official\n无此行,规章\n", encoding="utf-8")


@pytest.mark.parametrize(
    "change", [other_version, changed_code, other_parser, own_form, other_units, other_labels]
)
def test_whatever_decides_the_figures_leaves_old_entries_aside(
    change: Callable[[pytest.MonkeyPatch, Path], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sample = tmp_path / "sample"
    shutil.copytree(SAMPLE, sample)
    before = context_now(sample)
    assert context_now(sample) == before
    change(monkeypatch, sample)
    assert context_now(sample) not in ("", before)


def context_now(sample: Path) -> str:
    """The context of a run over a sample."""
    files, _ = find_inputs((str(sample),))
    register = find_register("", files)
    return context.context_of(Settings(all_forms(), register, find_aliases(files)))


def test_another_list_of_units_is_heeded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sample = tmp_path / "sample"
    cache = tmp_path / "cache"
    shutil.copytree(SAMPLE, sample)
    cache.mkdir()
    request = Request((str(sample),), cache=cache)
    run(request)
    other_units(monkeypatch, sample)
    assert hits_of(request, monkeypatch) == 0
    assert told(run(request)) == told(run(Request((str(sample),))))


def test_forms_changed_while_the_run_goes_on_keep_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_form(monkeypatch, tmp_path / "sample")
    (changed,) = (one for one in all_forms() if one.id == "own/2018")
    os.utime(tmp_path / "forms" / "own" / "2018.toml", (1e9, 1e9))
    assert context.context_of(Settings((changed,), Register.empty(), {})) == ""


@pytest.mark.parametrize("options", [{"form": "national/2021"}, {"period": "2023"}])
def test_form_and_period_given_are_not_those_recognised(
    options: dict[str, str], filled: tuple[Path, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    request = Request((str(SAMPLE),), cache=filled[0], **options)  # type: ignore[arg-type]
    assert hits_of(request, monkeypatch) == 0


def test_what_could_not_be_read_is_looked_at_again(tmp_path: Path) -> None:
    sample, cache = tmp_path / "sample", tmp_path / "cache"
    sample.mkdir()
    cache.mkdir()
    (sample / "cut.xlsx").write_bytes(b"PK\x03\x04 cut off")
    (sample / "empty.xlsx").write_bytes(b"")
    (sample / "other.xlsx").write_bytes(b"%PDF-1.7 a letter")
    run(Request((str(sample),), cache=cache))
    assert inventory(cache).entries == 1  # what is no spreadsheet stays none


def test_many_small_packs_are_put_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sample, cache = tmp_path / "sample", tmp_path / "cache"
    cache.mkdir()
    shutil.copytree(SAMPLE, sample)
    request = Request((str(sample),), cache=cache)
    run(request)
    source = next(iter(sorted(sample.rglob("*.xlsx"))))
    for number in range(kept._MANY):
        shutil.copy(source, sample / f"copy{number}.xlsx")
        run(request)
    before = inventory(cache)
    assert before.packs == 1
    files = before.entries
    assert hits_of(request, monkeypatch) == files


def test_packs_that_were_not_used_for_longest_go_first(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number:016x}-{number:016x}.pack" for number in range(4)]
    for age, path in enumerate(paths):
        packs.write_pack(path, [((bytes(32),), b"x" * 1000)], {})
        os.utime(path, (2e9 - age, 2e9 - age))
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    size = paths[0].stat().st_size
    folder.prune(tmp_path, {paths[3]}, largest=2 * size)
    assert [path.exists() for path in paths] == [True, True, False, True]
    os.utime(paths[1], (1e9, 1e9))
    folder.prune(tmp_path, set())
    assert [path.exists() for path in paths] == [True, False, False, True]
    assert clear(tmp_path) == []
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_the_command_shows_and_clears(tmp_path: Path) -> None:
    cache = str(tmp_path / "cache")
    command("check", SAMPLE, "--cache", cache)
    shown = command("cache", "--cache", cache, lang="zh").stdout
    assert "已保存的数据" in shown
    assert cache in command("cache", "--cache", cache, "--format", "json").stdout
    entries = inventory(Path(cache)).entries
    cleared = command("cache", "--cache", cache, "--clear").stdout
    assert f"{entries} files' figures in 1 packs" in cleared
    assert inventory(Path(cache)).entries == 0
    both = command("check", SAMPLE, "--cache", cache, "--no-cache")
    assert both.returncode == 2
    assert "exclude each other" in both.stderr


def test_nothing_is_kept_of_a_run_with_passwords(tmp_path: Path) -> None:
    (tmp_path / "passwords.txt").write_text("secret\n", encoding="utf-8")
    cache = tmp_path / "cache"
    command("check", SAMPLE, "--cache", cache, "--password-file", tmp_path / "passwords.txt")
    assert inventory(cache).entries == 0


def test_the_command_that_outputs_record_has_no_options_that_change_nothing() -> None:
    given = ["check", "a b", "--jobs", "2", "--cache=x", "--no-cache", "--strict", "--cache", "y"]
    assert command_line(given) == "hcstats check 'a b' --strict"
