#!/usr/bin/env python3
"""Branches of firmware/core and wire/mcu that the unit tests have taken, from the counters that they left behind.

    branch_coverage.py OBJECT_DIRECTORY SOURCE_ROOT

Exit status 1 below 95 %. What was not taken is named, line by line.
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import gzip

GOAL_PERCENT = 95.0


def read_counters(objects):
    """(file, line) -> list of [times each branch was taken], added over every object that holds the line."""
    counters = sorted(pathlib.Path(objects).resolve().rglob("*.gcda"))
    if not counters:
        sys.exit(f"branch_coverage: no counters below {objects}: run firmware_test first")
    lines = {}
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["gcov-12", "--json-format", "--branch-probabilities", *map(str, counters)], cwd=folder,
                       check=True, stdout=subprocess.DEVNULL)
        for report in pathlib.Path(folder).glob("*.gcov.json.gz"):
            with gzip.open(report) as file:
                report_of = json.load(file)
                for source in report_of["files"]:
                    name = (pathlib.Path(report_of["current_working_directory"]) / source["file"]).resolve()
                    for line in source["lines"]:
                        counts = [b["count"] for b in line["branches"] if not b["throw"]]
                        key = (name, line["line_number"], len(counts))
                        before = lines.get(key, [0] * len(counts))
                        lines[key] = [a + b for a, b in zip(before, counts)]
    return lines


def main(objects, root):
    root = pathlib.Path(root).resolve()
    taken = {}
    missed = []
    for (file, line, _), counts in sorted(read_counters(objects).items()):
        if not file.is_relative_to(root):
            continue
        name = file.relative_to(root).as_posix()
        if not name.startswith(("firmware/core/", "firmware/boot/", "wire/mcu/")):
            continue
        good, whole = taken.get(name, (0, 0))
        taken[name] = (good + sum(1 for count in counts if count > 0), whole + len(counts))
        if any(count == 0 for count in counts):
            missed.append(f"{name}:{line}: {sum(1 for count in counts if count == 0)} of {len(counts)} not taken")
    worst = 100.0
    for folder in ("firmware/core/", "firmware/boot/", "wire/mcu/"):
        good = sum(g for name, (g, _) in taken.items() if name.startswith(folder))
        whole = sum(w for name, (_, w) in taken.items() if name.startswith(folder))
        percent = 100.0 * good / whole if whole else 0.0
        worst = min(worst, percent)
        print(f"{folder:<16} {good} of {whole} branches, {percent:.1f} %")
    print("\n".join(missed))
    return 0 if worst >= GOAL_PERCENT else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
