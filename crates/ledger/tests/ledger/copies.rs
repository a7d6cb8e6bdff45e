//! Copies of meetings and mails, described by what matters to a test.

/// A copy of a meeting.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) id: &'static str,
    pub(crate) uid: &'static str,
    /// When it ends, in hours from the start of the test.
    pub(crate) ends: i64,
    pub(crate) has_times: bool,
    pub(crate) cancelled: bool,
    pub(crate) private: bool,
    pub(crate) organiser: &'static str,
    pub(crate) attendees: Vec<&'static str>,
}

/// A copy of a mail.
#[derive(Clone, Debug)]
pub(crate) struct Letter {
    pub(crate) id: String,
    pub(crate) message_id: Option<String>,
    pub(crate) has_time: bool,
    pub(crate) to: Vec<&'static str>,
}

impl Default for Event {
    /// A meeting that has ended, organised out of reach, with one buyer.
    fn default() -> Self {
        Self {
            id: "e1",
            uid: "uid-1",
            ends: -1,
            has_times: true,
            cancelled: false,
            private: false,
            organiser: "boss@fabrikam.example",
            attendees: vec!["buyer@acme.example"],
        }
    }
}

impl Event {
    pub(crate) fn cancelled() -> Self {
        Self {
            cancelled: true,
            ..Self::default()
        }
    }

    pub(crate) fn private() -> Self {
        Self {
            private: true,
            ..Self::default()
        }
    }
}

pub(crate) fn letter(id: &str, message_id: &str) -> Letter {
    Letter {
        id: id.to_owned(),
        message_id: Some(message_id.to_owned()),
        has_time: true,
        to: vec!["buyer@acme.example"],
    }
}
