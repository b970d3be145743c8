"""The unit's sandbox, the accounts, the device rules and the package itself, judged by systemd's and dpkg's own programs."""
import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

SOURCE = Path(os.environ["SB_SOURCE_DIR"])
BUILD = Path(os.environ["SB_BINARY_DIR"])
PACKAGING = SOURCE / "hardware/packaging"
UNIT = PACKAGING / "systemd/songbien-node.service"
MOST_EXPOSURE = 2.5


def said(*command, status=0):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=120, check=False)
    if status is not None and done.returncode != status:
        raise AssertionError(f"{command}: status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def exposure(unit):
    text = said("systemd-analyze", "security", "--offline=true", "--no-pager", unit, status=None)
    return float(re.search(r"Overall exposure level for .*: ([0-9.]+)", text).group(1))


@unittest.skipUnless(shutil.which("systemd-analyze"), "systemd-analyze is not here")
class Unit(unittest.TestCase):
    def test_exposure_is_low(self):
        self.assertLessEqual(exposure(UNIT), MOST_EXPOSURE)

    def test_the_measure_itself_can_fail(self):
        with tempfile.TemporaryDirectory() as folder:
            open_unit = Path(folder) / "open.service"
            open_unit.write_text("[Service]\nExecStart=/bin/true\n")
            self.assertGreater(exposure(open_unit), MOST_EXPOSURE)

    def test_systemd_understands_every_line(self):
        with tempfile.TemporaryDirectory() as folder:
            unit = Path(folder) / UNIT.name
            # The program is not installed where the unit expects it; everything else must be as it will be.
            unit.write_text(UNIT.read_text().replace("/usr/bin/songbien-node", "/bin/true"))
            text = said("systemd-analyze", "verify", "--man=no", unit, status=None)
            self.assertNotIn("songbien-node.service", text, text)

    def test_the_watchdog_is_on(self):
        text = UNIT.read_text()
        self.assertRegex(text, r"(?m)^Type=notify$")
        self.assertRegex(text, r"(?m)^WatchdogSec=\d+$")

    def test_it_is_started_again_whatever_ended_it(self):
        self.assertRegex(UNIT.read_text(), r"(?m)^Restart=always$")

    def test_an_empty_battery_ends_in_power_off(self):
        path, service = (PACKAGING / f"systemd/songbien-power-off.{kind}" for kind in ("path", "service"))
        watched = re.search(r"(?m)^PathExists=/run/(\w+)/power-off$", path.read_text()).group(1)
        self.assertRegex(UNIT.read_text(), rf"(?m)^RuntimeDirectory={watched}$", "the node can write where the watch looks")
        self.assertRegex(UNIT.read_text(), r"(?m)^RestartPreventExitStatus=76$")
        text = said("systemd-analyze", "verify", "--man=no", path, service, status=None)
        self.assertNotIn("songbien-power-off", text, text)


@unittest.skipUnless(shutil.which("systemd-sysusers"), "systemd-sysusers is not here")
class Accounts(unittest.TestCase):
    def test_an_account_without_a_shell_in_the_groups_of_the_devices(self):
        with tempfile.TemporaryDirectory() as root:
            (Path(root) / "etc").mkdir()
            (Path(root) / "etc/group").write_text("dialout:x:20:\n")
            said("systemd-sysusers", f"--root={root}", PACKAGING / "sysusers/songbien.conf")
            passwd, group = ((Path(root) / "etc" / name).read_text() for name in ("passwd", "group"))
            self.assertRegex(passwd, r"(?m)^songbien:.*:/var/lib/songbien:/usr/sbin/nologin$")
            for name in ("plugdev", "dialout"):
                self.assertRegex(group, rf"(?m)^{name}:x:\d+:songbien$")


class Rules(unittest.TestCase):
    def test_every_goto_has_its_label_and_every_rule_is_whole(self):
        text = (PACKAGING / "udev/60-songbien.rules").read_text()
        rules = [line for line in text.splitlines() if line and not line.startswith("#")]
        for rule in rules:
            for part in rule.split(", "):
                self.assertRegex(part, r'^[A-Za-z]+(\{[^}]+\})?(==|!=|\+?=)"[^"]*"$', rule)
        self.assertLessEqual(set(re.findall(r'GOTO="(\w+)"', text)), set(re.findall(r'LABEL="(\w+)"', text)))


@unittest.skipUnless(shutil.which("dpkg-deb"), "dpkg-deb is not here")
class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        said(PACKAGING / "make-deb", "amd64", BUILD, cls.folder.name)
        cls.deb = next(Path(cls.folder.name).glob("songbien-node_*_amd64.deb"))

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_holds_what_a_node_needs_and_belongs_to_root(self):
        listing = said("dpkg-deb", "--contents", self.deb)
        for path in ("./usr/bin/songbien-node", "./lib/systemd/system/songbien-node.service", "./lib/udev/rules.d/60-songbien.rules",
                     "./usr/lib/sysusers.d/songbien.conf", "./lib/systemd/system/songbien-power-off.path",
                     "./lib/systemd/system/songbien-power-off.service"):
            self.assertRegex(listing, rf"(?m)^-\S+ root/root .* {re.escape(path)}$")
        self.assertNotRegex(listing, r"(?m)^.{5}w|^.{8}w", "nobody but root may change a file")

    def test_names_its_libraries(self):
        depends = said("dpkg-deb", "--field", self.deb, "Depends")
        for package in ("libssl3", "libsoapysdr0.8", "libfftw3-single3", "libprotobuf32", "libc6"):
            self.assertIn(package, depends)

    def test_the_program_in_it_runs(self):
        with tempfile.TemporaryDirectory() as root:
            said("dpkg-deb", "-x", self.deb, root)
            self.assertIn("songbien-node", said(Path(root) / "usr/bin/songbien-node", "--version"))

    def test_scripts_are_sound(self):
        for script in ("postinst", "prerm", "postrm"):
            said("sh", "-n", PACKAGING / "debian" / script)


if __name__ == "__main__":
    unittest.main(verbosity=1)
