#!/usr/bin/env python3
"""A receiver that fails while the whole node runs: each fault of the driver is recovered from within 30 s, told to the gateway and counted, also over
Debian's SoapyRemote server; a driver that hangs costs the process, which is started again and goes on."""
import json, os, shutil, signal, subprocess, sys, time, unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import BUILD, System, free_port, recording, wait_until

RECOVERY_S = 30.0
MODULES = os.path.join(BUILD, "tests", "support", "soapy_fault")
os.environ["SOAPY_SDR_PLUGIN_PATH"] = MODULES
DWELL = "centre_hz = 815e6\nsample_rate_hz = 1.92e6\n"
PACE_S = 0.3


def events(system):
    return [json.loads(e) for (e,) in system.rows("SELECT event_json FROM observation WHERE event_json IS NOT NULL ORDER BY id")]


def kinds(system):
    return [e["kind"] for e in events(system)]


class Receiver(unittest.TestCase):
    def run_fault(self, faults, came_back, extra="", more="", prepare=lambda system: None, act=lambda system: None):
        """Seconds from the node's word of trouble to its word of recovery, and how it went."""
        with System() as system:
            capture = recording(system.path("cell.sigmf-meta"))
            prepare(system)
            source = f"soapy:driver=sbfault,file={capture},faults={faults}{more.format(system=system)}"
            system.add_node("lc-01", source, pause_s=PACE_S, dwell=DWELL, extra=extra.format(system=system))
            system.start_all()
            act(system)
            wait_until(RECOVERY_S + 30, lambda: came_back in kinds(system), f"{faults}: {came_back}",
                       lambda: system.log("lc-01") + str(events(system)))
            trouble = {"stream_recovered": "stream_stalled", "device_back": "device_lost"}[came_back]
            times = dict(reversed(system.rows("SELECT json_extract(event_json, '$.kind'), first_seen FROM observation WHERE event_json IS NOT NULL ORDER BY id DESC")))
            seconds = (times[came_back] - times[trouble]) / 1e9 if came_back in times and trouble in times else None
            health = system.rows("SELECT last_status_json FROM node")[0][0]
            return seconds, kinds(system), health

    def expect_in_time(self, what, seconds):
        self.assertIsNotNone(seconds)
        print(f"{what}: {seconds:.1f} s")
        self.assertLessEqual(seconds, RECOVERY_S)

    def test_stall(self):
        seconds, told, _ = self.run_fault("stall@400000", "stream_recovered")
        self.assertIn("recovery_step", told)
        self.expect_in_time("stall, the stream is restarted", seconds)

    def test_unplugged_for_some_openings(self):
        seconds, told, _ = self.run_fault("unplug@400000:3", "device_back")
        self.assertIn("recovery_step", told)
        self.expect_in_time("unplugged, three openings fail", seconds)

    def test_wedged_until_its_power_is_cycled(self):
        def switch(system):
            with open(system.path("disable"), "w") as f:
                f.write("on")
        seconds, told, _ = self.run_fault("wedge@400000", "stream_recovered", prepare=switch, more=",power={system.root}/disable",
                                          extra='[receiver]\nusb_port = "{system.root}/disable"')
        self.expect_in_time("wedged, its power is cycled", seconds)

    def test_a_hanging_driver_costs_the_process(self):
        with System() as system:
            capture = recording(system.path("cell.sigmf-meta"))
            system.add_node("lc-01", f"soapy:driver=sbfault,file={capture},faults=hang@400000", pause_s=PACE_S, dwell=DWELL)
            system.start_all()
            hung = time.monotonic()
            self.assertEqual(system.processes["lc-01"].wait(timeout=60), 75, system.log("lc-01"))
            ended = time.monotonic() - hung
            system.processes.pop("lc-01")
            before = system.rows("SELECT count(*) FROM observation WHERE cell_json IS NOT NULL")[0][0]
            system.start("lc-01")  # as systemd does
            wait_until(20, lambda: system.rows("SELECT count(*) FROM observation WHERE cell_json IS NOT NULL")[0][0] > before,
                       "cells again", lambda: system.log("lc-01"))
            print(f"hanging driver: the process ended {ended:.1f} s after its start, cells again {time.monotonic() - hung - ended:.1f} s later")

    def test_soapy_remote(self):
        if not (shutil.which("SoapySDRServer") and shutil.which("dbus-daemon")):
            self.skipTest("SoapySDRServer or dbus-daemon is not installed")
        with System() as system:
            capture = recording(system.path("cell.sigmf-meta"))
            port = free_port()
            # The server wants a bus to announce itself on; nobody listens on this one.
            bus = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address=unix:path={system.root}/bus"],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            wait_until(5, lambda: os.path.exists(system.path("bus")), "the bus")

            def serve():
                environment = dict(os.environ, DBUS_SYSTEM_BUS_ADDRESS=f"unix:path={system.root}/bus")
                return subprocess.Popen(["SoapySDRServer", f"--bind=tcp://127.0.0.1:{port}"], env=environment,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            server = serve()
            try:
                time.sleep(1.0)
                system.add_node("lc-01", f"soapy:driver=remote,remote=tcp://127.0.0.1:{port},remote:driver=sbfault,file={capture}",
                                pause_s=PACE_S, dwell=DWELL)
                system.start_all()
                def cells():
                    return system.rows("SELECT count(*) FROM observation WHERE cell_json IS NOT NULL")[0][0]
                wait_until(30, lambda: cells() > 0, "a cell over the network", lambda: system.log("lc-01"))
                server.kill()
                server.wait()
                wait_until(30, lambda: {"device_lost", "stream_stalled"} & set(kinds(system)), "the loss is told", lambda: system.log("lc-01"))
                time.sleep(3.0)
                server = serve()
                begun, before = time.monotonic(), cells()
                wait_until(RECOVERY_S + 5, lambda: cells() > before + 1, "cells again", lambda: system.log("lc-01") + str(kinds(system)))
                print(f"SoapyRemote: server killed and started again, cells {time.monotonic() - begun:.1f} s later")
            finally:
                server.kill()
                server.wait()
                bus.kill()
                bus.wait()


if __name__ == "__main__":
    unittest.main(verbosity=2)
