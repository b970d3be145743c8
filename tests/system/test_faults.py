#!/usr/bin/env python3
"""What goes wrong in the field: each a clear message, nothing lost, nothing accepted that should not be."""
import os, subprocess, sys, tempfile, unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import GATEWAY, NODE, System, recording, wait_until


def mosquitto_pub(system, identity, topic, payload):
    pki = system.path("pki")
    return subprocess.run(["mosquitto_pub", "--cafile", f"{pki}/ca.crt", "--cert", f"{pki}/{identity}.crt", "--key", f"{pki}/{identity}.key",
                           "-h", "localhost", "-p", str(system.broker_port), "-q", "1", "-V", "mqttv5", "-t", topic, "-s"],
                          input=payload, capture_output=True)


class Faults(unittest.TestCase):
    def test_a_certificate_of_another_authority_is_refused_and_said(self):
        with System() as system:
            system.deploy("authority.sh", system.path("stranger"), "init")
            system.deploy("authority.sh", system.path("stranger"), "client", "lc-01")
            capture = recording(system.path("cell.sigmf-meta"))
            system.add_node("lc-01", capture, certificate=system.path("stranger/lc-01"))
            system.start_all()
            wait_until(20, lambda: "certificate" in system.log("lc-01").lower(), "the node says what is wrong", lambda: system.log("lc-01"))
            self.assertEqual(system.rows("SELECT count(*) FROM observation")[0][0], 0)
            self.assertIsNone(system.processes["lc-01"].poll(), "the node goes on, and keeps its findings")

    def test_forged_and_replayed_envelopes_are_not_accepted(self):
        with System() as system:
            capture = recording(system.path("cell.sigmf-meta"))
            system.add_node("lc-01", capture)
            system.add_node("lc-02", capture)
            system.start("broker")
            system.start("gateway")
            system.start("lc-01")
            wait_until(30, lambda: system.rows("SELECT count(*) FROM observation")[0][0] >= 2, "observations", lambda: system.log("lc-01"))
            system.kill("lc-01")
            envelope = system.rows("SELECT envelope FROM observation ORDER BY id LIMIT 1")[0][0]
            count = system.rows("SELECT count(*) FROM observation")[0][0]
            report = "songbien/v1/laocai/lc-01/report"
            forged = bytearray(envelope)
            forged[len(forged) // 2] ^= 1
            mosquitto_pub(system, "lc-01", report, bytes(forged))                             # one bit of the body
            mosquitto_pub(system, "lc-01", report, b"\xff" * 300)                              # no envelope at all
            mosquitto_pub(system, "lc-01", report, b"")
            mosquitto_pub(system, "lc-02", "songbien/v1/laocai/lc-02/report", envelope)        # another node's words
            mosquitto_pub(system, "lc-02", report, envelope)                                   # on another's topic: the ACL
            mosquitto_pub(system, "lc-01", "songbien/v1/laocai/lc-01/status", envelope)        # a report as a status
            mosquitto_pub(system, "lc-01", report, envelope)                                   # said again, word for word
            wait_until(20, lambda: system.rows("SELECT count(*) FROM audit WHERE action = 'envelope.rejected'")[0][0] >= 1,
                       "rejections are in the audit", lambda: system.log("gateway"))
            after = system.rows("SELECT count(*), count(DISTINCT node_id) FROM observation")[0]
            self.assertEqual(after[1], 1, "lc-02 said nothing of its own")
            # lc-01 may have delivered more of its own spool before it was killed; nothing else may have come.
            keys = system.rows("SELECT count(*) FROM (SELECT DISTINCT boot_id, seq FROM observation)")[0][0]
            self.assertEqual(keys, after[0])
            self.assertEqual(after[0], count)

    def test_a_full_disk_under_the_spool_is_said_and_loses_nothing_stored(self):
        if os.geteuid() != 0:
            self.skipTest("SKIPPED: needs root to mount a small file system")
        with tempfile.TemporaryDirectory() as small:
            if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", small], capture_output=True).returncode != 0:
                self.skipTest("SKIPPED: cannot mount a small file system here")
            try:
                self.fill(small)
            finally:
                subprocess.run(["umount", "-l", small], check=False)

    def fill(self, small):
        with System() as system:
            capture = recording(system.path("cell.sigmf-meta"))
            system.add_node("lc-01", capture, state_dir=os.path.join(small, "lc-01"))
            system.start("lc-01")  # no broker: everything stays in the spool
            wait_until(120, lambda: "no space" in system.log("lc-01").lower() or "disk" in system.log("lc-01").lower(),
                       "the node says that its disk is full", lambda: system.log("lc-01"))
            self.assertIsNone(system.processes["lc-01"].poll(), "the node goes on")
            stored = system.log("lc-01").count("spooled boot=")
            self.assertGreater(stored, 10)
            system.start("broker")
            system.start("gateway")
            wait_until(60, lambda: system.rows("SELECT count(*) FROM observation")[0][0] >= stored, "all that was stored arrives",
                       lambda: system.log("lc-01") + system.log("gateway"))

    def test_a_registry_with_a_bad_row_changes_nothing(self):
        with System() as system:
            path = system.path("bad.csv")
            header = "operator,plmn,rat,site_id,cell_id,tac,channel,pci,bandwidth_mhz,latitude,longitude,azimuth_deg,height_m,eirp_dbm,valid_from,valid_to\n"
            good = "viettel,452-04,lte,S1,100,10,1500,7,20,22.5,104.0,0,30,60,2026-01-01,\n"
            with open(path, "w") as f:
                f.write(header + good)
            system.import_registry(path, "viettel")
            with open(path, "w") as f:
                f.write(header + good.replace("S1,100", "S2,200") + good.replace("452-04", "4x2-04"))
            done = subprocess.run([GATEWAY, "import-registry", path, "--operator", "viettel", "--database", system.database], capture_output=True, text=True)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn("3", done.stderr + done.stdout, "the line number is named")
            self.assertEqual(system.rows("SELECT site_id FROM registry_cell"), [("S1",)])

    def test_damaged_captures_and_unknown_devices_are_said_with_status_3(self):
        with tempfile.TemporaryDirectory() as folder:
            capture = recording(os.path.join(folder, "a.sigmf-meta"))
            with open(capture, encoding="utf-8") as f:
                meta = f.read()
            for name, text in {"datatype": meta.replace("ci8", "cz9"), "rate": meta.replace("1920000.0", "-5.0"),
                               "lying rate": meta.replace("1920000.0", "1e15"), "json": meta[:40]}.items():
                with open(capture, "w", encoding="utf-8") as f:
                    f.write(text)
                self.refused(capture, name)
            with open(capture, "w", encoding="utf-8") as f:
                f.write(meta.replace("ci8", "cf32_le"))
            with open(capture.replace("-meta", "-data"), "wb") as f:
                f.write(b"\x00\x00\xc0\x7f" * 4096)
            self.refused(capture, "NaN samples")
            self.refused("soapy:driver=there-is-no-such-driver", "unknown device", "--frequency", "1815e6")
            self.refused(os.path.join(folder, "absent.sigmf-meta"), "missing file")

    def refused(self, target, what, *options):
        done = subprocess.run([NODE, "scan", target, "--format", "json", *options], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 3, f"{what}: {done.stderr}")
        lines = [line for line in done.stderr.splitlines() if line.strip() and "[INFO]" not in line]
        self.assertEqual(len(lines), 1, f"{what}: one line on stderr, got {lines}")


if __name__ == "__main__":
    unittest.main(verbosity=2)
