#!/usr/bin/env python3
"""clang-tidy 14 over the product's own sources, findings as errors.

    check_tidy.py SOURCE_DIR BUILD_DIR [--new] [--all] [--record] [--only PREFIX] [--folders A,B] [--ledger FILE] [--extra-arg=ARG ...]

Reading every file takes longer than all other checks together, so what was read and found clean is written down: cmake/tidy_clean.txt holds, per
source file, a hash of everything its verdict depends on (the file, every header of ours that it includes, generated ones too, .clang-tidy and
the tool's version). Without options the files that the list names are held to it: one that changed, or beneath which something changed, is read
again and must be clean. --new also reads what the list does not name yet, --all reads every file whatever the list says, --only limits the reading
to paths that begin so, --record writes down what is clean. The microcontroller's sources are read from their own build (tests/firmware) with a
ledger of their own. Exit 77 (skipped) where the tool is absent."""
import argparse
import concurrent.futures
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile

FOLDERS = "models,wire,dsp,node,gateway,firmware/port/host"
GCC_ONLY = (" -fcx-limited-range", " -fstack-usage", " -fcallgraph-info=su")  # clang 14 does not know them
TOOL = "clang-tidy-14"


def dependencies(build):
    """object -> files it was made from, as ninja recorded them"""
    text = subprocess.run(["ninja", "-C", build, "-t", "deps"], capture_output=True, text=True, check=True).stdout
    found, current = {}, None
    for line in text.splitlines():
        if line and not line.startswith(" "):
            current = found.setdefault(line.split(":")[0], [])
        elif line.strip() and current is not None:
            current.append(os.path.normpath(os.path.join(build, line.strip())))
    return found


def object_of(entry):
    words = entry["command"].split()
    return words[words.index("-o") + 1]


def key_of(made_from, roots, salt):
    digest = hashlib.sha256(salt)
    for root in roots:
        for path in sorted(p for p in made_from if p.startswith(root + os.sep)):
            digest.update(os.path.relpath(path, root).encode() + b"\0")
            digest.update(open(path, "rb").read())
    return digest.hexdigest()[:32]


def write(ledger_path, clean):
    with open(ledger_path, "w") as out:
        out.writelines(f"{clean[path]} {path}\n" for path in sorted(clean))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source")
    parser.add_argument("build")
    parser.add_argument("--new", action="store_true")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--folders", default=FOLDERS)
    parser.add_argument("--ledger", default="cmake/tidy_clean.txt")
    parser.add_argument("--extra-arg", action="append", default=[])
    asked = parser.parse_args()
    source, build = os.path.abspath(asked.source), os.path.abspath(asked.build)
    if not shutil.which(TOOL):
        print(f"{TOOL} is not installed")
        return 77
    ledger_path = os.path.join(source, asked.ledger)
    folders = tuple(asked.folders.split(","))
    ledger = dict(reversed(line.split()) for line in open(ledger_path)) if os.path.exists(ledger_path) else {}
    version = next(line for line in subprocess.run([TOOL, "--version"], capture_output=True, check=True).stdout.splitlines() if b"version" in line)
    rules = [os.path.join(source, folder, ".clang-tidy") for folder in ("",) + folders]
    salt = version + b"".join(open(file, "rb").read() for file in rules if os.path.exists(file))
    made_from = dependencies(build)
    entries = json.load(open(os.path.join(build, "compile_commands.json")))
    generated = os.path.join(build, "generated")
    keys = {}
    for entry in entries:
        path = os.path.relpath(entry["file"], source)
        if path.startswith(tuple(folder + os.sep for folder in folders)):
            keys[path] = key_of(made_from.get(object_of(entry), [entry["file"]]), (generated, source), salt)

    with tempfile.TemporaryDirectory() as commands:
        for entry in entries:
            for option in GCC_ONLY:
                entry["command"] = entry["command"].replace(option, "")
        json.dump(entries, open(os.path.join(commands, "compile_commands.json"), "w"))

        def read(path):
            extra = [f"--extra-arg={arg}" for arg in ["-Wno-error"] + asked.extra_arg]
            run = subprocess.run([TOOL, "--quiet", *extra, "-p", commands, os.path.join(source, path)], capture_output=True, text=True)
            return path, run.returncode == 0, run.stdout

        clean = {path: key for path, key in keys.items() if ledger.get(path) == key}
        def named(path):
            return asked.all or (path not in clean and (asked.new or path in ledger))

        unread = [path for path in sorted(keys) if path.startswith(asked.only) and named(path)]
        failed = 0
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for path, good, text in pool.map(read, unread):
                if good:
                    clean[path] = keys[path]
                    if asked.record:
                        write(ledger_path, clean)
                else:
                    clean.pop(path, None)
                    failed += 1
                    print(f"{path}\n{text}", flush=True)
    if asked.record:
        write(ledger_path, clean)
    never = sum(path not in ledger and path not in clean for path in keys)
    print(f"{len(keys)} files: {len(clean) - len(unread) + failed} known to be clean, {len(unread) - failed} read and clean, {failed} not, {never} never read")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
