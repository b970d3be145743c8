#!/usr/bin/env python3
"""kill -9 of node, broker and gateway at random, 50 times, during a replay: every detection exactly once in the store.

The node says `spooled boot=<hex16> seq=<n>` in its log once a record is on disk. At the end what was spooled has a minute to arrive; then every
such record must be one row, the rows of each boot must be 1..n without a hole, and every row's hash chain intact."""
import os, random, re, sys, time, unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import System, recording, wait_until

KILLS = int(os.environ.get("SB_KILLS", "50"))
SEED = int(os.environ.get("SB_SEED", "20261122"))


def hex16(boot_id):
    return format(boot_id & (2**64 - 1), "016x")


def spooled(log):
    return {(m[1], int(m[2])) for m in re.finditer(r"spooled boot=([0-9a-f]{16}) seq=(\d+)", log)}


class Kill(unittest.TestCase):
    def test_every_detection_exactly_once(self):
        chance = random.Random(SEED)
        with System() as system:
            capture = recording(system.path("cell.sigmf-meta"))
            system.add_node("lc-01", capture)
            system.start_all()
            killed = {"lc-01": 0, "broker": 0, "gateway": 0}
            for _ in range(KILLS):
                time.sleep(chance.uniform(0.05, 0.9))
                name = chance.choice(["lc-01", "broker", "gateway"])
                system.kill(name)
                killed[name] += 1
                time.sleep(chance.uniform(0.0, 0.3))
                system.start(name)
            expected = spooled(system.log("lc-01"))
            self.drain(system, expected)
            rows = self.rows_without_holes(system)
        stored = [(hex16(boot), seq) for boot, seq, _ in rows]
        self.assertGreater(len(expected), KILLS, "the replay made too few detections for the test to mean anything")
        self.assertEqual(len(stored), len(set(stored)), "stored twice")
        self.assertEqual(expected - set(stored), set(), "spooled but not in the store")
        self.assertTrue(all(intact for _, _, intact in rows), "hash chain broken")
        for boot in {b for b, _ in stored}:
            numbers = sorted(seq for b, seq in stored if b == boot)
            self.assertEqual(numbers, list(range(1, len(numbers) + 1)), f"hole in boot {boot}")
        print(f"{sum(killed.values())} kills {killed}: {len(expected)} detections spooled, {len(stored)} stored, each once")

    def rows_without_holes(self, system):
        """News goes before the backlog (docs/adr/0013): what is being sent now may stand in the store before its predecessor. Such holes must close."""
        rows = []
        def closed():
            rows[:] = system.rows("SELECT boot_id, seq, chain_intact FROM observation WHERE node_id = 'lc-01'")
            boots = {boot for boot, _, _ in rows}
            return all(max(s for b, s, _ in rows if b == boot) == sum(b == boot for b, _, _ in rows) for boot in boots)
        wait_until(30, closed, "the holes close", lambda: system.log("lc-01") + system.log("gateway"))
        return rows

    def drain(self, system, expected):
        """What was spooled by now must arrive while the node goes on working."""
        def arrived():
            return {(hex16(b), s) for b, s in system.rows("SELECT boot_id, seq FROM observation WHERE node_id = 'lc-01'")}
        wait_until(60, lambda: expected <= arrived(), "the spool drains", lambda: system.log("lc-01") + system.log("gateway"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
