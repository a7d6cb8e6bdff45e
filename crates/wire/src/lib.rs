//! What the app and the central service say to each other: paths, requests, answers, lines of NDJSON and problems.
//!
//! The invariant this crate owns: both sides read and write the same shapes, and an upload line has exactly one spelling.
//! [`upload_line`] writes the canonical (RFC 8785) envelope round an activity's canonical bytes, [`read_upload_line`]
//! refuses every other spelling, so what was previewed is byte for byte what arrives and what is acknowledged.
//!
//! A refusal is an RFC 9457 [`Problem`] whose [`ProblemCode`] comes from a closed set; a client acts on the code alone.
//! Requests refuse unknown fields; answers may grow.
//!
//! It refuses to know how anything is sent, stored, signed in to or decided.

mod approval;
mod card;
mod connection;
mod cycle;
mod invite;
mod line;
mod link;
mod problem;
mod review;
mod route;
mod session;
mod tenant;

pub use approval::{Approval, ApprovalAnswer, ApprovalRequest, QUESTION_OPEN, is_approval_state};
pub use card::{Health, Limits, NDJSON, PROBLEM_JSON, ServiceCard};
pub use connection::{
    ConnectedPerson, Connection, ConnectionRequest, ConsentGiven, ConsentWithdrawal,
};
pub use cycle::{CycleChange, CycleRequest};
pub use invite::{
    InviteMade, InviteRedemption, InviteRequest, InviteSummary, InviteView, RoadOffer,
};
pub use line::{
    Ack, AckStatus, BadLine, HeldActivity, Retraction, UploadLine, read_retraction_line,
    read_upload_line, upload_line,
};
pub use link::{BadInviteLink, InviteLink};
pub use problem::{EntryRefusal, ItemProblem, ItemReason, Problem, ProblemCode};
pub use review::{
    CallQuality, DisputeRequest, ExportLook, NoteRequest, REVIEW_FORMAT, Review, ReviewAccess,
    ReviewDispute, ReviewInput, ReviewNote, ReviewablePerson, ReviewedCycle, ReviewedMeeting,
    ReviewedPerson, ReviewedSignals, ReviewedSkill, RubricInForce, RubricRequest,
};
pub use route::{IDEMPOTENCY_KEY, path};
pub use session::{Me, Nonce, Role, Session, SessionRequest};
pub use tenant::{
    AllowlistRequest, AuditEntry, ClientsRequest, DpaAcceptRequest, DpaInForce, LONGEST_RETENTION,
    SettingsChange, TenantConfig, TenantProofRequest,
};
