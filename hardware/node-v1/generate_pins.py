#!/usr/bin/env python3
"""pins.csv, parts.csv and lamp.csv -> the firmware's tables:  generate_pins.py OUT.hpp

The schematic is the only place where a pin is chosen; the firmware is compiled from it.
"""
import csv
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent


def camel(name):
    return "k" + "".join(part.capitalize() for part in name.split("_"))


def ohms(text):
    match = re.fullmatch(r"([0-9.]+)([kM]?)", text)
    if not match:
        raise SystemExit(f"generate_pins: {text!r} is no resistance")
    return round(float(match[1]) * {"": 1, "k": 1000, "M": 1000000}[match[2]])


def rows(name):
    with open(HERE / name, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def divider(meaning, parts):
    """"divider R41/R42" -> the two resistances, of the upper and of the lower one."""
    match = re.search(r"divider (R\d+)/(R\d+)", meaning)
    if not match:
        raise SystemExit(f"generate_pins: no divider in {meaning!r}")
    return ohms(parts[match[1]]), ohms(parts[match[2]])


def pin_entry(row):
    match = re.fullmatch(r"P([A-F])(\d+)", row["mcu_pin"])
    if not match:
        raise SystemExit(f"generate_pins: {row['mcu_pin']!r} is no pin")
    high = "false" if row["active"] == "low" else "true"
    return f"    {{'{match[1]}', {match[2]}, {high}}},  // {row['signal']}"


def adc_entry(row, parts):
    upper, lower = divider(row["meaning"], parts)
    return f"    {{{int(row['function'][3:])}, {upper}, {lower}}},  // {row['signal']}"


def main(out):
    pins = rows("pins.csv")
    parts = {row["part"]: row["value"] for row in rows("parts.csv")}
    lines = ["#pragma once", "// Made from hardware/node-v1/{pins,parts,lamp}.csv by generate_pins.py; not to be edited.",
             "#include <array>", "#include <cstddef>", "#include <cstdint>", "", "namespace sb::fw::board {", ""]
    for kind in ("output", "input", "analog"):
        names = [camel(row["signal"]) for row in pins if row["kind"] == kind]
        lines += [f"enum class {kind.capitalize()} : std::uint8_t {{ {', '.join(names)} }};",
                  f"inline constexpr std::size_t k{kind.capitalize()}s = {len(names)};", ""]
    lines += ["struct Pin {", "  char port;", "  std::uint8_t number;", "  bool active_high;", "};", ""]
    for kind in ("output", "input"):
        table = [row for row in pins if row["kind"] == kind]
        lines += [f"inline constexpr std::array<Pin, {len(table)}> k{kind.capitalize()}Pins = {{{{"]
        lines += [pin_entry(row) for row in table] + ["}};", ""]
    lines += ["/// The converter's channel, and the divider before it.", "struct Scale {", "  std::uint8_t channel;",
              "  std::uint32_t upper_ohm;", "  std::uint32_t lower_ohm;",
              "  constexpr std::uint32_t source_mv(std::uint32_t pin_mv) const {",
              "    return static_cast<std::uint32_t>(std::uint64_t{pin_mv} * (upper_ohm + lower_ohm) / lower_ohm);",
              "  }", "};", ""]
    table = [row for row in pins if row["kind"] == "analog"]
    lines += [f"inline constexpr std::array<Scale, {len(table)}> kScale = {{{{"]
    lines += [adc_entry(row, parts) for row in table] + ["}};", ""]
    lamp = rows("lamp.csv")
    lines += [f"enum class LampState : std::uint8_t {{ {', '.join(camel(row['state']) for row in lamp)} }};", "",
              "/// Eight steps of a quarter second, the lowest bit first.", "struct LampPattern {",
              "  std::uint8_t red, green, blue;", "};", "",
              f"inline constexpr std::array<LampPattern, {len(lamp)}> kLampPatterns = {{{{"]
    lines += [f"    {{0x{row['red']}, 0x{row['green']}, 0x{row['blue']}}},  // {row['en']}" for row in lamp]
    lines += ["}};", "", "}  // namespace sb::fw::board", ""]
    text = "\n".join(lines)
    path = pathlib.Path(out)
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
