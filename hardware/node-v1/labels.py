#!/usr/bin/env python3
"""Labels of one box, as an A6 sheet in SVG: the QR for the technician's page, and the names of the connectors.

    labels.py --node lc-01 --page https://10.77.0.1/ --fingerprint SHA256HEX --code 4821-7730 OUT.svg

The QR is page#fingerprint, so that the telephone can pin the certificate; the access code is printed beside it and not in it.
The modules of the code come from qrencode (Debian).
"""
import argparse
import csv
import pathlib
import re
import subprocess
import sys

from drawing import Drawing

HERE = pathlib.Path(__file__).resolve().parent


def qr_rows(text):
    done = subprocess.run(["qrencode", "-t", "ASCIIi", "-l", "Q", "-m", "4", "-o", "-", text], capture_output=True, text=True, check=True)
    # Two characters a module; inverted: '#' is light.
    return [[line[i] != "#" for i in range(0, len(line), 2)] for line in done.stdout.splitlines()]


def sheet(options):
    d = Drawing(105, 148, f"SÓNG BIÊN · trạm {options.node}")
    rows = qr_rows(f"{options.page}#{options.fingerprint}")
    size = 50.0 / len(rows)
    path = "".join(f"M{4 + size * x:.3f} {12 + size * y:.3f}h{size:.3f}v{size:.3f}h-{size:.3f}z"
                   for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    d.parts.append('<rect x="4" y="12" width="50" height="50" fill="#fff"/>')
    d.parts.append(f'<path d="{path}" fill="#000" shape-rendering="crispEdges"/>')
    d.text(58, 20, "Trang kỹ thuật")
    d.text(58, 26, options.page, "s")
    d.text(58, 36, "Mã truy cập")
    d.text(58, 43, options.code, "t")
    d.text(58, 54, "Chỉ thu · không phát", "s")
    d.text(4, 66, "Vân tay chứng thư: " + options.fingerprint[:32], "s")
    d.text(22.6, 70, options.fingerprint[32:], "s")
    with open(HERE / "connectors.csv", newline="", encoding="utf-8") as file:
        for i, row in enumerate(csv.DictReader(file)):
            d.box(4 + 34 * (i % 3), 76 + 16 * (i // 3), 31, 13, f"{row['connector']}\n{row['label']}")
    return d.svg()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--node", "--page", "--fingerprint", "--code"):
        parser.add_argument(name, required=True)
    parser.add_argument("out")
    options = parser.parse_args()
    if not re.fullmatch(r"[a-z0-9-]{1,32}", options.node):
        sys.exit(f"labels: {options.node!r} is no name of a node (a-z, 0-9, -)")
    if not re.fullmatch(r"[0-9a-f]{64}", options.fingerprint):
        sys.exit("labels: the fingerprint is the certificate's SHA-256 in 64 hexadecimal digits")
    pathlib.Path(options.out).write_text(sheet(options), encoding="utf-8")


if __name__ == "__main__":
    main()
