"""Invented people with names from many cultures.

First and last names are drawn apart from each other, so a whole name is nobody's.
Gender only picks the first name and the form of the last name.
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from lendcore.rules.names import NameStyle, format_last_name

YOUNGEST_YEARS, OLDEST_YEARS = 18, 88
FEMALE, MALE = "female", "male"


@dataclass(frozen=True)
class Culture:
    """The names of one culture, each list a text with commas.

    weight: how often it is picked. female_last: the last names in their female
    form, in the same order, where there is one. has_two_last: people have two.
    """

    weight: int
    female: str
    male: str
    last: str
    female_last: str = ""
    has_two_last: bool = False

    @cached_property
    def first_names(self) -> dict[str, list[str]]:
        return {FEMALE: _words(self.female), MALE: _words(self.male)}

    @cached_property
    def last_names(self) -> dict[str, list[str]]:
        last = _words(self.last)
        return {FEMALE: _words(self.female_last) or last, MALE: last}


@dataclass(frozen=True)
class Person:
    """Somebody who does not exist."""

    first_name: str
    middle_name: str
    last_name: str
    generation: str
    gender: str
    birth_date: date

    @property
    def needs_case_kept(self) -> bool:
        """Whether the tenant's usual letter case would spoil the last name."""
        usual = format_last_name(self.last_name, style=NameStyle.FIRST_UPPER)
        return usual != self.last_name


def invent_person(rng: random.Random, *, today: date) -> Person:
    """Return a grown-up; the same numbers from `rng` give the same person."""
    culture = rng.choices(CULTURES, weights=WEIGHTS)[0]
    gender = rng.choice((FEMALE, MALE))
    first = rng.choice(culture.first_names[gender])
    last = rng.choice(culture.last_names[gender])
    if culture.has_two_last and rng.random() < 0.6:
        last = f"{last} {rng.choice(culture.last_names[gender])}"
    middle = ""
    if rng.random() < 0.25 and first.isascii():
        middle = rng.choice(culture.first_names[gender])
    return Person(
        first_name=first,
        middle_name=middle if middle != first else "",
        last_name=last,
        generation=_generation(rng, gender),
        gender=gender,
        birth_date=_birth_date(rng, today),
    )


def invent_spouse(rng: random.Random, person: Person, *, today: date) -> Person:
    """Return somebody with the same last name."""
    gender = MALE if person.gender == FEMALE else FEMALE
    culture = next(
        each
        for each in CULTURES
        if person.first_name in each.first_names[person.gender]
    )
    return Person(
        first_name=rng.choice(culture.first_names[gender]),
        middle_name="",
        last_name=person.last_name,
        generation="none",
        gender=gender,
        birth_date=_birth_date(rng, today),
    )


def _generation(rng: random.Random, gender: str) -> str:
    if gender == FEMALE or rng.random() > 0.05:
        return "none"
    return rng.choice(("jr", "jr", "sr", "ii", "iii", "iv"))


def _birth_date(rng: random.Random, today: date) -> date:
    most = (OLDEST_YEARS - YOUNGEST_YEARS) * 365
    # The mean of two draws: most borrowers are neither very young nor very old.
    age = (rng.randrange(most) + rng.randrange(most)) // 2 + YOUNGEST_YEARS * 366
    return today - timedelta(days=age)


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


CULTURES = (
    Culture(  # English
        52,
        "Abigail, Audrey, Beatrice, Candace, Chloe, Daphne, Edith, Fern, Georgia, "
        "Hazel, Ivy, Joanna, Laurel, Mabel, Nora, Olive, Phoebe, Rosalind, Sylvia, "
        "Tabitha, Violet, Winifred",
        "Adrian, Barnaby, Caleb, Desmond, Edgar, Felix, Gareth, Hugo, Ira, Jasper, "
        "Kendall, Lionel, Miles, Nathaniel, Orrin, Preston, Quincy, Roland, Silas, "
        "Tobias, Vernon, Wesley",
        "Abernathy, Ashworth, Blackwood, Brightwell, Calloway, Crenshaw, Dunmore, "
        "Eastwick, Fairbanks, Goodwin, Hollis, Ingram, Kingsley, Langford, Northcott, "
        "Oakley, Pembroke, Quigley, Ridgeway, Stanhope, Thornton, Underhill, Vance, "
        "Whitlock, Yarborough",
    ),
    Culture(  # Irish and Scottish
        16,
        "Aisling, Bridget, Caoimhe, Deirdre, Fionnuala, Gráinne, Máire, Niamh, Órla, "
        "Róisín, Siobhán, Una",
        "Angus, Brendan, Cormac, Declan, Éamon, Fergus, Lachlan, Malachy, Oisín, "
        "Pádraig, Rory, Tadhg",
        "O'Brannagh, O'Carroway, O'Dunlavin, O'Hanrahan, McAllister, McCorquodale, "
        "McGillicuddy, MacTavish, MacIntyre, FitzMaurice, Ó Súilleabháin, Mac Giolla, "
        "Kilbride, Gallagher, Strachan",
    ),
    Culture(  # Spanish
        32,
        "Alejandra, Beatriz, Carmen, Dolores, Esperanza, Guadalupe, Inés, Itzel, "
        "Jimena, Lucía, Marisela, Noemí, Paloma, Rocío, Soledad, Ximena, Yolanda, "
        "María José, Luz del Carmen",
        "Alvaro, Benicio, César, Diego, Efraín, Fermín, Gael, Hernán, Iván, Joaquín, "
        "Leandro, Martín, Néstor, Óscar, Rubén, Sebastián, Tomás, Ulises, José Ángel, "
        "Juan Carlos",
        "Aguirre, Barragán, Cárdenas, de la Cruz, Echeverría, Fuentes, Galván, Huerta, "
        "Ibáñez, Jáuregui, Lozano, Montoya, Núñez, Ordóñez, Peña, Quiñones, Rosales, "
        "Sepúlveda, Treviño, Urrutia, Villaseñor, Zúñiga, del Río, de los Santos",
        has_two_last=True,
    ),
    Culture(  # Portuguese
        8,
        "Adriana, Bruna, Camila, Fátima, Graça, Inês, Luísa, Márcia, Rosângela, Tânia",
        "Afonso, Caetano, Davi, Estêvão, João, Luís, Nuno, Paulo, Rogério, Vinícius",
        "Araújo, Brandão, Conceição, da Silveira, dos Anjos, Esteves, Ferreira, "
        "Guimarães, Magalhães, Nóbrega, Pinto, Simões, Vasconcelos",
        has_two_last=True,
    ),
    Culture(  # French, in Québec and Louisiana too
        12,
        "Amélie, Béatrice, Cécile, Édith, Geneviève, Hélène, Joëlle, Maëlle, Noémie, "
        "Solange, Anne-Sophie, Marie-Ève",
        "Aurèle, Benoît, Étienne, François, Gaëtan, Jérôme, Loïc, Rémi, Thibault, "
        "Jean-Baptiste, Pierre-Luc",
        "Archambault, Beauséjour, Charbonneau, D'Amours, Dufresne, Émond, Gagné, "
        "L'Écuyer, Lévesque, Ménard, St-Amand, Thériault, Desrosiers-Lavoie",
    ),
    Culture(  # German, Dutch
        10,
        "Anneliese, Berit, Elke, Gisela, Heike, Ilse, Jutta, Käthe, Mareike, "
        "Saskia, Ursula",
        "Albrecht, Bernd, Detlef, Ewald, Günther, Jörg, Jürgen, Klaas, Maarten, Ruud, "
        "Sjoerd, Volker",
        "Achterberg, Brüggemann, Döring, Eßer, Größmann, Kühn, Müllner, Schäfer, "
        "von Lindenau, van der Heijden, van 't Veld, de Groot, ten Brink, Weißmann, "
        "Zur Mühlen",
    ),
    Culture(  # Nordic
        8,
        "Åsa, Birgitta, Dagny, Guðrún, Ingeborg, Kaisa, Maja, Sigríður, Solveig, Þóra",
        "Asbjørn, Björn, Eirik, Håkon, Jón, Lars, Olli, Øyvind, Søren, Þorsteinn",
        "Ångström, Bjørnstad, Dahlgren, Eskildsen, Halvorsen, Järvinen, Lindqvist, "
        "Mäkelä, Nørgaard, Sjöberg, Ødegård, Vestergaard",
    ),
    Culture(  # Polish
        6,
        "Agnieszka, Bożena, Danuta, Grażyna, Halina, Jadwiga, Małgorzata, Zofia",
        "Bogusław, Czesław, Grzegorz, Jarosław, Łukasz, Stanisław, Wojciech",
        "Błaszczykowski, Chmielewski, Dąbrowski, Jabłoński, Kościelny, Ostrowski, "
        "Świątkowski, Żelazny",
        female_last="Błaszczykowska, Chmielewska, Dąbrowska, Jabłońska, Kościelna, "
        "Ostrowska, Świątkowska, Żelazna",
    ),
    Culture(  # Czech, Slovak, Hungarian, Croatian, Romanian
        6,
        "Božena, Dragica, Erzsébet, Ilona, Ľudmila, Nevena, Ștefania, Věra, Živa",
        "Béla, Dušan, František, Gheorghe, Jiří, László, Mirče, Štěpán, Zoltán",
        "Bălănescu, Dvořáček, Fehérvári, Hlavatý, Kőszegi, Marušić, Novosel, Őrsi, "
        "Răducanu, Šimunić, Țurcanu, Vlček, Žižka",
    ),
    Culture(  # Greek, Slavic, Armenian and Georgian, transliterated
        4,
        "Anahit, Despina, Ketevan, Ludmila, Nadia, Oksana, Svetlana, Zoya",
        "Arkady, Gennady, Levan, Myron, Spyros, Taras, Vartan, Yevgeny",
        "Beridze, Gorshkov, Ivashchenko, Karamanolis, Khachaturyan, Papastergiou, "
        "Petrosyan, Shevchuk",
    ),
    Culture(  # Greek
        1,
        "Ελένη, Δέσποινα, Κατερίνα, Χρυσούλα",
        "Νικόλαος, Σπύρος, Θεόφιλος, Ανδρέας",
        "Παππάς, Καραμάνος, Στεφανίδης, Οικονόμου",
    ),
    Culture(  # Ukrainian and Russian
        2,
        "Катерина, Олена, Ганна, Людмила, Соломія",
        "Тарас, Дмитро, Єгор, Микола, Федір",
        "Морозенко, Шевчук, Гончаренко, Яремчук, Ткач",
    ),
    Culture(  # Arabic, transliterated
        7,
        "Amira, Dalal, Farah, Hanan, Lubna, Nour, Rania, Salma, Widad, Zaynab",
        "Bassam, Faris, Haytham, Jamal, Khalil, Marwan, Nabil, Tariq, Wael, Ziad",
        "Abu Zayd, al-Masri, Al-Sayyid, bin Rashid, El Amrani, Haddad, Nasrallah, "
        "Qabbani, Sa'adeh, Tawfiq",
    ),
    Culture(  # Arabic
        2,
        "فاطمة, ليلى, مريم, هناء, سلمى",
        "أحمد, خالد, يوسف, طارق, سامي",
        "الحسن, الخطيب, حداد, المصري, أبو زيد",
    ),
    Culture(  # Hebrew, Persian and Turkish, transliterated
        6,
        "Ayşegül, Çiğdem, Gülşah, Parisa, Shirin, Tamar, Yael, Zehra",
        "Behzad, Cüneyt, Farid, İsmail, Kamran, Oğuzhan, Uri, Yiğit",
        "Ben-Ami, Çelikoğlu, Farrokhzadeh, Güneş, Hosseini-Rad, Işık, Nazari, Özdemir, "
        "Şahin, Shoshani, Tavakoli, Yıldırım",
    ),
    Culture(  # Hebrew
        1,
        "רחל, נועה, תמר, יעל",
        "דוד, אבי, אורי, איתן",
        "לוי, כהן־צדק, בן־עמי, שושני",
    ),
    Culture(  # Persian and Urdu
        1,
        "مهسا, پریسا, شیرین, زینت",
        "رضا, بهزاد, کامران, فرید",
        "تهرانی, توکلی, قریشی, حسینی‌راد",
    ),
    Culture(  # South Asian, transliterated
        14,
        "Ananya, Bhavana, Deepika, Farzana, Ishwari, Kavitha, Lakshmi, Meenakshi, "
        "Nilufar, Priya, Shreya, Thilini",
        "Arjun, Bilal, Chandran, Dinesh, Gurpreet, Harish, Imran, Jagdish, Mahendra, "
        "Nuwan, Rakesh, Venkat",
        "Balasubramanian, Chowdhury, Dhillon, Gunawardena, Iyer, Joshi, Krishnamurthy, "
        "Mukhopadhyay, Qureshi, Raghunathan, Siddiqui, Thakkar, Venkataraghavan",
    ),
    Culture(  # Hindi
        1,
        "अनीता, सुनीता, मीनाक्षी, लक्ष्मी",
        "राजेश, हरीश, दिनेश, अर्जुन",
        "शर्मा, जोशी, ठाकुर, मिश्रा",
    ),
    Culture(  # Tamil
        1,
        "கவிதா, மீனா, லட்சுமி",
        "முருகன், சந்திரன், குமார்",
        "பிள்ளை, சுப்பிரமணியம், ஐயர்",
    ),
    Culture(  # Chinese, transliterated
        9,
        "Hui-Ling, Jiayi, Lihua, Mei, Qiuyue, Shu-Fen, Xiaowen, Yanyan",
        "Bowen, Dawei, Guoqiang, Haoran, Jianyu, Ming-Che, Weiguo, Zihao",
        "Ang, Cheung, Deng, Fung, Hsieh, Huang, Kwok, Lü, Ng, Ouyang, Szeto, Tsai, Wu, "
        "Xie, Yip, Zhuang",
    ),
    Culture(  # Chinese
        2,
        "美玲, 雅婷, 晓红, 淑芬, 秋月",
        "志明, 俊杰, 伟, 建宇, 国强",
        "陈, 欧阳, 林, 黃, 司徒",
    ),
    Culture(  # Japanese and Korean, transliterated
        8,
        "Ayumi, Chiyo, Eun-ji, Haruka, Keiko, Min-seo, Noriko, Soo-yeon",
        "Daichi, Hiroshi, Jae-hyun, Kenta, Minoru, Sang-woo, Takeshi, Young-ho",
        "Baek, Fujimori, Gwak, Hwang, Ishibashi, Kuroda, Namgung, Ōtsuka, Shirakawa, "
        "Tachibana, Yamashiro, Yun",
    ),
    Culture(  # Japanese
        1,
        "美咲, さくら, ゆき, 千代",
        "健太, 翔, 大地, 稔",
        "山城, 高橋, 石橋, 黒田",
    ),
    Culture(  # Korean
        1,
        "지은, 서연, 민서",
        "민준, 재현, 영호",
        "김, 남궁, 백, 윤",
    ),
    Culture(  # Vietnamese, Thai, Khmer and Burmese
        9,
        "Bích Ngọc, Hồng Nhung, Kim Liên, Mai, Phượng, Sreymom, Thảo, Thuỳ Linh, Suda",
        "Bảo, Đức Minh, Hải, Quang Vinh, Sokha, Tuấn Anh, Văn Hùng, Zaw Min, Somchai",
        "Bùi, Đặng, Đỗ, Huỳnh, Lê, Ngô, Nguyễn, Phạm, Trần, Võ, Chea, Sok, "
        "Srisuwanporn, Thongchaiyaphum",
    ),
    Culture(  # Thai
        1,
        "สมหญิง, สุดา, มาลี",
        "สมชาย, ประเสริฐ, วิชัย",
        "ศรีสุข, ทองดี, แสงจันทร์",
    ),
    Culture(  # Philippine, Malay and Pacific
        8,
        "Analyn, Corazon, Fa'afetai, Kalea, Leilani, Mahina, Marivic, Nurul, Tala",
        "Datu, Isagani, Kaimana, Keoni, Manaia, Rangi, Sefo, Tane, Zulkifli",
        "Bautista-Ramos, Dimaculangan, Kahakuʻulani, Kealoha, Lacsamana, Manalastas, "
        "Māhoe, Pangilinan, Tuiasosopo, Tāwhiri, binti Osman, Ka'apana",
    ),
    Culture(  # West and East African
        11,
        "Abeni, Adaeze, Chiamaka, Folasadé, Hirut, Makena, Nkechi, Oluwaseun, Wanjiru, "
        "Zainab",
        "Babatunde, Chukwuemeka, Dumisani, Emeka, Ikenna, Kiprop, Kofi, Sékou, "
        "Tewodros",
        "Adébáyọ̀, Boateng, Chukwudi, Diallo, Eze, Gebremedhin, Kamau, Mwangi, "
        "N'Diaye, Okonkwo, Oyèlárán, Sow, Tshabalala, Wolde-Giorgis",
    ),
    Culture(  # Amharic
        1,
        "ሰላም, ሕይወት, አልማዝ",
        "አበበ, ተስፋዬ, ዮሐንስ",
        "ገብረመድኅን, ወልደጊዮርጊስ, ከበደ",
    ),
    Culture(  # Native American
        5,
        "Ahyoka, Dezba, Nizhoni, Sahkyo, Tayanita, Winona",
        "Ahiga, Chayton, Kotori, Nashoba, Takoda, Yiska",
        "Begaye, Benally, Redfeather, Tsosie, Two Rivers, Whitehorse, Yazzie, "
        "Hoskie-Manygoats",
    ),
)
WEIGHTS = [culture.weight for culture in CULTURES]
