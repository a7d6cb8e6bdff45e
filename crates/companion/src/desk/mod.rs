//! The window's desk: every operation a face can ask for, over [`Companion`](crate::Companion).

mod agreement;
mod allowing;
mod answers;
mod bench;
mod collection;
mod connections;
mod counts;
mod diagnostics;
mod export;
mod forms;
mod guides;
mod invites;
mod letter;
mod mail;
mod mailboxes;
mod my_data;
mod notices;
mod numbers;
mod people;
mod policy;
mod preferences;
mod previews;
mod receipts;
mod registration;
mod review_answers;
mod reviews;
mod roads;
mod rows;
mod runs;
mod search;
mod state;
mod survey;
mod tenant;
mod visits;
mod words;

pub(crate) use bench::Bench;
