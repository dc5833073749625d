import random
from datetime import date

from lendcore.rules.dates import age_on
from lendcore.site.demo.people import CULTURES, FEMALE, invent_person, invent_spouse

TODAY = date(2026, 11, 20)


def people(count, seed=1):
    rng = random.Random(seed)
    return [invent_person(rng, today=TODAY) for _ in range(count)]


def test_the_same_seed_gives_the_same_people():
    assert people(20) == people(20)
    assert people(20) != people(20, seed=2)


def test_everybody_is_grown_up():
    ages = [age_on(person.birth_date, TODAY) for person in people(500)]

    assert min(ages) >= 18
    assert max(ages) < 90


def test_names_come_in_many_scripts():
    text = "".join(f"{each.first_name}{each.last_name}" for each in people(1_500))

    for letter in "éłğøʻ'ă":
        assert letter in text
    for start, end in ("αω", "ая", "את", "اي", "अह", "一龥", "가힣", "กฮ"):
        assert any(start <= letter <= end for letter in text), (start, end)


def test_a_name_with_capitals_inside_needs_its_case_kept():
    found = {each.last_name: each.needs_case_kept for each in people(1_500)}

    assert found["McAllister"]
    assert found["al-Masri"]
    assert not found["Thornton"]


def test_last_names_have_a_female_form_for_each_male_one():
    for culture in CULTURES:
        assert len(culture.last_names[FEMALE]) == len(culture.last_names["male"])


def test_a_spouse_has_the_same_last_name_and_another_first_one():
    rng = random.Random(1)

    for person in people(100):
        spouse = invent_spouse(rng, person, today=TODAY)
        assert spouse.last_name == person.last_name
        assert spouse.gender != person.gender
