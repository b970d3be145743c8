#!/usr/bin/env python3
"""Fills a gateway's database with receptions of the last day, as many as asked for: seed.py gateway.sqlite 50000

For measuring the page only. Rows have the shape of real ones but no signed envelope."""
import hashlib
import json
import random
import sqlite3
import sys
import time


def main(path, count):
    dice = random.Random(1)
    now = time.time_ns()
    database = sqlite3.connect(path)
    database.execute("INSERT OR IGNORE INTO node VALUES ('lc-01','Lào Cai 1','',22.4989,104.0107,'02647','Phường Lào Cai','online',?, '{}', 0)", (now,))
    cell = json.dumps({"rat": "lte", "level": "sib1", "frequency_hz": 1842.5e6, "physical_id": 257, "duplex": "fdd", "cfo_hz": 0, "plmns": ["460-01"]})
    first = database.execute("SELECT coalesce(max(seq), 0) FROM observation WHERE boot_id = 1").fetchone()[0]

    def rows():
        for seq in range(first + 1, first + 1 + count):
            at = now - int(dice.random() * 86_000e9)
            yield ("lc-01", 1, seq, b"seed", hashlib.sha256(str(seq).encode()).digest(), 1, at, at, at, dice.gauss(22.4, 0.15), dice.gauss(104.0, 0.2), 10.0, "ntp", "",
                   "0", "cell.lte", 1, 0.99, 0, cell)

    database.executemany(
        "INSERT INTO observation(node_id, boot_id, seq, envelope, body_sha256, chain_intact, received, first_seen, last_seen, latitude_deg, longitude_deg,"
        " position_uncertainty_m, time_quality, calibration_id, software, detector, detector_version, confidence, exercise, cell_json)"
        " VALUES (" + ",".join("?" * 20) + ")", rows())
    database.commit()
    print(database.execute("SELECT count(*) FROM observation").fetchone()[0], "observations")


main(sys.argv[1], int(sys.argv[2]))
