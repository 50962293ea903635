"""The shape of what people type at the door and in their own place. Every refusal leaves the words where they are."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.validators import ProhibitNullCharactersValidator
from django.http import HttpRequest
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from crisis import places
from members import accounts, limits, names, suggestions, tickets
from members.fields import UncutField
from members.models import Language, Member, Pseudonym
from members.refusals import Refusal

LONGEST_PASSWORD = 256


def password_field(label: Any, *, autocomplete: str, help_text: Any = "", required: bool = True) -> UncutField:
    """Return a field for a password: nothing is cut off, pasting is welcome."""
    return UncutField(
        label=label,
        help_text=help_text,
        required=required,
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        error_messages={
            "required": _("The password is still missing."),
            "max_length": _("A little shorter, please: 256 characters at most."),
        },
    )


def sign_in_name_field() -> UncutField:
    """Return the field for the sign-in name that stands on the sheet."""
    return UncutField(
        label=_("Sign-in name"),
        help_text=_("The one on your sheet, such as “willow-k7m2qx”. It is not the name that others see."),
        max_length=128,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={
            "required": _("The sign-in name is still missing."),
            "max_length": _("A sign-in name is shorter than this."),
        },
    )


class LoginForm(AllauthLoginForm):
    """Sign-in name and password, in the house's words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = sign_in_name_field()
        self.fields["password"] = password_field(_("Password"), autocomplete="current-password")
        self.fields["remember"] = forms.BooleanField(
            label=_("Stay signed in on this device"),
            help_text=_("Leave it empty on a computer that others use."),
            required=False,
        )
        self.order_fields(["login", "password", "remember"])

    def clean_login(self) -> str:
        login = self.cleaned_data["login"]
        return login.strip()


class SignupForm(AllauthSignupForm):
    """Coming in for the first time. The sign-in name is the ticket's, whatever the form says."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language = (get_language() or settings.LANGUAGE_CODE)[:2]
        carried = str(self.data.get("ticket", "")) if self.is_bound else str(self.initial.get("ticket", ""))
        self.is_renewed = bool(carried) and tickets.read(carried) is None
        self.ticket = tickets.read(carried) or tickets.draw(self.language)
        self.returning: Member | None = None
        self.password_hash = ""
        self._build()

    def _build(self) -> None:
        self.fields["username"] = UncutField(
            label=_("Your sign-in name"),
            help_text=_("To come back in. Nobody else will see it, not even the team. It is yours as it stands."),
            disabled=True,
            required=False,
            initial=self.ticket.username,
        )
        if not self.is_bound and "pseudonym" not in self.initial:
            self.initial["pseudonym"] = suggestions.free_name(self.language)
        self.fields["pseudonym"] = UncutField(
            label=_("The name that others will see"),
            help_text=_(
                "Drawn at random. Change it if you like, but leave out your first name, your town, your year of birth."
            ),
            max_length=200,
            required=False,
            widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        )
        # What has no shape is taken out by `names`, so it needs no sentence of its own.
        self.fields["pseudonym"].validators = [
            one for one in self.fields["pseudonym"].validators if not isinstance(one, ProhibitNullCharactersValidator)
        ]
        self.fields["password1"] = password_field(
            _("Password"),
            autocomplete="new-password",
            help_text=_("Ten characters or more. Four words in a row do very well. You can paste it."),
            required=False,
        )
        self.fields["password2"] = password_field(_("The same once more"), autocomplete="new-password", required=False)
        self.fields["adult"] = forms.BooleanField(
            label=_("I am eighteen or older."),
            required=False,
        )
        self.fields["agreement"] = forms.BooleanField(
            label=_("I have read how we talk to each other here, and I agree."),
            help_text=_("We share, we don’t treat. We speak of ourselves. We don’t judge."),
            required=False,
        )
        self.fields["health"] = forms.BooleanField(
            label=_("I agree that this site keeps what I write about my health, to show it to the people I choose."),
            help_text=_("You can change your mind whenever you like. Without this, you can read but not write."),
            required=False,
        )
        # No person sees this field; what fills it is a program.
        self.fields["website"] = UncutField(
            label=_("Leave this empty"),
            required=False,
            widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
        )

    # --- what a form that comes back carries ------------------------------------------------------
    @property
    def signed_ticket(self) -> str:
        return self.ticket.signed()

    @property
    def sealed_password(self) -> str:
        """The good password of this form, sealed, so that nobody types it twice; "" when there is none."""
        return tickets.keep_password(self.ticket, self.password_hash) if self.password_hash else ""

    def redrawn(self, *, name: bool = False, face: bool = False) -> SignupForm:
        """Return the same form with another name or another face proposed, everything else as typed, nothing judged."""
        kept = {field: self.data.get(field, "") for field in ("pseudonym",)}
        kept |= {field: field in self.data for field in ("adult", "agreement", "health")}
        ticket = self.ticket.with_other_face() if face else self.ticket
        if name:
            kept["pseudonym"] = suggestions.free_name(self.language)
        form = SignupForm(initial={**kept, "ticket": ticket.signed()})
        self.cleaned_data: dict[str, Any] = {
            field: str(self.data.get(field, "")) for field in ("password1", "password2")
        }
        form.password_hash = self._good_password(tell=False)
        return form

    # --- judging ----------------------------------------------------------------------------------
    def clean_username(self) -> str:
        return self.ticket.username

    def clean_pseudonym(self) -> str:
        try:
            return names.clean_name(self.cleaned_data["pseudonym"])
        except Refusal as no:
            raise forms.ValidationError(no.detail) from None  # type: ignore[arg-type]

    def clean_adult(self) -> bool:
        if not self.cleaned_data["adult"]:
            raise forms.ValidationError(
                _("This house is for adults. If you are younger, the help page has people who are there for you.")
            )
        return True

    def clean_agreement(self) -> bool:
        if not self.cleaned_data["agreement"]:
            raise forms.ValidationError(_("Please read how we talk to each other here, then tick this."))
        return True

    def clean(self) -> dict[str, Any]:
        """Judge what concerns several fields. allauth's own judgement of e-mail and names has nothing to do here."""
        self.password_hash = self._good_password(tell=True)
        self.find_sender_of_twice()
        name = self.cleaned_data.get("pseudonym")
        if name and self.returning is None and _is_taken(name):
            # The other half of a double click may have been saved since the line before last.
            self.find_sender_of_twice()
            if self.returning is None:
                self.add_error("pseudonym", str(names.taken().detail))
        self._judge_haste()
        return self.cleaned_data

    def _good_password(self, *, tell: bool) -> str:
        """Return the hash of a password that is good and typed twice, or the one kept from before; "" otherwise."""
        first, second = (str(self.cleaned_data.get(field) or "") for field in ("password1", "password2"))
        kept = tickets.kept_password(self.ticket, str(self.data.get("kept", "")))
        if not first and not second and kept:
            return kept
        problem: tuple[str, Any] | None = None
        if not first:
            problem = ("password1", _("The password is still missing."))
        else:
            try:
                accounts.check_new_password(first, username=self.ticket.username, field="password1")
            except Refusal as no:
                problem = ("password1", no.detail)
            if problem is None and first != second:
                problem = ("password2", _("The two are not the same yet. Please type the password twice."))
        if problem is None and len(first) <= LONGEST_PASSWORD:
            return make_password(first)
        if tell and problem is not None and problem[0] not in self.errors:
            self.add_error(problem[0], str(problem[1]))
        return ""

    def find_sender_of_twice(self) -> None:
        """Find out whether this very form was sent before: same ticket, same password. Then it is the same person."""
        member = Member.objects.filter(username=self.ticket.username).first()
        if member is None:
            return
        typed = str(self.cleaned_data.get("password1") or "")
        if member.check_password(typed) if typed else member.password == self.password_hash:
            self.returning = member
            return
        # Somebody else cannot have it: tickets are drawn at random. The person gets another name and goes on.
        self.ticket = tickets.draw(self.language)
        self.fields["username"].initial = self.ticket.username
        self.add_error(None, str(_("This form was sent before. Here is another sign-in name; please send once more.")))

    def _judge_haste(self) -> None:
        if str(self.data.get("website", "")):
            self.add_error(
                None,
                str(
                    _(
                        "A field that people do not see was filled in, perhaps by your browser. "
                        "It is empty again; everything else is kept. Please send once more."
                    )
                ),
            )
        elif settings.RATE_LIMITS and self.returning is None and self.ticket.is_too_quick and not self.is_renewed:
            self.add_error(
                None,
                str(
                    _("That was very quick. Please look over the page for a moment, then send it. Everything is kept.")
                ),
            )

    # --- writing ----------------------------------------------------------------------------------
    def try_save(self, request: HttpRequest) -> tuple[Member, None]:
        """Make the account, or find the one that this same form made a moment ago. Raises Refusal."""
        if self.returning is not None:
            member = self.returning
        else:
            limits.spend_address(request, "sign_up")
            member = accounts.sign_up(
                accounts.Entry(
                    username=self.ticket.username,
                    password_hash=self.password_hash,
                    name=self.cleaned_data["pseudonym"],
                    shape=self.ticket.shape,
                    hue=self.ticket.hue,
                    language=self.language,
                    health=bool(self.cleaned_data["health"]),
                    agreement_version=self.ticket.agreement,
                    privacy_version=self.ticket.privacy,
                )
            )
        request.session["kit_code"] = accounts.issue_kit(member)
        return member, None


def _is_taken(name: str) -> bool:
    return Pseudonym.objects.filter(scope="", skeleton=names.skeleton(name)).exists()


class RecoverForm(forms.Form):
    """The kit in use: name and code from the sheet, a new password."""

    username = sign_in_name_field()
    code = UncutField(
        label=_("Code"),
        help_text=_("The four groups on your sheet. Capitals, spaces and hyphens do not matter."),
        max_length=128,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={
            "required": _("The code is still missing."),
            "max_length": _("A code is shorter than this."),
        },
    )
    password1 = password_field(
        _("New password"),
        autocomplete="new-password",
        help_text=_("Ten characters or more. Four words in a row do very well. You can paste it."),
    )
    password2 = password_field(_("The same once more"), autocomplete="new-password")

    def clean(self) -> dict[str, Any]:
        password, username = self.cleaned_data.get("password1"), self.cleaned_data.get("username")
        if password and username:
            try:
                accounts.check_new_password(password, username=username, field="password1")
            except Refusal as no:
                self.add_error("password1", str(no.detail))
        return _twice(self)


class PasswordForm(forms.Form):
    """A new password for somebody who knows the old one."""

    old_password = password_field(_("The password you have now"), autocomplete="current-password")
    password1 = password_field(
        _("New password"),
        autocomplete="new-password",
        help_text=_("Ten characters or more. Four words in a row do very well. You can paste it."),
    )
    password2 = password_field(_("The same once more"), autocomplete="new-password")

    def clean(self) -> dict[str, Any]:
        return _twice(self)


def _twice(form: forms.Form) -> dict[str, Any]:
    first, second = form.cleaned_data.get("password1"), form.cleaned_data.get("password2")
    if first and second and first != second:
        form.add_error("password2", str(_("The two are not the same yet. Please type the password twice.")))
    return form.cleaned_data


class KitForm(forms.Form):
    """A new recovery sheet asks for the password, so that nobody makes one on a screen left open."""

    password = password_field(_("Your password"), autocomplete="current-password")


class LeavingForm(KitForm):
    """Whoever leaves says what happens to their words, and types the password."""

    takes_words = forms.TypedChoiceField(
        label=_("Your words"),
        choices=[
            ("yes", _("They go too: in each place a line says that their author took them back")),
            ("no", _("They stay, under the names they were written with, so that answers keep their sense")),
        ],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
        initial="yes",
        error_messages={"required": _("Choose what happens to your words.")},
    )


def _places() -> list[tuple[str, str]]:
    """The places that the help page knows, those of the page's language first, each followed by its regions."""
    language = (get_language() or settings.LANGUAGE_CODE)[:2]
    countries = [*dict.fromkeys([*places.FIRST.get(language, ()), *places.NAMES])]
    found = [("", gettext("I would rather not say"))]
    for country in countries:
        found.append((country, str(places.NAMES[country])))
        regions = [(code, name) for code, name in places.REGION_NAMES.items() if code.startswith(f"{country}-")]
        found += [(code, f"{places.NAMES[country]}, {name}") for code, name in regions]
    return found


class PreferencesForm(forms.Form):
    """What a member may set about themselves."""

    language = forms.ChoiceField(
        label=_("Language of your letters"), choices=Language.choices, widget=forms.RadioSelect
    )
    region = forms.ChoiceField(
        label=_("Country or region"),
        help_text=_("Its help lines then stand first when your words call for them. Only you see it."),
        choices=_places,
        required=False,
        error_messages={"invalid_choice": _("Please choose one of the list.")},
    )
    shows_presence = forms.BooleanField(
        label=_("Show my name among those present in a room"),
        help_text=_("Otherwise you are there without being named."),
        required=False,
    )
