"""What is said in French. Each list is written as people say it; accents and doubled letters do not matter."""

from __future__ import annotations

from crisis.detection.grammar import Grammar, Kind, Rule, patterns, spellings, words
from crisis.detection.normalise import PAUSE

_LISTS: dict[str, list[str]] = {
    # What one may wish or do, as an infinitive.
    "die": ["mourir", "crever", "me tuer", "me tué", "me suicider", "me suicidé", "me supprimer", "me foutre en l air",
            "mettre fin a mes jours", "mettre fin a ma vie", "m oter la vie", "m enlever la vie", "me donner la mort",
            "etre mort", "etre morte"],
    "kill": ["me tuer", "me tué", "me suicider", "me suicidé", "me supprimer", "me foutre en l air",
             "mettre fin a mes jours", "mettre fin a ma vie", "m oter la vie", "m enlever la vie", "me donner la mort"],
    "want": ["je veux", "je voudrais", "je veut", "j aimerais", "je souhaite", "je desire", "je voudrai"],
    "urge": ["j ai envie", "j ai une envie", "j ai juste envie", "j ai tellement envie", "j ai qu une envie"],
    "harm": ["me faire du mal", "me blesser", "me mutiler", "me scarifier", "m automutiler", "me couper les bras"],
    "will": ["je vais", "j ai decide de", "j ai prevu de", "je compte", "je suis sur le point de", "je m apprete a"],
    "drugs": ["medicaments", "medocs", "cachets", "comprimes", "pilules", "somniferes", "anxiolytiques"],
    "some": ["un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "quinze", "vingt", "trente",
             "quelques", "plusieurs", "des"],
    "beyond": ["la haut", "au ciel", "dans la mort", "de l autre cote"],
    "on_purpose": ["expres", "volontairement", "a nouveau", "encore", "ce soir", "cette nuit", "hier soir",
                   "pour me sentir", "pour ne plus"],
}  # fmt: skip

_IDIOMS = """
de|d rire|honte|chaud|chaleur|froid|faim|soif|fatigue|ennui|peur|trouille
de|d curiosite|jalousie|vieillesse|bonheur|joie|amour
vieux|vieille|centenaire
"""
_END_OF_LIFE = """
dans la|ma dignite
dans mon lit|sommeil
chez moi|nous
a la|l maison|hopital
en paix
entoure|entouree|dignement
avant mes|mon|ma|toi|lui|elle
"""


def _rule(name: str, kind: Kind, lines: str, *, drop: str = "", lower: str = "") -> Rule:
    return Rule(
        f"fr.{name}",
        kind,
        patterns(lines, _LISTS),
        patterns(drop, _LISTS) if drop else (),
        patterns(lower, _LISTS) if lower else (),
    )


RULES = (
    _rule(
        "wish",
        Kind.WISH,
        """
        @want ~ @die
        @urge ~ de ~ @die
        je n ai qu une ~ envie c|ce est? de? @die
        je n ai qu une ~ envie @die
        je n ai envie que de @die
        ^ ~ grosse|grande? envie de ~ @die
        jeveuxmourir
        je me deteste|hais ~ et ~ veux|voudrais ~ @die
        je deteste ma vie ~ et ~ veux|voudrais ~ @die
        je prefererais etre mort|morte
        """,
        drop=_IDIOMS,
        lower=_END_OF_LIFE,
    ),
    _rule(
        "end-it",
        Kind.WISH,
        """
        @want ~ en finir
        @urge ~ d en finir
        ^ ~ envie d en finir
        """,
        drop="""
        avec ce|cet|cette|ces|mon|ma|les|le|l|un|une|lui|elle|eux
        vite|rapidement
        """,
    ),
    _rule(
        "end-life",
        Kind.WISH,
        """
        @want ~ en finir avec la|ma vie
        @want ~ en finir avec mes jours
        @want ~ en finir avec tout
        @urge ~ d en finir avec la|ma vie
        """,
    ),
    _rule(
        "no-more-life",
        Kind.WISH,
        """
        je ne? veux|peux ~ plus|pu ~ vivre
        je n? ai plus|pu ~ envie de ~ vivre
        j ai plus|pu ~ envie de ~ vivre
        je n ai aucune envie de ~ vivre
        je ne? veux|voudrais plus|pu ~ etre en vie
        je ne? veux|voudrais plus|pu ~ exister
        je voudrais|prefererais|aimerais ne plus ~ vivre|exister
        """,
        drop="ici|avec|chez|dans|a|en|seul|seule|la|sans|loin|sous",
        lower="comme|ainsi",
    ),
    _rule(
        "thoughts",
        Kind.WISH,
        """
        je pense ~ au suicide
        je pense tout le temps au suicide
        je pense ~ a ~ @die
        je pense tout le temps a ~ @die
        je ne? pense qu a ~ @die
        j ai ~ des|mes? idees|pensees|envies suicidaires
        je suis ~ suicidaire
        je me sens ~ suicidaire
        j ai peur de @harm|@kill
        """,
        drop="""
        de|d|du|des|assiste
        vieux|vieille|un
        """,
    ),
    _rule(
        "plan",
        Kind.PLAN,
        """
        @will ~ @kill
        @will ~ en finir
        j ai decide|prevu d en finir
        @will ~ passer a l acte
        """,
        drop="""
        a la tache
        au travail|boulot|volant
        a force
        avec ce|cet|cette|ces|mon|ma|les|le|l|un|une|lui|elle|eux
        """,
    ),
    _rule(
        "wished",
        Kind.WISHED,
        """
        j ai ~ voulu ~ @die
        j ai ~ voulu ~ en finir
        je voulais ~ @die
        je voulais ~ en finir
        j avais ~ envie de ~ @die
        j avais ~ envie d en finir
        j ai ~ eu ~ envie de ~ @die
        j ai ~ eu ~ envie d en finir
        j ai ~ pense a ~ @kill
        j ai ~ pense au suicide
        """,
        drop=_IDIOMS + "avec ce|cet|cette|ces|mon|les|le|l|un|une\nde|du mon|ma|mes|un|une",
    ),
    _rule(
        "attempt",
        Kind.ATTEMPT,
        """
        j ai ~ fait ~ une|plusieurs|deux|trois|ma|des ~ tentative|tentatives|ts
        j ai ~ essaye|tente de ~ @die
        j ai ~ essaye|tente d en finir
        j ai ~ rate ma|mon tentative|suicide
        """,
        drop="""
        de reconciliation|conciliation|dialogue|sevrage|contact|arret|regime|fiv
        pour le|la|les|l
        """,
    ),
    _rule(
        "taken",
        Kind.TAKEN,
        """
        j ai ~ pris|avale ~ quelque chose pour mourir|partir
        j ai ~ pris|avale ~ quelque chose pour en finir
        j ai ~ pris|avale ~ tous|toutes|trop|plein les|mes|de|des @drugs
        je viens de ~ prendre|avaler ~ tous|toutes|trop|plein les|mes|de|des @drugs
        je viens de ~ prendre|avaler ~ quelque chose pour mourir
        j ai ~ fait une overdose
        je viens de faire une tentative|overdose
        """,
    ),
    _rule(
        "harm",
        Kind.HARM,
        """
        je me suis ~ fait ~ du mal
        je me suis ~ fait ~ mal|souffrir expres|volontairement
        je me suis ~ blesse|blessee expres|volontairement
        je me suis ~ scarifie|scarifiee|mutile|mutilee|automutile|automutilee
        je me suis ~ coupe|coupee|entaille @on_purpose
        je me suis ~ coupe|coupee|entaille $
        je me suis ~ coupe|coupee les|aux bras|veines|cuisses|poignets
        je viens de ~ @harm
        je me fais ~ du mal
        je me scarifie|mutile|taillade|automutile
        je m automutile
        je suis en train de @harm
        je recommence a @harm
        j ai ~ recommence|commence a @harm
        j ai ~ rechute et je me suis ~ blesse|blessee|coupe|coupee
        """,
        lower="""
        en|a
        pour lui|elle|eux
        """,
    ),
    _rule(
        "harm-wish",
        Kind.WISH,
        """
        @want ~ @harm
        @urge|j ai ~ besoin|envie? de ~ @harm
        @will ~ @harm
        """,
        drop="en|au|aux",
    ),
    _rule(
        "weary",
        Kind.WEARY,
        """
        je ne? veux|voudrais plus|pu ~ etre la
        @want ne plus etre la
        @want ~ disparaitre
        j ai ~ envie de ~ disparaitre
        @want ne plus me reveiller|lever jamais?
        @want ~ m endormir et ne plus|jamais me reveiller
        je n? ai plus la|le force|courage de vivre
        j ai plus la|le force|courage de vivre
        je suis ~ un|qu poids|fardeau|boulet pour
        tout le monde serait mieux|heureux sans moi
        ils|elles seraient ~ mieux sans moi
        je ne? supporte plus la|de|ma vie|vivre
        j en ai marre de ~ vivre
        marre de la vie
        je n? ai plus de raison de vivre
        j ai des idees noires
        je n? arrive plus a vivre
        j arrive plus a vivre
        @want ~ partir pour toujours
        me donne|donnent envie de @die
        a quoi bon vivre|continuer
        je prefere mourir
        je pense ~ a la mort
        je pense tout le temps a la mort
        je ne? pense qu a la mort
        la vie ne vaut plus|pas la peine
        @want ~ le|la|les rejoindre @beyond
        @want ~ rejoindre mon|ma|mes pere|mere|mari|femme|fils|fille|frere|soeur|enfant|bebe|parents|ami|amie @beyond
        adieu a tous|toutes|vous
        c est mon dernier message
        apres ma tentative
        """,
        drop="""
        de|d|du|que|plutot
        sous|derriere|dans un|le|la
        en vacances|plein|voyage
        d etre
        """,
    ),
)

FRENCH = Grammar(
    fillers=words(
        "vraiment juste seulement simplement tellement trop tout toujours encore parfois souvent moi aussi maintenant"
        " bien presque donc si fort sincerement franchement putain ce soir cette nuit deja meme tres quand"
        " quasiment la"
    )
    | {PAUSE},
    spellings=spellings(
        """
        jveux, jveu, jvx, jve, j veux, j veu, j vx, je vx, je veu, jeveux: je veux
        jvoudrais, jvoudrai, j voudrais: je voudrais
        jvais, jvai, j vais, j vai, je vai, jva: je vais
        chui, chuis, jsuis, jsui, j suis, chu: je suis
        jme, j me: je me
        jai, g, j é, gt: j ai
        jpense, j pense: je pense
        j pu, jpeu, jpeux, j peux: je peux
        envi: envie
        mourire, mourrire, mourru: mourir
        suissider, suicidr: suicider
        medoc: medocs
        tt: tout
        pr: pour
        """
    ),
    rules=RULES,
    doubts=patterns(
        """
        est pas que
        pas dit que
        pas parce que
        jamais dit que
        si
        comme si
        loin de penser que
        """
    ),
    reports=patterns(
        """
        dit|disait|disent|dire|disant|repete|repetait|repetent|ecrit|ecrivait|crie|criait|hurle|murmure|raconte|avoue
        """
    ),
    beliefs=patterns("croit|pense|pensent|croient|imagine|imaginent|dit|disent"),
    conjunctions=words("que qu si"),
    selves=words("je j"),
    others=words("il elle on ils elles qui quelqu un une personne tu vous"),
    titles=words("chanson film livre titre roman intitule intitulee serie poeme article spectacle album clip"),
    now=patterns(
        """
        ce soir
        cette nuit
        maintenant
        tout de suite
        aujourd hui
        a l instant
        tout a l heure
        je viens de
        dans une heure
        en train de
        """
    ),
    recent=patterns(
        """
        hier
        ce matin
        la nuit derniere
        avant hier
        cet apres midi
        cette semaine
        """
    ),
    long_ago=patterns(
        """
        il y a ~ @some ans|annees|mois
        il y a ~ longtemps
        an|annee|mois dernier|derniere|passe|passee
        autrefois
        a l epoque
        par le passe
        dans le temps
        quand j avais|etais
        a|mes un|dix|quinze|seize|vingt|trente ans
        adolescent|adolescente|ado
        des annees
        """,
        _LISTS,
    ),
    recovery=patterns(
        """
        je vais ~ mieux|bien
        ca va ~ mieux|bien
        vais ~ mieux|bien
        je m en suis sorti|sortie|remis|remise
        j en suis sorti|sortie
        je suis ~ gueri|guerie
        remonte la pente
        je n y pense plus
        heureux|heureuse|contente|content d etre ~ la|vivant|vivante
        plus envie de mourir
        je suis ~ soulage|soulagee
        """
    ),
    negations=words("pas plus jamais ne n"),
    years=words("an ans annee annees mois en"),
    since=words("depuis"),
    accidents=words(
        "cuisine cuisinant rasant bricolant sport foot escalier escaliers tombant jardin travail velo ongles cheveux"
    ),
    laughs=words("mdr mdrr ptdr lol xd haha hahaha"),
)
