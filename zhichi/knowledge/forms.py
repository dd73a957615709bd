"""Forms of knowledge: a new article, its words, its settings, steps that need a reason, branches of trees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from zhichi.accounts import selectors as accounts
from zhichi.accounts.choices import Post
from zhichi.customers import selectors as customers
from zhichi.knowledge import selectors, services
from zhichi.knowledge.choices import BONDS, FOR_CUSTOMERS, Importance, Rhythm, Scheme, Visibility
from zhichi.knowledge.models import LONGEST_TITLE
from zhichi.knowledge.registry import types
from zhichi.ui.forms import Choice, DateTimeInput, Form, Pills, RadioCards, RadioPills, Segmented

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhichi.knowledge.models import Article, Category, Content, Module, Pattern
    from zhichi.knowledge.registry import ArticleType
    from zhichi.knowledge.selectors import Node

EVERY = ("", pgettext_lazy("filter", "All"))


def type_choices() -> list[tuple[str, Any]]:
    """The types that people write, with what they are for."""
    return [(code, Choice(kind.label, kind.hint, kind.icon)) for code, kind in types.items() if kind.is_written]


class NewForm(Form):
    """Begin an article."""

    kind = forms.ChoiceField(label=gettext_lazy("Type"), widget=RadioCards)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES, widget=RadioPills)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=LONGEST_TITLE)
    pattern = forms.ChoiceField(
        label=gettext_lazy("Template"),
        required=False,
        help_text=gettext_lazy("With a template the article has its type, whatever is chosen above."),
        widget=forms.Select(attrs={"data-need": "none"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.give_choices("kind", type_choices())
        self.patterns = {str(row.pk): row for row in selectors.patterns()}
        self.give_choices("pattern", [("", _("None: empty parts")), *map(self._choice, self.patterns.items())])

    @staticmethod
    def _choice(pair: tuple[str, Pattern]) -> tuple[str, str]:
        kind = types.find(pair[1].kind)
        return pair[0], f"{kind.label if kind else pair[1].kind} · {pair[1].name}"

    def start(self) -> tuple[str, services.Text]:
        """The type and the text that the article begins with."""
        data = self.cleaned_data
        row = self.patterns.get(data["pattern"])
        if row is None:
            return data["kind"], services.Text(title=data["title"])
        return row.kind, services.Text(title=data["title"], summary=row.summary, parts=row.parts)


class ContentForm(Form):
    """The words of an article: the fields depend on its type, `part_<code>` each."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=LONGEST_TITLE)
    summary = forms.CharField(
        label=gettext_lazy("Summary"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-need": "required"}),
        help_text=gettext_lazy("One or two sentences for lists and search."),
    )
    search_words = forms.CharField(
        label=gettext_lazy("Words to find it by"),
        max_length=500,
        required=False,
        help_text=gettext_lazy(
            "What people type who do not know the right word: error codes, nicknames, the other language."
        ),
        widget=forms.TextInput(attrs={"data-need": "none"}),
    )
    note = forms.CharField(
        label=gettext_lazy("What changed"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("For the list of versions."),
        widget=forms.TextInput(attrs={"data-need": "none"}),
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: ArticleType, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for part in kind.parts:
            self.fields[f"part_{part.code}"] = forms.CharField(
                label=part.label,
                help_text=part.hint,
                required=False,
                strip=False,
                widget=forms.Textarea(attrs={"rows": 6, "data-need": "required" if part.is_required else "optional"}),
            )

    @property
    def part_fields(self) -> list[forms.BoundField]:
        """The fields of the parts, in the order of the type."""
        return [self[f"part_{part.code}"] for part in self.kind.parts]

    def text_of(self) -> services.Text:
        """What was typed, for the services."""
        data = self.cleaned_data
        parts = {part.code: data.get(f"part_{part.code}", "") for part in self.kind.parts}
        return services.Text(
            title=data["title"], summary=data["summary"], parts=parts, search_words=data["search_words"],
            note=data["note"],
        )  # fmt: skip

    @staticmethod
    def initial_of(content: Content) -> dict[str, Any]:
        """The fields filled from a content."""
        values = {name: getattr(content, name) for name in ("title", "summary", "search_words", "note")}
        values |= {f"part_{code}": html for code, html in content.parts.items()}
        return values | {"revision": getattr(content, "revision", None)}


class PatternNameForm(Form):
    """What a template is called."""

    name = forms.CharField(label=gettext_lazy("Name of the template"), max_length=80)


class PatternForm(ContentForm):
    """A template: a name, and what an article of its type begins with."""

    name = forms.CharField(label=gettext_lazy("Name of the template"), max_length=80)
    is_active = forms.BooleanField(label=gettext_lazy("In use"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("title", "search_words", "note", "revision"):
            del self.fields[name]
        for name in ["summary", *(name for name in self.fields if name.startswith("part_"))]:
            self.fields[name].widget.attrs["data-need"] = "none"

    def data_of(self) -> services.PatternData:
        """What was typed, for the services."""
        data = self.cleaned_data
        parts = {part.code: data.get(f"part_{part.code}", "") for part in self.kind.parts}
        return services.PatternData(
            name=data["name"], summary=data["summary"], parts=parts, is_active=data["is_active"]
        )

    @staticmethod
    def initial_of(content: Any) -> dict[str, Any]:
        """The form filled from a template."""
        values = {name: getattr(content, name) for name in ("name", "summary", "is_active")}
        return values | {f"part_{code}": html for code, html in content.parts.items()}


class SettingsForm(Form):
    """Everything about an article but its words."""

    visibility = forms.ChoiceField(label=gettext_lazy("Who may read it"), choices=Visibility, widget=RadioPills)
    organisations = forms.MultipleChoiceField(
        label=gettext_lazy("Organisations"), required=False, widget=forms.SelectMultiple(attrs={"size": 6})
    )
    readers_products = forms.MultipleChoiceField(
        label=gettext_lazy("Customers who have these products"), required=False, widget=Pills
    )
    posts = forms.MultipleChoiceField(label=gettext_lazy("Posts"), choices=Post, required=False, widget=Pills)
    teams = forms.MultipleChoiceField(label=gettext_lazy("Teams"), required=False, widget=Pills)
    module = forms.ChoiceField(label=gettext_lazy("Module or section"), required=False)
    area = forms.MultipleChoiceField(label=Scheme.AREA.label, required=False, widget=Pills)
    technology = forms.MultipleChoiceField(label=Scheme.TECHNOLOGY.label, required=False, widget=Pills)
    process = forms.MultipleChoiceField(label=Scheme.PROCESS.label, required=False, widget=Pills)
    tags = forms.CharField(
        label=gettext_lazy("Tags"), required=False, max_length=900, help_text=gettext_lazy("Separated by commas.")
    )
    products = forms.MultipleChoiceField(label=gettext_lazy("About these products"), required=False, widget=Pills)
    versions = forms.CharField(
        label=gettext_lazy("Product versions"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Separated by commas; empty means all."),
    )
    importance = forms.TypedChoiceField(
        label=gettext_lazy("Importance"), choices=Importance, coerce=int, widget=Segmented
    )
    owner = forms.ChoiceField(label=gettext_lazy("Owner"), required=False)
    place = forms.IntegerField(
        label=gettext_lazy("Place in its module"),
        min_value=0,
        max_value=9999,
        help_text=gettext_lazy("Small numbers come first."),
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, article: Article, for_user: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", settings_of(article))
        super().__init__(*args, **kwargs)
        everybody = accounts.staff(for_user=for_user).filter(is_active=True).prefetch_related(None)
        self.give_choices("organisations", [(str(key), name) for key, name in customers.active_names()])
        if types.get(article.kind).for_staff:
            self.give_choices("visibility", [one for one in Visibility.choices if one[0] not in FOR_CUSTOMERS])
        products = [(str(row.pk), row.title) for row in customers.products()]
        self.give_choices("readers_products", products)
        self.give_choices("products", products)
        self.give_choices("teams", [(str(team.pk), team.title) for team in accounts.teams()])
        self.give_choices("owner", [("", _("Nobody")), *((str(one.pk), one.display_name) for one in everybody)])
        self.give_choices("module", module_choices())
        trees = selectors.category_trees()
        for scheme in Scheme:
            self.give_choices(scheme.value, indented(trees.get(scheme.value, [])))

    def settings_of_form(self) -> services.Settings:
        """What was chosen, for the services."""
        data = self.cleaned_data
        versions = words(data["versions"])
        return services.Settings(
            readers=services.Readers(
                visibility=data["visibility"],
                organisation_ids=_ids(data["organisations"]),
                product_ids=_ids(data["readers_products"]),
                team_ids=_ids(data["teams"]),
                posts=data["posts"],
            ),
            importance=data["importance"],
            owner_id=int(data["owner"]) if data["owner"] else None,
            module_id=int(data["module"]) if data["module"] else None,
            place=data["place"],
            category_ids=_ids([*data["area"], *data["technology"], *data["process"]]),
            tags=words(data["tags"]),
            products=dict.fromkeys(_ids(data["products"]), versions),
        )


def settings_of(article: Article) -> dict[str, Any]:
    """The settings form filled from an article."""
    readers = list(article.readers.all())
    applies = list(article.applies.all())
    classes: dict[str, list[str]] = {scheme.value: [] for scheme in Scheme}
    for row in article.categories.all():
        classes[row.scheme].append(str(row.pk))
    return {
        "visibility": article.visibility,
        "organisations": [str(row.organisation_id) for row in readers if row.organisation_id],
        "readers_products": [str(row.product_id) for row in readers if row.product_id],
        "posts": [row.post for row in readers if row.post],
        "teams": [str(row.team_id) for row in readers if row.team_id],
        "module": str(article.module_id or ""),
        "tags": ", ".join(tag.word for tag in article.tags.all()),
        "products": [str(row.product_id) for row in applies],
        "versions": ", ".join(dict.fromkeys(one for row in applies for one in row.versions)),
        "importance": article.importance,
        "owner": str(article.owner_id or ""),
        "place": article.place,
        "revision": article.revision,
        **classes,
    }


class ReasonForm(Form):
    """A step that says why."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class RemarksForm(Form):
    """What the reviewer wants changed."""

    remarks = forms.CharField(
        label=gettext_lazy("What has to change"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )


class ScheduleForm(Form):
    """When a reviewed version goes out."""

    publish_at = forms.DateTimeField(label=gettext_lazy("Publish on"), widget=DateTimeInput)


class RemarkForm(Form):
    """A comment at a passage."""

    part = forms.ChoiceField(label=pgettext_lazy("article", "Part"))
    quote = forms.CharField(
        label=gettext_lazy("The passage, word for word"),
        max_length=300,
        help_text=gettext_lazy("Select it in the text, and it is put in here."),
    )
    text = forms.CharField(label=gettext_lazy("Comment"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, kind: ArticleType | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.give_choices("part", [(part.code, part.label) for part in (kind.parts if kind else ())])


class BondForm(Form):
    """A link to another article."""

    kind = forms.ChoiceField(
        label=gettext_lazy("How it belongs here"), choices=[(bond.value, bond.label) for bond in BONDS]
    )
    other = forms.CharField(label=gettext_lazy("Number of the other article"), max_length=20)

    def clean_other(self) -> int:
        """The number in it: "KB-0012", "kb 12" and "12" alike."""
        digits = "".join(char for char in self.cleaned_data["other"] if char in "0123456789")
        if not digits or len(digits) > 12:
            raise forms.ValidationError(_("Write the number as it stands on the article, for example KB-0012."))
        return int(digits)


class BranchForm(Form):
    """A branch of a classification, or a module."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    name_en = forms.CharField(label=gettext_lazy("English name"), max_length=80, required=False)
    parent = forms.ChoiceField(label=gettext_lazy("Below"), required=False)
    order = forms.IntegerField(label=gettext_lazy("Place"), min_value=0, max_value=9999, initial=0)
    rhythm = forms.ChoiceField(
        label=gettext_lazy("Full review"),
        required=False,
        choices=[("", gettext_lazy("As the handbook says")), *Rhythm.choices],
    )
    is_active = forms.BooleanField(label=gettext_lazy("In use"), required=False, initial=True)

    def __init__(self, *args: Any, nodes: Iterable[Node], is_module: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tops = [node for node in nodes if not is_module or node.depth == 0]
        self.give_choices(
            "parent", [("", _("Nothing: at the top")), *((str(node.row.pk), _indent(node)) for node in tops)]
        )
        if not is_module:
            del self.fields["rhythm"]

    def branch_of(self) -> services.Branch:
        """What was typed, for the services."""
        data = self.cleaned_data
        return services.Branch(
            name=data["name"], name_en=data["name_en"], order=data["order"], is_active=data["is_active"],
            parent_id=int(data["parent"]) if data["parent"] else None, rhythm=data.get("rhythm", ""),
        )  # fmt: skip

    @staticmethod
    def initial_of(row: Category | Module) -> dict[str, Any]:
        """The form filled from a branch."""
        values = {name: getattr(row, name) for name in ("name", "name_en", "order", "is_active")}
        return values | {"parent": str(row.parent_id or ""), "rhythm": getattr(row, "rhythm", "")}


def words(text: str) -> list[str]:
    """Words separated by commas, Chinese ones too."""
    for mark in "，、;；\n":
        text = text.replace(mark, ",")
    return [word.strip() for word in text.split(",") if word.strip()]


def module_choices() -> list[tuple[str, str]]:
    """Modules with their sections, for a menu."""
    return [("", "–"), *indented(selectors.module_tree())]


def indented(nodes: Iterable[Node]) -> list[tuple[str, str]]:
    """A tree as choices."""
    return [(str(node.row.pk), _indent(node)) for node in selectors.flat(nodes)]


def _indent(node: Node) -> str:
    return "\u2003" * node.depth + str(node.row)


def _ids(values: Iterable[str]) -> list[int]:
    return [int(value) for value in values]
