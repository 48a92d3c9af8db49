"""A headless Chromium, driven over a pipe by the DevTools protocol (https://chromedevtools.github.io/devtools-protocol)."""
import fcntl
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

FLAGS = [
    "--headless", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
    "--no-default-browser-check", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-default-apps", "--disable-extensions", "--disable-quic", "--disable-breakpad", "--hide-scrollbars",
    "--mute-audio", "--password-store=basic", "--use-mock-keychain",
    # Whatever asks for a name all the same gets none.
    "--host-resolver-rules=MAP * ~NOTFOUND",
]
PATIENCE = 120  # seconds for one answer, on a machine that has other things to do


class Chromium:
    """One browser with one page. `events` collects what the page reports, in order."""

    def __init__(self, directory):
        """Keeps its profile, home and log in `directory`. Use it in a `with` statement, or call close."""
        profile = tempfile.mkdtemp(prefix="chromium", dir=directory)
        # For the browser's sockets, whose paths may have 107 characters; a test's own directory is deeper.
        self._sockets = tempfile.mkdtemp(prefix="chromium", dir="/tmp")
        environment = dict(os.environ, HOME=profile, XDG_CONFIG_HOME=profile, XDG_CACHE_HOME=profile, TMPDIR=self._sockets)
        environment.pop("DISPLAY", None)
        environment.pop("DBUS_SESSION_BUS_ADDRESS", None)
        to_browser, self._commands = os.pipe()
        self._answers, from_browser = os.pipe()
        # The browser reads descriptor 3 and writes 4: both may be taken by these pipes.
        ends = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 64) for end in (to_browser, from_browser)]
        os.close(to_browser)
        os.close(from_browser)

        def connect():
            os.dup2(ends[0], 3)
            os.dup2(ends[1], 4)

        self._log_path = os.path.join(profile, "log")
        with open(self._log_path, "wb") as log:
            self._process = subprocess.Popen(  # pylint: disable=subprocess-popen-preexec-fn
                ["chromium", *FLAGS, "--user-data-dir=" + profile, "about:blank"], env=environment, preexec_fn=connect,
                pass_fds=(3, 4), stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        for end in ends:
            os.close(end)
        self._buffer = b""
        self._last_id = 0
        self._session = None
        self.events = []
        targets = self.call("Target.getTargets")["targetInfos"]
        page = [target["targetId"] for target in targets if target["type"] == "page"][0]
        self._session = self.call("Target.attachToTarget", targetId=page, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.call(domain + ".enable")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Ends the browser."""
        self._session = None
        try:
            self.call("Browser.close")
            self._process.wait(timeout=20)
        except (OSError, subprocess.TimeoutExpired, RuntimeError):
            self._process.kill()
            self._process.wait()
        os.close(self._commands)
        os.close(self._answers)
        shutil.rmtree(self._sockets, ignore_errors=True)

    def _fail(self, what):
        with open(self._log_path, errors="replace") as log:
            raise RuntimeError(f"chromium: {what}; its log ends\n{log.read()[-2000:]}")

    def _receive(self, deadline):
        """The next message; None once the deadline has passed."""
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._answers], [], [], max(0, deadline - time.monotonic()))
            if not ready:
                return None
            more = os.read(self._answers, 1 << 20)
            if not more:
                self._fail("it ended")
            self._buffer += more
        message, self._buffer = self._buffer.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, **parameters):
        """The result of a command."""
        self._last_id += 1
        message = {"id": self._last_id, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._commands, data):]
        deadline = time.monotonic() + PATIENCE
        while True:
            answer = self._receive(deadline)
            if answer is None:
                self._fail(f"no answer to {method} within {PATIENCE} s")
            if answer.get("id") == self._last_id:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            if "method" in answer:
                self.events.append(answer)

    def wait_for(self, method):
        """The next event of this name, from those not looked at since the last load."""
        deadline = time.monotonic() + PATIENCE
        while True:
            for event in self.events:
                if event["method"] == method:
                    return event["params"]
            message = self._receive(deadline)
            if message is None:
                self._fail(f"no {method} within {PATIENCE} s")
            if "method" in message:
                self.events.append(message)

    def load(self, path, width=1280, height=900, scheme="light", media="screen"):
        """Loads a file, with all that it loads, in a window of that size (below 600 px wide: a phone's)."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=2 if width < 600 else 1,
                  mobile=width < 600)
        self.call("Emulation.setEmulatedMedia", media=media, features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.events = []
        self.call("Page.navigate", url="file://" + os.path.abspath(path))
        self.wait_for("Page.loadEventFired")
        # Two frames later everything is laid out, and what the layout asks for is on its way.
        self.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))"
                      ".then(() => document.fonts.ready).then(() => 1)")

    def evaluate(self, expression):
        """The value of a JavaScript expression, a promise's when it is kept."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(str(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def requests(self):
        """The addresses that the page has asked for since it was loaded, its own first."""
        return [event["params"]["request"]["url"] for event in self.events
                if event["method"] == "Network.requestWillBeSent"]
