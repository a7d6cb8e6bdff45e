//! Real mail, calendars and transcripts from files.

use vitrine_sandbox::world::WorldOptions;

use crate::support::Sandbox;

const MBOX: &str = "From ana@acme.example Mon Nov 16 10:00:00 2026\n\
From: =?utf-8?q?Ana_L=C3=B3pez?= <ana.lopez@acme.example>\n\
To: AlexW@contoso.example, Ben <ben@partner.example>\n\
Subject: Imported\n\
Message-ID: <one@acme.example>\n\
Date: Mon, 16 Nov 2026 09:59:00 +0000\n\
\n\
Secret words\n\
\n\
From alexw@contoso.example Mon Nov 16 11:00:00 2026\n\
From: AlexW@contoso.example\n\
To: ana.lopez@acme.example\n\
Subject: Re: Imported\n\
Message-ID: <two@contoso.example>\n\
Date: Mon, 16 Nov 2026 11:00:00 +0000\n\
\n\
Answer\n";

const ICS: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nBEGIN:VEVENT\r\nUID:abc@partner.example\r\n\
DTSTART;TZID=Europe/Berlin:20261102T090000\r\nDTEND;TZID=Europe/Berlin:20261102T100000\r\nSUMMARY:Series\\, imported\r\n\
ORGANIZER;CN=Ewa:mailto:ewa@partner.example\r\nATTENDEE;PARTSTAT=ACCEPTED;CN=Alex:mailto:AlexW@contoso.example\r\n\
ATTENDEE;CUTYPE=ROOM:mailto:room@partner.example\r\nRRULE:FREQ=WEEKLY;COUNT=4;BYDAY=MO\r\n\
EXDATE;TZID=Europe/Berlin:20261116T090000\r\nEND:VEVENT\r\n\
BEGIN:VEVENT\r\nUID:abc@partner.example\r\nRECURRENCE-ID;TZID=Europe/Berlin:20261109T090000\r\n\
DTSTART;TZID=Europe/Berlin:20261110T090000\r\nDTEND;TZID=Europe/Berlin:20261110T100000\r\nSUMMARY:Moved\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

#[tokio::test]
async fn real_files_are_imported() {
    let folder = tempfile::tempdir().unwrap();
    let mbox = folder.path().join("alexw.mbox");
    std::fs::write(&mbox, MBOX).unwrap();
    std::fs::write(folder.path().join("work.ics"), ICS).unwrap();
    std::fs::write(
        folder.path().join("call.vtt"),
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n<v Ana>Hello</v>\n",
    )
    .unwrap();
    let sandbox = Sandbox::new(&WorldOptions {
        mailboxes: 2,
        messages: 1,
        events: 30,
        now: Some("2026-11-22T10:00:00Z".parse().unwrap()),
        import_mbox: vec![mbox],
        import_ics: vec![folder.path().to_owned()],
        import_vtt: vec![folder.path().to_owned()],
        ..WorldOptions::default()
    });
    let told = sandbox.truth("AlexW@contoso.example").await;
    let of = |subject: &str| {
        told.iter()
            .filter(|line| line["subject"] == subject)
            .collect::<Vec<_>>()
    };
    let mail = of("Imported");
    assert!(
        mail[0]["folder"] == "Top of Information Store/Inbox" || mail[0]["folder"] == "Inbox",
        "{}",
        mail[0]["folder"]
    );
    assert_eq!(mail[0]["from"]["name"], "Ana López");
    assert_eq!(mail[0]["internetMessageId"], "<one@acme.example>");
    assert!(
        of("Re: Imported")[0]["folder"]
            .as_str()
            .unwrap()
            .ends_with("Sent Items")
    );
    let starts: Vec<&str> = of("Series, imported")
        .iter()
        .filter(|line| line["type"] != "seriesMaster")
        .map(|line| line["start"].as_str().unwrap())
        .collect();
    assert_eq!(starts.len(), 3, "{starts:?}");
    assert_eq!(of("Moved")[0]["start"], "2026-11-10T08:00:00Z");
    assert_eq!(of("Moved")[0]["type"], "exception");
    let missing = WorldOptions {
        import_mbox: vec![folder.path().join("none.mbox")],
        ..WorldOptions::default()
    };
    assert!(vitrine_sandbox::world::World::open(&missing).is_err());
}
