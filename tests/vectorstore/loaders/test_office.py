import io
import os
import time
import zipfile

import pytest
from docx import Document

from vectorstore.errors import ReadError
from vectorstore.loaders import office_convert
from vectorstore.loaders.office import OfficeLoader

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORD = OLE + bytes(600) + "WordDocument\x00".encode("utf-16-le")
RTF = b"{\\rtf1 ...}"


def stream(name):
    return f"{name}\x00".encode("utf-16-le")


def open_document(kind):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr("content.xml", "<x/>")
    return packed.getvalue()


@pytest.fixture
def office(monkeypatch, tmp_path):
    """Put a program in the place of LibreOffice; gives a function that takes its script."""
    monkeypatch.setattr(office_convert, "_PLACES", ())
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")

    def install(script):
        program = folder / "soffice"
        program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        program.chmod(0o755)

    return install


@pytest.fixture
def prepared(tmp_path):
    document = Document()
    document.add_paragraph("云汀市2024年政府工作报告")
    path = tmp_path / "prepared.docx"
    document.save(path)
    return path


FIND = """
while [ $# -gt 0 ]; do
  case "$1" in --outdir) out="$2"; shift;; -env:*) profile="${1#-env:UserInstallation=file://}";; esac
  given="$1"; shift
done
mkdir -p "$out"
"""


@pytest.mark.parametrize(
    ("data", "name"), [(WORD, "报告.doc"), (OLE, "报告.wps"), (RTF, "报告.rtf"), (open_document("text"), "报告.odt")]
)
def test_old_files_are_read_from_what_libreoffice_makes_of_them(office, prepared, data, name):
    office(f'{FIND} [ -s "$given" ] && cp "{prepared}" "$out/report.docx"')
    loader = OfficeLoader()
    assert loader.accepts(data, name)
    loaded = loader.load(data, name)
    assert loaded.text == "云汀市2024年政府工作报告"
    assert "LibreOffice" in loaded.layout.warnings[0]


def test_macros_are_off_and_the_environment_is_not_passed_on(office, prepared, tmp_path, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "秘密")
    seen = tmp_path / "seen"
    office(
        f'{FIND} env > "{seen}"; cat "$profile/user/registrymodifications.xcu" >> "{seen}"\n'
        f'cp "{prepared}" "$out/report.docx"'
    )
    OfficeLoader().load(WORD, "报告.doc")
    text = seen.read_text("utf-8")
    assert "秘密" not in text
    assert '"DisableMacrosExecution" oor:op="fuse"><value>true<' in text
    assert "https_proxy=http://127.0.0.1:9" in text


def refusal(data, name):
    with pytest.raises(ReadError) as caught:
        OfficeLoader().load(data, name)
    message = str(caught.value)
    assert name in message
    assert "\n" not in message
    assert "请" in message
    return message


def test_without_libreoffice_the_user_is_told_to_install_it_or_to_save_anew(monkeypatch, tmp_path):
    monkeypatch.setattr(office_convert, "_PLACES", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "需要 LibreOffice；请安装，或用 Word/WPS 另存为 .docx" in refusal(WORD, "报告.doc")


@pytest.mark.parametrize("script", ["exit 1", "exit 0", f"{FIND} exit 0"])
def test_a_file_that_libreoffice_gives_nothing_for_is_refused(office, script):
    office(script)
    assert "转换不了" in refusal(WORD, "报告.doc")


def test_a_conversion_that_gives_no_word_file_is_refused(office):
    office(f'{FIND} echo nothing > "$out/report.docx"')
    assert "不是 Word 文档" in refusal(WORD, "报告.doc")


def test_a_program_that_does_not_start_is_told(office, monkeypatch, tmp_path):
    broken = tmp_path / "broken"
    broken.write_bytes(b"\x00")
    broken.chmod(0o755)
    monkeypatch.setattr("vectorstore.loaders.office.find_office", lambda: broken)
    assert "启动不了" in refusal(WORD, "报告.doc")


def test_a_conversion_that_takes_too_long_is_stopped_with_its_children(office, monkeypatch, tmp_path):
    monkeypatch.setattr(office_convert, "_SECONDS", 0.5)
    alive = tmp_path / "alive"
    os.mkfifo(alive)
    reader = os.open(alive, os.O_RDONLY | os.O_NONBLOCK)
    office(f'sleep 60 > "{alive}" & wait')
    started = time.monotonic()
    assert "超时" in refusal(WORD, "报告.doc")
    os.set_blocking(reader, True)
    # The pipe ends when the last process that holds it, the child, is gone.
    assert os.read(reader, 1) == b""
    os.close(reader)
    assert time.monotonic() - started < 30


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (OLE + bytes(600) + stream("EncryptedPackage"), "密码"),
        (OLE + bytes(504) + b"\xec\xa5" + bytes(9) + b"\x01" + stream("WordDocument"), "密码"),
        (OLE + stream("Workbook"), "另存为 .xlsx"),
        (OLE + stream("PowerPoint Document"), "演示文稿"),
        (OLE + stream("别的"), "另存为 .docx"),
        (open_document("spreadsheet"), "另存为 .xlsx"),
        (open_document("presentation"), "演示文稿"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w/>', "Word 2003 XML"),
    ],
)
def test_what_is_no_text_document_or_is_locked_is_refused_without_a_conversion(office, tmp_path, data, words):
    started = tmp_path / "started"
    office(f'touch "{started}"')
    assert OfficeLoader().accepts(data, "坏.bin")
    assert words in refusal(data, "坏.bin")
    assert not started.exists()


@pytest.mark.parametrize(
    "data", ["报告".encode(), b"PK\x03\x04" + bytes(60), b"%PDF-1.7", b"<?xml version='1.0'?><a/>"]
)
def test_files_of_other_loaders_are_left_to_them(data):
    assert not OfficeLoader().accepts(data, "报告.doc")
