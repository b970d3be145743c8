#!/usr/bin/env python3
"""Do the images keep to their budgets?   budget.py BUILD_DIRECTORY

Flash 64 KiB and RAM 16 KiB an image, no heap, and the deepest chain of functions fits into the stack that is left. The
chain is computed from the compiler's own call graph (-fcallgraph-info=su). A call through a pointer counts as the deepest
function of the port (Hal and Flash) or, from the line's code, as the supervisor's; nanopb enters itself once (a message
in a message).
"""
import pathlib
import re
import subprocess
import sys

FLASH_OCTETS, RAM_OCTETS, HEADER_OCTETS = 64 * 1024, 16 * 1024, 256
INTERRUPT_OCTETS = 32 + 16  # an exception's frame, and what its handler pushes
BOARDS = ("mps2_an385", "stm32g0b1")
RECURSIVE_TWICE = ("pb_decode_inner", "pb_dec_submessage", "decode_field", "decode_static_field", "decode_pointer_field",
                   "pb_encode", "pb_enc_submessage", "encode_field", "encode_basic_field", "pb_encode_submessage",
                   "pb_get_encoded_size")


class CallGraph:
    def __init__(self):
        self.frame, self.calls = {}, {}

    def read(self, file):
        for line in file.read_text(encoding="utf-8").splitlines():
            node = re.match(r'node: \{ title: "([^"]+)" label: "(.*)"', line)
            if node:
                size = re.search(r"(\d+) bytes \((static|dynamic|dynamic,bounded)\)", node[2])
                if size:
                    if size[2] == "dynamic":
                        sys.exit(f"budget: {node[1]} takes a stack of no bound")
                    self.frame[node[1]] = max(self.frame.get(node[1], 0), int(size[1]))
                continue
            edge = re.match(r'edge: \{ sourcename: "([^"]+)" targetname: "([^"]+)"', line)
            if edge:
                self.calls.setdefault(edge[1], set()).add(edge[2])

    def targets(self, name):
        for target in self.calls.get(name, ()):
            if target != "__indirect_call":
                yield target
            elif "Link" in name:
                yield from (n for n in self.frame if "Supervisor10on_message" in n or "Supervisor11on_new_peer" in n
                            or "Supervisor5write" in n)
            elif "pb_" not in name and "wire" not in name:
                yield from (n for n in self.frame if re.search(r"Mps2(Board|Flash)|Stm32(Board|Flash)", n))

    def deepest(self, name, seen=()):
        times = seen.count(name)
        if times > (1 if any(word in name for word in RECURSIVE_TWICE) else 0):
            return 0, ()
        best, chain = 0, ()
        for target in self.targets(name):
            depth, path = self.deepest(target, seen + (name,))
            if depth > best:
                best, chain = depth, path
        return best + self.frame.get(name, 0), (name,) + chain


def sections(elf):
    out = subprocess.run(["arm-none-eabi-size", "-A", elf], capture_output=True, text=True, check=True).stdout
    return {m[1]: int(m[2]) for m in re.finditer(r"^(\.\S+)\s+(\d+)", out, re.M)}


def main(build):
    build = pathlib.Path(build) / "firmware" / "arm"
    bad = []
    print(f"{'image':<20} {'flash':>7} {'RAM':>6} {'stack':>6}  (octets; budgets {FLASH_OCTETS}, {RAM_OCTETS} with the stack)")
    for board in BOARDS:
        for image in ("boot", "slot0", "slot1"):
            elf = build / f"{board}_{image}"
            size = sections(elf)
            flash = size[".text"] + size.get(".data", 0) + size.get(".ARM.exidx", 0) + (0 if image == "boot" else HEADER_OCTETS)
            ram = size.get(".data", 0) + size.get(".bss", 0)
            graph = CallGraph()
            for folder in (f"{board}_core.dir", f"{board}_{image}.dir"):
                for file in sorted((build / "CMakeFiles" / folder).rglob("*.ci")):
                    graph.read(file)
            stack, chain = graph.deepest("main")
            stack += INTERRUPT_OCTETS
            print(f"{board + '_' + image:<20} {flash:>7} {ram:>6} {stack:>6}")
            if "-v" in sys.argv:
                print("    " + "\n    ".join(f"{graph.frame.get(n, 0):>5} {n}" for n in chain))
            if flash > FLASH_OCTETS or ram + stack + 32 > RAM_OCTETS:
                bad.append(f"{elf.name}: over its budget")
            names = subprocess.run(["arm-none-eabi-nm", elf], capture_output=True, text=True, check=True).stdout
            for heap in re.findall(r"\b(malloc|_malloc_r|_sbrk|_Znwj|free)\b", names):
                bad.append(f"{elf.name}: holds {heap}")
    for line in bad:
        print("budget: " + line)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
