from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("chat", "0004_marks_of_rooms_are_sealed")]

    operations = [migrations.DeleteModel(name="Mark")]
