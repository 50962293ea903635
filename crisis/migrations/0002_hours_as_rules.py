"""Hours were the wording of a source; they are rules now. What cannot be said by one stays quoted in it."""

from typing import Any

from django.db import migrations

from crisis.hours import as_rule


def into_rules(apps: Any, schema_editor: Any) -> None:
    """Turn the hours of every line that the house keeps; lines that hold a rule stay as they are."""
    lines = apps.get_model("crisis", "Line").objects
    for line in lines.all():
        told = line.facts.get("hours")
        place = "-".join(filter(None, (line.facts.get("country"), line.facts.get("region"))))
        if isinstance(told, str):
            line.facts["hours"] = as_rule(told, place=place)
            line.save(update_fields=["facts"])


class Migration(migrations.Migration):
    dependencies = [("crisis", "0001_initial")]
    operations = [migrations.RunPython(into_rules, migrations.RunPython.noop)]
