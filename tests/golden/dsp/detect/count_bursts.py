#!/usr/bin/env python3
"""Counts the bursts of a capture by its envelope alone, and Mode S messages by preamble and CRC: the independent
count that emission_corpus_test.cpp holds the detector to. No spectrum, no code of ours.

  count_bursts.py FILE.sigmf-meta [--gap SECONDS] [--rate HZ]     bursts: power (mean taken off) averaged over 64
      samples, above the middle in dB of its 10th and 99th percentile; silences up to --gap (5 ms) are bridged, what
      is shorter than 0.5 ms is left out
  count_bursts.py FILE.sigmf-meta --mode-s                        start times of messages with DF 11, 17 or 18 and a
      good CRC-24 (remainder 0), at 2 MS/s
"""
import argparse, array, json, math

def load(path, rate):
    meta = json.load(open(path))["global"]
    raw = open(path[:-4] + "data", "rb").read()
    kind = meta["core:datatype"]
    code, offset = {"cu8": ("B", 127.5), "ci8": ("b", 0.0), "ci16_le": ("h", 0.0), "cf32_le": ("f", 0.0)}[kind]
    numbers = array.array(code, raw)
    i, q = numbers[0::2], numbers[1::2]
    mi, mq = sum(i) / len(i), sum(q) / len(q)
    return [(a - mi) ** 2 + (b - mq) ** 2 for a, b in zip(i, q)], meta.get("core:sample_rate", rate)

def bursts(power, rate, gap_s, window=64, least_s=0.5e-3):
    total, smooth = sum(power[:window]), []
    for n in range(window, len(power)):
        smooth.append(total / window)
        total += power[n] - power[n - window]
    ranked = sorted(smooth[::16])
    low, high = ranked[len(ranked) // 10], ranked[len(ranked) * 99 // 100]
    threshold = math.sqrt(max(low, 1e-12) * high)
    runs = []
    for n, p in enumerate(smooth):
        if p < threshold:
            continue
        if runs and n - runs[-1][1] <= gap_s * rate:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    half = window / 2
    return [((a + half) / rate, (b + half) / rate) for a, b in runs if b - a >= least_s * rate]

def crc24(bits):
    rest = 0
    for bit in bits:
        rest = (rest << 1) | bit
        if rest >> 24:
            rest ^= 0x1FFF409
    return rest

def mode_s(power, rate):
    assert rate == 2e6
    found, n = [], 0
    while n + 16 + 224 <= len(power):
        p = power[n:n + 16]
        if min(p[0], p[2], p[7], p[9]) > 1.5 * max(p[1], p[3], p[4], p[5], p[6], p[8], p[10], p[11], p[12], p[13], p[14], p[15]):
            bits = [int(power[n + 16 + 2 * k] > power[n + 17 + 2 * k]) for k in range(112)]
            df = int("".join(map(str, bits[:5])), 2)
            length = 112 if df >= 16 else 56
            if df in (11, 17, 18) and crc24(bits[:length]) == 0:
                found.append((n / rate, (n + 16 + 2 * length) / rate))
                n += 16 + 2 * length
                continue
        n += 1
    return found

parser = argparse.ArgumentParser()
parser.add_argument("meta")
parser.add_argument("--gap", type=float, default=5e-3)
parser.add_argument("--rate", type=float, default=1e6)
parser.add_argument("--mode-s", action="store_true")
a = parser.parse_args()
power, rate = load(a.meta, a.rate)
found = mode_s(power, rate) if a.mode_s else bursts(power, rate, a.gap)
print(len(found), " ".join(f"{s:.6f}-{e:.6f}" for s, e in found))
