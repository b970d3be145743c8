#!/usr/bin/env python3
"""hardware/node-v1: the tables are sound, and every kind of mistake in them is found; budgets, drawings, labels, guide."""
import csv
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
NODE = ROOT / "hardware" / "node-v1"


def run(*words, check=True):
    return subprocess.run([sys.executable, *map(str, words)], capture_output=True, text=True, check=check)


def rows_of(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


class Rules(unittest.TestCase):
    """Each mistake, made in a copy of the tables, must be found."""

    def found(self, name, change):
        with tempfile.TemporaryDirectory() as folder:
            for table in NODE.glob("*.csv"):
                shutil.copy(table, folder)
            path = pathlib.Path(folder, name)
            rows = rows_of(path)
            rows = change(rows) or rows
            with open(path, "w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, rows[0].keys())
                writer.writeheader()
                writer.writerows(rows)
            done = run(NODE / "erc.py", folder, check=False)
            self.assertEqual(done.returncode, 1, done.stdout)
            return done.stdout

    @staticmethod
    def pin(rows, part, pin):
        return next(row for row in rows if (row["part"], row["pin"]) == (part, pin))

    def test_the_tables_are_sound(self):
        done = run(NODE / "erc.py")
        self.assertRegex(done.stdout, r"^\d+ nets, \d+ pins, 0 findings")

    def test_a_pin_that_moved_on_the_board(self):
        def swap(rows):
            a, b = self.pin(rows, "U1", "PB2"), self.pin(rows, "U1", "PB10")
            a["pin"], b["pin"] = b["pin"], a["pin"]
        self.assertIn("PB2: sdr_enable in pins.csv, lna_enable in the netlist", self.found("netlist.csv", swap))

    def test_two_outputs(self):
        self.assertIn("2 outputs against each other",
                      self.found("netlist.csv", lambda rows: self.pin(rows, "U7", "EN").update(type="out")))

    def test_two_sources(self):
        self.assertIn("2 sources", self.found("netlist.csv", lambda rows: self.pin(rows, "U2", "VOUT").update(net="+3V3")))

    def test_no_source(self):
        self.assertIn("VREF: supplies something and has no source",
                      self.found("netlist.csv", lambda rows: [r for r in rows if (r["part"], r["pin"]) != ("U6", "OUT")]))

    def test_a_floating_input(self):
        self.assertIn("an input that nothing drives",
                      self.found("netlist.csv", lambda rows: self.pin(rows, "U1", "PB13").update(type="in")))

    def test_a_forgotten_wire(self):
        self.assertIn("noise_diode: only one pin",
                      self.found("netlist.csv", lambda rows: [r for r in rows if (r["part"], r["pin"]) != ("U12", "EN")]))

    def test_a_pin_twice(self):
        self.assertIn("is on", self.found("netlist.csv", lambda rows: rows + [dict(self.pin(rows, "U1", "PB0"), net="fan")]))

    def test_no_decoupling(self):
        self.assertIn("+3V3: ", self.found("netlist.csv", lambda rows: [r for r in rows if r["part"] not in ("C1", "C3")]))

    def test_a_wire_out_without_arrestor(self):
        self.assertIn("RF_ANTENNA: leaves the box by J10 without an arrestor",
                      self.found("netlist.csv", lambda rows: [r for r in rows if (r["part"], r["pin"]) != ("D6", "1")]))

    def test_a_contact_that_is_another(self):
        self.assertIn("pps: J6.4", self.found("pins.csv", lambda rows: next(
            r for r in rows if r["signal"] == "pps").update(contact="4")))

    def test_a_part_nobody_sells(self):
        self.assertIn("mcu: needs two sources", self.found("bom.csv", lambda rows: rows[0].update(source_2="")))
        self.assertIn("mcu is not in bom.csv", self.found("bom.csv", lambda rows: rows[1:]))
        self.assertIn("R41: not in parts.csv", self.found("parts.csv", lambda rows: [r for r in rows if r["part"] != "R41"]))


class Headers(unittest.TestCase):
    def test_pins_of_the_schematic_reach_the_firmware(self):
        with tempfile.TemporaryDirectory() as folder:
            out = pathlib.Path(folder, "pins.hpp")
            run(NODE / "generate_pins.py", out)
            text = out.read_text(encoding="utf-8")
            self.assertIn("{'B', 2, true},  // sdr_enable", text)
            self.assertIn("{1, 470000, 100000},  // battery", text)
            for row in rows_of(NODE / "pins.csv"):
                if row["kind"] in ("output", "input", "analog"):
                    self.assertIn(f"// {row['signal']}\n", text)


class Budgets(unittest.TestCase):
    def test_friis_by_hand(self):
        # Two stages by hand: 20 dB gain with NF 1 dB, then NF 10 dB: F = 1.2589 + 9/100 = 1.3489 -> 1.300 dB.
        sys.path.insert(0, str(NODE))
        import noise_budget
        figure_db, gain_db = noise_budget.cascade_db([(20.0, 1.0), (0.0, 10.0)])
        self.assertAlmostEqual(figure_db, 1.300, places=3)
        self.assertAlmostEqual(gain_db, 20.0, places=6)

    def test_sensitivity_follows_from_what_performance_claims(self):
        result = json.loads(run(NODE / "noise_budget.py", "--json").stdout)
        for row in result["receivers"]:
            expected = -174 + 41.76 + row["noise_figure_db"] + result["mib_snr_db"]
            self.assertAlmostEqual(row["lte_mib_rsrp_dbm"], expected, delta=0.06)

    def test_a_december_and_a_july(self):
        self.assertEqual(run(NODE / "power_budget.py", check=False).returncode, 0)
        result = json.loads(run(NODE / "power_budget.py", "--json").stdout)
        self.assertGreaterEqual(result["autonomy_h"], 72)

    def test_the_table_of_the_page_is_what_the_programs_say(self):
        page = (ROOT / "docs" / "performance" / "firmware.md").read_text(encoding="utf-8")
        for line in run(NODE / "noise_budget.py").stdout.splitlines()[1:]:
            self.assertIn(line, page)
        for value in json.loads(run(NODE / "power_budget.py", "--json").stdout).values():
            self.assertIn(str(value), page)


class Paper(unittest.TestCase):
    def test_guide_has_its_pictures_and_prints(self):
        with tempfile.TemporaryDirectory() as folder:
            no_browser = shutil.which("chromium") is None
            run(ROOT / "docs" / "guides" / "print-guide", folder, *(["--no-pdf"] if no_browser else []))
            page = pathlib.Path(folder, "lap-dat.html").read_text(encoding="utf-8")
            self.assertNotIn("<!--", page)
            for picture in pathlib.Path(folder, "pictures").iterdir():
                self.assertIn(f"pictures/{picture.name}", page)
            for row in rows_of(NODE / "lamp.csv"):
                self.assertIn(row["vi"], pathlib.Path(folder, "pictures", "den.svg").read_text(encoding="utf-8"))
            if not no_browser:
                pages = len(re.findall(rb"/Type\s*/Page[^s]", pathlib.Path(folder, "lap-dat.pdf").read_bytes()))
                self.assertGreaterEqual(pages, 7)

    @unittest.skipIf(shutil.which("qrencode") is None, "qrencode is not installed")
    def test_labels(self):
        with tempfile.TemporaryDirectory() as folder:
            out = pathlib.Path(folder, "labels.svg")
            run(NODE / "labels.py", "--node", "lc-01", "--page", "https://10.77.0.1/", "--fingerprint", "ab" * 32, "--code", "4821-7730", out)
            text = out.read_text(encoding="utf-8")
            self.assertIn("lc-01", text)
            self.assertGreaterEqual(text.count("<path") + text.count("<rect"), 3)
            bad = run(NODE / "labels.py", "--node", "a b", "--page", "x", "--fingerprint", "zz", "--code", "1", out, check=False)
            self.assertEqual(bad.returncode, 1)
            self.assertEqual(len(bad.stderr.strip().splitlines()), 1)


if __name__ == "__main__":
    unittest.main()
