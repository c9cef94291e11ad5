"""What a service writes where its author wrote nothing, in the languages of its interface: it says nothing.

From the translations of WordPress (its ``Uncategorized``) and of Blogger (``Unknown``, ``Anonymous``).
"""

from __future__ import annotations

from archive.core.slugs import name_key

#: The category that WordPress gives a post that has none.
_CATEGORIES = (
    "Uncategorized, Uncategorised, Unclassified, Sin clasificar, Sem classificação, "
    "Non classificato, Non classée, Non classé, Non catégorisé, Nicht kategorisiert, "
    "Unkategorisiert, "
    "Sin categoría, Sin categorizar, Sem categoria, Não categorizado, Senza categoria, Non categorizzato, "
    "Geen categorie, Niet gecategoriseerd, Ongecategoriseerd, Okategoriserade, Okategoriserad, Ikke kategoriseret, "
    "Ikke-kategoriseret, Ukategoriseret, Ukategorisert, Ikke kategorisert, Luokittelematon, Bez kategorii, "
    "Nezařazené, Nezařazeno, Nezaradené, Bez kategórie, Kategorizálatlan, Egyéb kategória, Fără categorie, "
    "Necategorizat, Без рубрики, Без категории, Без категорії, Некатегоризирани, Без категория, Некатегоризовано, "
    "Без категорије, Nekategorizirano, Bez kategorije, Nerazvrščeno, Brez kategorije, Χωρίς κατηγορία, "
    "Αταξινόμητα, Μη κατηγοριοποιημένο, Kategorisiz, Kategorilenmemiş, غير مصنف, بدون تصنيف, ללא קטגוריה, "
    "دسته‌بندی نشده, دسته‌بندی‌نشده, بدون دسته, بدون دسته‌بندی, 未分類, 未分类, 미분류, "
    "분류되지 않음, Chưa phân loại, Chưa được phân loại, ไม่มีหมวดหมู่, ไม่ได้จัดหมวดหมู่, Tak Berkategori, "
    "Tidak Berkategori, Tanpa kategori, Määratlemata, Liigitamata, Bez kategorijas, Be kategorijos, Nekategorizuota, "
    "Sense categoria, Sense categoritzar, Sailkatu gabea, Sailkatugabea, Sen categoría, Sen categorizar, "
    "Óflokkað, Senkategoria, Heb Gategori, Digategori, अवर्गीकृत, অবিন্যস্ত, வகைப்படுத்தப்படாதது, Pa kategori, "
    "Без категорија, Niekategoryzowane, Կարգավորված չէ, უკატეგორიო"
)
#: The same in languages whose word for it an author may well choose too: it is none where it has the number that
#: WordPress gave the first category, which is 1.
_GENERAL = (
    "Allgemein, Allgemeines, General, Général, Generale, Geral, Genel, Yleinen, Yleistä, Algemeen, Allmänt, Generelt, "
    "Diverse, Általános, Egyéb, Ogólne, Ogólna, Obecné, Všeobecné, Общее, Общая, Загальне, Общи, Opće, Splošno, "
    "Opšte, Γενικά, כללי, عام, عمومی, 一般, 常规, 默认分类, 일반, Chung, ทั่วไป, Umum, "
    "Üldine, Vispārīgi, Bendra, Orokorra, Xeral, "
    "Almennt"
)
#: Authors and commenters of whom Blogger or WordPress has no name.
_NOBODY = (
    "Unknown, Anonymous, Noreply, noreply@blogger.com, Unbekannt, Anonym, Inconnu, Anonyme, Desconocido, Anónimo, "
    "Desconhecido, Anônimo, Sconosciuto, Anonimo, Onbekend, Anoniem, Okänd, Ukendt, Ukjent, Tuntematon, Anonyymi, "
    "Nieznany, Anonimowy, Neznámý, Anonymní, Neznámy, Anonymný, Ismeretlen, Névtelen, Necunoscut, Anonim, "
    "Неизвестный, Неизвестно, Неизвестен, Анонимный, Анонимно, Анонимен, Невідомий, Анонім, Анонімний, Непознат, "
    "Анониман, Nepoznato, Nepoznat, Anoniman, Neznano, Anonimni, Άγνωστος, Ανώνυμος, Bilinmeyen, Adsız, "
    "غير معرف, غير معروف, مجهول, אלמוני, אנונימי, לא ידוע, ناشناس, نامعلوم, 不明, 匿名, 未知, 未知的, 알 수 없음, "
    "익명, Không xác định, Nặc danh, Ẩn danh, ไม่ระบุชื่อ, ไม่ทราบ, Tidak diketahui, Tanpa Nama, Tundmatu, "
    "Anonüümne, Nezināms, Anonīms, Nežinomas, Anonimas, Desconegut, Anònim, Ezezaguna, Anonimoa, Óþekktur, "
    "Nafnlaus, अज्ञात, बेनामी, নামহীন, தெரியாத, பெயரில்லா"
)
_UNCATEGORIZED = frozenset(map(name_key, _CATEGORIES.split(", ")))
_FIRST = _UNCATEGORIZED | frozenset(map(name_key, _GENERAL.split(", ")))
_NAMELESS = frozenset(map(name_key, _NOBODY.split(", ")))


def is_uncategorized(category: str) -> bool:
    """Whether `category` is what WordPress calls the lack of one."""
    return name_key(category) in _UNCATEGORIZED


def is_first_category(name: str) -> bool:
    """Whether `name` is what WordPress calls its first category, which an author may have renamed."""
    return name_key(name) in _FIRST


def is_nobody(name: str) -> bool:
    """Whether `name` is what a service calls somebody of whom it knows none."""
    return name_key(name) in _NAMELESS
