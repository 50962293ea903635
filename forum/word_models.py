"""The table of words, as Django sees it: one row a post, made and kept by `forum.word_index`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection, models

from markup.word_forms import Query

TABLE = "forum_post_words"
LANGUAGES = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for, in one language or ("") in any."""

    query: Query
    language: str = ""

    def for_engine(self) -> str:
        """Return the question in the signs of the engine that is asked."""
        if connection.vendor == "postgresql":
            return self.written(side_by_side=" <-> ", together=" & ", either=" | ")
        return self.written(side_by_side=" + ", together=" AND ", either=" OR ").replace("'", '"')

    def written(self, *, side_by_side: str, together: str, either: str) -> str:
        """Return the question in the signs of an engine. Forms are letters and digits alone, so quotes hold them."""
        found = []
        for language in (self.language,) if self.language else LANGUAGES:
            groups = [side_by_side.join(group) for group in self._quoted(language)]
            if groups:
                found.append("(" + together.join(f"({group})" for group in groups) + ")")
        return either.join(found)

    def _quoted(self, language: str) -> list[list[str]]:
        return [[f"'{form}'" for form in group] for group in self.query.in_language(language)]

    @property
    def is_empty(self) -> bool:
        return not any(self.query.in_language(one) for one in ((self.language,) if self.language else LANGUAGES))


class FormsField(models.TextField):
    """The forms of the words of a text, in their order."""

    def db_type(self, connection: Any) -> str:
        return "tsvector" if connection.vendor == "postgresql" else "text"


@FormsField.register_lookup
class FoundIn(models.Lookup):
    """`forms__asked=asked.for_engine()`: the words stand there, as they were asked for."""

    lookup_name = "asked"
    prepare_rhs = False
    rhs: str

    def get_db_prep_lookup(self, value: Any, connection: Any) -> Any:
        return "%s", [value]

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, left_params = self.process_lhs(compiler, connection)
        right, params = self.process_rhs(compiler, connection)
        sign = f"@@ {right}::tsquery" if connection.vendor == "postgresql" else f"MATCH {right}"
        return f"{left} {sign}", [*left_params, *params]


class PostWords(models.Model):
    """The words of a post. On both engines the number of the row is that of the post."""

    post = models.OneToOneField(
        "forum.Post",
        primary_key=True,
        db_column="rowid",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="found",
    )
    forms = FormsField()

    class Meta:
        managed = False
        db_table = TABLE

    def __str__(self) -> str:
        return f"words of post {self.pk}"
