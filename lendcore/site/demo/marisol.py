"""Marisol Vega Jr., the customer with everything, and how her record came to be."""

import random
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from customers.inputs import AddressInput, CustomerInput, SocialProfileInput
from customers.models import Customer, CustomerStatus, Phone
from customers.services import credit_scores, customers, phones, photos, secrets
from lendcore.actors import Actor
from lendcore.site.demo import changes
from lendcore.site.demo.book import Cells
from lendcore.site.demo.changes import edit, person_number, phone
from lendcore.site.demo.members import DANA, LENA, RAJ, THEO, Person, Staff
from lendcore.site.demo.moments import Moments
from lendcore.site.demo.portraits import draw_portrait

OLD_PHONE, PHONE, HOME = "(801) 555-0118", "(801) 555-0142", "(801) 555-0177"
FAX, OFFICE = "(385) 555-0110", "(385) 555-0110 ext. 214"
BORN = date(1988, 4, 17)
BROTHERS_MAIL = "tomas.vega@example.com"
KEPT_PHONES = ("8015550118", "8015550142", "8015550177", "8015550126", "3855550110")
# A seed that draws the portrait with long dark hair.
_PORTRAIT = 4
# Days ago, Equifax, Experian, TransUnion, and who entered them.
type Scores = tuple[int, int | None, int | None, int | None, Person]
_SCORES: tuple[Scores, ...] = (
    (505, 661, 662, 663, RAJ),
    (382, 655, 660, 659, RAJ),
    (243, None, 668, 664, LENA),
    (101, 669, 668, 671, RAJ),
    (18, 681, 664, 671, RAJ),
)


def import_id(year: int) -> str:
    """Return the ID under which she came with the lender's first book."""
    return f"NWC-{year}-00871"


def row(year: int) -> Cells:
    """Return what the first book said of her; some of it was wrong."""
    return {
        "import_id": import_id(year),
        "status": "Lead",
        "first_name": "Marisol",
        "last_name": "VEGA",
        "birth_date": BORN.isoformat(),
        "tax_number": "811-03-4471",
        "phone_1": OLD_PHONE,
        "phone_1_do_not_call": "yes",
        "postal_code": "84043",
        "custom:risk_tier": "Unscored",
        "custom:branch_code": "B4",
    }


class Story:
    """Eighteen months of work on her record, by five people."""

    def __init__(self, staff: Staff, moments: Moments, customer_id: int) -> None:
        self._staff = staff
        self._moments = moments
        self._id = customer_id

    def tell(self) -> None:
        """Write everything that happened after the import, in its order."""
        steps = [
            (512, self._complete_application),
            (498, self._approve),
            (431, self._stop_calls),
            (262, self._give_web_access),
            (201, self._correct_number),
            (160, self._add_photo),
            (98, self._opt_out),
            (61, self._add_profiles),
            (47, self._pause),
            (33, self._move_mail),
            (19, self._reactivate),
            (12, self._fill_in),
            (3, self._verify_phone),
            (2, self._look),
        ]
        steps += [
            (score[0], lambda at, s=score: self._score(at, s)) for score in _SCORES
        ]
        for days, step in sorted(steps, key=lambda each: -each[0]):
            step(self._moments.days_ago(days))

    def _actor(self, person: Person, at: datetime) -> Actor:
        return self._staff.actor(person, at)

    def _edit(self, actor: Actor, **parts: Any) -> Customer:
        return edit(actor, self._id, **parts)

    def _complete_application(self, at: datetime) -> None:
        self._edit(
            self._actor(DANA, at),
            values={
                "email": "marisol.vega@example.com",
                "gender": Customer.Gender.FEMALE,
                "driver_license_region": "UT",
            },
            driver_license="183906214",
            primary_address=AddressInput(
                street="2214 W Canyon Rim Dr",
                city="Lehi",
                region="UT",
                postal_code="84043",
            ),
        )

    def _approve(self, at: datetime) -> None:
        self._set_status(self._actor(RAJ, at), "Active", "Application approved")

    def _stop_calls(self, at: datetime) -> None:
        home = phone(HOME, "home", "secondary", is_do_not_call=True)
        saved = changes.saved_phones(self._customer())
        self._edit(self._actor(THEO, at), phones=(*saved, home))

    def _give_web_access(self, at: datetime) -> None:
        self._edit(
            self._actor(DANA, at),
            values={"username": "mvega84"},
            web_password="Canyon-Rim-2214!",  # noqa: S106 - of nobody
        )

    def _correct_number(self, at: datetime) -> None:
        saved = changes.saved_phones(self._customer())
        others = [each for each in saved if each.number != "+18015550118"]
        self._edit(
            self._actor(DANA, at),
            tax_number=person_number("811-03-4417"),
            phones=(phone(PHONE, rank="primary"), *others),
        )

    def _add_photo(self, at: datetime) -> None:
        photos.set_photo(
            actor=self._actor(DANA, at),
            customer_id=self._id,
            upload=draw_portrait(random.Random(_PORTRAIT)),  # noqa: S311
        )

    def _opt_out(self, at: datetime) -> None:
        self._edit(
            self._actor(LENA, at),
            values={"may_sell_information": False, "generation_code": "jr"},
        )

    def _add_profiles(self, at: datetime) -> None:
        profiles = (
            SocialProfileInput(network="instagram", username="marisol.makes.pots"),
            SocialProfileInput(
                network="other", url="https://marisol-makes-pots.example/about"
            ),
        )
        self._edit(self._actor(THEO, at), social_profiles=profiles)

    def _pause(self, at: datetime) -> None:
        self._set_status(self._actor(LENA, at), "Inactive", "Paid off")

    def _move_mail(self, at: datetime) -> None:
        office = phone(OFFICE, "office")
        fax = phone(FAX, "fax")
        saved = changes.saved_phones(self._customer())
        self._edit(
            self._actor(DANA, at),
            values={"mailing_same_as_primary": False, "middle_name": "Elena"},
            phones=(*saved, office, fax),
            mailing_address=AddressInput(
                street="PO Box 417", city="Lehi", region="UT", postal_code="84043-0417"
            ),
        )

    def _reactivate(self, at: datetime) -> None:
        self._set_status(self._actor(RAJ, at), "Active", "New application")

    def _fill_in(self, at: datetime) -> None:
        today = self._moments.today
        self._edit(
            self._actor(RAJ, at),
            values={"middle_name": ""},
            custom={
                "risk_tier": "Near prime",
                "debt_to_income": Decimal("0.3425"),
                "verified_by": "R. Patel, pay stubs",
                "reviewed_at": at,
                "referral_source": "Friend or family",
                "products": ["Installment loan", "Line of credit"],
                "campaign_code": "FALL-12",
                "website": "https://marisol-makes-pots.example",
                "paperless": True,
                "dependents": 2,
                "monthly_rent": Decimal("1450.00"),
                "moved_in": date(today.year - 3, 6, 1),
                "best_time": at.time().replace(hour=17, minute=30),
                "emergency_phone": "+18015550126",
            },
        )

    def _verify_phone(self, at: datetime) -> None:
        primary = Phone.objects.get(customer_id=self._id, is_primary=True)
        phones.set_verified(
            actor=self._actor(DANA, at),
            customer_id=self._id,
            phone_id=primary.pk,
            is_verified=True,
        )

    def _look(self, at: datetime) -> None:
        secrets.reveal(
            actor=self._actor(DANA, at),
            customer=self._customer(),
            field=secrets.TAX_NUMBER,
            reason="Customer on the phone, identity check",
        )

    def _score(self, at: datetime, score: Scores) -> None:
        _, equifax, experian, transunion, person = score
        credit_scores.enter_scores(
            actor=self._actor(person, at),
            customer_id=self._id,
            scored_on=at.date(),
            equifax=equifax,
            experian=experian,
            transunion=transunion,
        )

    def _set_status(self, actor: Actor, name: str, reason: str) -> None:
        customers.set_status(
            actor=actor,
            customer_id=self._id,
            status=CustomerStatus.objects.get(name=name),
            reason=reason,
        )

    def _customer(self) -> Customer:
        return Customer.objects.get(pk=self._id)


def find_family() -> list[int]:
    """Return the ids of Marisol and her brother, where the active tenant has them."""
    people = Customer.objects.order_by("pk")
    sister = people.filter(first_name="Marisol", birth_date=BORN)[:1]
    return [each.pk for each in (*sister, *people.filter(email=BROTHERS_MAIL)[:1])]


def add_brother(staff: Staff, moments: Moments) -> Customer:
    """Return Tomás Vega, entered by hand: her street, and one of her phones."""
    status = CustomerStatus.objects.get(code="lead")
    data = CustomerInput(
        values={
            "customer_type": "individual",
            "status": status,
            "first_name": "Tomás",
            "last_name": "Vega",
            "birth_date": date(1991, 9, 2),
            "email": BROTHERS_MAIL,
        },
        primary_address=AddressInput(
            street="2214 W Canyon Rim Dr", city="Lehi", region="UT", postal_code="84043"
        ),
        phones=(phone("(801) 555-0126", rank="primary"), phone(HOME, "home")),
    )
    return changes.create(staff.actor(DANA, moments.days_ago(90)), data)
