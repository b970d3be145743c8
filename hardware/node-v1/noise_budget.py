#!/usr/bin/env python3
"""Noise figure and sensitivity of node-v1:  noise_budget.py [--json]

Friis over chain.csv and each receiver of receivers.csv; the weakest LTE and GSM cell from that and from the signal-to-noise
ratios at which our receiver stops, which docs/performance.md claims. The two must not drift apart: read_claims() takes them
from that page and fails when it does not say them any more.
"""
import csv
import json
import math
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
THERMAL_DBM_HZ = -174.0  # 290 K
LTE_ELEMENT_HZ = 15e3


def read(name):
    with open(HERE / name, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def linear(db):
    return 10 ** (db / 10)


def cascade_db(stages):
    """Noise figure and gain of [(gain_db, noise_figure_db)] in a row (Friis 1944)."""
    factor, gain = 1.0, 1.0
    for gain_db, figure_db in stages:
        factor += (linear(figure_db) - 1) / gain
        gain *= linear(gain_db)
    return 10 * math.log10(factor), 10 * math.log10(gain)


def read_claims():
    """SNR per resource element at which MIB and SIB1 are still read, in dB, as docs/performance.md has them."""
    page = (HERE.parents[1] / "docs" / "performance.md").read_text(encoding="utf-8").replace("−", "-")
    mib = re.search(r"at (-\d+(?:\.\d+)?) dB per resource element 80 ms give the MIB", page)
    sib = re.search(r"SIB1 at one transmission set of 80 ms: 30 of 30 at (-\d+(?:\.\d+)?) dB", page)
    if not mib or not sib:
        sys.exit("noise_budget: docs/performance.md no longer says where MIB and SIB1 end; mend the two together")
    return float(mib[1]), float(sib[1])


def budget():
    stages = [(float(row["gain_db"]), float(row["noise_figure_db"])) for row in read("chain.csv")]
    front_db, gain_db = cascade_db(stages)
    mib_db, sib_db = read_claims()
    table = []
    for row in read("receivers.csv"):
        own_db = float(row["noise_figure_db"])
        with_db, _ = cascade_db(stages + [(0.0, own_db)])
        bare_db, _ = cascade_db([stages[0], stages[2], stages[3], (0.0, own_db)])
        floor = THERMAL_DBM_HZ + 10 * math.log10(LTE_ELEMENT_HZ)
        table.append({"receiver": row["receiver"], "noise_figure_db": round(with_db, 2),
                      "noise_figure_without_amplifier_db": round(bare_db, 2),
                      "lte_mib_rsrp_dbm": round(floor + with_db + mib_db, 1),
                      "lte_sib1_rsrp_dbm": round(floor + with_db + sib_db, 1)})
    return {"front_end_noise_figure_db": round(front_db, 2), "front_end_gain_db": round(gain_db, 1),
            "mib_snr_db": mib_db, "sib1_snr_db": sib_db, "receivers": table}


def main():
    result = budget()
    if "--json" in sys.argv:
        print(json.dumps(result, indent=1))
        return
    print(f"front end: noise figure {result['front_end_noise_figure_db']} dB, gain {result['front_end_gain_db']} dB; "
          f"limits: MIB {result['mib_snr_db']} dB, SIB1 {result['sib1_snr_db']} dB per resource element")
    print("| receiver | NF with amplifier dB | without dB | weakest MIB, RSRP dBm | weakest SIB1, RSRP dBm |\n|---|---|---|---|---|")
    for row in result["receivers"]:
        print(f"| {row['receiver']} | {row['noise_figure_db']} | {row['noise_figure_without_amplifier_db']} | "
              f"{row['lte_mib_rsrp_dbm']} | {row['lte_sib1_rsrp_dbm']} |")


if __name__ == "__main__":
    main()
