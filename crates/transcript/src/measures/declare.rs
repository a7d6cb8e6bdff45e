//! The register of measures: each declared once, with where its idea was published.

use serde::Serialize;

/// One measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MeasureId {
    /// The speaker's part of all talk.
    TalkRatio,
    /// The longest turn.
    LongestMonologue,
    /// How often the floor changes.
    TurnsPerMinute,
    /// How often the speaker takes the floor from somebody who is talking.
    Interruptions,
    /// How much of the speaker's talk is beside somebody else's.
    Overlap,
    /// How long the speaker lets pass before answering.
    ResponseDelay,
    /// How many questions the speaker asks.
    Questions,
    /// How many fillers are among the speaker's words.
    FillerWords,
    /// How fast the speaker talks.
    SpeakingRate,
    /// How many next steps the speaker names.
    NextSteps,
}

/// What a measure is and how it comes about.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Declaration {
    /// Which one.
    pub id: MeasureId,
    /// Its name, in English and German.
    pub name: [&'static str; 2],
    /// What it says, in one sentence.
    pub definition: &'static str,
    /// The unit of its value.
    pub unit: &'static str,
    /// How it is computed.
    pub computed: &'static str,
    /// What shows it in the transcript.
    pub evidence: &'static str,
    /// Where the idea was published, and how far that carries.
    pub references: &'static [Reference],
}

/// Something published.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Reference {
    /// Who, when, what, where.
    pub citation: &'static str,
    /// Where to find it; empty where only the citation is known.
    pub link: &'static str,
    /// What it supports here.
    pub supports: &'static str,
}

impl MeasureId {
    /// Every measure, in the order in which they are shown.
    pub const ALL: [Self; 10] = [
        Self::TalkRatio,
        Self::LongestMonologue,
        Self::TurnsPerMinute,
        Self::Interruptions,
        Self::Overlap,
        Self::ResponseDelay,
        Self::Questions,
        Self::FillerWords,
        Self::SpeakingRate,
        Self::NextSteps,
    ];

    /// Its stable word.
    pub fn name(self) -> &'static str {
        match self {
            Self::TalkRatio => "talk_ratio",
            Self::LongestMonologue => "longest_monologue",
            Self::TurnsPerMinute => "turns_per_minute",
            Self::Interruptions => "interruptions",
            Self::Overlap => "overlap",
            Self::ResponseDelay => "response_delay",
            Self::Questions => "questions",
            Self::FillerWords => "filler_words",
            Self::SpeakingRate => "speaking_rate",
            Self::NextSteps => "next_steps",
        }
    }

    /// The measure of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|measure| measure.name() == name)
    }

    /// What it is and how it comes about.
    pub fn declaration(self) -> &'static Declaration {
        match self {
            Self::TalkRatio => &TALK_RATIO,
            Self::LongestMonologue => &LONGEST_MONOLOGUE,
            Self::TurnsPerMinute => &TURNS_PER_MINUTE,
            Self::Interruptions => &INTERRUPTIONS,
            Self::Overlap => &OVERLAP,
            Self::ResponseDelay => &RESPONSE_DELAY,
            Self::Questions => &QUESTIONS,
            Self::FillerWords => &FILLER_WORDS,
            Self::SpeakingRate => &SPEAKING_RATE,
            Self::NextSteps => &NEXT_STEPS,
        }
    }
}

const SACKS: Reference = Reference {
    citation: "Sacks, Schegloff, Jefferson (1974): A simplest systematics for the organization of turn-taking for conversation. Language 50(4), 696–735",
    link: "https://www.sscnet.ucla.edu/soc/faculty/schegloff/pubs/index.php?action=abs&file_id=63",
    supports: "What a turn is, and that one party talks at a time with little gap and little overlap. It sets no norm for how long a turn should be",
};
const HELDNER: Reference = Reference {
    citation: "Heldner, Edlund (2010): Pauses, gaps and overlaps in conversations. Journal of Phonetics 38(4), 555–568",
    link: "https://doi.org/10.1016/j.wocn.2010.08.002",
    supports: "The distinction of pauses, gaps, and overlaps within and between speakers",
};
const STIVERS: Reference = Reference {
    citation: "Stivers et al. (2009): Universals and cultural variation in turn-taking in conversation. PNAS 106(26), 10587–10592",
    link: "https://doi.org/10.1073/pnas.0903616106",
    supports: "Answers come fast in every language that was looked at; averages differ within 250 ms of the mean, so small differences mean nothing",
};
const LEVINSON: Reference = Reference {
    citation: "Levinson, Torreira (2015): Timing in turn-taking and its implications for processing models of language. Frontiers in Psychology 6:731",
    link: "https://doi.org/10.3389/fpsyg.2015.00731",
    supports: "Gaps between turns are of the order of 200 ms, so a short overlap is no interruption",
};

const TALK_RATIO: Declaration = Declaration {
    id: MeasureId::TalkRatio,
    name: ["Talk-to-listen ratio", "Redeanteil"],
    definition: "The speaker's part of everybody's talk.",
    unit: "percent",
    computed: "The time in which the speaker talks, each moment once, divided by the sum of everybody's such times.",
    evidence: "the speaker's turns",
    references: &[
        Reference {
            citation: "Gong Labs (2016, updated 2025): Mastering the talk-to-listen ratio in sales calls. Industry report",
            link: "https://www.gong.io/resources/labs/talk-to-listen-conversion-ratio/",
            supports: "The often quoted 43:57. Industry reports are all there is: no peer-reviewed study of this ratio was found, so the number is a habit of the trade and not a finding",
        },
        Reference {
            citation: "Woolley, Chabris, Pentland, Hashmi, Malone (2010): Evidence for a collective intelligence factor in the performance of human groups. Science 330, 686–688",
            link: "https://doi.org/10.1126/science.1193147",
            supports: "Groups in which few people dominate the talk did worse; about groups, not about sales",
        },
    ],
};
const LONGEST_MONOLOGUE: Declaration = Declaration {
    id: MeasureId::LongestMonologue,
    name: ["Longest monologue", "Längster Monolog"],
    definition: "The most that the speaker says before somebody else takes the floor.",
    unit: "seconds",
    computed: "The talk in the speaker's longest turn. Silences are left out, and an aside of somebody else does not end the turn.",
    evidence: "that turn",
    references: &[SACKS],
};
const TURNS_PER_MINUTE: Declaration = Declaration {
    id: MeasureId::TurnsPerMinute,
    name: ["Turns per minute", "Wechsel pro Minute"],
    definition: "How often the floor changes hands.",
    unit: "turns per minute",
    computed: "Everybody's turns divided by the minutes from the first word to the last; asides are no turns. It is the same for all speakers of a meeting.",
    evidence: "the speaker's turns",
    references: &[SACKS],
};
const INTERRUPTIONS: Declaration = Declaration {
    id: MeasureId::Interruptions,
    name: ["Interruptions", "Unterbrechungen"],
    definition: "How often the speaker takes the floor from somebody who is still talking.",
    unit: "per hour",
    computed: "Turns of the speaker that begin half a second or more before the turn before them ends, per hour of conversation. An aside that leaves the floor to the other is none. Services that write one voice at a time show fewer than there were.",
    evidence: "the moments in which both talk",
    references: &[
        HELDNER,
        LEVINSON,
        Reference {
            citation: "Gravano, Hirschberg (2012): A corpus-based study of interruptions in spoken dialogue. Interspeech 2012",
            link: "https://www.isca-archive.org/interspeech_2012/gravano12_interspeech.html",
            supports: "Interruptions are a kind of turn of their own. That half a second divides them from quick answers is this product's choice",
        },
    ],
};
const OVERLAP: Declaration = Declaration {
    id: MeasureId::Overlap,
    name: ["Overlap", "Gleichzeitiges Sprechen"],
    definition: "How much of the speaker's talk is at the same time as somebody else's.",
    unit: "percent",
    computed: "The time in which the speaker and somebody else talk, divided by the time in which the speaker talks.",
    evidence: "the moments in which the speaker takes the floor while another talks",
    references: &[HELDNER],
};
const RESPONSE_DELAY: Declaration = Declaration {
    id: MeasureId::ResponseDelay,
    name: ["Response delay", "Antwortverzögerung"],
    definition: "How long the speaker lets pass after somebody else has ended: patience.",
    unit: "seconds",
    computed: "The median of the gaps between the end of somebody else's turn and the beginning of the speaker's; negative where the speaker begins before the end.",
    evidence: "those gaps",
    references: &[STIVERS, HELDNER],
};
const QUESTIONS: Declaration = Declaration {
    id: MeasureId::Questions,
    name: ["Questions asked", "Gestellte Fragen"],
    definition: "How many questions the speaker asks.",
    unit: "per hour",
    computed: "Sentences of the speaker that end with a question mark, per hour of conversation. Where a transcript has no sentence signs at all: turns that open as questions do (word list).",
    evidence: "those sentences",
    references: &[Reference {
        citation: "Stivers, Enfield (2010): A coding scheme for question–response sequences in conversation. Journal of Pragmatics 42(10), 2620–2626",
        link: "",
        supports: "That questions can be coded by their form. It says nothing about how many are good",
    }],
};
const FILLER_WORDS: Declaration = Declaration {
    id: MeasureId::FillerWords,
    name: ["Filler words", "Füllwörter"],
    definition: "How many fillers are among the speaker's words.",
    unit: "per 100 words",
    computed: "Words and phrases of the filler list of the language, per 100 words of the speaker. Many services leave fillers out of transcripts.",
    evidence: "those words",
    references: &[
        Reference {
            citation: "Clark, Fox Tree (2002): Using uh and um in spontaneous speaking. Cognition 84, 73–111",
            link: "https://doi.org/10.1016/S0010-0277(02)00017-3",
            supports: "Uh and um are words with a use: they announce a delay. A few are no fault",
        },
        Reference {
            citation: "Belz (2023): Defining filler particles: a phonetic account of the terminology, form, and grammatical classification of “filled pauses”. Languages 8(1), 57",
            link: "https://doi.org/10.3390/languages8010057",
            supports: "Their forms in German",
        },
    ],
};
const SPEAKING_RATE: Declaration = Declaration {
    id: MeasureId::SpeakingRate,
    name: ["Speaking rate", "Sprechtempo"],
    definition: "How fast the speaker talks.",
    unit: "words per minute",
    computed: "The speaker's words divided by the minutes in which the speaker talks. Not for scripts that write no spaces between words.",
    evidence: "the speaker's turns",
    references: &[Reference {
        citation: "Yuan, Liberman, Cieri (2006): Towards an integrated understanding of speaking rate in conversation. Interspeech 2006",
        link: "https://doi.org/10.21437/Interspeech.2006-204",
        supports: "Rate depends on the length of turns, the topic and whether people know each other: compare a person only with themselves",
    }],
};
const NEXT_STEPS: Declaration = Declaration {
    id: MeasureId::NextSteps,
    name: ["Next steps named", "Genannte nächste Schritte"],
    definition: "How many next steps the speaker names.",
    unit: "sentences",
    computed: "Sentences of the speaker with a word or phrase of the next-step list of the language.",
    evidence: "those sentences",
    references: &[Reference {
        citation: "Purver, Dowding, Niekrasz, Ehlen, Noorbaloochi (2007): Detecting and summarizing action items in multi-party dialogue. SIGdial Workshop on Discourse and Dialogue",
        link: "https://www.sri.com/publication/speech-natural-language-pubs/detecting-and-summarizing-action-items-in-multi-party-dialogue/",
        supports: "Action items can be found in transcripts, and finding them is hard: a list of phrases finds fewer than there were",
    }],
};
