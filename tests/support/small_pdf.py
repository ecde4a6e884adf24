"""Write small PDFs by hand: lines at given places, in Helvetica, which PDFs need not contain."""

from typing import NamedTuple

WIDTH, HEIGHT = 595, 842  # A4, in points


class Text(NamedTuple):
    """A line of text; `top` counts from the top of the page."""

    left: float
    top: float
    words: str
    size: float = 11
    bold: bool = False


def small_pdf(pages, title="", language=""):
    """Return the bytes of a PDF with a list of texts for each page."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R"
        + (f" /Lang ({language})".encode() if language else b"")
        + b" >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
        f"<< /Title ({title}) >>".encode(),
    ]
    kids = []
    for texts in pages:
        content = b"\n".join(_drawn(text) for text in texts)
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content))
        kids.append(len(objects) + 1)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R "
            b"/Resources << /Font << /F0 3 0 R /F1 4 0 R >> >> >>" % (WIDTH, HEIGHT, len(objects))
        )
    objects[1] = b"<< /Type /Pages /Kids [%b] /Count %d >>" % (
        b" ".join(b"%d 0 R" % kid for kid in kids),
        len(kids),
    )
    written, places = b"%PDF-1.4\n", []
    for number, value in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, value)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return written + (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d /Root 1 0 R /Info 5 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table, len(objects) + 1, len(written))
    )


def _drawn(text):
    words = text.words.encode("cp1252")
    for special in (b"\\", b"(", b")"):
        words = words.replace(special, b"\\" + special)
    baseline = HEIGHT - text.top - text.size
    return b"BT /F%d %g Tf %g %g Td (%b) Tj ET" % (
        text.bold,
        text.size,
        text.left,
        baseline,
        words,
    )
