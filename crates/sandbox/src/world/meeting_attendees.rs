//! Whom generated meetings list.

use super::address::{Address, ODD_OUTSIDERS, OUTSIDERS, odd_outsider, outsider};
use super::dice::Dice;
use super::generator::Generator;
use super::meeting::Attendee;
use super::meeting_plan::MeetingPlan;

impl Generator {
    /// The list of attendees of one meeting; `people` of us are invited.
    pub(crate) fn attendees(
        &self,
        company: usize,
        kind: MeetingPlan,
        people: &[u64],
        organizer: &Address,
        dice: Dice,
    ) -> Vec<Attendee> {
        if kind == MeetingPlan::Personal {
            return Vec::new();
        }
        let domain = self.companies[company].tenant.default_domain();
        let listed = if kind == MeetingPlan::AttendeeRemoved {
            people.get(..1).unwrap_or(people)
        } else {
            people
        };
        let mut attendees: Vec<Attendee> = listed
            .iter()
            .map(|person| {
                attendee(
                    self.address_of(company, *person, dice.at(*person)),
                    "required",
                    dice.at(*person),
                )
            })
            .collect();
        for place in 0..kind.outsiders() {
            let dice = dice.at(700 + place);
            let address = if kind == MeetingPlan::Odd {
                odd_outsider(dice.pick(1, &ODD_OUTSIDERS))
            } else if dice.percent(2, 55) {
                outsider(dice.pick(3, &OUTSIDERS[..11]))
            } else {
                outsider(dice.pick(3, &OUTSIDERS[..27]))
            };
            attendees.push(attendee(
                address,
                if dice.percent(4, 15) {
                    "optional"
                } else {
                    "required"
                },
                dice,
            ));
        }
        match kind {
            MeetingPlan::DistributionList => {
                // The list is named, its people are not.
                attendees.retain(|attendee| !people_address(attendee, domain));
                attendees.push(attendee(
                    Address::new("All staff", &format!("all-staff@{domain}")),
                    "required",
                    dice,
                ));
                attendees.push(attendee(
                    Address::new("Acme sales list", "sales-list@acme.example"),
                    "optional",
                    dice.at(1),
                ));
            }
            MeetingPlan::Duplicates => {
                let again: Vec<Attendee> = attendees.iter().filter_map(duplicate).collect();
                attendees.extend(again);
            }
            MeetingPlan::Resources => {
                let room = Address::new("Room Aurora", &format!("room.aurora@{domain}"));
                attendees.push(Attendee {
                    address: room,
                    kind: "resource",
                    response: Some("accepted"),
                });
                let theirs = Address::new("Acme Room 4", "room4@acme.example");
                attendees.push(Attendee {
                    address: theirs,
                    kind: "resource",
                    response: Some("none"),
                });
            }
            MeetingPlan::NoStatus => attendees
                .iter_mut()
                .for_each(|attendee| attendee.response = None),
            MeetingPlan::OrganizerListed => {
                attendees.insert(
                    0,
                    Attendee {
                        address: organizer.clone(),
                        kind: "required",
                        response: Some("accepted"),
                    },
                );
            }
            _ => {}
        }
        attendees
    }
}

fn attendee(address: Address, kind: &'static str, dice: Dice) -> Attendee {
    let response = dice.pick(
        41,
        &[
            "accepted",
            "accepted",
            "none",
            "tentativelyAccepted",
            "declined",
            "notResponded",
        ],
    );
    Attendee {
        address,
        kind,
        response: Some(response),
    }
}

fn people_address(attendee: &Attendee, domain: &str) -> bool {
    attendee
        .address
        .address
        .as_ref()
        .is_some_and(|address| address.to_lowercase().ends_with(domain))
}

/// The same address once more, in another case or as a resource.
fn duplicate(attendee: &Attendee) -> Option<Attendee> {
    let written = attendee.address.address.as_ref()?;
    let address = Address {
        name: attendee.address.name.clone(),
        address: Some(written.to_uppercase()),
    };
    let kind = if written.len() % 2 == 0 {
        "resource"
    } else {
        "optional"
    };
    Some(Attendee {
        address,
        kind,
        response: Some("none"),
    })
}
