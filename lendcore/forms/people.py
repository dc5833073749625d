"""Forms at the door: signing in, codes, passwords, invitations, one's own account."""

import re
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from lendcore.models import User
from lendcore.services.second_factor import CODE_DIGITS, RECOVERY_LENGTH

PASSWORD_HINT = "At least 10 characters, and not a common password."  # noqa: S105
MAX_PASSWORD = 1_000


def email_field(label: str, **attributes: str) -> forms.EmailField:
    widget = forms.EmailInput(attrs={"autocomplete": "username", **attributes})
    return forms.EmailField(
        label=label,
        max_length=254,
        widget=widget,
        error_messages={"required": "Type an e-mail address."},
    )


def password_field(
    label: str, *, is_new: bool = False, **attributes: Any
) -> forms.CharField:
    kind = "new-password" if is_new else "current-password"
    return forms.CharField(
        label=label,
        strip=False,
        max_length=MAX_PASSWORD,
        help_text=PASSWORD_HINT if is_new else "",
        widget=forms.PasswordInput(attrs={"autocomplete": kind, **attributes}),
        error_messages={"required": "Type a password."},
    )


def code_field(label: str, **attributes: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "none",
                "spellcheck": "false",
                **attributes,
            }
        ),
        error_messages={"required": "Type the code."},
    )


def name_field() -> forms.CharField:
    return forms.CharField(
        label="Your name",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Type your name."},
    )


def six_digits() -> forms.CharField:
    return code_field(
        "Six-digit code", inputmode="numeric", autofocus=True, **{"class": "code-input"}
    )


class CompanyForm(forms.Form):
    """The word that stands for a company in the address of its log-in page."""

    company = forms.SlugField(
        label="Company",
        max_length=50,
        help_text="The word after /login/ in the address your company gave you.",
        widget=forms.TextInput(
            attrs={
                "autocomplete": "organization",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
        error_messages={
            "required": "Type your company's word.",
            "invalid": "A company's word has only letters, digits and hyphens.",
        },
    )

    def clean_company(self) -> str:
        return self.cleaned_data["company"].lower()


class SignInForm(forms.Form):
    """E-mail and password."""

    email = email_field("Work e-mail")
    password = password_field("Password")


class SignInAgainForm(forms.Form):
    """The password of a member whose session ended, and their code if needed.

    company and email say who is expected; nobody else is signed in here.
    """

    company = forms.SlugField(max_length=50, widget=forms.HiddenInput)
    email = forms.EmailField(max_length=254, widget=forms.HiddenInput)
    password = password_field("Password")


class PasswordOnlyForm(forms.Form):
    """The password of an address that is known already."""

    password = password_field("Password")


class CodeForm(forms.Form):
    """The six digits of an authenticator."""

    code = six_digits()
    skip = forms.BooleanField(
        label="Skip the code on this device for 12 hours", required=False
    )

    def clean_code(self) -> str:
        return clean_digits(self.cleaned_data["code"])


class SetUpForm(forms.Form):
    """The first code of a new authenticator."""

    code = six_digits()

    def clean_code(self) -> str:
        return clean_digits(self.cleaned_data["code"])


class RecoveryCodeForm(forms.Form):
    """One of the codes that were shown once."""

    code = code_field("Recovery code")

    def clean_code(self) -> str:
        return clean_recovery_code(self.cleaned_data["code"])


def clean_digits(text: str) -> str:
    code = re.sub(r"[\s-]", "", text)
    if not re.fullmatch(rf"[0-9]{{{CODE_DIGITS}}}", code):
        raise ValidationError("A code has six digits.")
    return code


def clean_recovery_code(text: str) -> str:
    code = re.sub(r"[^0-9a-z]", "", text.lower())
    if len(code) != RECOVERY_LENGTH:
        raise ValidationError(
            "A recovery code has ten letters and digits, such as k7f2m-9qxrt."
        )
    return code


class ForgotPasswordForm(forms.Form):
    """Whose password is forgotten."""

    email = email_field("Work e-mail")


class NewPasswordForm(forms.Form):
    """A new password for a known user."""

    password = password_field("New password", is_new=True)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password


class NewPersonForm(forms.Form):
    """Name and password of somebody who was invited and has no user yet."""

    name = name_field()
    password = password_field("Choose a password", is_new=True)

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        person = User(email=self.email, name=values.get("name", ""))
        if "password" in values:
            try:
                validate_password(values["password"], person)
            except ValidationError as error:
                self.add_error("password", error)
        return values


class NameForm(forms.Form):
    """How a member is called on every page and in every history."""

    name = name_field()


class ThemeForm(forms.Form):
    """The theme alone, from the account menu."""

    theme = forms.ChoiceField(
        choices=User._meta.get_field("theme").choices, widget=forms.RadioSelect
    )


class PreferencesForm(ThemeForm):
    """How the pages look and listen."""

    single_keys = forms.BooleanField(
        label="Single-letter shortcuts",
        required=False,
        help_text="E edits, J and K go from section to section. Off while you type.",
    )


class ChangePasswordForm(NewPasswordForm):
    """One's own new password, after the present one."""

    field_order = ["current", "password"]
    current = password_field("Current password")


class ChangeEmailForm(forms.Form):
    """One's own new address, after the password."""

    email = email_field("New e-mail", autocomplete="email")
    current = password_field("Current password")


class ConfirmForm(forms.Form):
    """Password, and a code where one exists, before the second factor changes."""

    current = password_field("Current password")
    code = code_field("Code from your app, or a recovery code")

    def __init__(self, *args: Any, has_device: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_device:
            del self.fields["code"]

    def clean_code(self) -> str:
        code = re.sub(r"[\s-]", "", self.cleaned_data["code"]).lower()
        if code.isdecimal() and len(code) == CODE_DIGITS:
            return clean_digits(code)
        return clean_recovery_code(code)
