#!/usr/bin/env python3
"""How tests/golden/wire/v1 was written: each file once, the findings and the full status on 2026-11-24. It knows the protobuf encoding (varint, fixed, length) and the
field numbers of the .proto files as its author read them, and nothing of our code or of libprotobuf. The signature comes
from the openssl command and the key of RFC 8032 §7.1 test 2. v1 never changes: this refuses to change a file that stands."""
import hashlib
import pathlib
import struct
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent / "v1"
RFC_KEY = ("-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7\n"
           "-----END PRIVATE KEY-----\n")


def varint(n):
    n &= (1 << 64) - 1
    out = b""
    while n > 0x7F:
        out += bytes([n & 0x7F | 0x80])
        n >>= 7
    return out + bytes([n])


def v(field, n):
    return varint(field << 3 | 0) + varint(n)


def f64(field, x):
    return varint(field << 3 | 1) + (struct.pack("<Q", x) if isinstance(x, int) else struct.pack("<d", x))


def octets(field, b):
    b = b.encode() if isinstance(b, str) else b
    return varint(field << 3 | 2) + varint(len(b)) + b


def f32(field, x):
    return varint(field << 3 | 5) + struct.pack("<f", x)


POSITION = f64(1, 21.9714) + f64(2, 106.7086) + f32(3, 262.5) + f32(4, 12.0)
SOFTWARE = octets(1, "0.1.0") + octets(2, "74720de")


def head(seq, prev, detector, first, last, confidence):
    return (octets(1, "ls-chima-01") + f64(2, 0x0123456789ABCDEF) + v(3, seq) + octets(4, prev) +
            v(5, 1795314600000000000) + octets(6, POSITION) + v(7, 2) + octets(8, "cal-7") + octets(9, SOFTWARE) +
            octets(10, detector) + v(11, 1) + v(12, first) + v(13, last) + f32(14, confidence))


CELL = (v(1, 3) + v(2, 3) + f64(3, 1842500000.0) + v(4, 1575) + v(5, 301) + v(6, 1) + v(7, 1) + v(8, 100) + v(9, 2) +
        v(10, 512) + octets(11, v(1, 460) + v(2, 1) + v(3, 2)) + octets(11, v(1, 460) + v(2, 11) + v(3, 2)) +
        v(12, 40971) + v(13, 0x0ABCDEF) + v(14, 3) + v(15, 0) + octets(16, bytes.fromhex("68480bd0")) +
        f32(17, -61.25) + f32(18, -72.5) + f32(19, 9.75) + f32(20, -312.5) + f32(21, -84.25) + f32(22, -101.5))
EVENT = v(1, 5) + octets(2, "ring full: 4096 samples lost") + v(3, 4096)

first = head(1, bytes(32), "cell.lte", 1795314599100000000, 1795314599260000000, 0.9375) + octets(20, CELL)
second = (head(2, hashlib.sha256(first).digest(), "node.health", 1795314600000000000, 1795314600000000000, 1.0) +
          v(15, 1) + octets(21, EVENT))
status = (octets(1, "ls-chima-01") + f64(2, 0x0123456789ABCDEF) + v(3, 1795314615000000000) + v(4, 2) +
          octets(5, SOFTWARE) + octets(6, POSITION) + v(7, 2) + f64(8, 15.5) +
          octets(9, octets(1, "soapy:driver=rtlsdr") + f64(2, 1920000.0) + f64(3, 1842500000.0) + v(4, 28800000) +
                 v(5, 4096) + v(6, 2) + v(7, 1) + v(8, 1)) +
          octets(10, v(1, 2) + v(2, 713) + f64(3, 0x0123456789ABCDEF) + v(4, 1)) + v(11, 2) + v(12, 93) +
          octets(13, "samples dropped") + v(14, 12884901888))
command = (octets(1, "ls-chima-01") + octets(2, "gw-0001") + v(3, 1795314616000000000) +
           octets(10, f64(1, 0x0123456789ABCDEF) + v(2, 2)))
reply = octets(1, "ls-chima-01") + octets(2, "gw-0002") + v(3, 1)
spectrum = (octets(1, "ls-chima-01") + f64(2, 0x0123456789ABCDEF) + v(3, 1795314617000000000) + f64(4, 1841540000.0) +
            f64(5, 7500.0) + f32(6, 11250.0) + v(7, 16) + f32(8, -120.0) + f32(9, 0.5) + octets(10, bytes([0, 80, 255])) +
            octets(11, bytes([3, 96, 255])))


def z(field, n):
    return v(field, (n << 1) ^ (n >> 63))


def packed(field, numbers):
    return octets(field, b"".join(varint(n) for n in numbers))


NEIGHBOURS = (octets(9, v(1, 1) + v(2, 57) + v(3, 6)) + octets(9, v(1, 3) + v(2, 1825) + packed(4, [54, 301])))
BROADCAST = (z(1, -130) + z(2, 15) + v(3, 7) + v(4, 1) + v(5, 31) + v(6, 2) + v(7, 8) + packed(8, [3, 5, 6]) + NEIGHBOURS)
MEASURED = (CELL + octets(23, bytes.fromhex("0001")) + octets(24, BROADCAST) + f32(25, -11.5) + f32(26, -84.5) + f32(27, 0.5) +
            f32(28, 2.5) + f32(29, 40.0) + f32(30, 12.5) + v(31, 54) + z(32, 1795314599100000000))
FURTHER = (packed(10, [2, 3, 4, 5, 7]) + v(11, 20) + v(12, 19575) + v(13, 75) + v(14, 4) + v(15, 24) + v(16, 44) + v(17, 6) +
           z(18, -124) + v(19, 1))
RESELECTION = (CELL + octets(24, z(1, -124) + v(3, 7) + packed(8, [2, 3, 4, 5, 7]) +
                             octets(9, v(1, 3) + v(2, 1825) + v(3, 5) + packed(4, [54]) + z(5, -120) + v(6, 22) + v(7, 18) +
                                    octets(8, v(1, 480) + v(2, 24)) + octets(8, v(1, 17) + v(2, 1))) + FURTHER) +
               f32(33, -29.5) + f32(34, 0.25) + f32(35, 0.75) + f32(36, 0.125) + f32(37, 0.375))
EMISSION = (f64(1, 1842600000.0) + f64(2, 12500.0) + f64(3, 16000.0) + f32(4, -40.5) + f32(5, -63.5) + f32(6, 21.0) + f32(7, 0.25) +
            v(8, 12) + f64(9, 0.03125) + f64(10, 0.0625) + f64(11, -3.5) + octets(12, "dmr") + f32(13, 0.875) +
            octets(14, bytes(range(32))))
JAMMING = (v(1, 4) + f64(2, 1575420000.0) + f64(3, 20000000.0) + f32(4, 24.5) + f32(5, 1.5) + f32(6, -30.0) + f32(7, -53.0) +
           f32(8, 0.75) + f64(9, 0.0009765625) + f64(10, -2e12) + octets(11, v(1, 3) + v(2, 1575)) + octets(11, v(1, 1) + v(2, 57)) +
           octets(12, "null_re.chi2=31.2") + f32(13, 0.625) + octets(14, bytes(range(32, 64))))
COVERAGE = octets(1, f64(1, 1805e6) + f64(2, 1880e6) + f32(3, 40.5) + f32(4, 12.0) + f32(5, -90.5) + f32(6, -118.0) + v(7, 9) + v(8, 8))


def later(seq, detector, field, finding):
    at = 1795401000000000000
    return head(seq, hashlib.sha256(first).digest(), detector, at, at + 1000000000, 0.5) + octets(field, finding)


status_full = (octets(1, "ls-chima-01") + f64(2, 0x0123456789ABCDEF) + v(3, 1795401000000000000) + v(4, 1) + octets(5, SOFTWARE) +
               octets(6, POSITION) + v(7, 3) + f64(8, 90000.5) +
               octets(9, octets(1, "soapy:driver=rtlsdr") + f64(2, 1920000.0) + f64(3, 1842500000.0) + v(4, 28800000) + v(5, 4096) +
                      v(6, 2) + v(7, 1) + v(8, 1) + v(9, 3) + v(10, 2) + v(11, 1) + f32(12, 0.125)) +
               octets(10, v(1, 2) + v(2, 713) + f64(3, 0x0123456789ABCDEF) + v(4, 1)) + v(11, 2) + v(12, 93) + v(14, 12884901888) +
               octets(15, octets(1, "cal-7") + v(2, 1795000000000000000) + v(3, 1810000000000000000) + f32(4, -12.5) + f32(5, 3.5) +
                      f32(6, 1.25)) +
               octets(16, f32(1, 12.25) + f32(2, 12.75) + f32(3, 41.5) + f32(4, 63.0) + v(5, 0) + f32(6, 45.5) + octets(7, "mcu-1.2")) +
               f32(17, 812.5) + v(18, 2))


def openssl(arguments, stdin=None):
    return subprocess.run(["openssl", *arguments], input=stdin, stdout=subprocess.PIPE, check=True).stdout


def envelope(kind, name, body, tail=b""):
    with tempfile.TemporaryDirectory() as directory:
        key, text = pathlib.Path(directory, "key.pem"), pathlib.Path(directory, "text")
        key.write_text(RFC_KEY)
        text.write_bytes(b"songbien/v1/" + name + b"\0" + body)
        der = openssl(["pkey", "-in", key, "-pubout", "-outform", "DER"])
        signature = openssl(["pkeyutl", "-sign", "-rawin", "-inkey", key, "-in", text])
    return v(1, kind) + octets(2, body) + octets(3, v(1, 1) + octets(2, hashlib.sha256(der).digest()[:8]) +
                                                 octets(3, signature)) + tail


for name, data in {"report_cell": first, "report_event": second, "status": status, "command_acknowledge": command,
                   "reply": reply, "spectrum": spectrum, "envelope_report": envelope(1, b"report", first),
                   "report_measured": later(3, "cell.lte", 20, MEASURED), "report_reselection": later(7, "cell.lte", 20, RESELECTION), "report_emission": later(4, "emission", 22, EMISSION),
                   "report_jamming": later(5, "jamming", 23, JAMMING), "report_coverage": later(6, "node.health", 24, COVERAGE),
                   "status_full": status_full, "envelope_historical": envelope(1, b"report", first, v(4, 1))}.items():
    target = HERE / f"{name}.bin"
    if target.exists() and target.read_bytes() != data:
        sys.exit(f"{target}: golden bytes are written once")
    target.write_bytes(data)
