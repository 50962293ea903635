"""What is said in French of hopelessness, of other people in danger, of violence, and to somebody's face."""

from __future__ import annotations

from crisis.detection.french_phrases import PHRASES
from crisis.detection.grammar import Rule, rule
from crisis.detection.kinds import Kind

RULES: tuple[Rule, ...] = (
    rule(
        "fr.weary",
        Kind.WEARY,
        """
        je ne|n? veux|voudrais|souhaite plus|pu|pas ~ etre la|ici
        @want ~ ne plus etre ~ la|ici
        @want .. disparaitre
        j ai ~ envie de ~ disparaitre
        ^ ~ envie de ~ disparaitre
        @want ~ m effacer|evaporer|envoler|eteindre
        @want ne plus|jamais ~ me_reveiller|lever jamais?
        @want ~ ne|m ~ pas|jamais|plus ~ me_reveiller|etre|exister ~ demain|ne|ni|$
        je ne|n? veux|voudrais|souhaite|espere ~ plus|pas|jamais ~ me ~ reveiller|lever
        @want ~ m endormir .. plus|jamais|pas me? reveiller
        @want ~ dormir .. toujours|jamais|reveiller|eternellement
        si ~ je ~ pouvais|pourrais ~ m|ne|dormir|disparaitre ~ endormir|pas|plus|pour|$ .. fini|toujours|reveiller|finisse|soit|jamais|demain
        si ~ seulement ~ je ~ pouvais ~ disparaitre|dormir|m_endormir|ne
        ca|cela ne|n? me ~ derangerait|generait|ferait ~ pas|rien ~ de|d|si ~ ne|n? ~ pas|mourir|plus|je ~ me|reveiller|mourais|$
        j espere ~ ne|que ~ pas|plus|jamais|je ~ me|ne ~ me? ~ reveiller|reveillerai
        j espere ~ ne ~ jamais|pas|plus ~ me reveiller
        ne ~ plus|pas|jamais ~ me reveiller
        serait ~ plus|mieux|un ~ simple|facile|soulagement|$ ~ si ~ je|j ~ n|ne|mourais|disparaissais|etais ~ etais|mourais|morte|mort|$|existais|disparaissais ~ plus|pas|$
        ce serait|sera|soit ~ plus|mieux|un ~ simple|facile|soulagement|pour? .. si ~ je|j ~ n|ne|mourais|disparaissais|etais ~ etais|mourais|etait|plus|morte|mort
        ce serait ~ mieux|plus|un .. sans ~ moi
        si ~ je ~ mourais|disparaissais|disparais|crevais .. personne|soulagement|mieux|rien|ca|ce|tout
        si ~ un|une|le ~ camion|voiture|bus|train|metro|maladie ~ me|m
        personne ~ ne|n? ~ remarquerait|verrait|pleurerait|regretterait|s|verra|remarquera|pleurera ~ si|ma|que|en|mon|l ~ je|j|absence|disparition|ne|disparaissais|apercevrait|mourais
        personne ~ ne|n? ~ me ~ regretterait|pleurerait|regrettera|chercherait|pleurera
        je ne|n? ~ manquerais|manquerai|manque ~ pas|a|plus ~ a? ~ personne
        j aurais ~ prefere|aime|voulu|du ~ ne ~ jamais|pas ~ naitre|exister|venir
        je ~ regrette|maudis ~ d|le|ma ~ etre|jour|naissance ~ nee|ne|ou|$
        je ne|n? ~ devrais|aurais|merite ~ pas|jamais ~ du|d? ~ exister|naitre|etre ~ nee|ne|la|$
        @want .. que ~ tout|ca|cela|la ~ ca|cela|douleur|souffrance? ~ s|cesse|se|finisse|soit ~ arrete|termine|$|fini|enfin
        que ~ tout ~ s arrete|finisse
        que ~ tout ~ soit fini
        je ne|n? supporte ~ plus ~ la|de|ma|l|cette|d ~ vie|vivre|existence|exister|etre ~ en|$
        je ne|n? ai ~ plus|pas|pu ~ la|le|de|l|aucune|assez ~ force|forces|courage|energie|envie|de ~ force? ~ de|pour|$ ~ vivre|continuer|rien|me|lutter|tenir|avancer ~ battre|lever|$
        j ai plus|pu ~ la|le|de|l|aucune ~ force|forces|courage|energie ~ de|pour|$ ~ vivre|continuer|rien|me|lutter|tenir|avancer ~ battre|$
        je ne|n? ai ~ plus|pas|pu ~ la|de ~ force|forces ~ $$
        je ne|n? ai ~ plus|aucun|pas|pu ~ d|aucun|de|le|l|rien ~ moindre? ~ espoir|avenir|futur|raison|but|perspective|perdre|attendre|esperer ~ de|pour|a|d|$|et|devant ~ vivre|continuer|etre|me|moi|$|rester
        je n ai ~ aucune|plus ~ aucune? ~ raison ~ de ~ vivre|continuer|rester|me|etre
        j ai ~ perdu ~ tout|l ~ espoir
        j ai ~ perdu ~ espoir
        je n ai ~ pas|plus ~ d ~ avenir
        aucun|plus ~ aucun|d|l? ~ espoir|avenir|lendemain ~ pour|devant|$
        ma|la ~ vie ~ ne|n? ~ sert|vaut|rime|mene|a|est ~ a|plus|rien|pas|de|qu ~ rien|la|plus|sens|le|une|un|a|aucun|rien ~ peine|$|pour|coup|rien|sens|souffrance|enfer|cauchemar
        ma|la ~ vie ~ n a ~ plus|pas|aucun ~ de|aucun ~ sens|valeur|interet|but
        ma|la ~ vie ~ n|a ~ a|aucun|plus|pas ~ aucun|plus|pas|de|sens ~ de|aucun|sens ~ sens|valeur|interet|$
        ma ~ vie ~ est ~ fichue|finie|foutue|vide|gachee|ruinee|terminee|un|une|inutile|insupportable|nulle|detruite ~ enfer|cauchemar|erreur|echec|$
        ma ~ vie ~ ne|n? ~ vaut|sert ~ rien|plus|pas|a
        la vie ne vaut ~ plus|pas ~ la|le|d ~ peine|coup|etre
        je ne|n? ~ vois|trouve ~ aucune|aucun ~ issue|raison|avenir|espoir|sens|solution|sortie|lumiere|lendemain
        je ne|n? ~ vois|trouve|imagine ~ plus|pas|aucune|aucun ~ aucune|d|de|l|aucun|le|la|un|pourquoi|a|ce ~ raison|issue|lendemain|avenir|sens|espoir|interet|sortie|utilite|solution|demain|fin|lumiere|vivre|rester|but|point|bout|quoi ~ de|a|pour|d|du|$|possible|qui|me ~ vivre|continuer|ma|moi|me|la|vie|rester|tout|m|tunnel|lever|$
        je ne|n? ~ me ~ vois|imagine|projette ~ plus|pas ~ vivre|vivant|vivante|dans|vieillir|continuer|en|l|demain|etre|a|$|avec
        je ne|n? ~ pense|crois ~ pas|plus ~ etre|tenir|que|vivre|pouvoir ~ encore|la|jusqu|longtemps|je|tenir|continuer ~ la|vivant|vivante|serai|encore|dans|a|longtemps|$
        je ne|n? ~ arrive|peux ~ plus|pas ~ a? ~ imaginer|envisager|voir|me ~ demain|le|l|un|projeter|lendemain ~ lendemain|avenir|futur|$|demain
        je ne|n? ~ arrive|peux|parviens ~ plus|pas|pu ~ a? ~ vivre|continuer|tenir|lutter|supporter|me ~ ainsi|comme|plus|la|battre|ma|cette|$ ~ vie|ca|$
        j ~ y? ~ arrive ~ plus|pu ~ a ~ vivre
        je ne|n? ~ y ~ arrive ~ plus|pas $$
        j ~ y ~ arrive ~ plus $$
        j ~ en ~ peux ~ plus|pu ~ de ~ vivre|la|ma|cette|tout|souffrir|lutter|me|moi|l|etre ~ vie|$|battre|existence|la|douleur|lever|en
        je n ~ en ~ peux ~ plus|pu ~ de ~ vivre|la|ma|cette|tout|souffrir|lutter|me|moi|l|etre ~ vie|$|battre|existence|la|douleur|lever|en
        je n ~ en ~ peux ~ vraiment? plus|pu $$
        j ~ en ~ peux ~ plus|pu $$
        je ne|n? ~ peux|veux|tiens ~ plus|pu ~ continuer|me_battre|tenir|lutter|avancer|le_coup ~ $|comme|ainsi|a|longtemps
        je ne|n? ~ tiendrai|tiens ~ plus|pas ~ longtemps|le|$
        je ne|n? ~ sais ~ plus|pas ~ comment|pourquoi|si|combien ~ je|tenir|continuer|vivre|de ~ vais|vis|continue|suis|peux|peut|tiens|tenir|temps|continuer|vivre
        j en ai ~ marre|assez|ras_le_bol ~ de|d ~ la|vivre|ma|cette|tout|etre|exister|souffrir ~ vie|en|$|vivante
        marre|assez ~ de ~ la|vivre|ma|cette ~ vie|$
        je suis ~ fatigue|fatiguee|las|lasse|epuise|epuisee ~ de ~ vivre|la|cette|me|lutter|tout|souffrir|exister|ma ~ vie|battre|$|tout
        je suis ~ a ~ bout ~ $$
        je suis ~ a ~ bout .. force|battre|vivre|continuer|lutter|vie|espoir
        je suis ~ au ~ bout ~ du|de ~ rouleau|ma|mes|tout ~ vie|forces|$
        je suis ~ qu|juste|seulement|rien ~ qu? ~ un|une ~ poids|fardeau|boulet|charge|erreur|dechet|bonne
        je ne|n? suis|serai ~ qu|plus qu ~ un|une ~ poids|fardeau|boulet|charge|dechet|probleme|erreur
        je suis ~ un|une ~ poids|fardeau|boulet|charge|dechet ~ pour|dans|$|qui|inutile
        je me ~ sens ~ comme|etre? ~ un|une ~ poids|fardeau|boulet|charge|dechet|gene
        je pese ~ sur|a ~ tout|mes|ma|tous|les
        je ~ gache|detruis|pourris|ruine|empoisonne ~ la|tout|leur|l ~ vie|existence|$
        je ~ prends ~ de ~ la ~ place
        je ne|n? ~ sers ~ a ~ rien|personne ~ $|ni|et|sur
        je sers ~ a ~ rien
        je ne|n? ~ suis ~ bon|bonne ~ a|qu ~ rien|mourir
        je ne|n? ~ compte ~ pour ~ personne|rien
        tout ~ le ~ monde ~ serait|sera|irait|vivrait ~ bien|tellement|plus? ~ mieux|heureux|soulage|tranquille|libre ~ sans|si ~ moi|je|j
        le|leur|ce|ma|mes|sa|leurs ~ monde|vie|famille|enfants|entourage|parents|proches|mari|amis ~ serait|serait|seraient|tournerait|irait|iraient|vivraient|sera|seront ~ mieux|plus|soulages|soulagee|heureux|tranquilles|meilleur|meilleure|tranquille|libre|libres ~ heureux|heureuse|simple|facile|tranquilles? ~ sans|si|que ~ moi|je|j
        ils|elles|eux|vous|il|elle ~ seraient|seriez|serait|vivraient|iraient ~ tous|tellement|bien|beaucoup|plus? ~ mieux|heureux|tranquilles|soulages|libres|heureuse ~ sans|si ~ moi|je|j
        mieux|heureux|soulages|soulagee|tranquilles|soulage|libres ~ sans moi
        soulages|soulagee|soulage|mieux|heureux|tranquilles ~ si ~ je|j ~ n|etais|mourais|disparaissais|ne
        je ne|n? ~ sers|sert|vaux|mene ~ a|plus|rien ~ rien|a|$
        ca|cela ~ ne|n? ~ sert ~ plus? ~ a ~ rien ~ de|d|que|$ ~ me|continuer|vivre|lutter|se|$|je|essayer
        ca|cela|rien|plus ~ ne|n? ~ sert|vaut|a|rime ~ plus|a|rien|la|d|de ~ a|rien|quoi|peine|$|sens|importance ~ rien|de|$ ~ me|continuer|vivre|lutter|$|se
        a quoi ~ bon|ca|sert ~ sert|vivre|continuer|rester|de|me|lutter|encore|se|$ ~ de|d|a|battre|lever? ~ vivre|continuer|exister|lutter|rester|me|$|la|se
        pourquoi ~ vivre|continuer|rester|je|j|lutter|est ~ continue|vis|existe|reste|suis|devrais|encore|a|ne|$|en ~ encore|vivre|a|$|continuer|la|nee|vivante|vivant|nee ~ vivre|$|vie
        je ne|n? ~ ai ~ plus|aucune|pas ~ de|aucune ~ raison|raisons ~ de ~ vivre|continuer|rester
        plus ~ rien|personne ~ ne|n? ~ me|m|n ~ retient|attend|rattache|a|importe|fait|touche ~ ici|a|$|envie|d ~ la|$|vie|importance
        il n|y ~ y? ~ a ~ plus|aucun|pas|rien ~ rien|d|aucun|a|de|espoir|issue ~ a|espoir|issue|avenir|pour|attendre|esperer|$|sortie|solution ~ attendre|esperer|pour|moi|faire|perdre|$
        tout ~ est ~ fichu|foutu|fini|perdu|noir|termine|vain|vide|sombre ~ pour|$|et|dans|autour ~ moi|$|plus|ma
        rien ~ ne|n? ~ changera|ira|s ~ jamais|plus|pas|arrangera|mieux
        ca ~ n|ne ~ ira|s ~ jamais|arrangera|plus|pas ~ mieux|jamais|bien|$
        j ai ~ des|de|que ~ les|des? ~ idees|pensees ~ tres? ~ noires|sombres|morbides
        mes|les|des ~ idees|pensees ~ noires|sombres ~ sont|me|reviennent|tournent|$|revenues
        je ~ broie ~ du ~ noir
        @want .. partir ~ pour|loin|a ~ toujours|de_tout|jamais
        j ai ~ envie ~ de ~ partir ~ pour|a ~ toujours|jamais
        me|m ~ donne|donnent|donner|a ~ donne|donner? ~ envie de ~ @die
        a quoi bon vivre|continuer
        je prefere mourir
        je pense ~ souvent|beaucoup|parfois? ~ a la_mort|ma_mort
        je pense tout le temps a la mort
        je ne|n? pense ~ plus? ~ qu a ~ la mort
        la ~ mort ~ ne|n? ~ me|m ~ fait|effraie|inquiete ~ plus|pas ~ peur|$
        je ne|n? ai ~ plus|pas ~ peur ~ de ~ la|mourir ~ mort|$
        mourir|la ~ mort? ~ ne|n? ~ me ~ fait ~ plus|pas ~ peur
        je me ~ fiche|fous|moque ~ de ~ vivre|mourir|ma ~ ou|vie|mort
        @want .. le|la|les|te|l ~ rejoindre|retrouver|suivre ~ @beyond|$|dans
        @want .. rejoindre|retrouver|suivre mon|ma|mes ~ pere|mere|mari|femme|fils|fille|frere|soeur|enfant|bebe|parents|ami|amie|papa|maman|conjoint|compagnon|grand ~ mere|pere? ~ @beyond|$|dans
        je voudrais|aimerais .. rejoindre .. @beyond
        j aurais ~ voulu|prefere|du|aime ~ mourir|partir ~ a|avec ~ sa|lui|elle|eux|leur ~ place|$
        ca ~ aurait ~ du ~ etre ~ moi
        apres ma tentative
        je suis ~ deja ~ mort|morte ~ a|dedans|interieurement|de|$ ~ l|interieur|$
        je me ~ sens ~ mort|morte|vide ~ a|de|interieurement|dedans|en ~ l|dedans|$|dedans
        je suis ~ de ~ trop ~ $|ici|dans|sur|pour
        je ne|n? ~ ai ~ pas|plus ~ ma ~ place ~ ici|dans|sur|nulle|$|parmi
        je ne|n? ~ serai ~ jamais ~ heureux|heureuse|bien|aime|aimee|comme
        je baisse ~ les ~ bras ~ $$
        j abandonne ~ $$
        j ai ~ baisse ~ les bras ~ $$
        plus ~ la ~ force ~ de|$ ~ vivre|rien|continuer|me|lutter|$
        plus ~ envie ~ de ~ rien|me ~ lever? ~ ni|de ~ vivre|personne
        je vais ~ mourir|crever ~ seul|seule|bientot|ici|de|et|$ ~ chagrin|tristesse|$|personne
        je veux|voudrais ~ fermer|dormir ~ les|et|pour ~ yeux|ne|toujours
        vivre ~ est|me|c|m ~ devenu|est|fait|trop|parait|coute|un ~ trop|souffrir|insupportable|impossible|dur|mal|lourd|devenu|calvaire|douloureux|fardeau
        """,
        PHRASES,
        drop="""
        que|plutot
        de|d|du mon|ma|mes|son|sa|notre|un|une|quelqu|l|ce|cette|leur|nos
        sous|derriere|dans un|le|la|ce
        en_vacances|plein|voyage
        d etre ~ seul|malade|la|en_retard|debout
        quelques|un ~ jours|jour|semaines|semaine|temps|peu|moment
        pour ~ quelques|un|le ~ jours|jour|week|temps|moment
        de ~ ce|ces|mon|cette|le|la ~ travail|boulot|bruit|voisins|voisin|examen|rapport|demenagement|reunion
        avec ~ les|mes|ce|cette|le ~ devoirs|voisins|travaux|travail
        pour|de ~ faire|nettoyer|cuisiner|travailler|reviser|ranger|demenager
        le ~ menage
        """,
    ),
    rule(
        "fr.attacked",
        Kind.ATTACKED,
        """
        @attacker ~ me|m|nous ~ frappe|bat|tape|etrangle|menace|viole|agresse|cogne|gifle|maltraite|tabasse|poursuit|poignarde|secoue|violente|brutalise|sequestre|attaque|insulte_et
        @attacker ~ vient ~ de ~ me|m|nous ~ frapper|battre|taper|etrangler|menacer|violer|agresser|cogner|gifler|poignarder|tabasser
        @attacker ~ m|nous ~ a ~ encore|hier|juste? ~ frappe|frappee|battu|battue|tape|tapee|etrangle|etranglee|menace|menacee|viole|violee|agresse|agressee|cogne|gifle|giflee|tabasse|tabassee|poignarde|pousse|poussee
        @attacker .. essaie|essaye|veut|va|menace|tente|cherche|risque ~ de|a? ~ me|m|nous ~ tuer|etrangler|frapper|battre|violer|poignarder|egorger|taper|cogner|tabasser|faire|buter|crever ~ du? ~ mal?
        @attacker .. dit|jure|promet|hurle|crie ~ qu ~ il|elle ~ va ~ me|nous|m ~ tuer|frapper|battre|egorger|buter|crever
        @attacker ~ a|tient|sort|prend ~ sorti|pris? ~ un|une|son|le|l ~ couteau|arme|fusil|pistolet|batte|marteau|hache|machette
        je me ~ suis ~ enferme|enfermee|cache|cachee|barricade|barricadee|refugie|refugiee .. il|elle|mon|peur|me|salle|toilettes|chambre|police|ils
        je suis ~ enferme|enfermee|cachee|cache .. il|elle|mon ~ veut|est|va|tape|frappe|me|mari|pere|ex
        il|elle|ils|mari|ex|pere|mon ~ est|sont|tape|frappe|cogne|defonce|essaie|force ~ derriere|a|devant|contre|la|d|sur ~ la|ma|entrer|enfoncer|porte ~ porte|$|la
        il|elle ~ va ~ me|nous ~ tuer|frapper|taper|battre|buter
        il|elle ~ ne|n? ~ me ~ laisse ~ pas ~ sortir|partir
        on ~ me ~ frappe|bat|viole|agresse|suit|menace|sequestre
        je suis ~ battue|battu|frappee|frappe|violee|viole|sequestree|menacee ~ par|en|chez|$|tous|par
        je viens ~ de ~ me|d ~ faire|etre ~ agresser|violer|frapper|violee|agressee|battue|frappee|viole|agresse|tabasser|taper
        j ai ~ peur ~ de|qu|que ~ mon|il|elle|ma ~ mari|pere|ex|conjoint|copain|beau|recommence|me|va|compagnon|rentre|revienne|femme ~ pere? ~ tue|frappe|recommence|me|$|et|ce|batte|rentre|tue
        """,
        PHRASES,
        drop="a ~ plate|la|l ~ couture|belote|echecs|tennis\nau ~ tennis|poker|foot|scrabble|jeu|jeux|ping\naux ~ echecs|cartes|jeux\npar ~ sa|son ~ gentillesse|courage\nsi ~ je|j\nd ~ ennui\nquand ~ il|elle ~ verra|saura|apprendra",
    ),
    rule(
        "fr.attacking",
        Kind.ATTACKING,
        """
        je|j .. vais|veux|ai|compte|prevu|decide .. tuer|poignarder|abattre|egorger|descendre|buter ~ le|la|les|l|mon|ma|mes|tout|quelqu|eux|lui|elle|ce|cette|des .. soir|nuit|arme|fusil|couteau|vraiment|sommeil|demain|maintenant|dort
        j ai ~ une|un|mon|l|le ~ arme|fusil|couteau|pistolet .. vais|va|vont|payer|tuer|faire|il|elle|eux
        je vais|veux ~ le|la|les|l|tous ~ les? ~ poignarder|abattre|egorger|buter|descendre
        je vais ~ tuer ~ quelqu|des|tout ~ un|gens|le ~ monde?
        ils|il|elle ~ vont|va ~ payer .. arme|fusil|couteau|sang|mourir|ce_soir
        j ai ~ peur ~ de ~ faire|tuer|blesser|frapper|secouer ~ du|mal|mon|ma|mes|quelqu|le|la ~ mal|a|un|bebe|enfant|fils|fille|enfants
        je pourrais|risque ~ de? ~ faire|tuer|blesser|frapper|secouer ~ du|mal|mon|ma|mes|quelqu ~ mal|bebe|enfant|un|fils|fille|enfants
        """,
        PHRASES,
        drop="s|si ~ il|elle|ils\nau jeu\ndans ~ le|ce ~ jeu",
    ),
    rule(
        "fr.other",
        Kind.OTHER,
        """
        mon|ma|mes|notre|sa|son|un|une ~ @kin .. veut|voulait|voudrait|menace|essaye|essaie|tente|parle|pense|dit|songe|envisage|risque|cherche|parlait|va|a_voulu|a_essaye|a_tente|a_menace|finira|pourrait|envie|refuse|a_parle|prefere ~ de|a|par|d? ~ @their_act
        mon|ma|notre|un|une ~ @kin .. ne ~ veut|voulait|voit|supporte|desire|a|souhaite ~ plus|pas ~ envie|de|d? ~ de? ~ vivre|etre|continuer|la|exister|issue|raison ~ vie|en|la|$|de
        mon|ma|notre|un|une ~ @kin .. idees|pensees|envies|pulsions ~ suicidaires|noires|de ~ mort|suicide|mourir|$
        mon|ma|notre|un|une ~ @kin ~ est|etait|semble|devient|se|parait ~ sent? ~ suicidaire
        mon|ma|notre|un|une ~ @kin ~ se ~ scarifie|mutile|coupe|taillade|fait|brule|frappe|blesse|automutile ~ du|volontairement|les|expres|la|en|depuis|$ ~ mal|bras|tete|cachette|$
        mon|ma|notre|un|une ~ @kin ~ s ~ automutile
        mon|ma|notre|un|une ~ @kin .. a ~ fait|voulu|essaye|tente|laisse|ecrit|rate ~ une|de|sa|plusieurs|se|un|mourir ~ tentative|ts|lettre|tentatives|se|mourir|mot|suicider|en ~ d|de|suicider|tuer|adieu|finir|$|hier|la|l|pendre
        mon|ma|notre|un|une ~ @kin ~ parle|evoque ~ de|d ~ mourir|suicide|se|en ~ tuer|finir|suicider|$
        mon|ma|notre|un|une ~ @kin .. parle|evoque|pense|ecrit|dit|repete ~ de|du|au|sur|a|qu|souvent ~ il|elle|la? ~ veut|va? ~ suicide|mort|mourir|@their_act|disparaitre|sa_mort
        mon|ma|notre|un|une ~ @kin .. dit|ecrit|disait|a_dit|a_ecrit|jure|m ~ a|dit? ~ ecrit|dit|avoue|confie|parle? ~ qu|que|de|vouloir ~ il|elle|vouloir|mourir? ~ veut|voulait|va|voudrait|allait|ne? ~ plus? ~ @their_act|vivre|veut
        mon|ma|notre|un|une ~ @kin .. m a ~ dit ~ qu|que ~ il|elle ~ ne|n? ~ veut|voulait ~ plus|pas ~ vivre|etre|continuer|mourir
        il|elle ~ veut|voulait|voudrait|menace|essaye|essaie|tente|parle|pense|songe|envisage|risque|va|menacait|dit|pourrait|parlait|prefere ~ de|a|qu|vouloir|d? ~ il|elle? ~ va|veut? ~ @their_act
        il|elle ~ a ~ envie ~ de ~ @their_act
        il|elle|ils|elles ~ ne|n? ~ veut|veulent ~ plus|pas ~ vivre|etre|continuer|exister
        il|elle ~ est|se|semble|devient ~ sent? ~ suicidaire
        il|elle ~ a ~ des ~ idees|pensees|envies ~ suicidaires|noires
        il|elle ~ se ~ scarifie|mutile|taillade|automutile
        il|elle ~ se ~ fait ~ du ~ mal
        il|elle ~ m|me|nous ~ a|dit|ecrit|parle|disait ~ dit|ecrit|parle|avoue|confie|fait? ~ qu|de|que|vouloir|du|croire ~ il|elle|se|en|vouloir|suicide ~ voulait|veut|va|ne|tuer|suicider|finir|allait|mourir|suicide? ~ @their_act|vivre|plus|$|veut
        quelqu un ~ de|ici|que|dans|a|sur|parle|m|dit|veut|ecrit .. suicidaire|suicidaires|@their_act|suicide|vivre
        une|un ~ personne|membre|fille|garcon|ami|amie|eleve|collegue ~ de|ici|du|que|qui|sur|dans|m|veut|dit|ecrit|a|parle .. suicidaire|suicidaires|@their_act|suicide|plus_vivre
        je ~ crains|suis|ai|redoute|pense|crois|sens ~ peur|inquiet|inquiete|sur|certaine|certain? ~ pour|que|qu|de|car? ~ mon|ma|il|elle|une|un|le|la ~ @kin? ~ ne|veut|va|a|soit|puisse|est? .. @their_act|fasse|suicide|suicidaire|tue|finisse|acte ~ du? ~ mal?
        je ~ crains|redoute|peur .. qu|que .. il|elle|mon|ma .. se|ne|passe ~ tue|suicide|fasse|foute|a|se ~ l|du|une|en|tue|suicide|$ ~ mal|acte|betise|air|$
        j ai ~ peur ~ qu|que|pour ~ il|elle|mon|ma|une|un ~ @kin? .. se|ne|passe|en|s ~ tue|suicide|fasse|foute|a|se|finisse|mutile ~ l|du|une|en|$ ~ mal|acte|betise|$
        menace|menacent|menacer ~ de ~ se ~ tuer|suicider|pendre|jeter|foutre
        tu|vous ~ as|avez|penses|pensez|veux|voulez|songes ~ envie|a|au|en|des|de|d? ~ de|en|d|idees|au? ~ mourir|suicide|finir|te_tuer|vous_tuer|vous_suicider|te_suicider|suicidaires|vous_faire|te_faire ~ du|en|ce|maintenant|la|$|avec ~ mal|moment|soir|$
        as_tu|avez_vous|penses_tu|pensez_vous|est_ce_que_tu|est_ce_que_vous ~ as|avez|penses|pensez|envie|des|a|de|au ~ envie|des|a|de|au|idees|suicide? ~ de|idees|suicide|suicidaires|mourir|te|vous|$ ~ mourir|suicidaires|suicide|suicider|tuer|$|en
        je|on ~ comprends|entends|vois ~ que ~ tu|vous ~ ayez|aies|avez|as ~ envie ~ de ~ mourir|disparaitre|en_finir
        je|on ~ comprends|entends|vois|lis|sais|comprend .. que ~ tu|vous ~ ayez|aies|avez|as|veux|veuilles|voulez|vouliez ~ envie? ~ de? ~ mourir|disparaitre|en_finir
        comment ~ aider .. suicidaire|suicidaires
        """,
        PHRASES,
        drop="de ~ rire|honte|vieillesse|cancer|faim\nchez ~ lui|elle|nous\na ~ la|l|domicile ~ maison|hopital|$\nen paix\ndans ~ son|la ~ lit|dignite\nau ~ travail|boulot\navec ~ ce|cette|son|ses|les\nvieux|vieille",
    ),
    rule(
        "fr.other-now",
        Kind.OTHER_NOW,
        """
        mon|ma|notre|un|une ~ @kin .. vient ~ de|d ~ avaler|prendre|faire|essayer|tenter|se|s|sauter|gober ~ tous|tout|une|de|des|trop|toute|la|se|jeter|couper|pendre|ouvrir|plein|tailler|suicider|tuer|ses
        mon|ma|notre|un|une ~ @kin ~ a ~ avale|pris|gobe ~ tous|tout|trop|toute|une|plein|la ~ ses|les|de|la|boite|plaquette|des ~ @drugs
        il|elle ~ vient ~ de|d ~ avaler|prendre|essayer|tenter|se|s|sauter ~ tous|tout|une|de|trop|toute|la|se|jeter|couper|pendre|ouvrir|plein|tuer|suicider|ses
        il|elle ~ a ~ avale|pris|gobe ~ tous|tout|trop|toute|une|plein|la ~ ses|les|de|la|boite|plaquette|des|entiere ~ @drugs|entiere
        @kin|il|elle|ami|amie ~ est ~ sur|au|monte|montee|a|assis|debout|assise ~ sur|le|la|un|bord|du|haut ~ du|d|le|la|un? ~ @edge .. sauter|jeter|veut|menace|va
        @kin|il|elle|ami|amie .. veut|va|menace|pret|prete|dit ~ de|a|qu? ~ il|elle? ~ va|veut? ~ sauter
        @kin|il|elle|ami|amie .. va|veut|dit|menace|ecrit|compte|jure|parle|allait .. @their_act .. ce_soir|cette_nuit|maintenant|tout_de_suite|aujourd_hui|dans_une_heure|la_maintenant|dans_l_heure
        @kin|il|elle|ami|amie .. ce_soir|cette_nuit|maintenant .. va|veut|menace .. @their_act
        @kin|il|elle|ami|amie .. va ~ passer ~ a l ~ acte
        @kin|il|elle|ami|amie ~ m|me|nous ~ a ~ envoye|laisse|ecrit|poste ~ un|une|son|des ~ message|mot|lettre|texto|sms|mail|messages ~ d|de ~ adieu|adieux|suicide
        @kin|il|elle|ami|amie .. m|a|envoye|laisse|ecrit|poste|publie .. message|mot|lettre|texto|sms|mail ~ d|de ~ adieu|adieux|suicide .. repond|reponds|introuvable|joignable|plus|disparu|injoignable|ce|soir|telephone|trouve
        @kin|il|elle|ami|amie .. dit|ecrit|envoye ~ adieu .. repond|plus|introuvable|disparu
        @kin|il|elle|ami|amie ~ a|tient ~ un|une|l|le|la ~ couteau|arme|corde|lame|fusil|pistolet|cutter .. se|finir|mourir|tuer|gorge|tempe|poignet
        @kin|il|elle ~ ne|n? ~ se|respire|repond ~ reveille? ~ pas|plus .. medicaments|cachets|avale|pris|comprimes|boite
        @kin|il|elle ~ saigne .. veines|coupe|coupee|poignets|bras
        j ai ~ trouve|retrouve ~ mon|ma|un|le ~ @kin .. inconscient|inconsciente|pendu|pendue|medicaments|sang|veines
        """,
        PHRASES,
    ),
    rule(
        "fr.abuse",
        Kind.ABUSE,
        """
        va|vas ~ donc? ~ te ~ pendre|tuer|suicider|jeter|noyer|flinguer|crever|foutre_en_l_air|buter|supprimer
        allez vous ~ pendre|tuer|suicider|noyer
        va|vas ~ donc? ~ mourir|crever
        allez|allez_vous ~ donc? ~ mourir|crever
        ^ ~ creve|crevez ~ sale|salope|connard|connasse|pute|donc|charogne|ordure|en|pauvre|$
        ^ ~ meurs|mourez ~ sale|donc|connard|connasse|salope|pourriture|$
        suicide toi
        suicidez vous
        tue|pends|flingue|noie|supprime toi
        tuez|pendez vous
        ^ ~ jette|balance toi ~ sous|par|du|dans|d
        fais|faites ~ nous|moi|lui ~ plaisir|le .. creve|meurs|suicide|tue|disparais|pends
        rends|rendez ~ nous|service .. creve|meurs|suicide|tue|disparais
        tu|vous ~ devrais|devriez|ferais|feriez|merites|meritez|dois|aurais ~ mieux|vraiment|tous|bien|juste|du? ~ de|d? ~ te_tuer|mourir|crever|te_suicider|te_pendre|disparaitre|y_rester|vous_tuer|vous_suicider|ne|finir|te_foutre|la_mort|sauter|etre_mort|vous_pendre|etre_morte|te_flinguer ~ pas|jamais? ~ naitre|exister?
        pourquoi ~ tu|vous ~ ne|n? ~ te|vous|creves|meurs|es ~ tues|suicides|pends|tuez|suicidez|pas|encore|toujours ~ pas|en|$|vie
        pourquoi ~ t ~ es ~ pas ~ mort|morte
        j|on|je ~ espere|souhaite ~ que|qu ~ tu|vous ~ vas|vas|creves|meures|te|meurs|allez|auras|creviez|ne|mouriez ~ mourir|crever|suicides|tues|un|pas|te|creve|$|bientot|seul|vous ~ cancer|reveilleras|$|tuer|suicider
        je ~ te|vous ~ souhaite ~ de|la|un ~ crever|mourir|mort|cancer
        le|ce|tout ~ monde|forum|salon|le ~ monde? ~ serait|sera|irait|se ~ bien|vraiment? ~ mieux|meilleur|porterait ~ mieux? ~ sans ~ toi|vous
        mieux ~ sans ~ toi
        personne ~ ne|n? ~ te|t|vous ~ regretterait|pleurera|pleurerait|regrettera|aime ici|pleurerai
        je vais|on va ~ te|vous ~ tuer|retrouver|crever|buter|frapper|defoncer|massacrer|demolir|egorger
        t ~ aurais ~ du ~ crever|mourir|y|reussir|te
        tu ~ aurais ~ du ~ crever|mourir|y|reussir|te ~ rester|rater|$
        tu|t ~ es ~ qu ~ un|une ~ dechet|poids|merde|fardeau|parasite
        sale ~ fou|folle|tare|taree|drogue|toxico|mongol|mongole|junkie|debile|pute|gogol|bipolaire|schizo|malade
        ta ~ vie ~ ne|n? ~ vaut|sert ~ rien|a
        """,
        PHRASES,
        drop="de ~ rire|honte\nau ~ travail|boulot\na la tache\npas",
    ),
    rule(
        "fr.age",
        Kind.AGE,
        """
        j ai ~ seulement|que|juste|bientot|presque? ~ 8|9|10|11|12|13|14|15|16|17|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize ans
        j ai ~ que? ~ dix_sept|sept ans
        j ai ~ dix sept ans
        je n ai ~ que ~ 8|9|10|11|12|13|14|15|16|17|dix|onze|douze|treize|quatorze|quinze|seize ans
        je viens ~ d avoir ~ 10|11|12|13|14|15|16|17|onze|douze|treize|quatorze|quinze|seize ans
        ^ 10|11|12|13|14|15|16|17 ans
        fille|garcon|ado|lyceenne|collegienne|collegien|lyceen ~ de ~ 10|11|12|13|14|15|16|17 ans
        je suis ~ en ~ 6e|5e|4e|3e|6eme|5eme|4eme|3eme|2nde|sixieme|cinquieme|quatrieme|troisieme|seconde|premiere|terminale ~ $|et|au|a|cette|je|mais|depuis|l
        je suis ~ au|en|encore ~ au|en? ~ college|lycee|ecole_primaire|primaire
        je suis ~ mineur|mineure|collegien|collegienne|lyceen|lyceenne|un_ado|une_ado
        je n ai pas ~ encore? ~ 18|dix_huit ans
        je ne|n? suis ~ pas ~ encore? ~ majeur|majeure
        """,
        PHRASES,
        drop="""
        d|de ~ carriere|mariage|sobriete|metier|anciennete|abstinence|boulot|depression|retard|maladie|experience|plus|moins|difference|galere|traitement|vie|service
        """,
    ),
    rule(
        "fr.detail",
        Kind.DETAIL,
        """
        # ~ mg|milligrammes|grammes|comprimes|cachets|gelules|pilules|boites
        vingt|trente|quarante|cinquante|soixante|cent ~ comprimes|cachets|gelules|mg|pilules
        me ~ pendre
        @sharp .. tempe|poignet|poignets|gorge|cou|veines
        noeud coulant|cyanure|helium|javel
        jeter|jette|sauter ~ sous ~ un|le ~ train|camion|metro|bus|rer
        ouvrir|trancher|taillader ~ les ~ veines|poignets
        """,
        PHRASES,
    ),
)
