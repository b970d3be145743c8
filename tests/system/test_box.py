#!/usr/bin/env python3
"""The whole box: the real node with its receiver behind the fault-injecting driver, watched by the real firmware in QEMU. The receiver wedges and
only its power helps; then the whole host hangs, with its receiver, and everything comes back without a hand.

SB_BOOT_S: what the host takes from its reset to the start of the node (default 5; 45 is the longest that the firmware waits for)."""
import os, shutil, signal, sys, time, unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import BUILD, System, recording, wait_until
from qemu_box import IMAGES, QemuBox

os.environ["SOAPY_SDR_PLUGIN_PATH"] = os.path.join(BUILD, "tests", "support", "soapy_fault")
DWELL = "centre_hz = 815e6\nsample_rate_hz = 1.92e6\n"
LONGEST_BOOT_S = 45.0
BOOT_S = float(os.environ.get("SB_BOOT_S", "5"))


class Box(unittest.TestCase):
    def setUp(self):
        self.power_file, self.power_cycles, self.reset_at, self.host_on = None, 0, None, False

    def write_power(self, word):
        with open(self.power_file + ".new", "w") as file:
            file.write(word)
        os.replace(self.power_file + ".new", self.power_file)

    def on_output(self, signal_name, level):
        if signal_name == "host_enable":
            self.host_on = level
        if signal_name == "host_reset" and level:
            self.reset_at = time.monotonic()
        if signal_name == "sdr_enable":
            self.write_power("0" if level else "1")
            self.power_cycles += level

    def test_a_wedged_receiver_then_a_hung_host(self):
        if not (shutil.which("qemu-system-arm") and os.path.isdir(IMAGES)):
            self.skipTest("qemu-system-arm or the images of build/firmware-arm are not here")
        with System() as system:
            self.power_file = system.path("power")
            self.write_power("on")
            with QemuBox(self.on_output) as box:
                capture = recording(system.path("cell.sigmf-meta"))
                system.add_node("lc-01", f"soapy:driver=sbfault,file={capture},power={self.power_file}", pause_s=0.3, dwell=DWELL,
                                extra=f'[receiver]\nsupervisor = "{box.host_line}"')
                system.start("broker")
                system.start("gateway")
                wait_until(10, lambda: self.host_on, "the box gives its host power")
                system.start("lc-01")

                def cells(boots=""):
                    return system.rows(f"SELECT count(*) FROM observation WHERE cell_json IS NOT NULL {boots}")[0][0]

                def words():
                    return system.log("lc-01") + str(self.__dict__)
                wait_until(30, lambda: cells() > 0, "a cell", words)
                wait_until(10, lambda: self.power_cycles >= 1, "the receiver's rail", words)

                cycles, wedged_at = self.power_cycles, time.monotonic()
                self.write_power("w")
                wait_until(30, lambda: self.power_cycles > cycles, "the node asks the box to cycle the receiver's power", words)
                before = cells()
                wait_until(30, lambda: cells() > before + 1, "cells after the power cycle", words)
                wedge_s = time.monotonic() - wedged_at
                self.assertIsNone(self.reset_at, "the host was alive: only its receiver is cycled")

                cycles, before = self.power_cycles, cells()
                hung_at = time.monotonic()
                self.write_power("w")
                system.processes["lc-01"].send_signal(signal.SIGSTOP)  # every thread of the host stands still
                wait_until(45, lambda: self.reset_at, "the box resets its host", words)
                self.assertGreater(self.power_cycles, cycles, "the receiver was cycled before")
                system.kill("lc-01")
                time.sleep(BOOT_S)
                old = system.rows("SELECT max(id) FROM observation")[0][0]
                system.start("lc-01")
                wait_until(30, lambda: cells(f"AND id > {old}") > 0, "cells again", words)
                total_s = time.monotonic() - hung_at
                with_longest_boot_s = total_s - BOOT_S + LONGEST_BOOT_S
                print(f"wedged receiver: cells {wedge_s:.1f} s later; hung host: reset after {self.reset_at - hung_at:.1f} s, cells at the gateway "
                      f"{total_s:.1f} s after the hang with {BOOT_S:g} s of boot, {with_longest_boot_s:.1f} s with the longest")
                self.assertLessEqual(wedge_s, 30.0)
                self.assertLessEqual(with_longest_boot_s, 90.0)
                status = system.rows("SELECT last_status_json FROM node")[0][0]
                wait_until(20, lambda: '"firmware_version"' in system.rows("SELECT last_status_json FROM node")[0][0], "the box's word in the status",
                           lambda: status)


if __name__ == "__main__":
    unittest.main(verbosity=2)
