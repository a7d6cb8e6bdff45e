//! Subjects of mails and meetings.

use super::dice::Dice;

const TOPICS: [&str; 24] = [
    "Renewal for 2027",
    "Pricing, second round",
    "Angebot für Q4 – Müller & Söhne",
    "Contract draft",
    "Rollout plan",
    "Data room access",
    "Onboarding",
    "見積書の件",
    "Budget review",
    "Support case follow-up",
    "Pilot results",
    "Réunion de lancement",
    "Security questionnaire",
    "Invoice 4711",
    "Next steps",
    "Workshop agenda",
    "Договор поставки",
    "Travel plans",
    "Release 2.4",
    "Training dates",
    "Quarterly numbers",
    "Site visit 🚆",
    "Reference call",
    "Purchase order",
];
const MEETINGS: [&str; 12] = [
    "Kick-off",
    "Review with Acme",
    "Weekly sync",
    "Planning",
    "Jour fixe – Vertrieb",
    "Demo",
    "Negotiation",
    "Steering committee",
    "Rétrospective",
    "Interview",
    "Handover",
    "打ち合わせ",
];

pub(crate) fn topic(dice: Dice) -> &'static str {
    dice.pick(61, &TOPICS)
}

pub(crate) fn meeting(dice: Dice) -> String {
    let spaces = if dice.percent(62, 5) { "  " } else { "" };
    format!(
        "{spaces}{}: {}{spaces}",
        dice.pick(63, &MEETINGS),
        topic(dice)
    )
}

/// A subject at Exchange's limit of 255 characters.
pub(crate) fn long(dice: Dice) -> String {
    let text = format!("{} — ", topic(dice)).repeat(30);
    text.chars().take(255).collect()
}
