"""Starts the real programs on loopback for the system tests: broker, gateway, nodes, from a temporary folder. Standard library only."""
import json, os, signal, socket, sqlite3, subprocess, tempfile, time, urllib.error, urllib.request

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.environ.get("SB_BINARY_DIR", os.path.join(SOURCE, "build", "release"))
NODE = os.path.join(BUILD, "node", "songbien-node")
GATEWAY = os.path.join(BUILD, "gateway", "songbien-gateway")
MAKE_RECORDING = os.path.join(BUILD, "tests", "system", "make_recording")
DEPLOY = os.path.join(SOURCE, "gateway", "deploy")
PROVINCE = "laocai"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def recording(path, plmn="460-00", tac=11100, cell_id=111276801, pci=100, prb=6, frequency_hz=1815e6, rate_hz=1.92e6, seconds=0.16, seed=1):
    arguments = [path, plmn, tac, cell_id, pci, prb, frequency_hz, rate_hz, seconds, seed]
    subprocess.run([MAKE_RECORDING] + [str(a) for a in arguments], check=True)
    return path


class System:
    """with System() as s: s.add_node(...); s.start() ... Processes are ended and the folder removed at the end."""

    def __init__(self, web_root=None):
        self.web_root, self.password = web_root, None
        self.folder = tempfile.TemporaryDirectory(prefix="songbien-system-")
        self.root = self.folder.name
        self.broker_port, self.http_port = free_port(), free_port()
        self.processes, self.nodes, self.token = {}, [], None
        self.database = os.path.join(self.root, "gateway.sqlite")
        os.makedirs(os.path.join(self.root, "log"))

    def __enter__(self):
        self.deploy("authority.sh", self.path("pki"), "init")
        self.deploy("authority.sh", self.path("pki"), "server", "broker")
        self.deploy("authority.sh", self.path("pki"), "client", "gateway")
        self.deploy("broker.sh", self.path("broker"), self.path("pki"), str(self.broker_port), PROVINCE)
        with open(self.path("gateway.toml"), "w", encoding="utf-8") as f:
            f.write(f'''[gateway]
province = "{PROVINCE}"
province_code = "15"
database = "{self.database}"
key = "{self.path('gateway.key.pem')}"
one_time_password_file = "{self.path('one-time-password')}"
[http]
address = "127.0.0.1"
port = {self.http_port}
{f'web_root = "{self.web_root}"' if self.web_root else ''}
[mqtt]
host = "localhost"
port = {self.broker_port}
ca = "{self.path('pki/ca.crt')}"
certificate = "{self.path('pki/gateway.crt')}"
key = "{self.path('pki/gateway.key')}"
''')
        with open(self.path("gateway.pub.pem"), "w") as f:
            f.write(self.run(GATEWAY, "public-key", "--config", self.path("gateway.toml")))
        return self

    def __exit__(self, *_):
        for name in list(self.processes):
            self.kill(name)
        self.folder.cleanup()

    def path(self, name):
        return os.path.join(self.root, name)

    def deploy(self, script, *arguments):
        subprocess.run(["bash", os.path.join(DEPLOY, script), *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def run(self, *command):
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"{command}: {done.returncode}: {done.stderr}")
        return done.stdout

    def add_node(self, node_id, source, interval_s=0.0, pause_s=0.0, certificate=None, state_dir=None, extra="", dwell=""):
        self.deploy("authority.sh", self.path("pki"), "client", node_id)
        pki = certificate or self.path(f"pki/{node_id}")
        with open(self.path(f"{node_id}.toml"), "w", encoding="utf-8") as f:
            f.write(f'''[node]
id = "{node_id}"
province = "{PROVINCE}"
name = "{node_id}"
latitude_deg = 22.50643
longitude_deg = 104.005
state_dir = "{state_dir or self.path(node_id)}"
exercise = true
[source]
spec = "{source}"
[plan]
pause_s = {pause_s}
[[plan.dwell]]
duration_s = 0.08
{dwell}[report]
interval_s = {interval_s}
[uplink]
host = "localhost"
port = {self.broker_port}
ca = "{self.path('pki/ca.crt')}"
certificate = "{pki}.crt"
key = "{pki}.key"
gateway_public_key = "{self.path('gateway.pub.pem')}"
{extra}
''')
        with open(self.path(f"{node_id}.pub.pem"), "w") as f:
            f.write(self.run(NODE, "identity", "--config", self.path(f"{node_id}.toml"), "--public-key"))
        self.run(GATEWAY, "enrol-node", "--database", self.database, "--id", node_id, "--name", node_id,
                 "--public-key", self.path(f"{node_id}.pub.pem"), "--latitude", "22.50643", "--longitude", "104.005")
        self.nodes.append(node_id)

    def import_registry(self, file, operator):
        self.run(GATEWAY, "import-registry", file, "--operator", operator, "--database", self.database)

    def command_of(self, name):
        if name == "broker":
            return ["/usr/sbin/mosquitto", "-c", self.path("broker/mosquitto.conf")]
        if name == "gateway":
            return [GATEWAY, "serve", "--config", self.path("gateway.toml")]
        return [NODE, "run", "--config", self.path(f"{name}.toml")]

    def start(self, name):
        log = open(self.path(f"log/{name}.log"), "ab")
        self.processes[name] = subprocess.Popen(self.command_of(name), stdout=log, stderr=log)
        log.close()
        if name == "broker":
            wait_until(10, lambda: can_connect(self.broker_port), "broker listens")
        if name == "gateway":
            wait_until(20, lambda: self.http("/readyz", raw=True) is not None, "gateway is ready", lambda: self.log("gateway"))

    def start_all(self):
        for name in ["broker", "gateway"] + self.nodes:
            self.start(name)

    def kill(self, name, how=signal.SIGKILL):
        process = self.processes.pop(name, None)
        if process:
            process.send_signal(how)
            process.wait(timeout=20)
            return process.returncode

    def log(self, name):
        with open(self.path(f"log/{name}.log"), encoding="utf-8", errors="replace") as f:
            return f.read()

    def login(self):
        with open(self.path("one-time-password")) as f:
            password = f.read().split()[-1]
        answer = self.http("/api/v1/session", {"user": "admin", "password": password})
        self.token = answer["token"]
        new = "mot-mat-khau-du-dai-2026"
        self.http("/api/v1/session/password", {"old_password": password, "new_password": new})
        self.token = self.http("/api/v1/session", {"user": "admin", "password": new})["token"]
        self.password = new

    def http(self, path, body=None, raw=False):
        request = urllib.request.Request(f"http://127.0.0.1:{self.http_port}{path}")
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        if self.token:
            request.add_header("Authorization", "Bearer " + self.token)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                text = answer.read().decode()
                return text if raw else (json.loads(text) if text else None)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if raw:
                return None
            raise

    def rows(self, sql, *arguments):
        connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=10)
        try:
            return connection.execute(sql, arguments).fetchall()
        finally:
            connection.close()


def can_connect(port):
    try:
        socket.create_connection(("127.0.0.1", port), 0.5).close()
        return True
    except OSError:
        return False


def wait_until(seconds, condition, what, last_words=lambda: ""):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s: {what}\n{last_words()[-2000:]}")
