"""`make defects`: sample small defects, and name those that no test finds.

make defects ARGS="services/decisions --sample 40 --seed 7"
make defects ARGS="--since main --sample 100 --all"
"""

import argparse
import difflib
import random
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import suppress
from pathlib import Path

from tests.defects.kinds import defects_of
from tests.defects.trying import Placed, Trial, Verdict, copy_project

ROOT = Path(__file__).parents[2]
PROGRAM = ("events", "services", "schema")
FAST = ["-m", "fast or not (slow or hypothesis)", "tests"]
ALL = ["tests"]


def main(words: list[str] | None = None, root: Path = ROOT) -> int:
    """Try a sample; 0 where nothing survived, 1 where something did, 2 where it cannot be tried."""
    asked = _arguments(words)
    files = _files(root, asked.paths, asked.since)
    every = [Placed(file, one) for file in files for one in defects_of((root / file).read_bytes())]
    chosen = random.Random(asked.seed).sample(every, min(asked.sample, len(every)))
    print(
        f"{len(every)} defects in {len(files)} files; {len(chosen)} by seed {asked.seed}",
        flush=True,
    )
    further = [FAST, ALL] if asked.all else [] if asked.room else [FAST]
    with tempfile.TemporaryDirectory(prefix="rakor-defects-") as folder:
        copy_project(root, Path(folder))
        trial = Trial(Path(folder), asked.limit, further)
        if not trial.sound({placed.file for placed in chosen}, asked.tests):
            print("the tests fail without any defect", file=sys.stderr)
            return 2
        return _try(root, trial, chosen, asked.tests)


def _arguments(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make defects", description=__doc__)
    parser.add_argument("paths", nargs="*", help="files or folders of the program")
    parser.add_argument("--since", help="the files that changed since this commit")
    parser.add_argument("--sample", type=int, default=20, help="how many defects (20)")
    parser.add_argument("--seed", type=int, default=1, help="which ones (1)")
    parser.add_argument("--limit", type=float, default=600, help="seconds for each stage (600)")
    parser.add_argument("--tests", nargs="*", default=[], help="these, instead of the room's own")
    stages = parser.add_mutually_exclusive_group()
    stages.add_argument("--room", action="store_true", help="ask the room's tests alone")
    stages.add_argument("--all", action="store_true", help="ask every test before giving up")
    return parser.parse_args(words)


def _files(root: Path, paths: list[str], since: str | None) -> list[str]:
    """The files to try: those named or below what is named, or those that changed."""
    names = list(paths)
    if since is not None:
        diff = ["git", "-C", str(root), "diff", "--name-only", "--diff-filter=d", since]
        names += subprocess.run(
            [*diff, "--", *PROGRAM], check=True, capture_output=True, text=True
        ).stdout.splitlines()
    found: set[str] = set()
    for name in names:
        path = root / name
        below = path.rglob("*.py") if path.is_dir() else [path] if path.suffix == ".py" else []
        found |= {str(file.relative_to(root)) for file in below}
    return sorted(found)


def _try(root: Path, trial: Trial, chosen: list[Placed], tests: list[str]) -> int:
    count: Counter[Verdict] = Counter()
    with suppress(KeyboardInterrupt):  # whoever has waited long enough still gets the numbers
        for placed in chosen:
            verdict = trial.try_out(placed, tests)
            count[verdict] += 1
            if verdict is not Verdict.FOUND:
                told = f"\n{verdict.value}: {placed.defect.told}\n{_diff(root, placed)}"
                print(told, flush=True)
    print(", ".join(f"{count[verdict]} {verdict.value}" for verdict in Verdict))
    return 1 if count[Verdict.SURVIVED] else 0


def _diff(root: Path, placed: Placed) -> str:
    source = (root / placed.file).read_bytes()
    before, after = source.decode(), placed.defect.put_into(source).decode()
    line = source[: placed.defect.start].count(b"\n") + 1
    changed = difflib.unified_diff(
        before.splitlines(), after.splitlines(), f"{placed.file}:{line}", "", n=2, lineterm=""
    )
    return "\n".join(changed)


if __name__ == "__main__":
    sys.exit(main())
