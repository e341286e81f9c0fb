"""Headless Chromium, asked by its debugging pipe: pages as people see them, and what they complained of.

Needs `chromium`, installed; nothing else. Messages are JSON, each ended by a zero octet, on the descriptors 3 and 4.
"""
import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time


def program():
    return shutil.which("chromium") or shutil.which("chromium-browser")


class Chromium:
    def __init__(self, *before):
        """`before`: what the command line begins with, `ip netns exec NAME`, say."""
        self.profile = tempfile.TemporaryDirectory(prefix="cutoffd-chromium-")
        self.serial, self.waiting, self.events = 0, b"", []
        ours_in, its_out = os.pipe()
        its_in, ours_out = os.pipe()
        self.inward, self.outward = ours_in, ours_out
        # Its descriptors are 3 and 4, whatever ours are.
        script = f"exec 3<&{its_in} 4>&{its_out}; exec \"$@\""
        self.process = subprocess.Popen(
            ["bash", "-c", script, "chromium", *before, program(), "--headless=new", "--no-sandbox", "--disable-gpu",
             "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--no-first-run",
             "--remote-debugging-pipe", "--hide-scrollbars", f"--user-data-dir={self.profile.name}", "about:blank"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, pass_fds=(its_in, its_out))
        os.close(its_in)
        os.close(its_out)
        targets = self.ask("Target.getTargets")["targetInfos"]
        page = next(t["targetId"] for t in targets if t["type"] == "page")
        self.session = self.ask("Target.attachToTarget", targetId=page, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def ask(self, method, session=None, **parameters):
        self.serial += 1
        message = {"id": self.serial, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self.outward, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.next_message(60)
            if answer is None:
                raise TimeoutError(method)
            if answer.get("id") == self.serial:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def call(self, method, **parameters):
        return self.ask(method, self.session, **parameters)

    def next_message(self, seconds):
        end = time.monotonic() + seconds
        while b"\0" not in self.waiting:
            ready, _, _ = select.select([self.inward], [], [], max(0, end - time.monotonic()))
            if not ready:
                return None
            self.waiting += os.read(self.inward, 1 << 16)
        message, _, self.waiting = self.waiting.partition(b"\0")
        return json.loads(message)

    def look(self, width, height, dark):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 700)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def visit(self, address):
        self.events.clear()
        self.call("Page.navigate", url=address)
        end = time.monotonic() + 60
        while not any(e.get("method") == "Page.loadEventFired" for e in self.events):
            event = self.next_message(max(0, end - time.monotonic()))
            assert event is not None, f"{address} was not loaded"
            self.events.append(event)

    def picture(self, path, whole=True):
        data = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)["data"]
        with open(path, "wb") as out:
            out.write(base64.b64decode(data))

    def print(self, path, width, height):
        """As paper of so many inches, with the page's own margins."""
        data = self.call("Page.printToPDF", paperWidth=width, paperHeight=height, preferCSSPageSize=False, printBackground=True)["data"]
        with open(path, "wb") as out:
            out.write(base64.b64decode(data))

    def evaluate(self, expression, wait=False):
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=wait)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def complaints(self):
        """Console messages, exceptions, refused loads."""
        out = []
        for event in self.events:
            if event.get("method") in ("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Network.loadingFailed"):
                out.append(json.dumps(event["params"])[:400])
        return out

    def requested(self):
        return [e["params"]["request"]["url"] for e in self.events if e.get("method") == "Network.requestWillBeSent"]

    def close(self):
        try:
            self.ask("Browser.close")
        except (TimeoutError, OSError, RuntimeError):
            pass
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
        os.close(self.inward)
        os.close(self.outward)
        self.profile.cleanup()
