"""Description of the machine and the packages of a measurement."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

PACKAGES = (
    *("numpy", "faiss-cpu", "onnxruntime", "tokenizers", "gradio"),
    *("sentence-transformers", "torch"),
)


def machine() -> str:
    """Return processor, cores, memory, system, Python, and the main packages in one line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"{_processor()}, {os.cpu_count()} cores, {memory:.1f} GiB, {platform.system()} "
        f"{platform.machine()}, Python {platform.python_version()}, {packages}"
    )


def _processor() -> str:
    """Return the name of the processor if the system provides it."""
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or "unknown processor"
