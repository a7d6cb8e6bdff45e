//! The command line against a local Microsoft 365 and a central service, from invite to acknowledged upload.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail loudly"
)]

mod approval;
mod bad_answers;
mod bad_days;
mod bad_homes;
mod basic_mail;
mod broken_runs;
mod browser;
mod callbacks;
mod canaries;
mod crash;
mod cuts;
mod desk;
mod diagnostics;
#[path = "../../../imap/tests/imap/dovecot.rs"]
mod dovecot;
mod employee;
mod front;
mod graph;
mod home;
mod kills;
#[path = "../../../imap/tests/imap/letters.rs"]
mod letters;
mod line;
mod locked;
mod looking;
mod mail_desk;
mod mailbox;
mod manager;
mod meeting_rules;
mod metered;
mod my_data;
mod notices;
mod oracle;
mod organisation;
mod reading;
mod relay;
mod review;
mod roads;
mod rubric;
mod rules;
mod signals;
mod silence;
#[path = "../../../service/tests/it/support/small_disk.rs"]
mod small_disk;
mod stage;
mod tenant;
mod transcript;
mod transcript_crash;
mod transcript_levels;
mod transcripts;
mod twin;
