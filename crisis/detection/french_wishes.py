"""What is said in French: the wish to die, now or once."""

from __future__ import annotations

from crisis.detection.french_phrases import PHRASES
from crisis.detection.grammar import Rule, rule
from crisis.detection.kinds import Kind

IDIOMS = """
de|d rire|honte|chaud|chaleur|froid|faim|soif|fatigue|ennui|peur|trouille|sommeil|gene|malaise|stress
de|d curiosite|jalousie|vieillesse|bonheur|joie|amour|plaisir|embarras
vieux|vieille|centenaire
que de manger|voir|porter|retourner|travailler|avouer|ecouter|rater|boire|demenager|regarder|faire|lui
a petit|la tache|l ouvrage
au boulot|travail|bureau
au boss|niveau
idiot|bete|ignare
tranquille
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
_THINGS = """
avec ce|cet|cette|ces|mon|les|le|l|un|une|lui|elle|eux|toi|vous|mes
vite|rapidement
au plus vite
de ce|cette|ces
"""

RULES: tuple[Rule, ...] = (
    rule(
        "fr.wish",
        Kind.WISH,
        """
        @want .. @die
        @urge .. de|que ~ @die
        @urge ~ d ~ etre_mort|morte
        @urge ~ d ~ arreter|cesser de ~ vivre
        @urge ~ de ~ ne plus ~ vivre|exister
        j ai ~ l|une|des|la ~ grosse|folle|terrible? envie|envies|besoin|pulsion|pulsions ~ de ~ @die
        je n ai qu une ~ envie|idee c|ce est? de? @die
        je n ai qu une ~ envie @die
        je n ai ~ plus? ~ envie que de @die
        je n ai ~ plus qu une envie .. @die|mort
        ^ ~ veux|voudrais|veut ~ juste? @die
        ^ ~ grosse|grande|tellement|trop|juste? envie de ~ @die
        l envie de ~ @die
        cette envie de ~ @die
        jeveuxmourir
        je veux ~ etre|voir mort|morte
        je me deteste|hais .. et .. veux|voudrais|merite|envie de? ~ @die
        je deteste|hais ma vie .. et .. veux|voudrais ~ @die
        je prefererais|prefere|aurais|aimerais|voudrais prefere|aime? ~ etre|mourir mort|morte|que
        je prefererais|prefere|aurais prefere? ~ mourir|crever ~ que|plutot de? ~ continuer|vivre|rester|endurer|supporter|souffrir|affronter
        tout ce que je ~ veux|demande|souhaite|voudrais ~ c est ~ de? ~ @die
        tout ce dont j ai ~ envie|besoin ~ c est ~ de? ~ @die
        la seule chose .. je ~ veux|voudrais|desire|souhaite .. c est ~ de? ~ @die
        la seule chose .. envie .. @die
        si seulement je ~ pouvais ~ @die|disparaitre
        si seulement ~ je ~ etais ~ mort|morte
        je voudrais|aimerais|prefererais ~ etre|que ~ mort|morte
        je serais ~ mieux ~ mort|morte|sous
        mieux mort|morte|morts
        mieux ~ vaudrait ~ que je ~ meure|sois|creve
        je veux|voudrais|prie|souhaite|espere|aimerais .. que ~ je ~ meure|creve
        que je ~ meure|creve ~ et|enfin|vite|qu|$
        faites .. mourir
        je veux|voudrais|souhaite|desire|attends|appelle|cherche|merite ~ la|ma ~ mort
        la mort ~ serait|est|sera ~ une|un|ma|la|mon|plus ~ seule? ~ delivrance|soulagement|liberation|douce|solution|issue
        la mort ~ me|m ~ attire|appelle|delivrera|soulagerait|fait|tente
        qu on ~ me ~ tue|laisse|acheve ~ mourir?
        tuez|acheve|achevez|tue moi
        j aurais ~ du|prefere|voulu|aime ~ y_rester|mourir|crever
        j aurais du y ~ passer|rester
        je ne|n? ~ merite ~ pas|plus ~ de ~ vivre|exister|respirer
        je ne|n? ~ devrais ~ pas|plus ~ etre ~ en vie|vivant|vivante
        je suis ~ pret|prete ~ a ~ @die|partir
        j ai ~ decide ~ que ~ j allais|je ~ @die
        j ai ~ decide|choisi|resolu ~ de ~ @die
        je veux ~ arreter|cesser de ~ vivre|respirer|exister
        une partie de moi .. mourir|morte|disparaitre|finir
        je rejoindrai|rejoindrais .. mort
        je n|ne attends plus ~ que|qu ~ la_mort|mourir|de
        mourir ~ me|c ~ semble|parait|est|serait ~ plus|mieux|soulagerait|la|une|mon|tout .. doux|simple|facile|solution|choix|issue|delivrance|vivre
        mourir .. seule|derniere ~ solution|issue|option|chose
        """,
        PHRASES,
        drop=IDIOMS,
        lower=_END_OF_LIFE,
    ),
    rule(
        "fr.end-it",
        Kind.WISH,
        """
        @want ~ en finir
        @urge ~ d en finir
        je .. songe|pense|reflechis|reve|envisage ~ a|d|de? ~ en finir
        ^ ~ envie d en finir
        l|cette|une envie d en finir
        ^ ~ veux|voudrais ~ en finir
        il faut que|qu ~ j en finisse
        il faut que|qu ~ ca|cela|tout ~ finisse|se termine
        """,
        PHRASES,
        drop=_THINGS,
    ),
    rule(
        "fr.end-life",
        Kind.WISH,
        """
        @want ~ en finir avec la|ma|cette_vie
        @want ~ en finir avec mes jours
        @want ~ en finir avec tout|moi
        @urge ~ d en finir avec la|ma|cette_vie
        @urge ~ d en finir avec tout|moi
        en finir ~ avec|de ~ la|ma|cette|mon|mes|l ~ vie|existence|jours|vivre
        mettre ~ fin|un ~ terme? a ~ mes|ma|cette|mon|l ~ jours|vie|existence|souffrances|souffrance
        je veux|voudrais ~ que ~ ma vie ~ s arrete|se|finisse|prenne termine|fin?
        """,
        PHRASES,
        drop="de mon|ma|mes|son|sa|ses\nest|sont un|une|jamais|pas",
    ),
    rule(
        "fr.no-more-life",
        Kind.WISH,
        """
        je ne|n? veux|peux|souhaite|desire|voudrais ~ plus|pu|pas ~ vivre
        je ne|n? veux|souhaite|peux|voudrais plus|pu|pas ~ continuer ~ a ~ vivre|exister|respirer
        je ne|n? veux|souhaite|voudrais plus|pu|pas ~ continuer ~ cette|a|ma ~ vie
        je ne|n? ai plus|pu|pas ~ envie de ~ vivre|exister|continuer
        ^ ~ plus|pu|aucune|pas ~ envie de ~ vivre|exister
        ^ ~ veux|peux|peut ~ plus|pu ~ vivre|exister
        j ai plus|pu ~ envie de ~ vivre|exister
        je n ai ~ aucune|plus ~ aucune? envie|gout|desir|raison ~ de ~ vivre|exister
        je ne|n? ~ ai ~ plus|perdu ~ le|la|l|aucun|aucune|ce ~ gout|envie|desir|volonte ~ de ~ la? ~ vie|vivre
        j ai ~ perdu ~ le|l|la|toute ~ gout|envie|desir|volonte ~ de ~ la? ~ vie|vivre
        je ne|n? veux|voudrais|souhaite plus|pu|pas ~ etre ~ en_vie|vivant|vivante|de_ce_monde
        je ne|n? veux|voudrais|souhaite plus|pu ~ exister
        je ne|n? veux|voudrais|souhaite plus|pas ~ de|etre ~ cette|la|ce|ma|sur ~ vie|terre|monde
        je voudrais|prefererais|aimerais ne plus ~ vivre|exister
        je voudrais|prefererais|aimerais ne plus ~ etre ~ en_vie|vivant|vivante|de_ce_monde
        vivre ~ je ~ ne|n? ~ en? ~ veux|peux ~ plus|pas
        vivre ~ je ~ n ai ~ plus|pas ~ envie|la force
        je ne|n? ~ veux|voudrais ~ pas|plus ~ voir|connaitre ~ le|un|l ~ demain|lendemain|prochain|jour|autre|annee
        je ne|n? suis ~ pas|plus ~ fait|faite ~ pour ~ vivre|ce_monde|la_vie|cette
        la vie ~ je|j ~ n ~ en veux ~ plus
        je ne|n? tiens|tient plus ~ a ~ la_vie|vivre
        """,
        PHRASES,
        drop="ici|avec|chez|dans|a|en|seul|seule|la|sans|loin|sous|cote|ensemble|pour_mes",
        lower="comme|ainsi",
    ),
    rule(
        "fr.thoughts",
        Kind.WISH,
        """
        je .. pense .. au suicide
        je .. pense|songe|reflechis|repense ~ a|de ~ @die
        je .. pense .. a ~ me ~ tuer|suicider|pendre|noyer|flinguer|supprimer
        je .. pense .. a ~ en ~ finir
        je pense tout le temps a ~ @die
        je .. songe|pense ~ au suicide
        je .. songe ~ a ~ @die|mourir
        je ne|n? pense ~ plus? ~ qu a ~ @die
        je ne|n? pense ~ plus? ~ qu ~ au|a suicide|ca|la? mort? mourir?
        je ne|n? ~ peux|arrive|arrete ~ pas|plus ~ a? ~ m|d|arreter|empecher ~ empecher|arreter? ~ de ~ penser ~ a|au|d ~ @die|suicide|la|en mort|finir?
        j ai ~ toujours|encore|souvent|eu|de|parfois? ~ des|mes|ces|de|les? ~ idees|pensees|envies|pulsions|plans|projets ~ suicidaires|suicidaire|morbides
        j ai ~ des|ces|les ~ idees|pensees|envies|pulsions ~ de|d ~ suicide|mort|mourir|en|@die
        mes|les|ces ~ idees|pensees|envies|pulsions ~ suicidaires|noires ~ sont|reviennent|me|m|sont|empirent|ne|deviennent|s ~ revenues|revenu|reviennent|de|plus|quittent|hantent|submergent|laissent|fortes|pas|la|retour
        ^ ~ idees|pensees ~ suicidaires|de ~ mort|suicide|$
        mes ~ idees|pensees|envies|pulsions ~ suicidaires
        je suis ~ suicidaire|suicidaires
        je suis ~ a_nouveau|redevenu|redevenue|devenu|devenue ~ suicidaire
        je me sens ~ suicidaire
        l|une|cette ~ idee|envie|pensee|tentation ~ du|de ~ suicide|mourir|la_mort|me_tuer|me_suicider ~ ne|me|m|est|revient|grandit|tourne|$
        l|une|cette idee|envie|pensee|tentation ~ du|de ~ suicide|@die .. me|m|ma|est|revient|dans|devient|grandit|quitte|la|plus|s
        des ~ idees|pensees|images ~ de ~ suicide|mort .. me|m|ma|tournent|tete
        le suicide .. j y ~ pense|songe|reflechis
        le suicide ~ est|reste|me|m ~ la|ma|mon|parait|semble|une|attire|obsede|hante|tente ~ seule|derniere|unique? ~ solution|issue|option|sortie|choix?
        le suicide .. j|tete|obsession|pensees
        la mort .. obsede|hante|attire|appelle
        j envisage ~ le|de|serieusement ~ suicide|@die
        j|je .. envisage|planifie|prepare|imagine ~ mon|le|ma ~ suicide|mort
        je .. imagine|reve|vois|visualise ~ ma|mon|de|souvent ~ ma? ~ mort|enterrement|suicide
        je m imagine ~ mort|morte|mourir|@die|en
        j ai peur de|que ~ @harm|@kill
        j ai peur de ~ passer|recommencer|craquer|faire ~ a|une ~ l? ~ acte|betise|connerie
        j ai ~ peur ~ de ~ moi|ce ~ meme|que|ce|$ .. pourrais|peux|vais|ferai|risque|capable|meme
        j ai ~ peur ~ de ~ ce|ma|mes ~ que|propre|propres ~ je|pensees|idees
        j ai ~ peur ~ de ~ moi meme
        je ne|n? ~ me ~ fais ~ plus|pas ~ confiance ~ ce|seul|seule|avec|cette|quand|pour|$
        je ne|n? ~ me ~ sens ~ pas|plus ~ en ~ securite ~ avec|seul|seule|face|chez|toute
        je ne|n? ~ suis ~ pas|plus ~ en ~ securite ~ avec|seul|seule|face
        je ne|n? ~ reponds ~ plus ~ de ~ moi|rien|mes
        je suis ~ un danger pour moi
        les|des|la|une voix ~ me ~ disent|dit|demandent|poussent|ordonnent|crient ~ de|a ~ @die|@harm
        ma tete ~ me|n ~ dit|repete|crie|arrete ~ de|pas .. @die|mourir|finir
        je .. pense .. comment|facon|moyen|moyens ~ de ~ @die|mourir|finir
        je reve|reverais .. de|d mourir|ma|en|m
        je suis ~ tente|tentee ~ de|par|d ~ @die|@harm|le|en ~ suicide|finir?
        j y pense ~ de plus|tous|chaque|tout|sans|encore .. mourir|suicide|mort|finir
        je lutte|bats ~ contre ~ l|des|mes|les ~ envie|idees|envies|pulsions ~ de|suicidaires ~ @die|$
        """,
        PHRASES,
        drop="""
        de|d|du|des|assiste mon|ma|mes|son|sa|ce|cette|un|une
        vieux|vieille
        prevention
        collectif
        """,
    ),
    rule(
        "fr.mention",
        Kind.MENTION,
        """
        me ~ tuer|suicider|suicide|pendre|flinguer|suiciderais|suiciderai|tuerais|supprimer|pendrais
        me serais|serai ~ deja? ~ tue|tuee|suicide|suicidee|pendu|pendue|flingue|flinguee
        mettre|mettrais|mettant fin|un_terme a ~ ma|mes|mon ~ vie|jours|existence|souffrances
        en finir ~ avec ~ la|ma|cette ~ vie|existence
        m oter|enlever la vie
        me donner la mort
        """,
        PHRASES,
        drop=IDIOMS
        + "a ~ la|l|lui|leur|force|te|vous|expliquer|repeter|essayer|travailler ~ tache|ouvrage\nau ~ travail|boulot|volant|sport\npour ~ ce|un|une|mon|eux|rien|le|lui|vous\nen|a ~ velo|voiture|moto|ski|montagne|tombant|pied\ndu ~ regard\nsi ~ je|j",
    ),
    rule(
        "fr.wished",
        Kind.WISHED,
        """
        j ai ~ voulu ~ @die
        j ai ~ voulu ~ en finir
        je voulais ~ @die
        je voulais ~ en finir
        j avais ~ envie de ~ @die
        j avais ~ envie d en finir
        j avais ~ des ~ idees|pensees ~ suicidaires
        j ai ~ eu ~ envie de ~ @die
        j ai ~ eu ~ envie d en finir
        j ai ~ eu ~ des ~ idees|pensees ~ suicidaires
        j ai ~ pense|songe a ~ @kill
        j ai ~ pense|songe a ~ en finir
        j ai ~ pense|songe au suicide
        je pensais|songeais ~ souvent? ~ au_suicide|a|@kill ~ @kill|en|me? ~ finir?
        j etais ~ suicidaire
        j ai ~ failli ~ me ~ tuer|suicider|jeter|pendre
        j ai ~ failli ~ en_finir|passer|sauter
        """,
        PHRASES,
        drop=IDIOMS
        + "avec ce|cet|cette|ces|mon|les|le|l|un|une\nde|du mon|ma|mes|un|une\nen|au|a velo|voiture|volant|moto|ski|cause",
    ),
    rule(
        "fr.dying",
        Kind.DYING,
        """
        je ~ vais ~ mourir|crever
        je ~ mourrai
        """,
        PHRASES,
        drop=IDIOMS + "de|d|du ~ cette|ce|mon|ma|la|un|une|cancer|chaleur\nun jour\nsi",
    ),
)
