"""French as people write it: its rules together, its short spellings, the circumstances that change a level."""

from __future__ import annotations

from crisis.detection import french_deeds, french_people, french_plans, french_together, french_wishes
from crisis.detection.french_phrases import PHRASES
from crisis.detection.grammar import Grammar, patterns, spellings, words
from crisis.detection.normalise import PAUSE

FRENCH = Grammar(
    fillers=words(
        "vraiment juste seulement simplement tellement trop tout toujours encore parfois souvent moi aussi maintenant"
        " bien presque donc si fort sincerement franchement putain ce soir cette nuit deja meme tres quand"
        " quasiment la vraiment enfin surement desormais du coup finalement absolument completement totalement"
        " souvent longtemps tant sans cesse constamment desesperement clairement merde simplement bientot"
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
        tt le: tout le
        tt les: tous les
        tt mes: tous mes
        tt ca: tout ca
        tt est: tout est
        tt se: tout se
        tt sera: tout sera
        tt seul: tout seul
        pr: pour
        plu, pu: plus
        vivr, vivrre: vivre
        jen, j en, jn: j en
        jaimerais, jaimerai, j aimerai: j aimerais
        jespere: j espere
        javale: j avale
        jarrive, jariv: j arrive
        jme, jm: je me
        jm en, jmen, jmens: je m en
        jpeu plus, jpe: je peux
        jen peux, jen peu, jenpeux, j en peu: j en peux
        jen ai: j en ai
        peu plus, peu plu: peux plus
        den finir, denfinir: d en finir
        en fini: en finir
        o suicide: au suicide
        tps, tmps: temps
        qd, kan, kand, quan: quand
        dmain, 2main, dem1: demain
        auj, ajd, ojd, aujourdhui: aujourd hui
        mtn, mnt, maintnant, mtnt, mtenan: maintenant
        tlm: tout le monde
        jve: je vais
        jlai, jl ai: je l ai
        jsais: je sais
        jpeux: je peux
        jserai, jsrai: je serai
        jsere: je serai
        jte: je te
        jvous: je vous
        jdois: je dois
        jfais: je fais
        jprefere: je prefere
        jdeteste: je deteste
        jhais: je hais
        jtiens: je tiens
        jregarde: je regarde
        jfini: je finis
        jsens: je sens
        jcompte: je compte
        jcroi, jcrois: je crois
        poid: poids
        pri: pris
        prit: pris
        suissidaire, suisidaire: suicidaire
        swar, soar: soir
        ct: c etait
        c fini: c est fini
        c trop: c est trop
        c pr: c est pour
        c pour: c est pour
        c mon: c est mon
        bcp: beaucoup
        tjrs, tjs, tjr, toujour: toujours
        g: j ai
        ai pu: ai plus
        vs: vous
        ns: nous
        dla: de la
        persone, personn, prsonne: personne
        fardo: fardeau
        mour ir: mourir
        jveuxmourir: je veux mourir
        kelkun: quelqu un
        ya: il y a
        """
    ),
    bags=french_together.BAGS,
    rules=(french_wishes.RULES + french_plans.RULES + french_deeds.RULES + french_people.RULES),
    doubts=patterns(
        """
        est pas que
        pas dit que
        pas parce que
        jamais dit que
        si
        comme si
        si|tellement nul|nulle|drole|genant|genante|ennuyeux|honte|gene|genee que|qu
        loin de penser que
        aucune intention de
        pas l intention de
        pas dit|que je
        """
    ),
    reports=patterns(
        """
        dit|disait|disent|dire|disant|repete|repetait|repetent|ecrit|ecrivait|crie|criait|hurle|murmure|raconte|avoue
        """
    ),
    beliefs=patterns(
        """
        demande|demandait|demandent|craint|craignent|croyait|pensait|croit|pense|pensent
        croient|imagine|imaginent|dit|disent
        """
    ),
    conjunctions=words("que qu si"),
    selves=words("je j"),
    others=words("il elle on ils elles qui quelqu un une personne tu vous"),
    fictions=words(
        "personnage heroine heros roman chapitre jeu niveau boss scenario histoire manga"
        " serie episode scene protagoniste"
    ),
    titles=words(
        "heroine personnage heros roi piece paroles tweet affiche chanson film livre titre roman"
        " intitule intitulee serie poeme article spectacle album clip"
    ),
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
        pendant ~ @some|# ans|annees|mois
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
        PHRASES,
    ),
    recovery=patterns(
        """
        je vais ~ mieux|bien
        ca|tout va ~ mieux|bien
        vais ~ mieux|bien
        je m en suis sorti|sortie|remis|remise
        j en suis sorti|sortie
        je suis ~ gueri|guerie
        remonte la pente
        je n y pense plus
        heureux|heureuse|contente|content d etre ~ la|vivant|vivante
        plus envie de mourir
        plus maintenant
        m a sauve|sauvee
        c est passe|derriere
        contente|content|heureuse|heureux|fier|fiere d avoir|en|y ~ survecu|$
        j en suis ~ fier|fiere
        je suis ~ soulage|soulagee
        je suis ~ heureux|heureuse
        """
    ),
    negations=words("pas plus jamais ne n"),
    denials=words("pas jamais aucune aucun sans"),
    theirs=words("par va veut vont voulait allait essaie essaye tente menace pourrait voudrait vouloir"),
    years=words("an ans annee annees mois en"),
    since=words("depuis ai que avoir bientot presque juste"),
    accidents=words(
        "cuisine cuisinant rasant bricolant sport foot escalier escaliers tombant jardin travail velo ongles cheveux"
    ),
    laughs=words("mdr mdrr ptdr lol xd haha hahaha"),
)
