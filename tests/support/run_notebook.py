"""Runs the cells of a notebook in the kernel of Deno; prints their messages as JSON.

Usage: python3 run_notebook.py DENO NOTEBOOK
"""

import json
import pathlib
import sys

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

SECONDS = 120  # at most for a message, on a machine that does much else
END = "the last cell has ended"


def messages_of(client, cells):
    """The messages that cells send, in their order."""
    messages = []
    for code in [*cells, f'"{END}"']:
        request = client.execute(code)
        while True:
            message = client.get_iopub_msg(timeout=SECONDS)
            kind, content = message["msg_type"], message["content"]
            is_own = message["parent_header"].get("msg_id") == request
            if kind not in ("status", "execute_input"):
                messages.append({"type": kind, **content})
            if END in str(content.get("data")):
                return messages[:-1]
            # A result may come after the kernel is idle: what comes last has a mark.
            is_idle = kind == "status" and content["execution_state"] == "idle"
            if is_own and is_idle and END not in code:
                break
    return messages


def main(deno, path):
    path = pathlib.Path(path).resolve()
    cells = [
        "".join(cell["source"])
        for cell in json.loads(path.read_text())["cells"]
        if cell["cell_type"] == "code"
    ]
    manager = KernelManager()
    # Not installed: nothing is left in the user's folders.
    manager._kernel_spec = KernelSpec(
        argv=[deno, "jupyter", "--kernel", "--conn", "{connection_file}"],
        display_name="Deno",
        language="typescript",
    )
    manager.start_kernel(cwd=str(path.parent))
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=SECONDS)
        print(json.dumps(messages_of(client, cells)))
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


main(*sys.argv[1:])
