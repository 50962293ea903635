"""Names drawn at random: a friendly one to be seen, a sign-in name that nobody can guess or list, a face."""

from __future__ import annotations

import secrets

from members import names
from members.models import Pseudonym

SHAPES, HUES = 10, 8
# Nouns with their article's gender, so that the adjectives agree; nothing that wounds when read at night.
_FR_THINGS = {
    "m": """Tilleul Galet Sentier Figuier Jardin Hamac Sapin Merle Bateau Phare Ruisseau Olivier Chemin Carnet
         Bouleau Moulin Grenier Banc Cerisier Héron Nuage Pré Pommier Verger Canal Thé Tabouret Rivage Platane
         Roseau""".split(),
    "f": """Fougère Bruyère Lanterne Marée Cabane Théière Colline Mousse Rivière Menthe Passerelle Fenêtre Brise Barque
         Prairie Mésange Clairière Bougie Dune Noisette Prune Grive Terrasse Cour Laine Fontaine Plume Écharpe Ruelle
         Tasse""".split(),
}
_FR_KINDS = {
    "m": """gris bleu vert lent calme doux clair rond ancien discret léger tranquille patient du soir
         du matin d’avril
         d’octobre de juin du port des bois au bord de l’eau d’à côté""",
    "f": """grise bleue verte lente calme douce claire ronde ancienne discrète légère tranquille patiente du soir
         du matin d’avril d’octobre de juin du port des bois au bord de l’eau d’à côté""",
}
_PHRASES = ("au bord de l’eau", "du soir", "du matin", "du port", "des bois", "de juin", "d’à côté")
_EN_THINGS = """Kettle Fern Harbour Lantern Willow Meadow Pebble Orchard Heron Blanket Window River Birch Teapot Garden
    Thistle Robin Ferry Candle Hazel Jetty Clover Maple Bench Cottage Plum Barley Sparrow Linen Brook Footpath Heather
    Porch Dune Wren Attic Elder Wool Path Mint""".split()
_EN_KINDS = """Blue Grey Green Slow Quiet Calm Soft Clear Round Old Tall Small Early Late Low Patient Gentle Still Plain
    April October June Morning Evening Seaside Hillside Winter Autumn Upstairs Nearby""".split()
# Letters and digits that nobody confuses when they copy them from paper.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_TAIL = 6


def _french_kinds(gender: str) -> list[str]:
    line = " ".join(_FR_KINDS[gender].split())
    found = []
    for phrase in _PHRASES:
        if phrase in line:
            line = line.replace(phrase, "")
            found.append(phrase)
    return found + line.split()


def friendly_name(language: str) -> str:
    """Return a name such as “Tilleul du soir” or “Quiet Kettle”, drawn at random."""
    if language == "fr":
        gender = secrets.choice("mf")
        return f"{secrets.choice(_FR_THINGS[gender])} {secrets.choice(_french_kinds(gender))}"
    return f"{secrets.choice(_EN_KINDS)} {secrets.choice(_EN_THINGS)}"


def free_name(language: str) -> str:
    """Return a friendly name that nobody has at this moment; in a crowded house it carries a number."""
    drawn = [friendly_name(language) for _ in range(12)]
    skeletons = {names.skeleton(name): name for name in drawn}
    for found in Pseudonym.objects.filter(scope="", skeleton__in=skeletons).values_list("skeleton", flat=True):
        skeletons.pop(found, None)
    if skeletons:
        return next(iter(skeletons.values()))
    return f"{drawn[0]} {secrets.randbelow(9000) + 1000}"


def sign_in_name(language: str) -> str:
    """Return a sign-in name such as “tilleul-k7m2qx”: a word that one remembers, a tail that nobody guesses."""
    things = [*_FR_THINGS["m"], *_FR_THINGS["f"]] if language == "fr" else _EN_THINGS
    plain = [thing.lower() for thing in things if thing.isascii()]
    return f"{secrets.choice(plain)}-{''.join(secrets.choice(ALPHABET) for _ in range(_TAIL))}"


def face() -> tuple[int, int]:
    """Return shape and hue of a face, drawn at random: never made from the name, the account or the time."""
    return secrets.randbelow(SHAPES), secrets.randbelow(HUES)
