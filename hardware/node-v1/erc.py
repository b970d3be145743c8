#!/usr/bin/env python3
"""Electrical rule check of node-v1:  erc.py [FOLDER]

Reads parts.csv, netlist.csv, pins.csv, connectors.csv and bom.csv. Each finding is one line; exit status 1 when there is one.
"""
import csv
import pathlib
import re
import sys

KINDS = {"power", "ground", "source", "in", "out", "open_drain", "bidirectional", "analog", "passive"}
DRIVES = {"out", "bidirectional", "open_drain"}
PROTECTORS = re.compile(r"D\d+$")


def read(folder, name):
    with open(folder / name, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def nets_of(rows):
    nets = {}
    for row in rows:
        nets.setdefault(row["net"], []).append(row)
    return nets


def check_pins_once(rows, wrong):
    seen = {}
    for row in rows:
        pin = (row["part"], row["pin"])
        if pin in seen:
            wrong.append(f"{row['part']}.{row['pin']} is on {seen[pin]} and on {row['net']}")
        seen[pin] = row["net"]
        if row["type"] not in KINDS:
            wrong.append(f"{row['part']}.{row['pin']}: no such type as {row['type']!r}")


def check_net(net, rows, wrong):
    kinds = [row["type"] for row in rows]
    if len(rows) < 2:
        wrong.append(f"{net}: only one pin")
    if kinds.count("source") > 1:
        wrong.append(f"{net}: {kinds.count('source')} sources against each other")
    if "power" in kinds and "source" not in kinds:
        wrong.append(f"{net}: supplies something and has no source")
    if "ground" in kinds and net != "GND":
        wrong.append(f"{net}: a ground pin that is not on GND")
    if kinds.count("out") > 1:
        wrong.append(f"{net}: {kinds.count('out')} outputs against each other")
    from_outside = any(row["part"].startswith("J") for row in rows)
    if "in" in kinds and not DRIVES.intersection(kinds) and not from_outside:
        wrong.append(f"{net}: an input that nothing drives")
    if "source" in kinds and DRIVES.intersection(kinds):
        wrong.append(f"{net}: an output against a supply")


def check_decoupling(rows, wrong):
    """Every chip's supply pin has a capacitor to GND on its net, and there are as many as chips."""
    grounded = {row["part"] for row in rows if row["net"] == "GND" and row["part"].startswith("C")}
    for net, members in nets_of(rows).items():
        chips = {row["part"] for row in members if row["type"] == "power" and re.match(r"[UX]\d", row["part"])}
        capacitors = {row["part"] for row in members} & grounded
        local = {"U13", "U12", "U4"}  # modules with their own; U4 shares U2's
        if len(chips - local) > len(capacitors):
            wrong.append(f"{net}: {len(chips - local)} chips and {len(capacitors)} capacitors")


def check_outside(rows, connectors, wrong):
    """A wire that leaves the box meets an arrestor before it meets a chip."""
    outside = {row["connector"] for row in connectors if row["outside"] == "yes"}
    nets = nets_of(rows)
    for net, members in nets.items():
        leaves = [row["part"] for row in members if row["part"] in outside and net != "GND"]
        if not leaves or net == "VSUPPLY":  # behind F2 and D5
            continue
        if not any(PROTECTORS.match(row["part"]) for row in members):
            wrong.append(f"{net}: leaves the box by {leaves[0]} without an arrestor")
    known = {row["connector"] for row in connectors}
    for part in sorted({row["part"] for row in rows if row["part"].startswith("J")} - known):
        wrong.append(f"{part}: not in connectors.csv")


def check_firmware_pins(rows, pins, wrong):
    """pins.csv, of which the firmware's headers are made, says what the netlist says."""
    on = {row["pin"]: row for row in rows if row["part"] == "U1"}
    expected = {"output": {"out"}, "input": {"in"}, "analog": {"analog"},
                "alternate": {"out", "in", "bidirectional", "analog"}}
    for pin in pins:
        row = on.get(pin["mcu_pin"])
        if row is None or row["net"] != pin["signal"]:
            wrong.append(f"{pin['mcu_pin']}: {pin['signal']} in pins.csv, {row['net'] if row else 'nothing'} in the netlist")
        elif row["type"] not in expected[pin["kind"]]:
            wrong.append(f"{pin['mcu_pin']}: {pin['kind']} in pins.csv, {row['type']} in the netlist")
        if pin["connector"]:
            at = [r["net"] for r in rows if (r["part"], r["pin"]) == (pin["connector"], pin["contact"])]
            transistors = {s["part"] for s in rows if s["net"] == pin["signal"] and s["part"].startswith("Q")}
            reached = {pin["signal"]} | {r["net"] for r in rows if r["part"] in transistors and r["net"] != "GND"}
            if not at or at[0] not in reached:
                wrong.append(f"{pin['signal']}: {pin['connector']}.{pin['contact']} is {at[0] if at else 'nothing'}")
    named = {pin["mcu_pin"] for pin in pins}
    for name in sorted(set(on) - named):
        if re.fullmatch(r"P[A-F]\d+", name):
            wrong.append(f"{name}: in the netlist and not in pins.csv")


def check_parts(rows, parts, bom, wrong):
    known = {row["part"] for row in parts}
    for part in sorted({row["part"] for row in rows} - known):
        wrong.append(f"{part}: not in parts.csv")
    for part in sorted(known - {row["part"] for row in rows}):
        wrong.append(f"{part}: in parts.csv and nowhere connected")
    lines = {row["bom"]: row for row in bom}
    for row in parts:
        if row["bom"] not in lines:
            wrong.append(f"{row['part']}: {row['bom']} is not in bom.csv")
    for row in bom:
        if not row["source_1"] or not row["source_2"] or row["source_1"] == row["source_2"]:
            wrong.append(f"{row['bom']}: needs two sources")
        if row["price_class"] not in "ABCDE" or not row["price_class"]:
            wrong.append(f"{row['bom']}: price class {row['price_class']!r}")


def main(folder):
    folder = pathlib.Path(folder)
    rows = read(folder, "netlist.csv")
    wrong = []
    check_pins_once(rows, wrong)
    for net, members in nets_of(rows).items():
        check_net(net, members, wrong)
    check_decoupling(rows, wrong)
    check_outside(rows, read(folder, "connectors.csv"), wrong)
    check_firmware_pins(rows, read(folder, "pins.csv"), wrong)
    check_parts(rows, read(folder, "parts.csv"), read(folder, "bom.csv"), wrong)
    for line in wrong:
        print("erc: " + line)
    print(f"{len(nets_of(rows))} nets, {len(rows)} pins, {len(wrong)} findings")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent))
