"""What an import may replace, and the engine that it works with."""

from __future__ import annotations

from pathlib import Path

from ...files.sql import NO_EXTENSIONS


def is_store(folder: Path) -> bool:
    """Tell whether a folder is a store, or empty."""
    return folder.is_dir() and ((folder / "report.json").is_file() or not any(folder.iterdir()))


def connect(duckdb, memory_limit: str | None, temporary: Path):
    """Open the engine of an import."""
    config = {"temp_directory": str(temporary), **NO_EXTENSIONS}
    if memory_limit:
        config["memory_limit"] = memory_limit
    return duckdb.connect(config=config)
