"""Text in any encoding is read as it was written, or refused; it is never read wrongly."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.corpus.readers.decoding import decoded
from chatbot.errors import CorpusError

PATH = Path("faq.txt")
# language → encodings, text
TEXTS = {
    "en": (
        "What does a café visit cost?\nFour € – or “five”, it’s up to you.\n",
        "cp1252",
    ),
    "en, an export": (
        "question;answer\r\nWhat does a café visit cost?;Four €.\r\n",
        "cp1252",
    ),
    "de": (
        "Wie viele Bücher darf ich ausleihen?\nZehn für vier Wochen. Größere nicht.\n",
        "cp1252 mac_roman cp850 iso8859_1",
    ),
    "es": (
        "¿Cuántos libros puedo llevarme?\nDiez a la vez. Los niños también, y las señoras.\n",
        "cp1252 mac_roman iso8859_1",
    ),
    "fr": (
        "Combien de livres puis-je emprunter à la fois ?\n"
        "Dix, s’il vous plaît. C’est gratuit, même pour les élèves.\n",
        "cp1252 mac_roman",
    ),
    "pt": (
        "Quantos livros posso levar?\nDez de cada vez. O cartão não custa nada.\n",
        "cp1252 iso8859_1 cp850",
    ),
    "sv": (
        "Hur många böcker får jag låna?\nTio åt gången. Det är gratis för alla.\n",
        "cp1252 mac_roman cp850",
    ),
    "da": (
        "Hvor mange bøger må jeg låne?\nTi ad gangen, også til børn.\n",
        "cp1252 cp850",
    ),
    "fi": (
        "Kuinka monta kirjaa saan lainata?\nKymmenen kerrallaan, että kaikki saavat. Mitä se on?\n",
        "cp1252 iso8859_1",
    ),
    "pl": (
        "Ile książek mogę wypożyczyć?\nDziesięć naraz. Czy karta jest płatna? Nie, za darmo.\n",
        "cp1250 iso8859_2 cp852",
    ),
    "cs": (
        "Kolik knih si mohu půjčit?\nDeset najednou. Kolik stojí průkaz? Je to zdarma, že?\n",
        "cp1250 iso8859_2 cp852",
    ),
    "hu": (
        "Hány könyvet lehet kölcsönözni?\nEgyszerre tízet. Mennyibe kerül a kártya, és hol van?\n",
        "cp1250 iso8859_2 cp852",
    ),
    "tr": (
        "Kaç kitap ödünç alabilirim?\nBir seferde on tane. Kart ücretsiz değil mi? Çok şık.\n",
        "cp1254 iso8859_9 cp857",
    ),
    "ru": (
        "Сколько книг можно взять?\nДесять за раз. Где можно получить билет? На входе.\n",
        "cp1251 koi8_r cp866 iso8859_5 mac_cyrillic",
    ),
    "uk": (
        "Скільки книг можна взяти?\nДесять за раз. Де і як можна отримати квиток?\n",
        "cp1251 koi8_u",
    ),
    "bg": (
        "Колко книги мога да взема?\nДесет наведнъж. Къде и кога мога да ги върна?\n",
        "cp1251",
    ),
    "el": (
        "Πόσα βιβλία μπορώ να δανειστώ;\nΔέκα τη φορά. Πού είναι η βιβλιοθήκη;\n",
        "cp1253 iso8859_7 cp737",
    ),
    "he": (
        "כמה ספרים אפשר לשאול?\nעשרה בכל פעם. איפה זה? מה זה על הספרים של הספרייה?\n",
        "cp1255",
    ),
    "ar": (
        "كم كتابا يمكنني أن أستعير؟\nعشرة في كل مرة. أين هو؟ هل يمكن هذا في كل مكتبة؟\n",
        "cp1256",
    ),
    "zh": (
        "图书馆几点关门？\n每天晚上八点。怎么办借书证？带身份证到前台办理。可以借十本书。\n",
        "gb18030",
    ),
    "zh-Hant": (
        "圖書館幾點關門？\n每天晚上八點。可以借幾本書？一次最多十本，請問還有什麼嗎？\n",
        "big5",
    ),
    "ja": (
        "駐車場はありますか？\n建物の裏にあります。何時に閉まりますか？午後八時です。\n",
        "cp932 euc_jp",
    ),
    "ko": (
        "주차장이 있나요?\n건물 뒤에 있습니다. 몇 시에 문을 닫습니까? 저녁 여덟 시입니다.\n",
        "cp949",
    ),
}
CASES = [
    pytest.param(text, encoding, id=f"{name} {encoding}")
    for name, (text, encodings) in TEXTS.items()
    for encoding in encodings.split()
    if text.encode(encoding, "ignore").decode(encoding) == text
]


@pytest.mark.parametrize(("text", "encoding"), CASES)
def test_text_in_an_older_encoding_is_read(text, encoding):
    assert decoded(PATH, text.encode(encoding)) == text


@pytest.mark.parametrize("text", [text for text, _ in TEXTS.values()])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_proves_itself(text, encoding):
    assert decoded(PATH, text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_read_where_it_is_certain(encoding):
    text = "question\tanswer\r\nWhat does a café cost?\tNothing.\r\n"
    assert decoded(PATH, text.encode(encoding)) == text
    refused("图书馆几点关门？\n每天".encode(encoding))


def read_or_none(content):
    try:
        return decoded(PATH, content)
    except CorpusError:
        return None


def check(content, encoding):
    try:
        content.decode()
    except UnicodeDecodeError:
        assert read_or_none(content) in (content.decode(encoding), None)
    # Otherwise it is ASCII, or two or three bytes that are UTF-8 by chance.


@given(st.sampled_from(CASES), st.integers(0, 50), st.integers(1, 60))
def test_a_part_of_a_text_is_read_right_or_refused(case, start, length):
    text, encoding = case.values
    check(text[start : start + length].encode(encoding), encoding)


@given(st.sampled_from(CASES), st.data())
def test_some_words_of_a_text_are_read_right_or_refused(case, data):
    text, encoding = case.values
    words = data.draw(st.lists(st.sampled_from(text.split()), max_size=8))
    check(" ".join(words).encode(encoding), encoding)


@pytest.mark.parametrize(
    "content",
    [
        "What is a café?\n".encode() + b"Caf\xe9.\n",  # UTF-8 with one wrong byte
        b"Caf\xe9",
        b"\xff\xfa\x80",
        "Wie viele Bücher?\n".encode("cp1252") + "Wie viele Bücher?\n".encode("mac_roman"),
    ],
)
def test_text_in_doubt_is_refused_with_its_line(content):
    line = 2 if b"\n" in content and content.count(b"caf\xc3\xa9") else 1
    assert refused(content) == (
        f"faq.txt, line {line}: this is not UTF-8 text. Save the file with the encoding UTF-8."
    )


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 a workbook",
        b"%PDF-1.7\n1. Why?\n",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0 a picture",
        b"1. Why?\nBecause.\0\n",
        b"\xff\xfe\x00\xd8",
        bytes(100),
    ],
)
def test_what_is_no_text_is_refused(content):
    assert refused(content).startswith("faq.txt: this is not a text file")


def refused(content):
    with pytest.raises(CorpusError) as error:
        decoded(PATH, content)
    return str(error.value)


def test_one_letter_at_the_end_of_a_long_file_decides():
    text = "What does it cost? Nothing, and you may come in.\n" * 20_000 + "The café is open.\n"
    assert decoded(PATH, text.encode("cp1252")) == text


def test_sign_of_copyright_in_an_english_text_is_beyond_doubt():
    text = "What is the fee? There is no fee for you.\n\nThis text is copyright 2006 ©\n"
    assert decoded(Path("faq.txt"), text.encode("cp1252")) == text
