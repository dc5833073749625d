"""Two people edit one customer: whose value goes in?

The edit page carries a signed copy of what it was filled with. On a stale save,
each block (a field, an address, the phones) is compared three ways: what the
page began with, what is saved now, what was typed. A block that only one side
changed takes that side; where both changed, the agent chooses.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.core import signing
from django.forms import BaseForm, BaseFormSet
from django.http import QueryDict

from customers.forms.customer import CustomerForm
from customers.forms.editor import CustomerEditor

SALT = "customers.edit.base"
type Values = dict[str, list[str]]
type Blocks = dict[str, Values]

BLOCK_LABELS = {
    "primary": "Primary address",
    "mailing": "Mailing address",
    "phones": "Phone numbers",
    "social": "Social profiles",
}
# What makes a row of a formset more than blank.
ROW_CONTENT = {"phones": ("number",), "social": ("url", "username")}
# Never part of a comparison: they are empty on every fresh page.
TYPED_ONLY = {
    "tax_number",
    "tax_number_choice",
    "keeps_tax_number_problem",
    "removes_tax_number",
    "driver_license",
    "removes_driver_license",
    "web_password",
}


@dataclass(frozen=True)
class Conflict:
    """A block that both sides changed, with both values in words."""

    block: str
    label: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class Merge:
    """The data to bind the forms with now, and what the agent must decide."""

    data: QueryDict
    conflicts: list[Conflict]


def blocks_of(editor: CustomerEditor) -> Blocks:
    """Return what a fresh page would post, block by block."""
    blocks: Blocks = {}
    for bound in editor.customer:
        if bound.name not in TYPED_ONLY:
            blocks[bound.html_name] = {bound.html_name: posted(bound)}
    for bound in editor.custom:
        blocks[bound.html_name] = {bound.html_name: posted(bound)}
    blocks["primary"] = form_values(editor.primary)
    blocks["mailing"] = form_values(editor.mailing)
    blocks["phones"] = formset_values(editor.phones)
    blocks["social"] = formset_values(editor.social_profiles)
    return blocks


def posted(bound: object) -> list[str]:
    """Return what a browser posts for an input that nobody touched."""
    value = bound.field.prepare_value(bound.initial)
    if value in (None, False, "", []):
        return []
    if value is True:
        return ["on"]
    if isinstance(value, list | tuple):
        return [str(each) for each in value]
    return [str(value)]


def form_values(form: BaseForm) -> Values:
    return {bound.html_name: posted(bound) for bound in form}


def formset_values(formset: BaseFormSet) -> Values:
    values: Values = {}
    for form in formset.initial_forms:
        values |= form_values(form)
    return values


def sign(blocks: Blocks) -> str:
    """Return the blocks as a signed text for the page's hidden field."""
    return signing.dumps(blocks, salt=SALT, compress=True)


def read_base(text: str) -> Blocks:
    """Return the blocks that a page began with, however long ago; empty when they
    can't be read.
    """
    try:
        return signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return {}


def merge(posted_data: QueryDict, *, base: Blocks, current: CustomerEditor) -> Merge:
    """Return the posted data with the other person's changes taken in.

    use_theirs: blocks that the agent gave up, from the page's own check boxes.
    base: where a block is missing, nobody knows who changed it, and the agent is asked.
    """
    now = blocks_of(current)
    data = posted_data.copy()
    gives_up = set(posted_data.getlist("use_theirs"))
    conflicts: list[Conflict] = []
    for block, theirs in now.items():
        mine = posted_block(posted_data, block, theirs)
        began = meaning(base[block]) if block in base else None
        if meaning(theirs) == meaning(mine):
            continue
        if block in gives_up or meaning(mine) == began:
            replace(data, block, theirs, current)
        elif meaning(theirs) != began:
            label = label_of(block, current)
            conflicts.append(Conflict(block, label, in_words(theirs), in_words(mine)))
    return Merge(data, conflicts)


def posted_block(data: QueryDict, block: str, theirs: Values) -> Values:
    if block not in BLOCK_LABELS:
        return {name: data.getlist(name) for name in theirs}
    names = [name for name in data if name.startswith(f"{block}-")]
    return {name: data.getlist(name) for name in names if not is_blank_row(data, name)}


def is_blank_row(data: QueryDict, name: str) -> bool:
    """Say whether an input belongs to a new row that nobody filled: its choices are
    posted all the same.
    """
    block, _, rest = name.partition("-")
    row = f"{block}-{rest.partition('-')[0]}"
    filled = (data.get(f"{row}-{part}") for part in ("id", *ROW_CONTENT.get(block, ())))
    return block in ROW_CONTENT and rest[:1].isdigit() and not any(filled)


def meaning(values: Values) -> list[tuple[str, ...]]:
    """Return values to compare: without empty ones, counters and row numbers."""
    found = []
    for name in sorted(values):
        if name.endswith(("_FORMS", "_NUM_FORMS")):
            continue
        filled = tuple(value.strip() for value in values[name] if value.strip())
        if filled:
            found.append((name, *filled))
    return found


def replace(
    data: QueryDict, block: str, theirs: Values, current: CustomerEditor
) -> None:
    """Put the saved values of a block in place of the posted ones."""
    for name in [name for name in data if is_of(name, block)]:
        del data[name]
    for name, values in theirs.items():
        if values:
            data.setlist(name, values)
    formsets = {"phones": current.phones, "social": current.social_profiles}
    if block in formsets:
        count = str(formsets[block].initial_form_count())
        data[f"{block}-TOTAL_FORMS"] = count
        data[f"{block}-INITIAL_FORMS"] = count


def is_of(name: str, block: str) -> bool:
    return name.startswith(f"{block}-") if block in BLOCK_LABELS else name == block


def label_of(block: str, editor: CustomerEditor) -> str:
    if block in BLOCK_LABELS:
        return BLOCK_LABELS[block]
    form: CustomerForm | BaseForm = editor.customer
    if block.startswith("custom-"):
        form, block = editor.custom, block.removeprefix("custom-")
    return str(form[block].label)


def in_words(values: Values) -> str:
    """Return a block's values on one line, hidden inputs left out."""
    return ", ".join(shown_values(values)) or "—"


def shown_values(values: Mapping[str, list[str]]) -> Iterator[str]:
    for name, texts in values.items():
        if name.endswith(("_FORMS", "-id", "-DELETE")):
            continue
        yield from ("Yes" if text == "on" else text for text in texts if text)
