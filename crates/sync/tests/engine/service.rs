//! A service in memory that runs the real check on everything that arrives, and fails when told to.

use activity::{ObjectId, Sha256};
use consent::{Clearance, MayRead};
use privacy::admit;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use sync::{Acknowledgement, Item, Status, Uplink, UplinkError};

#[derive(Default)]
pub struct Held {
    pub content: BTreeMap<(String, String), Vec<u8>>,
    pub uploads: u64,
    pub retractions: u64,
    /// How many calls are still to fail before anything is stored.
    pub down: u32,
    /// How many calls are still to be stored and then fail, so that the acknowledgement is lost.
    pub deaf: u32,
    pub refuses: Option<String>,
    /// Whether it says that it holds other bytes than it was sent.
    pub mistaken: bool,
}

#[derive(Clone, Default)]
pub struct Service(pub Arc<Mutex<Held>>);

impl Service {
    /// Whether something of exactly these bytes arrived.
    pub fn holds(&self, bytes: &[u8]) -> bool {
        let held = self.0.lock().unwrap();
        held.content.values().any(|one| one == bytes)
    }
}

impl Held {
    pub fn activities(&self) -> Vec<serde_json::Value> {
        self.content
            .values()
            .map(|bytes| serde_json::from_slice(bytes).unwrap())
            .collect()
    }

    pub fn ids(&self) -> Vec<String> {
        self.content.keys().map(|(_, id)| id.clone()).collect()
    }

    fn answer(&mut self) -> Result<bool, UplinkError> {
        if let Some(code) = self.refuses.clone() {
            return Err(UplinkError::Refused { code });
        }
        if self.down > 0 {
            self.down -= 1;
            return Err(UplinkError::Unavailable {
                code: "offline".into(),
            });
        }
        let deaf = self.deaf > 0;
        self.deaf = self.deaf.saturating_sub(1);
        Ok(deaf)
    }
}

impl Uplink for Service {
    async fn upload(
        &self,
        clearance: &Clearance<'_>,
        items: &[Item],
    ) -> Result<Vec<Acknowledgement>, UplinkError> {
        let mut held = self.0.lock().unwrap();
        let deaf = held.answer()?;
        let mut answers = Vec::new();
        for item in items {
            let canonical = item.activity.canonical();
            admit(canonical.bytes(), clearance.policy())
                .expect("only what the policy allows arrives");
            let external_id = item.activity.activity().external_id().to_owned();
            let key = (item.mailbox.to_string(), external_id.clone());
            held.content.insert(key, canonical.bytes().to_vec());
            held.uploads += 1;
            answers.push(Acknowledgement {
                external_id,
                sha256: Some(if held.mistaken {
                    Sha256::of(b"something else")
                } else {
                    canonical.sha256()
                }),
                status: Status::Held,
            });
        }
        if deaf {
            Err(UplinkError::Unavailable {
                code: "torn".into(),
            })
        } else {
            Ok(answers)
        }
    }

    async fn retract(
        &self,
        _clearance: &Clearance<'_>,
        items: &[(ObjectId, String)],
    ) -> Result<Vec<Acknowledgement>, UplinkError> {
        let mut held = self.0.lock().unwrap();
        let deaf = held.answer()?;
        let mut answers = Vec::new();
        for (mailbox, external_id) in items {
            held.content
                .remove(&(mailbox.to_string(), external_id.clone()));
            held.retractions += 1;
            answers.push(Acknowledgement {
                external_id: external_id.clone(),
                sha256: None,
                status: Status::Absent,
            });
        }
        if deaf {
            Err(UplinkError::Unavailable {
                code: "torn".into(),
            })
        } else {
            Ok(answers)
        }
    }
}
