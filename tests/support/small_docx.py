"""Write small Word documents by hand, from the XML of their parts."""

import io
import zipfile
from html import escape

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType='
    '"application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override '
    'PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Target="word/document.xml" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/officeDocument"/></Relationships>'
)


def paragraph(words, style="", bold=False):
    """Return the XML of a paragraph."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    run = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f"<w:p>{properties}<w:r>{run}<w:t>{escape(words)}</w:t></w:r></w:p>"


def table(rows):
    """Return the XML of a table; cells are XML."""
    cells = ("".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def style(identity, name, level=None, based_on=""):
    """Return the XML of a paragraph style."""
    outline = "" if level is None else f'<w:pPr><w:outlineLvl w:val="{level}"/></w:pPr>'
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{identity}"><w:name w:val="{name}"/>'
        f"{base}{outline}</w:style>"
    )


HEADINGS = [style(f"H{level}", f"heading {level}", level - 1) for level in range(1, 4)]


def small_docx(body, styles=HEADINGS, parts=()):
    """Return the bytes of a document with the XML of its body, styles and other parts."""
    written = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS,
        "word/document.xml": (
            f"<w:document {NAMESPACE}><w:body>{''.join(body)}</w:body></w:document>"
        ),
        "word/styles.xml": f"<w:styles {NAMESPACE}>{''.join(styles)}</w:styles>",
        **dict(parts),
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in written.items():
            archive.writestr(name, xml)
    return content.getvalue()
