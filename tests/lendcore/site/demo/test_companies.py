import random

from lendcore.site.demo.companies import COMPANY, FLOORING, CompanyNames, domain_of


def test_no_two_companies_have_one_name():
    names = CompanyNames(random.Random(1))

    picked = [names.pick(COMPANY, "UT") for _ in range(300)]
    picked += [names.pick(FLOORING, "UT") for _ in range(100)]

    assert len(set(picked)) == 400
    assert max(map(len, picked)) <= 160


def test_companies_in_quebec_have_french_names_first():
    names = CompanyNames(random.Random(1))

    picked = [names.pick(COMPANY, "QC") for _ in range(4)]

    assert "Toitures Beauséjour ltée" in picked
    assert all(name.endswith(("inc.", "ltée", "S.E.N.C.")) for name in picked)


def test_domains_are_reserved_for_examples_whatever_the_script():
    assert domain_of("Lone Peak Roofing LLC") == "lonepeakroofingllc.example"
    assert domain_of("株式会社") == "office.example"
