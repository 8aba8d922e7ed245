"""Multipart bodies, and folders as the archives that the server accepts."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

BOUNDARY = "ontos-test-boundary"
CONTENT_TYPE = f"multipart/form-data; boundary={BOUNDARY}"


def archive_of(folder: Path, suffix: str) -> bytes:
    """The files below a folder as .zip or .tar.gz."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    out = io.BytesIO()
    if suffix == ".zip":
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in files:
                archive.write(path, path.relative_to(folder))
    else:
        with tarfile.open(fileobj=out, mode="w:gz") as archive:
            for path in files:
                archive.add(path, str(path.relative_to(folder)))
    return out.getvalue()


def part(name: str, content: bytes, file_name: str | None = None) -> bytes:
    """One part of a form; with a file name it is a file."""
    head = f'--{BOUNDARY}\r\ncontent-disposition: form-data; name="{name}"'
    if file_name is not None:
        head += f'; filename="{file_name}"\r\ncontent-type: application/octet-stream'
    return head.encode() + b"\r\n\r\n" + content + b"\r\n"


def form(*parts: bytes) -> bytes:
    """The whole body."""
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def model_form(folder: Path) -> bytes:
    """A form that registers an MLflow model folder."""
    return form(part("model", archive_of(folder, ".zip"), folder.name + ".zip"))
