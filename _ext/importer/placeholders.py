"""What a service writes by itself where an author wrote nothing, in the languages of its interface.

From the translations of WordPress (its ``Uncategorized``) and of Blogger (``Unknown``, ``Anonymous``).
"""

from __future__ import annotations

from archive.core.slugs import name_key

#: The category that WordPress gives a post that has none.
_NO_CATEGORY = (
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
_FIRST_CATEGORIES = (
    "Allgemein, Allgemeines, General, Général, Generale, Geral, Genel, Yleinen, Yleistä, Algemeen, Allmänt, Generelt, "
    "Diverse, Általános, Egyéb, Ogólne, Ogólna, Obecné, Všeobecné, Общее, Общая, Загальне, Общи, Opće, Splošno, "
    "Opšte, Γενικά, כללי, عام, عمومی, 一般, 常规, 默认分类, 일반, Chung, ทั่วไป, Umum, "
    "Üldine, Vispārīgi, Bendra, Orokorra, Xeral, "
    "Almennt"
)
#: Authors and commenters of whom Blogger or WordPress has no name.
_ANONYMOUS = (
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
#: What WordPress puts below the title of a new blog.
_DEFAULT_TAGLINES = (
    "Just another WordPress site, Just another WordPress weblog, Just another WordPress.com site, "
    "Just another WordPress.com weblog, A WordPress site, My WordPress Blog, A fine WordPress.com site, "
    "This WordPress.com site is the bee’s knees, This WordPress.com site is the cat’s pajamas, "
    "A topnotch WordPress.com site, A great WordPress.com site, Smile! You’re at the best WordPress.com site ever, "
    "Un site utilisant WordPress, Un site WordPress, Un autre site WordPress, "
    "Ein weiterer WordPress-Blog, Ein weiterer WordPress-Auftritt, "
    "Eine weitere WordPress-Seite, Eine weitere WordPress-Website, Ein weiteres WordPress.com Weblog, "
    "Otro sitio realizado con WordPress, Otro sitio más de WordPress.com, "
    "Só mais um site WordPress, Apenas mais um site WordPress, Mais um site WordPress, "
    "Só mais um site WordPress.com, Un nuovo sito targato WordPress, Un altro sito WordPress, "
    "Un altro sito WordPress.com, De zoveelste WordPress site, Weer een WordPress site, "
    "Gewoon weer een WordPress site, Ännu en WordPress-webbplats, Ännu en WordPress-sida, "
    "Endnu en WordPress-blog, Endnu et WordPress-websted, "
    "Nok en WordPress-blogg, Enda et WordPress-nettsted, Bara en till WordPress-sajt, "
    "Yksi WordPress-sivusto muiden joukossa, Kolejna witryna oparta na WordPressie, "
    "Kolejna witryna sieci „WordPress”, Další web používající WordPress, Ďalší web používajúci WordPress, "
    "Újabb WordPress honlap, Egy újabb WordPress honlap, Un alt site WordPress, Ещё один сайт на WordPress, "
    "Очередной сайт на WordPress, Ще один сайт на WordPress, Черговий сайт на WordPress, "
    "Ένας ακόμη ιστότοπος WordPress, Bir başka WordPress sitesi, Yeni bir WordPress sitesi, "
    "Situs WordPress lainnya, Just another WordPress situs, موقع ووردبريس عربي آخر, "
    "یک سایت دیگر با وردپرس فارسی, یک وبلاگ وردپرسی, אתר וורדפרס חדש, עוד אתר וורדפרס, "
    "Just another WordPress サイト, 워드프레스로 만든 또 다른 사이트, 또 하나의 워드프레스 사이트, "
    "又一个WordPress站点, 又一个WordPress.com站点, 又一個 WordPress 網站, 另一個 WordPress 網站, एक और वर्डप्रेस साइट"
)
_KEYS_OF_NO_CATEGORY = frozenset(map(name_key, _NO_CATEGORY.split(", ")))
_KEYS_OF_FIRST = _KEYS_OF_NO_CATEGORY | frozenset(map(name_key, _FIRST_CATEGORIES.split(", ")))
_KEYS_OF_ANONYMOUS = frozenset(map(name_key, _ANONYMOUS.split(", ")))
_KEYS_OF_TAGLINES = frozenset(map(name_key, _DEFAULT_TAGLINES.split(", ")))


def is_uncategorized(category: str) -> bool:
    """Whether `category` is what WordPress calls the lack of one."""
    return name_key(category) in _KEYS_OF_NO_CATEGORY


def is_default_category(name: str) -> bool:
    """Whether `name` is what WordPress calls its first category, which an author may have renamed."""
    return name_key(name) in _KEYS_OF_FIRST


def is_anonymous(name: str) -> bool:
    """Whether `name` is what a service calls somebody of whom it knows none."""
    return name_key(name) in _KEYS_OF_ANONYMOUS


def is_default_tagline(tagline: str) -> bool:
    """Whether `tagline` is what WordPress puts below the title of a blog that was not given one."""
    return name_key(tagline.strip(" .!")) in _KEYS_OF_TAGLINES
