#!/usr/bin/env python3
"""Signed images of the supervisor microcontroller (octets: firmware/boot/README.md).

    sign_image.py public KEY.pem OUT.hpp                                   the public key for the loader
    sign_image.py sign KEY.pem IN.bin OUT.img --slot N --number N --board N

OpenSSL does the cryptography; the private key is read by it alone.
"""
import argparse
import pathlib
import struct
import subprocess
import sys
import tempfile

MAGIC, FORMAT, HEADER_OCTETS, SIGNED_OCTETS = 0x57464253, 1, 256, 64


def openssl(*arguments):
    done = subprocess.run(["openssl", *arguments], capture_output=True, check=False)
    if done.returncode != 0:
        sys.exit(f"sign_image: openssl {arguments[0]}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


def write_public(key, out):
    der = openssl("pkey", "-in", key, "-pubout", "-outform", "DER")
    if len(der) != 44:  # RFC 8410: twelve octets of algorithm, 32 of key
        sys.exit("sign_image: not an Ed25519 key")
    octets = ", ".join(f"0x{octet:02x}" for octet in der[-32:])
    path = pathlib.Path(out)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#pragma once\n// Made by firmware/sign_image.py.\n#include <array>\n#include <cstdint>\n\n"
                    "namespace sb::fw::board {\n\ninline constexpr std::array<std::uint8_t, 32> kSigningKey = "
                    "{" + octets + "};\n\n}  // namespace sb::fw::board\n", encoding="utf-8")


def sign(options):
    image = pathlib.Path(options.image).read_bytes()
    image += b"\xff" * (-len(image) % 8)
    head = struct.pack("<6I", MAGIC, FORMAT, options.number, len(image), options.slot, options.board)
    head = head.ljust(SIGNED_OCTETS, b"\0")
    with tempfile.NamedTemporaryFile() as message:
        message.write(head + image)
        message.flush()
        signature = openssl("pkeyutl", "-sign", "-inkey", options.key, "-rawin", "-in", message.name)
    whole = (head + signature).ljust(HEADER_OCTETS, b"\xff") + image
    pathlib.Path(options.out).write_bytes(whole)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    public = verbs.add_parser("public")
    public.add_argument("key")
    public.add_argument("out")
    signing = verbs.add_parser("sign")
    for name in ("key", "image", "out"):
        signing.add_argument(name)
    for name in ("--slot", "--number", "--board"):
        signing.add_argument(name, type=int, required=True)
    options = parser.parse_args()
    if options.verb == "public":
        write_public(options.key, options.out)
    else:
        sign(options)


if __name__ == "__main__":
    main()
