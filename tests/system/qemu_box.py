"""The box around the host, in QEMU: the signed firmware images of build/firmware-arm, the host's line as a pty, the outputs as the bench tells them."""
import csv, os, re, socket, subprocess, tempfile, threading, time

from harness import SOURCE, wait_until

IMAGES = os.path.join(SOURCE, "build", "firmware-arm", "firmware", "arm")


def outputs():
    with open(os.path.join(SOURCE, "hardware", "node-v1", "pins.csv"), newline="", encoding="utf-8") as file:
        return [row["signal"] for row in csv.DictReader(file) if row["kind"] == "output"]


def layout(pattern):
    with open(os.path.join(SOURCE, "firmware", "board", "layout.hpp"), encoding="utf-8") as file:
        return int(re.search(pattern + r"\{?(0x[0-9A-Fa-f]+)", file.read())[1], 16)


class QemuBox:
    """`on_output(signal, level)` is called on a thread of its own, for each change."""

    def __init__(self, on_output):
        self.folder = tempfile.TemporaryDirectory(prefix="songbien-box-")
        flash = bytearray(b"\xff" * layout(r"kFlashBytes = "))
        with open(os.path.join(IMAGES, "mps2_an385_slot0.img"), "rb") as file:
            image = file.read()
        at = layout(r"kSlotAt = ")
        flash[at:at + len(image)] = image
        with open(os.path.join(self.folder.name, "flash.bin"), "wb") as file:
            file.write(flash)
        bench = os.path.join(self.folder.name, "bench.sock")
        self.process = subprocess.Popen(
            ["qemu-system-arm", "-M", "mps2-an385", "-display", "none", "-monitor", "none", "-semihosting-config", "enable=on,target=native",
             "-kernel", os.path.join(IMAGES, "mps2_an385_boot"), "-chardev", "pty,id=host", "-serial", "chardev:host",
             "-chardev", f"socket,path={bench},server=on,wait=on,id=bench", "-serial", "chardev:bench"],
            cwd=self.folder.name, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.host_line = re.search(r"(/dev/pts/\d+) \(label host\)", self.process.stdout.readline())[1]
        self.bench = socket.socket(socket.AF_UNIX)  # the machine waits for us: its first words would be lost
        wait_until(5, lambda: self.bench.connect_ex(bench) == 0, "the bench")
        self.on_output, self.names = on_output, outputs()
        self.reader = threading.Thread(target=self.read_bench)
        self.reader.start()

    def read_bench(self):
        octets = b""
        while chunk := self.bench.recv(256):
            octets += chunk
            while len(octets) >= 3:
                self.on_output(self.names[octets[1]], octets[2] != 0)
                octets = octets[3:]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.reader.join()
        self.bench.close()
        self.folder.cleanup()
