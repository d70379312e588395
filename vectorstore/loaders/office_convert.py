"""LibreOffice as a converter: found, started apart from the user's own, and stopped with its children."""

import contextlib
import os
import shutil
import signal
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

__all__ = ["ConversionError", "converted", "find_office"]

_SECONDS = 120
"""For one file: a report takes 3 to 10 seconds, the first with a new profile some more."""
_NAMES = ("soffice", "libreoffice", "soffice.exe")
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    "/snap/bin/libreoffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
)
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "SYSTEMDRIVE")
"""Of this program's environment: keys and addresses of others are none of a converter's business."""
_NOWHERE = "127.0.0.1:9"
"""An address where nothing listens: links in a file lead to it."""

_SETTINGS = {
    "/org.openoffice.Office.Common/Security/Scripting": {
        "MacroSecurityLevel": "3",
        "DisableMacrosExecution": "true",
        "DisableActiveContent": "true",
        "BlockUntrustedRefererLinks": "true",
    },
    "/org.openoffice.Office.Writer/Content/Update": {"Link": "2"},
    "/org.openoffice.Inet/Settings": {
        "ooInetProxyType": "2",
        "ooInetHTTPProxyName": "127.0.0.1",
        "ooInetHTTPProxyPort": "9",
        "ooInetHTTPSProxyName": "127.0.0.1",
        "ooInetHTTPSProxyPort": "9",
    },
}
"""No macros, no updates of links, no way out."""


class ConversionError(RuntimeError):
    """LibreOffice ended without giving a file: the input is damaged, locked or of another format."""


def find_office() -> Path | None:
    """LibreOffice's program; None where it is not installed."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    return Path(found) if found else next((path for path in map(Path, _PLACES) if path.is_file()), None)


def converted(data: bytes, suffix: str, office: Path) -> bytes:
    """The .docx that LibreOffice makes of the bytes of a file of this suffix.

    It works in a folder and with a profile of its own, which are removed. Raises ConversionError when it gives
    nothing, TimeoutError when it takes too long.
    """
    with TemporaryDirectory(prefix="gongbao-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        given = folder / f"report{suffix}"
        given.write_bytes(data)
        _write_profile(folder / "profile")
        _run(_command(office, given, folder), folder)
        made = folder / "made" / "report.docx"
        if not made.is_file():
            raise ConversionError(suffix)
        return made.read_bytes()


def _command(office: Path, given: Path, folder: Path) -> list[str]:
    return [
        str(office),
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo", "--nofirststartwizard"),
        *("--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder / "made"), str(given)),
    ]


def _run(command: list[str], folder: Path) -> None:
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    environment |= {"HOME": str(folder), "TMPDIR": str(folder)}
    environment |= dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), f"http://{_NOWHERE}")
    # A session of its own, for LibreOffice's launcher starts the program proper as its child.
    process = subprocess.Popen(  # noqa: S603
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise TimeoutError(command[0]) from error
    finally:
        if process.poll() is None:
            _stop(process)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """End a process and its children."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def _write_profile(profile: Path) -> None:
    entries = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, values in _SETTINGS.items()
        for name, value in values.items()
    )
    user = profile / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{entries}</oor:items>',
        "utf-8",
    )
