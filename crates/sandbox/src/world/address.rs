//! Names and addresses on mail and meetings, and the outside world's share of odd ones.

/// A participant as a mail or a meeting carries it.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Address {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) address: Option<String>,
}

impl Address {
    pub(crate) fn new(name: &str, address: &str) -> Self {
        Self {
            name: Some(name.to_owned()),
            address: Some(address.to_owned()),
        }
    }

    /// Reads `address` or `Name <address>`.
    pub(crate) fn parse(text: &str) -> Self {
        match text
            .rsplit_once('<')
            .and_then(|(name, rest)| Some((name.trim(), rest.strip_suffix('>')?)))
        {
            Some((name, address)) if !name.is_empty() => Self::new(name.trim_matches('"'), address),
            Some((_, address)) => Self::new(address, address),
            None => Self::new(text, text),
        }
    }
}

/// Correspondents as most are.
pub(crate) const OUTSIDERS: [(&str, &str); 28] = [
    ("Ana López", "ana.lopez@acme.example"),
    ("Ben Carter", "ben.carter@acme.example"),
    ("Chloe Martin", "chloe@acme.example"),
    ("Derek Hale", "derek.hale@acme.example"),
    ("Ewa Nowak", "ewa.nowak@partner.example"),
    ("Farid Haddad", "farid@partner.example"),
    ("Lena Fischer", "lena@partner.example"),
    ("Gita Rao", "gita.rao@sub.partner.example"),
    ("Hugo Blanc", "hugo.blanc@sub.partner.example"),
    ("Ines Duarte", "ines@deep.sub.partner.example"),
    ("Jonas Weber", "jonas.weber@fabrikam.example"),
    ("Kei Mori", "kei.mori@northwind.example"),
    ("Lars Holm", "lars.holm@northwind.example"),
    ("Mina Park", "mina.park@adatum.example"),
    ("Noor Aziz", "noor@tailspin.example"),
    ("Olu Ade", "olu.ade@woodgrove.example"),
    ("Pia Sand", "pia.sand@wingtip.example"),
    ("Quinn Doyle", "quinn@litware.example"),
    ("Rosa Silva", "rosa.silva@proseware.example"),
    ("Sven Berg", "sven.berg@lucerne.example"),
    ("Tariq Aslam", "tariq@vanarsdel.example"),
    ("Uma Iyer", "uma.iyer@alpine.example"),
    ("Vera Lund", "vera.lund@graphic.example"),
    ("Wei Chen", "wei.chen@humongous.example"),
    ("Ximena Ruiz", "ximena@coho.example"),
    ("Yara Costa", "yara.costa@trey.example"),
    ("Zac Hill", "zac.hill@margie.example"),
    ("Newsletter", "news@bulk.example"),
];

/// Spellings that real mailboxes hold and that a careless reader trips over; the second part may be absent.
pub(crate) const ODD_OUTSIDERS: [(&str, Option<&str>); 29] = [
    ("ANA LÓPEZ", Some("Ana.Lopez@ACME.example")),
    ("Ana (deals)", Some("ana.lopez+deals@acme.example")),
    ("Ben, padded", Some("  ben.carter@acme.example ")),
    ("Chloe, root dot", Some("chloe@acme.example.")),
    ("Jürgen Bücher", Some("jürgen@bücher.example")),
    (
        "Jürgen Bücher (A-label)",
        Some("jürgen@xn--bcher-kva.example"),
    ),
    ("Straße", Some("kontakt@straße.example")),
    ("日本 支店", Some("支店@日本.example")),
    ("Ιωάννης", Some("ΙΩΆΝΝΗΣ@ACME.EXAMPLE")),
    (
        "Legacy user",
        Some(
            "/O=EXCHANGELABS/OU=EXCHANGE ADMINISTRATIVE GROUP (FYDIBOHF23SPDLT)/CN=RECIPIENTS/CN=4F2A-LEGACY",
        ),
    ),
    (
        "X500 user",
        Some("X500:/o=ExchangeLabs/ou=First Administrative Group/cn=Recipients/cn=moved.user"),
    ),
    (
        "Encapsulated",
        Some("IMCEAEX-_O=EXCHANGELABS_OU=FIRST_CN=RECIPIENTS_CN=MOVED@acme.example"),
    ),
    ("No address", Some("")),
    ("Absent address", None),
    ("Domain literal", Some("root@[192.0.2.7]")),
    ("Display form", Some("Ben Carter <ben.carter@acme.example>")),
    ("Two signs", Some("ben@carter@acme.example")),
    ("Quoted local", Some("\"odd@local\"@acme.example")),
    ("No domain", Some("undisclosed-recipients:;")),
    ("Host name only", Some("cron@localhost")),
    ("Lookalike", Some("ana.lopez@acme.example.evil.example")),
    ("Lookalike two", Some("ana.lopez@notacme.example")),
    ("Lookalike three", Some("ewa@notpartner.example")),
    ("Below our own", Some("bot@mail.contoso.example")),
    (
        "Our IDN, A-label",
        Some("vertrieb@xn--bcher-contoso-wob.example"),
    ),
    (
        "Guest as written",
        Some("ewa.nowak_partner.example#EXT#@contoso.onmicrosoft.example"),
    ),
    ("Deep partner", Some("Ines@Deep.Sub.Partner.example")),
    ("Apostrophe", Some("d'angelo@acme.example")),
    (
        "Long local",
        Some("a.very.long.local.part.that.goes.on.and.on.until.it.nearly.ends@acme.example"),
    ),
];

pub(crate) fn outsider(place: (&str, &str)) -> Address {
    Address::new(place.0, place.1)
}

pub(crate) fn odd_outsider(place: (&str, Option<&str>)) -> Address {
    Address {
        name: Some(place.0.to_owned()),
        address: place.1.map(str::to_owned),
    }
}
