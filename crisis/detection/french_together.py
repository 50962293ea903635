"""French words that mean danger when one sentence holds them all, in whatever order."""

from __future__ import annotations

from crisis.detection.gathering import bags
from crisis.detection.grammar import Bag
from crisis.detection.kinds import Kind

_SETS = {
    "i": "je j me m moi ma mon mes",
    "tonight": "ce_soir cette_nuit maintenant tout_de_suite aujourd_hui dans_une_heure dans_dix_minutes minutes minuit aube"
    " avant_demain dort dorment des_que avant_le_matin dans_quelques_heures heure dans_un_instant la_maintenant endort",
    "end": "me_tuer me_tue me_tuerai me_suicider me_suicide en_finir j_en_finis mettre_fin_a mets_fin_a mettrai_fin_a suicide"
    " me_pendre me_supprimer passer_a_l_acte passe_a_l_acte overdose me_donner_la_mort me_foutre_en_l_air me_flinguer"
    " me_jeter sauter m_oter_la_vie quitter_ce_monde",
    "drugs": "medicaments medocs cachets comprimes somniferes pilules anxiolytiques gelules calmants",
    "dead": "mourir mort morte meurs mourrai crever",
    "gone": "quand_je_ne_serai_plus quand_je_serai_partie quand_je_serai_parti quand_je_serai_mort quand_je_serai_morte apres_ma_mort"
    " je_ne_serai_plus_la je_ne_serai_plus apres_mon_depart quand_je_n_y_serai_plus lorsque_je_ne_serai_plus une_fois_partie"
    " une_fois_morte une_fois_parti une_fois_mort quand_je_serai_plus_la je_serai_plus_la",
    "if_gone": "sans_moi si_je_n_etais_plus si_je_n_etais_pas si_j_etais_mort si_j_etais_morte si_je_mourais si_je_disparaissais"
    " si_je_n_existais si_je_partais_pour si_j_etais_plus_la si_j_etais_pas_la quand_je_ne_serai_plus si_je_crevais"
    " si_je_n_existe si_je_meurs si_je_disparais si_je_ne_suis_plus si_je_ne_me_reveillais si_je_n_avais_jamais",
    "edge": "pont toit falaise balcon rails quai rambarde parapet bord rebord la_haut viaduc",
    "sharp": "lame rasoir arme corde couteau pistolet fusil noeud",
    "other": "il elle son sa ses lui leur ils elles ami amie frere soeur mere pere maman papa fils fille mari femme conjoint"
    " copain copine cousin cousine voisin voisine collegue eleve tu vous ton ta votre oncle tante patient",
    "talk": "prevention article livre expose formation recherche statistiques taux numero journee film chanson conference"
    " etude reportage podcast demande dissertation mission cours survivants documentaire",
}

BAGS: tuple[Bag, ...] = bags(
    _SETS,
    (
        ("fr.together-now", Kind.SET, """
            @tonight & @end & @i & ! pensais plus_maintenant pas jamais il elle tu vous @talk
            @tonight & mourir mort morte meurs & je_vais je_veux je_serai j_ai_decide je_suis_prete je_suis_pret je & ! pas jamais il elle tu vous honte rire
            ce_soir voila & je_vous_aime adieu pardonnez_moi pardon je_vous_aime_tous & ! diner fete joyeux
            ce_soir cette_nuit bientot & retrouve rejoins rejoindre retrouver & maman papa mon ma lui elle & cachets pret prets corde ciel finir derniere
            j_ai j_en_ai & pris avale bu & trop tout plein quelque_chose & sens mains tourne engourdi engourdie finir mourir aidez floue coeur peur dormir & ! cafe gateau soleil il elle
            vide & armoire_a_pharmacie pharmacie & j_ai & ! elle il menage
            avant & lever_du_soleil aube matin lever_du_jour & en_finir fini finir morte mort & je j & ! film il
            ecris poste & du_toit du_pont toit rebord bord_du balcon & je j & ! terrasse fete vacances
            fusil pistolet arme revolver & charge chargee
            lame rasoir couteau & contre sur & poignet gorge bras cou ma_peau & ! medecin cuisine
            minutes heure & tout_sera_fini tout_est_fini ce_sera_fini sera_fini & je j moi & ! travail examen reunion
            frappe bat tape cogne etrangle & me nous maman & en_ce_moment maintenant bu peur aidez ivre saoul & ! soleil foot
            ami amie frere soeur fils fille mari femme mere pere & adieu suicide & cachets arme corde couteau pont repond texto & ! ans annees
            suis_jete suis_jetee me_suis_jete & voiture train bus & je
            @drugs & lettre lettres mot & prete pret heure la ecrite & ma je mon & ! medecin il elle ordonnance
            tiens j_ai & @sharp & m_arreter me_retenir me_controler me_faire_du_mal me_tuer confiance & ! il elle cuisine
            overdose & fait prise deja viens pris & je j & ! il elle ans film
            gare quai rails voies voie & jeter sauter lancer allonger & train sous dessous voie rails & je j m me & ! il elle travail retard
            coupe coupee entaille & fort profond profondement & sens sang saigne faible partir tourne froid & je j me & ! il elle cuisine
            ce_soir cette_nuit maintenant & changer_d_avis m_arreter me_sauver me_convaincre me_retenir & je me m ne personne & ! il elle
            sur_le_point & tout_arreter tout_avaler sauter en_finir me_tuer tout_prendre & ! il elle
            @drugs boite & je_vais_tout tout_avaler tout_prendre dans_la_main devant_moi les_avaler pret_a_avaler prete_a_avaler tous_avaler a_cote_de_moi & @i & ! medecin il elle
            @edge & sauter saute train vide jeter lacher & je j moi mien mon & ! il elle pas rate billet retard travail
            je_vais_sauter & la_haut deja maintenant vide pont
            saigner saigne saignement sang & profond arrete coupe coupee poignet coulent & j_ai je_me mon mes ca & ! nez regles il elle
            lettre_d_adieu mot_d_adieu & ce_soir minutes heure maintenant bientot table cette_nuit & ! il elle
            je_serai & mort morte & aube demain matin ce_soir bientot heures heure minutes nuit & ! fatigue
            @sharp & prete pret chargee gorge tempe poignet main attachee moi_aussi & je moi j mon ma & ! il elle mari son cuisine
            j_ai & pris avale & il_y_a_une_heure minutes heures trop tout tous & peur maintenant mourir adieu tourne pardon seule seul regrette hopital & ! il elle
            avale avaler prendre pris & boite boites poignee tas plaquette plaquettes entiere totalite & je j & ! medecin jours il elle par_jour chocolat chocolats biscuits bonbons gateaux
            j_ai & coupe & trop_profond profond profondement & saigne saigner sang arrete
        """),
        ("fr.together", Kind.WISH, """
            plan & date methode & j je & ! mariage vacances voyage fete projet reunion travail @talk regime
            plan & mourir suicide me_tuer en_finir & je j mon & ! pas @talk il elle
            lettre lettres mot mots ecrit & @gone
            donner donne donnes distribue & affaires choses vetements livres tout & @gone besoin
            chat chien enfants fille fils & @gone & garder occuper soin trouve quelqu prendre
            paix prete pret accepte & mourir ma_mort la_mort & je j & ! cancer medecin pas palliatifs age
            cote stock garde accumule cache economise compte & @drugs & je j mes & des depuis pour assez semaines mois & ! medecin pas frais pharmacie
            rechute rechuter recraque & coupe coupee recoupe recoupee lame scarifie scarifiee mal brulee & je j & ! pas sans ans
            recoupe recoupee rescarifie rescarifiee & me je
            dormir endormir & mourir & veux voudrais espere aimerais & ! pas
            seule_chose seule_raison & retient tient empeche rattache reste & suicider suicide vie tuer la vivante vivant
            si_je_n_avais si_ce_n_etait sans_mon sans_ma sans_mes & tue tuee mort morte suicide suicidee fini finirais
            je_me_serais je_me_serai & tue tuee suicide suicidee pendu pendue
            suicidaire suicidaires & je_suis j_ai je_me_sens je_deviens je_reste suis & ! pas plus jamais aucune @talk il elle etais avait
            pensees idees envies pulsions & suicide suicidaires mourir mort en_finir me_tuer & je j me mes & ! pas plus jamais aucune @talk @other n
            suicide me_tuer me_suicider mourir & seule_issue seule_solution seule_option seule_facon seule_sortie derniere_solution derniere_issue solution delivrance & ! @talk pas il elle n_est
            decision decide & prise c_est_decide irai_pas j_ai_decide & sans_moi partir anniversaire jusqu_a_mon mourir pars fin adieu & ! vacances travail demission
            mort mourir & echappatoire seule_porte sortie fuir echapper & ma moi je seule & ! film jeu il elle
            plutot & mourir crever & vivre annee continuer comme_ca & ! manger
            rails voies pont train trains & j_y_pense je_pense je_regarde je_fixe & tous_les_jours chaque tout_le_temps souvent sauter & ! il elle travail
            testament lettres & heure bientot pret prete ecrit fini temps & je j mon & ! notaire il elle amour
            derniers_mots dernieres_paroles & je j mes & ! film livre son
            me_coupe me_scarifie me_brule me_taillade & je & mois semaines jours depuis soirs nuits souvent encore toujours ans & ! cheveux cuisine ongles doigt four
            coupe coupee brule brulee taillade entaille taillader couper bruler & bras cuisse cuisses poignet poignets jambe jambes peau & je j me & merite envie encore expres cigarette briquet lame besoin parce revient & ! four cuisine casserole accident
            merite & mourir la_mort de_crever & je
            courage cran & me_tuer mourir en_finir sauter de_le_faire passer_a_l_acte & j je & ! il elle
            c_est_decide & adieu partirai irai vivrai verrez finirai anniversaire & ! vacances
            pourquoi & je_ne_me & tuerais tue suiciderais suicide
            mort & seule_issue seule_solution delivrance soulagement apaisante attends attire reconfortante & je me m moi & ! pas grand palliatifs
            prepare planifie choisi choisis organise & ma_mort mon_suicide ma_propre_mort facon_de_mourir facon_dont
            me_blesser me_couper me_scarifier me_mutiler me_bruler me_faire_du_mal & envie besoin pulsion arreter empecher tentee tente & ! plus_envie pas_envie
        """),
        ("fr.together-low", Kind.WEARY, """
            @if_gone & mieux heureux heureuse soulages soulagee soulage simple facile difference pleurerait remarquerait regretterait tranquilles monde manquerais verrait libres soulagement
            personne qui & remarquerait regretterait pleurerait verrait manquerais manquerai souci remarquera pleurera & mort morte disparaissais mourais parti partie enterrement disparition la & je j me m
            poids fardeau boulet charge & je_suis je_me_sens me_sens suis_qu suis_devenu suis_devenue impression & ! pas tu vous elle il perdre prendre kilos perdu travail
            sans_espoir aucun_espoir plus_d_espoir perdu_espoir perdu_tout_espoir & ! il elle ils cas
            desespere desesperee & je je_suis vie tout & ! pas trouver
            piege piegee coince coincee & espoir issue sortie & je me suis
            avenir lendemain futur demain & ne n pas aucun aucune plus & vois imagine imaginer voir projeter projette & je j me m & ! reunion meteo billets
            tout_abandonner tout_lacher tout_laisser_tomber & envie veux vais voudrais & je j & ! il elle travail etudes
            noyer noie coule sombre etouffe & je j me & monde personne fiche seul seule respire plus & ! piscine mer
            personne tout_le_monde & fiche moque fout soucie & moi je j & vivre meurs vie existe noyer mal disparais
            vois imagine & vieillir vieille vieux an_prochain dans_dix & ne pas plus & me & ! appartement
            monde personne & besoin & moi & pas n personne & ! aide
            attends attend & tout_soit_fini fini ca_finisse ca_s_arrete la_fin mourir la_mort & je j & ! examen hiver semaine film
            lumiere & tunnel & pas plus aucune n
            plus_rien rien & de_sens n_a_de_sens d_importance ne_compte & ! il reunion phrase
            pourquoi & en_vie encore_la j_existe je_vis suis_nee suis_ne je_reste & ! il elle
            famille enfants tout_le_monde proches mari femme ils & merite meritent & mieux & moi
            gache detruis ruine & tout vie & je & tous monde enfants famille ceux
            que_je_vive & que_je_meure
            vivre_ou_mourir mort_ou_vivant mort_ou_vif
            voiture bus camion train & percute renverse ecrase fauche percuter renverser & aimerais voudrais espere soulagement derangerait veux & me m & ! ma_voiture
            fatigue fatiguee las lasse epuise epuisee marre & de_vivre d_exister de_la_vie de_cette_vie d_etre_en_vie de_lutter de_respirer & ! ici appartement avec
            raison & vivre continuer rester me_lever & plus aucune pas n & je j
            sens but interet & plus aucun n perdu quoi & vie vivre continuer exister & ! reunion unique
            peux_plus peux_pas pourrai_pas arrive_plus pourrai_plus & continuer vivre tenir supporter & comme_ca ainsi longtemps la_vie cette_vie ma_vie
            plus_rien & retient retienne attend attende rattache & me m ici
            jamais & ne_naitre d_etre_nee d_etre_ne ne_nee exister existe naitre & je j aurais
            reveiller & espere aimerais voudrais prie derangerait prefere & ne plus pas jamais & ! tot tard
            baisse_les_bras abandonne laisse_tomber & vie tout vivre espoir & je j & ! cigarette travail
            a_quoi_bon & tout_ca continuer vivre lutter encore rester me $
            disparaitre effacer evaporer & aimerais voudrais veux envie pouvoir & je j & pour_toujours monde personne juste completement pouvoir vie
            douleur souffrance souffrir & arrete cesse finisse fini & veux voudrais juste besoin & je j & ! genou dos dent medecin
            rien & ira changera & jamais & mieux moi vie pour_moi
            bon_a_rien sers_a_rien inutile & je_suis je_ne & vie vivre personne monde & ! pas_inutile
            deteste hais & vivre exister mon_existence
        """),
    ),
)  # fmt: skip
