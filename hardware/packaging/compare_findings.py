"""Two `songbien-node scan --format json` outputs of one recording: the same lines, words equal, numbers equal to 1e-5.

A number differs by |a - b| / max(1, |a|); how long the scan took is not a finding. Prints the largest difference and where it was.
"""
import json
import sys

TOLERANCE = 1e-5
NOT_FINDINGS = {"cpu_s"}


def differences(a, b, path):
    if isinstance(a, dict) and isinstance(b, dict):
        for key in sorted((a.keys() | b.keys()) - NOT_FINDINGS):
            if key not in a or key not in b:
                yield f"{path}.{key}", float("inf")
            else:
                yield from differences(a[key], b[key], f"{path}.{key}")
    elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        for i, (x, y) in enumerate(zip(a, b)):
            yield from differences(x, y, f"{path}[{i}]")
    elif isinstance(a, (int, float)) and isinstance(b, (int, float)) and not isinstance(a, bool):
        yield path, abs(a - b) / max(1.0, abs(a))
    else:
        yield path, 0.0 if a == b else float("inf")


def main():
    one, other = ([json.loads(line) for line in open(name, encoding="utf-8")] for name in sys.argv[1:3])
    if len(one) != len(other) or len(one) < 2:
        print(f"{len(one)} lines against {len(other)}")
        return 1
    worst = max((d for a, b in zip(one, other) for d in differences(a, b, a["type"])), key=lambda each: each[1])
    print(f"{len(one) - 1} findings, largest difference {worst[1]:.2e} at {worst[0]}")
    return 0 if worst[1] <= TOLERANCE else 1


sys.exit(main())
