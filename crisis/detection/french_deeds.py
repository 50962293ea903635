"""What is said in French: what has been done to oneself, the urge to hurt oneself, and the search for a way."""

from __future__ import annotations

from crisis.detection.french_phrases import PHRASES
from crisis.detection.grammar import Rule, rule
from crisis.detection.kinds import Kind

RULES: tuple[Rule, ...] = (
    rule(
        "fr.attempt",
        Kind.ATTEMPT,
        """
        j ai ~ fait ~ une|plusieurs|deux|trois|ma|des|encore|mes ~ nouvelle|autre|premiere? ~ tentative|tentatives|ts
        j ai ~ essaye|tente|voulu|cherche de|a ~ @die
        j ai ~ essaye|tente d en finir
        j ai ~ rate ~ ma|mon|encore|meme tentative|suicide
        je viens ~ de ~ essayer|tenter|faire|d ~ de|essayer|une? ~ @die|tentative|ts|me|de ~ @die
        je viens ~ d ~ essayer ~ de ~ @die
        je viens ~ de ~ tenter ~ de|d ~ @die|en
        ma ~ derniere|premiere ~ tentative
        j ai ~ survecu ~ a ~ ma|mon|une ~ tentative|suicide|ts
        je me suis ~ rate|ratee
        """,
        PHRASES,
        drop="""
        de reconciliation|conciliation|dialogue|sevrage|contact|arret|regime|fiv|negociation
        pour le|la|les|l|avoir|retrouver
        """,
    ),
    rule(
        "fr.taken",
        Kind.TAKEN,
        """
        j ai ~ pris|avale|bu|ingere ~ quelque chose ~ pour ~ mourir|partir|dormir
        j ai ~ pris|avale|bu ~ quelque chose pour ~ en|ne|m ~ finir|plus|endormir
        j ai ~ deja? ~ pris|avale|gobe|ingere|bouffe ~ deja? ~ tous|toutes|trop|plein|beaucoup|enormement|tout|toute|un_tas|une_poignee|des_dizaines|la_totalite|une_quantite|n_importe_quoi ~ les|mes|de|des|le|la|ma|ses|son|sa|d|ce|mon ~ de? ~ @drugs
        j ai ~ deja? ~ pris|avale|gobe|bouffe ~ toute|la|une|ma|deux|trois|plusieurs ~ la|ma|une|sa? ~ boite|boites|plaquette|plaquettes|flacon ~ entiere|entieres|complete|de|d|$ ~ @drugs|$
        j ai ~ vide ~ la|ma|une|le|toute|toutes|les|des ~ la|les|ma|mes? ~ boite|boites|flacon|pharmacie|plaquette|plaquettes|armoire ~ de|a|$|des ~ @drugs|pharmacie|$
        j ai ~ deja ~ tout|tous|toutes ~ pris|avale|bu|gobe
        j ai ~ deja? ~ tout ~ pris|avale|gobe
        j en ai ~ trop|plein ~ pris|avale
        j en ai ~ pris|avale ~ trop|plein|beaucoup
        j ai ~ pris|avale ~ trop $
        je les ~ ai ~ deja? ~ tous|toutes ~ pris|prises|avales|avale
        je viens ~ de ~ prendre|avaler|gober|vider|ingerer ~ tous|toutes|trop|plein|beaucoup|tout|toute|la|une|le ~ les|mes|de|des|la|ma|une|mon|boite|plaquette|flacon ~ @drugs|$
        je viens ~ de ~ tout|tous|toutes ~ les? ~ prendre|avaler
        je viens ~ de ~ prendre|avaler|boire ~ quelque chose pour ~ mourir|en|partir
        j ai ~ pris|avale ~ des|mes|les|ces|deux|trois|# ~ @drugs .. mourir|endors|finir|adieu|pardon|tard|tourne|sommeil|partir|floue|dormir_toujours|engourdi|engourdie|ne_me_reveiller
        j ai ~ fait ~ une ~ overdose|betise .. cachets|comprimes|medicaments|medocs|pris|avale|veines|sang|coupe|$
        j ai ~ fait une overdose
        j ai ~ bu|avale ~ de|du|la|l ~ la|l? ~ javel|poison|eau_de_javel|produit|deboucheur|desherbant
        je me suis ~ empoisonne|empoisonnee|intoxique|intoxiquee
        je viens de ~ faire ~ une ~ tentative|overdose|ts
        je me suis ~ ouvert|ouverte|tranche|tranchee|taillade|tailladee|entaille|coupe|coupee ~ les|la|le ~ veines|poignets|gorge|poignet
        je viens ~ de ~ m|me ~ ouvrir|trancher|taillader|couper ~ les|la ~ veines|poignets|gorge
        je me suis ~ pendu|pendue|jete|jetee|tire|poignarde|poignardee .. rate|ratee|corde|balle|vivant|vivante|sous|du|casse
        ^ ~ pris|avale ~ tous|toutes|tout|trop|plein|toute ~ les|mes|de|la|ma ~ @drugs
        ^ ~ tout|tous|toutes ~ pris|avale
        c est ~ fait|trop_tard .. j ai ~ tout|tous|trop|pris|avale|coupe ~ pris|avale|les|mes|$
        ca|c ~ y|est ~ est|fait? .. j ai ~ tout|tous|pris|avale ~ pris|avale|tous|les|mes|tout
        je l ai ~ fait .. pris|avale|comprimes|cachets|coupe|adieu|mourir|mort|pardon|medicaments|sang|veines
        je l ai ~ fait|fais ~ j|je ~ ai|me ~ pris|avale|tout|suis
        les ~ @drugs ~ commencent|font|agissent|vont ~ a|deja|effet|bientot|faire ~ agir|faire|effet
        je ~ perds|saigne ~ du|beaucoup|trop|partout|de ~ sang|$|partout
        ca ~ saigne ~ beaucoup|trop|partout|sans|n|fort|enormement
        il y a ~ du ~ sang ~ partout
        j attends ~ que|qu ~ ca|les|la|ils|le ~ @drugs|mort ~ fasse|fassent|agisse|agissent|vienne|arrive|monte
        """,
        PHRASES,
        drop="pour ~ ma|mon|mes|le|la ~ migraine|tete|dos|rhume|toux|grippe|regles|fievre|entretien\ncomme ~ prevu|prescrit|d|chaque|tous|a\na l heure\ndu ~ nez\nde chocolats|chocolat|bonbons|gateaux|cereales|biscuits",
    ),
    rule(
        "fr.harm",
        Kind.HARM,
        """
        je me suis ~ encore? ~ fait ~ encore? ~ du mal
        je me suis ~ fait ~ mal|souffrir|saigner expres|volontairement|pour|encore
        je me suis ~ blesse|blessee|brule|brulee|frappe|frappee|griffe|griffee|mordu|mordue ~ expres|volontairement|pour|encore|a_nouveau|jusqu
        je me suis ~ scarifie|scarifiee|mutile|mutilee|automutile|automutilee|lacere|laceree
        je me suis ~ coupe|coupee|entaille|entaillee|taillade|tailladee ~ @on_purpose
        je me suis ~ coupe|coupee|entaille|entaillee|taillade|tailladee $
        je me suis ~ coupe|coupee|entaille|taillade|ouvert|brule|brulee ~ les|aux|le|la|l|un ~ bras|veines|cuisses|poignets|cuisse|jambes|ventre|poignet|peau|avant_bras
        je viens ~ de ~ @harm
        je me fais ~ du mal
        je me fais ~ mal|saigner|souffrir ~ expres|volontairement|pour|quand
        je me scarifie|mutile|taillade|automutile|lacere
        je m automutile
        je me coupe|brule|frappe|griffe|mords|punis|tape|cogne ~ @on_purpose
        je me coupe|brule ~ les|la|le ~ bras|cuisses|peau|jambes|poignets|ventre
        je me ~ frappe|cogne|tape ~ la ~ tete
        je m inflige ~ des|de ~ la? ~ blessures|douleur|coupures|brulures
        je suis en train de ~ @harm
        je recommence a ~ @harm
        j ai ~ recommence|commence|repris|continue a ~ @harm
        j ai ~ recommence|repris ~ a|les|mes ~ scarifications|coupures|mutilations|automutilation|mutiler|couper
        j ai ~ repris ~ la ~ lame
        j ai ~ rechute ~ et|je|ce|hier|lame|coupee|scarification ~ je|j|me|soir|nuit? .. blesse|blessee|coupe|coupee|lame|mutile|mutilee|scarifie|scarifiee|mal
        j ai ~ craque|replonge|recommence ~ et|je|ce|hier ~ je|j|soir? ~ me|m|suis? ~ suis? ~ coupe|coupee|blesse|blessee|mutile|mutilee|scarifie|scarifiee|brule|brulee|fait
        mes|mon|ma ~ bras|cuisses|jambes|poignets|ventre|peau|avant_bras ~ est|sont|porte|portent ~ plein|pleins|pleines|couvert|couverts|couvertes|rempli|remplis|remplies|marque|marques|tout ~ de|des|coupes|lacere ~ nouvelles? ~ coupures|cicatrices|marques|entailles|brulures|scarifications|plaies|$
        de ~ nouvelles ~ coupures|entailles|scarifications
        je cache ~ mes|les ~ bras|coupures|cicatrices|entailles|marques|plaies|scarifications
        je ne|n? ~ peux|arrive ~ pas|plus ~ m|a|arreter|m_empecher ~ empecher|arreter? ~ de ~ @harm
        me ~ couper|scarifier|bruler|mutiler|blesser ~ me|m|est|c|soulage ~ calme|soulage|aide|apaise|la|le|fait
        la|seule ~ seule? ~ douleur|lame ~ me|m|est ~ calme|soulage|apaise|aide
        je me ~ prive ~ de ~ manger ~ pour ~ me|mourir|disparaitre
        """,
        PHRASES,
        lower="""
        en|a
        pour lui|elle|eux
        """,
        drop="avec ~ le|la|un|une ~ four|papier|casserole|poele|cuisine|porte|feuille|boite\nau ~ doigt|genou|pied\nen\nles ~ cheveux|ongles|ponts\nde|du ~ monde|internet|travail\nau dos",
    ),
    rule(
        "fr.harm-wish",
        Kind.WISH,
        """
        @want ~ @harm
        @urge|j ai ~ besoin|envie? de ~ @harm
        @will .. @harm
        l|cette|une|des|les|mes ~ envie|envies|besoin|pulsion|pulsions|tentation ~ de ~ @harm
        ^ ~ envie|besoin ~ de ~ @harm
        ^ ~ envies|pulsions ~ de ~ @harm
        je pense ~ a ~ @harm
        la ~ lame ~ me|m ~ appelle|manque|attire
        j ai ~ besoin|envie ~ de|d ~ voir|sentir|avoir ~ couler|le|mon|du|la|mal ~ sang|lame|couler
        je resiste|lutte ~ a|contre ~ l|cette|mes|les ~ envie|envies|pulsions ~ de ~ @harm
        """,
        PHRASES,
        drop="en|au|aux\nles ~ cheveux|ongles|ponts|vivres\nla ~ parole|frange|poire\ndu ~ monde|travail|reseau|bruit\na ~ une|un",
    ),
    rule(
        "fr.asking",
        Kind.ASKING,
        """
        quelle|quel|quelles ~ est|dose|doses|quantite|nombre .. mourir|mortelle|tuer|letale|fatale|suicider|reveiller
        dose|quantite ~ mortelle|letale|fatale
        quelle|quelles ~ dose|doses|quantite .. pour ~ ne? ~ plus|pas|jamais ~ se|me ~ reveiller|rater
        combien .. pour ~ ne? ~ plus|pas|jamais ~ se|me ~ reveiller|rater
        quel|quelle ~ moyen|methode|facon|maniere ~ est .. mourir|finir|tuer|partir
        une|de ~ facon|maniere|moyen|methode ~ de ~ partir|mourir ~ sans ~ souffrir|douleur|mal
        c|quoi|quel ~ est ~ quoi? ~ le ~ plus ~ rapide|sur|simple|facile .. mourir
        methode|moyen|facon ~ qui ~ marche|marchent|rate|fonctionne ~ pas|jamais? ~ pour ~ en_finir|mourir|@kill
        combien ~ de ~ @drugs .. mourir|tuer|mortel|finir|partir|fatal|reveiller|dormir
        combien ~ de|faut|en ~ il|faut|de? ~ @drugs|temps|metres|prendre|doses .. mourir|tuer|mortel|suicider|finir|reveiller|partir|fatal
        combien ~ de ~ @drugs ~ pour ~ ne ~ plus|jamais|pas
        combien .. faut .. pour ~ mourir|@kill|en|ne ~ finir|plus
        quel|quelle|un|le|la ~ est? ~ le|la|un|une? ~ moyen|methode|facon|maniere ~ le|la|les|moins|plus|simple|rapide|facile|sur|sure|sans|douce|indolore|efficace|douloureux|de|pour .. mourir|finir|suicider|tuer|partir|suicide
        moyen|methode|facon|maniere ~ le|la|moins|plus|rapide|facile|indolore|sans|douce .. mourir|finir|suicider|tuer|partir
        comment ~ faire|on|peut|puis|je|peux|pourrais ~ on|je|pour|peut? ~ pour? ~ @die|mourir|en|partir|@kill ~ finir? .. souffrir|douleur|vite|rapidement|sans|facilement|sommeil|doucement|paix
        comment ~ mourir|me_suicider|se_suicider|me_tuer|se_tuer|en_finir
        comment ~ @kill
        comment ~ mourir|crever ~ sans|vite|rapidement|$|facilement|dans|en|paisiblement ~ souffrir|douleur|mal|$|silence|sommeil|paix
        comment ~ faire|je|peut|on|puis ~ on|je|pour|peux? ~ @kill|mourir|en_finir|se_tuer
        sur|cherche|cherche|chercher|regarde|renseigne|google|recherche|recherches|lu ~ sur|comment|des|les ~ comment|moyens|methodes|facons|manieres ~ de|pour|on? ~ mourir|suicide|@kill|se|en ~ suicider|tuer|finir
        j ai ~ fait|cherche ~ des|comment ~ recherches? ~ sur|pour|$ ~ comment|le|les|la|des ~ mourir|suicide|methodes|@kill|moyens|facon|en
        des|une|les|un ~ moyens|methode|methodes|moyen|facon ~ de|pour ~ mourir|@kill|suicide|en_finir
        methodes|methode ~ de ~ suicide
        est ce que ~ ca ~ fait ~ mal|souffrir ~ de ~ mourir|se|@kill
        ou ~ trouver|acheter|peut|puis .. pour ~ mourir|@kill|en_finir
        que|quoi ~ prendre|faut|avaler .. pour ~ mourir|@kill|en|ne ~ finir|plus
        """,
        PHRASES,
        drop="de ~ rire|ennui|chaud\nle temps\nle boss\nles ~ moustiques|fourmis|herbes|betes|bacteries",
    ),
)
