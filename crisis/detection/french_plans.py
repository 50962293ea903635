"""What is said in French: plans, farewells, what is put in order and what is at hand."""

from __future__ import annotations

from crisis.detection.french_phrases import PHRASES
from crisis.detection.grammar import Rule, rule
from crisis.detection.kinds import Kind

RULES: tuple[Rule, ...] = (
    rule(
        "fr.plan",
        Kind.PLAN,
        """
        @will .. @kill
        @will ~ en finir
        @will ~ sauter
        @will ~ le faire .. tue|tuer|mourir|suicide|finir|morte|mort
        @i_end
        j ai decide|prevu|resolu|choisi d en finir
        je suis ~ decide|decidee|determine|determinee|resolu|resolue|pret|prete ~ a ~ en finir
        ma ~ decision est ~ prise .. mourir|meurs|finir|tuer|suicider|pars|partir|adieu|tue
        j ai ~ pris ~ ma ~ decision .. mourir|meurs|finir|tuer|suicider|partir
        @will ~ passer a l acte
        j ai ~ un|mon|le ~ plan .. pour|mourir|suicide|suicider|finir|tuer|pret|partir|precis
        mon plan ~ de? ~ suicide? ~ est ~ pret|fait|fin|arrete|en|au
        mon|un|le plan ~ de ~ suicide
        je sais ~ deja|exactement|comment|ou|quand .. comment|quand|ou? ~ je ~ vais|veux|partirai|mourrai|m ~ mourir|partir|@kill|le|finir|en
        j ai ~ choisi|fixe|decide|trouve|arrete ~ de? ~ la|le|ma|mon|l|une ~ date|jour|endroit|lieu|methode|moyen|heure|nuit
        la date ~ est ~ choisie|fixee|arretee|prise
        j ai ~ tout ~ prepare|prevu|planifie|organise ~ pour|afin|il|ma|mon|et|$ .. mourir|mort|finir|partir|suicide|morte|depart|tuer|$
        j ai ~ prepare|planifie|organise|prevu ~ ma|mon ~ mort|suicide|depart|fin|enterrement
        tout est ~ pret|prepare|planifie|organise .. mourir|mort|finir|partir|morte|suicide|depart
        je prepare|planifie ~ ma|mon ~ mort|suicide|depart
        @later .. j en ~ finis|finirai
        @later .. je ~ me ~ tue|tuerai|suicide|suiciderai|pends
        je ~ le ~ ferai .. tue|tuerai|mourir|suicide|finir|mourrai
        apres|avant .. je|j ~ me|mettrai|en ~ tue|tuerai|suicide|suiciderai|finis|finirai|fin
        ce sera ~ ma fin
        je vais ~ aller ~ me ~ tuer|pendre|noyer|jeter
        je vais|veux|irai|viens|compte ~ la|le|les|te|vous ~ rejoindre|retrouver
        je vais|irai ~ bientot? ~ rejoindre|retrouver ~ mon|ma|mes|notre
        je le|la|les|te ~ rejoins|rejoindrai ~ bientot|ce|cette|la|$
        je ~ le|la|les|te ~ rejoins|rejoindrai
        bientot .. je ~ serai ~ avec|pres|aupres ~ de|d? ~ toi|lui|elle|eux|mon|ma|mes
        je serai ~ bientot ~ avec|pres|aupres ~ de|d? ~ toi|lui|elle|eux|mon|ma|mes
        on ~ sera ~ bientot ~ reunis|ensemble
        je veux|voudrais|aimerais|envie .. retrouver|rejoindre|suivre .. dans ~ la ~ mort|tombe
        je|j .. envie .. retrouver|rejoindre .. dans ~ la ~ mort|tombe
        """,
        PHRASES,
        drop="""
        a la tache
        a lui|leur|te|vous|l|essayer|repeter|expliquer
        au travail|boulot|volant
        a force
        de rire|fatigue|honte
        avec ce|cet|cette|ces|mon|les|le|l|un|une|lui|elle|eux
        chez|a|au|en|pour|demain|samedi|dimanche|lundi|vendredi|ce|dans|devant|la|apres ~ la|l|le|les|mes|ses|leurs? ~ maison|gare|paris|lyon|cafe|restaurant|vacances|plage|parents|week|cinema|train|cours
        de ce|mon|cette|la|ces
        """,
    ),
    rule(
        "fr.set",
        Kind.SET,
        """
        @tonight .. @i_end
        @tonight .. je|j .. en finir
        @tonight .. j en ~ finis
        @tonight .. je|j ~ vais|veux|compte|ai ~ @kill
        @tonight .. je ~ vais|veux ~ mourir|crever|sauter|partir ~ pour|a|mourir? ~ toujours|jamais|bon?
        @tonight ~ c|ce ~ est|sera ~ ma|la|mon|le ~ dernier|derniere|fin ~ nuit|soir|soiree|jour|fois
        @tonight ~ c est ~ fini|termine .. tue|tuer|mourir|mort|morte|vie|finir|adieu|moi|suicide
        @tonight ~ tout ~ s arrete|sera|va|se ~ fini|termine|finir|arreter|$
        @tonight .. je ~ meurs|mourrai|pars|partirai|disparais|disparaitrai ~ pour|a|definitivement|enfin|et|$ ~ toujours|jamais|bon
        @tonight .. je ~ meurs|mourrai
        @tonight .. je ~ m en ~ vais|irai ~ pour|a|definitivement ~ toujours|jamais|bon|de_bon
        @tonight .. je ~ mets|met|mettrai ~ fin
        @tonight .. je ~ serai|suis ~ mort|morte|partie|parti
        @i_end .. @tonight
        @will .. @kill .. @tonight|demain
        @will ~ en finir .. @tonight|demain
        @will ~ mourir|crever .. ce|cette|avant|dans|demain ~ soir|nuit|demain|matin|une|heure|heures|minutes
        je .. veux|voudrais .. en finir .. @tonight
        je .. veux|voudrais .. @kill .. @tonight
        j ai ~ envie .. @kill|finir .. @tonight
        je veux .. mourir .. ce_soir|cette_nuit|maintenant|tout_de_suite|la_maintenant
        c est ~ ma|la|mon ~ derniere|dernier ~ nuit|soiree|soir|jour|heure
        ma derniere ~ nuit|soiree|heure ~ sur|ici|avant|de|$
        mes dernieres ~ heures|minutes
        ce sont ~ mes ~ dernieres|derniers ~ heures|minutes|mots|instants
        dans ~ une|un|deux|dix|quelques|peu|# ~ heure|heures|minutes|instants|temps|de|jours ~ temps? .. je ~ serai|suis ~ mort|morte|partie|parti|plus|loin|plus
        d ici ~ demain|une|ce|quelques .. je ~ serai ~ mort|morte|plus|partie|parti
        demain .. je ~ serai ~ mort|morte|au_ciel|enfin_libre
        demain .. je ~ ne|n? ~ serai ~ plus ~ la|ici|en|de|vivant|vivante|parmi
        je ne|n? ~ serai ~ plus ~ la|ici|en|de|vivant|vivante|parmi ~ ce|vie|vous|monde? ~ demain
        demain ~ matin? .. tout ~ sera ~ fini|termine
        demain .. vous ~ ne|n? ~ me ~ verrez ~ plus
        je ne|n? ~ passerai|verrai|finirai|tiendrai|survivrai ~ pas|plus ~ a|le|la|cette|jusqu|l|les|demain|jusque ~ la|nuit|jour|a|matin|demain|aube|soir|soiree|lendemain|journee
        je vais ~ pas|ne|y ~ tenir|passer|survivre|finir ~ jusqu|la|a|cette|pas .. nuit|demain|matin
        je ne|n? verrai ~ pas|plus ~ demain|le|l ~ jour|soleil|matin|aube|lendemain|noel|$
        il n|y ~ y? ~ aura ~ pas|plus ~ de ~ demain|lendemain|matin
        c est ~ pour|prevu ~ pour? ~ ce_soir|cette_nuit|maintenant|tout_de_suite .. mourir|meurs|mort|tue|tuer|suicide|finis|finir|adieu|acte|morte|corde|pont
        je vais ~ le ~ faire ~ @tonight .. mourir|tuer|tue|suicide|finir|mort|adieu|acte
        je ~ pars|partirai|disparais ~ @tonight ~ pour ~ toujours|de_bon
        je ~ pars ~ @tonight ~ definitivement
        je ~ m en ~ vais ~ @tonight .. toujours|jamais|bon|definitivement|adieu
        plus ~ rien|personne ~ ne|n? ~ peut|pourra|pourrait ~ m|me ~ arreter|retenir|sauver|empecher
        rien|personne ~ ne|n? ~ peut|pourra|pourrait ~ plus? ~ m|me ~ arreter|retenir|sauver|empecher
        je suis ~ sur_le_point|a_deux_doigts|en_train_de|d ~ @kill|sauter|tout|avaler|en|prendre ~ finir|tous|toutes|avaler|les?
        je vais ~ tout|tous|toutes ~ les? ~ prendre|avaler
        je vais ~ prendre|avaler ~ tous|toutes|la|le|tout ~ les|mes|ma|boite|plaquette|stock|d ~ @drugs
        je vais ~ avaler|prendre ~ tous|toutes
        des que|qu|quand|une_fois .. dort|dorment|parti|partis|couche|couches|endormi|endormis|dormira|dormiront|sortie|sortis .. je|j ~ me|en|m|mets|passe|saute|le|vais ~ tue|tuerai|suicide|finis|pends|fin|fais|ferai|vais|@kill
        quand tout le monde|ils .. dort|dormira|dorment|dormiront .. je|j
        c est ~ la fin .. meurs|mourir|adieu|ce_soir
        quand|lorsque|si ~ vous|tu|on|ils|elle|il|quelqu_un ~ lirez|liras|lira|liront|lisez|lis|lit|trouverez|trouvera|recevrez|decouvrirez|trouveras .. je ~ serai|ne|n|suis|sera|aurai
        le temps que|qu ~ vous|tu|on ~ lisiez|lises|lise .. je
        a|au ~ l? ~ heure|moment ~ ou ~ vous|tu|on ~ lirez|liras|lisez|lis|lira .. je ~ serai|ne|suis
        je ne|n? ~ serai ~ plus ~ de ce monde
        je compte ~ les ~ heures|minutes .. mourir|fin|partir|mort
        """,
        PHRASES,
        drop="""
        de rire|honte|faim|soif|fatigue|froid|chaud|ennui|peur
        avec ce|cet|cette|ces|mon|ma|les|le|l|un|une|lui|elle|eux
        au travail|boulot|bureau
        pour ~ la_reunion|toi|le_travail|paris|l_anniversaire
        a la|l reunion|ecole|hopital|bureau
        au bureau|travail|cours
        chez toi|vous|moi
        dans ce|cette|cet|mon|la ~ boulot|hotel|appartement|poste|ville
        """,
    ),
    rule(
        "fr.farewell",
        Kind.FAREWELL,
        """
        adieu ~ a|le|mes|mon|ma|les|vous ~ tous|toutes|vous|monde|amis|amours|amour|enfants|famille|cheris|tout|toi|cruel|$
        adieu ~ $$
        ^ ~ adieu ~ $
        je|j .. dire|dit|disais|dis .. adieu
        je vous|te|leur ~ dis ~ tous? ~ adieu
        au revoir ~ pour ~ toujours
        au revoir ~ et ~ pardon
        adieu .. toujours|aimais|aime|aimes|aimee|pardon|pardonnez
        mes ~ adieux
        c est|sera|voici ~ mon|ma ~ dernier|derniere ~ message|lettre|post|mot|fois|texte|publication|bougie|nuit
        mon|ma|mes ~ dernier|derniere|derniers ~ message|post|texte|mots|parole|lettre|adieu ~ $
        ce|ceci ~ sera|est|sont ~ mon|ma|mes|le ~ dernier|derniere|derniers ~ message|post|mots|mot|texte
        vous|tu|on|ils ~ ne|n? ~ me ~ reverrez|reverras|reverra|verrez|verras|entendrez|reverront ~ plus|jamais
        vous|tu ~ n ~ aurez|auras|entendrez ~ plus ~ jamais? ~ de ~ mes|nouvelles|moi ~ nouvelles?
        pardonnez|pardonne|excusez moi .. pars|partir|laisse|quitte|faire|fais|trop|plus|tout|pas|geste|fort|forte
        pardonnez|pardonne moi ~ $$
        pardon|desole|desolee .. que|de|pour .. laisse|quitte|abandonne|laisser|quitter|derriere|partir
        pardon ~ a|pour|aux|de ~ tous|ceux|tout|mes|ma|mon|vous .. laisse|quitte|pars|mal|derriere|faire|mere|enfants|parents|partir
        dites|dis ~ a ~ mon|ma|mes|notre .. aime|aimais|aimee|aimes|pardon|desole|desolee|aimerai
        dites|dis ~ leur|lui ~ que ~ je ~ les|l|le|la|leur|suis|m ~ aime|aimais|demande|desole|desolee
        n oubliez|oublie|oubliez ~ pas|jamais ~ que ~ je ~ vous|t ~ ai? ~ aime|aimais|aimes
        je ~ vous|les|t|l ~ ai|aurai ~ tous|toutes|tant|tellement|vraiment? ~ aime|aimes|aimee|aimees ~ $
        je ~ m en ~ vais|irai ~ pour|a|definitivement|rejoindre|dans ~ toujours|jamais|de_bon|bon|un
        je ~ pars|partirai|disparais|partir ~ pour ~ toujours|de_bon
        je ~ pars|partirai ~ definitivement
        je ~ pars ~ sans ~ regret|regrets|retour
        je vais ~ partir|disparaitre ~ pour|a|definitivement ~ toujours|jamais|de_bon
        je vous|te|les|la|le ~ quitte|laisse ~ pour ~ toujours|de_bon
        je vous|te|les ~ quitte|laisse ~ definitivement
        avant ~ de|mon|ma ~ partir|mourir|disparaitre|mort|depart|m ~ en|pour|definitif? ~ toujours|aller|finir|de_bon
        avant que|mon ~ je|depart ~ parte|meure|disparaisse|m
        prenez|prends|prendre|occupe|occupez|veillez|veille .. quand|lorsque|apres ~ je|que|mon|ma ~ je? ~ ne|serai|depart|mort ~ serai? ~ plus|parti|partie|mort|morte
        quand|lorsque ~ je ~ serai ~ mort|morte
        quand|lorsque ~ je ~ ne|n? ~ serai ~ plus ~ la|de
        quand ~ je ~ serai ~ partie|parti ~ pour
        veillez|veille|prenez|prends|occupez ~ soin|vous|sur ~ de|sur? ~ mes|ma|mon|les|elle|eux|lui .. serai|partie|parti|morte|mort|moi|apres
        apres ~ ma ~ mort
        a|pour|de ~ mon ~ enterrement
        mes|mon ~ obseques|enterrement|funerailles
        ne ~ pleurez|pleure|cherchez|culpabilisez|vous ~ pas|en ~ pour|apres|moi|ma|mon|pas ~ moi|mort|depart|personne|de|coupables
        ce n est ~ la|de|pas ~ faute|votre|ta ~ faute? ~ de? ~ personne
        souvenez vous ~ de ~ moi
        merci ~ pour|a|de ~ tout|tous|m|toutes .. adieu|reverrez|quitte|toujours|plus|fin|reverra|pars
        on ~ se ~ retrouvera|reverra ~ la|dans|au|de|ailleurs ~ haut|une|ciel|autre|paradis|l_autre
        je vous|te|t ~ attendrai|regarderai|surveillerai|veillerai ~ de|la|sur ~ la|haut
        j ai ~ dit ~ au_revoir|adieu ~ a|aux ~ tous|tout|mes|ma|mon|ceux|enfants
        """,
        PHRASES,
        drop="""
        avant|jusqu|pour|de|depuis|sur ~ a|les|la|mes|demain|ce|lundi|l|le ~ vacances|fois|semaine|rentree|week|demain|ete|journee|soir|sujet|fil|annee|heure
        a|mon|ma|la|le|les|l|mes ~ ancien|ancienne|anciens|vieux|vieille|cigarette|cigarettes|alcool|sucre|stress|vacances|ete|hiver|kilos|boulot|travail|ex|chef|patron|dossier|maison|voiture
        en|a|au|vers ~ la|l|ma|mon? ~ vacances|retraite|paris|travail|ecole|voyage|weekend
        la cigarette
        de ~ la|mon|ma ~ journee|mere|pere|grand
        fatigue
        et ~ bonne|a|merci ~ nuit|demain|soiree|journee|bientot|a
        a ~ demain|bientot|plus|lundi
        en ~ tant ~ que
        comme ~ tel|telle|moderateur|moderatrice|delegue|deleguee|president|presidente|tresorier|secretaire|benevole
        """,
    ),
    rule(
        "fr.order",
        Kind.FAREWELL,
        """
        j|je|ai ~ ai|vais|donne|distribue ~ donne|distribue|donner|legue ~ toutes|tous|tout|mes|ce|presque ~ mes|ce|mes ~ affaires|que|vetements|livres|choses|objets|bijoux|possedais|meubles ~ $
        j|je .. donne|donner|distribue|distribuer .. affaires|vetements|livres|chien|chat|objets|bijoux|guitare|collection|tout .. aurai|serai|besoin|partir|pars|depart|plus|sert|servira
        je n ~ aurai ~ plus ~ besoin ~ de|d ~ rien|ca|tout|mes|argent|eux|lui|elle|$
        je n ~ en ~ aurai ~ plus ~ besoin
        la ou je ~ vais ~ je|$|on
        j ai ~ trouve|cherche|demande|confie .. garder|adopter|recueillir|prendre|famille|maitre|foyer|chat|chien .. serai|quand|apres|morte|mort|partirai|plus|depart|finir
        j ai ~ confie|donne ~ mon|ma|mes|le|les ~ chien|chat|animaux|chiens|chats .. aurai|plus|besoin|serai|rien|mourir|partir|finir
        je|j|ai ~ ecrit|ecris|redige|laisse|prepare|termine|fini|viens|finis|vais ~ de|d? ~ ecrire|rediger|laisser? ~ une|ma|mes|la|des|un|leurs|mon|mes ~ lettre|lettres|mot|mots|note|video|message ~ d|de ~ adieu|adieux|suicide
        ma|une|des|mes|la|un ~ lettre|lettres|mot|note|video ~ d|de ~ adieu|adieux|suicide
        une ~ lettre ~ d adieu
        ^ ~ lettre|lettres ~ d adieu
        j ai ~ ecrit|laisse|prepare|fini ~ ma|mes|une|des|les|leurs|la ~ lettre|lettres .. trouveront|partir|mourir|mort|apres|quand|pour quand|serai|enfants
        la|les|ma|mes|une ~ lettre|lettres ~ est|sont|attend|attendent ~ sur|prete|pretes|ecrite|ecrites|dans|cachetee|sous ~ la|le|mon|$ .. table|bureau|lit|oreiller|tiroir|soir|nuit|partir|meurs|mourir|pars|trouver
        j ai ~ fait|redige|ecrit|prepare ~ mon ~ testament
        j ai ~ tout? ~ regle|range|trie|solde|mis|prepare ~ mes|tous|toutes|la|mon|en ~ mes|ordre? ~ papiers|affaires|dettes|comptes|compte|maison|ordre .. mourir|partir|mort|finir|plus|depart|pars|morte|reste|serai|avant
        il ne|n? ~ me? ~ reste ~ plus? ~ qu a ~ @die|mourir|partir|disparaitre
        j ai ~ paye|choisi|organise|prepare|prevu ~ mon|mes|ma ~ enterrement|obseques|cercueil|tombe|musique|funerailles
        la musique|les chansons|chanson ~ de|pour|a ~ mon ~ enterrement
        j ai ~ supprime|efface|ferme ~ tous|mes|toutes|mon ~ mes? ~ comptes|photos|messages|compte|traces .. adieu|partir|mourir|plus|rien|fini|reste|disparaitre
        j ai ~ vide ~ mon|mes|ma|l ~ compte|appartement|chambre|maison .. partir|mourir|mort|finir|reste|depart|disparaitre
        """,
        PHRASES,
        drop="""
        a|pour ~ mon|ma|l|la ~ ancien|patron|boulot|travail|collegue|collegues|chef|employeur|association|secours|ex
        parce que ~ je ~ demenage
        car ~ je ~ demenage
        """,
    ),
    rule(
        "fr.means",
        Kind.MEANS,
        """
        j ai ~ mis|garde|stocke|accumule|cache|conserve|economise|amasse|collectionne ~ de|des|assez|plein|tous|mes|les|tout ~ cote|mes|les|un|assez? ~ des|de|mes|les|plein|stock|tous|le|un|du|d? ~ mes|de|les? ~ @drugs
        je garde|stocke|accumule|cache|economise|collectionne|mets|entasse ~ mes|des|les|de|un|tous ~ cote|mes|les? ~ des|mes|les|de? ~ @drugs .. pour|finir|mourir|jour|quand|assez|au|suicide
        j ai ~ achete|trouve|commande|prepare|rassemble|reuni|recupere ~ tout? ~ ce ~ qu ~ il ~ me? ~ faut ~ pour ~ mourir|partir|@kill|en ~ finir?
        j ai ~ achete|trouve|commande|prepare|rassemble|reuni|recupere ~ tout? ~ ce ~ dont ~ j ai ~ besoin ~ pour ~ mourir|partir|@kill|en ~ finir?
        j ai ~ achete|trouve|commande|prepare|rassemble|reuni|recupere|deja|pris ~ tout|ce|la|une|un|les|des|de|l ~ ce|qu|quoi|qui? ~ il|dont|qu|j? .. faut|besoin|mourir|finir|suicider|tuer|pendre|partir|passer
        j ai ~ achete|trouve|commande|prepare|recupere|cache|accroche|attache|noue|installe ~ la|une|un|l|des|les|le|ma ~ @sharp|@drugs .. mourir|finir|tuer|pret|prete|soir|nuit|acte|pour|assez|adieu
        j ai ~ accroche|attache|noue|prepare|installe|achete ~ la|une|un|ma ~ corde|noeud|cordon
        j ai ~ de quoi ~ en ~ finir|mourir|partir
        j ai ~ de quoi ~ mourir|@kill|partir
        j ai ~ assez ~ de|pour ~ @drugs|mourir|en|@kill|partir ~ finir?
        j ai ~ compte|aligne|pose|verse|etale ~ les|mes|tous ~ les|mes? ~ @drugs
        je compte|aligne ~ les|mes ~ @drugs
        tout ~ ce|dont ~ qu|j ~ il|ai ~ me? ~ faut|besoin ~ est ~ la|pret|devant|a|sous|ici
        """,
        PHRASES,
        drop="du ~ bateau|navire|ferry\na|de la ~ pharmacie|cuisine\nque le medecin\navec vue\nen terrasse\npour ~ le|la|les|mon ~ bricolage|chien|cuisine|jardin",
    ),
    rule(
        "fr.at-hand",
        Kind.SET,
        """
        j ai|tiens ~ les|la|mes|l|le|une|un|ma|des|tous ~ mes|les? ~ @drugs|@sharp ~ devant|dans|a|en|sur|contre|pres|sous|juste ~ moi|la|ma|portee|cote|main|mes|l|le|les|de|mon|devant
        les|la|mes|l|le|ma|une|des ~ @drugs|@sharp ~ est|sont ~ la|devant|a|dans|pres|prete|pret|prets|pretes|posee|poses|posees|pose|accrochee|attachee|juste ~ $|devant|moi|cote|ma|mes|de|portee|la
        les|la|mes|l|le|ma|une ~ @drugs|@sharp ~ est|sont ~ sur|dans|devant|sous|pres|la|pret|prete .. attends|courage|ce_soir|soir|nuit|mourir|finir|prendre|avaler|moi|pret|prete|adieu|decide|hesite
        j ai|tiens|prends|pris ~ l|une|un|mon|le|la|du|son ~ arme|pistolet|fusil|revolver|corde|flingue|carabine|lame|couteau ~ dans|sur|contre|a|en|et|pres|de|pour ~ la|ma|mes|main|moi|le|portee|les|mon|je|lit|finir|mourir|me
        je regarde|fixe|contemple ~ les|la|mes|l|le ~ @drugs|@sharp
        je suis ~ deja? ~ au|sur|a|devant|pres|debout|monte|montee|assis|assise|en ~ le|la|du|haut|bord|sur|les|un|bord|au|du? ~ d|de|du|la|le|un|bord? ~ @edge .. sauter|jeter|veux|mourir|finir|vide|saute|envie|adieu|pret|prete|attends|hesite|lacher|tomber|peur|train|regarde|personne|seul|seule|froid
        je suis ~ au|sur ~ le? ~ bord|rebord ~ du|de|d ~ la|l|un? ~ toit|pont|balcon|fenetre|falaise|vide|quai|immeuble|gouffre
        je suis ~ au ~ bord|dessus ~ du ~ vide
        je suis ~ sur ~ le|un|la|les ~ toit|rails|parapet|rambarde|voies|voie|rebord|corniche|falaise
        je suis ~ sur ~ le|un ~ pont ~ $$
        je suis ~ monte|montee ~ sur|au ~ le|dernier ~ toit|pont|etage|parapet
        je regarde ~ le ~ vide
        la corde ~ est ~ prete|la|accrochee|attachee|nouee|autour|en_place
        corde ~ autour|au ~ du|de ~ mon? ~ cou
        un|l|la|ce|mon ~ arme|couteau|pistolet|fusil|lame|canon ~ sur|contre|a ~ la|ma|mon|le ~ tempe|gorge|poignet|tete|poitrine|coeur|cou|peau|bras
        encore|plus|il|juste ~ qu? ~ un ~ seul? ~ pas .. et|vide|fini|sauter|finir
        mes|les ~ pieds ~ au_dessus|dans ~ du|le ~ vide
        j attends ~ le ~ prochain? ~ train .. jeter|sauter|finir|mourir|jette
        @drugs|@sharp ~ est|sont ~ sur ~ la|le|mon|ma ~ table|bureau|lit|chevet ~ je ~ ne|n? ~ attends|reste|manque|hesite|vais
        @drugs|@sharp ~ est|sont ~ sur|dans|la .. attends|courage|hesite|manque ~ plus|que|le|$
        """,
        PHRASES,
        drop="du ~ bateau|navire|ferry\na|de la ~ pharmacie|cuisine\nque le medecin\navec vue\nen terrasse\npour ~ le|la|les|mon ~ bricolage|chien|cuisine|jardin|photo|vue",
    ),
    rule(
        "fr.hint",
        Kind.HINT,
        """
        c est ~ pour|prevu|maintenant|ce ~ pour? ~ ce_soir|cette_nuit|maintenant|tout_de_suite|bientot|soir
        c est ~ ce ~ soir
        c est ~ fini|termine|decide|trop_tard|la_fin
        c est ~ fait
        demain .. je ~ ne|n? ~ serai ~ plus|pas ~ la|ici|en
        je suis ~ sur|au|a|devant ~ le|un|bord|du|la ~ du|de? ~ la? ~ @edge
        je vais ~ le ~ faire
        je ~ le ~ fais|ferai ~ ce|cette|maintenant|la|tout
        je passe ~ a l ~ acte
        rien|personne ~ ne|n? ~ peut|pourra|m ~ m|plus? ~ arretera|arreter|retenir|sauver
        j ai ~ ferme ~ la ~ porte|a
        je suis ~ seul|seule ~ ce|cette|maintenant|chez|a|et
        tout ~ sera|est ~ bientot? ~ fini|termine|pret
        ce sera ~ bientot? ~ fini
        je ~ commence ~ a ~ m|avoir|me|ne ~ endormir|sommeil|sentir|plus
        la tete ~ me ~ tourne
        avant ~ que ~ je ~ change|changer
        avant ~ de ~ changer
        """,
        PHRASES,
    ),
)
