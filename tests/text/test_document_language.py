"""The language of whole documents, most of them very short."""

import pytest

from chatbot.text.document_language import document_language

TEXTS = {
    "en": "What does it cost?\nNothing.",
    "es": "¿Cuánto cuesta?\nNada.",
    "es 2": "Cuantos libros puedo llevarme?\nDiez a la vez.\nCuanto es la multa por retraso?",
    "de": "Wie viele Bücher darf ich ausleihen?\nZehn auf einmal.\nWas kostet das?\nNichts.",
    "fr": "Combien de livres puis-je emprunter ?\nDix à la fois.\nQue coûte une carte ?\nRien.",
    "it": "Quanti libri posso prendere in prestito?\nDieci alla volta.\nQuanto costa la tessera?",
    "pt": "Quantos livros posso levar?\nDez de cada vez.\nQuanto custa o cartão?\nNada.",
    "nl": "Hoeveel boeken mag ik lenen?\nTien tegelijk.\nWat kost een pas?\nNiets.",
    "sv": "Hur många böcker får jag låna?\nTio åt gången.\nVad kostar ett kort?\nInget.",
    "da": "Hvor mange bøger må jeg låne?\nTi ad gangen.\nHvad koster et kort?\nIkke noget.",
    "no": "Hvor mange bøker kan jeg låne?\nTi om gangen.\nHva koster et kort?\nIngenting.",
    "fi": "Kuinka monta kirjaa saan lainata?\nKymmenen kerrallaan.\nMitä kortti maksaa?\nEi mitä.",
    "pl": "Ile książek mogę wypożyczyć?\nDziesięć naraz.\nIle kosztuje karta?\nNic.",
    "cs": "Kolik knih si mohu půjčit?\nDeset najednou.\nKolik stojí průkaz?\nNic.",
    "hu": "Hány könyvet lehet kölcsönözni?\nEgyszerre tízet.\nMennyibe kerül a kártya?\nSemmibe.",
    "ro": "Câte cărți pot împrumuta?\nZece o dată.\nCât costă permisul?\nNimic.",
    "tr": "Kaç kitap ödünç alabilirim?\nBir seferde on tane.\nKart ne kadar?\nÜcretsiz.",
    "id": "Berapa buku yang bisa saya pinjam?\nSepuluh sekaligus.\nBerapa biaya kartu?",
    "vi": "Tôi có thể mượn bao nhiêu cuốn sách?\nMười cuốn một lần.",
    "ru": "Сколько книг можно взять?\nДесять за раз.\nСколько стоит билет?\nНичего.",
    "uk": "Скільки книг можна взяти?\nДесять за раз.\nСкільки коштує квиток?\nНічого.",
    "bg": "Колко книги мога да взема?\nДесет наведнъж.\nКолко струва картата?\nНищо.",
    "el": "Πόσα βιβλία μπορώ να δανειστώ;\nΔέκα τη φορά.",
    "he": "כמה ספרים אפשר לשאול?\nעשרה בכל פעם.",
    "ar": "كم كتابا يمكنني أن أستعير؟\nعشرة في كل مرة.",
    "fa": "چند کتاب می‌توانم امانت بگیرم؟\nده تا در هر بار. این رایگان است.",
    "hi": "मैं कितनी किताबें ले सकता हूँ?\nएक बार में दस। यह मुफ़्त है।",
    "zh": "图书馆几点关门\n每天晚上八点。\n怎么办借书证\n带身份证到前台办理。",
    "ja": "駐車場はありますか？\n建物の裏にあります。\n何時に閉まりますか？",
    "ko": "주차장이 있나요?\n건물 뒤에 있습니다.",
    "th": "ยืมหนังสือได้กี่เล่ม\nครั้งละสิบเล่ม",
}


@pytest.mark.parametrize("name", TEXTS)
def test_short_documents(name):
    assert document_language(TEXTS[name]) == name.split()[0]


@pytest.mark.parametrize(
    "text", ["", "123", "C-8: AR-7.", "Wi-Fi: Zürich", "Café Nero", "OK\nWLAN\nPDF"]
)
def test_english_where_the_language_is_in_doubt(text):
    assert document_language(text) == "en"


def test_names_and_quotations_do_not_change_the_language():
    text = "What is “Oktoberfest” in München, and how do I get to the Theresienwiese?\nBy bus."
    assert document_language(text) == "en"
    text = "Was ist ein Update?\nWir nennen es so, wenn die Software neu ist. Open Source is fun."
    assert document_language(text) == "de"
