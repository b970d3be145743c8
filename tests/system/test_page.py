#!/usr/bin/env python3
"""The page on the real gateway: a recording becomes an incident, a browser walks from finding it to the ticket that is sent, and the carrier answers."""
import glob, os, shutil, subprocess, sys, unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import BUILD, DEPLOY, SOURCE, System, recording, wait_until

WEB = os.path.join(SOURCE, "gateway", "web")
PAGE = os.path.join(BUILD, "gateway", "web")
NODE_JS = shutil.which("node") or shutil.which("nodejs")
READY = NODE_JS and os.path.exists(os.path.join(PAGE, "index.html")) and os.path.exists("/usr/bin/chromium") and os.path.isdir(os.path.join(WEB, "node_modules"))


@unittest.skipUnless(READY, "SKIPPED: Node.js, Chromium or the built page is not here")
class Page(unittest.TestCase):
    def test_from_the_antenna_to_the_carriers_answer(self):
        with System(web_root=PAGE) as system:
            for file in sorted(glob.glob(os.path.join(DEPLOY, "demo", "registry-*.csv"))):
                system.import_registry(file, os.path.basename(file)[len("registry-"):-len(".csv")])
            system.add_node("lc-01", recording(system.path("x.sigmf-meta")))
            system.start_all()
            system.login()
            wait_until(60, lambda: any(t["carrier"] == "vnpt" for t in system.http("/api/v1/tickets")["tickets"]), "a draft to the carrier of that channel",
                       lambda: system.log("lc-01") + system.log("gateway"))
            environment = dict(os.environ, SB_WEB_URL=f"http://127.0.0.1:{system.http_port}", SB_WEB_USER="admin", SB_WEB_PASSWORD=system.password)
            for spec in ["work", "real"]:
                done = subprocess.run([NODE_JS, "--test", f"e2e/{spec}.spec.mjs"], cwd=WEB, env=environment, capture_output=True, text=True, timeout=150)
                self.assertEqual(done.returncode, 0, done.stdout[-6000:] + done.stderr[-2000:])
                print("\n".join(line for line in done.stdout.splitlines() if "clicks" in line or line.startswith("# pass")))


if __name__ == "__main__":
    unittest.main(verbosity=2)
