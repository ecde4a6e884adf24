"""`scripts/import_faq.py` from a page, a sitemap and files, on a server of this machine."""

import http.server
import subprocess
import sys
import threading

import pytest

from chatbot.settings import ROOT
from small_docx import paragraph, small_docx
from small_pdf import Text, small_pdf

HTML = (
    '<html lang="de"><head><title>Bad</title></head><body><nav>Start</nav><main><h1>Bad</h1>'
    "<h2>Wann ist offen?</h2><p>Immer, <a href='/zeiten'>auch nachts</a>.</p><h2>Wie teuer?</h2>"
    "<ul><li>Kinder: 1 €</li><li>Andere: 2 €</li></ul></main></body></html>"
)
DOCX = small_docx([paragraph("Is it free?", "H2"), paragraph("Yes.")])
PDF = small_pdf([[Text(60, 60, "Is it free?", 16, True), Text(60, 90, "Yes, it is.")]])
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture(scope="module")
def address():
    """Address of a server with an FAQ in several formats."""
    pages = {}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            kind, body = pages.get(self.path, ("", b""))
            self.send_response(200 if body else 404)
            if kind:
                self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(body if isinstance(body, bytes) else body.encode())

        def log_message(self, *_):
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    url = f"http://127.0.0.1:{server.server_port}"
    locations = ["/about", "/faq", "/gone", "/help/faq", "/picture"]
    sitemap = "".join(f"<url><loc>{url}{location}</loc></url>" for location in locations)
    namespace = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    pages |= {
        "/faq": ("text/html; charset=iso-8859-15", HTML.encode("iso-8859-15")),
        "/help/faq": ("text/html", HTML.replace("Bad<", "Hilfe<").encode()),
        "/about": ("text/html", b"<h1>About</h1><p>We.</p>"),
        "/picture": ("image/png", b"\x89PNG"),
        "/docx": (DOCX_TYPE, DOCX),
        "/faq.pdf": ("application/octet-stream", PDF),
        "/faq.csv": ("text/csv", b"question,answer\nIs it free?,Yes.\n"),
        "/sitemap.xml": ("text/xml", f"<urlset {namespace}>{sitemap}</urlset>".encode()),
        "/index.xml": (
            "application/xml",
            f"<sitemapindex {namespace}><sitemap><loc>{url}/sitemap.xml</loc></sitemap>"
            "</sitemapindex>".encode(),
        ),
        "/rss.xml": ("application/xml", b"<rss/>"),
        "/": ("text/html", HTML.encode()),
        "/with-a-feed.xml": (
            "application/xml",
            f"<urlset><url><loc>{url}/rss.xml</loc></url><url><loc>{url}/faq</loc></url></urlset>",
        ),
        "/broken-index.xml": (
            "application/xml",
            f"<sitemapindex><sitemap><loc>{url}/gone.xml</loc></sitemap><sitemap><loc>{url}/rss.xml"
            f"</loc></sitemap><sitemap><loc>{url}/with-a-feed.xml</loc></sitemap></sitemapindex>",
        ),
        "/bomb.xml": (
            "application/xml",
            b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">'
            b'<!ENTITY c SYSTEM "file:///etc/passwd">]><urlset><url><loc>&b;&c;</loc></url></urlset>',
        ),
    }
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield url
    server.shutdown()
    server.server_close()


@pytest.fixture
def run(tmp_path):
    """Run the script with a corpus of its own."""

    def run(*arguments):
        return subprocess.run(
            [
                *(sys.executable, ROOT / "scripts/import_faq.py", "--into", tmp_path / "corpus"),
                *arguments,
            ],
            capture_output=True,
            text=True,
            cwd=tmp_path,
        )

    return run


def test_a_page_is_written_and_checked(run, address, tmp_path):
    ended = run("--allow-loopback", "--name", "bad", f"{address}/faq")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert (tmp_path / "corpus/bad.md").read_text() == (
        "# Bad\n\n## Wann ist offen?\n\n"
        f"Immer, [auch nachts]({address}/zeiten).\n\n"
        "## Wie teuer?\n\n- Kinder: 1 €\n- Andere: 2 €\n"
    )
    assert (tmp_path / "corpus/bad.yaml").read_text() == (
        f"title: Bad\nlanguage: de\nurl: {address}/faq\n"
    )
    lines = ended.stdout.splitlines()
    assert "  left out: navigation: “Start”" in lines
    assert "bad: 2 entries, 3 passages, language de." in lines
    assert "  1. Wann ist offen?" in lines and "     Immer, auch nachts." in lines
    again = run("--allow-loopback", "--name", "bad", f"{address}/faq")
    assert "nothing has changed since the last time" in again.stdout


def test_without_the_option_this_machine_is_not_asked(run, address, tmp_path):
    ended = run(f"{address}/faq")
    assert ended.returncode == 1
    assert ended.stderr == "error: 127.0.0.1: its address 127.0.0.1 is not a public one.\n"
    assert not (tmp_path / "corpus").exists()


@pytest.mark.parametrize("sitemap", ["sitemap.xml", "index.xml"])
def test_the_pages_of_a_sitemap_that_hold_questions_are_taken(run, address, tmp_path, sitemap):
    ended = run("--allow-loopback", "--name", "all", f"{address}/{sitemap}")
    assert ended.returncode == 0, ended.stderr
    text = (tmp_path / "corpus/all.md").read_text()
    headings = [line for line in text.splitlines() if line.startswith("#")]
    assert headings == [
        "# FAQ of 127.0.0.1",
        *("## Bad", "### Wann ist offen?", "### Wie teuer?"),
        *("## Hilfe", "### Wann ist offen?", "### Wie teuer?"),
    ]
    for line in (
        "/about: it holds fewer than 2",
        "/gone: the server answers 404",
        "/picture: it is",
    ):
        assert line in ended.stdout


def test_what_a_sitemap_names_and_is_no_page_is_told(run, address, tmp_path):
    ended = run("--allow-loopback", "--name", "all", f"{address}/broken-index.xml")
    assert ended.returncode == 0, ended.stderr
    assert "## Bad" in (tmp_path / "corpus/all.md").read_text()
    assert f"not taken: {address}/gone.xml: the server answers 404." in ended.stdout
    assert f"not taken: {address}/rss.xml: it is XML, but not a sitemap." in ended.stdout
    assert f"not taken: {address}/rss.xml: it is XML, such as a feed" in ended.stdout


@pytest.mark.parametrize("path", ["", "/"])
def test_the_first_page_of_a_site_is_named_after_its_host(run, address, tmp_path, path):
    ended = run("--allow-loopback", f"{address}{path}")
    assert ended.returncode == 0, ended.stderr
    assert (tmp_path / "corpus/127-0-0-1.md").exists()


def test_a_sitemap_is_read_up_to_the_limit(run, address, tmp_path):
    ended = run("--allow-loopback", "--name", "all", "--limit", "1", f"{address}/sitemap.xml")
    assert "not read: 4 of 5 pages (--limit)" in ended.stdout
    assert "## Hilfe" not in (tmp_path / "corpus/all.md").read_text()


@pytest.mark.parametrize(
    ("path", "name", "entries"),
    [
        ("docx", "127-0-0-1-docx.md", 1),
        ("faq.pdf", "127-0-0-1-faq.md", 1),
        ("faq.csv", "127-0-0-1-faq.csv", 1),
    ],
)
def test_other_formats_are_read_from_an_address(run, address, tmp_path, path, name, entries):
    ended = run("--allow-loopback", f"{address}/{path}")
    assert ended.returncode == 0, ended.stderr
    assert (tmp_path / "corpus" / name).exists()
    assert f"{entries} entry" in ended.stdout


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("picture", "it is image/png, which cannot be read as an FAQ."),
        ("gone", "the server answers 404."),
        ("rss.xml", "it is XML, but not a sitemap."),
        ("bomb.xml", "none of its pages holds questions"),
    ],
)
def test_what_is_no_faq_is_refused_in_one_line(run, address, tmp_path, path, problem):
    ended = run("--allow-loopback", f"{address}/{path}")
    assert ended.returncode == 1 and problem in ended.stderr
    assert ended.stderr.count("\n") == 1 and "root:" not in ended.stderr
    assert not (tmp_path / "corpus").exists()


def test_files_are_converted_or_kept(run, tmp_path):
    for name, content in (
        ("A b.docx", DOCX),
        ("c.html", HTML.encode()),
        ("d.txt", b"1. Why?\nSo.\n"),
    ):
        (tmp_path / name).write_bytes(content)
        assert run(tmp_path / name).returncode == 0
    names = sorted(path.name for path in (tmp_path / "corpus").iterdir())
    assert names == ["a-b.md", "a-b.yaml", "c.md", "c.yaml", "d.txt"]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["no-such-file.md"], "the file cannot be read"),
        (["."], "the file cannot be read"),
        (["--limit", "0", "x.md"], "--limit is at least 1"),
        (["--name", "../x", "x.md"], "--name is a name without folders"),
        (["--name", "", "x.md"], "--name is a name without folders"),
        (["ftp://example.org/faq"], "only http:// and https:// addresses are read."),
    ],
)
def test_wrong_arguments_give_one_line(run, tmp_path, arguments, problem):
    ended = run(*arguments)
    assert ended.returncode in (1, 2) and problem in ended.stderr
    assert "Traceback" not in ended.stderr and not (tmp_path / "corpus").exists()
