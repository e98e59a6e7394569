"""The Swedish rules on lines as municipalities write them: plurals, compounds, abbreviations, names, negations."""

from __future__ import annotations

import pytest

from tests.tagging.swedish import line, rules, tagger, tags

INVEST = "I;249;403;87"
SERVICE = "D;440;741;87"
GOODS = "D;440;643;87"
FUEL = "D;249;691;87"
WAGES = "D;440;501;"
ELECTRICITY = "D;249;621;87"

# A rule and the codes of its lines; then texts that it must catch (+), and texts that it must not (-).
LINES = """
K01 I;249;403;87
+ Utfasning av oljepannor | Byte från oljepanna till pelletspanna | Konvertering av direktverkande el
- Byte till ny oljepanna | Konvertering från eldningsolja till naturgas | Byte av oljefilter
- Målning med oljefärg
K02 I;249;403;87
+ Solpaneler på simhallen | Solcellsanläggning Lunden | Solelsanläggning | Takplacerad solel | Solpark Hultet
+ Solceller på Solparkens förskola | Solcellerna på Ekbackens skola | Solcellspark Malöga | Solvärme badhuset
- Solparkens förskola, nya golv | Förskolan Solparken | Kv Solparken | Solparksskolan | Solparksvägen, asfalt
- Takbyte utan solpaneler | Tak i stället för solceller | Nedmontering av solceller | Solceller utgår
- Solidaritetsbidrag | Konsolpaneler i kontoret | Solgården, kök | Solkraft Väst AB, hyra
- Ny skola exkl. bergvärme och solceller | Köp av solel | Solcellsdrivna papperskorgar
K03 I;249;403;87
+ Vindkraftverk Stallbacka | Vindkraftsparken Norr, andel | Vindpark till havs
- Rivning av vindkraftverk | Rivning av gamla vindkraftverk | Avveckling av vindkraft | Vindkraftsskolan, kök
- Förskolan Vindkraften | Vindkraftens hus | Köp av vindkraftsel | Vindsvåning, isolering | Vindskydd Hunneberg
- Vindkraft i Väst AB, medlemsavgift | Vindens förskola
K04 I;249;403;87
+ Laddinfrastruktur parkeringar | Laddboxar hemtjänst | Laddstationer | Snabbladdare elbilar | Laddgata Centrum
+ Elbilsladdning | Laddning för bussar
- Parkering, ej laddstolpar | Laddplatser utgår | Laddvagn chromebook | Billaddare till mobiltelefon
- Bilsladd till motorvärmare | Laddstationer till trygghetslarm | Utan solceller och laddstolpar
K05 D;510;631;87
+ Elcyklar hemtjänst | Elcykel | El-bilar | Ellastbil renhållning | Elbussar | Eldrivna redskap
+ Batteridrivna maskiner park | Spårvagnar
- Elever | Element, byte | Elevresor | Elbas och elverk | Eldriftansvarig | Eldrivna sängar | Eldriven port
- Elrullstolar | Laddhybrider | Leasing ej elbilar | Personbilar istället för elbilar | Elektriker
- El till elbilar
K06 I;249;403;87
+ Cykelbanor | Nya cykelbanan | Cykelvägarna i Lunden | GC-banor | GC-vägar | GC bro | Gång- och cykelvägarna
+ Gång/cykelväg | G/C-väg | GCM-väg Sylte | Belysning GC | Cykelöverfarter | Cykelställ | Cykelgarage
+ Cykelpassager | Supercykelväg | Gång & cykelport | Snabbcykelväg | Cykelled Göta älv | Parkering för cyklar
+ Cykelförråd
- Livscykelplan | Livscykelkostnad | Motorcykelbana | Återcykling | Avveckling av cykelbana | Cykelbana utgår
- Rivning av cykelbro | Gata utan cykelbana | Cykelbromsar | Cykelbroschyr | Cykelbana på förskolegård
- Fasad Cykelvägen 4 | GC-MS till laboratoriet | Cykelns förskola | Cyklisternas hus | Cykelledning
K07 I;249;403;87
+ Bussgator | Bussgatan i Sylte | Bussfiler | Spårvägen etapp 2 | Superbuss, kollektivtrafikstråk
+ Signalprioritering för buss
- Spårvägsgatan 4 | Fasad Bussgatan 3 | Busskort | Bussning av elever | Utan bussgata | Förskolan Spårvägen
K08 I;249;403;87
+ Hållplatserna Lunden | Busshållplatser | Bussterminal | Bussfickor | Infartsparkering | Pendelparkering
- Hållplatsgatan | Avveckling av hållplatser | Förskolan Hållplatsen | Parkering | Väderskydd skolgård
K09 I;249;403;87
+ EE-åtgärder fastigheter | EPC-projekt | FTX-aggregat | Byte av fönster Lunden | Fönsterbyten | Vindsisolering
+ Behovsstyrd ventilation, behovsstyrning | Energisparåtgärder | Ventilation med värmeåtervinning
- Energidryck | Isoleringsrum | Fönsterputs | Skyltfönsterbyte | Utan energieffektivisering
- El- och energiprogrammet | Klimatanläggning | Beställningsstyrning | Behovsstyrelse
K10 I;249;403;87
+ LED-belysning | Ledlampor | Byte till LED | Gatubelysning LED | Belysning till LED | Byte av gatubelysning
+ Kvicksilverarmaturer | LED armaturer | Övergång till LED
- Ledningsbyte | Ledarskap | Ledningsgrupp | LED-skärm | Motionsled belysning | Vattenarmaturbyte
- Skyltning till led 2 | Belysning led vid ån | Ledsagare | Byte av belysningsstolpar
K11 I;249;403;87
+ Bergvärmepumpar | Luftvärmepump | Sjövärme
- Bergvägg | Ingen bergvärme | Avveckling av värmepump | Värmeplatta
K12 I;249;403;87
+ Fjärrvärmekulvert | Fjärrvärmecentraler | FJV-kulvert | Anslutning till fjärrvärme | Konvertering fjärrvärme
+ Spillvärme från industri
- Fjärrundervisning | Kulvert | Fjärrlån bibliotek | Ej fjärrvärmeanslutning
K13 D;249;691;87
+ HVO-diesel till traktor | HVO100 till lastbilar | Fordonsgas, biogas | Fordonsgas | Vätgas | RME | Bioolja
+ Pelletspanna
- Biografen | Bio och teater | Biogasvägen 2 | Gasverket | Flis till lekplats | Armé | Kattpellets | Utan biogas
K14 D;440;741;87
+ Återvinningscentraler | ÅVC Hultet | Källsortering | Återanvändning av möbler | Cirkulär ekonomi
+ Matavfallspåsar
- Cirkulärsåg | Cirkulär bänk | Cirkuläret | Cirkulationsplats | SKR-cirkulär | Utan återbruk | Cirkulär 24:10
- Återvinningsgatan
K15 I;249;403;87
+ Metangasinsamling | Lustgasrening
- Lustgas förlossning | Biogasinsamling | Metangaslarm
K16 I;249;403;87
+ Batterilagret | Smarta elnät | Flexibilitetstjänster
- Effektstyrning av verksamhet | Lagerlokal | Personalens flexibilitet
K17 I;249;403;87
+ BECCS | Koldioxidavskiljning | Kolsänkor
- Skolsänkning | Biokoloni | Biokollektion | CCSA
K18 I;249;403;87
+ Våtmarker | Våtmarken vid Hultet | Återvätning av torvmark
- Våtmarkens förskola | Förskolan Våtmarken | Våtmarksvägen | Utdikning av våtmark | Våtrum | Torvmarknad
K19 I;249;403;87
+ Plantering av träd | Nya träd Centrum | Stadsträd | Gatuträd | Ersättningsträd
- Trädgårdsmästare | Stadsträdgård | Trädplantskola | Skogsskola | Nya trädgårdsmöbler | Fällning av gatuträd
- Skogsplantskolan | Trädäck
K20 D;440;741;87
+ Klimatanpassning | Klimatanpassningsåtgärder | Klimatanpassat torg | Klimatsäkring av gator | Klimatrisker
- Klimatanpassade måltider | Måltider, klimatanpassade | Klimatanpassad kost | Klimatanpassade resor
- Arbetsklimatrisker | Inomhusklimatanpassning | Klimatskal | Klimatsmart | Klimatanpassad betong
K21 I;249;403;87
+ Dagvattendamm | Fördröjningsdammar | Regnbäddar | Gröna tak | Grönt tak | Bräddavloppet | Skyfallsåtgärder
- Dammsugare | Översvämningsskador | Vattenskada | Gröna takpannor | Utan dagvattenåtgärder | Fontändamm
K22 I;249;403;87
+ Skredsäkring | Stabilitetsåtgärder längs älven | Släntstabilisering | Rassäkring | Skyddsvallar
- Bullerskyddsvall | Terrasskydd | Skyddsvall skjutbana | Rastrisk | Strandskyddsdispens | Strandskydd
K23 I;249;403;87
+ Solavskärmningar | Markiser | Komfortkylning | Solsegel | Värmeböljor | Solskydd
- Solskyddskräm | Solskyddsmedel | Soldäck | Markisvägen | Utan solskydd | Kylrum
K24 I;249;403;87
+ Ny vattentäkt | Vattenskyddsområden | Nödvattentankar
- Spillvattenskydd | Vattenskyddsduk | Vattenlek | Vattenkanna
K25 D;440;741;87
+ Klimatstrategi | Klimatplanen | Klimat- och energistrategi | Klimatåtgärder | Klimatbokslut | Energiplan
- Arbetsklimatplan | Klimatskal | Klimatanläggning | Klimatskåp | Inomhusklimat | Klimatplank
- Inget klimatprogram
K26 D;440;741;87
+ Bilpooler | Elbilspool | Lådcyklar | Tjänstecyklar | Hållbara resor | Hållbart resande | Mobility management
- Mobilpool | Automobilpool | Mobilitetsplan Erasmus | Hållbara möbler | Biljardpool
K27 I;249;403;87
+ Trästommar | KL-trä | Klimatförbättrad betong | Träbyggnad
- Trätrall | Ommålning av träbyggnader | Träbyggnad, målning | Trädgård | Träskor | Renovering av äldre träbyggnad
K28 D;440;643;87
+ Växtbaserat | Vegetariska rätter | Klimatsmarta måltider | Matsvinnet | Klimatanpassade måltider
+ Måltider, klimatsmarta
- Vegetation | Klimatsmarta resor | Växter | Inget vegetariskt | Svinnkött
H01 I;249;403;87
+ Oljepannor | Oljebrännare | Naturgasen | Gaspanna | Gasol
- Gasverket | Avveckling av oljepanna | Biogaspanna | Oljefärg | Målarolja | Rivning av oljepanna | Gasolin
- Stadsgasverket | Matolja | Naturgasvägen 3
H02 D;249;691;87
+ Dieselbilar | Bensinkort | Alkylatbensin | Diesel och HVO100 | Bensin, diesel och HVO | HVO/diesel
- HVO-diesel | Diesel HVO100 | Dieselverkstaden | Bensinstation | Sanering av bensin | Utfasning av diesel
- Maskin istället för diesel | Biodiesel
H03 D;440;741;87
+ Flygresa | Flygbiljetter | Inrikesflyg | Flyg till Bryssel | Resor, flyg
- Flygplats | Flygande inspektör | Flygfri | Minskade flygresor | Tåg i stället för flygresor | Flygel | Flygblad
- Tåg och flyg | Flyg- och tågmuseum | Klimatväxling flygresor
H04 I;249;403;87
+ Ny väg | Nya gator | Nya vägar | Förbifarten | Vägbreddning | Nytt körfält | Breddning av gator
- Ny vägledning | Ny ledning | Nya ledningar | Breddning av cykelväg | Breddning av gångväg | Breddning av GC-väg
- Nytt körfält för buss | Avvägning | Gatubelysning | Utan ny väg | Breddning av ledning | Förskolan Förbifarten
H05 I;249;403;87
+ Parkeringshuset | P-däck | Nya parkeringsplatser | Fler parkeringar | Nytt p-hus
- Parkettgolv | Parkering, ommålning | Rivning av parkeringshus | Nya cykelparkeringar | Parkskötsel
- Mobilparkering
H06 D;440;643;87
+ Kött | Köttfärs | Fläskkött | Charkvaror
- Köttfria dagar | Köttbullsfritt | Minskat nötkött | Fisk | Charkuteri utgår
H07 D;440;741;87
+ Sopförbränning | Avfallsförbränningen
- Avfallskvarn | Förbränningsmotor | Utan avfallsförbränning
H08 I;249;403;87
+ Asfaltering | Gatubeläggningar | Beläggning | Gatuunderhåll | Vägunderhållet
- Sängbeläggning | Golvbeläggning | Beläggning korttids | Asfalt på cykelvägar | Asfaltering GC-vägar
- Beläggningsgrad | Beläggning särskilt boende | Tandbeläggning
H09 I;249;403;87
+ Nytt äldreboende | Nya förskolor | Ny sporthall | Nytt badhus | Ny F–6-skola | Tillbyggnader | Nya gruppbostäder
+ Nytt särskilt boende | Nybyggnad av skola
- Ny skolassistent | Nya skolmöbler | Nytt bibliotekssystem | Nybyggnad av gång- och cykelväg | Nya ishallsportar
- Nytt kontorsmaterial | Ny lokalvårdsmaskin
H10 D;440;741;87
+ Rivningar | Husrivning | Riva paviljonger | Exploateringsområde | Markanvisningar | Fastighetsrivning
- Indrivning av fordringar | Beskrivning | Avskrivning | Drivning | Löner exploatering | Sexuell exploatering
- Försäljning exploateringsmark | Exploateringsbidrag
H11 D;249;631;87
+ Bilar | Tjänstebilar | Skåpbilar | Traktorer | Hjullastare | Fordonen | Drivmedel | Arbetsmaskinen
- Bilder | Bilagor | Mobiler | HVO100 till lastbilar | HVO-diesel till traktor | Fordonsgas | Biogas till fordon
- Löner fordon | Försäljning av fordon | Försäkring fordon | Fordonsutbildning | Automobil | Diesel till traktor
- Körkort lastbil | Elfordon | Biltvätt
H12 D;440;643;87
+ Måltider | Livsmedel | Mejerivaror | Råvaror | Skolmaten | Mjölk | Skollunch | Livsmedel inkl. vegetariskt
- Livsmedelskontroll | Livsmedelsinspektörer | Löner måltid | Måltidsmöbler | Måltidsavgift
- Vegetariska livsmedel | Klimatanpassade måltider | Skolmatsal | Måltidssystem
H13 D;249;631;87
+ Laddhybrider | Hybridbilar | Elbilar och lastbilar | El- och gasbilar | Personbilar och elbilar
- Elbilar | Fordon, elbilar | Hybridmöten | Löner laddhybrid | Ersätta personbilar och fordon med elfordon
H14 I;249;403;87
+ Ombyggnad Storgatan med cykelbana | Upprustning av gator | Renovering av vägar, nya träd | Ombyggnad gata med GC
- Ombyggnad av cykelväg | Upprustning bussgata | Ombyggnad av Vårvägens förskola | Renovering Vårvägen 4
E01 D;249;621;87
+ Köp av vindkraftsel | El, ursprungsgaranti vindkraft | Solel | Grön el | Vattenkraft
- El | Grön elefant | Element
E04 D;100;701;87
+ Tågresor | Nattåg | Pendeltåg | Busskort | Månadskort | SJ-biljetter | Tåg i stället för flyg
- Tågvirke | Tåg och flyg | Luciatåg | Uttåg | Taxi till tåg
"""


def by_rule() -> dict[str, tuple[str, dict[str, list[str]]]]:
    found: dict[str, tuple[str, dict[str, list[str]]]] = {}
    texts: dict[str, list[str]] = {}
    for row in LINES.strip().splitlines():
        first, _, rest = row.partition(" ")
        if first in "+-":
            texts[first] += rest.split(" | ")
        else:
            texts = {"+": [], "-": []}
            found[first] = (rest, texts)
    return found


WORDS = by_rule()


@pytest.mark.parametrize("name", sorted(WORDS))
def test_a_rule_knows_its_words_and_the_traps_beside_them(name: str) -> None:
    codes, texts = WORDS[name]
    missed = [text for text in texts["+"] if name not in tagger().matching(line(text, codes))]
    wrong = [text for text in texts["-"] if name in tagger().matching(line(text, codes))]
    assert (missed, wrong) == ([], [])


def test_every_rule_that_goes_by_words_is_tried() -> None:
    assert {rule.id for rule in rules().rules if rule.text is not None and not rule.is_scope} == set(WORDS)


@pytest.mark.parametrize(
    ("text", "codes", "expected"),
    [
        # Bought energy is decided by the energy, not by what it is for.
        ("El till gatubelysning, ursprungsgaranti vindkraft", ELECTRICITY, "NE/EP"),
        ("Köp av vindkraftsel", ELECTRICITY, "NE/EP"),
        ("El till laddstolpar och värmepumpar", ELECTRICITY, "OU/EP"),
        ("El LED-belysning cykelvägar", ELECTRICITY, "OU/EP"),
        ("Förnybar el till fordon", ELECTRICITY, "NE/EP"),
        ("Eldningsolja", ELECTRICITY, "OG/EP"),
        ("Biogas", ELECTRICITY, "GV/EP"),
        # Staff is neutral whatever its unit buys, builds or looks after, but for those who work with the climate.
        *(
            (text, WAGES, "NE/NE")
            for text in ("Löner måltid", "Löner plan och exploatering", "Löner fordon och verkstad")
        ),
        *((text, WAGES, "NE/NE") for text in ("Löner lokalvård", "Spårvägen, timlöner", "Löner VA och dagvatten")),
        ("Färdtjänsthandläggare", "D;530;501;", "NE/NE"),
        ("Klimatstrateg", "D;263;501;", "GV/NE"),
        ("Klimatanpassningssamordnare", WAGES, "NE/MG"),
        ("GC-väg, eget arbete", "I;249;501;", "MG/EP"),
        # Revenue stays outside.
        ("Försäljning av begagnade fordon", "I;249;301;87", "UT/UT"),
        # Where the fuel is named, the machine's word gives way.
        ("HVO100 till lastbilar och arbetsmaskiner", FUEL, "GV/EP"),
        ("HVO-diesel till traktor", FUEL, "GV/EP"),
        ("Fordonsgas, biogas", FUEL, "GV/EP"),
        ("Diesel till lastbilar och arbetsmaskiner", FUEL, "OG/EP"),
        ("Bensin, diesel och HVO", FUEL, "OU/EP"),
        ("Elbilar och dieselbilar", "D;249;631;87", "OU/EP"),
        ("Elbilar och lastbilar", "D;249;631;87", "OU/EP"),
        ("Leasing laddhybrider", "D;249;631;87", "OU/EP"),
        # Names.
        ("Solparkens förskola", "I;407;403;87", "OU/EP"),
        ("Solparkens förskola, solceller", "I;407;403;87", "MG/EP"),
        ("Vindkraftsskolan, inventarier", "I;440;402;87", "OU/EP"),
        # Meals.
        ("Klimatanpassade måltider", GOODS, "GV/EP"),
        ("Livsmedel inkl. vegetariskt", GOODS, "OU/EP"),
        ("Livsmedelskontroll, provtagning", "D;261;741;87", "NE/EP"),
        # Negations and what is taken away.
        ("Avveckling av cykelbana", INVEST, "OU/EP"),
        ("Rivning av vindkraftverk", INVEST, "OU/EP"),
        ("Nytt tak istället för solceller", INVEST, "OU/EP"),
        ("Rivning av parkeringshus", INVEST, "OU/EP"),
        ("Konvertering från eldningsolja till naturgas", INVEST, "OG/EP"),
        # Lines of two minds.
        ("Nytt äldreboende med solceller", "I;510;403;87", "OU/EP"),
        ("Nya skolan, bergvärme", "I;440;403;87", "OU/EP"),
        ("Nybyggnad av gång- och cykelväg", INVEST, "MG/EP"),
        ("Ombyggnad av Storgatan med cykelbana och trädplantering", INVEST, "OU/GV"),
        ("Cykelbana och nya parkeringsplatser", INVEST, "OU/EP"),
        ("Tåg och flyg", "D;100;701;87", "OU/EP"),
        # An ordinary day in the accounts.
        ("Indrivning av fordringar", "D;900;741;87", "NE/EP"),
        ("Ledningsbyte VA Lunden", "I;865;403;87", "NE/GV"),
    ],
)
def test_a_line_has_the_tags_that_a_controller_expects(text: str, codes: str, expected: str) -> None:
    assert "/".join(tags(text, codes)) == expected
