//! The people's invented names, with the letters that real directories hold.

/// Given name, family name, local part of the sign-in name.
pub(crate) const PEOPLE: [(&str, &str, &str); 24] = [
    ("Alex", "Wilber", "AlexW"),
    ("Adele", "Vance", "AdeleV"),
    ("Zoë", "Åström", "zoe.astrom"),
    ("Łukasz", "Żółty", "lukasz.zolty"),
    ("Shay", "O'Brien", "shay.o'brien"),
    ("María José", "Núñez", "mariajose.nunez"),
    ("花子", "田中", "hanako.tanaka"),
    ("Jürgen", "Groß", "juergen.gross"),
    ("Ольга", "Белова", "olga.belova"),
    ("Diego", "Siciliani", "DiegoS"),
    ("Nestor", "Wilke", "NestorW"),
    ("Isaiah", "Langer", "IsaiahL"),
    ("Émilie", "D’Arcy", "emilie.darcy"),
    ("Bjørn", "Næss", "bjorn.naess"),
    ("Priya", "Natarajan", "priya.natarajan"),
    ("محمد", "الفاسي", "mohamed.elfassi"),
    ("Megan", "Bowen", "MeganB"),
    ("Joni", "Sherman", "JoniS"),
    ("Çağla", "Işık", "cagla.isik"),
    ("Lee", "Gu", "LeeG"),
    ("Ana", "Bowman", "AnaB"),
    ("Grady", "Archie", "GradyA"),
    ("Lidia", "Holloway", "LidiaH"),
    ("Pradeep", "Gupta", "PradeepG"),
];

pub(crate) const TITLES: [&str; 6] = [
    "Account Manager",
    "Engineer",
    "Analyst",
    "Sales Lead",
    "Controller",
    "Designer",
];
