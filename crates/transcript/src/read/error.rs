/// Why a file cannot be read as a transcript. Lines count from 1; nothing of the content is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// The file is larger than what is read.
    #[error("the file is larger than {} MiB", crate::read::LARGEST / 1_048_576)]
    TooLarge,
    /// The file is not UTF-8.
    #[error("line {line} is not UTF-8 text")]
    NotUtf8 {
        /// The line.
        line: usize,
    },
    /// The file does not begin as WebVTT does.
    #[error("the first line is not WEBVTT")]
    NotWebVtt,
    /// A timing line's times cannot be read.
    #[error("line {line} has a time that cannot be read")]
    BadTiming {
        /// The line.
        line: usize,
    },
    /// A time is too far from the transcript's beginning.
    #[error("line {line} has a time more than 40 days from the beginning")]
    TooFar {
        /// The line.
        line: usize,
    },
    /// There are more cues than are read.
    #[error("line {line} begins a cue beyond the {}th", crate::read::MOST_CUES)]
    TooManyCues {
        /// The line.
        line: usize,
    },
    /// A cue is longer than what is read.
    #[error("line {line} begins a cue of more than {} KiB", crate::read::LONGEST_CUE / 1024)]
    CueTooLong {
        /// The line.
        line: usize,
    },
    /// A cue of `metadataContent` is not the JSON object that it has to be.
    #[error("line {line} begins a cue that is not the JSON of metadataContent")]
    BadMetadata {
        /// The line.
        line: usize,
    },
}

impl Unreadable {
    /// The state's stable word.
    pub fn code(self) -> &'static str {
        match self {
            Self::TooLarge => "transcript_too_large",
            Self::NotUtf8 { .. } => "transcript_not_utf8",
            Self::NotWebVtt => "transcript_not_webvtt",
            Self::BadTiming { .. } => "transcript_bad_timing",
            Self::TooFar { .. } => "transcript_time_too_far",
            Self::TooManyCues { .. } => "transcript_too_many_cues",
            Self::CueTooLong { .. } => "transcript_cue_too_long",
            Self::BadMetadata { .. } => "transcript_bad_metadata",
        }
    }

    /// The one thing to do next, in one sentence.
    pub fn next_step(self) -> &'static str {
        match self {
            Self::TooLarge | Self::TooManyCues { .. } | Self::CueTooLong { .. } => {
                "Split the recording, or export the transcript of one meeting only."
            }
            Self::NotUtf8 { .. } => "Save the file as UTF-8.",
            Self::NotWebVtt => "Download the transcript as .vtt.",
            Self::BadTiming { .. } | Self::TooFar { .. } => {
                "Correct that line, or download the transcript again."
            }
            Self::BadMetadata { .. } => "Download the transcript again.",
        }
    }
}
