"""Messages put together out of parts, the same in both languages: an hour and a deed, whatever the deed and the hour.

What tells an emergency from an evening is neither the hour nor the verb alone. Each hour is met here with deeds that
end a life and with deeds that end a day, and each voice with both; so neither is learnt as a sign by itself.
"""

from __future__ import annotations

import random

from crisis.detection.assess import Level
from tests.crisis.suite import Case

Parts = tuple[tuple[str, str], ...]


def _parts(lines: str) -> Parts:
    """Return the pairs of `lines` “French | English”."""
    pairs = (line.split("|") for line in lines.strip().splitlines())
    return tuple((french.strip(), english.strip()) for french, english in pairs)


SOON = _parts("""
    ce soir | tonight
    cette nuit | tonight
    maintenant | now
    tout de suite | right now
    dans une heure | in an hour
    dans dix minutes | in ten minutes
    d’ici une demi-heure | within half an hour
    avant minuit | before midnight
    avant l’aube | before dawn
    avant que ma femme rentre | before my wife gets home
    avant que mon mari rentre du travail | before my husband is back from work
    avant le retour de l’infirmière | before the nurse comes back
    quand les enfants dormiront | once the children are asleep
    dès que tout le monde dort | as soon as everyone is asleep
    pendant qu’ils sont à table | while they are at the table
    quand vous lirez ceci | by the time you read this
    après ce message | after this message
    dès que j’aurai posté | as soon as I have posted
    une fois ce mot envoyé | once this is sent
    à six heures | at six o’clock
    cet après-midi | this afternoon
    aussitôt la porte fermée | as soon as the door is shut
    demain je ne verrai pas le jour, | I will not see tomorrow,
    cette fois | this time
""")
HARMLESS_SOON = tuple(one for one in SOON if not one[1].startswith("I will not see"))
FATAL = _parts("""
    je meurs | I die
    j’en finis | I end it
    je me tue | I kill myself
    je ne serai plus de ce monde | I will be gone from this world
    je ne serai plus en vie | I will not be alive any more
    je disparais pour de bon | I disappear for good
    j’arrête de vivre | I stop living
    je saute du toit | I jump off the roof
    je me laisse tomber dans le vide | I let myself fall
    je passe à l’acte | I go through with it
    je mets fin à mes jours | I end my life
    je pars pour toujours | I leave for ever
    je m’en vais et je ne reviendrai pas, adieu | I go and I will not come back, goodbye
    je rejoins mon fils mort | I join my dead son
    tout sera fini pour moi | it will all be over for me
    je quitte cette vie | I leave this life
    j’avale tout ce que j’avais mis de côté | I swallow everything I had put aside
    je prends la boîte entière pour ne plus me réveiller | I take the whole box so as not to wake up
    je m’ouvre les veines | I open my veins
    je marche devant le train | I step in front of the train
    je me supprime | I do away with myself
    j’entre dans la rivière et je me laisse couler | I walk into the river and let myself sink
    mon cœur aura cessé de battre | my heart will have stopped beating
    je fais ce que j’ai promis de ne jamais faire, mourir | I do what I promised never to do, die
""")
HARMLESS = _parts("""
    je regarde un film | I watch a film
    je prends le train pour Lyon | I take the train to Leeds
    je fais une soupe | I make soup
    j’appelle ma mère | I ring my mother
    je me couche | I go to bed
    je finis ce rapport | I finish this report
    je range le garage | I tidy the garage
    je pars en vacances | I go on holiday
    je coupe le bois | I cut the wood
    je saute dans le bus | I jump on the bus
    je quitte le bureau | I leave the office
    je prends mes cachets et je dors | I take my tablets and sleep
    j’arrête le sucre pour de bon | I stop sugar for good
    je donne mes vieux livres | I give my old books away
    je dis au revoir à mes collègues | I say goodbye to my colleagues
    je me jette dans mon lit | I throw myself on my bed
    j’en finis avec ce déménagement | I am done with this move
    je mets fin à mon abonnement | I end my subscription
    je rejoins mes amis au café | I join my friends at the café
    la cuisine sera finie | the kitchen will be finished
    je m’en vais chez ma sœur | I go to my sister’s
    je ferme le gaz et je sors | I turn the gas off and go out
    je marche le long de la rivière | I walk along the river
    je mange toute la boîte de chocolats | I eat the whole box of chocolates
    je monte sur le toit réparer une tuile | I climb on the roof to mend a tile
    je vide les cartons | I empty the boxes
    je laisse tomber ce jeu | I give up this game
    je lui dis que c’est fini entre nous | I tell him it is over between us
    je passe à autre chose | I move on to something else
    je rends les clés de l’appartement | I hand back the keys to the flat
    j’écris une lettre à mon fils | I write my son a letter
    je cours sur le quai, le train part | I run along the platform, the train is leaving
    j’ai un couteau à aiguiser et des légumes à couper | I have a knife to sharpen and vegetables to cut
    je pleure un bon coup et ça ira | I have a good cry and it will be all right
    je tombe de sommeil | I drop with sleep
    je me bats encore, je ne lâche rien | I keep fighting, I am not giving up
""")
SOMEDAY = _parts("""
    un jour | one day
    l’année prochaine | next year
    quand mon chien sera mort | when my dog has died
    si ça continue | if this goes on
    après les examens | after the exams
    tôt ou tard | sooner or later
    quand maman ne sera plus là | when mum is gone
    s’il me quitte | if he leaves me
    à la retraite | when I retire
    avant l’hiver | before winter
""")
VOICES = _parts("""
    {} | {}
    {} | {}
    Bonsoir, {} | Good evening, {}
    voilà, {} | so, {}
    désolée, {} | sorry, {}
    c’est décidé, {} | it is decided, {}
    j’ai tout dit, {} | I have said it all, {}
    merci pour tout, {} | thank you for everything, {}
    bon ben {} | right then {}
    ma décision est prise : {} | my mind is made up: {}
    Je suis calme, {} | I am calm, {}
    Je pleure, {} | I am crying, {}
""")
# How many messages of each kind are put together, out of many more that could be.
MANY = {"soon": 260, "harmless": 300, "someday": 70}


def composed(language: str) -> list[Case]:
    """Return the messages in `language`; in the other one, each has the same place."""
    column = 0 if language == "fr" else 1
    dice = random.Random(29)
    found: list[Case] = []
    for kind, level, hours, deeds in (
        ("soon", Level.EMERGENCY, SOON, FATAL),
        ("harmless", Level.NONE, HARMLESS_SOON, HARMLESS),
        ("someday", Level.HIGH, SOMEDAY, FATAL),
    ):
        for _number in range(MANY[kind]):
            hour, deed, voice = dice.choice(hours)[column], dice.choice(deeds)[column], dice.choice(VOICES)[column]
            is_hour_first = dice.random() < 0.6 or hour.endswith(",")
            said = f"{hour.rstrip(',')}, {deed}" if is_hour_first else f"{deed} {hour}"
            found.append(Case(f"composed {kind}", language, voice.format(said), level, frozenset()))
    return found
