"""A person opens a notebook in JupyterLab, runs it, and sees the chart; controls answer when they are pressed."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
NOTEBOOK = "01-exposure-rise.ipynb"
CONTROLS = "08-exploring-a-store.ipynb"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on PATH"),
]


FINITE = 180_000  # milliseconds: generous for two busy cores, and an end all the same
TRIES = 6

# Every cell in the page at once, also those outside the window; no questions about news.
SETTINGS = {
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}


@pytest.fixture
def lab(tmp_path):
    """Serve a copy of the notebooks from a JupyterLab with its own settings; give what the address of one is."""
    folder, log = tmp_path / "notebooks", tmp_path / "server.log"
    shutil.copytree(NOTEBOOKS, folder)
    environment = isolated(tmp_path)
    port, token = free_port(), secrets.token_hex(16)
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1"]
    command += [f"--port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}"]
    # Looking for language servers asks npm where it lives, which may take it minutes, and the server waits for it.
    command += [f"--ServerApp.root_dir={folder}", "--LanguageServerManager.autodetect=False"]
    with log.open("w") as out, subprocess.Popen(command, env=environment, stdout=out, stderr=out) as server:
        try:
            wait_for(f"http://127.0.0.1:{port}/api?token={token}", server, log)
            yield f"http://127.0.0.1:{port}/lab/tree/{{}}?token={token}".format
        finally:
            stop(server)


def isolated(home: Path) -> dict[str, str]:
    """Give an environment in which Jupyter knows nothing of the user who runs the tests."""
    for name, settings in SETTINGS.items():
        path = home / "config" / "lab" / "user-settings" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(settings), encoding="utf-8")
    # Without MPLBACKEND the kernel takes the backend that draws into the notebook.
    left_out = ("MPLBACKEND", "JUPYTER_PATH", "JUPYTER_CONFIG_PATH")
    return {name: value for name, value in os.environ.items() if name not in left_out} | {
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "IPYTHONDIR": str(home / "ipython"),
    }


def stop(server: subprocess.Popen):
    """End the server and with it its kernels, at once if it does not listen."""
    server.terminate()
    try:
        server.wait(30)
    except subprocess.TimeoutExpired:
        server.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(address: str, server: subprocess.Popen, log: Path, seconds: float = 300):
    """Return when the server answers; fail with its own words when it ends or takes too long."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        try:
            direct.open(address, timeout=5).close()
            return
        except OSError:
            time.sleep(0.3)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()}")


@pytest.fixture
def page():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.set_default_timeout(FINITE)
        # On a busy machine JupyterLab may ask something, of a slow kernel or a file; a person answers and goes on.
        dialog = page.locator(".jp-Dialog")
        page.add_locator_handler(dialog.first, lambda: dialog.locator(".jp-mod-accept").last.click())
        yield page
        browser.close()


def choose(page, menu: str, entry: str):
    """Click an entry of JupyterLab's menu bar."""
    page.locator(".lm-MenuBar-itemLabel", has_text=menu).first.click()
    page.locator(".lm-Menu-itemLabel", has_text=entry).first.click()


def run_all(page, prompts):
    """Run all cells; what a busy page did not take is asked again, as a person would."""
    for _ in range(TRIES):
        choose(page, "Run", "Run All Cells")
        try:
            expect(prompts.first).to_have_text(re.compile(r"\[[\d*]+\]"), timeout=FINITE / TRIES)
        except AssertionError:
            continue
        return


def run_anew(page, address: str, name: str):
    """Open a notebook, clear it, run all of it without an error, and give its panel and its pictures."""
    page.goto(address)
    notebook = page.locator(".jp-NotebookPanel:visible")
    prompts = notebook.locator(".jp-CodeCell .jp-InputPrompt")
    errors = notebook.locator("[data-mime-type$='.stderr'], [data-mime-type$='.error']")
    pictures = notebook.locator(".jp-OutputArea-output img")

    # A committed notebook shows its old pictures: only what appears after they are cleared was drawn here.
    pictures.first.wait_for()
    # A kernel that is still starting takes no work: a person waits for its circle to be empty.
    page.locator(".jp-Notebook-ExecutionIndicator[data-status='idle']:visible").wait_for()
    choose(page, "Edit", "Clear Outputs of All Cells")
    expect(pictures).to_have_count(0, timeout=FINITE)
    run_all(page, prompts)

    expect(prompts.first).to_have_text(re.compile(r"\[\d+\]"), timeout=FINITE)
    expect(prompts.filter(has_text="[*]")).to_have_count(0, timeout=FINITE)
    assert errors.all_inner_texts() == []
    expect(prompts).to_have_text([f"[{number}]:" for number in range(1, code_cells(name) + 1)])
    return notebook, pictures


@pytest.mark.usefixtures("font_cache")
def test_the_chart_is_drawn_in_jupyterlab(lab, page):
    _, pictures = run_anew(page, lab(NOTEBOOK), NOTEBOOK)
    pictures.first.scroll_into_view_if_needed()
    assert pictures.first.is_visible()
    assert min(pictures.first.evaluate("picture => [picture.naturalWidth, picture.naturalHeight]")) > 200


@pytest.mark.usefixtures("font_cache")
def test_controls_ask_the_store_anew(lab, page):
    notebook, _ = run_anew(page, lab(CONTROLS), CONTROLS)
    controls = notebook.locator(".widget-interact")
    answer = controls.locator(".jp-OutputArea-output")
    expect(controls.locator("img")).to_be_visible(timeout=FINITE)
    expect(answer.last).to_contain_text("2.5% (-0.4% to 5.6%)")

    controls.get_by_role("button", name="ranked first").click()
    expect(answer.last).to_contain_text("4.6% (0.9% to 8.4%)", timeout=FINITE)
    controls.locator("select").select_option("Alprazolam")
    expect(answer.last).not_to_contain_text("4.6% (0.9% to 8.4%)", timeout=FINITE)
    expect(controls.locator("img")).to_have_count(1)

    upper = controls.locator(".noUi-handle-upper")
    upper.focus()
    for _ in range(12):
        upper.press("ArrowLeft")
    expect(answer.last).to_contain_text("expected at least 2 years with data", timeout=FINITE)
    assert not notebook.locator("[data-mime-type$='.error']").count()


def code_cells(name: str) -> int:
    cells = json.loads((NOTEBOOKS / name).read_text(encoding="utf-8"))["cells"]
    return sum(cell["cell_type"] == "code" for cell in cells)
