//! What servers call the folders that do not count, where they do not mark them: the names that common programs and servers
//! give them, in the languages of the organisations we know. Lower case; compared with the last part of a folder's name.

const DRAFTS: &[&str] = &[
    "drafts",
    "draft",
    "entwürfe",
    "entwurf",
    "brouillons",
    "borradores",
    "bozze",
    "concepten",
    "rascunhos",
    "utkast",
    "kladder",
    "luonnokset",
    "wersje robocze",
    "koncepty",
    "черновики",
    "下書き",
    "草稿",
    "草稿箱",
    "taslaklar",
];

const JUNK: &[&str] = &[
    "junk",
    "junk e-mail",
    "junk email",
    "junk mail",
    "junk-e-mail",
    "spam",
    "bulk mail",
    "spamverdacht",
    "unerwünscht",
    "unerwünschte werbung",
    "courrier indésirable",
    "indésirables",
    "correo no deseado",
    "correo basura",
    "posta indesiderata",
    "ongewenste e-mail",
    "lixo eletrônico",
    "lixo eletrónico",
    "skräppost",
    "søppelpost",
    "uønsket e-mail",
    "roskaposti",
    "wiadomości-śmieci",
    "nevyžádaná pošta",
    "нежелательная почта",
    "спам",
    "迷惑メール",
    "垃圾邮件",
    "垃圾郵件",
    "önemsiz e-posta",
];

const OUTBOX: &[&str] = &[
    "outbox",
    "postausgang",
    "boîte d'envoi",
    "bandeja de salida",
    "posta in uscita",
    "postvak uit",
    "caixa de saída",
    "utkorgen",
    "utboks",
    "udbakke",
    "lähtevät",
    "skrzynka nadawcza",
    "pošta k odeslání",
    "исходящие",
    "送信トレイ",
    "发件箱",
    "寄件匣",
    "giden kutusu",
];

const SENT: &[&str] = &[
    "sent",
    "sent items",
    "sent mail",
    "sent messages",
    "gesendet",
    "gesendete elemente",
    "gesendete objekte",
    "gesendete nachrichten",
    "messages envoyés",
    "éléments envoyés",
    "envoyés",
    "enviados",
    "elementos enviados",
    "itens enviados",
    "posta inviata",
    "inviata",
    "verzonden",
    "verzonden items",
    "skickat",
    "sendt",
    "sendte elementer",
    "lähetetyt",
    "wysłane",
    "elementy wysłane",
    "odeslaná pošta",
    "отправленные",
    "送信済み",
    "已发送邮件",
    "寄件備份",
    "gönderilmiş öğeler",
];

/// Exchange shows its other folders too, without a mark.
const NO_MAIL: &[&str] = &[
    "calendar",
    "contacts",
    "tasks",
    "notes",
    "journal",
    "conversation history",
    "sync issues",
    "rss feeds",
    "suggested contacts",
    "kalender",
    "kontakte",
    "aufgaben",
    "notizen",
    "verlauf der unterhaltung",
    "synchronisierungsprobleme",
    "calendrier",
    "contacts",
    "tâches",
    "calendario",
    "contactos",
    "tareas",
    "notas",
    "contatti",
    "attività",
    "note",
    "diario",
    "agenda",
    "contactpersonen",
    "taken",
    "notities",
    "logboek",
    "calendário",
    "contatos",
    "contactos",
    "tarefas",
];

/// What a folder is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Use {
    Drafts,
    Junk,
    Outbox,
}

/// What a folder of that name is for, as far as its name tells.
pub(crate) fn by_name(name: &str) -> Option<Use> {
    let name = name.trim().to_lowercase();
    let is_one_of = |names: &[&str]| names.contains(&name.as_str());
    match () {
        () if is_one_of(DRAFTS) => Some(Use::Drafts),
        () if is_one_of(JUNK) => Some(Use::Junk),
        () if is_one_of(OUTBOX) => Some(Use::Outbox),
        () => None,
    }
}

/// Whether a folder of that name holds what the person sent.
pub(crate) fn holds_sent_mail(name: &str) -> bool {
    SENT.contains(&name.trim().to_lowercase().as_str())
}

/// Whether Exchange keeps no mail in a folder of that name.
pub(crate) fn holds_no_mail(name: &str) -> bool {
    NO_MAIL.contains(&name.trim().to_lowercase().as_str())
}
